# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Each layout rule finds its planted violation and leaves the neighbour alone."""

import unittest

from fixture import TreeTest

import check_layout
from function_sizes import functions

OPS = """
include "mlir/IR/OpBase.td"
def Nn_Dialect : Dialect { let name = "nn"; let cppNamespace = "::m2c::nn"; }
class Nn_KernelOp<string mnemonic, string stem> : Op<Nn_Dialect, mnemonic> {
  string kernelStem = stem;
  list<string> onnxOps = ["MaxPool-1"];
}
def Nn_MaxPool2dOp : Nn_KernelOp<"max_pool2d", "max_pool2d"> {
  let summary = "SUMMARY";
  let description = [{
    DESCRIPTION
  }];
}
"""
EXAMPLE = """Takes the maximum.
    ```mlir
    %y = nn.max_pool2d %x : (tensor<1x4x4x1xf32>) -> tensor<1x2x2x1xf32>
    ```
    Emitted C: m2c_max_pool2d_f32(&p, out, rows, NULL);
"""
PASSES = """
include "mlir/Pass/PassBase.td"
def NnFoldPad : Pass<"nn-fold-pad"> {
  let summary = "SUMMARY";
  let description = "DESCRIPTION";
}
"""
GUARD = "#ifndef M2C_A_B_H\n#define M2C_A_B_H\n#endif\n"


class ForbiddenTest(TreeTest):
    """Lines that a folder must not hold, and the folder where they may stand."""

    def plant(self, rule, line, bad, good):
        self.write(good, line + "\n")
        self.assert_clean(check_layout.check)
        self.write(bad, "\n" + line + "\n")
        self.assert_finds(check_layout.check, rule, bad, 2)
        (self.root / bad).unlink()

    def test_include_mlir(self):
        line = '#include "mlir/IR/Builders.h"'
        self.plant("include-mlir", line, "compiler/Solvers/A.cpp", "compiler/A.cpp")
        self.plant("include-mlir", line, "runtime/kernels/c/a.c", "passes/A.cpp")

    def test_include_onnx(self):
        good = "compiler/Import/OnnxReader.cpp"
        for line in (
            "#include <onnx/onnx_pb.h>",
            "#include <google/protobuf/message.h>",
            '#include "onnx.pb.h"',
        ):
            self.plant("include-onnx", line, "compiler/Emit/A.cpp", good)

    def test_include_libc(self):
        for header in ("stdio", "stdlib", "math"):
            line = f"#include <{header}.h>"
            self.plant("include-libc", line, "runtime/kernels/c/a.c", "test/unit/a.c")

    def test_option(self):
        line = "static llvm::cl::opt<int> x;"
        self.plant("option", line, "passes/A.cpp", "compiler/Options.cpp")
        self.plant("option", line, "compiler/A.cpp", "tools/m2c-run/m2c-run.cpp")

    def test_evaluator_sees_no_runtime(self):
        line = '#include "runtime/include/m2c/m2c_types.h"'
        self.plant("eval-runtime", line, "compiler/Eval/A.cpp", "compiler/Emit/A.cpp")
        self.plant("eval-runtime", '#include "m2c/m2c_types.h"', "compiler/Eval/A.h.inc", "a.h.inc")

    def test_cpu_name(self):
        line = 'if (cpu == "cortex-m4")'
        for good in (
            "compiler/Targets/a.td",
            "runtime/kernels/dsp/a.c",
            "test/a.c",
            "docs/a.md",
            "tools/demo.sh",
        ):
            self.write(good, line + "\n")
        self.write("runtime/kernels/c/a.c", "int a; // as on " + line + "\n")
        for bad in ("passes/A.cpp", "runtime/kernels/c/b.c", "tools/m2c/m2c.cpp"):
            self.plant("cpu-name", line, bad, "README.md")

    def test_library_exits(self):
        self.plant("print", "std::exit(1);", "compiler/A.cpp", "tools/m2c/m2c.cpp")


