#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What a network without one of its inputs computes.

    check_missing.py MODEL DATA POLICY M2C M2C_RUN TOLERANCE M2C_OPTION...

MODEL is the model `branches` of make_models.py. ONNX Runtime computes what the
branch of `image` leaves for the samples in DATA; the rest of the network with
the mean of that, or with zeros, must give what the C and m2c-run give without an
image, which are equal bit for bit.
"""

import pathlib
import re
import subprocess
import sys

import numpy as np
import onnx
import onnx.utils
import onnxruntime
from toolchains import attempt, call, find

HERE = pathlib.Path(__file__).resolve().parent


def runtime(model):
    return onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])


def expected(path, data, policy):
    """The outputs for the samples, with the default of the image's branch."""
    model = onnx.load(path)
    flat = [n.output[0] for n in model.graph.node if n.op_type == "Flatten"][1]
    onnx.utils.extract_model(path, "branch.onnx", ["image"], [flat])
    onnx.utils.extract_model(path, "rest.onnx", ["sound", flat, "motion"], ["probs"])
    branch, rest = runtime("branch.onnx"), runtime("rest.onnx")
    images = data["image"]
    left = [branch.run(None, {"image": images[i : i + 1]})[0] for i in range(len(images))]
    default = np.mean(left, axis=0) if policy == "mean" else np.zeros_like(left[0])
    inputs = [{n: data[n][i : i + 1] for n in ("sound", "motion")} for i in range(len(images))]
    return np.concatenate([rest.run(None, {flat: default, **x})[0] for x in inputs])


def main():
    model, path, policy, m2c, m2c_run, tolerance, *options = sys.argv[1:]
    data = np.load(path)
    wanted = expected(model, data, policy)
    how = ["--calibrate", path, "--missing", f"image={policy}", "--io", "float", *options]
    call(m2c, model, "--target", "host", "-o", ".", "--name", "branches", *how)
    plan = attempt(m2c, model, "--target", "host", "--name", "branches", "--stop-after=memory", *how)
    pathlib.Path("plan.mlir").write_text(plan.stdout)
    sources = [HERE / "missing_main.c", "branches.c", "branches_weights.c"]
    call(find("gcc"), "-O1", "-I.", "-fsanitize=address,undefined", *sources, "-o", "missing")
    with open("samples", "wb") as samples:
        for i in range(len(wanted)):
            samples.write(data["sound"][i].tobytes() + data["motion"][i].tobytes())
    with open("samples", "rb") as samples, open("printed", "wb") as printed:
        subprocess.run(["./missing"], stdin=samples, stdout=printed, check=True)
    got = np.fromfile("printed", "<f4").reshape(wanted.shape)
    np.savez("without.npz", sound=data["sound"], motion=data["motion"])
    call(m2c_run, "plan.mlir", "--input", "without.npz", "--output", "run.npz")
    run = np.load("run.npz")["probs"]
    if policy == "mean" and "float" in options:
        np.testing.assert_allclose(run, got, rtol=1e-5)
    elif "float" not in options:
        assert run.tobytes() == got.tobytes(), (run, got)
    if policy == "zero" and "float" not in options:
        # Far from what was calibrated: the integers themselves must be right.
        text = pathlib.Path("plan.mlir").read_text()
        left, first = re.search(r'plan.missing "image" out\((%\w+)\).* first (\d+)', text).groups()
        zero = re.search(rf"{left} = plan.buffer .*zero_point = (-?\d+)", text).group(1)
        values = re.search(r'image_missing_0: "0x01000000(\w+)"', text).group(1)
        assert set(bytes.fromhex(values)) == {int(zero) % 256} and int(first) > 0, (zero, values)
        print("the integers of zero")
        return
    error = float(np.abs(got - wanted).max())
    assert error <= float(tolerance), (error, got, wanted)
    # The default matters: with the images the outputs are others.
    assert np.abs(data["out_probs"] - wanted).max() > 4 * float(tolerance)
    print(f"largest difference {error:.1e}")


main()
