# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""tools/scripts/bench.py: what counts as worse, and the program that it makes."""

import json
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tools/scripts"))
import bench  # noqa: E402 (its folder is only known here)

HEADER = """
typedef struct {
  const float *image;
  const int8_t *sound;
} net_inputs;
typedef struct {
  float *scores;
} net_outputs;
"""


class Grown(unittest.TestCase):
    def worse(self, **changed):
        row = {"instructions": 1000, "macs": 500, "flash": 2000, "arena": 100}
        baseline = {"a": {"core": row}}
        return list(bench.grown({("a", "core"): {**row, **changed}}, baseline))

    def test_two_per_cent(self):
        self.assertEqual(self.worse(), [])
        self.assertEqual(self.worse(instructions=1020, flash=2040, arena=102), [])
        self.assertEqual(self.worse(instructions=10, flash=20, arena=1), [])
        for key, value in (("instructions", 1021), ("flash", 2041), ("arena", 103)):
            (line,) = self.worse(**{key: value})
            self.assertIn(f"a on core: {key} {value:,}, more than 2 % above", line)

    def test_no_baseline(self):
        (line,) = bench.grown({("new", "core"): {}}, {"a": {}})
        self.assertIn("new on core: not in bench.json", line)


class Source(unittest.TestCase):
    def test_all_inputs_and_outputs(self):
        text = bench.main_source(HEADER)
        for part in ("static net_in_image in_image;", "(float)((state >> 24) / 256.0f)",
                     "(int8_t)((state >> 24) & 127)", "in.sound = in_sound;",
                     "out.scores = out_scores;"):  # fmt: skip
            self.assertIn(part, text)


class Data(unittest.TestCase):
    def test_every_peer_has_a_source(self):
        data = json.loads(bench.BASELINE.read_text())
        named = {n for model in data["peers"].values() for row in model.values() for n in row}
        self.assertEqual(named, set(data["sources"]))
        self.assertLessEqual(set(data["peers"]), set(bench.MODELS))


if __name__ == "__main__":
    unittest.main()
