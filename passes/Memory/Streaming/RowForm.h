// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Calls on whole tensors, told again as calls on one row.
#ifndef M2C_PASSES_MEMORY_STREAMING_ROWFORM_H
#define M2C_PASSES_MEMORY_STREAMING_ROWFORM_H

#include "dialects/Plan/Plan.h"

namespace m2c {

/// How a buffer falls into rows: `rows` of `elements` each.
struct RowPartition {
  int64_t rows = 0, elements = 0;
};

/// What a call has in place of its own when it makes its output row by row.
struct RowForm {
  mlir::DictionaryAttr params;
  plan::WindowAttr window;
  /// A global average pool: it adds up its rows (splitGlobalPool).
  bool accumulate = false;
};

/// The row form of a call whose output has these rows; none where the kernel
/// needs more than rows of its inputs. A call with a window of several output
/// rows is its own row form.
std::optional<RowForm> rowFormOf(plan::CallOp call, RowPartition output);

/// Replaces a global average pool by the sum over its rows and the mean of that,
/// which compute the same bits. The new calls, the first of which accumulates.
std::pair<plan::CallOp, plan::CallOp> splitGlobalPool(plan::CallOp pool);

/// Where a model input goes through an elementwise kernel and then from planes to
/// rows (NCHW to NHWC), takes the rows first: then both can go row by row and
/// nothing of the input is copied whole. Whether anything changed.
bool gatherRowsFirst(plan::ModelOp model, plan::InputOp only = {});

/// The kernel that copies blocks of these elements; "" where there is none.
llvm::StringRef copyKernel(mlir::Type element);

/// Bytes of the sums between the two.
int64_t globalPoolSumBytes(plan::CallOp pool);

/// The partition of a buffer of the arena, a model input or output that its
/// users ask for: windows that read it before windows that write it before its
/// shape. No rows where none fit.
RowPartition partitionOf(mlir::Operation *storage);

} // namespace m2c

#endif
