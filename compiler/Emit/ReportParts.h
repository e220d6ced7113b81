// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What the reports have in common.
#ifndef M2C_COMPILER_EMIT_REPORTPARTS_H
#define M2C_COMPILER_EMIT_REPORTPARTS_H

#include "compiler/Emit/Emit.h"
#include "llvm/Support/JSON.h"

namespace m2c {

/// Bytes of all constant arrays.
int64_t constBytes(plan::ModelOp model);
/// Sums over the calls: MACs, and MACs x weight bits x activation bits (a float
/// has 32).
int64_t totalMacs(plan::ModelOp model);
int64_t totalBops(plan::ModelOp model);

/// What is known of the choice of widths, or null where none was made.
mlir::DictionaryAttr bitsInfo(plan::ModelOp model);

/// Whether a call has weights, whose width is a choice.
bool isWeighted(plan::CallOp call);

/// What C files have in the comment at their head.
void writeOrigin(llvm::json::OStream &json, const EmitInfo &info);

/// "name" and "onnx_nodes" of a layer.
void writeLayerName(llvm::json::OStream &json, plan::CallOp call);

/// "scale" and "zero_point", null for floats.
void writeQuant(llvm::json::OStream &json, std::optional<llvm::APFloat> scale,
                std::optional<int64_t> zeroPoint);
template <typename OpT>
void writeQuant(llvm::json::OStream &json, OpT op) {
  writeQuant(json, op.getScale(), op.getZeroPoint());
}

} // namespace m2c

#endif
