// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// m2c_add_s8, _sub_s8, _mul_s8 with broadcasting, in both forms and all widths,
// against the library's fmaf and nearbyint; and the kernels of one operand.
#include "QuantTest.h"

using namespace m2c::test;

namespace {

using Kernel = void (*)(const m2c_binary_s8_params *, int8_t *,
                        const int8_t *const *, void *);
enum Op { Add, Sub, Mul };

/// A random broadcast of two tensors, and what comes out of it.
class Binary {
public:
  Binary(Random &random, Op op) : op(op) {
    int32_t d[4], aStride[4], bStride[4];
    for (int32_t &size : d)
      size = random.pick({1, 1, 2, 3, 4});
    d[3] = random.pick({1, 2, 5, 8, 16, 33, 70}); // beyond a block of 32
    aCount = strides(random, d, aStride), bCount = strides(random, d, bStride);
    p.d0 = d[0], p.d1 = d[1], p.d2 = d[2], p.d3 = d[3];
    p.n = d[0] * d[1] * d[2] * d[3];
    p.a_s0 = aStride[0], p.a_s1 = aStride[1], p.a_s2 = aStride[2];
    p.a_s3 = aStride[3], p.b_s0 = bStride[0], p.b_s1 = bStride[1];
    p.b_s2 = bStride[2], p.b_s3 = bStride[3];
    p.a_bits = random.pick({8, 8, 4}), p.b_bits = random.pick({8, 8, 4});
    p.out_bits = random.pick({8, 8, 4});
    p.out_min = random.integer(0, 3) ? lowest(p.out_bits) : 0;
    p.out_max = highest(p.out_bits);
    a = integers(random, size_t(aCount), p.a_bits);
    b = integers(random, size_t(bCount), p.b_bits);
    p.a_zero = random.integer(lowest(p.a_bits), highest(p.a_bits));
    p.b_zero = random.integer(lowest(p.b_bits), highest(p.b_bits));
    p.out_zero = random.integer(lowest(p.out_bits), highest(p.out_bits));
    chooseScales(random);
  }

  /// inPlace: the output is written over operand a, whose form it has.
  void check(Kernel kernel, bool inPlace) {
    std::vector<int8_t> aMemory = packed(a, p.a_bits);
    std::vector<int8_t> bMemory = packed(b, p.b_bits);
    Bytes out(m2c_bytes_of(p.n, p.out_bits));
    const int8_t *rows[] = {aMemory.data(), bMemory.data()};
    if (inPlace) {
      std::copy(aMemory.begin(), aMemory.end(), out.data());
      rows[0] = out.data();
    }
    kernel(&p, out.data(), rows, nullptr);
    ASSERT_TRUE(out.guarded());
    size_t i = 0;
    for (int32_t i0 = 0; i0 < p.d0; ++i0)
      for (int32_t i1 = 0; i1 < p.d1; ++i1)
        for (int32_t i2 = 0; i2 < p.d2; ++i2)
          for (int32_t i3 = 0; i3 < p.d3; ++i3, ++i) {
            int32_t x = a[size_t(i0 * p.a_s0 + i1 * p.a_s1 + i2 * p.a_s2 +
                                 i3 * p.a_s3)];
            int32_t y = b[size_t(i0 * p.b_s0 + i1 * p.b_s1 + i2 * p.b_s2 +
                                 i3 * p.b_s3)];
            ASSERT_EQ(elementAt(out.data(), i, p.out_bits), expected(x, y))
                << x << " " << y << " op " << op << " shift " << p.shift;
          }
  }

  bool dense() const {
    return aCount == p.n && p.a_bits == p.out_bits && p.a_s3 == 1;
  }

private:
  static int32_t strides(Random &random, const int32_t *d, int32_t *stride) {
    int32_t step = 1;
    for (int i = 3; i >= 0; --i) {
      const bool repeat = random.integer(0, 4) == 0;
      stride[i] = repeat ? 0 : step;
      step *= repeat ? 1 : d[i];
    }
    return step;
  }

  void chooseScales(Random &random) {
    const float size = p.out_bits == 4 ? 0.03f : 0.5f;
    p.a_scale = size * (1.1f + random.real()), p.b_scale = p.a_scale;
    p.b_scale *= 1.1f + random.real();
    if (op == Mul)
      p.a_scale *= 0.01f;
    p.fixed = random.real(100);
    p.shift = -1;
    if (random.integer(0, 1)) // integers: any will do here
      chooseIntegers(random);
  }

