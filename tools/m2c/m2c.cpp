// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// m2c: trained ONNX network in, self-contained C library out.
#include "compiler/Driver/Driver.h"
#include "llvm/Support/InitLLVM.h"

int main(int argc, char **argv) {
  llvm::InitLLVM init(argc, argv);
  m2c::Options options;
  std::string error;
  if (!m2c::parseOptions(argc, argv, options, error))
    return m2c::reportError("usage", error, options.json);
  return m2c::compileModel(options);
}