class SizeTest(TreeTest):
    def plant(self, path, most):
        self.write(path, "//\n" * most)
        self.assert_clean(check_layout.check)
        self.write(path, "//\n" * (most + 1))
        self.assert_finds(check_layout.check, "file-size", path, 0)
        (self.root / path).unlink()

    def test_files(self):
        self.plant("passes/A.cpp", 600)
        self.plant("compiler/Pipeline.cpp", 250)
        self.plant("dialects/Nn/A.td", 400)
        self.plant("runtime/kernels/neon/a.h.c", 250)
        self.plant("test/ops/a.mlir", 300)
        self.plant("tools/m2c/m2c.cpp", 60)
        self.plant("CMakeLists.txt", 120)

    def test_header(self):
        self.write("a/B.h", GUARD + "//\n" * 197)
        self.assert_clean(check_layout.check)
        self.write("a/B.h", GUARD + "//\n" * 198)
        self.assert_finds(check_layout.check, "file-size", "a/B.h", 0)

    def test_function(self):
        body = "namespace m2c {\nint f(int x) {\n" + "  ++x;\n" * 77 + "  return x;\n}\n"
        self.write("a.cpp", body + "}\n")
        self.assert_clean(check_layout.check)
        self.write("a.cpp", body.replace("++x;", "++x;\n", 1) + "}\n")
        self.assert_finds(check_layout.check, "function-size", "a.cpp", 2)

    def test_function_forms(self):
        """What counts as a function, with its lines: counted by hand."""
        text = """
template <typename T> struct S : Base<T> {
  S(int a)
      : Base<T>(a), b{a} {
    run([&](int c) { return c; });
  }
  bool operator()(char c) const { return c == '{'; }
  int b = f(2);
};
static const int table[] = {
    1, 2};
enum class E { A, B };
auto g() -> int {
  const char *s = "}{"; // }
#define X {
  return 1;
}
M2C_KERNEL void k(const struct p *p,
                  float *out) {
  if (p) {
    out[0] = 1;
  }
}
"""
        found = [(line, length) for _, line, length in functions(text)]
        self.assertEqual([(3, 4), (7, 1), (13, 5), (18, 6)], found)


class GuardTest(TreeTest):
    def test_guard(self):
        self.write("a/B.h", GUARD)
        self.assert_clean(check_layout.check)
        self.write("a/C.h", GUARD)
        self.assert_finds(check_layout.check, "guard", "a/C.h")
        self.write("a/C.h", "int c;\n")
        self.assert_finds(check_layout.check, "guard", "a/C.h")


class RecordTest(TreeTest):
    def write_op(self, summary="the maximum", description=EXAMPLE):
        text = OPS.replace("SUMMARY", summary).replace("DESCRIPTION", description)
        self.write("dialects/Nn/NnOps.td", text)

    def setUp(self):
        super().setUp()
        self.write_op()
        self.write("runtime/kernels/c/m2c_max_pool2d_f32.c", "")
        self.write("test/ops/max-pool2d.mlir", "")
        self.write("passes/Convert/OnnxToNn/Pool.cpp", 'registry.add("MaxPool", 1, f);\n')

    def assert_op(self, rule):
        self.assert_finds(check_layout.check, rule, "dialects/Nn/NnOps.td")

    def test_complete(self):
        self.assert_clean(check_layout.check)

    def test_summary(self):
        self.write_op(summary="")
        self.assert_op("undocumented")

    def test_example(self):
        self.write_op(description=EXAMPLE.replace("```mlir", "```"))
        self.assert_op("example")
        self.write_op(description=EXAMPLE.replace("= nn.max_pool2d", "= nn.other"))
        self.assert_op("example")
        self.write_op(description=EXAMPLE.replace("Emitted C", "C"))
        self.assert_op("example")

    def test_missing_files(self):
        (self.root / "test/ops/max-pool2d.mlir").unlink()
        self.assert_op("op-test")
        self.write("test/ops/max-pool2d.mlir", "")
        (self.root / "runtime/kernels/c/m2c_max_pool2d_f32.c").unlink()
        self.assert_op("op-kernel")

    def test_no_conversion(self):
        self.write("passes/Convert/OnnxToNn/Pool.cpp", 'registry.add("AveragePool", 1, f);\n')
        self.assert_op("op-onnx")

    def test_broken_records(self):
        self.write("dialects/Nn/NnOps.td", "def")
        self.assert_finds(check_layout.check, "records", "dialects/Nn/NnOps.td")

    def test_kernel_without_op(self):
        path = "runtime/kernels/c/m2c_odd_f32.c"
        self.write(path, "")
        self.assert_finds(check_layout.check, "kernel-op", path)
        self.write("dialects/Nn/NnOps.cpp", 'call("odd");\n')
        self.assert_clean(check_layout.check)

    def test_kernels_of_one_op(self):
        self.write("dialects/Nn/NnOps.cpp", 'call("odd");\n')
        for types in ("f32", "s8", "s8w4", "s4", "s4w4", "s8_f32", "f32_s8", "u8_s8"):
            self.write(f"runtime/kernels/c/m2c_odd_{types}.c", "")
        self.assert_clean(check_layout.check)
        path = "runtime/kernels/c/m2c_even_s8w4.c"
        self.write(path, "")
        self.assert_finds(check_layout.check, "kernel-op", path)

    def test_kernel_without_portable_form(self):
        self.write("runtime/kernels/neon/m2c_max_pool2d_f32.c", "")
        self.assert_clean(check_layout.check)
        path = "runtime/kernels/neon/m2c_relu_f32.c"
        self.write(path, "")
        self.write("dialects/Nn/NnOps.cpp", 'call("relu");\n')
        self.assert_finds(check_layout.check, "kernel-portable", path)


