// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// m2c_copy_strided_f32 and m2c_fill_f32 on random blocks: transposes, slices,
// reversed axes and empty blocks; nothing outside the block may change.
#include "StridedTest.h"

using namespace m2c::test;

namespace {

TEST(CopyStridedF32, RandomBlocks) {
  Random random(61);
  for (int i = 0; i < 1500; ++i) {
    Six d = randomBlock(random);
    Layout from(d, random), to(d, random);
    m2c_copy_strided_f32_params p = {
        d[0],           d[1],           d[2],           d[3],
        d[4],           d[5],           from.stride[0], from.stride[1],
        from.stride[2], from.stride[3], from.stride[4], from.stride[5],
        from.offset,    to.stride[0],   to.stride[1],   to.stride[2],
        to.stride[3],   to.stride[4],   to.stride[5],   to.offset};
    auto x = random.reals(static_cast<size_t>(from.size));
    std::vector<float> out(static_cast<size_t>(to.size), Output::guard);
    std::vector<float> expected = out;
    forEach(d, [&](const Six &index) {
      expected[static_cast<size_t>(to.at(index))] =
          x[static_cast<size_t>(from.at(index))];
    });
    const float *rows[1] = {x.data()};
    m2c_run_copy_strided(&p, out.data(), rows);
    ASSERT_EQ(out, expected) << "case " << i;
  }
}

TEST(FillF32, RandomBlocks) {
  Random random(62);
  for (int i = 0; i < 1500; ++i) {
    Six d = randomBlock(random);
    Layout to(d, random);
    m2c_fill_f32_params p = {
        d[0],         d[1],         d[2],         d[3],         d[4],
        d[5],         to.stride[0], to.stride[1], to.stride[2], to.stride[3],
        to.stride[4], to.stride[5], to.offset,    2.5f};
    std::vector<float> out(static_cast<size_t>(to.size), Output::guard);
    std::vector<float> expected = out;
    forEach(d, [&](const Six &index) {
      expected[static_cast<size_t>(to.at(index))] = 2.5f;
    });
    m2c_run_fill(&p, out.data(), nullptr);
    ASSERT_EQ(out, expected) << "case " << i;
  }
}

} // namespace
