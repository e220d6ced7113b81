// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// .npy files written down byte by byte, good and hostile. The format is that of
// numpy.lib.format's documentation.
#include "compiler/Data/Npy.h"
#include "DataTestUtils.h"

using namespace llvm;
using namespace m2c;

static std::vector<float> floats(const NpyArray &array) {
  std::vector<float> values;
  appendAsFloat32(array, *countElements(array.shape), values);
  return values;
}

TEST(Npy, ReadsFloat32InCOrder) {
  std::string file = npyFile(npyHeader("<f4", "(2, 3)"),
                             bytesOf<float>({0, 1, 2, 3, 4, -5.5f}));
  Expected<NpyArray> array = readNpy(file);
  ASSERT_TRUE(bool(array)) << toString(array.takeError());
  EXPECT_EQ(*array,
            makeArray<float>(NpyType::Float32, {2, 3}, {0, 1, 2, 3, 4, -5.5f}));
}

TEST(Npy, ReadsVersions2And3) {
  for (char version : {2, 3}) {
    Expected<NpyArray> array = readNpy(
        npyFile(npyHeader("<i4", "(2,)"), bytesOf<int32_t>({7, -8}), version));
    ASSERT_TRUE(bool(array)) << toString(array.takeError());
    EXPECT_EQ(floats(*array), (std::vector<float>{7, -8}));
  }
}

TEST(Npy, TakesKeysInAnyOrderAndOldSpellings) {
  for (StringRef header :
       {"{\"shape\":(2L,),\"fortran_order\":False,\"descr\":\"<u2\"}",
        "  { 'fortran_order' : True , 'shape' : ( 2 ) , 'descr' : '=u2' } \n",
        "{'descr': 'u2', 'fortran_order': False, 'shape': (2,)}"}) {
    Expected<NpyArray> array =
        readNpy(npyFile(header, bytesOf<uint16_t>({1, 65535})));
    ASSERT_TRUE(bool(array)) << toString(array.takeError());
    EXPECT_EQ(floats(*array), (std::vector<float>{1, 65535}));
  }
}

TEST(Npy, FortranOrderBecomesCOrder) {
  // numpy.arange(24).reshape(2, 3, 4) stored with the first index fastest.
  std::string data;
  for (uint8_t k = 0; k < 4; ++k)
    for (uint8_t j = 0; j < 3; ++j)
      for (uint8_t i = 0; i < 2; ++i)
        data += bytesOf<uint16_t>({static_cast<uint16_t>(12 * i + 4 * j + k)});
  Expected<NpyArray> array =
      readNpy(npyFile(npyHeader("<u2", "(2, 3, 4)", true), data));
  ASSERT_TRUE(bool(array)) << toString(array.takeError());
  std::vector<float> values = floats(*array);
  ASSERT_EQ(values.size(), 24u);
  for (unsigned index = 0; index < 24; ++index)
    EXPECT_EQ(values[index], float(index));
}

TEST(Npy, SwapsBigEndianElements) {
  // 1.0 and -2.0 as binary64, most significant byte first.
  std::string data("\x3f\xf0\0\0\0\0\0\0\xc0\0\0\0\0\0\0\0", 16);
  Expected<NpyArray> array = readNpy(npyFile(npyHeader(">f8", "(2,)"), data));
  ASSERT_TRUE(bool(array)) << toString(array.takeError());
  EXPECT_EQ(*array, makeArray<double>(NpyType::Float64, {2}, {1.0, -2.0}));
}

TEST(Npy, ScalarsAndEmptyArrays) {
  Expected<NpyArray> scalar =
      readNpy(npyFile(npyHeader("<f8", "()"), bytesOf<double>({0.25})));
  ASSERT_TRUE(bool(scalar)) << toString(scalar.takeError());
  EXPECT_EQ(floats(*scalar), (std::vector<float>{0.25f}));
  Expected<NpyArray> empty = readNpy(npyFile(
      npyHeader("<f8", "(9223372036854775807, 0, 9223372036854775807)", true),
      ""));
  ASSERT_TRUE(bool(empty)) << toString(empty.takeError());
  EXPECT_TRUE(empty->bytes.empty());
}

