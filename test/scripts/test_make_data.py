# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""make_data.py reads exactly what a test file's comments say, or refuses."""

import importlib.util
import subprocess
import sys
import unittest

from fixture import ROOT, TreeTest

SCRIPT = ROOT / "test/make_data.py"
HAS_NUMPY = importlib.util.find_spec("numpy") is not None


@unittest.skipUnless(HAS_NUMPY, "numpy is not installed; tools/setup.sh does it")
class MakeDataTest(TreeTest):
    def run_on(self, text):
        self.write("test.mlir", text)
        command = [sys.executable, SCRIPT, self.root / "test.mlir", self.root / "out.npz"]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    def arrays(self, text):
        import numpy

        result = self.run_on(text)
        self.assertEqual((0, ""), (result.returncode, result.stderr))
        with numpy.load(self.root / "out.npz") as data:
            self.assertEqual({"float32"}, {str(data[name].dtype) for name in data})
            return {name: data[name].tolist() for name in data}

    def assert_refused(self, text, message):
        result = self.run_on(text)
        self.assertEqual(1, result.returncode)
        self.assertIn(message, result.stderr)
        self.assertFalse((self.root / "out.npz").exists())

    def test_numbers(self):
        text = "// DATA x: 1x2x2 = 1 -2.5, inf 1e-3\n  // EXPECT y/0:1: 1x1 = 7\nnoise\n"
        data = self.arrays(text)
        self.assertEqual(["out_y/0:1", "x"], sorted(data))
        self.assertEqual([[[1.0, -2.5]], [[float("inf")]]], [data["x"][0][:1], [[data["x"][0][1][0]]]])
        self.assertAlmostEqual(1e-3, data["x"][0][1][1])

    def test_generators(self):
        text = "// DATA a: 3 = all 2\n// DATA b: 3 = ramp\n// DATA c: 3 = ramp 5 -0.5\n// DATA d: 2 = random 0\n"
        # By hand: s = 1013904223 -> 15470 - 32768; s = 1196435762 -> 18256 - 32768.
        self.assertEqual(
            {"a": [2, 2, 2], "b": [0, 1, 2], "c": [5, 4.5, 4], "d": [-17298 / 32768, -14512 / 32768]},
            self.arrays(text),
        )

    def test_expressions(self):
        text = (
            "// DATA x: 1x2 = 3 4\n// LET k = 2\n"
            "// EXPECT y: 1x2 = eval \\\n//   x * k\n// EXPECT z: 2 = eval out if False else x[0] + y[0]\n"
        )
        data = self.arrays(text)
        self.assertEqual([[6, 8]], data["out_y"])
        self.assertEqual([9, 12], data["out_z"])

    def test_refuses(self):
        self.assert_refused("// DATA x: 2x2 = 1 2 3\n", "DATA x: expected 4 values, got 3")
        self.assert_refused("// EXPECT y: 2 = eval np.ones(3)\n", "EXPECT y: expected shape [2], got [3]")
        self.assert_refused("// DATA x: 1 = one\n", "DATA x: could not convert")
        self.assert_refused("no comments\n", "expected comment lines")


if __name__ == "__main__":
    unittest.main()
