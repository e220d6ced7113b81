# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The generated pages say what the records say, and a stale page is noticed."""

import re
import unittest

from fixture import ROOT, TreeTest

import gen_docs


def slug(heading):
    """GitHub's anchor of a heading, by its documented rule."""
    kept = "".join(c for c in heading.lower() if c.isalnum() or c in " -_")
    return kept.strip().replace(" ", "-")


class PagesTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.pages = gen_docs.pages(ROOT)

    def test_links_lead_to_headings(self):
        headings = re.findall(r"^### (.*)$", self.pages["dialect-nn.md"], re.MULTILINE)
        anchors = {slug(heading) for heading in headings}
        links = re.findall(r"dialect-nn\.md#([^)]*)\)", self.pages["supported-ops.md"])
        self.assertIn("nnconv2d-m2cnnconv2dop", links)
        self.assertEqual(set(), set(links) - anchors)

    def test_every_converted_operator_is_listed(self):
        page = self.pages["supported-ops.md"]
        listed = set(re.findall(r"^\| (\w+) \| [\d, ]+ \|", page, re.MULTILINE))
        text = "".join(p.read_text() for p in (ROOT / "passes/Convert/OnnxToNn").glob("*.cpp"))
        self.assertEqual(set(re.findall(r'registry\.add\("(\w+)"', text)), listed)

    def test_passes_stand_in_pipeline_order(self):
        files = ("passes/Passes.td", "passes/MemoryPasses.td")
        text = "".join((ROOT / file).read_text() for file in files)
        flags = re.findall(r'^def \w+ : (?:Pass|Nn_CalibratedPass)<"([\w-]+)"', text, re.MULTILINE)
        found = re.findall(r"^### `-([\w-]+)`", self.pages["passes.md"], re.MULTILINE)
        self.assertEqual(flags, found)

    def test_every_target_has_a_section(self):
        text = (ROOT / "compiler/Targets/Targets.td").read_text()
        names = re.findall(r'^include "([\w-]+)\.td"', text, re.MULTILINE)[1:]
        found = re.findall(r"^## (.*)$", self.pages["targets.md"], re.MULTILINE)
        self.assertEqual(names, found)

    def test_ends_and_blanks(self):
        for name, text in self.pages.items():
            with self.subTest(name):
                self.assertNotRegex(text, r"[ \t]\n|\n\n\Z|\n\n\n")


class DifferencesTest(TreeTest):
    def setUp(self):
        super().setUp()
        self.write("docs/generated/a.md", "a\n")

    def differences(self, wanted):
        return list(gen_docs.differences(self.root, wanted))

    def test_same(self):
        self.assertEqual([], self.differences({"a.md": "a\n"}))

    def test_stale_missing_and_left_over(self):
        found = self.differences({"a.md": "b\n"})
        self.assertEqual(["docs/generated/a.md: differs from the records"], found)
        found = self.differences({"a.md": "a\n", "b.md": "b\n"})
        self.assertEqual(["docs/generated/b.md: missing"], found)
        found = self.differences({})
        self.assertEqual(["docs/generated/a.md: expected no such page"], found)


if __name__ == "__main__":
    unittest.main()
