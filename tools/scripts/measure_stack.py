#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Measures the stack that kernels take and writes the table that m2c reads.

    measure_stack.py [--check | --measure M2C_OUT_DIR NAME TARGET]

For each target record all kernels are compiled with its compilers at all levels
of optimisation. The frames are those that the compiler states (-fstack-usage),
the calls those in the object code; what a kernel takes is the deepest path from
a function that is called like a step of the emitted C. Recursion is an error.

What the functions above the kernels take (`kStackBase`) is kept, or given by
--base: the most that --measure finds over sample libraries beyond what their
NAME_STACK_BYTES counts without it, and a margin.

--check looks only whether the table has a row for each kernel and a column for
each target. --measure prints what the deepest path from an external function of
an emitted library takes, the most over compilers and levels.
"""

import argparse
import concurrent.futures
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

import gen_targets

ROOT = pathlib.Path(__file__).resolve().parents[2]
TABLE = ROOT / "compiler/Targets/StackTable.inc"
KERNELS = ROOT / "runtime/kernels"
LLVM = "/usr/lib/llvm-22/bin"
LEVELS = ("-O0", "-O1", "-O2", "-O3", "-Os")
# Of a routine of the compiler's or the C library: memcpy, soft floats.
EXTERNAL = 128
# x86-64 pushes the return address, which no frame counts; Arm saves it in one.
RETURN = 16
# What a function that calls none may use below its frame there.
RED_ZONE = 128
RELOCATION = re.compile(r"\s(R_\w+)\s+([\w.$]+)")
CALL = re.compile(r"CALL|JUMP|PLT")
# A call of what a register holds.
INDIRECT = re.compile(r"\b(?:blx|blr)\s+(?:[rx]\d+|ip)\b|\bcallq?\s+\*")
# What a line of assembly takes: registers pushed, or bytes.
PUSH = re.compile(r"\b(v?push|stmdb\s+sp!,)\S*\s+{(.*)}")
LOWER = re.compile(r"\bsub(?:\.w)?\s+sp,(?:\s+sp,)?\s+#(0x[0-9a-f]+|\d+)")


def find(program):
    path = shutil.which(program) or shutil.which(program, path=LLVM)
    if not path:
        sys.exit(f"measure_stack.py: cannot find '{program}'; tools/setup.sh installs it")
    return path


def targets():
    return gen_targets.load(find("llvm-tblgen-22"), ROOT / "compiler/Targets/Targets.td")


def kernel_names():
    return sorted(path.stem.removeprefix("m2c_") for path in (KERNELS / "c").glob("m2c_*.c"))


def builds(target):
    """Commands that compile for the target: each compiler, each level."""
    for compiler in target["compilers"]:
        command = [find(compiler["program"]), *compiler["flags"], *target["flags"]]
        if "clang" in compiler["program"] and target["run"]["kind"] == "system":
            libc = subprocess.run(
                [find(target["linker"]), "-print-file-name=libc.a"],
                capture_output=True, text=True, check=True,
            ).stdout  # fmt: skip
            command += ["-isystem", str(pathlib.Path(libc.strip()).parent.parent / "include")]
        for level in LEVELS:
            yield [*command, level, "-std=gnu11", "-w", "-fstack-usage", "-ffunction-sections"]


def kernel_file(target, name):
    """The kernel as the target has it: of its best set."""
    files = (KERNELS / kernel_set / f"m2c_{name}.c" for kernel_set in target["kernelSets"])
    return next(path for path in files if path.exists())


def wrappers(target):
    """A file with a step for each kernel."""
    text = "".join(f'#include "{kernel_file(target, name)}"\n' for name in kernel_names())
    for name in kernel_names():
        text += (
            f"void step_{name}(const m2c_{name}_params *p, void *out, const void *rows,\n"
            f"    void *scratch) {{ m2c_{name}(p, out, rows, scratch); }}\n"
        )
    return text


def base_name(function):
    return re.sub(r"\.(?:constprop|isra|part|cold|llvm)\b.*", "", function)


def words_pushed(registers):
    """Of a list such as `r4, r5, lr` or `d8, d9`, which may have ranges."""
    count = 0
    for register in registers.split(","):
        ends = [int(n) for n in re.findall(r"\d+", register)]
        count += ends[1] - ends[0] + 1 if len(ends) > 1 else 1
    return 2 * count if registers.strip().startswith("d") else count


def taken(stem, frames):
    """The functions whose addresses the object's data hold."""
    found, section = set(), ""
    records = subprocess.run(
        [find("llvm-objdump"), "-r", f"{stem}.o"], capture_output=True, text=True, check=True
    ).stdout
    for line in records.splitlines():
        if head := re.match(r"RELOCATION RECORDS FOR \[(.+)\]", line):
            section = head.group(1)
        elif line.strip() and section.startswith((".rodata", ".data")):
            name = base_name(line.split()[-1].removeprefix(".text.").split("+")[0])
            found |= {name} & frames.keys()
    return found


