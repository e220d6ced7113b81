// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Loading model files.
#include "compiler/Driver/Load.h"
#include "compiler/Import/OnnxImporter.h"
#include "compiler/Pipeline.h"
#include "mlir/Parser/Parser.h"

using namespace mlir;

namespace m2c {

OwningOpRef<ModuleOp>
loadModel(MLIRContext &context, StringRef file,
          ArrayRef<std::pair<std::string, int64_t>> dims) {
  if (file.ends_with(".mlir"))
    return parseSourceFile<ModuleOp>(file, &context);
  ImportOptions options;
  options.dims.assign(dims.begin(), dims.end());
  FailureOr<OwningOpRef<ModuleOp>> module = importOnnx(context, file, options);
  return succeeded(module) ? std::move(*module) : OwningOpRef<ModuleOp>();
}

OwningOpRef<ModuleOp>
loadForEvaluation(MLIRContext &context, StringRef file,
                  ArrayRef<std::pair<std::string, int64_t>> dims) {
  OwningOpRef<ModuleOp> module = loadModel(context, file, dims);
  if (!module || reachedPhase(*module) != Phase::Import)
    return module;
  PassManager manager(&context);
  addPhase(manager, Phase::Convert, Options());
  if (failed(manager.run(*module)))
    return {};
  return module;
}

} // namespace m2c
