// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// ONNX Conv, and the window arithmetic that pools share with it.
#include "dialects/Nn/NnWeights.h"
#include "passes/Convert/OnnxToNn/OnnxToNn.h"

using namespace mlir;

namespace m2c::convert {

/// A spatial attribute of a 1-D operator is that of its width.
static FailureOr<SmallVector<int64_t, 2>>
spatialAttr(NodeContext &node, StringRef name, unsigned spatial) {
  FailureOr<std::vector<int64_t>> values =
      node.intsAttr(name, SmallVector<int64_t>(spatial, 1));
  if (failed(values))
    return failure();
  if (values->size() != spatial)
    return node.error() << "expected " << spatial << " values in '" << name
                        << "', got " << values->size();
  for (int64_t value : *values)
    if (value < 1 || value > (int64_t(1) << 24))
      return node.error() << "expected values of at least 1 in '" << name
                          << "', got " << value;
  SmallVector<int64_t, 2> out(2 - spatial, 1);
  llvm::append_range(out, *values);
  return out;
}

/// Pads of auto_pad = SAME_*: as many outputs as ceil(size / stride).
static void samePads(Window &window, ArrayRef<int64_t> map, bool upper) {
  for (int i = 0; i < 2; ++i) {
    int64_t out = (map[i] + window.strides[i] - 1) / window.strides[i];
    int64_t extent = window.dilations[i] * (window.kernel[i] - 1) + 1;
    int64_t total =
        std::max<int64_t>(0, (out - 1) * window.strides[i] + extent - map[i]);
    int64_t small = total / 2, large = total - small;
    window.pads[i] = upper ? small : large;
    window.pads[i + 2] = upper ? large : small;
  }
}

FailureOr<Window> readWindow(NodeContext &node, ArrayRef<int64_t> kernel,
                             unsigned spatial, ArrayRef<int64_t> map) {
  Window window;
  window.kernel.assign(kernel.begin(), kernel.end());
  FailureOr<SmallVector<int64_t, 2>> strides =
      spatialAttr(node, "strides", spatial);
  FailureOr<SmallVector<int64_t, 2>> dilations =
      spatialAttr(node, "dilations", spatial);
  FailureOr<std::string> autoPad = node.stringAttr("auto_pad", "NOTSET");
  FailureOr<std::vector<int64_t>> pads =
      node.intsAttr("pads", SmallVector<int64_t>(2 * spatial, 0));
  if (failed(strides) || failed(dilations) || failed(autoPad) || failed(pads))
    return failure();
  // Bounded before they are multiplied: the products could overflow.
  constexpr int64_t kLimit = int64_t(1) << 24;
  for (int64_t size : kernel)
    if (size < 1 || size > kLimit)
      return node.error() << "expected kernel sizes from 1 to " << kLimit
                          << ", got " << size;
  for (int64_t pad : *pads)
    if (pad < -kLimit || pad > kLimit)
      return node.error() << "expected pads of at most " << kLimit << ", got "
                          << pad;
  window.strides = *strides;
  window.dilations = *dilations;
  window.pads.assign(4, 0);
  if (*autoPad == "SAME_UPPER" || *autoPad == "SAME_LOWER") {
    samePads(window, map, *autoPad == "SAME_UPPER");
    return window;
  }
  if (*autoPad == "VALID")
    return window;
  if (*autoPad != "NOTSET" && !autoPad->empty())
    return node.error() << "expected auto_pad to be NOTSET, SAME_UPPER, "
                           "SAME_LOWER or VALID, got '"
                        << *autoPad << "'";
  if (pads->size() != 2 * spatial)
    return node.error() << "expected " << 2 * spatial
                        << " values in 'pads', got " << pads->size();
  for (unsigned i = 0; i < spatial; ++i) {
    window.pads[2 - spatial + i] = (*pads)[i];
    window.pads[4 - spatial + i] = (*pads)[spatial + i];
  }
  return window;
}

FailureOr<Value> toNhwc(NodeContext &node, Value value) {
  ArrayRef<int64_t> shape = shapeOf(value);
  if (shape.size() == 3)
    value = node.reshape(value, {shape[0], shape[1], 1, shape[2]});
  return node.transpose(value, {0, 2, 3, 1});
}

FailureOr<Value> fromNhwc(NodeContext &node, Value map, size_t rank) {
  FailureOr<Value> value = node.transpose(map, {0, 3, 1, 2});
  if (failed(value) || rank != 3)
    return value;
  ArrayRef<int64_t> shape = shapeOf(*value);
  return node.reshape(*value, {shape[0], shape[1], shape[3]});
}

/// ONNX weights [O, I, (H,) W] as [O, H, W, I].
static FailureOr<Value> convWeights(NodeContext &node, Value weights) {
  SmallVector<int64_t> shape(shapeOf(weights));
  int64_t height = shape.size() == 4 ? shape[2] : 1, width = shape.back();
  node.builder.setInsertionPoint(node.node);
  FailureOr<Value> packed = nn::permuteWeights(
      node.builder, weights, {shape[0], shape[1], height, width}, {0, 2, 3, 1},
      {shape[0], height, width, shape[1]}, "conv_weights");
  if (failed(packed))
    return node.error()
           << "expected the weights to be constant; "
           << "values computed at run time are not supported there";
  return packed;
}

FailureOr<Value> buildConv(NodeContext &node, Value input, Value weights,
                           Value bias) {
  FailureOr<int64_t> group = node.intAttr("group", 1);
  if (failed(group))
    return failure();
  size_t rank = shapeOf(input).size();
  SmallVector<int64_t> shape(shapeOf(weights));
  if (rank != 3 && rank != 4)
    return node.error() << "a convolution of " << static_cast<int64_t>(rank) - 2
                        << " spatial axes is not supported; expected an input "
                           "of rank 3 or 4";
  if (shape.size() != rank)
    return node.error() << "expected weights of rank " << rank << ", got "
                        << weights.getType();
  FailureOr<std::vector<int64_t>> stated =
      node.intsAttr("kernel_shape", ArrayRef<int64_t>(shape).drop_front(2));
  if (failed(stated))
    return failure();
  if (ArrayRef<int64_t>(*stated) != ArrayRef<int64_t>(shape).drop_front(2))
    return node.error() << "expected 'kernel_shape' to be that of the weights, "
                        << weights.getType();
  FailureOr<Value> map = toNhwc(node, input),
                   packed = convWeights(node, weights);
  if (failed(map) || failed(packed))
    return failure();
  FailureOr<Window> window = readWindow(node, shapeOf(*packed).slice(1, 2),
                                        rank - 2, shapeOf(*map).slice(1, 2));
  if (failed(window))
    return failure();
  SmallVector<Value> operands{*map, *packed};
  if (bias && !nn::isConstantWeights(bias))
    return node.error()
           << "expected the bias to be constant; "
           << "values computed at run time are not supported there";
  if (bias)
    operands.push_back(bias);
  FailureOr<Value> result = node.create<nn::Conv2dOp>(
      operands,
      {node.named("strides", window->strides),
       node.named("dilations", window->dilations),
       node.named("pads", window->pads), node.named("group", *group)});
  if (failed(result))
    return failure();
  return fromNhwc(node, *result, rank);
}

static LogicalResult convertConv(NodeContext &node) {
  FailureOr<Value> input = node.tensor(0), weights = node.tensor(1);
  FailureOr<Value> bias =
      node.has(2) ? node.tensor(2) : FailureOr<Value>(Value());
  if (failed(input) || failed(weights) || failed(bias))
    return failure();
  FailureOr<Value> result = buildConv(node, *input, *weights, *bias);
  if (failed(result))
    return failure();
  node.setTensor(0, *result);
  return success();
}

void addConvConverters(Registry &registry) {
  registry.add("Conv", 1, convertConv);
}

} // namespace m2c::convert
