// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// ONNX MaxPool, AveragePool, GlobalAveragePool, ReduceMean.
#include "passes/Convert/OnnxToNn/OnnxToNn.h"

using namespace mlir;

namespace m2c::convert {

/// ceil_mode: enlarges the pads behind so that floor division gives the ceiled
/// size. A window must begin inside the input or its leading pads (ONNX
/// Pool-22), else it is dropped.
static void applyCeilMode(Window &window, ArrayRef<int64_t> map) {
  for (int i = 0; i < 2; ++i) {
    int64_t extent = window.dilations[i] * (window.kernel[i] - 1) + 1;
    int64_t padded = map[i] + window.pads[i] + window.pads[i + 2];
    if (padded < extent)
      continue; // the op's own check reports it
    int64_t out =
        (padded - extent + window.strides[i] - 1) / window.strides[i] + 1;
    if ((out - 1) * window.strides[i] >= map[i] + window.pads[i])
      --out;
    int64_t needed =
        (out - 1) * window.strides[i] + extent - map[i] - window.pads[i];
    window.pads[i + 2] = std::max(
        needed, std::min(window.pads[i + 2], needed + window.strides[i] - 1));
  }
}

/// Zeros around an NHWC map, for count_include_pad.
static FailureOr<Value> padMap(NodeContext &node, Value map,
                               ArrayRef<int64_t> pads) {
  return node.create<nn::PadOp>(
      map, {node.named("before", {0, pads[0], pads[1], 0}),
            node.named("after", {0, pads[2], pads[3], 0})});
}

template <typename OpT>
static LogicalResult convertPool(NodeContext &node) {
  constexpr bool isAverage = std::is_same_v<OpT, nn::AvgPool2dOp>;
  FailureOr<Value> input = node.tensor(0);
  FailureOr<std::vector<int64_t>> kernel = node.intsAttr("kernel_shape", {});
  FailureOr<int64_t> ceilMode = node.intAttr("ceil_mode", 0);
  FailureOr<int64_t> includePad = node.intAttr("count_include_pad", 0);
  if (failed(input) || failed(kernel) || failed(ceilMode) || failed(includePad))
    return failure();
  size_t rank = shapeOf(*input).size();
  if (rank != 3 && rank != 4)
    return node.error() << "a pool of " << static_cast<int64_t>(rank) - 2
                        << " spatial axes is not supported; expected an input "
                           "of rank 3 or 4";
  if (kernel->size() != rank - 2)
    return node.error() << "expected " << rank - 2
                        << " values in 'kernel_shape', got " << kernel->size();
  if (node.isUsed(1))
    return node.error()
           << "the output Indices is not supported; remove what reads it";
  FailureOr<Value> map = toNhwc(node, *input);
  if (failed(map))
    return failure();
  SmallVector<int64_t> size(4 - rank, 1);
  llvm::append_range(size, *kernel);
  FailureOr<Window> window =
      readWindow(node, size, rank - 2, shapeOf(*map).slice(1, 2));
  if (failed(window))
    return failure();
  if (isAverage && *includePad) {
    SmallVector<int64_t, 4> inside = window->pads;
    bool negative = llvm::any_of(inside, [](int64_t pad) { return pad < 0; });
    if (*ceilMode)
      applyCeilMode(*window, shapeOf(*map).slice(1, 2));
    // Where ceil_mode drops the last window, padding behind it is not needed.
    for (int i = 2; i < 4; ++i)
      inside[i] = std::min(inside[i], window->pads[i]);
    if (!negative)
      map = padMap(node, *map, inside);
    if (failed(map))
      return failure();
    // What ceil_mode adds behind the pads does not count.
    for (int i = 0; i < 4; ++i)
      window->pads[i] =
          negative ? window->pads[i] : window->pads[i] - inside[i];
  } else if (*ceilMode) {
    applyCeilMode(*window, shapeOf(*map).slice(1, 2));
  }
  FailureOr<Value> result =
      node.create<OpT>(*map, {node.named("kernel", window->kernel),
                              node.named("strides", window->strides),
                              node.named("dilations", window->dilations),
                              node.named("pads", window->pads)});
  if (succeeded(result))
    result = fromNhwc(node, *result, rank);
  if (failed(result))
    return failure();
  node.setTensor(0, *result);
  return success();
}

/// Mean over any axes: those that are not neighbours are brought together.
static FailureOr<Value> meanOver(NodeContext &node, Value input,
                                 ArrayRef<int64_t> axes) {
  ArrayRef<int64_t> shape = shapeOf(input);
  bool neighbours = true;
  for (size_t i = 1; i < axes.size(); ++i)
    neighbours &= axes[i] == axes[i - 1] + 1;
  if (neighbours)
    return node.create<nn::ReduceMeanOp>(input, {node.named("axes", axes)});
  SmallVector<int64_t> perm, kept(shape), last;
  for (int64_t axis = 0; axis < static_cast<int64_t>(shape.size()); ++axis)
    if (!llvm::is_contained(axes, axis))
      perm.push_back(axis);
  for (int64_t axis : axes) {
    last.push_back(static_cast<int64_t>(perm.size()));
    perm.push_back(axis);
    kept[axis] = 1;
  }
  FailureOr<Value> turned = node.transpose(input, perm);
  if (failed(turned))
    return failure();
  FailureOr<Value> mean =
      node.create<nn::ReduceMeanOp>(*turned, {node.named("axes", last)});
  if (failed(mean))
    return failure();
  return node.reshape(*mean, kept);
}

static LogicalResult reduceMean(NodeContext &node, std::vector<int64_t> axes,
                                bool given) {
  FailureOr<Value> input = node.tensor(0);
  FailureOr<int64_t> keepdims = node.intAttr("keepdims", 1);
  FailureOr<int64_t> noop = node.intAttr("noop_with_empty_axes", 0);
  if (failed(input) || failed(keepdims) || failed(noop))
    return failure();
  int64_t rank = static_cast<int64_t>(shapeOf(*input).size());
  if (axes.empty()) {
    if (given && *noop) {
      node.setTensor(0, *input);
      return success();
    }
    for (int64_t axis = 0; axis < rank; ++axis)
      axes.push_back(axis);
  }
  for (int64_t &axis : axes) {
    FailureOr<int64_t> normal = node.normalizeAxis(axis, rank);
    if (failed(normal))
      return failure();
    axis = *normal;
  }
  llvm::sort(axes);
  axes.erase(std::unique(axes.begin(), axes.end()), axes.end());
  SmallVector<int64_t> shape;
  for (auto [axis, dim] : llvm::enumerate(shapeOf(*input))) {
    bool reduced = llvm::is_contained(axes, static_cast<int64_t>(axis));
    if (!reduced || *keepdims)
      shape.push_back(reduced ? 1 : dim);
  }
  FailureOr<Value> mean = rank == 0 ? *input : meanOver(node, *input, axes);
  if (failed(mean))
    return failure();
  node.setTensor(0, node.reshape(*mean, shape));
  return success();
}

static LogicalResult convertReduceMean(NodeContext &node) {
  FailureOr<std::vector<int64_t>> axes = node.intsAttr("axes", {});
  return failed(axes) ? failure()
                      : reduceMean(node, *axes, node.hasAttr("axes"));
}

static LogicalResult convertReduceMean18(NodeContext &node) {
  if (!node.has(1))
    return reduceMean(node, {}, /*given=*/true);
  FailureOr<std::vector<int64_t>> axes = node.ints(1, "the axes");
  return failed(axes) ? failure() : reduceMean(node, *axes, /*given=*/true);
}

static LogicalResult convertGlobalAveragePool(NodeContext &node) {
  FailureOr<Value> input = node.tensor(0);
  if (failed(input))
    return failure();
  int64_t rank = static_cast<int64_t>(shapeOf(*input).size());
  if (rank < 3)
    return node.error() << "expected an input of rank 3 or more, got "
                        << input->getType();
  FailureOr<Value> mean =
      meanOver(node, *input, llvm::to_vector(llvm::seq<int64_t>(2, rank)));
  if (failed(mean))
    return failure();
  node.setTensor(0, *mean);
  return success();
}

void addPoolConverters(Registry &registry) {
  registry.add("MaxPool", 1, convertPool<nn::MaxPool2dOp>);
  registry.add("AveragePool", 1, convertPool<nn::AvgPool2dOp>);
  registry.add("GlobalAveragePool", 1, convertGlobalAveragePool);
  registry.add("ReduceMean", 1, convertReduceMean);
  registry.add("ReduceMean", 18, convertReduceMean18);
}

} // namespace m2c::convert
