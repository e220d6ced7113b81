#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Checks what m2c says about the widths it chose.

    check_widths.py STEM [--brute-force] [NAME=CAP...] [--same STEM] [--plan FILE]

STEM_report.json and STEM_bits.json: every budget is listed with its cap and
kept by the report's own figures, and the certificate's sums are these figures.
--front: STEM_pareto.json has points from the smallest to the largest size.
--brute-force: no other choice of the certificate's variables (at most 2^20
choices) is cheaper and keeps its constraints. --same: the other network has the
same bytes but for the line with the options, and the same widths. --plan: the
widths are those of the file.
"""

import argparse
import itertools
import json
import pathlib
import re
import sys

# What the report must add up to a budget's use.
FIELDS = {
    "model-size": ["weights_bytes"],
    "flash": ["weights_bytes", "code_bytes"],
    "ram": ["arena_bytes", "state_bytes"],
    "bops": ["bops"],
}


def load(path):
    return json.loads(pathlib.Path(path).read_text(encoding="utf-8"))


def check_budgets(report, certificate, caps):
    bits = report["bits"]
    if bits["status"] != "optimal" or bits["gap"] != 0:
        sys.exit(f"expected an optimum, got {bits}")
    listed = {budget["name"]: budget for budget in bits["budgets"]}
    if {name: budget["cap"] for name, budget in listed.items()} != caps:
        sys.exit(f"expected the budgets {caps}, got {listed}")
    for name, cap in caps.items():
        use = sum(report[field] for field in FIELDS[name])
        if use != listed[name]["use"] or use > cap:
            sys.exit(f"expected '{name}' {listed[name]} to be {use} and at most {cap}")
    for budget in certificate["budgets"]:
        name = budget["name"]
        # The arena may be larger than its largest step, never smaller.
        exact = name in ("model-size", "bops")
        use = report[FIELDS[name.split("@")[0]][0]]
        if (exact and budget["use"] != use) or budget["use"] > use:
            sys.exit(f"expected the solver's {budget} to be the emitted {use}")


def check_front(points):
    sizes = [point["weights_bytes"] for point in points]
    predicted = [point["predicted"] for point in points]
    if sizes != sorted(set(sizes)) or predicted != sorted(set(predicted), reverse=True):
        sys.exit(f"expected a front, got {points}")
    if not 2 <= len(points) <= 12 or points[0]["divergence"] < points[-1]["divergence"]:
        sys.exit(f"expected the smallest plan to be the worst, got {points}")


def value(terms, options, choice):
    total = 0
    for term in terms:
        state = 0
        for variable in term["scope"]:
            state = state * len(options[variable]) + choice[variable]
        total += term["table"][state]
    return total


def brute_force(certificate):
    problem = certificate["problem"]
    options = [variable["options"] for variable in problem["variables"]]
    count = 1
    for own in options:
        count *= len(own)
    if count > 1 << 20 or problem["relations"]:
        sys.exit(f"{count} choices are too many to try")
    best = None
    for choice in itertools.product(*(range(len(own)) for own in options)):
        cost = sum(own[i]["cost"] for own, i in zip(options, choice))
        if best is not None and cost >= best:
            continue
        if all(value(c["terms"], options, choice) <= c["cap"] for c in problem["constraints"]):
            best = cost
    if best != certificate["objective"]:
        sys.exit(f"expected the objective {best}, got {certificate['objective']}")


def widths(plan):
    """Widths by name and number among those of the name."""
    result = {}
    for kind, key in (("layers", "weight_bits"), ("tensors", "activation_bits")):
        for entry in plan[kind]:
            number = sum(1 for other in result if other[:2] == (kind, entry["name"]))
            result[kind, entry["name"], number] = entry[key]
    return result


def files(stem):
    """The C files without what names the options."""
    path = pathlib.Path(stem)
    for end in (".h", ".c", "_weights.c", "_selftest.c"):
        text = (path.parent / (path.name + end)).read_text(encoding="utf-8")
        yield re.sub(r".*--calibrate.*\n(?: \*.*--.*\n)*", "", text)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("stem")
    parser.add_argument("budgets", nargs="*")
    parser.add_argument("--brute-force", action="store_true")
    parser.add_argument("--front", action="store_true")
    parser.add_argument("--same")
    parser.add_argument("--plan")
    args = parser.parse_args()
    report, plan = load(args.stem + "_report.json"), load(args.stem + "_bits.json")
    if args.budgets:
        caps = {name: int(cap) for name, cap in (b.split("=") for b in args.budgets)}
        check_budgets(report, plan["certificate"], caps)
    if args.brute_force:
        brute_force(plan["certificate"])
    if args.front:
        check_front(load(args.stem + "_pareto.json")["points"])
    other = args.plan or (args.same and args.same + "_bits.json")
    if other and widths(plan) != widths(load(other)):
        sys.exit(f"expected the widths of {other}")
    if args.same and list(files(args.stem)) != list(files(args.same)):
        sys.exit(f"expected the files of {args.same}")


if __name__ == "__main__":
    main()
