// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// NAME_weights.c and NAME.cmake.
#include "compiler/Emit/CWriter.h"
#include "dialects/Support/Constants.h"

using namespace mlir;

namespace m2c {

/// As in memory: two elements of 4 bits to a byte, the earlier one low.
static std::vector<int64_t> packedNibbles(ArrayRef<int64_t> elements) {
  std::vector<int64_t> bytes;
  for (size_t i = 0; i < elements.size(); i += 2) {
    int64_t high = i + 1 < elements.size() ? elements[i + 1] : 0;
    bytes.push_back(static_cast<int8_t>((elements[i] & 15) | (high & 15) << 4));
  }
  return bytes;
}

std::string emitWeights(plan::ModelOp model, const EmitInfo &info) {
  std::string text;
  llvm::raw_string_ostream os(text);
  StringRef lower = model.getSymName();
  std::string upper = lower.upper();
  writeFrontMatter(
      os, model, info,
      (lower + "_weights.c: the constants, in the order that the kernels read.")
          .str());
  os << "#include \"" << lower << ".h\"\n";
  bool any = false;
  for (auto constant : model.getOps<plan::ConstOp>()) {
    plan::BufferType type = constant.getBuffer().getType();
    std::string declaration =
        (upper + "_WEIGHTS const " + cType(type) + " " + constName(constant) +
         "[" + Twine(cCount(type)) + "]")
            .str();
    os << "\nextern " << declaration << ";\n" << declaration << " = {\n";
    std::vector<float> storage;
    if (type.getElementType().isF32())
      writeFloats(os, *viewFloats(constant.getValue(), storage));
    else if (type.getElementType().isInteger(4))
      writeInts(os, packedNibbles(*intElements(constant.getValue())));
    else
      writeInts(os, *intElements(constant.getValue()));
    os << "};\n";
    any = true;
  }
  if (!any)
    os << "\n/* This network has no constants. */\n"
       << "typedef int " << lower << "_no_weights;\n";
  return text;
}

std::string emitCMake(plan::ModelOp model, const EmitInfo &info) {
  std::string text;
  llvm::raw_string_ostream os(text);
  StringRef name = model.getSymName();
  os << "# " << name << ".cmake: include() it for the static library target "
     << name << ".\n"
     << "# Made by m2c " M2C_VERSION " from " << cComment(info.modelFile)
     << "; do not edit.\n"
     << "# Model SHA-256: " << cComment(modelInfo(model, "sha256")) << "\n"
     << "# Options: " << cComment(info.options) << "\n"
     << "# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD\n"
     << "add_library(" << name << " STATIC\n"
     << "  \"${CMAKE_CURRENT_LIST_DIR}/" << name << ".c\"\n"
     << "  \"${CMAKE_CURRENT_LIST_DIR}/" << name << "_weights.c\"\n"
     << "  \"${CMAKE_CURRENT_LIST_DIR}/" << name << "_selftest.c\")\n"
     << "target_include_directories(" << name
     << " PUBLIC \"${CMAKE_CURRENT_LIST_DIR}\")\n";
  return text;
}

} // namespace m2c
