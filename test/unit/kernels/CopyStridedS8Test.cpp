// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// m2c_copy_strided_s8, _s4, m2c_fill_s8 and _s4 on random blocks; nothing
// outside the block may change, not even the other half of a byte.
#include "QuantTest.h"
#include "StridedTest.h"

using namespace m2c::test;

namespace {

template <typename Params>
void copyBlocks(int32_t bits, void (*kernel)(const Params *, int8_t *,
                                             const int8_t *const *, void *)) {
  Random random(61);
  for (int i = 0; i < 2000; ++i) {
    Six d = randomBlock(random);
    Layout from(d, random), to(d, random);
    Params p = {d[0],           d[1],           d[2],           d[3],
                d[4],           d[5],           from.stride[0], from.stride[1],
                from.stride[2], from.stride[3], from.stride[4], from.stride[5],
                from.offset,    to.stride[0],   to.stride[1],   to.stride[2],
                to.stride[3],   to.stride[4],   to.stride[5],   to.offset};
    auto x = integers(random, static_cast<size_t>(from.size), bits);
    auto expected = integers(random, static_cast<size_t>(to.size), bits);
    auto out = packed(expected, bits), memory = packed(x, bits);
    forEach(d, [&](const Six &index) {
      expected[static_cast<size_t>(to.at(index))] =
          x[static_cast<size_t>(from.at(index))];
    });
    const int8_t *rows[1] = {memory.data()};
    kernel(&p, out.data(), rows, nullptr);
    ASSERT_EQ(out, packed(expected, bits)) << "case " << i;
  }
}

TEST(CopyStridedS8, RandomBlocks) { copyBlocks(8, m2c_run_copy_strided_s8); }
TEST(CopyStridedS4, RandomBlocks) { copyBlocks(4, m2c_run_copy_strided_s4); }

template <typename Params>
void fillBlocks(int32_t bits, void (*kernel)(const Params *, int8_t *,
                                             const int8_t *const *, void *)) {
  Random random(62);
  for (int i = 0; i < 2000; ++i) {
    Six d = randomBlock(random);
    Layout to(d, random);
    const int32_t value = random.integer(lowest(bits), highest(bits));
    Params p = {d[0],         d[1],         d[2],         d[3],
                d[4],         d[5],         to.stride[0], to.stride[1],
                to.stride[2], to.stride[3], to.stride[4], to.stride[5],
                to.offset,    value};
    auto expected = integers(random, static_cast<size_t>(to.size), bits);
    auto out = packed(expected, bits);
    forEach(d, [&](const Six &index) {
      expected[static_cast<size_t>(to.at(index))] = static_cast<int8_t>(value);
    });
    kernel(&p, out.data(), nullptr, nullptr);
    ASSERT_EQ(out, packed(expected, bits)) << "case " << i;
  }
}

TEST(FillS8, RandomBlocks) { fillBlocks(8, m2c_run_fill_s8); }
TEST(FillS4, RandomBlocks) { fillBlocks(4, m2c_run_fill_s4); }

} // namespace
