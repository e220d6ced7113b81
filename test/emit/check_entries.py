#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Random sequences of branch calls against the whole network, bit for bit.

    check_entries.py DIR NAME SEQUENCES [--board | --fast]

Describes the library NAME in DIR, which m2c wrote for this computer or with
--board for the Cortex-M7, to entries_main.c and runs that: here with sanitizers,
with --fast without them, or under QEMU.
"""

import json
import pathlib
import re
import sys

from toolchains import call, find, run_on_board

HERE = pathlib.Path(__file__).resolve().parent
HEADER = """#include "{name}.h"
#define MODEL_ARENA {upper}_ARENA_BYTES
enum {{ MODEL_BAD_ARGUMENT = {upper}_BAD_ARGUMENT, MODEL_NOT_READY = {upper}_NOT_READY }};
typedef {name}_state model_state;
typedef {name}_inputs model_inputs;
typedef {name}_outputs model_outputs;
enum {{ VARIANTS = 3, INPUTS = {inputs}, OUTPUTS = {outputs}, BRANCHES = {branches} }};

struct tensor {{ unsigned char *data; size_t bytes; int is_float; }};
struct call {{
  int (*function)(model_state *, void *, const model_inputs *, const model_outputs *);
  size_t arena;
  unsigned input, reads; /* number of a branch's input, mask of all */
}};
struct buffer {{ const struct call *owner; size_t offset, bytes; unsigned first, last; }};

{arrays}
static int run_whole(model_state *state, void *arena, const model_inputs *in,
                     const model_outputs *out)
{{
  (void)state;
  return {name}_run(arena, in, out);
}}
static const struct call whole = {{ run_whole, {upper}_ARENA_BYTES, 0, 0 }};
static const struct call branches[BRANCHES] = {{
{calls}}};
static const struct call fusion = {fusion};
static const struct buffer buffers[] = {{
{buffers}}};
enum {{ BUFFERS = sizeof buffers / sizeof buffers[0] }};

static void set_outputs(model_outputs *out, int copy)
{{
{set_outputs}}}
"""


def arrays(kind, tensors, copies, types):
    text, rows = "", ""
    for number, tensor in enumerate(tensors):
        c_type = types[tensor["c_name"]]
        text += f"static {c_type} {kind}{number}[{copies}][{tensor['count']}];\n"
        rows += f"  {{ (unsigned char *){kind}{number}, sizeof {kind}{number}[0], "
        rows += f"{int(c_type == 'float')} }},\n"
    return f"{text}static const struct tensor {kind}s[] = {{\n{rows}}};\n"


def describe(folder, name):
    report = json.loads((folder / f"{name}_report.json").read_text())
    text = (folder / f"{name}.h").read_text()
    types = {n: t for t, n in re.findall(rf"typedef (\w+) {name}_(?:in|out)_(\w+)\[", text)}
    entries = report["entries"][1:]
    names = [i["c_name"] for i in report["inputs"]]
    branches, (fusion,) = entries[:-1], entries[-1:]
    assert len(branches) > 1 and not any(len(b["inputs"]) != 1 for b in branches), entries

    def row(entry):
        reads = sum(1 << names.index(i) for i in entry["inputs"])
        size = f"{name}_ARENA_BYTES_{entry['name']}".upper()
        first = names.index(entry["inputs"][0]) if entry["inputs"] else 0
        return f"{{ {entry['symbol']}, {size}, {first}u, {reads}u }}"

    owners = {b["name"]: f"&branches[{i}]" for i, b in enumerate(branches)}
    owners[fusion["name"]] = "&fusion"
    rows = ""
    for b in report["buffers"]:
        rows += f"  {{ &whole, {b['offset']}, {b['size']}, {b['first']}, {b['last']} }},\n"
        if "entry_offset" in b:
            rows += f"  {{ {owners[b['entry']]}, {b['entry_offset']}, {b['size']}, "
            rows += f"{b['first']}, {b['last']} }},\n"
    assert any("entry_offset" in b for b in report["buffers"])
    assert any("state_offset" in b for b in report["buffers"])
    return HEADER.format(
        name=name,
        upper=name.upper(),
        inputs=len(names),
        outputs=len(report["outputs"]),
        branches=len(branches),
        arrays=arrays("input", report["inputs"], "VARIANTS", types)
        + arrays("output", report["outputs"], 2, types),
        calls="".join(f"  {row(b)},\n" for b in branches),
        fusion=row(fusion),
        buffers=rows,
        set_outputs="".join(
            f"  out->{o['c_name']} = output{i}[copy];\n" for i, o in enumerate(report["outputs"])
        ),
    )


def main():
    folder, name, sequences = pathlib.Path(sys.argv[1]).resolve(), sys.argv[2], sys.argv[3]
    board = "--board" in sys.argv[4:]
    (folder / "entries_model.h").write_text(describe(folder, name))
    # The hook's declaration, as a user's configuration has it.
    (folder / "entries_config.h").write_text(
        "int model_hook(unsigned step, const void *data, size_t bytes);\n"
        f"#define {name.upper()}_HOOK model_hook\n"
    )
    sources = [HERE / "entries_main.c", folder / f"{name}.c", folder / f"{name}_weights.c"]
    flags = ["-O1", "-g", f"-I{folder}", f"-DSEQUENCES={sequences}"]
    flags += [f"-D{name.upper()}_CONFIG_H=<entries_config.h>"]
    program = folder / ("entries_board" if board else "entries")
    if not board:
        if "--fast" in sys.argv[4:]:
            flags += ["-O2"]
        else:
            flags += ["-fsanitize=address,undefined", "-fno-sanitize-recover=all"]
        call(find("gcc"), *flags, *sources, "-o", program)
        print(call(program), end="")
        return
    print(run_on_board(program, "-DFIRMWARE", *flags, *sources), end="")


if __name__ == "__main__":
    main()
