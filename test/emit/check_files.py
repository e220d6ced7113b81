#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Checks what emitted files contain: headers, symbols, macros, data.

    check_files.py DIR NAME

compiles the C for this computer (without position-independent code, whose
relocated constants look like data).
"""

import pathlib
import re
import sys
import tempfile

from toolchains import HOST, PARTS, call, find

HEADERS = {"<stdint.h>", "<stddef.h>", "<string.h>"}
MEMORY = {"memcpy", "memset", "memmove", "memcmp"}  # what string.h offers


def expect(condition, *what):
    if not condition:
        raise AssertionError(" ".join(map(str, what)))


def check_text(folder, name):
    """Front matter and included files."""
    for path in sorted(folder.iterdir()):
        text = path.read_text()
        expect("SPDX-License-Identifier" in text, path, "has no licence line")
        expect("Apache-2.0 WITH LLVM-exception OR 0BSD" in text, path, "has no free licence")
        for what in ("--target ", "m2c 0." if path.suffix != ".json" else '"version": "0.'):
            expect(what in text, path, "does not say", what)
        expect(re.search(r"\b[0-9a-f]{64}\b", text), path, "has no SHA-256")
        expect(str(pathlib.Path.home()) not in text, path, "has a path of this machine")
        if path.suffix in (".c", ".h"):
            included = set(re.findall(r"^\s*#\s*include\s+(\S+)", text, re.M))
            allowed = HEADERS | {f'"{name}.h"', f"{name.upper()}_CONFIG_H"}
            expect(included <= allowed, path, "includes", included - allowed)


def check_html(text):
    """Nothing is loaded from elsewhere, no script runs."""
    for word in ("http:", "https:", "src=", "href=", "@import", "url(", "<script", "<link"):
        expect(word not in text, "the report has", word)
    for row in re.findall(r"<tr>.*?</tr>", text, re.S):
        expect(row.count("<td") == row.count("</td>"), "broken row", row)
    for tag in ("html", "head", "body", "table", "style", "title"):
        opened = len(re.findall(rf"<{tag}[ >]", text))
        expect(opened and opened == text.count(f"</{tag}>"), "unbalanced", tag)


def check_macros(folder, name):
    """The header defines macros with its own name only."""
    define = [find("gcc"), "-std=c99", "-dM", "-E", "-x", "c"]
    plain = call(*define, "-", input="".join(f"#include {h}\n" for h in sorted(HEADERS)))
    ours = set(call(*define, folder / f"{name}.h").splitlines()) - set(plain.splitlines())
    names = [line.split()[1] for line in ours]
    wrong = [n for n in names if not n.startswith(name.upper() + "_")]
    expect(len(names) > 5 and not wrong, "macros", wrong)


def symbols(path):
    """[(kind, name)] of an object file."""
    lines = call(find("nm"), path).splitlines()
    return [tuple(line.split()[-2:]) for line in lines]


def check_object(path, name, part):
    for kind, symbol in symbols(path):
        ours = symbol.startswith(name + "_")
        if kind == "U":
            expect(ours or symbol in MEMORY, path.name, "needs", symbol)
        elif kind.isupper():
            expect(ours, path.name, "exports", symbol)
        if part != "_selftest":
            expect(kind not in "dDbBcCsS", path.name, "has mutable", symbol)
    sections = call(find("size"), "-A", path).splitlines()
    sizes = {line.split()[0]: int(line.split()[1]) for line in sections if line.startswith(".")}
    mutable = sum(sizes.get(s, 0) for s in (".data", ".bss", ".tdata", ".tbss"))
    expect(part == "_selftest" or mutable == 0, path.name, "has mutable data", sizes)


def main():
    folder, name = pathlib.Path(sys.argv[1]), sys.argv[2]
    check_text(folder, name)
    check_html((folder / f"{name}_report.html").read_text())
    check_macros(folder, name)
    with tempfile.TemporaryDirectory() as temporary:
        for compiler in HOST:
            for level in ("-O0", "-O2"):
                for part in PARTS:
                    target = pathlib.Path(temporary) / f"{compiler}{level}{part}.o"
                    source = folder / f"{name}{part}.c"
                    call(find(compiler), "-std=gnu11", "-fno-pie", level, "-c", source, "-o", target)
                    check_object(target, name, part)
    print(f"{name}: files, macros and symbols are as promised")


if __name__ == "__main__":
    main()
