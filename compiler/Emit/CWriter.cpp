// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// How values look in the emitted C.
#include "compiler/Emit/CWriter.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Format.h"
#include <cmath>

using namespace mlir;

namespace m2c {

std::string cFloat(float value) {
  if (std::isnan(value))
    return "(0.0f / 0.0f)";
  if (std::isinf(value))
    return value > 0 ? "(1.0f / 0.0f)" : "(-1.0f / 0.0f)";
  // Nine significant digits identify every binary32 value.
  char text[32];
  snprintf(text, sizeof text, "%.9g", static_cast<double>(value));
  std::string out = text;
  if (out.find_first_of(".e") == std::string::npos)
    out += ".0";
  return out + "f";
}

std::string cComment(StringRef text) {
  std::string out;
  for (char c : text) {
    bool plain = llvm::isPrint(c) && c != '"' && c != '\\' && c != '?';
    if (c == '/' && !out.empty() && out.back() == '*')
      plain = false;
    if (c == '*' && !out.empty() && out.back() == '/')
      plain = false;
    out.push_back(plain ? c : '_');
  }
  return out;
}

/// Entries separated by commas, wrapped at 100 columns.
template <typename T, typename ToText>
static void writeList(llvm::raw_ostream &os, ArrayRef<T> values,
                      ToText toText) {
  size_t column = 0;
  for (auto [i, value] : llvm::enumerate(values)) {
    std::string text = toText(value);
    bool last = i + 1 == values.size();
    if (column == 0 || column + text.size() + 2 > 98) {
      os << (i == 0 ? "  " : "\n  ");
      column = 2;
    } else {
      os << ' ';
      ++column;
    }
    os << text << (last ? "" : ",");
    column += text.size() + 1;
  }
  os << '\n';
}

void writeFloats(llvm::raw_ostream &os, ArrayRef<float> values) {
  writeList(os, values, cFloat);
}

void writeInts(llvm::raw_ostream &os, ArrayRef<int64_t> values) {
  writeList(os, values, [](int64_t value) {
    // The literal 2147483648 has no type of 32 bits to be negated in.
    return value == INT32_MIN ? "(-2147483647 - 1)" : std::to_string(value);
  });
}

StringRef cType(plan::BufferType type) {
  Type element = type.getElementType();
  if (element.isF32())
    return "float";
  switch (element.getIntOrFloatBitWidth()) {
  case 16:
    return "int16_t";
  case 32:
    return "int32_t";
  default:
    return element.isUnsignedInteger() ? "uint8_t" : "int8_t";
  }
}

StringRef dtypeName(plan::BufferType type) {
  return type.getElementType().isF32() ? "float32"
                                       : cType(type).drop_back(strlen("_t"));
}

int64_t cCount(plan::BufferType type, int64_t count) {
  return type.getElementType().isInteger(4) ? llvm::divideCeil(count, 2)
                                            : count;
}

std::string cDims(ArrayRef<int64_t> dims) {
  if (dims.empty())
    return "{ 1 }";
  return "{ " +
         llvm::join(
             llvm::map_range(dims, [](int64_t d) { return std::to_string(d); }),
             ", ") +
         " }";
}

bool mayBeMissing(plan::ModelOp model, plan::InputOp input) {
  return llvm::any_of(model.getOps<plan::MissingOp>(),
                      [&](plan::MissingOp missing) {
                        return missing.getEntry() == input.getCName();
                      });
}

std::string constName(plan::ConstOp constant) {
  auto model = constant->getParentOfType<plan::ModelOp>();
  return (model.getSymName() + "_const_" + constant.getName()).str();
}

StringRef modelInfo(plan::ModelOp model, StringRef key) {
  if (auto info = model.getModelInfo())
    if (auto text = info->getAs<StringAttr>(key))
      return text.getValue();
  return "";
}

void writeFrontMatter(llvm::raw_ostream &os, plan::ModelOp model,
                      const EmitInfo &info, StringRef purpose) {
  os << "/* " << purpose << "\n"
     << " * Made by m2c " M2C_VERSION " from " << cComment(info.modelFile)
     << "; do not edit.\n"
     << " * Model SHA-256: " << cComment(modelInfo(model, "sha256")) << "\n"
     << " * Options: " << cComment(info.options) << "\n"
     << " * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD\n"
     << " */\n";
}

} // namespace m2c
