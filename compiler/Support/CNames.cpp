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
    "requires",     "typeof",   "typeof_unqual", "i386",
    "linux",        "unix"};

/// Macros of the C headers that isHeaderMacro does not know by their form.
static constexpr llvm::StringLiteral kHeaderMacros[] = {
    "BIG_ENDIAN",     "BUFSIZ",
    "BYTE_ORDER",     "CHAR_BIT",
    "CLOCKS_PER_SEC", "DECIMAL_DIG",
    "DOMAIN",         "I",
    "INFINITY",       "LITTLE_ENDIAN",
    "L_tmpnam",       "NAN",
    "NDEBUG",         "NULL",
    "ONCE_FLAG_INIT", "OVERFLOW",
    "PLOSS",          "SING",
    "TIME_UTC",       "TLOSS",
    "UNDERFLOW",      "WEOF",
    "complex",        "errno",
    "imaginary",      "noreturn",
    "stderr",         "stdin",
    "stdout",         "PDP_ENDIAN",
    "FD_SETSIZE",     "MB_CUR_MAX",
    "MAXFLOAT",       "math_errhandling"};

/// Whether a C header that the user may include, or the emitted C, has a macro
/// of this name or may have one: by the rules of C99 section 7.26 (E and a
/// letter, PRI, SIG, LC_...), limits (..._MAX), and some single words. In a
/// struct such a name would be replaced.
static bool isHeaderMacro(llvm::StringRef name) {
  if (llvm::is_contained(kHeaderMacros, name))
    return true;
  auto isUpper = [](char c) {
    return !llvm::isAlpha(c) || (c >= 'A' && c <= 'Z');
  };
  if (name.starts_with("PRI") || name.starts_with("SCN"))
    return name.size() > 4;
  if (!llvm::all_of(name, isUpper))
    return false;
  static constexpr llvm::StringLiteral kPrefixes[] = {
      "ATOMIC_", "DBL_",  "EXIT_", "FE_",   "FLT_", "FPE_",  "FP_", "HUGE_VAL",
      "LC_",     "LDBL_", "M2C_",  "MATH_", "M_",   "SEEK_", "SIG"};
  for (llvm::StringLiteral prefix : kPrefixes)
    if (name.starts_with(prefix))
      return true;
  bool isErrno =
      name.starts_with("E") && name.size() > 2 && !name.contains('_');
  return isErrno || name.ends_with("_MAX") || name.ends_with("_MIN");
}

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
  if (llvm::is_contained(kReserved, llvm::StringRef(out)) || isHeaderMacro(out))
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
  if (!macroPrefix.empty() && llvm::StringRef(base).starts_with(macroPrefix))
    candidate = base += "_";
  // What was handed out stays taken: the search goes on where it ended.
  unsigned &n =
      next.try_emplace(llvm::StringRef(base).lower(), 2).first->second;
  while (!taken.insert(llvm::StringRef(candidate).lower()).second)
    candidate = base + "_" + std::to_string(n++);
  return candidate;
}

} // namespace m2c
