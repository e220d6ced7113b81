// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Quantised ONNX: QuantizeLinear and DequantizeLinear, and the operators that
// compute on integers, which become the same pairs around float layers;
// nn-fuse-quantized makes integer layers of them all. Unsigned bytes become
// signed ones: value and zero point less 128.
#include "dialects/Nn/NnWeights.h"
#include "passes/Convert/OnnxToNn/OnnxToNn.h"
#include <cmath>

using namespace mlir;

namespace m2c::convert {

namespace {

/// Scales, zero points and their ONNX element type.
struct Parameters {
  std::vector<float> scales;
  std::vector<int64_t> zeros; ///< as many as scales
  IntegerType type;           ///< i8 where the node does not say
  int64_t axis = 0;           ///< where there is more than one scale

  bool isPerTensor() const { return scales.size() == 1; }
  unsigned bits() const { return type.getWidth(); }
  /// What turns a stored ONNX value into the signed one of the same width.
  int64_t shift() const {
    return type.isUnsigned() ? int64_t(1) << (bits() - 1) : 0;
  }
  /// The scale of element `i` of a tensor with these parameters.
  size_t channelOf(size_t i, ArrayRef<int64_t> shape) const {
    if (isPerTensor())
      return 0;
    auto inner = static_cast<size_t>(productOf(shape.drop_front(axis + 1)));
    return i / inner % scales.size();
  }
};

} // namespace

static IntegerType integerOf(NodeContext &node, unsigned index) {
  Type type = node.input(index).integer;
  return type ? dyn_cast<IntegerType>(type) : IntegerType();
}

/// Reads scale (input `scale`) and the optional zero point (input `scale + 1`).
/// `stored` is the element type where there is no zero point.
static FailureOr<Parameters> readParameters(NodeContext &node, unsigned scale,
                                            Type stored) {
  Parameters result;
  FailureOr<std::vector<float>> scales = node.floats(scale, "the scale");
  if (failed(scales))
    return failure();
  result.scales = *scales;
  for (float value : result.scales)
    if (!(value >= 0x1p-126f) || !std::isfinite(value))
      return node.error() << "expected scales above 0 that are no denormals, "
                          << "got " << value;
  result.zeros.assign(result.scales.size(), 0);
  result.type = dyn_cast_or_null<IntegerType>(stored);
  if (node.has(scale + 1)) {
    FailureOr<std::vector<int64_t>> zeros =
        node.ints(scale + 1, "the zero point");
    if (failed(zeros))
      return failure();
    if (zeros->size() != result.scales.size())
      return node.error() << "expected as many zero points as scales, got "
                          << zeros->size() << " and " << result.scales.size();
    result.zeros = *zeros;
    if (IntegerType given = integerOf(node, scale + 1))
      result.type = given;
  }
  if (!result.type)
    result.type = IntegerType::get(node.builder.getContext(), 8,
                                   IntegerType::Unsigned); // ONNX's default
  for (int64_t &zero : result.zeros) {
    int64_t low =
        result.type.isUnsigned() ? 0 : -(int64_t(1) << (result.bits() - 1));
    int64_t high = low + (int64_t(1) << std::min(result.bits(), 62u)) - 1;
    if (zero < low || zero > high)
      return node.error() << "expected zero points in [" << low << ", " << high
                          << "], got " << zero;
    zero -= result.shift();
  }
  return result;
}

/// Finds the axis of per-axis parameters; a block size is refused.
static LogicalResult readAxis(NodeContext &node, ArrayRef<int64_t> shape,
                              Parameters &parameters) {
  FailureOr<int64_t> axis = node.intAttr("axis", 1),
                     block = node.intAttr("block_size", 0);
  if (failed(axis) || failed(block))
    return failure();
  if (*block != 0)
    return node.error() << "scales per block are not supported; expected them "
                        << "per tensor or per axis, got block_size " << *block;
  if (parameters.isPerTensor())
    return success();
  FailureOr<int64_t> positive = node.normalizeAxis(*axis, shape.size());
  if (failed(positive))
    return failure();
  if (shape[*positive] != static_cast<int64_t>(parameters.scales.size()))
    return node.error() << "expected " << shape[*positive]
                        << " scales for axis " << *positive << ", got "
                        << parameters.scales.size();
  parameters.axis = *positive;
  return success();
}

static FailureOr<nn::TensorQuant> activationQuant(NodeContext &node,
                                                  const Parameters &given) {
  if (!given.isPerTensor())
    return node.error() << "scales per axis are supported for weights only; "
                        << "expected one scale, got " << given.scales.size();
  if (given.bits() != 8 && given.bits() != 4)
    return node.error() << "expected 8 or 4 bits for a tensor computed at run "
                        << "time, got " << given.bits();
  return nn::TensorQuant{given.scales.front(),
                         static_cast<int32_t>(given.zeros.front()),
                         given.bits(), true};
}

static Value createQuantize(NodeContext &node, Value value,
                            const nn::TensorQuant &quant) {
  Type element = nn::quantElement(node.builder.getContext(), quant);
  return nn::QuantizeOp::create(node.builder, node.loc(),
                                nn::withElement(value.getType(), element),
                                value);
}

static Value createDequantize(NodeContext &node, Value value) {
  return nn::DequantizeOp::create(
      node.builder, node.loc(),
      nn::withElement(value.getType(), node.builder.getF32Type()), value);
}

/// Takes the zero points off weights with scales per channel, whose type has
/// none. The bits of the result, nullopt where a byte does not hold them.
static std::optional<unsigned> centreChannels(const Parameters &given,
                                              ArrayRef<int64_t> shape,
                                              std::vector<int64_t> &values) {
  std::vector<int64_t> centred;
  unsigned bits = given.bits();
  for (auto [i, value] : llvm::enumerate(values)) {
    int64_t difference = value - given.zeros[given.channelOf(i, shape)];
    if (difference < -128 || difference > 127)
      return std::nullopt;
    if (difference < -8 || difference > 7)
      bits = 8;
    centred.push_back(difference);
  }
  values = std::move(centred);
  return bits;
}

/// Stored integers with these parameters as floats: quantised constants where
/// layers can take them, plain floats else.
static FailureOr<Value> dequantizeConstant(NodeContext &node,
                                           ArrayRef<int64_t> stored,
                                           ArrayRef<int64_t> shape,
                                           const Parameters &given) {
  std::vector<int64_t> values(stored.begin(), stored.end());
  for (int64_t &value : values)
    value -= given.shift();
  MLIRContext *context = node.builder.getContext();
  auto held = [&](Type element) {
    return createDequantize(
        node, nn::makeQuantConstant(node.builder, node.loc(), shape, element,
                                    values, "weights"));
  };
  bool symmetric = llvm::all_of(given.zeros, [](int64_t z) { return z == 0; });
  bool isByte = given.bits() <= 8;
  if (given.isPerTensor() &&
      (isByte || (symmetric && given.bits() == 32 && !given.shift())))
    return held(nn::quantElement(
        context, nn::TensorQuant{given.scales.front(),
                                 static_cast<int32_t>(given.zeros.front()),
                                 given.bits(), true}));
  if (symmetric && !given.shift() && given.bits() == 32)
    return held(nn::quantElement(context, 32, given.scales, given.axis));
  if (isByte && !given.isPerTensor()) {
    std::optional<unsigned> bits = centreChannels(given, shape, values);
    if (bits)
      return held(nn::quantElement(context, *bits, given.scales, given.axis));
  }
  std::vector<float> floats;
  for (auto [i, value] : llvm::enumerate(values)) {
    size_t channel = given.channelOf(i, shape);
    floats.push_back(static_cast<float>(value - given.zeros[channel]) *
                     given.scales[channel]);
  }
  return node.constant(shape, floats, "dequantized");
}

/// A run-time tensor of stored integers as the floats that they mean: the same
/// integers may be read with other parameters than they were made with.
static FailureOr<Value> dequantizeTensor(NodeContext &node, Value value,
                                         const Parameters &given) {
  if (!nn::isQuantized(value))
    return node.error() << "expected a quantised tensor, got "
                        << value.getType();
  FailureOr<nn::TensorQuant> quant = activationQuant(node, given);
  if (failed(quant))
    return failure();
  if (nn::storageBits(value.getType()) != quant->bits)
    return node.error() << "expected a zero point of the tensor's "
                        << nn::storageBits(value.getType()) << " bits, got "
                        << quant->bits;
  Type type = nn::withElement(
      value.getType(), nn::quantElement(node.builder.getContext(), *quant));
  if (type != value.getType())
    value = nn::ReshapeOp::create(node.builder, node.loc(), type, value);
  return createDequantize(node, value);
}

/// Input `index` with the parameters at `scale` and `scale + 1` as floats.
static FailureOr<Value> dequantized(NodeContext &node, unsigned index,
                                    unsigned scale,
                                    std::optional<int64_t> axis = {}) {
  if (!node.has(index))
    return node.error() << "expected input " << index << ", got none";
  const Item &item = node.input(index);
  FailureOr<Parameters> given = readParameters(node, scale, item.integer);
  if (failed(given))
    return failure();
  if (axis)
    given->axis = *axis;
  else if (failed(readAxis(node, item.shape, *given)))
    return failure();
  if (!given->isPerTensor() &&
      item.shape[given->axis] != static_cast<int64_t>(given->scales.size()))
    return node.error() << "expected " << item.shape[given->axis]
                        << " scales, got " << given->scales.size();
  if (item.ints)
    return dequantizeConstant(node, *item.ints, item.shape, *given);
  return dequantizeTensor(node, item.tensor, *given);
}

static void setQuantized(NodeContext &node, Value value, IntegerType type) {
  node.setTensor(0, value);
  node.setInteger(0, type);
}

static LogicalResult convertQuantizeLinear(NodeContext &node) {
  FailureOr<Value> input = node.tensor(0);
  FailureOr<Parameters> given = readParameters(node, 1, Type());
  if (failed(input) || failed(given) ||
      failed(readAxis(node, shapeOf(*input), *given)))
    return failure();
  // Float weights that are quantised in the graph are constants.
  if (ElementsAttr constant = constantValue(*input)) {
    if (given->bits() > 8)
      return node.error() << "expected 8 or 4 bits, got " << given->bits();
    FailureOr<std::vector<float>> values = floatElements(constant);
    if (failed(values))
      return node.error() << "expected a float tensor with data";
    std::vector<int64_t> stored;
    for (auto [i, value] : llvm::enumerate(*values)) {
      size_t channel = given->channelOf(i, shapeOf(*input));
      nn::TensorQuant quant{given->scales[channel],
                            static_cast<int32_t>(given->zeros[channel]),
                            given->bits(), true};
      stored.push_back(quant.quantize(value) + given->shift());
    }
    node.setInts(0, std::move(stored), shapeOf(*input));
    node.setInteger(0, given->type);
    return success();
  }
  FailureOr<nn::TensorQuant> quant = activationQuant(node, *given);
  if (failed(quant))
    return failure();
  setQuantized(node, createQuantize(node, *input, *quant), given->type);
  return success();
}

static LogicalResult convertDequantizeLinear(NodeContext &node) {
  FailureOr<Value> result = dequantized(node, 0, 1);
  if (failed(result))
    return failure();
  node.setTensor(0, *result);
  return success();
}

static LogicalResult refuseDynamic(NodeContext &node) {
  return node.error() << "scales measured at run time are not supported; "
                      << "quantise the model with calibration data (static "
                      << "quantisation), or give m2c the float model and "
                      << "--calibrate";
}

/// Quantises the float result with the parameters at `scale`.
static LogicalResult setOutput(NodeContext &node, FailureOr<Value> value,
                               unsigned scale) {
  FailureOr<Parameters> given = readParameters(node, scale, Type());
  if (failed(value) || failed(given))
    return failure();
  FailureOr<nn::TensorQuant> quant = activationQuant(node, *given);
  if (failed(quant))
    return failure();
  setQuantized(node, createQuantize(node, *value, *quant), given->type);
  return success();
}

/// The int32 bias of QLinearConv: its scales are input scale * weight scale.
static FailureOr<Value> qlinearBias(NodeContext &node, unsigned index) {
  FailureOr<std::vector<int64_t>> values = node.ints(index, "the bias");
  FailureOr<std::vector<float>> in = node.floats(1, "the scale"),
                                weights = node.floats(4, "the scale");
  if (failed(values) || failed(in) || failed(weights))
    return failure();
  Parameters bias;
  for (float scale : *weights)
    bias.scales.push_back(in->front() * scale);
  bias.zeros.assign(bias.scales.size(), 0);
  bias.type = IntegerType::get(node.builder.getContext(), 32);
  return dequantizeConstant(node, *values, node.input(index).shape, bias);
}

static LogicalResult convertQLinearConv(NodeContext &node) {
  FailureOr<Value> input = dequantized(node, 0, 1, 0),
                   weights = dequantized(node, 3, 4, 0);
  FailureOr<Value> bias =
      node.has(8) ? qlinearBias(node, 8) : FailureOr<Value>(Value());
  if (failed(input) || failed(weights) || failed(bias))
    return failure();
  return setOutput(node, buildConv(node, *input, *weights, *bias), 6);
}

static LogicalResult convertQLinearMatMul(NodeContext &node) {
  if (!node.has(3))
    return node.error() << "expected input 3, got none";
  int64_t last = static_cast<int64_t>(node.input(3).shape.size()) - 1;
  FailureOr<Value> a = dequantized(node, 0, 1, 0),
                   b = dequantized(node, 3, 4, std::max<int64_t>(last, 0));
  if (failed(a) || failed(b))
    return failure();
  return setOutput(node, buildMatMul(node, *a, *b), 6);
}

/// Input `index` less its zero point (input `zero`), as floats that are
/// integers. Weights may have a zero point for each index of `axis`.
static FailureOr<Value> centred(NodeContext &node, unsigned index,
                                unsigned zero, int64_t axis) {
  if (!node.has(index))
    return node.error() << "expected input " << index << ", got none";
  const Item &item = node.input(index);
  Parameters given;
  given.axis = axis;
  given.zeros = {0};
  given.type = dyn_cast_or_null<IntegerType>(item.integer);
  if (!given.type)
    return node.error() << "expected an integer tensor as input " << index;
  if (node.has(zero)) {
    FailureOr<std::vector<int64_t>> zeros = node.ints(zero, "the zero point");
    if (failed(zeros))
      return failure();
    size_t most =
        item.ints && axis < int64_t(item.shape.size()) ? item.shape[axis] : 1;
    if (zeros->size() != 1 && zeros->size() != most)
      return node.error() << "expected one zero point"
                          << (item.ints ? " or one per channel" : "")
                          << ", got " << zeros->size();
    given.zeros = *zeros;
  }
  given.scales.assign(given.zeros.size(), 1.0f);
  if (item.ints) {
    std::vector<float> floats;
    for (auto [i, value] : llvm::enumerate(*item.ints))
      floats.push_back(static_cast<float>(
          value - given.zeros[given.channelOf(i, item.shape)]));
    return node.constant(item.shape, floats, "integers");
  }
  given.zeros.front() -= given.shift();
  return dequantizeTensor(node, item.tensor, given);
}

/// Largest |x - zero point| that input 0 can hold.
static double largestInput(NodeContext &node) {
  const Item &item = node.input(0);
  int64_t zero = node.has(2) ? node.input(2).ints->front() : 0;
  auto type = cast<IntegerType>(item.integer);
  int64_t low = type.isUnsigned() ? 0 : -(int64_t(1) << (type.getWidth() - 1));
  int64_t high = low + (int64_t(1) << type.getWidth()) - 1;
  return static_cast<double>(std::max(high - zero, zero - low));
}

/// Largest sum of |weights| that go into one output: `size` of them, `inner`
/// elements apart, with a remainder of their own.
static double largestNorm(ArrayRef<float> weights, int64_t size,
                          int64_t inner) {
  int64_t count = static_cast<int64_t>(weights.size());
  if (count == 0)
    return 0.0;
  std::vector<double> norms(count / size, 0.0);
  for (int64_t i = 0; i < count; ++i)
    norms[i / (size * inner) * inner + i % inner] += std::abs(weights[i]);
  return *llvm::max_element(norms);
}

/// ConvInteger and MatMulInteger: their int32 sums as floats, which holds
/// integers exactly up to 2^24. `size` and `inner` as in largestNorm.
static LogicalResult setIntegerResult(NodeContext &node, Value weights,
                                      int64_t size, int64_t inner,
                                      FailureOr<Value> result) {
  if (failed(result))
    return failure();
  ElementsAttr constant = constantValue(weights);
  if (!constant)
    return node.error() << "expected constant weights, got ones computed at "
                        << "run time";
  double most =
      largestNorm(*floatElements(constant), size, inner) * largestInput(node);
  if (most > double(1 << 24))
    return node.error() << "sums of up to " << static_cast<int64_t>(most)
                        << " do not fit binary32, which holds integers up to "
                        << (1 << 24)
                        << "; expected QuantizeLinear and DequantizeLinear "
                           "around a float layer for layers of this size";
  node.setTensor(0, *result);
  return success();
}

static LogicalResult convertConvInteger(NodeContext &node) {
  FailureOr<Value> input = centred(node, 0, 2, /*axis=*/0),
                   weights = centred(node, 1, 3, /*axis=*/0);
  if (failed(input) || failed(weights))
    return failure();
  return setIntegerResult(
      node, *weights, productOf(shapeOf(*weights).drop_front()),
      /*inner=*/1, buildConv(node, *input, *weights, Value()));
}

static LogicalResult convertMatMulInteger(NodeContext &node) {
  if (!node.has(1))
    return node.error() << "expected input 1, got none";
  int64_t last = static_cast<int64_t>(node.input(1).shape.size()) - 1;
  FailureOr<Value> a = centred(node, 0, 2, /*axis=*/0),
                   b = centred(node, 1, 3, std::max<int64_t>(last, 0));
  if (failed(a) || failed(b))
    return failure();
  // A product that fails reports the shapes before they are looked at.
  FailureOr<Value> product = buildMatMul(node, *a, *b);
  ArrayRef<int64_t> shape = shapeOf(*b);
  bool column = shape.size() < 2;
  return setIntegerResult(
      node, *b, shape.empty() ? 1 : shape[shape.size() - (column ? 1 : 2)],
      column ? 1 : shape.back(), product);
}

void addQuantConverters(Registry &registry) {
  registry.add("QuantizeLinear", 10, convertQuantizeLinear);
  registry.add("DequantizeLinear", 10, convertDequantizeLinear);
  registry.add("DynamicQuantizeLinear", 11, refuseDynamic);
  registry.add("QLinearConv", 10, convertQLinearConv);
  registry.add("QLinearMatMul", 10, convertQLinearMatMul);
  registry.add("ConvInteger", 10, convertConvInteger);
  registry.add("MatMulInteger", 10, convertMatMulInteger);
}

} // namespace m2c::convert
