// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// m2c-run: runs an .onnx file, or the .mlir of any phase, with the evaluator.
#include "compiler/Driver/Driver.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/InitLLVM.h"
#include "llvm/Support/raw_ostream.h"

namespace cl = llvm::cl;

int main(int argc, char **argv) {
  llvm::InitLLVM init(argc, argv);
  cl::OptionCategory category("m2c-run options");
  cl::opt<std::string> file(cl::Positional, cl::desc("FILE.onnx|FILE.mlir"), cl::cat(category));
  cl::opt<std::string> input("input", cl::desc("samples: .npz or folder"), cl::value_desc("DATA"),
                             cl::cat(category));
  cl::opt<std::string> output("output", cl::desc("write the outputs"), cl::value_desc("OUT.npz"),
                              cl::cat(category));
  cl::opt<unsigned> limit("limit", cl::desc("run only the first N samples"), cl::init(0),
                          cl::cat(category));
  cl::opt<bool> json("json", cl::desc("print results and errors as JSON"), cl::cat(category));
  cl::HideUnrelatedOptions(category);
  std::string messages;
  llvm::raw_string_ostream os(messages);
  if (!cl::ParseCommandLineOptions(argc, argv, "m2c-run: evaluate a model on data\n", &os))
    return m2c::reportError("usage", llvm::StringRef(messages).split('\n').first, json);
  if (file.empty() || input.empty())
    return m2c::reportError("usage", "expected FILE and --input DATA; m2c-run --help shows the options",
                            json);
  return m2c::runModel({file, input, output, limit, json});
}
