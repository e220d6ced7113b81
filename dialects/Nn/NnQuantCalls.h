// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The kernel calls of ops on quantised tensors, for the ops' buildCalls. What
// they compute is in docs/numerics.md, the parameters in the kernels' headers.
#ifndef M2C_DIALECTS_NN_NNQUANTCALLS_H
#define M2C_DIALECTS_NN_NNQUANTCALLS_H

#include "dialects/Nn/NnOpsUtil.h"

namespace m2c::nn {

using KernelCalls = llvm::SmallVectorImpl<KernelCall>;

void buildQuantized(Conv2dOp op, KernelCalls &calls);
void buildQuantized(DepthwiseConv2dOp op, KernelCalls &calls);
void buildQuantized(DenseOp op, KernelCalls &calls);
void buildQuantized(MatmulOp op, KernelCalls &calls);
void buildQuantized(MaxPool2dOp op, KernelCalls &calls);
void buildQuantized(AvgPool2dOp op, KernelCalls &calls);
void buildQuantized(ReduceMeanOp op, KernelCalls &calls);
void buildQuantized(SoftmaxOp op, KernelCalls &calls);

/// Fewest and most elements of the map, at least 1, that a pool's windows cover:
/// avg_pool2d_s8 has a scale for each number between.
std::pair<int64_t, int64_t> windowCounts(AvgPool2dOp op);

/// Any function of one quantised tensor to another: a table with an entry for
/// each of its 256 (16) values.
void buildTable(mlir::Operation *op,
                llvm::function_ref<double(double)> function,
                KernelCalls &calls);

/// The parameters by which add_s8, sub_s8 and mul_s8 differ from their f32
/// forms. `sign` is -1 for sub; `product` for mul.
struct BinaryKind {
  float sign = 1.0f;
  bool product = false;
};
void addBinaryParams(mlir::Operation *op, BinaryKind kind, Act act, float a,
                     float b, KernelCall &call);

} // namespace m2c::nn

#endif
