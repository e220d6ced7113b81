// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The operators as plain functions: parameters in, values in, values out. They
// know no IR; nn and plan each bind their own parameters to them. NaN in gives
// NaN out everywhere, so that a value read from dead memory is seen.
#ifndef M2C_EVAL_OPS_H
#define M2C_EVAL_OPS_H

#include "compiler/Eval/Simd.h"
#include "compiler/Eval/Tensor.h"

namespace m2c::eval {

using Values = llvm::ArrayRef<float>;
using MutableValues = llvm::MutableArrayRef<float>;

/// What the operators need beside their data. Not to be shared by threads.
class OpContext {
public:
  explicit OpContext(const SimdKernels &kernels = fastKernels())
      : kernels(kernels) {}

  const SimdKernels &kernels;

  /// `count` floats of any value, valid until the next call.
  float *scratch(size_t count) {
    if (buffer.size() < count)
      buffer.resize(count);
    return buffer.data();
  }

private:
  std::vector<float> buffer;
};

/// y = f(x); a and b are the parameters named behind each.
struct Activation {
  enum Kind {
    None,
    Relu,
    Clip,        // a = min, b = max; max wins where min > max
    LeakyRelu,   // a = alpha
    Sigmoid,     //
    Tanh,        //
    HardSigmoid, // max(0, min(1, a * x + b))
    HardSwish,   // x * max(0, min(1, x / 6 + 0.5))
  };
  Kind kind = None;
  float a = 0.0f, b = 0.0f;
};

/// An NHWC map.
struct MapShape {
  int64_t n = 1, h = 1, w = 1, c = 1;
  int64_t count() const { return n * h * w * c; }
};

/// Tap (ky, kx) of output (y, x) is input (y * strideH - padTop + ky *
/// dilationH, likewise for x). The output size says where the window stops.
struct Window {
  int64_t kernelH = 1, kernelW = 1, strideH = 1, strideW = 1;
  int64_t dilationH = 1, dilationW = 1, padTop = 0, padLeft = 0;
};

/// Taps [first, second) of one axis that lie inside [0, size): those with
/// start + tap * dilation there. Both are equal when there are none.
std::pair<int64_t, int64_t> insideTaps(int64_t start, int64_t dilation,
                                       int64_t taps, int64_t size);

/// input is `in`, output [in.n, outH, outW, outC], weights [outC, kernelH,
/// kernelW, in.c / group], bias [outC] or empty. Outside the map are zeros.
struct Conv2dParams {
  MapShape in;
  Window window;
  int64_t outH = 1, outW = 1, outC = 1, group = 1;
  Activation act;
};
void conv2d(OpContext &context, const Conv2dParams &params, Values input,
            Values weights, Values bias, MutableValues output);

/// As conv2d with weights [kernelH, kernelW, in.c * multiplier]; output channel
/// c * multiplier + m reads input channel c.
struct DepthwiseParams {
  MapShape in;
  Window window;
  int64_t outH = 1, outW = 1, multiplier = 1;
  Activation act;
};
void depthwiseConv2d(OpContext &context, const DepthwiseParams &params,
                     Values input, Values weights, Values bias,
                     MutableValues output);

/// input [m, k], weights [n, k], bias [n] or empty, output [m, n].
struct DenseParams {
  int64_t m = 1, k = 1, n = 1;
  Activation act;
};
void dense(OpContext &context, const DenseParams &params, Values input,
           Values weights, Values bias, MutableValues output);

/// lhs [batch, m, k], rhs [rhsBatch, k, n] with rhsBatch 1 or batch.
struct MatmulParams {
  int64_t batch = 1, m = 1, k = 1, n = 1, rhsBatch = 1;
};
void matmul(OpContext &context, const MatmulParams &params, Values lhs,
            Values rhs, MutableValues output);

/// output [in.n, outH, outW, in.c]. Positions outside the map do not count; a
/// window wholly outside gives the lowest float (maximum) or 0 (average), as
/// ONNX Runtime does.
struct PoolParams {
  MapShape in;
  Window window;
  int64_t outH = 1, outW = 1;
  Activation act;
};
void maxPool2d(const PoolParams &params, Values input, MutableValues output);
void avgPool2d(const PoolParams &params, Values input, MutableValues output);

/// [outer, n, inner]: what reductions along one axis work on.
struct AxisParams {
  int64_t outer = 1, n = 1, inner = 1;
};
/// output is [outer, inner].
void reduceMean(const AxisParams &params, Activation act, Values input,
                MutableValues output);
void softmax(const AxisParams &params, Values input, MutableValues output);
/// x * scale + shift; scale and shift have n values.
void batchNorm(const AxisParams &params, Values input, Values scale,
               Values shift, MutableValues output);

/// In place.
void applyActivation(Activation act, MutableValues values);

/// Output is [dims], operands are read with these strides (0 repeats).
struct BinaryParams {
  enum Kind { Add, Sub, Mul, Div };
  Kind kind = Add;
  Shape dims, lhsStrides, rhsStrides;
  Activation act;
};
void binary(const BinaryParams &params, Values lhs, Values rhs,
            MutableValues output);
/// Strides with which an operand of `shape` is read for each axis of `result`
/// under NumPy's broadcasting rules.
Shape broadcastStrides(llvm::ArrayRef<int64_t> shape,
                       llvm::ArrayRef<int64_t> result);

/// Copies [dims] elements from inOffset with inStrides to outOffset with
/// outStrides; strides may be negative.
struct StridedCopy {
  Shape dims, inStrides, outStrides;
  int64_t inOffset = 0, outOffset = 0;
};
void stridedCopy(const StridedCopy &params, Values input, MutableValues output);
/// Axis i of the result is axis perm[i] of `shape`.
StridedCopy transposeCopy(llvm::ArrayRef<int64_t> shape,
                          llvm::ArrayRef<int64_t> perm);
/// Element i of an axis of the result is element begin + i * step of the input.
StridedCopy sliceCopy(llvm::ArrayRef<int64_t> shape,
                      llvm::ArrayRef<int64_t> begins,
                      llvm::ArrayRef<int64_t> sizes,
                      llvm::ArrayRef<int64_t> steps);
/// Puts a tensor of `shape` at `begins` of a larger one: concat and pad.
StridedCopy placeCopy(llvm::ArrayRef<int64_t> shape,
                      llvm::ArrayRef<int64_t> result,
                      llvm::ArrayRef<int64_t> begins);

} // namespace m2c::eval

#endif
