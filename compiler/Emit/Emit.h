// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// plan -> the output files of one C library (contract C4). The emitter prints
// the plan and decides nothing.
#ifndef M2C_COMPILER_EMIT_EMIT_H
#define M2C_COMPILER_EMIT_EMIT_H

#include "dialects/Plan/Plan.h"
#include "llvm/Support/Error.h"
#include <optional>
#include <string>
#include <vector>

namespace m2c {

/// Facts that the output files name besides the plan.
struct EmitInfo {
  std::string modelFile; ///< file name of the ONNX model, without folders
  std::string options;   ///< the options that shape the result, in one line
  int64_t macsOnnx = 0;  ///< MACs of the model before the graph passes
  std::optional<int64_t> codeBytes; ///< of NAME.c at -Os, where measured
  std::string archMacro; ///< of the target record; empty: any architecture
  std::vector<std::string> featureMacros;
  std::string
      archFlags; ///< the target's compiler flags, which define those macros
  std::vector<std::string> kernelSets;
  /// Self-test: one input per model input and the evaluator's outputs, as the C
  /// interface has them (layout, integers).
  std::vector<std::vector<float>> testInputs, testOutputs;
  /// TestGenerator's states that make those inputs.
  std::vector<uint32_t> testSeeds;
  /// CRC-32 of what each step makes of those inputs, where it is known bit for
  /// bit and there as a whole.
  std::vector<std::optional<uint32_t>> stepChecksums;
};

/// Most values of a tensor that the self-test stores. Larger inputs are made on
/// the device again; of larger outputs every n-th value is compared, where n is
/// odd, so that no channel of an even number of them is left out.
inline constexpr size_t kMostTestValues = 32768;

/// Reproducible numbers in [-1, 1), exact in binary32: a linear congruential
/// generator with the constants of Numerical Recipes. NAME_selftest.c has the
/// same one.
struct TestGenerator {
  uint32_t state;
  float next() {
    state = state * 1664525u + 1013904223u;
    return static_cast<float>(static_cast<int32_t>(state >> 16) - 32768) /
           32768.0f;
  }
};

struct OutputFile {
  std::string name; ///< within DIR
  std::string text;
};

/// The numpy name of a buffer's elements: "float32", "int8"... Of 4 bits it is
/// that of the bytes.
llvm::StringRef dtypeName(plan::BufferType type);

/// Refuses a plan, written by hand, whose names would make no C.
llvm::Error checkNames(plan::ModelOp model);

/// All files of the library, in the order of contract C4.
std::vector<OutputFile> emitLibrary(plan::ModelOp model, const EmitInfo &info);

/// Writes the files to `dir` (made if absent): all of them or none. On an error
/// files that were there before are unchanged.
llvm::Error writeOutputFiles(llvm::StringRef dir,
                             llvm::ArrayRef<OutputFile> files);

// The parts, each in a file of its own.
std::string emitHeader(plan::ModelOp model, const EmitInfo &info);
std::string emitSource(plan::ModelOp model, const EmitInfo &info);
std::string emitWeights(plan::ModelOp model, const EmitInfo &info);
std::string emitSelftest(plan::ModelOp model, const EmitInfo &info);
std::string emitCMake(plan::ModelOp model, const EmitInfo &info);
std::string emitReportJson(plan::ModelOp model, const EmitInfo &info);
std::string emitReportHtml(plan::ModelOp model, const EmitInfo &info);
std::string emitBitsJson(plan::ModelOp model, const EmitInfo &info);

} // namespace m2c

#endif
