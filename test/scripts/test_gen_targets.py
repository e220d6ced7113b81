# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Target records are read in the order of Targets.td, and broken ones refused."""

import pathlib
import re
import shutil
import subprocess
import sys
import unittest

from fixture import ROOT, TreeTest

import gen_targets

SCRIPT = ROOT / "tools/scripts/gen_targets.py"
TBLGEN = shutil.which("llvm-tblgen-22") or "llvm-tblgen"
GOOD = """def Toy : Target<"toy"> {
  let summary = "a toy";
  let compilers = [Compiler<"toycc", "toy-gcc">];
  let costs = ["mac.f32=2.5"];
  let memory = [MemoryLevel<"ram", 4>];
}
"""


class RecordsTest(TreeTest):
    def load(self, record, name="toy"):
        shutil.copy(ROOT / "compiler/Targets/Target.td", self.root / "Target.td")
        self.write("Targets.td", f'include "Target.td"\ninclude "{name}.td"\n')
        self.write(f"{name}.td", record)
        run = subprocess.run([sys.executable, str(SCRIPT), "--tblgen", TBLGEN,
                              str(self.root / "Targets.td")], capture_output=True, text=True)
        return run.returncode, run.stdout + run.stderr

    def test_a_new_target_is_one_record(self):
        code, text = self.load(GOOD)
        self.assertEqual(0, code, text)
        self.assertIn('{"ram", 4096}', text)
        self.assertIn('{"mac.f32", 2.5}', text)

    def test_broken_records_are_refused_with_their_place(self):
        cases = [
            (GOOD.replace('let costs = ["mac.f32=2.5"]', 'let costs = ["mac.f32=fast"]'),
             "expected a cost of the form key=number, got 'mac.f32=fast'"),
            (GOOD.replace('let costs = ["mac.f32=2.5"]', 'let costs = ["a=1", "a=2"]'),
             "expected each cost once"),
            (GOOD.replace("let summary", 'let kernelSets = ["dsp"];\n  let summary'),
             "with 'c' at the end"),
            (GOOD.replace("let summary", 'let kernelSets = ["sse", "c"];\n  let summary'),
             "expected kernel sets out of"),
            (GOOD.replace("let summary", "let arenaAlignment = 12;\n  let summary"),
             "a power of two from 8, got 12"),
            (GOOD.replace("let summary", "let pointerBits = 16;\n  let summary"),
             "expected 32 or 64 pointer bits, got 16"),
            (GOOD.replace("let summary", 'let run = RunBoard<"toy">;\n  let summary'),
             "expected a board with code and RAM sizes"),
            (re.sub(r"let compilers.*\n", "let compilers = [];\n", GOOD),
             "at least one compiler"),
        ]
        for record, message in cases:
            with self.subTest(message):
                code, text = self.load(record)
                self.assertEqual(1, code, text)
                self.assertIn(message, text)
                self.assertIn("toy.td:1: target 'toy': ", text)

    def test_a_record_stands_in_the_file_of_its_name(self):
        code, text = self.load(GOOD, name="other")
        self.assertEqual(1, code)
        self.assertIn("expected the record in toy.td", text)

    def test_a_misspelt_field_ends_with_tablegen_s_words(self):
        code, text = self.load(GOOD.replace("let memory", "let memroy"))
        self.assertEqual(1, code)
        self.assertIn("memroy", text)


class ShippedTest(unittest.TestCase):
    def test_order_is_that_of_the_include_lines(self):
        td = ROOT / "compiler/Targets/Targets.td"
        records = gen_targets.load(TBLGEN, pathlib.Path(td))
        names = re.findall(r'^include "([\w-]+)\.td"', td.read_text(), re.MULTILINE)[1:]
        self.assertEqual(names, [record["name"] for record in records])


if __name__ == "__main__":
    unittest.main()