def deepest(folder, sources, command, pushed):
    """{function: bytes of the deepest path from it}."""
    frames, calls, indirect, addresses = {}, {}, set(), set()
    for number, source in enumerate(sources):
        stem = folder / f"part{number}"
        subprocess.run([*command, "-c", str(source), "-o", f"{stem}.o"], check=True)
        usage = next(p for p in (f"{stem}.su", f"{source.stem}.su") if pathlib.Path(p).exists())
        for line in pathlib.Path(usage).read_text().splitlines():
            place, size, kind = line.split("\t")
            if "dynamic" in kind and "bounded" not in kind:
                sys.exit(f"measure_stack.py: {place}: a frame of no fixed size")
            name = base_name(place.rsplit(":", 1)[1])
            frames[name] = max(frames.get(name, 0), int(size))
        stated = dict(frames)
        code = subprocess.run(
            [find("llvm-objdump"), "-dr", "--no-show-raw-insn", f"{stem}.o"],
            capture_output=True, text=True, check=True,
        ).stdout  # fmt: skip
        for line in code.splitlines():
            if head := re.match(r"[0-9a-f]+ <(.+)>:", line):
                caller = base_name(head.group(1))
                calls.setdefault(caller, set())
                pushed_here = 0
            elif (saved := PUSH.search(line)) or (lower := LOWER.search(line)):
                pushed_here += 4 * words_pushed(saved.group(2)) if saved else int(lower.group(1), 0)
                # Of a function written in assembly compilers say nothing.
                if stated.get(caller) == 0:
                    frames[caller] = max(frames[caller], pushed_here)
            elif place := RELOCATION.search(line):
                # A static function may be named by its section.
                callee = base_name(place.group(2).removeprefix(".text."))
                if CALL.search(place.group(1)) or callee in frames:
                    calls[caller].add(callee)
                if not CALL.search(place.group(1)):
                    addresses |= {callee} & frames.keys()
            elif INDIRECT.search(line):
                indirect.add(caller)
            elif inner := re.search(r"\b(?:bl|b|b\.w|call|callq|jmp)\s.*<([^+>]+)>", line):
                calls[caller].add(base_name(inner.group(1)))
        addresses |= taken(stem, frames)
    for caller in indirect:
        calls[caller] |= addresses - {caller}
    known = {}

    def depth(function, above):
        if function in above:
            sys.exit(f"measure_stack.py: recursion: {' '.join(above)} {function}")
        if function not in frames:
            return EXTERNAL
        if function not in known:
            below = [depth(f, (*above, function)) for f in calls.get(function, ()) if f != function]
            last = RED_ZONE if pushed else 0
            known[function] = frames[function] + pushed + max(below, default=last)
        return known[function]

    return {function: depth(function, ()) for function in frames}


def pushed_by_call(target):
    return 0 if target["archMacro"] else RETURN


