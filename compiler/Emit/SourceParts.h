// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The parts of NAME.c.
#ifndef M2C_COMPILER_EMIT_SOURCEPARTS_H
#define M2C_COMPILER_EMIT_SOURCEPARTS_H

#include "compiler/Emit/CWriter.h"

namespace m2c {

plan::BufferType typeOf(mlir::Value buffer);
/// Element type of the rows that a kernel reads.
llvm::StringRef rowType(plan::CallOp call);
/// Whether the row pointers come from a helper of the runtime, which takes them
/// from any place of the map; else from plain arithmetic.
bool usesWindowHelper(plan::CallOp call);
/// "f32" or "s8": which of the window helpers makes these row pointers.
llvm::StringRef windowSuffix(plan::CallOp call);
/// The bits of one C element of the row outside the map.
uint8_t outsideByte(plan::CallOp call);
/// Name of the row outside the map of a call; "NULL" where there is none.
std::string outsideRow(plan::CallOp call);

/// What a segment's C function is given: buffers of the arena, and model inputs
/// and outputs, in order of first use.
struct SegmentInterface {
  llvm::SmallVector<mlir::Operation *> buffers, inputs, outputs;
  /// The name of the function's parameter for a model input or output.
  static std::string parameter(mlir::Operation *tensor);
};
SegmentInterface segmentInterface(llvm::ArrayRef<plan::CallOp> segment);

/// The entry whose pushed rows stand in for what the call makes; none where it
/// is not the first call of a pushed entry.
plan::EntryOp pushedInto(plan::CallOp call);

/// The number of a segment, -1 of a call without.
int64_t segmentNumber(llvm::ArrayRef<plan::CallOp> segment);

/// One static function for each step, and one for each segment.
void writeSteps(llvm::raw_ostream &os, plan::ModelOp model);
/// NAME_run and what else NAME.h declares.
void writeEntries(llvm::raw_ostream &os, plan::ModelOp model);

} // namespace m2c

#endif
