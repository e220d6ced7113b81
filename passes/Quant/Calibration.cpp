// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Options and data of the calibrated passes.
#include "passes/Quant/Calibration.h"
#include "compiler/Eval/Runner.h"
#include "dialects/Nn/Nn.h"
#include "passes/Quant/IoRequest.h"
#include "llvm/ADT/StringSwitch.h"
#include <cmath>

using namespace mlir;

namespace m2c {

FailureOr<quant::QuantOptions> readQuantOptions(Location loc,
                                                CalibrationWords words) {
  quant::QuantOptions options;
  options.equalize = words.equalize;
  options.biasCorrection = words.biasCorrection;
  options.asymmetry = words.asymmetry;
  auto rounding =
      llvm::StringSwitch<std::optional<quant::Rounding>>(words.rounding)
          .Case("nearest", quant::Rounding::Nearest)
          .Case("gptq", quant::Rounding::Gptq)
          .Case("descent", quant::Rounding::Descent)
          .Default(std::nullopt);
  if (!rounding)
    return emitError(loc) << "expected rounding nearest, gptq or descent, got '"
                          << words.rounding << "'";
  options.rounding = *rounding;
  if (words.ranges == "auto")
    return options;
  auto ranges =
      llvm::StringSwitch<std::optional<quant::RangeMethod>>(words.ranges)
          .Case("minmax", quant::RangeMethod::MinMax)
          .Case("percentile", quant::RangeMethod::Percentile)
          .Case("mse", quant::RangeMethod::Mse)
          .Default(std::nullopt);
  if (!ranges)
    return emitError(loc)
           << "expected ranges auto, minmax, percentile or mse, got '"
           << words.ranges << "'";
  options.ranges4 = options.ranges8 = *ranges;
  return options;
}

/// The network computes with the sensor's bytes as they are.
static void useGivenIntegers(quant::Prepared &prepared, func::FuncOp function,
                             const IoRequest &request) {
  if (request.kind != IoRequest::Raw || request.quant.bits != 8)
    return;
  for (int input : prepared.graph.inputs) {
    const quant::Tensor &tensor = prepared.graph.tensors[input];
    auto name = function.getArgAttrOfType<StringAttr>(
        static_cast<unsigned>(tensor.input), nn::kNameAttr);
    if (!name || name.getValue() != request.name ||
        tensor.group == quant::kFloat)
      continue;
    int32_t shift = request.quant.isSigned ? 0 : 128;
    prepared.at8[tensor.group] = {8, request.quant.scale,
                                  request.quant.zero - shift};
    prepared.graph.groups[tensor.group].only8 = true;
  }
}

/// Integers of the file's own cannot be chosen a second time.
static LogicalResult checkFloat(func::FuncOp function) {
  for (Operation &op : function.front())
    if (llvm::any_of(op.getResults(),
                     [](Value value) { return nn::isQuantized(value); }))
      return op.emitError("calibration data: expected a float model, got one "
                          "that is quantised already; without --calibrate its "
                          "own integers are used");
  return success();
}

static LogicalResult checkFinite(Location loc, const DataSet &data,
                                 ArrayRef<TensorSpec> inputs) {
  for (auto [i, input] : llvm::enumerate(inputs))
    for (size_t sample = 0; sample < data.numSamples(); ++sample)
      if (!llvm::all_of(data.input(i, sample),
                        [](float value) { return std::isfinite(value); }))
        return emitError(loc)
               << "calibration data: input '" << input.name << "', sample "
               << sample << ": expected finite numbers, got NaN or infinity";
  return success();
}

FailureOr<LabelledSamples> readSamples(ModuleOp module, StringRef data) {
  auto function = module.lookupSymbol<func::FuncOp>("main");
  if (!function)
    return module.emitError("expected a function @main; import a model first");
  FailureOr<std::unique_ptr<EvalModel>> model = EvalModel::create(module);
  if (failed(model))
    return failure();
  llvm::Expected<DataSet> samples =
      loadDataSet(data, (*model)->inputs(), (*model)->outputs());
  if (!samples)
    return emitError(module.getLoc())
           << "calibration data: " << llvm::toString(samples.takeError());
  if (failed(checkFinite(module.getLoc(), *samples, (*model)->inputs())))
    return failure();
  return LabelledSamples{quant::samplesOf(function, *samples),
                         samples->labels().vec()};
}

FailureOr<std::unique_ptr<quant::Prepared>>
calibrate(ModuleOp module, StringRef data, ArrayRef<std::string> inputs,
          const quant::QuantOptions &options) {
  FailureOr<LabelledSamples> samples = readSamples(module, data);
  if (failed(samples))
    return failure();
  auto function = module.lookupSymbol<func::FuncOp>("main");
  if (failed(checkFloat(function)))
    return failure();
  FailureOr<quant::QuantGraph> graph =
      quant::QuantGraph::create(function, options.tieConcat);
  if (failed(graph))
    return failure();
  llvm::Expected<std::unique_ptr<quant::Prepared>> prepared =
      quant::prepare(std::move(*graph), std::move(samples->samples), options);
  if (!prepared)
    return emitError(module.getLoc())
           << "calibration data: " << llvm::toString(prepared.takeError());
  for (const std::string &text : inputs)
    if (auto request = parseIoRequest(text))
      useGivenIntegers(**prepared, function, *request);
  return std::move(*prepared);
}

} // namespace m2c
