// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// --io: the element type of one input or output, as text and as data.
#ifndef M2C_PASSES_QUANT_IOREQUEST_H
#define M2C_PASSES_QUANT_IOREQUEST_H

#include "dialects/Nn/NnQuant.h"
#include <optional>
#include <string>

namespace m2c {

/// What one --io asks for.
struct IoRequest {
  std::string text, name; ///< name: "" for all tensors
  enum Kind { Float, Quantized, Raw } kind = Float;
  nn::TensorQuant quant; ///< Raw
  bool used = false;
};

/// "[NAME=]float|quantized" or "NAME=TYPE:SCALE:ZERO"; none where it is neither.
std::optional<IoRequest> parseIoRequest(llvm::StringRef text);

} // namespace m2c

#endif
