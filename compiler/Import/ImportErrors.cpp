// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Error collection and clean names of the importer.
#include "compiler/Import/ImportErrors.h"
#include "mlir/IR/Diagnostics.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/JSON.h"

using namespace mlir;
using namespace m2c;

/// Longest name in a message or location, in bytes.
static constexpr size_t kMaxName = 500;

std::string m2c::cleanName(StringRef name) {
  std::string clean =
      llvm::json::isUTF8(name) ? name.str() : llvm::json::fixUTF8(name);
  auto isControl = [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
  };
  if (llvm::none_of(clean, isControl))
    return clean;
  std::string visible;
  for (char c : clean)
    visible += isControl(c) ? "\xEF\xBF\xBD" : std::string(1, c);
  return visible;
}

static std::string shorten(StringRef name) {
  if (name.size() <= kMaxName)
    return cleanName(name);
  return cleanName(name.take_front(kMaxName)) + "...";
}

Location m2c::nameLocation(MLIRContext *context, StringRef name) {
  return NameLoc::get(StringAttr::get(context, shorten(name)));
}

std::string NodeLabel::name() const {
  if (!node.name().empty())
    return prefix.str() + node.name();
  for (const std::string &output : node.output())
    if (!output.empty())
      return prefix.str() + output;
  return prefix.str() + node.op_type();
}

std::string NodeLabel::text() const {
  return "node " + quoteName(name()) + " (" + shorten(node.op_type()) + ")";
}

void ImportErrors::report(Location location, const Twine &message) {
  if (full())
    return;
  InFlightDiagnostic diagnostic = emitError(location, message);
  if (++count == kMaxErrors)
    diagnostic.attachNote()
        << "more errors may follow; these are the first " << kMaxErrors;
}

void ImportErrors::report(StringRef name, const Twine &message) {
  report(nameLocation(context, name), message);
}

void ImportErrors::reportFile(const Twine &message) {
  report(FileLineColLoc::get(context, cleanName(path), 0, 0), message);
}
