// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Identifiers for the emitted C.
#include "compiler/Support/CNames.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

namespace m2c {

/// Keywords of C and C++ up to C23 and C++20, and words that compilers and the
/// headers that the emitted header includes define as macros.
static constexpr llvm::StringLiteral kReserved[] = {
    "alignas",      "alignof",  "and",           "and_eq",
    "asm",          "auto",     "bitand",        "bitor",
    "bool",         "break",    "case",          "catch",
    "char",         "char16_t", "char32_t",      "class",
    "compl",        "const",    "const_cast",    "constexpr",
    "continue",     "decltype", "default",       "delete",
    "do",           "double",   "dynamic_cast",  "else",
    "enum",         "explicit", "export",        "extern",
    "false",        "float",    "for",           "friend",
    "goto",         "if",       "inline",        "int",
    "long",         "mutable",  "namespace",     "new",
    "noexcept",     "not",      "not_eq",        "nullptr",
    "operator",     "or",       "or_eq",         "private",
    "protected",    "public",   "register",      "reinterpret_cast",
    "restrict",     "return",   "short",         "signed",
    "sizeof",       "static",   "static_assert", "static_cast",
    "struct",       "switch",   "template",      "this",
    "thread_local", "throw",    "true",          "try",
    "typedef",      "typeid",   "typename",      "union",
    "unsigned",     "using",    "virtual",       "void",
    "volatile",     "wchar_t",  "while",         "xor",
    "xor_eq",       "char8_t",  "co_await",      "co_return",
    "co_yield",     "concept",  "consteval",     "constinit",
    "requires",     "typeof",   "typeof_unqual", "NULL",
    "i386",         "linux",    "unix"};

std::string cIdentifier(llvm::StringRef name, llvm::StringRef fallback) {
  std::string out;
  for (char c : name) {
    if (llvm::isAlnum(c))
      out.push_back(c);
    else if (!out.empty() && out.back() != '_')
      out.push_back('_');
  }
  while (!out.empty() && out.back() == '_')
    out.pop_back();
  if (out.empty())
    out = fallback.str();
  if (llvm::isDigit(out.front()))
    out.insert(out.begin(), 'n');
  if (llvm::is_contained(kReserved, llvm::StringRef(out)))
    out.push_back('_');
  return out;
}

std::string cLibraryName(llvm::StringRef name) {
  static constexpr llvm::StringLiteral kHeaders[] = {
      "assert",   "complex", "ctype",       "errno",   "fenv",    "inttypes",
      "iso646",   "limits",  "locale",      "math",    "setjmp",  "signal",
      "stdalign", "stdarg",  "stdatomic",   "stdbool", "stddef",  "stdint",
      "stdio",    "stdlib",  "stdnoreturn", "string",  "strings", "tgmath",
      "threads",  "time",    "uchar",       "unistd",  "wchar",   "wctype"};
  std::string out = cIdentifier(name, "model");
  if (llvm::is_contained(kHeaders, llvm::StringRef(out).lower()))
    out.push_back('_');
  return out;
}

std::string CNames::unique(llvm::StringRef name, llvm::StringRef fallback) {
  std::string base = cIdentifier(name, fallback), candidate = base;
  for (unsigned n = 2; !taken.insert(llvm::StringRef(candidate).lower()).second;
       ++n)
    candidate = base + "_" + std::to_string(n);
  return candidate;
}

} // namespace m2c
