#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs the unit tests of a folder and writes their results as a JUnit file.

    run_unittests.py FOLDER OUTPUT.xml

Python's own runner prints only; sum_tests.py needs the form that lit and
GoogleTest write.
"""

import sys
import unittest
import xml.etree.ElementTree as ElementTree


class Result(unittest.TextTestResult):
    """Keeps one element per test; a failing sub-test fails its test."""

    def __init__(self, *arguments, **keywords):
        super().__init__(*arguments, **keywords)
        self.suite = ElementTree.Element("testsuite", name="scripts")
        self.case = None

    def startTest(self, test):
        super().startTest(test)
        self.case = ElementTree.SubElement(self.suite, "testcase", name=test.id())

    def mark(self, kind, error, test):
        if self.case is None:  # an error outside a test, such as in setUpClass
            self.case = ElementTree.SubElement(self.suite, "testcase", name=str(test))
        text = error if isinstance(error, str) else self._exc_info_to_string(error, test)
        ElementTree.SubElement(self.case, kind).text = text

    def stopTest(self, test):
        super().stopTest(test)
        self.case = None

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self.mark("failure", err, test)

    def addError(self, test, err):
        super().addError(test, err)
        self.mark("error", err, test)

    def addSubTest(self, test, subtest, err):
        super().addSubTest(test, subtest, err)
        if err is not None:
            self.mark("failure", err, subtest)

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        self.mark("skipped", reason, test)


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__.strip())
    tests = unittest.defaultTestLoader.discover(sys.argv[1])
    runner = unittest.TextTestRunner(resultclass=Result, verbosity=0)
    result = runner.run(tests)
    tree = ElementTree.ElementTree(result.suite)
    tree.write(sys.argv[2], encoding="utf-8", xml_declaration=True)
    return 0 if result.wasSuccessful() else 1


if __name__ == "__main__":
    sys.exit(main())
