// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The rule of docs/names.md.
#include "compiler/Support/CNames.h"
#include <gtest/gtest.h>

namespace m2c {
namespace {

TEST(CIdentifier, keepsOrReplacesCharacters) {
  EXPECT_EQ(cIdentifier("serving_default_input:0", "x"),
            "serving_default_input_0");
  EXPECT_EQ(cIdentifier("/a//b.c/", "x"), "a_b_c");
  EXPECT_EQ(cIdentifier("1st", "x"), "n1st");
  EXPECT_EQ(cIdentifier("\xc3\xa9", "x"), "x");
  EXPECT_EQ(cIdentifier("__", "x"), "x");
}

TEST(CIdentifier, avoidsKeywordsAndMacrosOfHeaders) {
  for (const char *name : {"class",       "linux",       "NULL",
                           "EOF",         "INT8_MAX",    "UINT_LEAST16_MAX",
                           "PTRDIFF_MIN", "SIZE_MAX",    "NAN",
                           "INFINITY",    "HUGE_VALF",   "M_PI",
                           "FP_NAN",      "FLT_EPSILON", "I",
                           "errno",       "stdin",       "ERANGE",
                           "PRIu32",      "SCNd8",       "SIGINT",
                           "LC_ALL",      "MATH_ERRNO",  "BUFSIZ",
                           "RAND_MAX"})
    EXPECT_EQ(cIdentifier(name, "x"), std::string(name) + "_");
}

TEST(CIdentifier, leavesOrdinaryNamesAlone) {
  for (const char *name : {"x", "X", "Input3", "INPUT", "E_1", "max", "Max",
                           "eof", "null", "signal", "SIDE", "PRI", "E",
                           "audio_max", "MAX", "Error", "embedding", "i"})
    EXPECT_EQ(cIdentifier(name, "x"), name);
}

TEST(CNames, numbersClashes) {
  CNames names;
  EXPECT_EQ(names.unique("a b", "x"), "a_b");
  EXPECT_EQ(names.unique("a/b", "x"), "a_b_2");
  EXPECT_EQ(names.unique("A_B", "x"), "A_B_3");
  EXPECT_EQ(names.unique("a_b_4", "x"), "a_b_4");
  EXPECT_EQ(names.unique("a:b", "x"), "a_b_5");
  EXPECT_EQ(names.unique("", "x"), "x");
  EXPECT_EQ(names.unique("?", "x"), "x_2");
}

TEST(CNames, avoidsTheMacrosOfTheLibrary) {
  CNames names("NET_");
  EXPECT_EQ(names.unique("NET_API", "x"), "NET_API_");
  EXPECT_EQ(names.unique("net_api", "x"), "net_api");
  EXPECT_EQ(names.unique("NET", "x"), "NET");
}

/// Trying _2, _3... anew for each takes minutes.
TEST(CNames, isQuickWithEqualNames) {
  CNames names;
  std::string last;
  for (int i = 0; i < 200000; ++i)
    last = names.unique("same", "x");
  EXPECT_EQ(last, "same_200000");
}

} // namespace
} // namespace m2c
