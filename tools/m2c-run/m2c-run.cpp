// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// m2c-run: runs an .onnx file, or the .mlir of any phase, with the evaluator.
#include "compiler/Driver/Driver.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/InitLLVM.h"

namespace cl = llvm::cl;

int main(int argc, char **argv) {
  llvm::InitLLVM init(argc, argv);
  cl::OptionCategory category("m2c-run options");
  cl::opt<std::string> file(cl::Positional, cl::desc("FILE.onnx|FILE.mlir"),
                            cl::cat(category));
  cl::opt<std::string> input("input", cl::desc("samples: .npz or folder"),
                             cl::value_desc("DATA"), cl::cat(category));
  cl::opt<std::string> output("output", cl::desc("write the outputs"),
                              cl::value_desc("OUT.npz"), cl::cat(category));
  cl::list<std::string> dims("dim", cl::desc("value of a symbolic dimension"),
                             cl::value_desc("NAME=N"), cl::cat(category));
  cl::opt<unsigned> limit("limit", cl::desc("run only the first N samples"),
                          cl::init(0), cl::cat(category));
  cl::opt<bool> json("json", cl::desc("print results and errors as JSON"),
                     cl::cat(category));
  cl::HideUnrelatedOptions(category);
  std::string error;
  if (!m2c::parseCommandLine(argc, argv, "m2c-run: evaluate a model on data\n",
                             error))
    return m2c::reportError("usage", error, json);
  if (file.empty() || input.empty())
    return m2c::reportError(
        "usage",
        "expected FILE and --input DATA; m2c-run --help shows the options",
        json);
  m2c::RunSettings settings{file, input, output, {}, limit, json};
  for (const std::string &text : dims)
    if (!m2c::parseDim(text, settings.dims, error))
      return m2c::reportError("usage", error, json);
  return m2c::runModel(settings);
}
