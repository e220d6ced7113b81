// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Quantised element types of nn tensors (MLIR's !quant.uniform): reading them,
// making them, and what a mix of them must fulfil.
//
// An element q stands for (q - zero) * scale, scale in binary32. Activations
// are per tensor; weights symmetric (zero 0), per tensor or per output channel;
// biases are 32 bits with the scale input scale * weight scale.
#ifndef M2C_DIALECTS_NN_NNQUANT_H
#define M2C_DIALECTS_NN_NNQUANT_H

#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Value.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"
#include <cstdint>

namespace m2c::nn {

/// Of a value or type with a quantised element, per tensor or per channel.
bool isQuantized(mlir::Type type);
inline bool isQuantized(mlir::Value value) {
  return value && isQuantized(value.getType());
}

/// Of a quantised type: one scale for the whole tensor, or the axis that has a
/// scale for each index.
bool isPerTensor(mlir::Type type);
int64_t channelAxis(mlir::Type type);

/// Parameters of a tensor that is quantised per tensor.
struct TensorQuant {
  float scale = 1.0f;
  int32_t zero = 0;
  unsigned bits = 8; ///< of the storage: 4, 8, 16 or 32
  bool isSigned = true;

  int32_t min() const {
    return isSigned ? static_cast<int32_t>(-(int64_t(1) << (bits - 1))) : 0;
  }
  int32_t max() const {
    return static_cast<int32_t>((int64_t(1) << (bits - isSigned)) - 1);
  }
  bool operator==(const TensorQuant &other) const {
    return scale == other.scale && zero == other.zero && bits == other.bits &&
           isSigned == other.isSigned;
  }
  /// saturate(round half even(x / scale) + zero), NaN gives the least: ONNX
  /// QuantizeLinear as binary32 arithmetic computes it.
  int32_t quantize(float x) const;
  float dequantize(int32_t q) const {
    return static_cast<float>(q - zero) * scale;
  }
};

/// The parameters of a tensor (or element) type that is quantised per tensor.
TensorQuant tensorQuant(mlir::Type type);
inline TensorQuant tensorQuant(mlir::Value value) {
  return tensorQuant(value.getType());
}

/// One scale per channel; of a type that is quantised per tensor `count` times
/// the same.
llvm::SmallVector<float> channelScales(mlir::Type type, int64_t count);

/// Width of the stored integers.
unsigned storageBits(mlir::Type type);

/// Whether rows of 4-bit elements (W * C of a map, else all elements) begin at a
/// byte; true for other widths.
bool hasWholeRows(mlir::Type type);

/// The element types.
mlir::Type quantElement(mlir::MLIRContext *context, const TensorQuant &quant);
/// Signed and symmetric, one scale for each index of `axis`.
mlir::Type quantElement(mlir::MLIRContext *context, unsigned bits,
                        llvm::ArrayRef<float> scales, int64_t axis);

/// `type` with other elements.
mlir::RankedTensorType withElement(mlir::Type type, mlir::Type element);

/// Bounds of the stored output of a fused relu or clip, zero point included;
/// without activation those of the type. `act` must be none, relu or clip.
std::pair<int32_t, int32_t> activationBounds(const TensorQuant &quant,
                                             unsigned act, float a, float b);

/// Whether the two differ by the sign of their bytes only: value and zero point
/// by 128.
bool isByteShift(const TensorQuant &a, const TensorQuant &b);

/// Kernels that only move elements have a form for each width: "f32", "s8",
/// "s4".
llvm::StringRef moveSuffix(mlir::Type type);

/// What every nn op promises about the elements of its operands and results:
/// all floats, or a mix that its quantised form has (docs/numerics.md). Called
/// by the verifiers of all nn ops.
mlir::LogicalResult verifyElements(mlir::Operation *op);

} // namespace m2c::nn

#endif
