// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Registration of the nn dialect; the families of ops have files of their own.
#include "dialects/Nn/Nn.h"
#include "mlir/IR/DialectImplementation.h"
#include "llvm/ADT/TypeSwitch.h"

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
