#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Checks the repository's text and layout; the same for people and for CI.

    check.py [--fix] [ROOT]

Text: trailing blanks, line ends, tabs, big files, forgotten markers, licence
lines, names of one machine, broken links, clang-format. Layout: check_layout.py. --fix
repairs blanks, line ends, C/C++ formatting and CMakeLists.txt's licence line;
the rest needs a decision.
"""

import argparse
import pathlib
import re
import shutil
import subprocess
import sys

import check_layout
from tree import Finding, files, is_below, read_text

BIG_FILE_BYTES = 2 * 1024 * 1024
LICENCE = "SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception"
RUNTIME_LICENCE = LICENCE + " OR 0BSD"
# The licence line stands within the first lines (a "#!" line may come first).
LICENCE_LINES = 4
SOURCE_SUFFIXES = {".c", ".cmake", ".cpp", ".h", ".ld", ".py", ".S", ".sh", ".td"}
FORMATTED_SUFFIXES = {".c", ".cpp", ".h"}
# Written so that the patterns do not find themselves.
FORGOTTEN = [
    (re.compile("DO NOT " + "SUBMIT"), "remove what is marked 'DO NOT " + "SUBMIT'"),
    (re.compile(r"^(<{7}|>{7}) "), "unresolved merge"),
    (re.compile(r"^\s*#\s*if 0\b"), "expected no code under '#if " + "0'"),
    (re.compile(r"\bTO" + r"DO\b(?!\(#\d+\))"), "expected 'TO" + "DO(#issue)'"),
]
MACHINE = re.compile(
    r"(?<![\w./-])/(?:work|root|home/\w+|tmp/w)/"
    r"|\b(?:pypi\.o" + r"rg|pythonho" + r"sted\.org|registry\.npmj" + r"s\.org)"
)
# A link to a file of ours; other links have a scheme.
LINK = re.compile(r"\]\((?![a-z]+:)([^)#\s]+)(?:#[^)\s]*)?\)")


def check_text(path, text):
    """Yields the findings about one text file, line by line."""
    if "\r" in text:
        yield Finding(str(path), 0, "line-end", "expected LF line ends, got CR")
    if text and not text.endswith("\n"):
        yield Finding(str(path), 0, "line-end", "expected a newline at the end")
    if text.endswith("\n\n"):
        yield Finding(str(path), 0, "line-end", "expected no blank line at the end")
    for number, line in enumerate(text.split("\n"), 1):
        line = line.rstrip("\r")
        if line != line.rstrip():
            yield Finding(str(path), number, "blank", "trailing blanks")
        if "\t" in line:
            yield Finding(str(path), number, "tab", "expected spaces, got a tab")
        for pattern, message in FORGOTTEN:
            if pattern.search(line):
                yield Finding(str(path), number, "forgotten", message)
        found = MACHINE.search(line)
        if found:
            message = f"'{found.group(0)}' belongs to one machine or registry"
            yield Finding(str(path), number, "machine", message)


def check_licence(path, text):
    """Yields a finding when a source file lacks its SPDX line."""
    first = text.split("\n", 1)[0]
    is_source = path.suffix in SOURCE_SUFFIXES or path.name == "CMakeLists.txt"
    if not is_source and not first.startswith("#!"):
        return
    is_runtime = is_below(path, "runtime") and path.suffix in (".c", ".h")
    wanted = RUNTIME_LICENCE if is_runtime else LICENCE
    for line in text.split("\n")[:LICENCE_LINES]:
        line = line.strip().removesuffix("*/").rstrip()
        if line.endswith(wanted) or line.endswith(RUNTIME_LICENCE):
            return
    yield Finding(str(path), 1, "licence", f"expected '{wanted}' at the head")


def check_links(root, path, text):
    """Yields a finding for each link of a page to a file that is not there."""
    if path.suffix != ".md":
        return
    for number, line in enumerate(text.split("\n"), 1):
        for target in LINK.findall(line):
            if not (root / path.parent / target).exists():
                yield Finding(str(path), number, "link", f"no file '{target}'")


def check_format(root, paths, fix):
    """Returns the findings of clang-format, or repairs the files."""
    formatter = shutil.which("clang-format-22")
    paths = [path for path in paths if path.suffix in FORMATTED_SUFFIXES]
    if not formatter or not paths:
        return []
    mode = ["-i"] if fix else ["--dry-run", "-Werror"]
    result = subprocess.run(
        [formatter, "--style=file", *mode, *map(str, paths)],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    dirty = re.findall(r"^(.*?):(\d+):\d+: error: code should be", result.stderr, re.M)
    first = {}
    for name, line in dirty:
        first.setdefault(name, int(line))
    message = "expected clang-format's layout; run tools/scripts/check.py --fix"
    return [Finding(name, line, "format", message) for name, line in first.items()]


def fix_text(path, text):
    """Returns the text with what can be repaired without a decision repaired."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    text = "\n".join(line.rstrip() for line in lines).rstrip("\n")
    if path.name == "CMakeLists.txt" and any(check_licence(path, text)):
        text = f"# {LICENCE}\n{text}"
    return text + "\n" if text else ""


def check(root, fix=False):
    """Returns all findings about the repository at root."""
    findings = []
    paths = files(root)
    for path in paths:
        if (root / path).stat().st_size > BIG_FILE_BYTES:
            message = f"expected at most {BIG_FILE_BYTES} bytes"
            findings.append(Finding(str(path), 0, "big-file", message))
            continue
        text = read_text(root, path)
        if text is None or path.name == "LICENSE":
            continue
        if fix and fix_text(path, text) != text:
            text = fix_text(path, text)
            (root / path).write_bytes(text.encode("utf-8"))
        findings += check_text(path, text)
        findings += check_licence(path, text)
        findings += check_links(root, path, text)
    findings += check_format(root, paths, fix)
    findings += check_layout.check(root)
    return sorted(findings)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--fix", action="store_true", help="repair what can be")
    parser.add_argument("root", nargs="?", type=pathlib.Path)
    options = parser.parse_args()
    root = options.root or pathlib.Path(__file__).resolve().parents[2]
    findings = check(root, options.fix)
    for finding in findings:
        print(finding)
    if findings:
        print(f"check.py: {len(findings)} findings")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
