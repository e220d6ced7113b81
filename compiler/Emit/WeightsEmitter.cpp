// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// NAME_weights.c, NAME_selftest.c and NAME.cmake.
#include "compiler/Emit/CWriter.h"
#include "dialects/Support/Constants.h"

using namespace mlir;

namespace m2c {

std::string emitWeights(plan::ModelOp model, const EmitInfo &info) {
  std::string text;
  llvm::raw_string_ostream os(text);
  StringRef lower = model.getSymName();
  std::string upper = lower.upper();
  writeFrontMatter(
      os, model, info,
      (lower + "_weights.c: the constants, in the order that the kernels read.")
          .str());
  os << "#include \"" << lower << ".h\"\n";
  bool any = false;
  for (auto constant : model.getOps<plan::ConstOp>()) {
    plan::BufferType type = constant.getBuffer().getType();
    std::string declaration =
        (upper + "_WEIGHTS const " + cType(type) + " " + constName(constant) +
         "[" + Twine(type.getNumElements()) + "]")
            .str();
    os << "\nextern " << declaration << ";\n" << declaration << " = {\n";
    std::vector<float> storage;
    if (type.getElementType().isF32())
      writeFloats(os, *viewFloats(constant.getValue(), storage));
    else
      writeInts(os, *intElements(constant.getValue()));
    os << "};\n";
    any = true;
  }
  if (!any)
    os << "\n/* This network has no constants. */\n"
       << "typedef int " << lower << "_no_weights;\n";
  return text;
}

static void writeTestArray(llvm::raw_ostream &os, StringRef name,
                           ArrayRef<float> values) {
  os << "static const float " << name << "[" << values.size() << "] = {\n";
  writeFloats(os, values);
  os << "};\n";
}

/// Of how many values of an output the self-test compares one.
static size_t testStride(size_t count) {
  return count <= kMostTestValues
             ? 1
             : ((count + kMostTestValues - 1) / kMostTestValues) | 1;
}

static bool isGenerated(ArrayRef<float> input) {
  return input.size() > kMostTestValues;
}

static void writeTestTensors(llvm::raw_ostream &os, plan::ModelOp model,
                             const EmitInfo &info) {
  for (auto [i, input] : llvm::enumerate(model.getOps<plan::InputOp>())) {
    ArrayRef<float> values = info.testInputs[i];
    if (isGenerated(values))
      os << "static float in_" << input.getCName() << "[" << values.size()
         << "];\n";
    else
      writeTestArray(os, ("in_" + input.getCName()).str(), values);
  }
  for (auto [i, output] : llvm::enumerate(model.getOps<plan::OutputOp>())) {
    ArrayRef<float> values = info.testOutputs[i];
    std::vector<float> some;
    for (size_t n = 0; n < values.size(); n += testStride(values.size()))
      some.push_back(values[n]);
    if (some.size() != values.size())
      os << "/* Value 0, " << testStride(values.size()) << ", "
         << 2 * testStride(values.size()) << "... */\n";
    writeTestArray(os, ("expected_" + output.getCName()).str(), some);
    os << "static float out_" << output.getCName() << "[" << values.size()
       << "];\n";
  }
  if (llvm::any_of(info.testInputs, isGenerated))
    os << "\n/* The input that the PC used. */\n"
       << "static void generate(float *values, unsigned count, uint32_t "
          "state)\n{\n"
       << "  unsigned i;\n"
       << "  for (i = 0; i < count; ++i) {\n"
       << "    state = state * 1664525u + 1013904223u;\n"
       << "    values[i] = (float)((int32_t)(state >> 16) - 32768) / "
          "32768.0f;\n"
       << "  }\n}\n";
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
  writeTestTensors(os, model, info);
  os << "\nstatic int differs(const float *got, const float *expected, "
        "unsigned count, unsigned stride)\n{\n"
     << "  unsigned i;\n"
     << "  for (i = 0; i < count; i += stride, ++expected) {\n"
     << "    float value = got[i];\n"
     << "    float size = *expected < 0.0f ? -*expected : *expected;\n"
     << "    float error = value < *expected ? *expected - value : "
        "value - *expected;\n"
     << "    /* Equal infinities, and NaN where NaN is expected. */\n"
     << "    if (value == *expected || (value != value && *expected != "
        "*expected))\n"
     << "      continue;\n"
     << "    if (!(error <= 1e-5f + 1e-4f * size))\n      return 1;\n  }\n  "
        "return 0;\n}\n\n"
     << "int " << lower
     << "_selftest(void *arena, void (*print)(const char *line))\n{\n"
     << "  int status, wrong = 0;\n"
     << "  " << lower << "_inputs in;\n  " << lower << "_outputs out;\n";
  for (auto input : model.getOps<plan::InputOp>())
    os << "  in." << input.getCName() << " = in_" << input.getCName() << ";\n";
  for (auto output : model.getOps<plan::OutputOp>())
    os << "  out." << output.getCName() << " = out_" << output.getCName()
       << ";\n";
  for (auto [i, input] : llvm::enumerate(model.getOps<plan::InputOp>()))
    if (isGenerated(info.testInputs[i]))
      os << "  generate(in_" << input.getCName() << ", "
         << info.testInputs[i].size() << "u, " << info.testSeeds[i] << "u);\n";
  os << "  status = " << lower << "_run(arena, &in, &out);\n"
     << "  if (status != " << upper << "_OK) {\n"
     << "    if (print)\n      print(\"" << lower
     << ": run failed\");\n    return status;\n  }\n";
  for (auto [i, output] : llvm::enumerate(model.getOps<plan::OutputOp>()))
    os << "  if (differs(out_" << output.getCName() << ", expected_"
       << output.getCName() << ", " << upper << "_OUTPUT_"
       << output.getCName().upper() << "_COUNT, "
       << testStride(info.testOutputs[i].size()) << "u)) {\n    wrong = 1;\n"
       << "    if (print)\n      print(\"" << lower << ": output "
       << output.getCName() << " differs from the PC\");\n  }\n";
  os << "  if (!wrong && print)\n    print(\"" << lower
     << ": self-test passed\");\n"
     << "  return wrong;\n}\n\n"
     << "#ifdef " << upper << "_SELFTEST_MAIN\n"
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
  return text;
}

std::string emitCMake(plan::ModelOp model, const EmitInfo &info) {
  std::string text;
  llvm::raw_string_ostream os(text);
  StringRef name = model.getSymName();
  os << "# " << name << ".cmake: include() it for the static library target "
     << name << ".\n"
     << "# Made by m2c " M2C_VERSION " from " << cComment(info.modelFile)
     << "; do not edit.\n"
     << "# Model SHA-256: " << cComment(modelInfo(model, "sha256")) << "\n"
     << "# Options: " << cComment(info.options) << "\n"
     << "# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD\n"
     << "add_library(" << name << " STATIC\n"
     << "  \"${CMAKE_CURRENT_LIST_DIR}/" << name << ".c\"\n"
     << "  \"${CMAKE_CURRENT_LIST_DIR}/" << name << "_weights.c\"\n"
     << "  \"${CMAKE_CURRENT_LIST_DIR}/" << name << "_selftest.c\")\n"
     << "target_include_directories(" << name
     << " PUBLIC \"${CMAKE_CURRENT_LIST_DIR}\")\n";
  return text;
}

} // namespace m2c
