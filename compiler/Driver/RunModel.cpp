// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// m2c-run: evaluates a model of any phase on data.
#include "compiler/Data/Npz.h"
#include "compiler/Driver/Compare.h"
#include "compiler/Driver/Driver.h"
#include "compiler/Driver/Load.h"
#include "compiler/Eval/Runner.h"
#include "compiler/Pipeline.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/JSON.h"
#include <cmath>

using namespace mlir;

namespace m2c {
namespace {

/// What m2c-run prints.
struct RunResult {
  size_t samples = 0, counted = 0, right = 0;
  Comparison comparison;
  std::vector<NamedArray> outputs;
};

NpyArray emptyOutput(const TensorSpec &spec, size_t samples) {
  NpyArray array;
  array.dtype = NpyType::Float32;
  array.shape = spec.shape;
  if (!array.shape.empty() && array.shape.front() == 1)
    array.shape.front() = static_cast<int64_t>(samples);
  else
    array.shape.insert(array.shape.begin(), static_cast<int64_t>(samples));
  return array;
}

llvm::Error evaluate(EvalModel &model, const DataSet &data, RunResult &result) {
  result.samples = data.numSamples();
  for (const TensorSpec &spec : model.outputs())
    result.outputs.push_back({spec.name, emptyOutput(spec, result.samples)});
  std::vector<std::vector<float>> outputs;
  for (size_t sample = 0; sample < result.samples; ++sample) {
    SmallVector<ArrayRef<float>> inputs;
    for (unsigned i = 0; i < model.inputs().size(); ++i)
      inputs.push_back(data.input(i, sample));
    if (llvm::Error error = model.run(inputs, outputs))
      return error;
    for (unsigned i = 0; i < outputs.size(); ++i) {
      auto *bytes = reinterpret_cast<const uint8_t *>(outputs[i].data());
      std::vector<uint8_t> &to = result.outputs[i].array.bytes;
      to.insert(to.end(), bytes, bytes + outputs[i].size() * sizeof(float));
      if (data.hasExpected(i))
        result.comparison.add(outputs[i], data.expected(i, sample),
                              model.outputs()[i].name, sample);
    }
    if (data.labels().empty())
      continue;
    int64_t label = data.labels()[sample],
            classes = static_cast<int64_t>(outputs.front().size());
    if (label < 0 || label >= classes)
      continue;
    auto best =
        std::max_element(outputs.front().begin(), outputs.front().end());
    ++result.counted;
    result.right += best - outputs.front().begin() == label;
  }
  return llvm::Error::success();
}

void print(const RunResult &result, bool json) {
  double accuracy =
      result.counted ? 100.0 * result.right / result.counted : 0.0;
  if (json) {
    llvm::json::OStream out(llvm::outs());
    out.object([&] {
      out.attribute("samples", static_cast<int64_t>(result.samples));
      if (result.counted) {
        out.attribute("labelled", static_cast<int64_t>(result.counted));
        out.attribute("top1", accuracy);
      }
      if (result.comparison.values) {
        out.attribute("compared",
                      static_cast<int64_t>(result.comparison.values));
        // JSON has no NaN and no infinity.
        double error = result.comparison.maxError;
        out.attribute("max_abs_error", std::isfinite(error)
                                           ? llvm::json::Value(error)
                                           : llvm::json::Value(nullptr));
        out.attribute("agrees", result.comparison.agrees());
      }
    });
    llvm::outs() << '\n';
    return;
  }
  llvm::outs() << "samples: " << result.samples << '\n';
  if (result.counted)
    llvm::outs() << "top-1: " << llvm::format("%.2f", accuracy) << " % ("
                 << result.right << " of " << result.counted << ")\n";
  if (result.comparison.values)
    llvm::outs() << "expected outputs: " << result.comparison.summary() << '\n';
}

} // namespace

int runModel(const RunSettings &settings) {
  DialectRegistry registry;
  registerDialects(registry);
  MLIRContext context(registry);
  context.disableMultithreading();
  context.printOpOnDiagnostic(false);
  DiagnosticCollector diagnostics(&context);
  OwningOpRef<ModuleOp> module =
      loadForEvaluation(context, settings.file, settings.dims);
  if (!module)
    return reportError(diagnostics.kind(), diagnostics.text(), settings.json);
  FailureOr<std::unique_ptr<EvalModel>> model = EvalModel::create(*module);
  if (failed(model))
    return reportError("input", diagnostics.text(), settings.json);
  llvm::Expected<DataSet> data = loadDataSet(
      settings.input, (*model)->inputs(), (*model)->outputs(), settings.limit);
  if (!data)
    return reportError("input", llvm::toString(data.takeError()),
                       settings.json);
  RunResult result;
  if (llvm::Error error = evaluate(**model, *data, result))
    return reportError("internal", llvm::toString(std::move(error)),
                       settings.json);
  if (!settings.output.empty())
    if (llvm::Error error = writeNpzFile(settings.output, result.outputs))
      return reportError("input", llvm::toString(std::move(error)),
                         settings.json);
  print(result, settings.json);
  return result.comparison.values && !result.comparison.agrees()
             ? kVerificationFailed
             : kDone;
}

} // namespace m2c
