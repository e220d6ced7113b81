#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Keeps the house in order: sizes, who includes whom, and nothing half-added.

    check_layout.py [ROOT]

Exceptions stand in layout_exceptions.txt, each with its reason. What an op, a
kernel or a pass must come with is in check_records.py.
"""

import pathlib
import re
import sys

import check_records
from function_sizes import functions
from tree import Finding, files, is_below, read_text

EXCEPTIONS = "tools/scripts/layout_exceptions.txt"
FUNCTION_LINES = 80

# First match decides: (what it is called, test of the path, most lines).
FILE_LINES = [
    ("a tool's main file", lambda p: p.match("tools/*/*.cpp"), 60),
    ("the pipeline", lambda p: str(p) == "compiler/Pipeline.cpp", 250),
    ("a kernel", lambda p: is_below(p, "runtime/kernels") and p.suffix == ".c", 250),
    ("a test's IR", lambda p: is_below(p, "test") and p.suffix == ".mlir", 300),
    ("a C++ file", lambda p: p.suffix == ".cpp", 600),
    ("a TableGen file", lambda p: p.suffix == ".td", 400),
    ("a header", lambda p: p.suffix == ".h", 200),
    ("the top CMake file", lambda p: str(p) == "CMakeLists.txt", 120),
]

# (rule, where it holds, pattern, message). Text, not records: these are about
# what a file mentions.
CODE = {".c", ".cpp", ".h", ".td"}


def in_code(path):
    return path.suffix in CODE


FORBIDDEN = [
    (
        "include-mlir",
        lambda p: is_below(p, "compiler/Solvers", "runtime"),
        re.compile(r'#\s*include\s*["<]mlir/'),
        "expected no MLIR here: solvers and runtime stand on their own",
    ),
    (
        "include-onnx",
        lambda p: in_code(p) and not is_below(p, "compiler/Import"),
        re.compile(r'#\s*include\s*["<](?:onnx/|google/protobuf/|[\w/]*\.pb\.h)'),
        "expected protobuf and onnx headers in compiler/Import only",
    ),
    (
        "include-libc",
        lambda p: is_below(p, "runtime/kernels"),
        re.compile(r"#\s*include\s*<(?:stdio|stdlib|math|malloc|assert)\.h>"),
        "expected a kernel without this header; it has no library beneath it",
    ),
    (
        "option",
        lambda p: in_code(p) and not is_below(p, "tools") and not p.match("compiler/Options.*"),
        re.compile(r"\bcl::(?:opt|list|bits|alias)\b"),
        "expected command-line options in compiler/Options.* and tools/ only",
    ),
    (
        "eval-runtime",
        lambda p: is_below(p, "compiler/Eval"),
        re.compile(r'#\s*include\s*["<](?:runtime/|m2c/|m2c_)|\bruntime/kernels'),
        "expected nothing of runtime/: the evaluator must be able to disagree with it",
    ),
    (
        "cpu-name",
        lambda p: not (
            is_below(p, "compiler/Targets", "test", "docs", ".ci")
            or (is_below(p, "runtime/kernels") and not is_below(p, "runtime/kernels/c"))
            or (is_below(p, "tools") and p.suffix in (".py", ".sh", ".json"))
            or p.suffix == ".md"
        ),
        # In a comment it is an example, not a decision.
        re.compile(r"^(?:(?!//).)*\bcortex-[amr]\d", re.IGNORECASE),
        "expected no CPU name: what differs between cores is a field of the target record",
    ),
    (
        "print",
        lambda p: in_code(p)
        and is_below(p, "compiler", "dialects", "passes")
        and not is_below(p, "compiler/Verify/board"),
        re.compile(r"\b(?:std::exit|std::abort|abort|_Exit)\s*\(|\bstd::cout\b|\bstd::cerr\b"),
        "expected a library that neither prints nor exits; return an error",
    ),
]


def check_sizes(path, text):
    """Yields the findings about the length of a file and of its functions."""
    lines = text.count("\n")
    for kind, holds, most in FILE_LINES:
        if holds(path):
            if lines > most:
                message = f"expected at most {most} lines in {kind}, got {lines}"
                yield Finding(str(path), 0, "file-size", message)
            break
    if path.suffix in (".c", ".cpp", ".h"):
        for name, line, length in functions(text):
            if length > FUNCTION_LINES:
                message = f"expected at most {FUNCTION_LINES} lines in '{name}', got {length}"
                yield Finding(str(path), line, "function-size", message)


def check_forbidden(path, text):
    """Yields a finding for each line that mentions what its folder must not."""
    rules = [rule for rule in FORBIDDEN if rule[1](path)]
    for number, line in enumerate(text.split("\n"), 1):
        for name, _, pattern, message in rules:
            if pattern.search(line):
                yield Finding(str(path), number, name, message)


def check_guard(path, text):
    """Yields a finding when a header's guard is not named after its folder and file."""
    if path.suffix != ".h" or str(path) == "cmake/pch.h":
        return
    found = re.search(r"^#ifndef (\w+)\n#define (\w+)$", text, re.MULTILINE)
    stem = re.sub(r"\W", "_", path.name).upper()
    folder = re.sub(r"\W", "_", path.parent.name).upper()
    if not found or found.group(1) != found.group(2):
        yield Finding(str(path), 0, "guard", "expected a header guard")
        return
    short, got = stem.removeprefix("M2C_"), found.group(1)
    squeezed = got.replace("_", "")
    if not (got.startswith("M2C_") and squeezed.endswith(short.replace("_", ""))):
        message = f"expected a guard like M2C_{folder}_{stem}, got {got}"
        yield Finding(str(path), 0, "guard", message)


def read_exceptions(root):
    """Returns {(rule, path): line} and the findings about the list itself."""
    allowed, findings = {}, []
    if not (root / EXCEPTIONS).exists():
        return allowed, findings
    for number, line in enumerate((root / EXCEPTIONS).read_text().split("\n"), 1):
        if not line.strip() or line.startswith("#"):
            continue
        parts = line.split(None, 2)
        if len(parts) < 3:
            message = "expected RULE PATH reason"
            findings.append(Finding(EXCEPTIONS, number, "exception", message))
        else:
            allowed[parts[0], parts[1]] = number
    return allowed, findings


def check(root):
    """Returns the findings about the tree at root, exceptions taken out."""
    found = []
    for path in files(root):
        text = read_text(root, path)
        if text is None:
            continue
        found += check_sizes(path, text)
        found += check_forbidden(path, text)
        found += check_guard(path, text)
    found += check_records.check(root)

    allowed, findings = read_exceptions(root)
    used = set()
    for finding in found:
        key = (finding.rule, finding.path)
        if key in allowed:
            used.add(key)
        else:
            findings.append(finding)
    for key in sorted(allowed.keys() - used):
        message = f"no longer needed: {key[0]} {key[1]}"
        findings.append(Finding(EXCEPTIONS, allowed[key], "exception", message))
    return sorted(findings)


def main():
    root = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else None
    findings = check(root or pathlib.Path(__file__).resolve().parents[2])
    for finding in findings:
        print(finding)
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
