#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Counts the checksums of a self-test, or spoils the weights that it tests.

    check_checksums.py DIR NAME [--spoil-last-bias TO]

A ring has no checksum, most other steps have one. With --spoil-last-bias the
folder TO gets a NAME_weights.c in which the last bias array is another one.
"""

import pathlib
import re
import sys


def main():
    folder, name = pathlib.Path(sys.argv[1]), sys.argv[2]
    if "--spoil-last-bias" in sys.argv:
        text = (folder / f"{name}_weights.c").read_text()
        at = text.index("{", text.rindex(f"{name}_const_", 0, text.rindex("_bias[")))
        changed = text[:at] + re.sub(r"-?\d+", "1000000", text[at:], count=1)
        assert changed != text
        (pathlib.Path(sys.argv[4]) / f"{name}_weights.c").write_text(changed)
        return
    text = (folder / f"{name}_selftest.c").read_text()
    table = re.search(r"checksums\[\d+\] = \{(.*?)\}", text, re.S).group(1)
    sums = [int(number, 16) for number in re.findall(r"0x([0-9a-f]{8})u", table)]
    source = (folder / f"{name}.c").read_text()
    source = source[source.index(f"int {name}_run(") :]
    source = source[: source.index("\n}\n")]
    done = re.findall(r"M2C_DONE\((\d+)u, ([^,]+),", source)
    assert [int(step) for step, _ in done] == list(range(len(sums))), done
    rings = [int(step) for step, data in done if data == "NULL"]
    assert rings and not any(sums[step] for step in rings), (rings, sums)
    whole = len(sums) - len(rings)
    compared = sum(1 for number in sums if number)
    assert compared >= 0.7 * whole > 3, (compared, whole)
    print(f"{compared} of {len(sums)} steps are compared, {len(rings)} are rings")


main()
