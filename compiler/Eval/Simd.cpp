// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Dispatch at run time, so that a portable build is fast on new machines, and
// the reproducible table.
#include "compiler/Eval/Simd.h"

namespace m2c::eval {

/// c += a x b, b[i, j] at b[i * stepK + j * stepN]. A product of two floats is
/// exact in double, so that a fused multiply-add changes nothing.
static void multiply(const GemmSize &size, const float *a, const float *b,
                     int64_t stepK, int64_t stepN, float *c) {
  for (int64_t i = 0; i < size.m; ++i)
    for (int64_t j = 0; j < size.n; ++j) {
      double sum = c[i * size.ldc + j];
      for (int64_t k = 0; k < size.k; ++k)
        sum +=
            static_cast<double>(a[i * size.lda + k]) * b[k * stepK + j * stepN];
      c[i * size.ldc + j] = static_cast<float>(sum);
    }
}

static void plainGemm(const GemmSize &size, const float *a, const float *b,
                      float *c) {
  multiply(size, a, b, size.ldb, 1, c);
}

static void plainGemmTransposed(const GemmSize &size, const float *a,
                                const float *b, float *c) {
  multiply(size, a, b, 1, size.ldb, c);
}

static void plainDepthwiseRow(const DepthwiseRow &row) {
  for (int64_t x = 0; x < row.outW; ++x)
    for (int64_t channel = 0; channel < row.channels; ++channel) {
      double sum = row.out[x * row.channels + channel];
      for (int64_t ky = 0; ky < row.kernelH; ++ky)
        for (int64_t kx = 0; kx < row.kernelW; ++kx) {
          int64_t column = x * row.strideW - row.padLeft + kx * row.dilationW;
          if (!row.rows[ky] || column < 0 || column >= row.inW)
            continue;
          int64_t tap = ky * row.kernelW + kx;
          sum += static_cast<double>(
                     row.rows[ky][column * row.channels + channel]) *
                 row.weights[tap * row.channels + channel];
        }
      row.out[x * row.channels + channel] = static_cast<float>(sum);
    }
}

const SimdKernels &reproducibleKernels() {
  static const SimdKernels table = {"reproducible", plainGemm,
                                    plainGemmTransposed, plainDepthwiseRow};
  return table;
}

llvm::SmallVector<const SimdKernels *> runnableKernels() {
  llvm::SmallVector<const SimdKernels *> tables = {&reproducibleKernels(),
                                                   &simdBaseline};
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
    tables.push_back(&simdAvx2);
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl"))
    tables.push_back(&simdAvx512);
#endif
  return tables;
}

const SimdKernels &portableKernels() { return simdBaseline; }

const SimdKernels &fastKernels() {
  static const SimdKernels *best = runnableKernels().back();
  return *best;
}

} // namespace m2c::eval
