// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// EXPECT_TRUE(contains(text, part)): shows both when it fails. GoogleMock would
// do, but is one more package to install.
#ifndef M2C_TEST_UNIT_CONTAINS_H
#define M2C_TEST_UNIT_CONTAINS_H

#include "llvm/ADT/StringRef.h"
#include "gtest/gtest.h"

namespace m2c {

inline testing::AssertionResult contains(llvm::StringRef text,
                                         llvm::StringRef part) {
  if (text.contains(part))
    return testing::AssertionSuccess()
           << "\"" << text.str() << "\" contains \"" << part.str() << "\"";
  return testing::AssertionFailure()
         << "\"" << text.str() << "\" does not contain \"" << part.str()
         << "\"";
}

} // namespace m2c

#endif // M2C_TEST_UNIT_CONTAINS_H
