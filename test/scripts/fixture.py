# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What the script tests share: a small repository in a temporary folder."""

import pathlib
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools" / "scripts"))


class TreeTest(unittest.TestCase):
    """Each test fills self.root by write() and looks at findings there."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)

    def write(self, path, text):
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text if isinstance(text, bytes) else text.encode())

    def assert_finds(self, check, rule, path, line=None):
        """The check reports the rule for the path (at the line), and nothing else."""
        findings = check(self.root)
        places = [(f.rule, f.path, f.line if line is not None else None) for f in findings]
        self.assertEqual([(rule, path, line)], places, [str(f) for f in findings])

    def assert_clean(self, check):
        self.assertEqual([], [str(finding) for finding in check(self.root)])
