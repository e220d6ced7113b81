# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The compilers and emulators of the target records, for tests and the benchmark."""

import pathlib
import re
import shutil
import subprocess
import sys

import gen_targets

ROOT = pathlib.Path(__file__).resolve().parents[2]
BOARD = ROOT / "compiler/Verify/board"
LLVM = pathlib.Path("/usr/lib/llvm-22/bin")
STACK_BYTES = 16384


class Failure(Exception):
    """A build, a run or a comparison that went wrong."""


def find(program):
    path = shutil.which(program) or shutil.which(program, path=str(LLVM))
    if not path:
        sys.exit(f"cannot find '{program}'; tools/setup.sh installs it")
    return path


def call(command):
    run = subprocess.run([str(c) for c in command], capture_output=True, text=True)
    if run.returncode:
        said = (run.stderr + run.stdout).strip().split("\n")
        command = " ".join(str(c) for c in command)
        raise Failure("\n  ".join([f"exit code {run.returncode} from: {command}"] + said[:12]))
    return run.stdout + run.stderr


class Toolchain:
    """One compiler of one target record: how to compile, link and run."""

    def __init__(self, target, compiler):
        self.name = f"{target['name']} {compiler['program']}"
        self.run = target["run"]
        self.clang = "clang" in compiler["program"]
        self.compiler = [find(compiler["program"]), *compiler["flags"], *target["flags"]]
        self.linker = self.compiler
        if target["linker"]:
            linker = find(target["linker"])
            self.linker = [linker, *target["flags"]]
            if self.clang and self.run["kind"] == "system":
                libc = pathlib.Path(call([linker, "-print-file-name=libc.a"]).strip())
                self.compiler += ["-isystem", libc.parent.parent / "include"]

    def command(self, program):
        """How to execute the program."""
        if self.run["kind"] == "native":
            return [program]
        options = [find(self.run["program"])]
        if self.run["machine"]:
            options += ["-machine", self.run["machine"]]
        if self.run["cpu"]:
            options += ["-cpu", self.run["cpu"]]
        options += self.run["options"]
        if self.run["kind"] == "system":
            options += ["-nographic", "-monitor", "none", "-serial", "none"]
            options += ["-semihosting-config", "enable=on,target=native", "-kernel"]
        return [*options, program]

    def linker_script(self):
        """The board's memory map, as compiler/Verify writes it."""
        run = self.run
        code, vectors = run["codeOrigin"], run["vectorOrigin"]
        reserved = 1024 if code == vectors else 0
        values = {
            "VECTOR_ORIGIN": vectors,
            "VECTOR_SIZE": 1024,
            "CODE_ORIGIN": code + reserved,
            "CODE_SIZE": run["codeSize"] - reserved,
            "RAM_ORIGIN": run["ramOrigin"],
            "RAM_SIZE": run["ramSize"],
            "STACK_SIZE": STACK_BYTES,
        }
        text = (BOARD / "board.ld.in").read_text()
        return re.sub(r"@(\w+)@", lambda found: str(values[found[1]]), text)

    def is_board(self):
        """Whether the program runs without an operating system."""
        return self.run["kind"] == "system"

    def ports(self):
        """What port.h declares, as sources."""
        names = ["port_semihosting.c", "startup.c"] if self.is_board() else ["port_stdio.c"]
        return [BOARD / name for name in names]

    def link(self, folder, objects, flags=()):
        """Links the objects into `folder`; returns the program."""
        options = ["-Wl,--gc-sections"]
        if self.is_board():
            (folder / "board.ld").write_text(self.linker_script())
            options += ["-nostartfiles", "-T", folder / "board.ld"]
        elif self.run["kind"] == "user":
            options += ["-static"]
        call([*self.linker, *options, *flags, *objects, "-o", folder / "driver"])
        return folder / "driver"


def records():
    return gen_targets.load(find("llvm-tblgen-22"), ROOT / "compiler/Targets/Targets.td")
