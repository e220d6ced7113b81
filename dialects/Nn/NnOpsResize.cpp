// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Shape, checks and kernel call of resize2d: all coordinates become tables. The
// labels c1, c2... are the constraints of NnOpsResize.td.
#include "dialects/Nn/NnOpsUtil.h"
#include "runtime/include/m2c/m2c_scratch.h"
#include <cmath>

using namespace mlir;

namespace m2c::nn {

constexpr int64_t kMostSize = int64_t(1) << 24; // a float holds every position

LogicalResult Resize2dOp::inferReturnTypes(MLIRContext *,
                                           std::optional<Location> loc,
                                           Adaptor adaptor,
                                           SmallVectorImpl<Type> &types) {
  ArrayRef<int64_t> map = shapeOf(adaptor.getInput()), size = adaptor.getSize();
  if (map.size() != 4)
    return emitOptionalError(loc, "resize2d expected an input of rank 4");
  if (size.size() != 2) // c1
    return emitOptionalError(loc, "resize2d expected 2 sizes, got ",
                             size.size());
  for (int64_t value : size)
    if (value < 1 || value > kMostSize)
      return emitOptionalError(loc, "resize2d expected sizes from 1 to ",
                               kMostSize, ", got ", value);
  if (std::optional<ArrayRef<float>> scales = adaptor.getScales()) { // c2
    if (scales->size() != 2)
      return emitOptionalError(loc, "resize2d expected 2 scales, got ",
                               scales->size());
    for (float scale : *scales)
      if (!std::isfinite(scale) || scale <= 0.0f)
        return emitOptionalError(
            loc, "resize2d expected finite scales above 0, got ", scale);
  }
  if (map[1] == 0 || map[2] == 0) // c3
    return emitOptionalError(
        loc, "resize2d expected a map with rows and columns, got ", map[1],
        " and ", map[2]);
  types.push_back(RankedTensorType::get(
      {map[0], size[0], size[1], map[3]},
      getElementTypeOrSelf(adaptor.getInput().getType())));
  return success();
}

namespace {
/// Where the outputs of one axis come from.
struct AxisTable {
  SmallVector<int32_t> index; ///< the element, linear: the first of two
  SmallVector<float> weight;  ///< linear: of the second
};
} // namespace

static float inputPosition(Coordinates coordinates, float position, int64_t in,
                           int64_t out, float scale) {
  bool isOne = out == 1;
  switch (coordinates) {
  case Coordinates::half_pixel:
    return (position + 0.5f) / scale - 0.5f;
  case Coordinates::pytorch_half_pixel:
    return isOne ? 0.0f : (position + 0.5f) / scale - 0.5f;
  case Coordinates::align_corners:
    return isOne ? 0.0f
                 : position * static_cast<float>(in - 1) /
                       static_cast<float>(out - 1);
  case Coordinates::asymmetric:
    return position / scale;
  }
  llvm_unreachable("unknown coordinates");
}

/// ONNX Runtime's distance from the middle that still counts as the middle:
/// positions there come from divisions that were rounded.
constexpr double kMiddle = 1e-6;

static double roundPosition(ResizeMode mode, double position) {
  switch (mode) {
  case ResizeMode::linear:
  case ResizeMode::floor:
    return std::floor(position);
  case ResizeMode::ceil:
    return std::ceil(position);
  case ResizeMode::prefer_floor:
    return std::ceil(position - 0.5 - kMiddle);
  case ResizeMode::prefer_ceil:
    return std::floor(position + 0.5 + kMiddle);
  }
  llvm_unreachable("unknown mode");
}

/// `axis` 0: rows, 1: columns.
static AxisTable axisTable(Resize2dOp op, int axis) {
  int64_t in = shapeOf(op.getInput())[axis + 1], out = op.getSize()[axis];
  float scale = op.getScales()
                    ? (*op.getScales())[axis]
                    : static_cast<float>(out) / static_cast<float>(in);
  float last = static_cast<float>(in - 1);
  AxisTable table;
  for (int64_t i = 0; i < out; ++i) {
    float position = inputPosition(op.getCoordinates(), static_cast<float>(i),
                                   in, out, scale);
    if (!op.isNearest())
      position = std::clamp(position, 0.0f, last);
    double index =
        std::clamp<double>(roundPosition(op.getMode(), position), 0.0, last);
    table.index.push_back(static_cast<int32_t>(index));
    if (!op.isNearest())
      table.weight.push_back(position - static_cast<float>(index));
  }
  return table;
}

template <typename T>
static void addArray(StringRef field, ArrayRef<T> values, Type element,
                     KernelCall &call) {
  PackedConst &packed = call.consts.emplace_back();
  packed.field = field.str();
  packed.literal = DenseElementsAttr::get(
      RankedTensorType::get({static_cast<int64_t>(values.size())}, element),
      values);
}

/// Zero points, width and bounds; the ratio of the scales.
static void addQuantParams(Resize2dOp op, KernelCall &call) {
  ArrayRef<int64_t> map = shapeOf(op.getInput());
  TensorQuant in = tensorQuant(op.getInput()),
              out = tensorQuant(op.getOutput());
  call.activationBits = in.bits;
  ParamWriter(op.getContext(), call)
      .add("in_zero", in.zero)
      .add("in_bits", in.bits)
      .add("out_zero", out.zero)
      .add("out_min", out.min())
      .add("out_max", out.max())
      .add("out_bits", out.bits)
      .add("ratio", llvm::APFloat(in.scale / out.scale));
  call.scratchBytes = m2c_scratch_resize2d_s8(map[2], op.getSize()[1], map[3],
                                              in.bits, out.bits);
}

void Resize2dOp::buildCalls(SmallVectorImpl<KernelCall> &calls) {
  ArrayRef<int64_t> map = shapeOf(getInput());
  bool quantized = isQuantized(getInput());
  KernelCall &call = calls.emplace_back();
  call.kernel = quantized ? "resize2d_s8" : "resize2d_f32";
  call.inputs = {getInput()};
  ParamWriter(getContext(), call)
      .add("batch", map[0])
      .add("in_h", map[1])
      .add("in_w", map[2])
      .add("channels", map[3])
      .add("out_h", getSize()[0])
      .add("out_w", getSize()[1]);
  if (quantized)
    addQuantParams(*this, call);
  Builder builder(getContext());
  AxisTable rows = axisTable(*this, 0), columns = axisTable(*this, 1);
  addArray<int32_t>("row", rows.index, builder.getI32Type(), call);
  addArray<int32_t>("column", columns.index, builder.getI32Type(), call);
  if (isNearest())
    return;
  addArray<float>("row_weight", rows.weight, builder.getF32Type(), call);
  addArray<float>("column_weight", columns.weight, builder.getF32Type(), call);
}

} // namespace m2c::nn
