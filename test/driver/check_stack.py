#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The stack that a library promises against what compilers state for it.

    check_stack.py DIR NAME TARGET

The macro of the header and the report agree, and the deepest path through the
emitted C, by the frames that each of the target's compilers states at each level
of optimisation, is not deeper.
"""

import json
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools/scripts"))
import measure_stack  # noqa: E402 (its folder is only known here)


def main():
    folder, name, wanted = pathlib.Path(sys.argv[1]).resolve(), sys.argv[2], sys.argv[3]
    header = (folder / f"{name}.h").read_text()
    promised = int(re.search(rf"{name.upper()}_STACK_BYTES (\d+)u", header).group(1))
    report = json.loads((folder / f"{name}_report.json").read_text())
    assert promised == report["stack_bytes"], (promised, report["stack_bytes"])
    assert f"<td>{promised}</td>" in (folder / f"{name}_report.html").read_text()
    (target,) = [t for t in measure_stack.targets() if t["name"] == wanted]
    taken = measure_stack.measure_library(folder, name, target)
    assert 0 < taken <= promised <= 3 * taken, (taken, promised)
    print(f"{name} for {wanted}: {taken} of {promised} bytes")


main()
