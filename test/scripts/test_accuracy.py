# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The accuracy tables count and judge as they say."""

import unittest

import numpy as np
from fixture import ROOT  # makes tools/scripts known

import accuracy_table
import accuracy_text


def row(model, mode, **values):
    base = {"model": model, "mode": mode, "variant": "default", "exact": mode != "fp32"}
    return {**base, "weights_bytes": 1000, "arena_bytes": 2000, "fp32_bytes": 4000, **values}


class FiguresTest(unittest.TestCase):
    inputs = {"x": np.zeros((4, 1, 5), np.float32)}
    reference = np.array([[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 0, 0]], np.float32)

    def test_counts_classes(self):
        outputs = self.reference[[0, 1, 2, 1]]
        # 255 is no class and not counted.
        labels = np.array([0, 2, 2, 255], np.uint8)
        found = accuracy_table.figures(outputs, self.reference, self.inputs, labels)
        self.assertEqual({"agrees": 75.0, "top1": 66.67}, found)

    def test_one_known_class_gives_no_accuracy(self):
        labels = np.array([2, 2, 2, 255], np.uint8)
        found = accuracy_table.figures(self.reference, self.reference, self.inputs, labels)
        self.assertEqual({"agrees": 100.0}, found)

    def test_scores_reconstructions(self):
        inputs = {"x": np.array([[1, 2], [3, 4]], np.float32)}
        outputs = np.array([[1, 1], [3, 1]], np.float32)
        found = accuracy_table.figures(outputs, None, inputs, None)
        self.assertEqual({"score": 2.5}, found)  # (0 + 1 + 0 + 9) / 4


class JudgeTest(unittest.TestCase):
    def judge(self, *rows):
        return accuracy_text.is_met(rows[-1], rows)

    def test_targets(self):
        name = "mlperf-tiny-ic"
        self.assertIs(True, self.judge(row(name, "w8a8", top1=88.0, agrees=1)))
        self.assertIs(False, self.judge(row(name, "w8a8", top1=87.99, agrees=100)))
        self.assertIsNone(self.judge(row(name, "fp32", top1=1)))

    def test_a_budget_that_is_not_kept_is_a_miss(self):
        mixed = row("mlperf-tiny-ic", "mixed", top1=99)
        self.assertIs(True, self.judge({**mixed, "budget": 1000}))
        self.assertIs(False, self.judge({**mixed, "budget": 999}))

    def test_scores_may_move_both_ways(self):
        base = row("mlperf-tiny-ad01", "fp32", score=10.0)
        for score, met in ((10.7, True), (9.3, True), (10.9, False), (9.1, False)):
            found = self.judge(base, row("mlperf-tiny-ad01", "w8a8", score=score))
            self.assertIs(met, found, score)

    def test_summary_names_what_is_missed(self):
        rows = [row("mlperf-tiny-ic", "w8a8", top1=88.0), row("mlperf-tiny-ic", "w4a4", top1=1)]
        text = accuracy_text.summary(rows)
        self.assertIn("1 of 2 targets are met; missed: mlperf-tiny-ic W4A4.", text)
        self.assertIn("2 of 2 quantised libraries", text)


class PageTest(unittest.TestCase):
    page = "a\n<!-- t: begin -->\nold\n<!-- t: end -->\nb\n"

    def test_replaces_what_is_between_the_markers(self):
        once = accuracy_text.put(self.page, {"t": r"new \1"})
        self.assertEqual("a\n<!-- t: begin -->\n\nnew \\1\n\n<!-- t: end -->\nb\n", once)
        self.assertEqual(once, accuracy_text.put(once, {"t": r"new \1"}))

    def test_missing_markers_are_an_error(self):
        with self.assertRaisesRegex(ValueError, "<!-- u: begin -->"):
            accuracy_text.put(self.page, {"u": ""})

    def test_the_page_has_all_markers(self):
        page = (ROOT / "docs" / "quantisation.md").read_text(encoding="utf-8")
        accuracy_text.put(page, accuracy_text.tables([]))


if __name__ == "__main__":
    unittest.main()
