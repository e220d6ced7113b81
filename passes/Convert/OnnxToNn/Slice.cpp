// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// ONNX Slice, Split, Concat, Pad, and Gather of shape arithmetic.
#include "passes/Convert/OnnxToNn/OnnxToNn.h"

using namespace mlir;

namespace m2c::convert {

/// A part of each axis.
struct Part {
  SmallVector<int64_t> begins, sizes, steps;
  explicit Part(ArrayRef<int64_t> shape)
      : begins(shape.size(), 0), sizes(shape), steps(shape.size(), 1) {}
};

static FailureOr<Value> slice(NodeContext &node, Value value,
                              const Part &part) {
  return node.create<nn::SliceOp>(value, {node.named("begins", part.begins),
                                          node.named("sizes", part.sizes),
                                          node.named("steps", part.steps)});
}

/// Begin, end and step of one axis by the rules of ONNX Slice: negative values
/// count from the end, everything is clamped to the axis.
static void clampSlice(Part &part, int64_t axis, int64_t dim, int64_t begin,
                       int64_t end, int64_t step) {
  begin = begin < 0 ? std::max(begin, -dim - 1) + dim : begin;
  end = end < 0 ? std::max(end, -dim - 1) + dim : end;
  if (step > 0) {
    begin = std::clamp<int64_t>(begin, 0, dim);
    end = std::clamp<int64_t>(end, 0, dim);
  } else {
    begin = std::clamp<int64_t>(begin, -1, dim - 1);
    end = std::clamp<int64_t>(end, -1, dim - 1);
  }
  int64_t span = step > 0 ? end - begin : begin - end,
          stride = step > 0 ? step : -step;
  part.begins[axis] = begin;
  part.sizes[axis] = span <= 0 ? 0 : (span - 1) / stride + 1;
  part.steps[axis] = step;
}

static LogicalResult sliceBy(NodeContext &node, ArrayRef<int64_t> begins,
                             ArrayRef<int64_t> ends, std::vector<int64_t> axes,
                             std::vector<int64_t> steps) {
  if (!node.has(0))
    return node.error() << "expected an input, got none";
  const Item &item = node.input(0);
  if (axes.empty())
    for (size_t i = 0; i < begins.size(); ++i)
      axes.push_back(static_cast<int64_t>(i));
  if (steps.empty())
    steps.assign(begins.size(), 1);
  if (begins.size() != ends.size() || axes.size() != begins.size() ||
      steps.size() != begins.size())
    return node.error()
           << "expected as many ends, axes and steps as starts, got "
           << ends.size() << ", " << axes.size() << ", " << steps.size()
           << " and " << begins.size();
  Part part(item.shape);
  for (size_t i = 0; i < axes.size(); ++i) {
    FailureOr<int64_t> axis =
        node.normalizeAxis(axes[i], static_cast<int64_t>(item.shape.size()));
    if (failed(axis))
      return failure();
    if (steps[i] == 0 || steps[i] == INT64_MIN)
      return node.error() << "expected steps that are not 0, got " << steps[i];
    clampSlice(part, *axis, item.shape[*axis], begins[i], ends[i], steps[i]);
    if (part.sizes[*axis] == 0 && item.tensor)
      return node.error() << "expected at least one element of axis " << *axis
                          << ", got none";
  }
  if (item.ints) {
    if (item.shape.size() != 1)
      return node.error() << "a slice of an integer constant of rank "
                          << item.shape.size()
                          << " is not supported; expected rank 1";
    std::vector<int64_t> values;
    for (int64_t i = 0; i < part.sizes[0]; ++i)
      values.push_back((*item.ints)[part.begins[0] + i * part.steps[0]]);
    node.setInts(0, values, {part.sizes[0]});
    return success();
  }
  FailureOr<Value> result = slice(node, item.tensor, part);
  if (failed(result))
    return failure();
  node.setTensor(0, *result);
  return success();
}

static LogicalResult convertSlice1(NodeContext &node) {
  FailureOr<std::vector<int64_t>> begins = node.intsAttr("starts", {}),
                                  ends = node.intsAttr("ends", {}),
                                  axes = node.intsAttr("axes", {});
  if (failed(begins) || failed(ends) || failed(axes))
    return failure();
  return sliceBy(node, *begins, *ends, *axes, {});
}

static LogicalResult convertSlice10(NodeContext &node) {
  FailureOr<std::vector<int64_t>> begins = node.ints(1, "starts"),
                                  ends = node.ints(2, "ends");
  FailureOr<std::vector<int64_t>> axes = std::vector<int64_t>(),
                                  steps = std::vector<int64_t>();
  if (node.has(3))
    axes = node.ints(3, "axes");
  if (node.has(4))
    steps = node.ints(4, "steps");
  if (failed(begins) || failed(ends) || failed(axes) || failed(steps))
    return failure();
  return sliceBy(node, *begins, *ends, *axes, *steps);
}

/// Sizes: the attribute or input 'split', else equal parts, the last smaller.
static FailureOr<std::vector<int64_t>> splitSizes(NodeContext &node,
                                                  int64_t dim) {
  if (node.hasAttr("split"))
    return node.intsAttr("split", {});
  if (node.has(1))
    return node.ints(1, "split");
  int64_t parts = static_cast<int64_t>(node.numOutputs());
  int64_t size = (dim + parts - 1) / parts;
  std::vector<int64_t> sizes(parts, size);
  sizes.back() = dim - size * (parts - 1);
  return sizes;
}

static LogicalResult convertSplit(NodeContext &node) {
  FailureOr<Value> input = node.tensor(0);
  FailureOr<int64_t> axis = node.intAttr("axis", 0);
  if (failed(input) || failed(axis))
    return failure();
  axis =
      node.normalizeAxis(*axis, static_cast<int64_t>(shapeOf(*input).size()));
  if (failed(axis))
    return failure();
  int64_t dim = shapeOf(*input)[*axis], begin = 0;
  FailureOr<std::vector<int64_t>> sizes = splitSizes(node, dim);
  if (failed(sizes))
    return failure();
  if (sizes->size() != node.numOutputs())
    return node.error() << "expected " << node.numOutputs() << " sizes, got "
                        << sizes->size();
  for (auto [i, size] : llvm::enumerate(*sizes)) {
    if (size < 1 || begin + size > dim)
      return node.error() << "expected positive sizes that add up to " << dim
                          << ", got " << size;
    Part part(shapeOf(*input));
    part.begins[*axis] = begin;
    part.sizes[*axis] = size;
    FailureOr<Value> result = slice(node, *input, part);
    if (failed(result))
      return failure();
    node.setTensor(i, *result);
    begin += size;
  }
  if (begin != dim)
    return node.error() << "expected sizes that add up to " << dim << ", got "
                        << begin;
  return success();
}

static LogicalResult convertConcat(NodeContext &node) {
  FailureOr<int64_t> axis = node.intAttr("axis", 1);
  if (failed(axis) || node.numInputs() == 0)
    return node.error() << "expected inputs";
  bool allInts = true;
  for (unsigned i = 0; i < node.numInputs(); ++i)
    allInts &= node.has(i) && node.input(i).ints.has_value();
  if (allInts) {
    std::vector<int64_t> values;
    for (unsigned i = 0; i < node.numInputs(); ++i)
      llvm::append_range(values, *node.input(i).ints);
    node.setInts(0, values, {static_cast<int64_t>(values.size())});
    return success();
  }
  SmallVector<Value> operands;
  for (unsigned i = 0; i < node.numInputs(); ++i) {
    FailureOr<Value> operand = node.tensor(i);
    if (failed(operand))
      return failure();
    operands.push_back(*operand);
  }
  axis = node.normalizeAxis(
      *axis, static_cast<int64_t>(shapeOf(operands.front()).size()));
  FailureOr<Value> result =
      failed(axis)
          ? FailureOr<Value>()
          : node.create<nn::ConcatOp>(operands, {node.named("axis", *axis)});
  if (failed(result))
    return failure();
  node.setTensor(0, *result);
  return success();
}

/// Gather of an integer constant along its only axis.
static LogicalResult convertGather(NodeContext &node) {
  if (!node.has(0) || !node.input(0).ints || node.input(0).shape.size() != 1)
    return node.error()
           << "a gather of a float tensor is not supported; only of shapes";
  FailureOr<std::vector<int64_t>> indices = node.ints(1, "the indices");
  if (failed(indices))
    return failure();
  std::vector<int64_t> values;
  for (int64_t index : *indices) {
    FailureOr<int64_t> normal =
        node.normalizeAxis(index, node.input(0).shape[0]);
    if (failed(normal))
      return failure();
    values.push_back((*node.input(0).ints)[*normal]);
  }
  node.setInts(0, values, node.input(1).shape);
  return success();
}

/// The elements that a pad mode puts before and behind one axis, as slices.
static LogicalResult addBorder(NodeContext &node, StringRef mode, Value value,
                               int64_t axis, int64_t count, bool before,
                               SmallVectorImpl<Value> &parts) {
  int64_t dim = shapeOf(value)[axis];
  if (count == 0)
    return success();
  if ((mode == "reflect" && count >= dim) || (mode == "wrap" && count > dim))
    return node.error() << "expected fewer " << mode << " elements than axis "
                        << axis << " has, got " << count << " of " << dim;
  if (mode == "edge" && count > 64)
    return node.error()
           << "an edge pad of more than 64 elements is not supported, got "
           << count;
  Part part(shapeOf(value));
  part.sizes[axis] = mode == "edge" ? 1 : count;
  if (mode == "reflect") {
    part.begins[axis] = before ? count : dim - 2;
    part.steps[axis] = -1;
  } else if (mode == "edge") {
    part.begins[axis] = before ? 0 : dim - 1;
  } else {
    part.begins[axis] = before ? dim - count : 0;
  }
  FailureOr<Value> border = slice(node, value, part);
  if (failed(border))
    return failure();
  for (int64_t i = 0; i < (mode == "edge" ? count : 1); ++i)
    parts.push_back(*border);
  return success();
}

static FailureOr<Value> padWithBorders(NodeContext &node, StringRef mode,
                                       Value value, ArrayRef<int64_t> before,
                                       ArrayRef<int64_t> after) {
  for (int64_t axis = 0; axis < static_cast<int64_t>(before.size()); ++axis) {
    if (before[axis] == 0 && after[axis] == 0)
      continue;
    SmallVector<Value> parts;
    if (failed(addBorder(node, mode, value, axis, before[axis], true, parts)))
      return failure();
    parts.push_back(value);
    if (failed(addBorder(node, mode, value, axis, after[axis], false, parts)))
      return failure();
    FailureOr<Value> joined =
        node.create<nn::ConcatOp>(parts, {node.named("axis", axis)});
    if (failed(joined))
      return failure();
    value = *joined;
  }
  return value;
}

static LogicalResult padBy(NodeContext &node, ArrayRef<int64_t> pads,
                           ArrayRef<int64_t> axes, float fill) {
  FailureOr<Value> input = node.tensor(0);
  FailureOr<std::string> mode = node.stringAttr("mode", "constant");
  if (failed(input) || failed(mode))
    return failure();
  size_t rank = shapeOf(*input).size();
  if (pads.size() != 2 * axes.size())
    return node.error() << "expected " << 2 * axes.size() << " pads, got "
                        << pads.size();
  SmallVector<int64_t> before(rank, 0), after(rank, 0);
  Part kept(shapeOf(*input));
  for (size_t i = 0; i < axes.size(); ++i) {
    FailureOr<int64_t> axis =
        node.normalizeAxis(axes[i], static_cast<int64_t>(rank));
    if (failed(axis))
      return failure();
    // Negative pads cut elements off.
    int64_t front = pads[i], back = pads[i + axes.size()],
            dim = shapeOf(*input)[*axis];
    before[*axis] = std::max<int64_t>(front, 0);
    after[*axis] = std::max<int64_t>(back, 0);
    if (std::max(-front, -back) >= dim ||
        std::min<int64_t>(front, 0) + std::min<int64_t>(back, 0) <= -dim)
      return node.error() << "expected at least one element of axis " << *axis
                          << " to be left";
    kept.begins[*axis] = std::max<int64_t>(-front, 0);
    kept.sizes[*axis] =
        dim + std::min<int64_t>(front, 0) + std::min<int64_t>(back, 0);
  }
  FailureOr<Value> value = slice(node, *input, kept);
  if (failed(value))
    return failure();
  if (*mode == "constant")
    value = node.create<nn::PadOp>(
        *value, {node.named("before", before), node.named("after", after),
                 node.builder.getNamedAttr(
                     "value", node.builder.getF32FloatAttr(fill))});
  else if (*mode == "reflect" || *mode == "edge" || *mode == "wrap")
    value = padWithBorders(node, *mode, *value, before, after);
  else
    return node.error()
           << "expected mode constant, reflect, edge or wrap, got '" << *mode
           << "'";
  if (failed(value))
    return failure();
  node.setTensor(0, *value);
  return success();
}

static SmallVector<int64_t> allAxes(NodeContext &node) {
  return llvm::to_vector(llvm::seq<int64_t>(0, node.input(0).shape.size()));
}

static LogicalResult convertPad2(NodeContext &node) {
  FailureOr<std::vector<int64_t>> pads = node.intsAttr("pads", {});
  FailureOr<float> value = node.floatAttr("value", 0.0f);
  return failed(pads) || failed(value) || failed(node.tensor(0))
             ? failure()
             : padBy(node, *pads, allAxes(node), *value);
}

static LogicalResult convertPad11(NodeContext &node) {
  FailureOr<std::vector<int64_t>> pads = node.ints(1, "the pads");
  if (failed(pads) || failed(node.tensor(0)))
    return failure();
  float fill = 0.0f;
  if (node.has(2)) {
    FailureOr<std::vector<float>> value = node.floats(2, "the value");
    if (failed(value) || value->size() != 1)
      return failed(value)
                 ? failure()
                 : node.error() << "expected one value, got " << value->size();
    fill = value->front();
  }
  if (!node.has(3))
    return padBy(node, *pads, allAxes(node), fill);
  FailureOr<std::vector<int64_t>> axes = node.ints(3, "the axes");
  return failed(axes) ? failure() : padBy(node, *pads, *axes, fill);
}

void addSliceConverters(Registry &registry) {
  registry.add("Slice", 1, convertSlice1);
  registry.add("Slice", 10, convertSlice10);
  registry.add("Split", 2, convertSplit);
  registry.add("Concat", 4, convertConcat);
  registry.add("Gather", 1, convertGather);
  registry.add("Pad", 2, convertPad2);
  registry.add("Pad", 11, convertPad11);
}

} // namespace m2c::convert
