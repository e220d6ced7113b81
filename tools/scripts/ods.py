# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Reads TableGen records: operations, passes and targets as Python values.

The checks and the generated pages look at what the compiler is built from, not
at the text of the files, so a rule cannot be satisfied by a comment.
"""

import json
import pathlib
import re
import shutil
import subprocess

LLVM_BIN = pathlib.Path("/usr/lib/llvm-22/bin")
LLVM_INCLUDE = pathlib.Path("/usr/lib/llvm-22/include")


class OdsError(Exception):
    """TableGen refused a file; the text is its first message."""


def tool(name):
    """Returns the path of an LLVM program, of version 22 wherever it stands."""
    path = shutil.which(f"{name}-22") or LLVM_BIN / name
    return str(path)


def run(arguments):
    result = subprocess.run(arguments, capture_output=True, text=True, check=False)
    if result.returncode != 0:
        errors = [line for line in result.stderr.split("\n") if "error:" in line]
        raise OdsError(errors[0] if errors else f"{arguments[0]} failed")
    return result.stdout


def dump(root, source):
    """Returns all records of a .td file as a dictionary by record name."""
    path = root / source
    return json.loads(
        run(
            [tool("llvm-tblgen"), "--dump-json"]
            + ["-I", str(LLVM_INCLUDE), "-I", str(root), "-I", str(path.parent)]
            + [str(path)]
        )
    )


def instances(records, class_name):
    """Returns the records of a class, in the order of their names."""
    names = records["!instanceof"].get(class_name, [])
    return [records[name] for name in sorted(names)]


def ops(records, dialect):
    """Returns the operations of a dialect, in the order of their names."""
    found = []
    for record in instances(records, "Op"):
        dialect_record = records[record["opDialect"]["def"]]
        if dialect_record["name"] == dialect:
            found.append(record)
    return sorted(found, key=lambda record: record["opName"])


def converters(root):
    """Returns {ONNX operator: opset versions} of the conversion to nn.

    Each has a line `registry.add("Clip", 11, ...)` below passes/Convert/OnnxToNn.
    """
    found = {}
    line = re.compile(r'registry\.add\("(\w+)",\s*(\d+)')
    for path in sorted((root / "passes/Convert/OnnxToNn").glob("*.cpp")):
        for operator, since in line.findall(path.read_text(encoding="utf-8")):
            found.setdefault(operator, set()).add(int(since))
    return {operator: sorted(versions) for operator, versions in found.items()}
