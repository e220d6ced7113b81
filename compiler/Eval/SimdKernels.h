// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The inner loops of the evaluator as a table of functions, one table per
// instruction set. This header is included by code compiled for instructions
// that the machine may lack, so it must not bring in any inline function: the
// linker could keep that copy for the whole program.
#ifndef M2C_EVAL_SIMDKERNELS_H
#define M2C_EVAL_SIMDKERNELS_H

#include <cstdint>

namespace m2c::eval {

/// c is [m][n], a is [m][k]; ld* are the distances between rows in elements.
struct GemmSize {
  int64_t m, n, k, lda, ldb, ldc;
};

/// One output row of a depthwise convolution without channel multiplier.
/// `rows` are the kernelH input rows [inW][channels], null where outside the
/// map; `weights` is [kernelH][kernelW][channels]; `out` is [outW][channels]
/// and holds the bias, to which the products are added.
struct DepthwiseRow {
  int64_t inW, channels, outW, kernelH, kernelW, strideW, dilationW, padLeft;
  const float *const *rows;
  const float *weights;
  float *out;
};

struct SimdKernels {
  const char *name;
  /// c += a x b with b [k][n].
  void (*gemm)(const GemmSize &size, const float *a, const float *b, float *c);
  /// c += a x transposed b with b [n][k].
  void (*gemmTransposed)(const GemmSize &size, const float *a, const float *b,
                         float *c);
  void (*depthwiseRow)(const DepthwiseRow &row);
};

// SimdKernels.cpp, compiled once for each; the last two on x86-64 only.
extern const SimdKernels simdBaseline;
extern const SimdKernels simdAvx2;
extern const SimdKernels simdAvx512;

} // namespace m2c::eval

#endif
