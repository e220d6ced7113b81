// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Matrix products by Eigen and the depthwise loop. CMake compiles this file
// once per instruction set, each time with the macros Eigen (a namespace of its
// own, or the linker would mix the copies) and M2C_SIMD_TABLE and
// M2C_SIMD_NAME. Different tables add in different orders and may differ in the
// last bits.
#include "compiler/Eval/SimdKernels.h"
#include <Eigen/Core>
#include <cstring>

namespace m2c::eval {
namespace {

using Matrix =
    Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using ConstMatrixMap = Eigen::Map<const Matrix, 0, Eigen::OuterStride<>>;
using MatrixMap = Eigen::Map<Matrix, 0, Eigen::OuterStride<>>;

/// Eigen blocks its sums by the caches that it finds; with fixed sizes one
/// instruction set gives the same bits on every machine. Cheap: three stores.
void fixCacheSizes() { Eigen::setCpuCacheSizes(32 << 10, 512 << 10, 4 << 20); }

// Eigen itself falls back to a matrix-vector product where m or n is 1.
void gemm(const GemmSize &size, const float *a, const float *b, float *c) {
  fixCacheSizes();
  ConstMatrixMap matrixA(a, size.m, size.k, Eigen::OuterStride<>(size.lda));
  ConstMatrixMap matrixB(b, size.k, size.n, Eigen::OuterStride<>(size.ldb));
  MatrixMap matrixC(c, size.m, size.n, Eigen::OuterStride<>(size.ldc));
  matrixC.noalias() += matrixA * matrixB;
}

void gemmTransposed(const GemmSize &size, const float *a, const float *b,
                    float *c) {
  fixCacheSizes();
  ConstMatrixMap matrixA(a, size.m, size.k, Eigen::OuterStride<>(size.lda));
  ConstMatrixMap matrixB(b, size.n, size.k, Eigen::OuterStride<>(size.ldb));
  MatrixMap matrixC(c, size.m, size.n, Eigen::OuterStride<>(size.ldc));
  matrixC.noalias() += matrixA * matrixB.transpose();
}

/// N neighbouring channels; the compiler splits it into what the machine has.
template <int N>
struct Lanes {
  typedef float Type __attribute__((vector_size(N * sizeof(float))));
};

/// Adds the products of N channels from channel `first` on to all pixels.
template <int N>
void depthwiseLanes(const DepthwiseRow &row, int64_t first) {
  using Vector = typename Lanes<N>::Type;
  for (int64_t x = 0; x < row.outW; ++x) {
    float *out = row.out + x * row.channels + first;
    int64_t left = x * row.strideW - row.padLeft;
    Vector sum;
    std::memcpy(&sum, out, sizeof(sum));
    for (int64_t ky = 0; ky < row.kernelH; ++ky) {
      if (!row.rows[ky])
        continue;
      for (int64_t kx = 0; kx < row.kernelW; ++kx) {
        int64_t column = left + kx * row.dilationW;
        if (column < 0 || column >= row.inW)
          continue;
        Vector value, weight;
        std::memcpy(&value, row.rows[ky] + column * row.channels + first,
                    sizeof(value));
        std::memcpy(&weight,
                    row.weights + (ky * row.kernelW + kx) * row.channels +
                        first,
                    sizeof(weight));
        sum += value * weight;
      }
    }
    std::memcpy(out, &sum, sizeof(sum));
  }
}

void depthwiseRow(const DepthwiseRow &row) {
  int64_t first = 0;
  for (; first + 16 <= row.channels; first += 16)
    depthwiseLanes<16>(row, first);
  for (; first + 4 <= row.channels; first += 4)
    depthwiseLanes<4>(row, first);
  for (; first < row.channels; ++first)
    depthwiseLanes<1>(row, first);
}

} // namespace

const SimdKernels M2C_SIMD_TABLE = {M2C_SIMD_NAME, gemm, gemmTransposed,
                                    depthwiseRow};

} // namespace m2c::eval
