# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""An embedded file comes back from the C++ compiler byte for byte."""

import shutil
import subprocess
import sys

from fixture import ROOT, TreeTest

SCRIPT = ROOT / "tools/scripts/embed.py"
COMPILER = shutil.which("clang++-22") or shutil.which("c++")

# Stands in for LLVM's StringRef and ArrayRef, so that the test needs no LLVM.
HEADER = """#include <cstddef>
namespace llvm {
struct StringRef {
  const char *data; std::size_t size;
  StringRef(const char *d, std::size_t n) : data(d), size(n) {}
  StringRef(const char *d) : data(d), size(0) {}
};
template <typename T> struct ArrayRef {
  const T *data; std::size_t size;
  template <std::size_t N> ArrayRef(const T (&d)[N]) : data(d), size(N) {}
};
}
namespace m2c { struct EmbeddedFile { llvm::StringRef name, text; }; }
"""
MAIN = """#include "compiler/Support/EmbeddedFile.h"
#include <cstdio>
namespace m2c { llvm::ArrayRef<EmbeddedFile> things(); }
int main() {
  auto files = m2c::things();
  for (std::size_t i = 0; i < files.size; i++) {
    std::printf("%s %zu ", files.data[i].name.data, files.data[i].text.size);
    std::fwrite(files.data[i].text.data, 1, files.data[i].text.size, stdout);
  }
}
"""


class EmbedTest(TreeTest):
    def test_all_bytes_survive(self):
        every = bytes(range(256)) * 2 + b'"\\x41??/\r\n\n\x001'
        self.write("in/a/every.bin", every)
        self.write("in/empty.c", b"")
        self.write("in/tail.c", b"no newline\tat the end")
        self.write("compiler/Support/EmbeddedFile.h", HEADER)
        self.write("main.cpp", MAIN)
        subprocess.run([sys.executable, str(SCRIPT), "--function", "things",
                        "--base", str(self.root / "in"), "-o", str(self.root / "out.cpp"),
                        "a/every.bin", "empty.c", "tail.c"], check=True)
        program = self.root / "program"
        subprocess.run([COMPILER, "-std=c++17", "-Wall", "-Wextra", "-Werror",
                        f"-I{self.root}", str(self.root / "main.cpp"),
                        str(self.root / "out.cpp"), "-o", str(program)], check=True)
        run = subprocess.run([str(program)], capture_output=True, check=True)
        self.assertEqual(b"a/every.bin %d %sempty.c 0 tail.c 21 no newline\tat the end"
                         % (len(every), every), run.stdout)
