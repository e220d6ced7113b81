// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// NAME_selftest.c: a stored input and what the PC computed from it.
#include "compiler/Emit/CWriter.h"
#include "llvm/Support/Format.h"
#include <map>

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

/// Of how many values of an output the self-test compares one.
static size_t testStride(size_t count) {
  return count <= kMostTestValues
             ? 1
             : ((count + kMostTestValues - 1) / kMostTestValues) | 1;
}

/// Large inputs are made on the device again. Integers, a quarter as long, are
/// stored.
static bool isGenerated(plan::InputOp input) {
  plan::BufferType type = input.getBuffer().getType();
  return type.getElementType().isF32() &&
         static_cast<size_t>(type.getNumElements()) > kMostTestValues;
}

static void writeGenerator(llvm::raw_ostream &os) {
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

static void writeTestTensors(llvm::raw_ostream &os, plan::ModelOp model,
                             const EmitInfo &info) {
  for (auto [i, input] : llvm::enumerate(model.getOps<plan::InputOp>())) {
    ArrayRef<float> values = info.testInputs[i];
    if (isGenerated(input))
      os << "static float in_" << input.getCName() << "[" << values.size()
         << "];\n";
    else
      writeTestArray(os, ("in_" + input.getCName()).str(),
                     input.getBuffer().getType(), values);
  }
  for (auto [i, output] : llvm::enumerate(model.getOps<plan::OutputOp>())) {
    plan::BufferType type = output.getBuffer().getType();
    ArrayRef<float> values = info.testOutputs[i];
    size_t stride = testStride(values.size());
    std::vector<float> some;
    for (size_t n = 0; n < values.size(); n += stride)
      some.push_back(values[n]);
    if (some.size() != values.size())
      os << "/* Value 0, " << stride << ", " << 2 * stride << "... */\n";
    writeTestArray(os, ("expected_" + output.getCName()).str(), type, some);
    os << "static " << cType(type) << " out_" << output.getCName() << "["
       << values.size() << "];\n";
  }
  if (llvm::any_of(model.getOps<plan::InputOp>(), isGenerated))
    writeGenerator(os);
}

/// Which function compares an output. Exact ones must have equal bits; a float
/// that is quantised at the end may differ by one step.
static std::string comparison(plan::OutputOp output) {
  StringRef type = cType(output.getBuffer().getType());
  if (type == "float" && !output.getExact())
    return "differs";
  return ((output.getExact() ? "differs_exactly_" : "differs_by_steps_") + type)
      .str();
}

static void writeFloatComparison(llvm::raw_ostream &os) {
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
        "return 0;\n}\n";
}

/// The functions that the outputs need, each once.
static void writeComparisons(llvm::raw_ostream &os, plan::ModelOp model) {
  std::map<std::string, plan::OutputOp> functions;
  for (auto output : model.getOps<plan::OutputOp>())
    functions.try_emplace(comparison(output), output);
  for (auto [name, output] : functions) {
    if (name == "differs") {
      writeFloatComparison(os);
      continue;
    }
    StringRef type = cType(output.getBuffer().getType());
    os << "\nstatic int " << name << "(const " << type << " *got, const "
       << type << " *expected, unsigned count, unsigned stride)\n{\n"
       << "  unsigned i;\n"
       << "  for (i = 0; i < count; i += stride, ++expected)\n"
       << (output.getExact()
               ? "    if (memcmp(&got[i], expected, sizeof *expected) != 0)\n"
               : "    if (got[i] - *expected > 1 || *expected - got[i] > 1)\n")
       << "      return 1;\n  return 0;\n}\n";
  }
}

static std::string comparisonCall(plan::OutputOp output, StringRef upper,
                                  size_t count) {
  StringRef name = output.getCName();
  return (comparison(output) + "(out_" + name + ", expected_" + name + ", " +
          upper + "_OUTPUT_" + name.upper() + "_COUNT, " +
          Twine(testStride(count)) + "u)")
      .str();
}

/// The hook that NAME_CHECKSUMS asks for: it remembers the first step that
/// differs.
static void writeChecksums(llvm::raw_ostream &os, StringRef lower,
                           const std::string &upper, const EmitInfo &info) {
  os << "\n#ifdef " << upper << "_CHECKSUMS\n"
     << "/* CRC-32 (zlib's) of what each step makes; none where 0. */\n"
     << "static const uint32_t checksums[" << info.stepChecksums.size() + 1
     << "] = {\n";
  for (auto [i, checksum] : llvm::enumerate(info.stepChecksums))
    os << (i % 6 == 0 ? "  " : " ")
       << llvm::format_hex(checksum.value_or(0), 10) << "u,"
       << (i % 6 == 5 ? "\n" : "");
  os << " 0u\n};\nstatic unsigned first_different;\n\nint " << lower
     << "_checksum(unsigned step, const void *data, size_t bytes)\n{\n"
     << "  const unsigned char *p = (const unsigned char *)data;\n"
     << "  uint32_t crc = 0xffffffffu;\n  int bit;\n"
     << "  if (data == NULL || checksums[step] == 0u || step >= "
        "first_different)\n    return 0;\n"
     << "  for (; bytes > 0u; --bytes) {\n    crc ^= *p++;\n"
     << "    for (bit = 0; bit < 8; ++bit)\n"
     << "      crc = (crc >> 1) ^ (0xedb88320u & (0u - (crc & 1u)));\n  }\n"
     << "  if (~crc != checksums[step])\n    first_different = step;\n"
     << "  return 0;\n}\n#endif\n";
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
  writeTestTensors(os, model, info);
  writeComparisons(os, model);
  writeChecksums(os, lower, upper, info);
  os << "\nint " << lower
     << "_selftest(void *arena, void (*print)(const char *line))\n{\n"
     << "  int status, wrong = 0;\n"
     << "  " << lower << "_inputs in;\n  " << lower << "_outputs out;\n";
  for (auto input : model.getOps<plan::InputOp>())
    os << "  in." << input.getCName() << " = in_" << input.getCName() << ";\n";
  for (auto output : model.getOps<plan::OutputOp>())
    os << "  out." << output.getCName() << " = out_" << output.getCName()
       << ";\n";
  for (auto [i, input] : llvm::enumerate(model.getOps<plan::InputOp>()))
    if (isGenerated(input))
      os << "  generate(in_" << input.getCName() << ", "
         << info.testInputs[i].size() << "u, " << info.testSeeds[i] << "u);\n";
  size_t steps = info.stepChecksums.size();
  os << "#ifdef " << upper << "_CHECKSUMS\n  first_different = " << steps
     << "u;\n#endif\n  status = " << lower << "_run(arena, &in, &out);\n"
     << "#ifdef " << upper << "_CHECKSUMS\n  if (first_different < " << steps
     << "u) {\n    wrong = 1;\n    if (print) {\n      print(\"" << lower
     << ": first step that differs from the PC:\");\n      print(" << lower
     << "_step_name(first_different));\n    }\n  }\n#endif\n"
     << "  if (status != " << upper << "_OK) {\n"
     << "    if (print)\n      print(\"" << lower
     << ": run failed\");\n    return status;\n  }\n";
  for (auto [i, output] : llvm::enumerate(model.getOps<plan::OutputOp>()))
    os << "  if (" << comparisonCall(output, upper, info.testOutputs[i].size())
       << ") {\n    wrong = 1;\n"
       << "    if (print)\n      print(\"" << lower << ": output "
       << output.getCName() << " differs from the PC\");\n  }\n";
  os << "  if (!wrong && print)\n    print(\"" << lower
     << ": self-test passed\");\n"
     << "  return wrong;\n}\n\n";
  writeMain(os, lower, upper);
  return text;
}

} // namespace m2c
