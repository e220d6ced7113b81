// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Reads --io.
#include "passes/Quant/IoRequest.h"
#include "mlir/Support/LLVM.h"
#include "llvm/ADT/StringSwitch.h"
#include <cmath>

using namespace mlir;

namespace m2c {

/// "0.5" or "1/255".
static std::optional<float> parseScale(StringRef text) {
  auto [above, below] = text.split('/');
  double numerator = 0.0, denominator = 1.0;
  if (above.getAsDouble(numerator) ||
      (text.contains('/') && below.getAsDouble(denominator)))
    return std::nullopt;
  auto scale = static_cast<float>(numerator / denominator);
  if (!(scale >= 0x1p-126f) || !std::isfinite(scale))
    return std::nullopt;
  return scale;
}

std::optional<IoRequest> parseIoRequest(StringRef text) {
  IoRequest request;
  request.text = text.str();
  // Scales hold no '=', names of ONNX may.
  auto [name, form] = text.rsplit('=');
  if (!text.contains('='))
    std::swap(name, form);
  request.name = name.str();
  if (form == "float" || form == "quantized") {
    request.kind = form == "float" ? IoRequest::Float : IoRequest::Quantized;
    return request;
  }
  SmallVector<StringRef> parts;
  form.split(parts, ':');
  if (parts.size() != 3 || request.name.empty())
    return std::nullopt;
  request.kind = IoRequest::Raw;
  request.quant.bits = llvm::StringSwitch<unsigned>(parts[0])
                           .Cases({"uint8", "int8"}, 8)
                           .Case("int16", 16)
                           .Default(0);
  request.quant.isSigned = parts[0] != "uint8";
  std::optional<float> scale = parseScale(parts[1]);
  if (request.quant.bits == 0 || !scale ||
      parts[2].getAsInteger(10, request.quant.zero) ||
      request.quant.zero < request.quant.min() ||
      request.quant.zero > request.quant.max())
    return std::nullopt;
  request.quant.scale = *scale;
  return request;
}

} // namespace m2c
