#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Adds up test results and prints one line: `N passed, N failed[, N skipped]`.

    sum_tests.py FOLDER [--suite NAME=RC]... [--step NAME=RC]...

A suite has written FOLDER/NAME.xml (JUnit form: lit, GoogleTest and
run_unittests.py do) and ended with exit code RC. A suite without a readable
file, with a file that holds no test, or with RC != 0 and no failed test in the
file (a crash) counts as one failed test. A step has no file; it counts as one
failed test when RC != 0 and as nothing otherwise. The exit code is 1 when
anything failed or no test passed.
"""

import argparse
import pathlib
import sys
import xml.etree.ElementTree as ElementTree


def count(path):
    """Returns [passed, failed, skipped] of the test cases in a JUnit file."""
    totals = [0, 0, 0]
    for case in ElementTree.parse(path).iter("testcase"):
        if case.find("failure") is not None or case.find("error") is not None:
            totals[1] += 1
        elif case.find("skipped") is not None or case.get("status") == "notrun":
            totals[2] += 1
        else:
            totals[0] += 1
    return totals


def sum_suite(path, code):
    """Returns the totals of one suite and, where it went wrong, the reason."""
    try:
        totals = count(path)
    except (OSError, ElementTree.ParseError) as error:
        return [0, 1, 0], f"no result file ({error})"
    if sum(totals) == 0:
        return [0, 1, 0], "no test ran"
    if code != 0 and totals[1] == 0:
        totals[1] = 1
        return totals, f"exit code {code} although no test failed"
    return totals, f"{totals[1]} failed" if totals[1] else None


def pair(text):
    name, _, code = text.rpartition("=")
    if not name:
        raise argparse.ArgumentTypeError(f"expected NAME=RC, got '{text}'")
    return name, int(code)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--suite", type=pair, action="append", default=[])
    parser.add_argument("--step", type=pair, action="append", default=[])
    options = parser.parse_args()

    passed = failed = skipped = 0
    for name, code in options.suite:
        totals, reason = sum_suite(options.folder / f"{name}.xml", code)
        passed, failed, skipped = (
            a + b for a, b in zip((passed, failed, skipped), totals)
        )
        if reason:
            print(f"{name}: {reason}", file=sys.stderr)
    for name, code in options.step:
        if code != 0:
            failed += 1
            print(f"{name}: failed", file=sys.stderr)
    sys.stderr.flush()
    tail = f", {skipped} skipped" if skipped else ""
    print(f"{passed} passed, {failed} failed{tail}")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
