// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// How error messages show names that come from the user.s files:
// always one line of valid UTF-8, whatever the file holds.
#ifndef M2C_SUPPORT_TEXT_H
#define M2C_SUPPORT_TEXT_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include <cstdint>
#include <optional>
#include <string>

namespace m2c {

/// 'name' in quotes; control characters and invalid UTF-8 are replaced, long
/// names are cut.
std::string quoteName(llvm::StringRef name);

/// "'a', 'b' and 3 more"; "no arrays" when empty.
std::string quoteNames(llvm::ArrayRef<std::string> names);

/// A size: digits, then perhaps K (1024) or M (1024 K). Nothing for other text
/// and above 2^53.
std::optional<int64_t> parseSize(llvm::StringRef text);

/// The candidate that `name` was most likely meant to be: equal but for case,
/// punctuation or a few letters. Empty when none is near.
llvm::StringRef nearestName(llvm::StringRef name,
                            llvm::ArrayRef<std::string> candidates);

} // namespace m2c

#endif // M2C_SUPPORT_TEXT_H
