// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Shapes and windows of nn ops as the operators take them, for float and
// quantised tensors alike.
#ifndef M2C_EVAL_BINDNNSHAPES_H
#define M2C_EVAL_BINDNNSHAPES_H

#include "compiler/Eval/Ops.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Value.h"

namespace m2c::eval {

inline llvm::ArrayRef<int64_t> shapeOf(mlir::Value value) {
  return mlir::cast<mlir::ShapedType>(value.getType()).getShape();
}

inline MapShape mapOf(mlir::Value value) {
  llvm::ArrayRef<int64_t> shape = shapeOf(value);
  return {shape[0], shape[1], shape[2], shape[3]};
}

template <typename OpT>
Window windowOf(OpT op, int64_t kernelH, int64_t kernelW) {
  llvm::ArrayRef<int64_t> strides = op.getStrides(),
                          dilations = op.getDilations(), pads = op.getPads();
  return {kernelH,      kernelW,      strides[0], strides[1],
          dilations[0], dilations[1], pads[0],    pads[1]};
}

/// A pool without its activation.
template <typename OpT>
PoolParams poolParams(OpT op) {
  MapShape out = mapOf(op.getOutput());
  return {mapOf(op.getInput()),
          windowOf(op, op.getKernel()[0], op.getKernel()[1]),
          out.h,
          out.w,
          {}};
}

/// Sizes before, at and after `axis`.
inline AxisParams splitAt(llvm::ArrayRef<int64_t> shape, int64_t axis) {
  return {countOf(shape.take_front(axis)), shape[axis],
          countOf(shape.drop_front(axis + 1))};
}

/// Sizes before, of and after `axes`, which are neighbours; none: of nothing.
inline AxisParams splitAround(llvm::ArrayRef<int64_t> shape,
                              llvm::ArrayRef<int64_t> axes) {
  if (axes.empty())
    return {countOf(shape), 1, 1};
  return {countOf(shape.take_front(axes.front())),
          countOf(shape.slice(axes.front(), axes.size())),
          countOf(shape.drop_front(axes.back() + 1))};
}

} // namespace m2c::eval

#endif
