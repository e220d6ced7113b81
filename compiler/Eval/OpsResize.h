// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Maps of another size, floats or stored integers.
#ifndef M2C_EVAL_OPSRESIZE_H
#define M2C_EVAL_OPSRESIZE_H

#include "compiler/Eval/OpsQuant.h"

namespace m2c::eval {

/// Output i of an axis is element index[i] or, where there are weights,
/// element index[i] and the next (the same after the last) with shares of
/// 1 - weight[i] and weight[i].
struct ResizeAxis {
  std::vector<int64_t> index;
  std::vector<float> weight; ///< in [0, 1]; empty: nearest
};

/// How ONNX maps an output to an input position, and rounds that.
struct ResizeRule {
  enum Coordinates { HalfPixel, PytorchHalfPixel, AlignCorners, Asymmetric };
  enum Mode { Linear, PreferFloor, PreferCeil, Floor, Ceil };
  Coordinates coordinates = HalfPixel;
  Mode mode = Linear;
};

/// The table of an axis of `in` elements that becomes one of `out`; in >= 1.
ResizeAxis resizeAxis(ResizeRule rule, int64_t in, int64_t out, float scale);

/// output [in.n, rows, columns, in.c].
struct ResizeParams {
  MapShape in;
  ResizeAxis rows, columns; ///< both with weights, or neither
};
void resize2d(const ResizeParams &params, Values input, MutableValues output);

/// Nearest moves the stored values. Linear: sum of the shares of x - inputZero
/// in binary32, along columns, then along rows; round(sum * ratio). Of
/// `requant` all but the scale.
void quantResize2d(const ResizeParams &params, int32_t inputZero, float ratio,
                   const Requant &requant, Values input, MutableValues output);

} // namespace m2c::eval

#endif
