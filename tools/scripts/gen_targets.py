#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Turns the target records (compiler/Targets/*.td) into a C++ table.

The records are read from llvm-tblgen's JSON dump and checked; a broken record
ends the build with its file and line. `--format markdown` prints the table of
targets for people instead, `--format names` one name a line.
"""
import argparse
import json
import pathlib
import re
import subprocess
import sys

KERNEL_SETS = ("mve", "dsp", "v6m", "neon", "c")
RUN_KINDS = ("none", "native", "user", "system")


def fail(record, message):
    sys.exit(f"{record['!locs'][0]}: target '{record.get('name', '?')}': {message}")


def load(tblgen, td):
    """Returns the target records in the order of Targets.td's include lines."""
    run = subprocess.run([tblgen, "--dump-json", td.name], cwd=td.parent,
                         capture_output=True, text=True)
    if run.returncode:
        sys.exit(run.stderr)
    dump = json.loads(run.stdout)

    def resolve(value):
        if isinstance(value, list):
            return [resolve(v) for v in value]
        if isinstance(value, dict) and "def" in value:
            return {k: resolve(v) for k, v in dump[value["def"]].items()}
        return value

    files = re.findall(r'^include "(.+)"', td.read_text(), re.M)
    records = [{k: resolve(v) for k, v in dump[name].items()}
               for name in dump["!instanceof"]["Target"]]
    for record in records:
        check(record)
    return sorted(records, key=lambda r: files.index(r["name"] + ".td"))


def check(r):
    """Refuses what the C++ side would have to guess about."""
    if r["!locs"][0].rsplit(":", 1)[0] != r["name"] + ".td":
        fail(r, f"expected the record in {r['name']}.td")
    if not r["summary"] or not r["compilers"]:
        fail(r, "expected a summary and at least one compiler")
    if r["kernelSets"][-1:] != ["c"] or not set(r["kernelSets"]) <= set(KERNEL_SETS):
        fail(r, f"expected kernel sets out of {KERNEL_SETS} with 'c' at the end")
    if r["pointerBits"] not in (32, 64):
        fail(r, f"expected 32 or 64 pointer bits, got {r['pointerBits']}")
    align = r["arenaAlignment"]
    if align < 8 or align & (align - 1):
        fail(r, f"expected an arena alignment that is a power of two from 8, got {align}")
    for cost in r["costs"]:
        if not re.fullmatch(r"[a-z0-9_.]+=\d+(\.\d+)?", cost):
            fail(r, f"expected a cost of the form key=number, got '{cost}'")
    for what, names in (("memory level", [m["name"] for m in r["memory"]]),
                        ("cost", [c.split("=")[0] for c in r["costs"]])):
        if len(set(names)) != len(names):
            fail(r, f"expected each {what} once, got {names}")
    run = r["run"]
    if run["kind"] not in RUN_KINDS:
        fail(r, f"expected a runner out of {RUN_KINDS}, got '{run['kind']}'")
    if run["kind"] == "system" and not (run["codeSize"] and run["ramSize"]):
        fail(r, "expected a board with code and RAM sizes")


def text(s):
    return json.dumps(s)  # for plain ASCII also a C string literal


def array(out, name, kind, items):
    """Writes one constant array; C++ has no empty ones, hence `{}` for none."""
    if not items:
        return "{}"
    out.append(f"const {kind} {name}[] = {{{', '.join(items)}}};")
    return name


def emit_cpp(records):
    out, rows = [], []
    for n, r in enumerate(records):
        p = f"t{n}"
        compilers = []
        for i, c in enumerate(r["compilers"]):
            flags = array(out, f"{p}cc{i}", "StringRef", map_text(c["flags"]))
            compilers.append(f"{{{text(c['program'])}, {text(c['package'])}, {flags}}}")
        lists = {f: array(out, p + f, "StringRef", map_text(r[f]))
                 for f in ("flags", "featureMacros", "kernelSets")}
        memory = array(out, p + "memory", "MemoryLevel",
                       [f"{{{text(m['name'])}, {m['bytes']}}}" for m in r["memory"]])
        costs = array(out, p + "costs", "TargetCost",
                      ["{%s, %s}" % (text(k), float(v))
                       for k, v in (c.split("=") for c in r["costs"])])
        cc = array(out, p + "compilers", "TargetCompiler", compilers)
        q = r["run"]
        options = array(out, p + "options", "StringRef", map_text(q["options"]))
        rows.append(
            f"    {{{text(r['name'])}, {text(r['summary'])}, {cc}, {text(r['linker'])},\n"
            f"     {text(r['linkerPackage'])}, {lists['flags']}, {text(r['archMacro'])},\n"
            f"     {lists['featureMacros']}, {lists['kernelSets']}, {r['pointerBits']},"
            f" {r['arenaAlignment']}, {'true' if r['hasFpu'] else 'false'}, {memory}, {costs},\n"
            f"     {{RunKind::{q['kind'].capitalize()}, {text(q['program'])}, {text(q['package'])},"
            f" {text(q['machine'])}, {text(q['cpu'])}, {options},\n"
            f"      {{{q['codeOrigin']:#x}, {q['codeSize']:#x}}},"
            f" {{{q['ramOrigin']:#x}, {q['ramSize']:#x}}}, {q['vectorOrigin']:#x}}}}},")
    return "\n".join(["// Generated by gen_targets.py from the target records.", *out,
                      "const Target knownTargets[] = {", *rows, "};", ""])


def map_text(items):
    return [text(s) for s in items]


def emit_markdown(records):
    rows = ["| target | core | kernels | compiler | checked by |", "|---|---|---|---|---|"]
    for r in records:
        q = r["run"]
        how = {"none": "-", "native": "running it here",
               "user": f"`{q['program']} -cpu {q['cpu']}`",
               "system": f"`{q['program']} -machine {q['machine']}`"}[q["kind"]]
        rows.append(f"| `{r['name']}` | {r['summary']} | {', '.join(r['kernelSets'])} | "
                    f"`{r['compilers'][0]['program']}` | {how} |")
    return "\n".join(rows) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tblgen", default="llvm-tblgen-22")
    parser.add_argument("--format", choices=("cpp", "markdown", "names"), default="cpp")
    parser.add_argument("-o", dest="output", help="default: standard output")
    parser.add_argument("td", type=pathlib.Path, help="Targets.td")
    args = parser.parse_args()
    records = load(args.tblgen, args.td.resolve())
    result = {"cpp": emit_cpp, "markdown": emit_markdown,
              "names": lambda rs: "".join(r["name"] + "\n" for r in rs)}[args.format](records)
    if args.output:
        pathlib.Path(args.output).write_text(result, encoding="ascii")
    else:
        sys.stdout.write(result)


if __name__ == "__main__":
    main()
