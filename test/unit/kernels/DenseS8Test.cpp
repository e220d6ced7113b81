// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// m2c_dense_s8, _s8w4, _s4, _s4w4 and m2c_matmul_s8 against sums in 64 bits.
#include "RequantTest.h"

using namespace m2c::test;

namespace {

using Kernel = void (*)(const m2c_dense_s8_params *, int8_t *,
                        const int8_t *const *, void *);

void checkDense(Random &random, int32_t inBits, int32_t weightBits,
                Kernel kernel) {
  const int32_t inN = random.pick({1, 2, 3, 7, 16, 33, 64, 100});
  const int32_t outN = random.pick({1, 2, 3, 4, 5, 10, 12, 17});
  const int32_t zero = random.integer(lowest(inBits), highest(inBits));
  Requantiser requant(random, outN,
                      int64_t(inN) * highest(inBits) * highest(weightBits),
                      random.pick({8, 8, 4}));
  std::vector<int8_t> x = integers(random, size_t(inN), inBits), memory;
  std::vector<int64_t> sums;
  std::vector<int32_t> bias;
  for (int32_t o = 0; o < outN; ++o) {
    std::vector<int8_t> w = integers(random, size_t(inN), weightBits);
    bias.push_back(random.integer(-500, 500));
    sums.push_back(bias.back());
    for (size_t k = 0; k < w.size(); ++k) {
      sums.back() += (x[k] - zero) * w[k];
      bias.back() -= zero * w[k];
    }
    std::vector<int8_t> bytes = packed(w, weightBits);
    memory.insert(memory.end(), bytes.begin(), bytes.end());
  }
  m2c_dense_s8_params p = {};
  p.in_n = inN, p.out_n = outN;
  requant.setWithSumMax(p);
  p.weights = memory.data(), p.bias = bias.data();
  std::vector<int8_t> xMemory = packed(x, inBits);
  const int8_t *rows[] = {xMemory.data()};
  Bytes scratch(m2c_scratch_dense_s8(inN, outN, inBits, requant.bits));
  Bytes out(m2c_bytes_of(outN, requant.bits));
  kernel(&p, out.data(), rows, scratch.data());
  ASSERT_TRUE(out.guarded() && scratch.guarded());
  for (int32_t o = 0; o < outN; ++o)
    ASSERT_EQ(elementAt(out.data(), size_t(o), requant.bits),
              requant.expected(sums[size_t(o)], o))
        << inN << " -> " << outN << ", output " << o;
}

TEST(DenseS8, Random) {
  Random random(1);
  for (int i = 0; i < 500 && !HasFatalFailure(); ++i) {
    checkDense(random, 8, 8, m2c_run_dense_s8);
    checkDense(random, 8, 4, m2c_run_dense_s8w4);
    checkDense(random, 4, 8, m2c_run_dense_s4);
    checkDense(random, 4, 4, m2c_run_dense_s4w4);
  }
}

void checkMatMul(Random &random) {
  const int32_t m = random.integer(1, 5), n = random.integer(1, 7);
  const int32_t k = random.pick({1, 2, 5, 16, 33});
  const int32_t batch = random.integer(1, 3);
  const int32_t rhsBatch = random.pick({1, batch});
  const int32_t aZero = random.integer(-128, 127);
  const int32_t bZero = random.integer(-128, 127);
  Requantiser requant(random, 1, int64_t(k) * 20000, random.pick({8, 8, 4}));
  auto a = integers(random, size_t(batch * m * k), 8);
  auto b = integers(random, size_t(rhsBatch * k * n), 8);
  m2c_matmul_s8_params p = {};
  p.m = m, p.k = k, p.n = n, p.batch = batch, p.rhs_batch = rhsBatch;
  p.a_zero = aZero, p.b_zero = bZero;
  requant.setWithSumMax(p);
  const int8_t *rows[] = {a.data(), b.data()};
  Bytes scratch(m2c_scratch_whole_s8(0, batch * m * n, 8, requant.bits));
  Bytes out(m2c_bytes_of(batch * m * n, requant.bits));
  m2c_run_matmul_s8(&p, out.data(), rows, scratch.data());
  ASSERT_TRUE(out.guarded() && scratch.guarded());
  for (int32_t s = 0; s < batch; ++s)
    for (int32_t i = 0; i < m; ++i)
      for (int32_t j = 0; j < n; ++j) {
        const int32_t from = rhsBatch == 1 ? 0 : s * k * n;
        int64_t sum = 0;
        for (int32_t l = 0; l < k; ++l)
          sum += (a[size_t((s * m + i) * k + l)] - aZero) *
                 (b[size_t(from + l * n + j)] - bZero);
        ASSERT_EQ(
            elementAt(out.data(), size_t((s * m + i) * n + j), requant.bits),
            requant.expected(sum, 0))
            << s << " " << i << " " << j;
      }
}

TEST(MatMulS8, Random) {
  Random random(2);
  for (int i = 0; i < 500 && !HasFatalFailure(); ++i)
    checkMatMul(random);
}

} // namespace
