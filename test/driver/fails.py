#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs a command that must fail, with and without --json, and prints its
message.

    fails.py KIND [--lines N] [--keeps DIR] -- COMMAND...

The exit code must be that of KIND (usage, input, operator, tool, verify,
internal); on the terminal there must be N lines (1) that begin with
"m2c: error: ", besides notes, and nothing on standard output; with --json one
object on standard output and nothing on the terminal. --keeps: the folder, and
all that is in it, is the same afterwards; that it does not exist is a state too.
"""

import argparse
import json
import pathlib
import subprocess
import sys

CODES = {"usage": 1, "input": 1, "operator": 1, "budget": 1, "tool": 1, "internal": 2, "verify": 3}


def contents(folder):
    """All that is below the folder."""
    paths = [folder, *sorted(folder.rglob("*"))] if folder.exists() else []
    return {str(p): p.read_bytes() if p.is_file() else None for p in paths}


def run(command, options):
    before = contents(options.keeps) if options.keeps else None
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    said = result.stderr + result.stdout
    if result.returncode != CODES[options.kind]:
        sys.exit(f"fails.py: expected exit code of '{options.kind}', got {result.returncode}\n{said}")
    if options.keeps and contents(options.keeps) != before:
        sys.exit(f"fails.py: '{options.keeps}' changed\n{said}")
    return result


def main():
    split = sys.argv.index("--")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kind", choices=CODES)
    parser.add_argument("--lines", type=int, default=1)
    parser.add_argument("--keeps", type=pathlib.Path)
    options = parser.parse_args(sys.argv[1:split])
    command = sys.argv[split + 1 :]

    plain = run(command, options)
    lines = plain.stderr.splitlines()
    errors = [line.removeprefix("m2c: error: ") for line in lines if line.startswith("m2c: error: ")]
    notes = [line for line in lines if line.startswith("  note: ")]
    if plain.stdout or len(errors) != options.lines or len(errors) + len(notes) != len(lines):
        sys.exit(f"fails.py: expected {options.lines} messages, got\n{plain.stderr}{plain.stdout}")

    result = run([*command, "--json"], options)
    error = json.loads(result.stdout)["error"]
    message = "\n".join(line.removeprefix("m2c: error: ") for line in lines)
    if result.stderr or error != {"kind": options.kind, "message": message}:
        sys.exit(f"fails.py: expected the same message, got\n{result.stderr}{result.stdout}")
    print(message)


if __name__ == "__main__":
    main()
