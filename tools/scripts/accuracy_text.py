# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The networks and targets of accuracy_table.py, and its tables as Markdown."""

import re
from typing import NamedTuple

METRICS = {"agrees": "same class", "top1": "top-1", "score": "score"}


class Model(NamedTuple):
    """`budget`: of mixed widths, as a share of the float file's values ("fp32") or
    of the constants at 8 bits ("w8"). `targets` and `plain` are by mode, in percent
    of `metric`; for "score" the target is the most that it may move, in percent."""

    budget: tuple
    metric: str
    targets: dict
    plain: dict = {}
    ablation: tuple = ()


MODELS = {
    "tinym2net-cs1": Model(
        (0.17, "fp32"),
        "agrees",
        {"w8a8": 99.5, "mixed": 98.5, "w4a4": 96.5},
        {"w8a8": 99.7, "mixed": 98.0, "w4a8": 98.0, "w4a4": 95.3},
    ),
    "tinym2net-cs2": Model(
        (0.17, "fp32"),
        "agrees",
        {"w8a8": 99.7, "mixed": 99.3, "w4a4": 98.5},
        {"w8a8": 99.9, "mixed": 99.1, "w4a8": 99.0, "w4a4": 97.6},
    ),
    "tinym2net-v3-cs1-like": Model(
        (0.75, "w8"),
        "top1",
        {"w8a8": 96.2, "mixed": 96.0, "w4a4": 93.5},
        {"w8a8": 96.6, "mixed": 95.9, "w4a8": 95.5, "w4a4": 91.3},
        ("w4a4",),
    ),
    "tinym2net-v3-cs2-like": Model((0.75, "w8"), "top1", {}),
    "mlperf-tiny-ic": Model(
        (0.58, "w8"),
        "top1",
        {"w8a8": 88.0, "mixed": 87.5, "w4a8": 86.0, "w4a4": 81.0},
        {"w8a8": 88.5, "mixed": 85.1, "w4a8": 55.4, "w4a4": 44.6},
        ("w4a8", "w4a4"),
    ),
    "mlperf-tiny-vww": Model(
        (0.72, "w8"),
        "top1",
        {"w8a8": 84.0, "mixed": 83.6, "w4a8": 83.0, "w4a4": 78.0},
        {"w8a8": 85.3, "w4a8": 74.7, "w4a4": 69.0},
    ),
    "mlperf-tiny-kws": Model((0.75, "w8"), "agrees", {"w8a8": 98.5}),
    "mlperf-tiny-ad01": Model((0.75, "w8"), "score", {"w8a8": 8.0}),
}


def table(head, rows):
    """Numbers stand at the right, the first two columns at the left."""
    rule = [" --- " if column < 2 else " ---: " for column in range(len(head))]
    cells = [[f" {cell} " for cell in row] for row in [head, *rows]]
    lines = ["|".join(["", *row, ""]) for row in [cells[0], rule, *cells[1:]]]
    return "\n".join(lines)


def widths(mode):
    return mode if mode in ("mixed", "fp32") else mode.upper()


def number(value, digits=1):
    return "" if value is None else f"{value:.{digits}f}"


def change(row, rows):
    """How far the score is from the float network's, in percent of it."""
    base = next(r for r in rows if r["model"] == row["model"] and r["mode"] == "fp32")
    return 100.0 * (row["score"] - base["score"]) / base["score"]


def is_met(row, rows):
    """Whether the row reaches its target, and keeps its budget; None: no target."""
    model = MODELS[row["model"]]
    if row.get("budget") is not None and row["weights_bytes"] > row["budget"]:
        return False
    target = model.targets.get(row["mode"])
    if target is None:
        return None
    if model.metric == "score":
        return abs(change(row, rows)) <= target
    return row[model.metric] >= target


def verdict(row, rows):
    return {None: "", True: "met", False: "**missed**"}[is_met(row, rows)]


def networks(rows):
    """Networks that tell classes apart."""
    head = ["network", "widths", "top-1 %", "same class %", "weights, bytes", "arena, bytes"]
    head += ["plain", "target", ""]
    lines = []
    for row in rows:
        model = MODELS[row["model"]]
        if row["variant"] != "default" or "agrees" not in row:
            continue
        plain, target = model.plain.get(row["mode"]), model.targets.get(row["mode"])
        line = [row["model"], widths(row["mode"]), number(row.get("top1"), 2)]
        line += ["" if row["mode"] == "fp32" else number(row["agrees"], 2)]
        line += [f"{row['weights_bytes']:,}", f"{row['arena_bytes']:,}", number(plain)]
        line += ["" if target is None else f"{METRICS[model.metric]} {target}"]
        lines.append([*line, verdict(row, rows)])
    return table(head, lines)


def anomaly(rows):
    """Networks that reconstruct their input."""
    head = ["network", "widths", "mean score", "change %", "weights, bytes", "arena, bytes"]
    head += ["target", ""]
    lines = []
    for row in rows:
        if "score" not in row:
            continue
        target = MODELS[row["model"]].targets.get(row["mode"])
        line = [row["model"], widths(row["mode"]), number(row["score"], 3)]
        line += ["" if row["mode"] == "fp32" else f"{change(row, rows):+.1f}"]
        line += [f"{row['weights_bytes']:,}", f"{row['arena_bytes']:,}"]
        line += ["" if target is None else f"within {target:.0f} %"]
        lines.append([*line, verdict(row, rows)])
    return table(head, lines)


def ablation(rows):
    """Top-1 with one thing changed: a line for each variant, a column per case."""
    cases = [(name, mode) for name, model in MODELS.items() for mode in model.ablation]
    found = {(r["model"], r["mode"], r["variant"]): r for r in rows}
    variants = list(dict.fromkeys(r["variant"] for r in rows))
    head = ["recipe", *(f"{name} {widths(mode)}" for name, mode in cases)]
    lines = []
    for variant in variants:
        cells = [found.get((*case, variant), {}).get("top1") for case in cases]
        lines.append([variant, *(number(cell, 2) for cell in cells)])
    return table(head, lines)


def summary(rows):
    """How many targets are met, and which are not."""
    judged = [row for row in rows if row["variant"] == "default"]
    judged = [(row, is_met(row, rows)) for row in judged]
    met, missed = (sum(m is want for _, m in judged) for want in (True, False))
    text = f"{met} of {met + missed} targets are met"
    if missed:
        names = [f"{r['model']} {widths(r['mode'])}" for r, m in judged if m is False]
        text += "; missed: " + ", ".join(names)
    quantised = [row for row, _ in judged if row["mode"] != "fp32"]
    exact, quantised = sum(row["exact"] for row in quantised), len(quantised)
    return f"{text}. {exact} of {quantised} quantised libraries gave exactly the evaluator's outputs."


def tables(rows):
    """The tables by the name of their markers."""
    kinds = {"summary": summary, "networks": networks, "anomaly": anomaly, "ablation": ablation}
    return {name: make(rows) for name, make in kinds.items()}


def put(page, parts):
    """The page with what stands between `<!-- NAME: begin -->` and `<!-- NAME: end -->`
    replaced. Raises ValueError where markers are missing."""
    for name, text in parts.items():
        begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
        pattern = re.compile(f"({re.escape(begin)}\n).*?({re.escape(end)})", re.S)
        page, count = pattern.subn(lambda found: f"{found[1]}\n{text}\n\n{found[2]}", page)
        if count != 1:
            raise ValueError(f"expected one '{begin}' and '{end}' in the page, got {count}")
    return page