TEST(Npy, EveryTypeConverts) {
  struct Case {
    StringRef descr;
    std::string data;
    std::vector<float> expected;
  };
  const Case cases[] = {
      {"|b1", bytesOf<uint8_t>({0, 2}), {0, 1}},
      {"|i1", bytesOf<int8_t>({-128, 127}), {-128, 127}},
      {"|u1", bytesOf<uint8_t>({0, 255}), {0, 255}},
      {"<i2", bytesOf<int16_t>({-32768, 3}), {-32768, 3}},
      {"<u2", bytesOf<uint16_t>({1, 65535}), {1, 65535}},
      {"<i4", bytesOf<int32_t>({INT32_MIN, 5}), {-0x1p31f, 5}},
      {"<u4", bytesOf<uint32_t>({UINT32_MAX, 5}), {0x1p32f, 5}},
      {"<i8", bytesOf<int64_t>({INT64_MIN, 16777217}), {-0x1p63f, 16777216}},
      {"<u8", bytesOf<uint64_t>({UINT64_MAX, 5}), {0x1p64f, 5}},
      {"<f4", bytesOf<float>({0.1f, 1e-45f}), {0.1f, 1e-45f}},
      {"<f8", bytesOf<double>({0.1, 1e300}), {0.1f, INFINITY}},
  };
  for (const Case &test : cases) {
    Expected<NpyArray> array =
        readNpy(npyFile(npyHeader(test.descr, "(2,)"), test.data));
    ASSERT_TRUE(bool(array)) << toString(array.takeError());
    EXPECT_EQ(floats(*array), test.expected) << test.descr.str();
  }
}

TEST(Npy, EveryFloat16Converts) {
  // By the definition of binary16, in double arithmetic.
  for (uint32_t half = 0; half < 0x10000; ++half) {
    NpyArray array = makeArray<uint16_t>(NpyType::Float16, {1},
                                         {static_cast<uint16_t>(half)});
    int exponent = half >> 10 & 31;
    double fraction = (half & 1023) / 1024.0;
    double magnitude = exponent == 31 ? (half & 1023 ? NAN : INFINITY)
                       : exponent     ? std::ldexp(1 + fraction, exponent - 15)
                                      : std::ldexp(fraction, -14);
    float value = floats(array)[0];
    if (std::isnan(magnitude)) {
      EXPECT_TRUE(std::isnan(value)) << half;
      continue;
    }
    EXPECT_EQ(std::fabs(value), magnitude) << half;
    EXPECT_EQ(std::signbit(value), half >= 0x8000) << half;
  }
}

TEST(Npy, ElementsAsInt64) {
  auto first = [](NpyType type, auto value) {
    return elementAsInt64(makeArray<decltype(value)>(type, {1}, {value}), 0);
  };
  EXPECT_EQ(first(NpyType::UInt8, uint8_t(255)), 255);
  EXPECT_EQ(first(NpyType::Int64, INT64_MAX), INT64_MAX);
  EXPECT_EQ(first(NpyType::UInt64, UINT64_MAX), -1);
  EXPECT_EQ(first(NpyType::Bool, uint8_t(3)), 1);
  EXPECT_EQ(first(NpyType::Float16, uint16_t(0x4400)), 4);
  EXPECT_EQ(first(NpyType::Float32, 3.0f), 3);
  EXPECT_EQ(first(NpyType::Float32, 3.5f), -1);
  EXPECT_EQ(first(NpyType::Float32, NAN), -1);
  EXPECT_EQ(first(NpyType::Float64, 0x1p63), -1);
  EXPECT_EQ(first(NpyType::Float64, -0x1p63), INT64_MIN);
}

TEST(Npy, WritesDocumentedBytes) {
  std::string file;
  raw_string_ostream os(file);
  writeNpy(makeArray<float>(NpyType::Float32, {2, 1}, {1, 2}), os);
  // Magic, version 1.0, header length 118 so that data begins at 128.
  std::string expected("\x93NUMPY\x01\0\x76\0", 10);
  expected += "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 1), }";
  expected += std::string(127 - expected.size(), ' ') + "\n";
  expected += bytesOf<float>({1, 2});
  EXPECT_EQ(file, expected);
}

TEST(Npy, RoundTrips) {
  for (const NpyArray &array :
       {makeArray<double>(NpyType::Float64, {}, {0.1}),
        makeArray<uint8_t>(NpyType::Bool, {3}, {0, 1, 1}),
        makeArray<int64_t>(NpyType::Int64, {1, 2, 1}, {-1, 1}),
        makeArray<uint16_t>(NpyType::Float16, {2, 0, 3}, {})}) {
    std::string file;
    raw_string_ostream os(file);
    writeNpy(array, os);
    Expected<NpyArray> back = readNpy(file);
    ASSERT_TRUE(bool(back)) << toString(back.takeError());
    EXPECT_EQ(*back, array);
  }
}

