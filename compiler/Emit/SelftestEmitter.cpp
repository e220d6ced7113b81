// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// NAME_selftest.c: a stored input and what the PC computed from it.
#include "compiler/Emit/CWriter.h"
#include <set>

using namespace mlir;

namespace m2c {

/// A static array `name`; integers are given as floats.
static void writeTestArray(llvm::raw_ostream &os, StringRef name,
                           plan::BufferType type, ArrayRef<float> values) {
  os << "static const " << cType(type) << " " << name << "[" << values.size()
     << "] = {\n";
  if (type.getElementType().isF32())
    writeFloats(os, values);
  else
    writeInts(os, std::vector<int64_t>(values.begin(), values.end()));
  os << "};\n";
}

/// "exact" (compared by bytes), "float" (within the tolerance) or the C type of
/// integers (a step may lie between: floats that were quantised).
static StringRef comparison(plan::OutputOp output) {
  return output.getExact() ? "exact" : cType(output.getBuffer().getType());
}

static void writeFloatComparison(llvm::raw_ostream &os) {
  os << "\nstatic int differs_float(const float *got, const float *expected, "
        "unsigned count)\n{\n"
     << "  unsigned i;\n"
     << "  for (i = 0; i < count; ++i) {\n"
     << "    float size = expected[i] < 0.0f ? -expected[i] : expected[i];\n"
     << "    float error = got[i] < expected[i] ? expected[i] - got[i] : "
        "got[i] - expected[i];\n"
     << "    /* Equal infinities, and NaN where NaN is expected. */\n"
     << "    if (got[i] == expected[i] || (got[i] != got[i] && expected[i] != "
        "expected[i]))\n"
     << "      continue;\n"
     << "    if (!(error <= 1e-5f + 1e-4f * size))\n      return 1;\n  }\n  "
        "return 0;\n}\n";
}

/// The functions that the outputs need, each once.
static void writeComparisons(llvm::raw_ostream &os, plan::ModelOp model) {
  std::set<StringRef> kinds;
  for (auto output : model.getOps<plan::OutputOp>())
    kinds.insert(comparison(output));
  for (StringRef kind : kinds) {
    if (kind == "float")
      writeFloatComparison(os);
    else if (kind == "exact")
      os << "\nstatic int differs_exact(const void *got, const void *expected, "
            "size_t bytes)\n{\n"
         << "  return memcmp(got, expected, bytes) != 0;\n}\n";
    else
      os << "\n/* A float that is quantised at the end may differ by one step. "
            "*/\nstatic int differs_"
         << kind << "(const " << kind << " *got, const " << kind
         << " *expected, unsigned count)\n{\n  unsigned i;\n"
         << "  for (i = 0; i < count; ++i)\n"
         << "    if (got[i] - expected[i] > 1 || expected[i] - got[i] > 1)\n"
         << "      return 1;\n  return 0;\n}\n";
  }
}

static void writeArrays(llvm::raw_ostream &os, plan::ModelOp model,
                        const EmitInfo &info) {
  for (auto [i, input] : llvm::enumerate(model.getOps<plan::InputOp>()))
    writeTestArray(os, ("in_" + input.getCName()).str(),
                   input.getBuffer().getType(), info.testInputs[i]);
  for (auto [i, output] : llvm::enumerate(model.getOps<plan::OutputOp>())) {
    plan::BufferType type = output.getBuffer().getType();
    writeTestArray(os, ("expected_" + output.getCName()).str(), type,
                   info.testOutputs[i]);
    os << "static " << cType(type) << " out_" << output.getCName() << "["
       << info.testOutputs[i].size() << "];\n";
  }
}

/// "differs_exact(out_y, expected_y, sizeof out_y)"
static std::string comparisonCall(plan::OutputOp output, StringRef upper) {
  StringRef name = output.getCName();
  std::string size =
      output.getExact()
          ? ("sizeof out_" + name).str()
          : (upper + "_OUTPUT_" + Twine(name.upper()) + "_COUNT").str();
  return ("differs_" + comparison(output) + "(out_" + name + ", expected_" +
          name + ", " + size + ")")
      .str();
}

static void writeMain(llvm::raw_ostream &os, StringRef lower,
                      const std::string &upper) {
  os << "#ifdef " << upper << "_SELFTEST_MAIN\n"
     << "/* As stdio.h declares it; the files of this library include no such "
        "header. */\n"
     << "int puts(const char *line);\n"
     << "static union {\n  double align[" << upper
     << "_ARENA_ALIGN / sizeof(double)];\n"
     << "  unsigned char bytes[" << upper << "_ARENA_BYTES + " << upper
     << "_ARENA_ALIGN];\n} memory;\n"
     << "static void print_line(const char *line)\n{\n  puts(line);\n}\n"
     << "int main(void)\n{\n"
     << "  uintptr_t start = ((uintptr_t)memory.bytes + " << upper
     << "_ARENA_ALIGN - 1u) & ~(uintptr_t)(" << upper << "_ARENA_ALIGN - 1u);\n"
     << "  return " << lower
     << "_selftest(memory.bytes + (start - (uintptr_t)memory.bytes), "
        "print_line);\n"
     << "}\n#endif\n";
}

std::string emitSelftest(plan::ModelOp model, const EmitInfo &info) {
  std::string text;
  llvm::raw_string_ostream os(text);
  StringRef lower = model.getSymName();
  std::string upper = lower.upper();
  writeFrontMatter(
      os, model, info,
      (lower + "_selftest.c: does the device compute what the PC computed?")
          .str());
  os << "#include \"" << lower << ".h\"\n\n";
  writeArrays(os, model, info);
  writeComparisons(os, model);
  os << "\nint " << lower
     << "_selftest(void *arena, void (*print)(const char *line))\n{\n"
     << "  int status, wrong = 0;\n"
     << "  " << lower << "_inputs in;\n  " << lower << "_outputs out;\n";
  for (auto input : model.getOps<plan::InputOp>())
    os << "  in." << input.getCName() << " = in_" << input.getCName() << ";\n";
  for (auto output : model.getOps<plan::OutputOp>())
    os << "  out." << output.getCName() << " = out_" << output.getCName()
       << ";\n";
  os << "  status = " << lower << "_run(arena, &in, &out);\n"
     << "  if (status != " << upper << "_OK) {\n"
     << "    if (print)\n      print(\"" << lower
     << ": run failed\");\n    return status;\n  }\n";
  for (auto output : model.getOps<plan::OutputOp>())
    os << "  if (" << comparisonCall(output, upper) << ") {\n    wrong = 1;\n"
       << "    if (print)\n      print(\"" << lower << ": output "
       << output.getCName() << " differs from the PC\");\n  }\n";
  os << "  if (!wrong && print)\n    print(\"" << lower
     << ": self-test passed\");\n"
     << "  return wrong;\n}\n\n";
  writeMain(os, lower, upper);
  return text;
}

} // namespace m2c
