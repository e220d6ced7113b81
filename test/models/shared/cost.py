#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What the shared models cost, to compile and to run.

    cost.py M2C MODELS

For each folder of MODELS: m2c takes less than 2 s of processor time and 500 MB;
the report counts the MACs and floats that the model's README states; and the
passes halve the MACs of vww, half of whose channels never change.
"""

import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

SECONDS, MEGABYTES = 2, 500
MOST_MACS = {"mlperf-tiny-vww": 4_200_000}


def compile_model(m2c, model, folder):
    """The report, and seconds and megabytes that m2c took."""
    command = [m2c, model, "--target", "cortex-m7", "-o", folder / "out", "--json"]
    with open(folder / "report", "w+b") as report:
        process = subprocess.Popen(command, stdout=report)
        # Popen.wait does not tell the memory.
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        report.seek(0)
        text = report.read()
    if process.returncode:
        sys.exit(f"{model}: exit code {process.returncode}: {text.decode()}")
    return json.loads(text), usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def stated(readme, row):
    """The number in a row of the README's table."""
    return int(re.search(rf"^\| {re.escape(row)}.*\| ([\d,]+) ", readme, re.M)[1].replace(",", ""))


def main():
    m2c, models = sys.argv[1], pathlib.Path(sys.argv[2])
    complaints = []
    for path in sorted(models.glob("*/model.onnx")):
        name, readme = path.parent.name, (path.parent / "README.md").read_text()
        with tempfile.TemporaryDirectory() as folder:
            report, seconds, megabytes = compile_model(m2c, path, pathlib.Path(folder))
        macs, floats = stated(readme, "MACs per inference"), stated(readme, "float values stored")
        print(f"{name}: {seconds:.2f} s, {megabytes:.0f} MB, {report['macs']} of {macs} MACs")
        for right, what in (
            (seconds < SECONDS, f"expected less than {SECONDS} s, got {seconds:.2f}"),
            (megabytes < MEGABYTES, f"expected less than {MEGABYTES} MB, got {megabytes:.0f}"),
            (report["macs_onnx"] == macs, f"expected {macs} MACs, got {report['macs_onnx']}"),
            (report["fp32_bytes"] == 4 * floats, f"expected {floats} floats, got {report['fp32_bytes']} bytes"),
            (report["macs"] <= MOST_MACS.get(name, macs), f"got {report['macs']} MACs after the passes"),
        ):  # fmt: skip
            if not right:
                complaints.append(f"{name}: {what}")
    print("\n".join(complaints))
    sys.exit(bool(complaints))


if __name__ == "__main__":
    main()
