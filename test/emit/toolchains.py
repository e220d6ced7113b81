# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What the scripts of this folder share: the compilers of the target records,
and running programs so that a failure says what was run."""

import concurrent.futures
import os
import pathlib
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools/scripts"))
import gen_targets  # noqa: E402 (its folder is only known here)

LLVM = "/usr/lib/llvm-22/bin"
WARNINGS = ["-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Werror"]
PARTS = ["", "_weights", "_selftest"]
HOST = ["gcc", "clang-22"]


def find(program):
    path = shutil.which(program) or shutil.which(program, path=LLVM)
    if not path:
        sys.exit(f"cannot find '{program}'; tools/setup.sh installs it")
    return path


def attempt(*command, **options):
    """Runs a program; the result has both outputs in stdout."""
    command = [str(c) for c in command]
    return subprocess.run(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, **options
    )


def call(*command, **options):
    """Runs a program that must succeed; returns what it printed."""
    result = attempt(*command, **options)
    if result.returncode:
        lines = "\n".join(result.stdout.splitlines()[:20])
        raise RuntimeError(f"exit code {result.returncode}: {' '.join(map(str, command))}\n{lines}")
    return result.stdout


def must_fail(text, *command):
    """Runs a program that must fail and say `text`."""
    result = attempt(*command)
    if not result.returncode or text not in result.stdout:
        raise RuntimeError(f"expected '{text}' from {' '.join(map(str, command))}\n{result.stdout}")


def targets():
    return gen_targets.load(find("llvm-tblgen-22"), ROOT / "compiler/Targets/Targets.td")


def compilers(target):
    """The commands, with flags, that compile C for the target: gcc and clang."""
    linker = target["linker"] and find(target["linker"])
    for compiler in target["compilers"]:
        clang = "clang" in compiler["program"]
        if compiler["program"] not in HOST and not linker:
            continue  # other names of the same two
        command = [find(compiler["program"]), *compiler["flags"], *target["flags"]]
        if clang and target["run"]["kind"] == "system":
            library = pathlib.Path(call(linker, "-print-file-name=libc.a").strip())
            command += ["-isystem", library.parent.parent / "include"]
        yield command


def run_on_board(program, *arguments):
    """Builds a program around the example firmware's start-up code for the
    Cortex-M7 and runs it under QEMU; returns what it printed."""
    firmware = ROOT / "test/firmware"
    (target,) = [t for t in targets() if t["name"] == "cortex-m7"]
    sources = [firmware / "startup.c", firmware / "semihosting.c", f"-I{firmware}"]
    link = ["--specs=nosys.specs", "-nostartfiles", f"-T{firmware / 'boards/mps2.ld'}"]
    # The heap, which only the C library's printing may want.
    link += ["-ffunction-sections", "-Wl,--gc-sections", "-Wl,--defsym=end=0x20300000"]
    call(*next(compilers(target)), *sources, *arguments, *link, "-w", "-o", program)
    run = "qemu-system-arm -machine mps2-an500 -nographic -monitor none -serial none"
    run += " -semihosting-config enable=on,target=native -kernel"
    return call(*run.split(), program)


def parallel(work, items):
    """Calls `work` on each item, two at a time; the first failure is raised."""
    with concurrent.futures.ThreadPoolExecutor(min(2, os.cpu_count() or 1)) as pool:
        return list(pool.map(work, items))


if __name__ == "__main__":
    # toolchains.py PROGRAM ARGUMENT...: builds and runs a program for the board.
    print(run_on_board(*sys.argv[1:]), end="")
