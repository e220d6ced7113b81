// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// ONNX operators that work element by element, and Softmax.
#include "passes/Convert/OnnxToNn/OnnxToNn.h"
#include <cmath>
#include <limits>

using namespace mlir;

namespace m2c::convert {

template <typename OpT>
static LogicalResult convertUnary(NodeContext &node) {
  FailureOr<Value> input = node.tensor(0);
  if (failed(input))
    return failure();
  node.setTensor(
      0, OpT::create(node.builder, node.loc(), input->getType(), *input));
  return success();
}

static LogicalResult convertLeakyRelu(NodeContext &node) {
  FailureOr<Value> input = node.tensor(0);
  FailureOr<float> alpha = node.floatAttr("alpha", 0.01f);
  if (failed(input) || failed(alpha))
    return failure();
  node.setTensor(0, nn::LeakyReluOp::create(node.builder, node.loc(),
                                            input->getType(), *input,
                                            llvm::APFloat(*alpha)));
  return success();
}

static LogicalResult convertHardSigmoid(NodeContext &node) {
  FailureOr<Value> input = node.tensor(0);
  FailureOr<float> alpha = node.floatAttr("alpha", 0.2f),
                   beta = node.floatAttr("beta", 0.5f);
  if (failed(input) || failed(alpha) || failed(beta))
    return failure();
  node.setTensor(0, nn::HardSigmoidOp::create(
                        node.builder, node.loc(), input->getType(), *input,
                        llvm::APFloat(*alpha), llvm::APFloat(*beta)));
  return success();
}

static LogicalResult makeClip(NodeContext &node, float low, float high) {
  FailureOr<Value> input = node.tensor(0);
  if (failed(input))
    return failure();
  // Infinite bounds do nothing; the largest finite float does the same.
  constexpr float largest = std::numeric_limits<float>::max();
  if (std::isinf(low))
    low = std::copysign(largest, low);
  if (std::isinf(high))
    high = std::copysign(largest, high);
  node.setTensor(
      0, nn::ClipOp::create(node.builder, node.loc(), input->getType(), *input,
                            llvm::APFloat(low), llvm::APFloat(high)));
  return success();
}

static LogicalResult convertClip6(NodeContext &node) {
  FailureOr<float> low =
      node.floatAttr("min", std::numeric_limits<float>::lowest());
  FailureOr<float> high =
      node.floatAttr("max", std::numeric_limits<float>::max());
  return failed(low) || failed(high) ? failure() : makeClip(node, *low, *high);
}

/// An optional scalar input.
static FailureOr<float> bound(NodeContext &node, unsigned index, StringRef what,
                              float fallback) {
  if (!node.has(index))
    return fallback;
  FailureOr<std::vector<float>> values = node.floats(index, what);
  if (failed(values))
    return failure();
  if (values->size() != 1)
    return node.error() << "expected one number as " << what << ", got "
                        << values->size();
  return values->front();
}

static LogicalResult convertClip11(NodeContext &node) {
  FailureOr<float> low =
      bound(node, 1, "min", std::numeric_limits<float>::lowest());
  FailureOr<float> high =
      bound(node, 2, "max", std::numeric_limits<float>::max());
  return failed(low) || failed(high) ? failure() : makeClip(node, *low, *high);
}

/// Shape arithmetic on integer constants: equal shapes, or one number.
static LogicalResult convertIntegers(NodeContext &node, StringRef op) {
  const Item &a = node.input(0), &b = node.input(1);
  size_t count = std::max(a.ints->size(), b.ints->size());
  if (a.ints->empty() || b.ints->empty() ||
      (a.ints->size() != count && a.ints->size() != 1) ||
      (b.ints->size() != count && b.ints->size() != 1))
    return node.error() << "expected integer constants of equal size, got "
                        << a.ints->size() << " and " << b.ints->size();
  std::vector<int64_t> out;
  for (size_t i = 0; i < count; ++i) {
    int64_t x = (*a.ints)[a.ints->size() == 1 ? 0 : i],
            y = (*b.ints)[b.ints->size() == 1 ? 0 : i];
    int64_t value = 0;
    bool overflow = op == "Add"   ? __builtin_add_overflow(x, y, &value)
                    : op == "Sub" ? __builtin_sub_overflow(x, y, &value)
                    : op == "Mul" ? __builtin_mul_overflow(x, y, &value)
                                  : y == 0 || (y == -1 && x == INT64_MIN);
    if (overflow)
      return node.error() << "integer overflow in shape arithmetic";
    out.push_back(op == "Div" ? x / y : value);
  }
  node.setInts(0, out, a.ints->size() >= b.ints->size() ? a.shape : b.shape);
  return success();
}

/// Whether `a` repeats along the innermost axis of a + b, and `b` does not.
static bool repeatsInside(ArrayRef<int64_t> a, ArrayRef<int64_t> b) {
  for (size_t i = 1; i <= std::max(a.size(), b.size()); ++i) {
    int64_t sizeA = i <= a.size() ? a[a.size() - i] : 1,
            sizeB = i <= b.size() ? b[b.size() - i] : 1;
    if (sizeA != 1 || sizeB != 1)
      return sizeA == 1;
  }
  return false;
}

template <typename OpT>
static LogicalResult convertBinary(NodeContext &node) {
  if (node.has(0) && node.has(1) && node.input(0).ints && node.input(1).ints)
    return convertIntegers(node, node.node.getOpType());
  FailureOr<Value> a = node.tensor(0), b = node.tensor(1);
  if (failed(a) || failed(b))
    return failure();
  // ONNX Runtime adds the operand first that is constant along the innermost
  // run, and so do integers with the right one (docs/numerics.md).
  if (std::is_same_v<OpT, nn::AddOp> &&
      (*a).getDefiningOp<nn::DequantizeOp>() &&
      (*b).getDefiningOp<nn::DequantizeOp>() &&
      repeatsInside(shapeOf(*a), shapeOf(*b)))
    std::swap(*a, *b);
  FailureOr<Value> result = node.create<OpT>({*a, *b});
  if (failed(result))
    return failure();
  node.setTensor(0, *result);
  return success();
}

static LogicalResult convertBatchNorm(NodeContext &node) {
  FailureOr<Value> input = node.tensor(0);
  FailureOr<int64_t> training = node.intAttr("training_mode", 0),
                     spatial = node.intAttr("spatial", 1);
  FailureOr<float> epsilon = node.floatAttr("epsilon", 1e-5f);
  FailureOr<std::vector<float>> gamma = node.floats(1, "scale"),
                                beta = node.floats(2, "B"),
                                mean = node.floats(3, "the mean"),
                                variance = node.floats(4, "the variance");
  if (failed(input) || failed(training) || failed(spatial) || failed(epsilon) ||
      failed(gamma) || failed(beta) || failed(mean) || failed(variance))
    return failure();
  if (*training != 0)
    return node.error() << "training_mode = 1 is not supported; export the "
                           "model for inference";
  if (*spatial != 1)
    return node.error()
           << "spatial = 0 is not supported; expected statistics per channel";
  for (unsigned i = 1; i < node.numOutputs(); ++i)
    if (node.isUsed(i))
      return node.error() << "outputs behind the first are not supported; "
                             "export the model for inference";
  size_t rank = shapeOf(*input).size();
  if (rank < 2)
    return node.error() << "expected an input of rank 2 or more, got "
                        << input->getType();
  size_t channels = static_cast<size_t>(shapeOf(*input)[1]);
  for (size_t count :
       {gamma->size(), beta->size(), mean->size(), variance->size()})
    if (count != channels)
      return node.error() << "expected " << channels
                          << " values per parameter, got " << count;
  std::vector<float> scale(channels), shift(channels);
  for (size_t c = 0; c < channels; ++c) {
    double factor =
        (*gamma)[c] / std::sqrt(static_cast<double>((*variance)[c]) + *epsilon);
    scale[c] = static_cast<float>(factor);
    shift[c] = static_cast<float>((*beta)[c] - (*mean)[c] * factor);
  }
  SmallVector<int64_t> shape{static_cast<int64_t>(channels)};
  node.setTensor(
      0, nn::BatchNormOp::create(node.builder, node.loc(), input->getType(),
                                 *input, node.constant(shape, scale, "scale"),
                                 node.constant(shape, shift, "shift"), 1));
  return success();
}

static LogicalResult convertSoftmax13(NodeContext &node) {
  FailureOr<Value> input = node.tensor(0);
  FailureOr<int64_t> axis = node.intAttr("axis", -1);
  if (failed(input) || failed(axis))
    return failure();
  axis =
      node.normalizeAxis(*axis, static_cast<int64_t>(shapeOf(*input).size()));
  if (failed(axis))
    return failure();
  node.setTensor(0, nn::SoftmaxOp::create(node.builder, node.loc(),
                                          input->getType(), *input, *axis));
  return success();
}

/// Before opset 13 the tensor is flattened at `axis` to two dimensions.
static LogicalResult convertSoftmax1(NodeContext &node) {
  FailureOr<Value> input = node.tensor(0);
  FailureOr<int64_t> axis = node.intAttr("axis", 1);
  if (failed(input) || failed(axis))
    return failure();
  SmallVector<int64_t> shape(shapeOf(*input));
  axis = node.normalizeAxis(*axis, static_cast<int64_t>(shape.size()));
  if (failed(axis))
    return failure();
  ArrayRef<int64_t> dims(shape);
  Value flat = node.reshape(*input, {productOf(dims.take_front(*axis)),
                                     productOf(dims.drop_front(*axis))});
  Value result =
      nn::SoftmaxOp::create(node.builder, node.loc(), flat.getType(), flat, 1);
  node.setTensor(0, node.reshape(result, shape));
  return success();
}

void addElementwiseConverters(Registry &registry) {
  registry.add("Relu", 1, convertUnary<nn::ReluOp>);
  registry.add("Sigmoid", 1, convertUnary<nn::SigmoidOp>);
  registry.add("Tanh", 1, convertUnary<nn::TanhOp>);
  registry.add("HardSwish", 14, convertUnary<nn::HardSwishOp>);
  registry.add("LeakyRelu", 1, convertLeakyRelu);
  registry.add("HardSigmoid", 1, convertHardSigmoid);
  registry.add("Clip", 6, convertClip6);
  registry.add("Clip", 11, convertClip11);
  registry.add("Add", 7, convertBinary<nn::AddOp>);
  registry.add("Sub", 7, convertBinary<nn::SubOp>);
  registry.add("Mul", 7, convertBinary<nn::MulOp>);
  registry.add("Div", 7, convertBinary<nn::DivOp>);
  registry.add("BatchNormalization", 7, convertBatchNorm);
  registry.add("Softmax", 1, convertSoftmax1);
  registry.add("Softmax", 13, convertSoftmax13);
}

} // namespace m2c::convert
