// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Loading model files.
#include "compiler/Driver/Load.h"
#include "compiler/Import/OnnxImporter.h"
#include "compiler/Pipeline.h"
#include "dialects/Nn/Nn.h"
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

/// Whether the module has floats that stand for integers: a model that came
/// quantised, before the quant phase.
static bool holdsPairs(ModuleOp module) {
  return module.walk([](nn::DequantizeOp) { return WalkResult::interrupt(); })
      .wasInterrupted();
}

OwningOpRef<ModuleOp>
loadForEvaluation(MLIRContext &context, StringRef file,
                  ArrayRef<std::pair<std::string, int64_t>> dims) {
  OwningOpRef<ModuleOp> module = loadModel(context, file, dims);
  if (!module || reachedPhase(*module) != Phase::Import)
    return module;
  auto run = [&](Phase phase) {
    PassManager manager(&context);
    addPhase(manager, phase, Options());
    return manager.run(*module);
  };
  if (failed(run(Phase::Convert)))
    return {};
  // A model that came quantised means its integers, as ONNX Runtime computes
  // them; between its pairs the same layers in floats round here and there to
  // another one.
  if (holdsPairs(*module) &&
      (failed(run(Phase::Graph)) || failed(run(Phase::Quant))))
    return {};
  return module;
}

} // namespace m2c