class PassTest(TreeTest):
    def write_pass(self, summary="folds", description="Folds pads."):
        text = PASSES.replace("SUMMARY", summary).replace("DESCRIPTION", description)
        self.write("passes/Passes.td", text)

    def setUp(self):
        super().setUp()
        self.write_pass()
        self.write("passes/Graph/NnFoldPad.cpp", "")
        self.write("test/passes/Graph/nn-fold-pad.mlir", "")
        self.write("compiler/Pipeline.cpp", "pm.addPass(nn::createNnFoldPad());\n")

    def assert_pass(self, rule):
        self.assert_finds(check_layout.check, rule, "passes/Passes.td")

    def test_complete(self):
        self.assert_clean(check_layout.check)

    def test_source_in_a_folder_of_its_own(self):
        (self.root / "passes/Graph/NnFoldPad.cpp").unlink()
        self.write("passes/Convert/NnFoldPad/Conv.cpp", "")
        self.assert_clean(check_layout.check)

    def test_undocumented(self):
        self.write_pass(summary="")
        self.assert_pass("undocumented")
        self.write_pass(description="")
        self.assert_pass("undocumented")

    def test_missing_files(self):
        (self.root / "passes/Graph/NnFoldPad.cpp").unlink()
        self.assert_pass("pass-source")
        self.write("passes/Graph/NnFoldPad.cpp", "")
        (self.root / "test/passes/Graph/nn-fold-pad.mlir").unlink()
        self.assert_pass("pass-test")

    def test_flag(self):
        text = (self.root / "passes/Passes.td").read_text()
        self.write("passes/Passes.td", text.replace("nn-fold-pad", "fold-pad"))
        self.assert_pass("pass-name")

    def test_pipeline(self):
        self.write_pass(description="Folds pads. Not in the default pipeline.")
        self.assert_pass("pass-pipeline")
        self.write("compiler/Pipeline.cpp", "pm.addPass(createNnFoldPadLater());\n")
        self.assert_clean(check_layout.check)
        self.write_pass()
        self.assert_pass("pass-pipeline")


class ExceptionTest(TreeTest):
    LIST = "tools/scripts/layout_exceptions.txt"

    def test_exception(self):
        self.write("passes/A.cpp", "//\n" * 601)
        self.write(self.LIST, "# why\nfile-size passes/A.cpp  a table of 500 lines\n")
        self.assert_clean(check_layout.check)

    def test_exception_without_reason(self):
        self.write("passes/A.cpp", "//\n" * 601)
        self.write(self.LIST, "file-size passes/A.cpp\n")
        rules = sorted(finding.rule for finding in check_layout.check(self.root))
        self.assertEqual(["exception", "file-size"], rules)

    def test_exception_that_nothing_needs(self):
        self.write("passes/A.cpp", "//\n")
        self.write(self.LIST, "file-size passes/A.cpp  a table\n")
        self.assert_finds(check_layout.check, "exception", self.LIST, 1)


if __name__ == "__main__":
    unittest.main()
