#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Breaks a model file in many ways, each with a seed of its own; m2c must cope.

    mutate.py M2C MODEL.onnx SEED COUNT [--work DIR] [--jobs N]

Half of the files are a valid protobuf with other numbers, names, or elements of
lists, so that the damage gets far. In the others bits are flipped, bytes set,
removed, doubled or put in, or the file is cut; most often where no weights are,
for there every byte means something. m2c must end
with exit code 0 (weights may be anything) or 1 with a message and no output
folder, within 60 s of processor time and 1 GB of memory. A mutation that is
wrong is printed with its seed and left in DIR.
"""

import argparse
import collections
import concurrent.futures
import os
import pathlib
import resource
import shutil
import subprocess
import sys
import tempfile

import numpy as np
import onnx

SECONDS, MEGABYTES = 60, 1000
INTEGERS = (0, 1, 2, 3, 7, 255, -1, -2, 2**24, 2**28, 2**31 - 1, 2**31, 2**62, 2**63 - 1, -(2**63))
FLOATS = (0.0, -0.0, -1.0, 1e-30, 1e38, float("inf"), float("nan"))


def structure(path):
    """The positions of the file's bytes that are not elements of a tensor."""
    data = path.read_bytes()
    is_weight = np.zeros(len(data), bool)
    for tensor in onnx.load(path).graph.initializer:
        if len(tensor.raw_data) >= 64:
            start = data.index(tensor.raw_data)
            is_weight[start : start + len(tensor.raw_data)] = True
    return np.flatnonzero(~is_weight)


def change(data, place, random):
    """One change of `data` at `place`."""
    kind = random.integers(7)
    some = int(random.integers(1, 9))
    if kind <= 1:
        data[place] ^= 1 << random.integers(8)
    elif kind == 2:
        data[place] = random.choice([0, 1, 0x7F, 0x80, 0xFF])
    elif kind == 3:
        data[place] = random.integers(256)
    elif kind == 4:
        del data[place : place + some]
    elif kind == 5:
        data[place:place] = data[place : place + some]
    else:
        data[place:place] = random.bytes(some)


def fields(message):
    """(message, descriptor of a field) of all set fields below, in their order."""
    for field, value in message.ListFields():
        yield message, field
        if field.message_type:
            for child in value if field.is_repeated else [value]:
                yield from fields(child)


def other_value(value, strings, random):
    if isinstance(value, int):
        return int(random.choice([value + 1, value - 1, *INTEGERS]))
    if isinstance(value, float):
        return float(random.choice(FLOATS))
    if isinstance(value, str):
        return str(random.choice(["", value + "x", "\u00e9" * 300, *strings]))
    return value[: random.integers(len(value) + 1)]


def change_list(values, random):
    """Removes, doubles or exchanges elements."""
    elements = list(values)
    kind, n = random.integers(3), random.integers(len(elements))
    if kind == 0:
        del elements[n]
    elif kind == 1:
        elements.insert(random.integers(len(elements) + 1), elements[n])
    else:
        m = random.integers(len(elements))
        elements[n], elements[m] = elements[m], elements[n]
    copies = [type(e).FromString(e.SerializeToString()) if hasattr(e, "ListFields") else e for e in elements]
    del values[:]
    values.extend(copies)


def change_field(model, random):
    """One change of a random field. Numbers that the format does not allow stay."""
    found = list(fields(model))
    message, field = found[random.integers(len(found))]
    value = getattr(message, field.name)
    strings = [n for node in model.graph.node for n in [*node.input, *node.output, node.op_type]]
    try:
        if field.is_repeated and (field.message_type or random.random() < 0.5):
            change_list(value, random)
        elif field.is_repeated:
            n = int(random.integers(len(value)))
            value[n] = other_value(value[n], strings, random)
        elif field.message_type:
            message.ClearField(field.name)
        else:
            setattr(message, field.name, other_value(value, strings, random))
    except ValueError:
        pass


def mutate(original, places, seed):
    random = np.random.default_rng(seed)
    times = int(random.choice([1, 1, 1, 2, 4]))
    if seed % 2:
        model = onnx.ModelProto.FromString(original)
        for _ in range(times):
            change_field(model, random)
        return model.SerializeToString()
    data = bytearray(original)
    if random.random() < 0.1:
        return data[: random.integers(len(data))]
    for _ in range(times):
        anywhere = random.random() < 0.1
        place = random.integers(len(data)) if anywhere else random.choice(places)
        change(data, min(int(place), len(data) - 1), random)
    return data


def complaint(code, message, megabytes, folder):
    """What is wrong with how m2c ended, or None."""
    if code not in (0, 1):
        return f"exit code {code}: {message[-2000:]}"
    if megabytes > MEGABYTES:
        return f"{megabytes} MB of memory: {message[-2000:]}"
    if code == 1 and not message.startswith("m2c: error: "):
        return f"expected a message, got: {message[-2000:]}"
    if code == 1 and (folder / "out").exists():
        return "left an output folder"
    return None


def run(m2c, data, folder):
    """(exit code, complaint) of m2c on `data`, alone in `folder`."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / "model.onnx").write_bytes(data)
    command = [m2c, "model.onnx", "--target", "host", "-o", "out"]
    with open(folder / "said", "w+b") as said:
        process = subprocess.Popen(command, cwd=folder, stdout=said, stderr=said)
        resource.prlimit(process.pid, resource.RLIMIT_CPU, (SECONDS, SECONDS))
        # Popen.wait does not tell the memory.
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        message = said.read().decode(errors="replace")
    wrong = complaint(process.returncode, message, usage.ru_maxrss // 1024, folder)
    if not wrong:
        shutil.rmtree(folder)
    return process.returncode, wrong


def main():
    parser = argparse.ArgumentParser(description="broken model files")
    parser.add_argument("m2c")
    parser.add_argument("model", type=pathlib.Path)
    parser.add_argument("seed", type=int)
    parser.add_argument("count", type=int)
    parser.add_argument("--work", type=pathlib.Path)
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    m2c = str(pathlib.Path(options.m2c).resolve())
    original, places = options.model.read_bytes(), structure(options.model)
    counts = collections.Counter()
    with tempfile.TemporaryDirectory() as temporary:
        root = (options.work or pathlib.Path(temporary)).resolve()
        seeds = range(options.seed, options.seed + options.count)

        def one(seed):
            return run(m2c, mutate(original, places, seed), root / f"seed{seed}")

        with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
            for seed, (code, wrong) in zip(seeds, pool.map(one, seeds), strict=True):
                counts["wrong" if wrong else code] += 1
                if wrong:
                    print(f"seed {seed}: {wrong}")
    print(f"{counts[0]} compiled, {counts[1]} refused, {counts['wrong']} wrong")
    # Changes that never matter would prove nothing.
    sys.exit(counts["wrong"] > 0 or counts[1] < options.count // 4)


if __name__ == "__main__":
    main()
