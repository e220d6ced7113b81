// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// nn.resize2d on floats and on quantised tensors.
#include "compiler/Eval/BindNnQuant.h"
#include "compiler/Eval/OpsResize.h"
#include "dialects/Nn/Nn.h"

using namespace mlir;

namespace m2c::eval {

static ResizeRule ruleOf(nn::Resize2dOp op) {
  ResizeRule rule;
  switch (op.getMode()) {
  case nn::ResizeMode::linear:
    rule.mode = ResizeRule::Linear;
    break;
  case nn::ResizeMode::prefer_floor:
    rule.mode = ResizeRule::PreferFloor;
    break;
  case nn::ResizeMode::prefer_ceil:
    rule.mode = ResizeRule::PreferCeil;
    break;
  case nn::ResizeMode::floor:
    rule.mode = ResizeRule::Floor;
    break;
  case nn::ResizeMode::ceil:
    rule.mode = ResizeRule::Ceil;
    break;
  }
  switch (op.getCoordinates()) {
  case nn::Coordinates::half_pixel:
    rule.coordinates = ResizeRule::HalfPixel;
    break;
  case nn::Coordinates::pytorch_half_pixel:
    rule.coordinates = ResizeRule::PytorchHalfPixel;
    break;
  case nn::Coordinates::align_corners:
    rule.coordinates = ResizeRule::AlignCorners;
    break;
  case nn::Coordinates::asymmetric:
    rule.coordinates = ResizeRule::Asymmetric;
    break;
  }
  return rule;
}

OpFunction bindResize2d(nn::Resize2dOp op) {
  ArrayRef<int64_t> in = op.getInput().getType().getShape(),
                    out = op.getOutput().getType().getShape();
  ResizeParams params;
  params.in = {in[0], in[1], in[2], in[3]};
  ResizeAxis *axes[] = {&params.rows, &params.columns};
  for (int i = 0; i < 2; ++i) {
    float scale =
        static_cast<float>(out[i + 1]) / static_cast<float>(in[i + 1]);
    if (auto scales = op.getScales())
      scale = (*scales)[i];
    *axes[i] = resizeAxis(ruleOf(op), in[i + 1], out[i + 1], scale);
  }
  if (!nn::isQuantized(op.getInput()))
    return [params](OpContext &, ArrayRef<Values> in, MutableValues out) {
      resize2d(params, in[0], out);
    };
  nn::TensorQuant from = nn::tensorQuant(op.getInput()),
                  to = nn::tensorQuant(op.getOutput());
  Requant requant{{}, to.zero, to.min(), to.max()};
  return [params, requant, zero = from.zero, ratio = from.scale / to.scale](
             OpContext &, ArrayRef<Values> in, MutableValues out) {
    quantResize2d(params, zero, ratio, requant, in[0], out);
  };
}

} // namespace m2c::eval
