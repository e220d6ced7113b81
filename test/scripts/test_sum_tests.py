# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The closing line of tools/test.sh tells the truth, also when a program crashes."""

import subprocess
import sys
import unittest

from fixture import ROOT, TreeTest

GTEST = """<?xml version="1.0"?>
<testsuites tests="4" failures="1" disabled="1"><testsuite name="A">
<testcase name="a" status="run"/>
<testcase name="b" status="run"><failure message="x"/></testcase>
<testcase name="c" status="notrun"/>
<testcase name="d" status="run"><skipped message="no emulator"/></testcase>
</testsuite></testsuites>"""
LIT = """<?xml version="1.0"?>
<testsuites time="1"><testsuite name="m2c" tests="2" failures="0" skipped="0">
<testcase classname="m2c" name="a" time="0"/><testcase classname="m2c" name="b" time="0"/>
</testsuite></testsuites>"""
EMPTY = '<testsuites><testsuite name="m2c" tests="0"/></testsuites>'


class SumTest(TreeTest):
    def sum(self, *arguments):
        """Returns (standard output, exit code)."""
        script = ROOT / "tools" / "scripts" / "sum_tests.py"
        result = subprocess.run(
            [sys.executable, str(script), str(self.root), *arguments],
            capture_output=True,
            text=True,
            check=False,
        )
        return result.stdout, result.returncode

    def test_adds_suites(self):
        self.write("unit.xml", GTEST)
        self.write("lit.xml", LIT)
        found = self.sum("--suite", "unit=1", "--suite", "lit=0", "--step", "check=0")
        self.assertEqual(("3 passed, 1 failed, 2 skipped\n", 1), found)

    def test_all_passed(self):
        self.write("lit.xml", LIT)
        self.assertEqual(("2 passed, 0 failed\n", 0), self.sum("--suite", "lit=0"))

    def test_crash_counts(self):
        self.write("lit.xml", LIT)
        found = self.sum("--suite", "lit=0", "--suite", "unit=139")
        self.assertEqual(("2 passed, 1 failed\n", 1), found)
        self.assertEqual(("2 passed, 1 failed\n", 1), self.sum("--suite", "lit=1"))

    def test_no_file_counts_even_with_exit_code_0(self):
        self.write("lit.xml", LIT)
        found = self.sum("--suite", "lit=0", "--suite", "unit=0")
        self.assertEqual(("2 passed, 1 failed\n", 1), found)

    def test_broken_file_counts(self):
        self.write("lit.xml", LIT[:-40])
        self.assertEqual(("0 passed, 1 failed\n", 1), self.sum("--suite", "lit=0"))

    def test_empty_suite_counts(self):
        self.write("lit.xml", LIT)
        self.write("unit.xml", EMPTY)
        found = self.sum("--suite", "lit=0", "--suite", "unit=0")
        self.assertEqual(("2 passed, 1 failed\n", 1), found)

    def test_failed_step_counts(self):
        self.write("lit.xml", LIT)
        found = self.sum("--suite", "lit=0", "--step", "check=1")
        self.assertEqual(("2 passed, 1 failed\n", 1), found)
        self.assertEqual(("0 passed, 1 failed\n", 1), self.sum("--step", "build=1"))

    def test_no_test_is_no_success(self):
        self.assertEqual(("0 passed, 0 failed\n", 1), self.sum())


if __name__ == "__main__":
    unittest.main()