def measure(target, sources):
    """The most over compilers and levels."""
    most = {}
    for command in builds(target):
        with tempfile.TemporaryDirectory() as folder:
            made = deepest(pathlib.Path(folder), sources, command, pushed_by_call(target))
        for function, size in made.items():
            most[function] = max(most.get(function, 0), size)
    return most


def measure_library(folder, name, target):
    config = [f"-I{folder}"]
    most = 0
    for command in builds(target):
        with tempfile.TemporaryDirectory() as work:
            source = [folder / f"{name}.c"]
            made = deepest(pathlib.Path(work), source, [*command, *config], pushed_by_call(target))
        entry = rf"{name}_(?:run(?:_\w+)?|push_\w+)"
        most = max(most, *(size for f, size in made.items() if re.fullmatch(entry, f)))
    return most


def read_table():
    """(targets, {row: sizes}) of the committed table."""
    text = TABLE.read_text()
    columns = re.search(r"kStackTargets\[\] = \{(.*?)\}", text, re.S).group(1)
    rows = re.findall(r'\{"(\w+)", \{([\d, ]+)\}\}', text)
    return re.findall(r'"([\w-]+)"', columns), {n: list(map(int, s.split(","))) for n, s in rows}


def write_table(names, rows, base):
    columns = ", ".join(f'"{name}"' for name in names)
    lines = [f'    {{"{row}", {{{", ".join(map(str, rows[row]))}}}}},' for row in sorted(rows)]
    TABLE.write_text(
        "// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception\n"
        "// Generated by tools/scripts/measure_stack.py: bytes of stack below a step,\n"
        "// the most over the target's compilers and -O0 to -O3 and -Os.\n"
        f"constexpr llvm::StringLiteral kStackTargets[] = {{\n    {columns}}};\n"
        "// Of the functions above the kernels, apart from what their arrays take.\n"
        f"constexpr unsigned kStackBase[] = {{{', '.join(map(str, base))}}};\n"
        "constexpr StackRow kStackRows[] = {\n" + "\n".join(lines) + "\n};\n"
    )


def check():
    names, rows = read_table()
    wrong = [f"no row for kernel '{k}'" for k in kernel_names() if k not in rows]
    wrong += [f"a row for '{k}', which is no kernel" for k in rows if k not in kernel_names()]
    if names != [t["name"] for t in targets()]:
        wrong.append(f"expected the columns of the targets, got {names}")
    for line in wrong:
        print(f"{TABLE.relative_to(ROOT)}: {line}; run tools/scripts/measure_stack.py")
    return bool(wrong)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--measure", nargs=3, metavar=("DIR", "NAME", "TARGET"))
    parser.add_argument("--base", type=int, nargs="+", help="bytes above the kernels, by target")
    options = parser.parse_args()
    if options.check:
        sys.exit(check())
    records = targets()
    if options.measure:
        folder, name, wanted = options.measure
        (target,) = [t for t in records if t["name"] == wanted]
        print(measure_library(pathlib.Path(folder).resolve(), name, target))
        return
    with tempfile.TemporaryDirectory() as folder:
        sources = []
        for record in records:
            sources.append(pathlib.Path(folder) / f"{record['name']}.c")
            sources[-1].write_text(wrappers(record))
            record["flags"] = [*record["flags"], f"-I{ROOT / 'runtime/include'}"]
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            measured = list(pool.map(measure, records, [[source] for source in sources]))
    rows = {k: [(m[f"step_{k}"] + 7) // 8 * 8 for m in measured] for k in kernel_names()}
    base = options.base or ([0] * len(records) if not TABLE.exists() else None)
    if base is None:
        base = re.search(r"kStackBase\[\] = \{(.*?)\}", TABLE.read_text()).group(1)
        base = [int(number) for number in base.split(",")]
    write_table([t["name"] for t in records], rows, base)


if __name__ == "__main__":
    main()
