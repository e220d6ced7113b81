// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Registration of the nn dialect; the families of ops have files of their own.
#include "dialects/Nn/Nn.h"
#include "mlir/Dialect/Quant/IR/Quant.h"
#include "mlir/IR/DialectImplementation.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;

/// `as` and the type of a quantised constant; else that of the value.
static ParseResult parseConstantType(OpAsmParser &parser, Type &type,
                                     ElementsAttr value) {
  if (succeeded(parser.parseOptionalKeyword("as")))
    return parser.parseType(type);
  type = value.getType();
  return success();
}
static void printConstantType(OpAsmPrinter &printer, Operation *, Type type,
                              ElementsAttr value) {
  if (type != value.getType())
    printer << "as " << type;
}

#include "dialects/Nn/NnDialect.cpp.inc"
#include "dialects/Nn/NnEnums.cpp.inc"
#include "dialects/Nn/NnInterfaces.cpp.inc"
#define GET_ATTRDEF_CLASSES
#include "dialects/Nn/NnAttrs.cpp.inc"
#define GET_OP_CLASSES
#include "dialects/Nn/NnOps.cpp.inc"

namespace m2c::nn {

void NnDialect::initialize() {
  addAttributes<
#define GET_ATTRDEF_LIST
#include "dialects/Nn/NnAttrs.cpp.inc"
      >();
  addOperations<
#define GET_OP_LIST
#include "dialects/Nn/NnOps.cpp.inc"
      >();
}

} // namespace m2c::nn