TEST(Npy, RefusesForeignFiles) {
  expectError(readNpy(""), {"not a .npy file"});
  expectError(readNpy("PK\3\4 something else"), {"not a .npy file"});
  expectError(readNpy(StringRef("\x93NUMPY\x04\0\2\0{}", 12)),
              {"unsupported .npy version 4, expected 1, 2 or 3"});
  expectError(readNpyFile("/no/such/file.npy"),
              {"/no/such/file.npy: ", "No such file"});
}

TEST(Npy, RefusesOtherTypes) {
  for (StringRef descr : {"<c8", "<U3", "|S4", "|O", "<M8[s]", "<f16", "|V2",
                          "<f3", "", ">", "<<f4", "\x1b[31m"})
    expectError(readNpy(npyFile(npyHeader(descr, "(1,)"), "0123456789abcdef")),
                {"unsupported dtype '", "expected bool, int8"});
  expectError(readNpy(npyFile("{'descr': [('a', '<f4')], 'fortran_order': "
                              "False, 'shape': (1,), }",
                              "0123")),
              {"structured dtype"});
}

TEST(Npy, RefusesHostileShapes) {
  for (StringRef shape :
       {"(4611686018427387904, 4)", "(1099511627776, 1099511627776)",
        "(9223372036854775807,)"})
    expectError(readNpy(npyFile(npyHeader("<f4", shape), "")),
                {"too large for any memory"});
  // Fits 63 bits, but the file does not hold it.
  expectError(readNpy(npyFile(npyHeader("<f4", "(1099511627776,)"), "0123")),
              {"expected 4398046511104 bytes", "got 4"});
  for (StringRef shape : {"(-1,)", "(9223372036854775808,)", "(1.5,)", "('a',)",
                          "(1 2)", "(1,,2)", "(", "(1", "[1]", "1", "(,)",
                          "(99999999999999999999999999,)"})
    expectError(readNpy(npyFile(npyHeader("<f4", shape), "0123")),
                {"malformed .npy header"});
  std::string deep = "(";
  for (unsigned axis = 0; axis < 65; ++axis)
    deep += "1,";
  expectError(readNpy(npyFile(npyHeader("<f4", deep + ")"), "0123")),
              {"expected at most 64 dimensions"});
}

TEST(Npy, RefusesMalformedHeaders) {
  for (StringRef header :
       {"", "{", "{}", "{'descr': '<f4'}", "{'descr'}", "{'descr': <f4}",
        "{'descr': '<f4, }",
        "{'descr': '<f4', 'shape': (), 'fortran_order': 0}",
        "{'descr': '<f4', 'shape': (), 'fortran_order': False, 'x': 1}",
        "{'descr': '<f4', 'descr': '<f4', 'shape': (), 'fortran_order': False}",
        "{'descr': '<f4' 'shape': (), 'fortran_order': False}",
        "{'descr': '<f4', 'shape': (), 'fortran_order': False} x",
        "['descr', '<f4']"})
    expectError(readNpy(npyFile(header, "0123")), {"malformed .npy header"});
  // Lengths that reach behind the file, up to 4 GiB.
  expectError(readNpy(StringRef("\x93NUMPY\x01\0\xff\xff{}", 12)),
              {"truncated .npy header"});
  expectError(readNpy(StringRef("\x93NUMPY\x02\0\xff\xff\xff\xff{}", 14)),
              {".npy header of 4294967295 bytes, expected at most"});
}

TEST(Npy, RefusesTooShortAndTooLongData) {
  std::string header = npyHeader("<f4", "(2,)");
  expectError(readNpy(npyFile(header, "1234567")),
              {"expected 8 bytes of data for shape (2,) of float32, got 7"});
  expectError(readNpy(npyFile(header, "123456789")), {"got 9"});
}

TEST(Npy, EveryTruncationIsAnError) {
  std::string file =
      npyFile(npyHeader("<f4", "(2, 3)", true), std::string(24, 'x'));
  for (size_t size = 0; size < file.size(); ++size)
    EXPECT_FALSE(errorOf(readNpy(StringRef(file).take_front(size))).empty())
        << size;
}

TEST(Npy, EveryChangedByteIsRead) {
  // Most changes of the header are errors; none may crash or hang.
  std::string file =
      npyFile(npyHeader("<f4", "(2, 3)", true), std::string(24, 'x'));
  for (size_t at = 0; at < file.size(); ++at)
    for (unsigned value = 0; value < 256; ++value) {
      std::string changed = file;
      changed[at] = static_cast<char>(value);
      if (Expected<NpyArray> array = readNpy(changed))
        EXPECT_EQ(array->bytes.size(), 24u);
      else
        consumeError(array.takeError());
    }
}
