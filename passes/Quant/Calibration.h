// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What the passes that work on calibration data share: from the pass's options
// and the module to the engine of compiler/Quant.
#ifndef M2C_PASSES_QUANT_CALIBRATION_H
#define M2C_PASSES_QUANT_CALIBRATION_H

#include "compiler/Quant/Quant.h"
#include "mlir/IR/BuiltinOps.h"

namespace m2c {

/// Attributes of ops (weights: of layers; activations: of results, and of
/// function arguments).
inline constexpr llvm::StringLiteral kWeightBitsAttr = "nn.weight_bits";
inline constexpr llvm::StringLiteral kActivationBitsAttr = "nn.activation_bits";

/// Of the module: costs of 4 and 8 bits, layer by layer, then group by group
/// (array of f64).
inline constexpr llvm::StringLiteral kSensitivitiesAttr = "nn.sensitivities";

/// The options of Nn_CalibratedPass as the engine takes them; failure with a
/// diagnostic on a word that is none of theirs.
template <typename PassT>
mlir::FailureOr<quant::QuantOptions> quantOptionsOf(PassT &pass);

struct CalibrationWords {
  llvm::StringRef ranges, rounding;
  bool equalize, biasCorrection;
  double asymmetry;
};
mlir::FailureOr<quant::QuantOptions> readQuantOptions(mlir::Location loc,
                                                      CalibrationWords words);

/// The samples of DATA for the inputs of @main, and their labels if it has any.
/// Diagnostics name what is wrong with the data.
struct LabelledSamples {
  quant::Samples samples;
  std::vector<int64_t> labels;
};
mlir::FailureOr<LabelledSamples> readSamples(mlir::ModuleOp module,
                                             llvm::StringRef data);

/// Reads the samples of `data` and prepares the graph of @main. Diagnostics name
/// what is wrong with the data. `inputs`: of these the integers are given
/// (--io NAME=TYPE:SCALE:ZERO with bytes), and with them their range.
mlir::FailureOr<std::unique_ptr<quant::Prepared>>
calibrate(mlir::ModuleOp module, llvm::StringRef data,
          llvm::ArrayRef<std::string> inputs,
          const quant::QuantOptions &options);

template <typename PassT>
mlir::FailureOr<quant::QuantOptions> quantOptionsOf(PassT &pass) {
  return readQuantOptions(pass.getOperation().getLoc(),
                          {pass.ranges, pass.rounding, pass.equalize,
                           pass.biasCorrection, pass.asymmetry});
}

} // namespace m2c

#endif
