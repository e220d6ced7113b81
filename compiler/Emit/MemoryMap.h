// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A picture of the arena: steps from left to right, addresses from top to bottom.
#ifndef M2C_COMPILER_EMIT_MEMORYMAP_H
#define M2C_COMPILER_EMIT_MEMORYMAP_H

#include "compiler/Emit/Emit.h"
#include "llvm/Support/raw_ostream.h"

namespace m2c {

/// Text as HTML and SVG want it.
std::string htmlText(llvm::StringRef text);

/// The name by which CSS colours what belongs to an entry, by its number.
std::string entryClass(plan::ModelOp model, llvm::StringRef entry);

/// An SVG element: each buffer of NAME_run a rectangle over the steps during
/// which it lives, with its name, its bytes and, of a ring, its rows.
void writeMemoryMap(llvm::raw_ostream &os, plan::ModelOp model);

} // namespace m2c

#endif
