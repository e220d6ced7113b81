# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Each text rule of check.py finds its planted violation, and repairs what it may."""

import unittest

from fixture import TreeTest

import check

HEAD = "// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception\n"
DUAL = "// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD\n"


class CheckTest(TreeTest):
    def plant(self, rule, text, line, path="notes.txt"):
        self.write(path, text)
        self.assert_finds(check.check, rule, path, line)

    def test_clean_tree(self):
        self.write("compiler/A.cpp", HEAD + "int a;\n")
        self.write("runtime/kernels/c/a.c", DUAL + "int a;\n")
        self.write("tools/run", "#!/bin/sh\n# " + HEAD[3:])
        self.write("notes.txt", "the way /work is done, out/work/x, TO" + "DO(#7)\n")
        self.write("array.npy", b"\0\t \n")
        self.assert_clean(check.check)

    def test_trailing_blanks(self):
        self.plant("blank", "a\nb \n", 2)

    def test_tab(self):
        self.plant("tab", "a\n\tb\n", 2)

    def test_line_ends(self):
        self.plant("line-end", "a\r\nb\r\n", 0)
        self.plant("line-end", "a", 0)
        self.plant("line-end", "a\n\n", 0)

    def test_big_file(self):
        self.write("weights.bin", b"\0" * (2 * 1024 * 1024))
        self.assert_clean(check.check)
        self.plant("big-file", b"\0" * (2 * 1024 * 1024 + 1), 0, "weights.bin")

    def test_forgotten(self):
        self.plant("forgotten", "x DO NOT " + "SUBMIT\n", 1)
        self.plant("forgotten", "<" * 7 + " mine\n", 1)
        self.plant("forgotten", "TO" + "DO: later\n", 1)
        self.plant("forgotten", HEAD + "#if " + "0\n#endif\n", 2, "notes.txt")

    def test_machine(self):
        for text in ("/wo" + "rk/main", "in /ro" + "ot/x", "/ho" + "me/ann/x", "py" + "pi.org"):
            with self.subTest(text):
                self.plant("machine", f"a\n'{text}'\n", 2)

    def test_link(self):
        self.write("docs/b.md", "b\n")
        good = "[b](docs/b.md#x) [here](#y) [web](https://example.org/a.md) [folder](docs)\n"
        self.write("a.md", good)
        self.assert_clean(check.check)
        self.plant("link", "a\n[c](docs/c.md)\n", 2, "a.md")

    def test_licence(self):
        for path in ("A.cpp", "a.c", "A.td", "a.py", "a.cmake", "x/CMakeLists.txt", "a.ld"):
            with self.subTest(path):
                self.write(path, "x = 1;\n" if path != "A.cpp" else "int x = 1;\n")
                findings = [f.rule for f in check.check(self.root) if f.path == path]
                self.assertIn("licence", findings)
                (self.root / path).unlink()
        self.plant("licence", "#!/bin/sh\ntrue\n", 1, "tools/run")

    def test_licence_of_runtime_is_the_free_one(self):
        self.plant("licence", HEAD + "int a;\n", 1, "runtime/kernels/c/a.c")

    def test_format(self):
        self.write(".clang-format", "BasedOnStyle: LLVM\n")
        self.plant("format", HEAD + "int  a;\n", 2, "compiler/A.cpp")

    def test_fix(self):
        self.write(".clang-format", "BasedOnStyle: LLVM\n")
        self.write("compiler/A.cpp", HEAD + "int  a;\n\n\n")
        self.write("notes.txt", "a \r\nb")
        self.write("x/CMakeLists.txt", "project(x)\n")
        self.assertEqual([], check.check(self.root, fix=True))
        self.assert_clean(check.check)
        self.assertEqual(HEAD + "int a;\n", (self.root / "compiler/A.cpp").read_text())
        self.assertEqual(b"a\nb\n", (self.root / "notes.txt").read_bytes())


if __name__ == "__main__":
    unittest.main()
