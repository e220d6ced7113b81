// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// ONNX operators that change shapes, types or nothing, on tensors and on the
// integer constants of shape arithmetic.
#include "dialects/Nn/NnWeights.h"
#include "passes/Convert/OnnxToNn/OnnxToNn.h"
#include <cmath>

using namespace mlir;

namespace m2c::convert {

static LogicalResult convertIdentity(NodeContext &node) {
  if (!node.has(0))
    return node.error() << "expected an input, got none";
  node.setItem(0, node.input(0));
  return success();
}

static LogicalResult convertDropout(NodeContext &node) {
  if (node.isUsed(1))
    return node.error() << "the output mask is not supported; export the model "
                           "for inference";
  if (node.has(2)) {
    FailureOr<std::vector<int64_t>> training = node.ints(2, "training_mode");
    if (failed(training))
      return failure();
    if (!training->empty() && training->front() != 0)
      return node.error() << "training_mode = true is not supported; export "
                             "the model for inference";
  }
  return convertIdentity(node);
}

/// TensorProto.DataType numbers (onnx.proto). Without bfloat16, whose rounding
/// shows in every result.
static bool isFloatType(int64_t type) {
  return type == 1 || type == 10 || type == 11;
}
static bool isIntType(int64_t type) {
  return (type >= 2 && type <= 7) || type == 9 || type == 12 || type == 13;
}

/// Stored integers as the numbers that they are in ONNX.
static Value bytesAsFloats(NodeContext &node, const Item &item) {
  Type type = item.tensor.getType();
  unsigned bits = nn::storageBits(type);
  bool isSigned = !item.integer || !item.integer.isUnsignedInteger();
  nn::TensorQuant numbers{1.0f, isSigned ? 0 : -(1 << (bits - 1)), bits, true};
  Type element = nn::quantElement(node.builder.getContext(), numbers);
  Value value = nn::ReshapeOp::create(
      node.builder, node.loc(), nn::withElement(type, element), item.tensor);
  return nn::DequantizeOp::create(
      node.builder, node.loc(),
      nn::withElement(type, node.builder.getF32Type()), value);
}

/// Between float types: nothing, as everything is computed in float32.
static LogicalResult convertCast(NodeContext &node) {
  FailureOr<int64_t> to = node.intAttr("to", 1);
  if (failed(to) || !node.has(0))
    return failed(to) ? failure()
                      : node.error() << "expected an input, got none";
  const Item &item = node.input(0);
  if (nn::isQuantized(item.tensor) && isFloatType(*to)) {
    node.setTensor(0, bytesAsFloats(node, item));
    return success();
  }
  if ((item.tensor && isFloatType(*to)) || (item.ints && isIntType(*to)))
    return convertIdentity(node);
  if (item.ints && isFloatType(*to)) {
    std::vector<float> values(item.ints->begin(), item.ints->end());
    node.setTensor(0, node.constant(item.shape, values, "cast"));
    return success();
  }
  if (isIntType(*to) && constantValue(item.tensor)) {
    FailureOr<std::vector<float>> values = node.floats(0, "the input");
    if (failed(values))
      return failure();
    std::vector<int64_t> ints;
    for (float value : *values) {
      if (!(std::abs(value) < 9.0e18f))
        return node.error()
               << "expected values that fit into an integer, got " << value;
      ints.push_back(static_cast<int64_t>(value));
    }
    node.setInts(0, ints, item.shape);
    return success();
  }
  return node.error() << "a cast to type " << *to
                      << " is not supported; only casts between float "
                      << "types and casts of constants are";
}

static LogicalResult convertShape(NodeContext &node) {
  FailureOr<int64_t> start = node.intAttr("start", 0);
  if (!node.has(0) || failed(start))
    return node.error() << "expected an input, got none";
  const SmallVector<int64_t> &shape = node.input(0).shape;
  int64_t rank = static_cast<int64_t>(shape.size());
  FailureOr<int64_t> end = node.intAttr("end", rank);
  if (failed(end))
    return failure();
  auto clamp = [&](int64_t i) {
    return std::clamp<int64_t>(i < 0 ? i + rank : i, 0, rank);
  };
  std::vector<int64_t> dims;
  for (int64_t i = clamp(*start); i < clamp(*end); ++i)
    dims.push_back(shape[i]);
  node.setInts(0, dims, {static_cast<int64_t>(dims.size())});
  return success();
}

/// Quantised weights in front of a layer that still has to find them constant;
/// null where `value` is something else.
static nn::DequantizeOp dequantizedWeights(Value value) {
  return value && nn::isConstantWeights(value)
             ? value.getDefiningOp<nn::DequantizeOp>()
             : nn::DequantizeOp();
}

/// The same weights with the shape `result`, after `perm`; failure where they
/// have to stay an op.
static FailureOr<Value> movedWeights(NodeContext &node, Value weights,
                                     ArrayRef<int64_t> perm,
                                     ArrayRef<int64_t> result) {
  SmallVector<int64_t> shape(shapeOf(weights));
  return nn::permuteWeights(node.builder, weights, shape, perm, result,
                            "weights");
}

/// Result shape on a tensor or an integer constant.
static void setReshaped(NodeContext &node, ArrayRef<int64_t> shape) {
  const Item &item = node.input(0);
  nn::DequantizeOp weights = dequantizedWeights(item.tensor);
  FailureOr<Value> moved = failure();
  if (weights && nn::isPerTensor(weights.getInput().getType()))
    moved = movedWeights(
        node, item.tensor,
        llvm::to_vector(llvm::seq<int64_t>(0, item.shape.size())), shape);
  if (succeeded(moved))
    node.setTensor(0, *moved);
  else if (item.tensor)
    node.setTensor(0, node.reshape(item.tensor, shape));
  else
    node.setInts(0, *item.ints, shape);
}

static LogicalResult reshapeTo(NodeContext &node, std::vector<int64_t> shape,
                               bool allowZero) {
  if (!node.has(0))
    return node.error() << "expected an input, got none";
  const Item &item = node.input(0);
  int64_t count = *elementCount(item.shape), known = 1, free = -1;
  for (auto [i, dim] : llvm::enumerate(shape)) {
    if (dim == 0 && !allowZero) {
      if (i >= item.shape.size())
        return node.error() << "expected 0 in the shape only where the input "
                               "has an axis, got axis "
                            << i;
      dim = item.shape[i];
    }
    if (dim == -1 && free < 0) {
      free = static_cast<int64_t>(i);
      continue;
    }
    if (dim < 1 || known > (int64_t(1) << 40) / dim)
      return node.error() << "expected a shape of " << count
                          << " elements, got the size " << dim;
    known *= dim;
  }
  if (free >= 0) {
    if (count % known != 0)
      return node.error() << "expected " << count
                          << " elements to be divisible by " << known;
    shape[free] = count / known;
    known *= shape[free];
  }
  if (known != count)
    return node.error() << "expected a shape of " << count << " elements, got "
                        << known;
  setReshaped(node, shape);
  return success();
}

static LogicalResult convertReshape(NodeContext &node) {
  FailureOr<std::vector<int64_t>> shape = node.hasAttr("shape")
                                              ? node.intsAttr("shape", {})
                                              : node.ints(1, "the shape");
  FailureOr<int64_t> allowZero = node.intAttr("allowzero", 0);
  if (failed(shape) || failed(allowZero))
    return failure();
  return reshapeTo(node, *shape, *allowZero != 0);
}

static LogicalResult convertFlatten(NodeContext &node) {
  FailureOr<Value> input = node.tensor(0);
  FailureOr<int64_t> axis = node.intAttr("axis", 1);
  if (failed(input) || failed(axis))
    return failure();
  int64_t rank = static_cast<int64_t>(shapeOf(*input).size());
  if (*axis < -rank || *axis > rank)
    return node.error() << "expected an axis in [" << -rank << ", " << rank
                        << "], got " << *axis;
  size_t split = *axis < 0 ? *axis + rank : *axis;
  node.setTensor(
      0, node.reshape(*input, {productOf(shapeOf(*input).take_front(split)),
                               productOf(shapeOf(*input).drop_front(split))}));
  return success();
}

/// The axes of Squeeze and Unsqueeze: an attribute before opset 13, an input since.
static FailureOr<std::vector<int64_t>> readAxes(NodeContext &node,
                                                int64_t rank) {
  FailureOr<std::vector<int64_t>> axes = std::vector<int64_t>();
  if (node.hasAttr("axes"))
    axes = node.intsAttr("axes", {});
  else if (node.has(1))
    axes = node.ints(1, "the axes");
  if (failed(axes))
    return failure();
  for (int64_t &axis : *axes) {
    FailureOr<int64_t> normal = node.normalizeAxis(axis, rank);
    if (failed(normal))
      return failure();
    axis = *normal;
  }
  llvm::sort(*axes);
  if (std::adjacent_find(axes->begin(), axes->end()) != axes->end())
    return node.error() << "expected each axis once";
  return axes;
}

static LogicalResult convertSqueeze(NodeContext &node) {
  if (!node.has(0))
    return node.error() << "expected an input, got none";
  const SmallVector<int64_t> &from = node.input(0).shape;
  FailureOr<std::vector<int64_t>> axes =
      readAxes(node, static_cast<int64_t>(from.size()));
  if (failed(axes))
    return failure();
  SmallVector<int64_t> shape;
  for (auto [i, dim] : llvm::enumerate(from)) {
    bool listed = llvm::is_contained(*axes, static_cast<int64_t>(i));
    if (listed && dim != 1)
      return node.error() << "expected axis " << i << " to have size 1, got "
                          << dim;
    if (!listed && !(axes->empty() && dim == 1))
      shape.push_back(dim);
  }
  setReshaped(node, shape);
  return success();
}

static LogicalResult convertUnsqueeze(NodeContext &node) {
  if (!node.has(0))
    return node.error() << "expected an input, got none";
  FailureOr<std::vector<int64_t>> given = node.hasAttr("axes")
                                              ? node.intsAttr("axes", {})
                                              : node.ints(1, "the axes");
  if (failed(given))
    return failure();
  size_t rank = node.input(0).shape.size() + given->size();
  if (rank > 64)
    return node.error() << "expected at most 64 axes, got " << rank;
  FailureOr<std::vector<int64_t>> axes =
      readAxes(node, static_cast<int64_t>(rank));
  if (failed(axes))
    return failure();
  SmallVector<int64_t> shape;
  size_t next = 0;
  for (size_t i = 0; i < rank; ++i)
    shape.push_back(llvm::is_contained(*axes, static_cast<int64_t>(i))
                        ? 1
                        : node.input(0).shape[next++]);
  setReshaped(node, shape);
  return success();
}

static LogicalResult convertTranspose(NodeContext &node) {
  FailureOr<Value> input = node.tensor(0);
  if (failed(input))
    return failure();
  SmallVector<int64_t> reversed = llvm::to_vector(
      llvm::reverse(llvm::seq<int64_t>(0, shapeOf(*input).size())));
  FailureOr<std::vector<int64_t>> perm = node.intsAttr("perm", reversed);
  if (failed(perm))
    return failure();
  FailureOr<Value> result = node.transpose(*input, *perm);
  if (failed(result))
    return failure();
  FailureOr<Value> moved = failure();
  if (dequantizedWeights(*input))
    moved = movedWeights(node, *input, *perm, shapeOf(*result));
  node.setTensor(0, succeeded(moved) ? *moved : *result);
  return success();
}

void addShapeConverters(Registry &registry) {
  registry.add("Identity", 1, convertIdentity);
  registry.add("Dropout", 1, convertDropout);
  registry.add("Cast", 1, convertCast);
  registry.add("Shape", 1, convertShape);
  registry.add("Reshape", 1, convertReshape);
  registry.add("Flatten", 1, convertFlatten);
  registry.add("Squeeze", 1, convertSqueeze);
  registry.add("Unsqueeze", 1, convertUnsqueeze);
  registry.add("Transpose", 1, convertTranspose);
}

} // namespace m2c::convert