  void chooseIntegers(Random &random) {
    p.shift = random.integer(17, 46);
    p.a_multiplier =
        static_cast<int32_t>(std::ldexp(p.a_scale, std::min(p.shift, 29)));
    p.b_multiplier =
        static_cast<int32_t>(std::ldexp(p.b_scale, std::min(p.shift, 29)));
    p.offset_high = random.integer(-100000, 100000);
    p.offset_low = random.integer(0, 65535);
    if (op == Sub)
      p.b_multiplier = -p.b_multiplier;
    if (op == Mul && random.integer(0, 1)) { // products are below 2^16
      p.split = 15;
      p.shift = random.integer(16, 44);
      p.a_multiplier = random.integer(0, (1 << 29) - 1);
    }
  }

  int32_t expected(int32_t x, int32_t y) const {
    if (p.shift < 0) {
      float value;
      if (op == Mul)
        value = float(double(p.a_scale) * ((x - p.a_zero) * (y - p.b_zero))) +
                float(p.out_zero);
      else
        value =
            std::fmaf(float(x), p.a_scale,
                      std::fmaf(float(op == Sub ? -y : y), p.b_scale, p.fixed));
      return static_cast<int32_t>(
          std::clamp<double>(std::nearbyint(value), p.out_min, p.out_max));
    }
    long double sum =
        op == Mul
            ? (long double)((x - p.a_zero) * (y - p.b_zero)) * p.a_multiplier +
                  std::ldexp(0.5L, p.shift)
            : (long double)x * p.a_multiplier +
                  (long double)y * p.b_multiplier + 65536.0L * p.offset_high +
                  p.offset_low;
    long double value = std::floor(std::ldexp(sum, -p.shift));
    if (op == Mul)
      value += p.out_zero;
    return static_cast<int32_t>(
        std::clamp<long double>(value, p.out_min, p.out_max));
  }

