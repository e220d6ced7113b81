// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Names of layers and tensors as NAME_bits.json has them, and reading the widths
// back from such a file.
#ifndef M2C_PASSES_QUANT_BITPLAN_H
#define M2C_PASSES_QUANT_BITPLAN_H

#include "compiler/Quant/AssignWidths.h"

namespace m2c {

/// A layer is called as its ONNX node, an input by its own name, any other
/// tensor as the node that computes it, a group as its first tensor.
quant::WidthNames namesOf(const quant::QuantGraph &graph);
std::string nameOf(const quant::Tensor &tensor);

/// The widths that the file's `layers` (weight_bits) and `tensors`
/// (activation_bits) say; 8 for what it does not mention. Of things of one name
/// the file lists the first one first. Errors name the entry: no such layer or
/// tensor, no such width, tensors of one scale with two widths.
llvm::Expected<quant::Assignment> readBitPlan(llvm::StringRef file,
                                              const quant::Prepared &prepared);

} // namespace m2c

#endif
