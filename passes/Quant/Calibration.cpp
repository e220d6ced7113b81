// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Options and data of the calibrated passes.
#include "passes/Quant/Calibration.h"
#include "compiler/Eval/Runner.h"
#include "llvm/ADT/StringSwitch.h"

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

FailureOr<std::unique_ptr<quant::Prepared>>
calibrate(ModuleOp module, StringRef data, const quant::QuantOptions &options) {
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
  FailureOr<quant::QuantGraph> graph =
      quant::QuantGraph::create(function, options.tieConcat);
  if (failed(graph))
    return failure();
  llvm::Expected<std::unique_ptr<quant::Prepared>> prepared = quant::prepare(
      std::move(*graph), quant::samplesOf(function, *samples), options);
  if (!prepared)
    return emitError(module.getLoc())
           << "calibration data: " << llvm::toString(prepared.takeError());
  return std::move(*prepared);
}

} // namespace m2c
