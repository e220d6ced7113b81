#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs the ONNX operator tests through m2c --verify and compares the results
with expected.txt.

    run_nodes.py M2C [--full] [--work DIR] [--data DIR] [--jobs N] [--only GLOB] [--list]

Every test whose operators m2c knows must be in expected.txt:

    pass NAME                   the C and the evaluator compute what is expected
    refuse GLOB: MESSAGE        exit code 1 and a message that holds MESSAGE
    skip GLOB: REASON           not run

The exit code is 0 when every test does what its line says, and every line says
something of a test that there is. --list prints the file that would say so: for
new operators, once every line of `git diff` is as it should be.
Where the same test is there at an old and the newest opset, the C of the old
one is only run with --full, its meaning always. Quantised operators are compared
after the quant phase.
"""

import argparse
import collections
import concurrent.futures
import fnmatch
import pathlib
import re
import subprocess
import sys
import tempfile

import onnx
from onnx import TensorProto, helper

import m2c_check
import node_models

LINE = re.compile(r"(pass|refuse|skip) ([^\s:]+)(?:: (.+))?")


def read_expected(path):
    """Lines as (verb, glob, text), in their order."""
    lines = []
    for number, line in enumerate(path.read_text().splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        match = LINE.fullmatch(line)
        if not match or (match[1] == "pass") != (match[3] is None):
            sys.exit(f"{path.name}:{number}: expected VERB NAME[: TEXT], got {line!r}")
        lines.append(match.groups())
    return lines


def supported_operators(m2c, operators, folder):
    """Those of `operators` that m2c has a meaning for: it names all others of a
    model at once."""
    # The importer reads Constant itself and takes no other form of it.
    asked = sorted(operators - {"Constant"})
    nodes = [helper.make_node(o, ["x"], [f"y_{o}"], name=o) for o in asked]
    value = helper.make_tensor_value_info("x", TensorProto.FLOAT, [1])
    out = helper.make_tensor_value_info(nodes[0].output[0], TensorProto.FLOAT, None)
    graph = helper.make_graph(nodes, "g", [value], [out])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 14)])
    path = folder / "operators.onnx"
    path.write_bytes(model.SerializeToString())
    result = subprocess.run(
        [m2c, path, "--stop-after=convert"], capture_output=True, text=True, check=False
    )
    missing = set(re.findall(r"\((\w+), opset 14\) is not supported", result.stderr))
    if not missing or not operators - missing:
        sys.exit(f"expected m2c to know some operators and not others, got {result.stderr}")
    return operators - missing


def all_tests(root, m2c, folder):
    tests = [*node_models.debian_tests(root), *node_models.package_tests()]
    standard = [t for t in tests if {domain for domain, _ in t.operators()} <= {"", "ai.onnx"}]
    operators = {operator for t in standard for _, operator in t.operators()}
    known = supported_operators(m2c, operators, folder)
    for test in standard:
        if {operator for _, operator in test.operators()} <= known:
            yield from node_models.variants(test)


def run(tests, m2c, folder, options):
    """Outcomes by name."""
    names = {test.name for test in tests}

    def one(test):
        again = test.name.replace("node/", "onnx/")
        alone = again != test.name and again in names and not options.full
        commands = m2c_check.evaluate_commands if alone else m2c_check.verify_commands
        if {operator for _, operator in test.operators()} & node_models.QUANTISED:
            commands = m2c_check.quantised_commands
        place = folder / re.sub(r"\W", "_", test.name)
        return m2c_check.check(commands(m2c), test.model, node_models.arrays(test), place)

    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        return dict(zip([t.name for t in tests], pool.map(one, tests), strict=True))


def find_line(lines, name):
    """An exact name goes before a glob."""
    for line in lines:
        if line[1] == name:
            return line
    return next((line for line in lines if fnmatch.fnmatchcase(name, line[1])), None)


def complaint(line, outcome):
    """What is wrong with an outcome, or None."""
    first = outcome.message.splitlines()[0] if outcome.message else ""
    if outcome.kind == m2c_check.FAILED:
        return f"failed: {outcome.message}"
    if line is None:
        return f"{outcome.kind}, but is not in expected.txt: {first}"
    verb, _, text = line
    if verb == "pass":
        return None if outcome.kind == m2c_check.PASSED else f"expected to pass: {first}"
    if outcome.kind == m2c_check.PASSED:
        return "passed, but expected.txt says that it is refused"
    return None if text in outcome.message else f"expected '{text}', got: {first}"


def print_list(path, lines, outcomes):
    """The head and the skipped tests as they are, then what came out."""
    head = [line for line in path.read_text().splitlines() if line.startswith(("#", "skip "))]
    print("\n".join(head))
    for name, outcome in sorted(outcomes.items()):
        first = outcome.message.splitlines()[0].removeprefix("m2c: error: ")
        if outcome.kind == m2c_check.PASSED:
            print(f"pass {name}")
        elif outcome.kind == m2c_check.REFUSED:
            line = find_line(lines, name)
            kept = line and line[0] == "refuse" and line[2] in outcome.message
            print(f"refuse {name}: {line[2] if kept else first}")
        else:
            print(f"FAILED {name}: {outcome.message}")


def main():
    here = pathlib.Path(__file__).parent
    parser = argparse.ArgumentParser(description="ONNX operator tests through m2c --verify")
    parser.add_argument("m2c")
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--work", type=pathlib.Path)
    parser.add_argument("--data", type=pathlib.Path, default="/usr/share/libonnx-testdata/data")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--only", default="*")
    parser.add_argument("--list", action="store_true")
    options = parser.parse_args()
    m2c = str(pathlib.Path(options.m2c).resolve())
    lines = read_expected(here / "expected.txt")
    with tempfile.TemporaryDirectory() as temporary:
        folder = (options.work or pathlib.Path(temporary)).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        tests = list(all_tests(options.data, m2c, folder))
        found = {t.name: find_line(lines, t.name) for t in tests}
        tests = [t for t in tests if fnmatch.fnmatchcase(t.name, options.only)]
        tests = [t for t in tests if not found[t.name] or found[t.name][0] != "skip"]
        outcomes = run(tests, m2c, folder, options)
    if options.list:
        return print_list(here / "expected.txt", lines, outcomes)
    complaints = [
        f"{name}: {text}"
        for name, outcome in outcomes.items()
        if (text := complaint(found[name], outcome))
    ]
    complaints += [
        f"{line[1]}: no such test, but it is in expected.txt"
        for line in lines
        if line not in found.values()
    ]
    print("\n".join(complaints))
    counts = collections.Counter(outcome.kind for outcome in outcomes.values())
    print(", ".join(f"{counts[k]} {k}" for k in ("passed", "refused", "failed")), end="")
    print(f", {len(complaints)} not as expected.txt says")
    sys.exit(bool(complaints))


if __name__ == "__main__":
    main()
