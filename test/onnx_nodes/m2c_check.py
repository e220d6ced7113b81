# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs m2c on a model and arrays: does the C that comes out compute what is
expected, and does every phase agree with the one before?"""

import dataclasses
import pathlib
import shlex
import shutil
import subprocess

import numpy as np

PASSED, REFUSED, FAILED = "passed", "refused", "failed"


@dataclasses.dataclass
class Outcome:
    """REFUSED is exit code 1: this model is not what m2c takes."""

    kind: str
    message: str


def verify_commands(m2c, target="host"):
    """What one types in the folder of a check to repeat it: the C and all
    phases."""
    return [[m2c, "model.onnx", "--target", target, "--name", "model", "-o", "out",
             "--verify", "data.npz", "--verify-passes"]]  # fmt: skip


def evaluate_commands(m2c, target="host"):
    """The same without C, in a fraction of the time."""
    m2c_run = str(pathlib.Path(m2c).with_name("m2c-run"))
    return [
        [m2c, "model.onnx", "--target", target, "--verify-passes", "--stop-after=memory"],
        [m2c_run, "model.onnx", "--input", "data.npz"],
    ]


def quantised_commands(m2c, target="host"):
    """The meaning, and the integer ops that the quant phase makes of it."""
    m2c_run = str(pathlib.Path(m2c).with_name("m2c-run"))
    quant = f"{shlex.quote(m2c)} model.onnx --target {target} --stop-after=quant > quant.mlir"
    return [
        [m2c_run, "model.onnx", "--input", "data.npz"],
        ["sh", "-c", quant],
        [m2c_run, "quant.mlir", "--input", "data.npz"],
    ]


def _run(command, folder):
    try:
        result = subprocess.run(
            command,
            cwd=folder,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=600,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Outcome(FAILED, f"{command[0]} did not end within 600 s")
    kind = {0: PASSED, 1: REFUSED}.get(result.returncode, FAILED)
    if kind == PASSED:
        return Outcome(kind, result.stdout)
    lines = (result.stderr + result.stdout).strip()
    return Outcome(kind, lines if kind == REFUSED else f"exit code {result.returncode}: {lines}")


def check(commands, model, data, folder):
    """`data` has one array per input, samples on axis 0, and out_NAME arrays.
    Everything is in `folder` afterwards; it is emptied first. The outcome is the
    first that is not PASSED."""
    folder = pathlib.Path(folder)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / "model.onnx").write_bytes(model.SerializeToString())
    np.savez(folder / "data.npz", **data)
    for command in commands:
        outcome = _run(command, folder)
        if outcome.kind != PASSED:
            return outcome
    if "expected outputs: " not in outcome.message:
        return Outcome(FAILED, f"expected a comparison, got: {outcome.message}")
    return outcome


def remove(folder):
    """Removes the folder of a check."""
    shutil.rmtree(folder, ignore_errors=True)
