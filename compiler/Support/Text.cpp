// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Names of data arrays in error messages, and the search for the name that a
// misspelt one was meant to be.
#include "compiler/Support/Text.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/JSON.h"

using namespace llvm;

std::string m2c::quoteName(StringRef name) {
  constexpr size_t longest = 80;
  bool cut = name.size() > longest;
  std::string shown = json::fixUTF8(name.take_front(longest));
  for (char &c : shown)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f)
      c = '?';
  return "'" + shown + (cut ? "...'" : "'");
}

std::string m2c::quoteNames(ArrayRef<std::string> names) {
  constexpr size_t most = 20;
  if (names.empty())
    return "no arrays";
  std::string text;
  ListSeparator comma;
  for (const std::string &name : names.take_front(most))
    text += (StringRef(comma) + quoteName(name)).str();
  if (names.size() > most)
    text += " and " + std::to_string(names.size() - most) + " more";
  return text;
}

/// Lower-case letters and digits only: tools that rename tensors to file or
/// variable names change just case and punctuation.
static std::string bareName(StringRef name) {
  std::string bare;
  for (char c : name)
    if (isAlnum(c) || static_cast<unsigned char>(c) >= 0x80)
      bare += toLower(c);
  return bare;
}

StringRef m2c::nearestName(StringRef name, ArrayRef<std::string> candidates) {
  std::string bare = bareName(name);
  // Fewer edits than half the letters, and at most three.
  unsigned nearest =
      static_cast<unsigned>(std::min<size_t>(bare.size() / 2, 3)) + 1;
  StringRef best;
  for (const std::string &candidate : candidates) {
    // The edit distance takes quadratic time; no sensible name is this long.
    if (candidate.size() > 256 || name.size() > 256)
      continue;
    unsigned distance =
        StringRef(bareName(candidate))
            .edit_distance(bare, /*AllowReplacements=*/true, nearest);
    if (distance < nearest) {
      nearest = distance;
      best = candidate;
    }
  }
  return best;
}

std::optional<int64_t> m2c::parseSize(StringRef text) {
  int64_t unit = text.ends_with("K") ? 1024 : text.ends_with("M") ? 1 << 20 : 1;
  int64_t value;
  if ((unit == 1 ? text : text.drop_back()).getAsInteger(10, value) ||
      value < 0 || value > (int64_t(1) << 53) / unit)
    return std::nullopt;
  return value * unit;
}
