// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// ONNX Resize and Upsample of the last two axes, nearest and linear.
#include "passes/Convert/OnnxToNn/OnnxToNn.h"
#include "llvm/ADT/StringSwitch.h"
#include <cmath>

using namespace mlir;

namespace m2c::convert {

namespace {
/// What becomes of each axis of the input.
struct Target {
  SmallVector<int64_t> size;
  SmallVector<float> scale; ///< output per input positions, as ONNX counts them
};
} // namespace

constexpr float kMostSize = 0x1p24f; // nn.resize2d's limit

static bool hasElements(const NodeContext &node, unsigned index) {
  return node.has(index) && productOf(node.input(index).shape) > 0;
}

/// Sizes follow from scales, rounded down.
static LogicalResult applyScales(NodeContext &node, ArrayRef<float> scales,
                                 ArrayRef<int64_t> axes, Target &target) {
  for (auto [axis, scale] : llvm::zip_equal(axes, scales)) {
    float size = static_cast<float>(target.size[axis]) * scale;
    if (!(scale > 0.0f) || !(size <= kMostSize))
      return node.error() << "expected scales above 0 and sizes of at most "
                          << static_cast<int64_t>(kMostSize)
                          << ", got a scale of " << scale;
    target.size[axis] = static_cast<int64_t>(size);
    target.scale[axis] = scale;
  }
  return success();
}

/// Scales follow from sizes; or sizes from the one scale that keeps the shape
/// of the picture within (not_larger) or over (not_smaller) the given ones.
static LogicalResult applySizes(NodeContext &node, ArrayRef<int64_t> sizes,
                                ArrayRef<int64_t> axes, Target &target) {
  FailureOr<std::string> policy =
      node.stringAttr("keep_aspect_ratio_policy", "stretch");
  if (failed(policy))
    return failure();
  SmallVector<float> ratios;
  for (auto [axis, size] : llvm::zip_equal(axes, sizes))
    ratios.push_back(static_cast<float>(size) /
                     static_cast<float>(target.size[axis]));
  bool isLess = *policy == "not_larger";
  if (*policy != "stretch" && *policy != "not_smaller" && !isLess)
    return node.error() << "keep_aspect_ratio_policy '" << *policy
                        << "' is not supported; expected stretch, not_larger "
                           "or not_smaller";
  float common =
      isLess ? *llvm::min_element(ratios) : *llvm::max_element(ratios);
  for (auto [axis, size, ratio] : llvm::zip_equal(axes, sizes, ratios)) {
    bool isStretched = *policy == "stretch";
    float rounded =
        std::floor(static_cast<float>(target.size[axis]) * common + 0.5f);
    if (!isStretched && !(rounded <= kMostSize))
      return node.error() << "expected sizes of at most "
                          << static_cast<int64_t>(kMostSize);
    target.scale[axis] = isStretched ? ratio : common;
    target.size[axis] = isStretched ? size : static_cast<int64_t>(rounded);
  }
  return success();
}

/// Reads scales or sizes (inputs 2 and 3 of Resize-11 and later).
static LogicalResult readTarget(NodeContext &node, Target &target) {
  SmallVector<int64_t> all =
      llvm::to_vector(llvm::seq<int64_t>(0, target.size.size()));
  FailureOr<std::vector<int64_t>> axes = node.intsAttr("axes", all);
  if (failed(axes))
    return failure();
  for (int64_t &axis : *axes) {
    FailureOr<int64_t> normal = node.normalizeAxis(axis, all.size());
    if (failed(normal))
      return failure();
    axis = *normal;
  }
  bool byScales = hasElements(node, 2), bySizes = hasElements(node, 3);
  if (byScales == bySizes)
    return node.error() << "expected either scales or sizes, got "
                        << (byScales ? "both" : "none");
  size_t count = productOf(node.input(byScales ? 2 : 3).shape);
  if (count != axes->size())
    return node.error() << "expected " << axes->size()
                        << (byScales ? " scales" : " sizes") << ", got "
                        << count;
  if (byScales) {
    FailureOr<std::vector<float>> scales = node.floats(2, "the scales");
    return failed(scales) ? failure()
                          : applyScales(node, *scales, *axes, target);
  }
  FailureOr<std::vector<int64_t>> sizes = node.ints(3, "the sizes");
  return failed(sizes) ? failure() : applySizes(node, *sizes, *axes, target);
}

static FailureOr<nn::Coordinates> readCoordinates(NodeContext &node) {
  FailureOr<std::string> name =
      node.stringAttr("coordinate_transformation_mode", "half_pixel");
  if (failed(name))
    return failure();
  if (std::optional<nn::Coordinates> found = nn::symbolizeCoordinates(*name))
    return *found;
  return node.error() << "coordinate_transformation_mode '" << *name
                      << "' is not supported; expected half_pixel, "
                         "pytorch_half_pixel, align_corners or asymmetric";
}

/// `mode`, and of nearest the rounding of positions between two elements.
static FailureOr<nn::ResizeMode> readMode(NodeContext &node,
                                          StringRef rounding) {
  FailureOr<std::string> mode = node.stringAttr("mode", "nearest");
  if (failed(mode))
    return failure();
  if (*mode == "linear")
    return nn::ResizeMode::linear;
  if (*mode != "nearest")
    return node.error() << "mode '" << *mode
                        << "' is not supported; expected nearest or linear";
  FailureOr<std::string> name = node.stringAttr("nearest_mode", rounding);
  if (failed(name))
    return failure();
  StringRef rest = *name;
  rest.consume_front("round_");
  std::optional<nn::ResizeMode> found = nn::symbolizeResizeMode(rest);
  if (!found || *found == nn::ResizeMode::linear)
    return node.error() << "nearest_mode '" << *name
                        << "' is not supported; expected round_prefer_floor, "
                           "round_prefer_ceil, floor or ceil";
  return *found;
}

static LogicalResult resize(NodeContext &node, const Target &target,
                            nn::ResizeMode mode, nn::Coordinates coordinates) {
  Value input = *node.tensor(0);
  ArrayRef<int64_t> shape = shapeOf(input);
  if (target.size[0] != shape[0] || target.size[1] != shape[1] ||
      target.scale[0] != 1.0f || target.scale[1] != 1.0f)
    return node.error()
           << "a resize of the batch or the channels is not supported; "
              "expected scales of 1 for axes 0 and 1";
  // ONNX Runtime copies then, whatever the positions are.
  if (shape == ArrayRef(target.size)) {
    node.setTensor(0, input);
    return success();
  }
  ArrayRef<float> scales = ArrayRef(target.scale).drop_front(2);
  FailureOr<Value> map = toNhwc(node, input);
  if (failed(map))
    return failure();
  MLIRContext *context = node.builder.getContext();
  FailureOr<Value> result = node.create<nn::Resize2dOp>(
      *map,
      {node.named("size", ArrayRef(target.size).drop_front(2)),
       node.builder.getNamedAttr("scales",
                                 node.builder.getDenseF32ArrayAttr(scales)),
       node.builder.getNamedAttr("mode",
                                 nn::ResizeModeAttr::get(context, mode)),
       node.builder.getNamedAttr(
           "coordinates", nn::CoordinatesAttr::get(context, coordinates))});
  if (succeeded(result))
    result = fromNhwc(node, *result, 4);
  if (failed(result))
    return failure();
  node.setTensor(0, *result);
  return success();
}

/// The input's sizes, with scales of 1.
static FailureOr<Target> sameSize(NodeContext &node) {
  FailureOr<Value> input = node.tensor(0);
  if (failed(input))
    return failure();
  ArrayRef<int64_t> shape = shapeOf(*input);
  if (shape.size() != 4)
    return node.error() << "a resize of rank " << shape.size()
                        << " is not supported; expected an input of rank 4";
  return Target{SmallVector<int64_t>(shape), SmallVector<float>(4, 1.0f)};
}

static LogicalResult convertResize(NodeContext &node) {
  FailureOr<Target> target = sameSize(node);
  FailureOr<int64_t> antialias = node.intAttr("antialias", 0),
                     exclude = node.intAttr("exclude_outside", 0);
  if (failed(target) || failed(antialias) || failed(exclude))
    return failure();
  if (*antialias != 0)
    return node.error() << "antialias is not supported; expected 0";
  if (*exclude != 0)
    return node.error() << "exclude_outside is not supported; expected 0";
  FailureOr<nn::ResizeMode> mode = readMode(node, "round_prefer_floor");
  FailureOr<nn::Coordinates> coordinates = readCoordinates(node);
  if (failed(mode) || failed(coordinates) || failed(readTarget(node, *target)))
    return failure();
  return resize(node, *target, *mode, *coordinates);
}

static LogicalResult upsample(NodeContext &node,
                              FailureOr<std::vector<float>> scales) {
  FailureOr<Target> target = sameSize(node);
  FailureOr<nn::ResizeMode> mode = readMode(node, "floor");
  if (failed(scales) || failed(target) || failed(mode))
    return failure();
  if (scales->size() != 4)
    return node.error() << "expected 4 scales, got " << scales->size();
  if (failed(applyScales(node, *scales, {0, 1, 2, 3}, *target)))
    return failure();
  return resize(node, *target, *mode, nn::Coordinates::asymmetric);
}

static LogicalResult convertUpsample(NodeContext &node) {
  return upsample(node, node.floatsAttr("scales"));
}

static LogicalResult convertUpsample9(NodeContext &node) {
  return upsample(node, node.floats(1, "the scales"));
}

void addResizeConverters(Registry &registry) {
  registry.add("Resize", 11, convertResize);
  registry.add("Upsample", 7, convertUpsample);
  registry.add("Upsample", 9, convertUpsample9);
}

} // namespace m2c::convert
