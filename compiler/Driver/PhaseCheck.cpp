// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// --verify-passes: the IR is run before and after each phase.
#include "compiler/Driver/PhaseCheck.h"
#include "compiler/Driver/Compare.h"
#include "compiler/Emit/Emit.h"
#include "compiler/Pipeline.h"
#include "dialects/Nn/Nn.h"
#include "dialects/Plan/Plan.h"
#include "llvm/Support/FormatVariadic.h"
#include <cmath>
#include <limits>

using namespace mlir;

namespace m2c {

/// A model that comes with its scales gives the same integers before and after,
/// but where a float was rounded the other way.
constexpr double kMostOwnDivergence = 0.1;

std::vector<std::vector<float>> probeInputs(ArrayRef<TensorSpec> specs,
                                            std::vector<uint32_t> *seeds) {
  TestGenerator generator{1};
  std::vector<std::vector<float>> inputs;
  for (const TensorSpec &spec : specs) {
    if (seeds)
      seeds->push_back(generator.state);
    int64_t count = 1;
    for (int64_t dim : spec.shape)
      count *= dim;
    std::vector<float> &values = inputs.emplace_back(count);
    for (float &value : values)
      value = generator.next();
  }
  return inputs;
}

SmallVector<ArrayRef<float>>
views(const std::vector<std::vector<float>> &arrays) {
  return SmallVector<ArrayRef<float>>(arrays.begin(), arrays.end());
}

/// A sample of the calibration says more of a quantised network than noise does.
std::vector<std::vector<float>>
PhaseCheck::makeProbe(const EvalModel &model) const {
  if (options.quant.data.empty())
    return probeInputs(model.inputs());
  llvm::Expected<DataSet> samples =
      loadDataSet(options.quant.data, model.inputs(), model.outputs(), 1);
  if (!samples) {
    // The calibration itself will say what is wrong with them.
    llvm::consumeError(samples.takeError());
    return probeInputs(model.inputs());
  }
  std::vector<std::vector<float>> inputs;
  for (unsigned i = 0; i < model.inputs().size(); ++i)
    inputs.push_back(samples->input(i, 0).vec());
  return inputs;
}

/// Whether the module has operators between floats and integers.
static bool isQuantized(ModuleOp module) {
  return module
      .walk([](Operation *op) {
        return isa<nn::QuantizeOp, nn::DequantizeOp>(op)
                   ? WalkResult::interrupt()
                   : WalkResult::advance();
      })
      .wasInterrupted();
}

/// Whether output `index` is made of integers alone, which only a plan says.
static bool isExact(ModuleOp module, unsigned index) {
  for (auto model : module.getOps<plan::ModelOp>())
    for (auto [i, output] : llvm::enumerate(model.getOps<plan::OutputOp>()))
      if (i == index)
        return output.getExact();
  return false;
}

/// The integers are there: from here on they stay.
LogicalResult PhaseCheck::quantized(ModuleOp module,
                                    std::vector<std::vector<float>> outputs) {
  double error = 0, size = 0, largest = 0;
  for (auto [now, before] : llvm::zip_equal(outputs, floatOutputs))
    for (auto [is, was] : llvm::zip_equal(now, before)) {
      if (is == was || (std::isnan(is) && std::isnan(was)))
        continue;
      double difference = std::abs(double(is) - was);
      error += difference * difference;
      // A maximum alone would pass over a NaN.
      largest = difference <= largest ? largest : difference;
    }
  for (const std::vector<float> &before : floatOutputs)
    for (float was : before)
      size += double(was) * was;
  double relative = error == 0 ? 0 : std::sqrt(error / size);
  divergenceText = llvm::formatv("quantising moved the outputs by {0:f2} % "
                                 "(root mean square), at most {1}",
                                 100 * relative, llvm::format("%.3g", largest));
  double most = options.quant.data.empty() ? kMostOwnDivergence
                                           : std::numeric_limits<double>::max();
  expected = std::move(outputs);
  hasDifferences = !(relative <= most);
  if (hasDifferences)
    return module.emitError()
           << "the phase '" << phaseName(Phase::Quant)
           << "' changed the network's results: " << divergenceText;
  return success();
}

LogicalResult PhaseCheck::compare(Phase phase, ModuleOp module) {
  FailureOr<std::unique_ptr<EvalModel>> model = EvalModel::create(module);
  if (failed(model))
    return failure();
  bool first = probe.empty();
  if (first)
    probe = makeProbe(**model);
  std::vector<std::vector<float>> outputs;
  if (llvm::Error error = (*model)->run(views(probe), outputs))
    return module.emitError(llvm::toString(std::move(error)));
  if (first) {
    floatOutputs = expected = outputs;
    return success();
  }
  if (phase == Phase::Quant &&
      (!options.quant.data.empty() || isQuantized(module)))
    return quantized(module, std::move(outputs));
  Comparison comparison;
  for (unsigned i = 0; i < outputs.size(); ++i) {
    StringRef name = (*model)->outputs()[i].name;
    if (isExact(module, i))
      comparison.addExact(outputs[i], expected[i], name, 0);
    else {
      // A float that is quantised at the end may differ by one step.
      const auto &quant = (*model)->outputQuant(i);
      comparison.add(outputs[i], expected[i], name, 0,
                     quant ? quant->scale : 0.0f);
    }
  }
  hasDifferences = !comparison.agrees();
  if (hasDifferences)
    return module.emitError()
           << "the phase '" << phaseName(phase)
           << "' changed the network's results: " << comparison.summary();
  return success();
}

} // namespace m2c