  Op op;
  m2c_binary_s8_params p = {};
  int32_t aCount = 0, bCount = 0;
  std::vector<int8_t> a, b;
};

TEST(BinaryS8, RandomBroadcasts) {
  Random random(1);
  const Kernel kernels[] = {m2c_run_add_s8, m2c_run_sub_s8, m2c_run_mul_s8};
  for (int i = 0; i < 6000 && !HasFatalFailure(); ++i) {
    const Op op = static_cast<Op>(i % 3);
    Binary binary(random, op);
    binary.check(kernels[op], binary.dense() && random.integer(0, 1));
  }
}

TEST(LutS8, AllWidths) {
  Random random(2);
  for (int i = 0; i < 400; ++i) {
    const int32_t inBits = random.pick({8, 4}), outBits = random.pick({8, 4});
    const int32_t n = random.integer(0, 33);
    const bool inPlace = inBits >= outBits && random.integer(0, 1);
    auto x = integers(random, size_t(n), inBits);
    auto table = integers(random, inBits == 8 ? 256 : 16, outBits);
    auto memory = packed(x, inBits);
    Bytes out(m2c_bytes_of(n, inPlace ? inBits : outBits));
    if (inPlace)
      std::copy(memory.begin(), memory.end(), out.data());
    const int8_t *rows[] = {inPlace ? out.data() : memory.data()};
    m2c_lut_s8_params p = {n, inBits, outBits, table.data()};
    m2c_run_lut_s8(&p, out.data(), rows, nullptr);
    ASSERT_TRUE(out.guarded());
    for (size_t j = 0; j < x.size(); ++j)
      ASSERT_EQ(elementAt(out.data(), j, outBits),
                table[size_t(x[j] - lowest(inBits))]);
  }
}

TEST(QuantizeF32S8, RandomAndSpecial) {
  Random random(3);
  for (int i = 0; i < 500; ++i) {
    const int32_t bits = random.pick({8, 4}), n = random.integer(0, 40);
    std::vector<float> x = random.reals(size_t(n), 5);
    m2c_quantize_f32_s8_params p = {};
    p.n = n, p.out_bits = bits, p.scale = random.pick({0.5f, 0.031f, 1e-38f});
    p.out_zero = random.integer(lowest(bits), highest(bits));
    p.out_min = lowest(bits), p.out_max = highest(bits);
    for (float &value : x) { // ties, infinities and no number
      value = random.integer(0, 3)
                  ? value
                  : p.scale * (float(random.integer(-9, 9)) + 0.5f);
      value = random.integer(0, 9)
                  ? value
                  : random.pick({INFINITY, -INFINITY, NAN, 1e30f});
    }
    Bytes out(m2c_bytes_of(n, bits));
    const float *rows[] = {x.data()};
    m2c_run_quantize_f32_s8(&p, out.data(), rows, nullptr);
    ASSERT_TRUE(out.guarded());
    for (size_t j = 0; j < x.size(); ++j) {
      const double q = double(x[j] / p.scale);
      const double expected =
          std::isnan(q) ? p.out_min
                        : std::clamp<double>(std::nearbyint(q) + p.out_zero,
                                             p.out_min, p.out_max);
      ASSERT_EQ(elementAt(out.data(), j, bits), expected) << x[j];
    }
  }
}

TEST(QuantizeS16S8, RandomAndTies) {
  Random random(5);
  for (int i = 0; i < 500; ++i) {
    const int32_t bits = random.pick({8, 4}), n = random.integer(0, 40);
    m2c_quantize_s16_s8_params p = {};
    p.n = n, p.out_bits = bits;
    p.in_zero = random.pick({0, -3, 32767, -32768});
    p.in_scale = random.pick({1.0f / 32768, 0.25f, 0.0173f});
    p.scale = random.pick({0.5f, 0.031f, 1.0f / 256});
    p.out_zero = random.integer(lowest(bits), highest(bits));
    p.out_min = lowest(bits), p.out_max = highest(bits);
    std::vector<int16_t> x(static_cast<size_t>(n));
    for (int16_t &value : x)
      value = static_cast<int16_t>(
          random.integer(0, 1)
              ? random.integer(-32768, 32767)
              : std::clamp(p.in_zero + random.integer(-9, 9), -32768, 32767));
    Bytes out(m2c_bytes_of(n, bits));
    const int16_t *rows[] = {x.data()};
    m2c_run_quantize_s16_s8(&p, out.data(), rows, nullptr);
    ASSERT_TRUE(out.guarded());
    for (size_t j = 0; j < x.size(); ++j) {
      // A product of 17 and 24 bits is exact in double.
      const auto real = float(double(p.in_scale) * (x[j] - p.in_zero));
      const double q = std::nearbyint(real / p.scale) + p.out_zero;
      ASSERT_EQ(elementAt(out.data(), j, bits),
                std::clamp<double>(q, p.out_min, p.out_max))
          << x[j];
    }
  }
}

TEST(DequantizeS16F32, AllValues) {
  std::vector<int16_t> x(65536);
  for (size_t i = 0; i < x.size(); ++i)
    x[i] = static_cast<int16_t>(static_cast<int32_t>(i) - 32768);
  for (int32_t zero : {0, 7, -32768, 32767}) {
    m2c_dequantize_s16_f32_params p = {65536, zero, 0.0173f};
    Output out(65536);
    const int16_t *rows[] = {x.data()};
    m2c_run_dequantize_s16_f32(&p, out.data(), rows, nullptr);
    ASSERT_TRUE(out.guarded());
    for (size_t i = 0; i < x.size(); ++i)
      ASSERT_EQ(out[static_cast<int32_t>(i)],
                float(double(0.0173f) * (x[i] - zero)));
  }
}

TEST(DequantizeS8F32, AllValues) {
  Random random(4);
  for (int32_t bits : {8, 4})
    for (int i = 0; i < 50; ++i) {
      auto x = integers(random, 33, bits);
      auto memory = packed(x, bits);
      m2c_dequantize_s8_f32_params p = {
          33, random.integer(lowest(bits), highest(bits)), bits, 0.0173f};
      Output out(33);
      const int8_t *rows[] = {memory.data()};
      m2c_run_dequantize_s8_f32(&p, out.data(), rows, nullptr);
      ASSERT_TRUE(out.guarded());
      for (int32_t j = 0; j < 33; ++j)
        ASSERT_EQ(out[j], float(double(0.0173f) * (x[size_t(j)] - p.in_zero)));
    }
}

TEST(ConvertS8, BothWaysInPlace) {
  std::vector<uint8_t> u(256);
  for (size_t i = 0; i < 256; ++i)
    u[i] = static_cast<uint8_t>(i);
  auto *s = reinterpret_cast<int8_t *>(u.data());
  const uint8_t *from[] = {u.data()};
  m2c_convert_u8_s8_params toSigned = {256};
  m2c_run_convert_u8_s8(&toSigned, s, from, nullptr);
  for (int32_t i = 0; i < 256; ++i)
    EXPECT_EQ(s[i], i - 128);
  const int8_t *back[] = {s};
  m2c_convert_s8_u8_params toUnsigned = {256};
  m2c_run_convert_s8_u8(&toUnsigned, u.data(), back, nullptr);
  for (size_t i = 0; i < 256; ++i)
    EXPECT_EQ(u[i], i);
}

} // namespace
