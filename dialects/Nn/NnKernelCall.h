// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What an nn op tells `nn-to-plan` about one kernel call.
#ifndef M2C_DIALECTS_NN_NNKERNELCALL_H
#define M2C_DIALECTS_NN_NNKERNELCALL_H

#include "mlir/IR/BuiltinAttributeInterfaces.h"
#include "mlir/IR/Value.h"
#include "llvm/ADT/SmallVector.h"
#include <cstdint>
#include <optional>
#include <string>

namespace m2c::nn {

/// A row loop: the kernel computes one output row from `kernel` input rows.
/// All sizes in elements. Input row of output row y and tap k:
/// y * stride - pad + k * dilation.
struct RowWindow {
  int64_t batch, inH, inRow, outH, outRow, kernel, stride, dilation, pad;
  /// Rows outside the map: a row of the element `outside` (convolutions) or
  /// NULL (pools).
  bool zeroOutside;
  int64_t outside = 0;
};

/// A constant array of the call: `field` of the params struct points to it.
/// The array is `literal` where there is one; else `value` viewed with shape
/// `view` and transposed by `perm`; else `view[0]` zeros.
struct PackedConst {
  std::string field;
  mlir::Value value;
  llvm::SmallVector<int64_t> view;
  llvm::SmallVector<int64_t> perm;
  /// Elements of 4 bits, two to a byte: the last axis is padded to an even
  /// number of them.
  bool packed = false;
  mlir::ElementsAttr literal = {};
};

/// A scalar member of the params struct: an integer (int32_t) or a float.
struct KernelParam {
  std::string field;
  mlir::Attribute value;
};

struct KernelCall {
  std::string kernel;
  /// Run-time operands; without a window rows[i] points to inputs[i].
  llvm::SmallVector<mlir::Value> inputs;
  llvm::SmallVector<KernelParam> params;
  llvm::SmallVector<PackedConst> consts;
  std::optional<RowWindow> window;
  int64_t scratchBytes = 0; ///< memory of any content while the kernel runs
  unsigned weightBits = 32, activationBits = 32; ///< 32: float
};

} // namespace m2c::nn

#endif
