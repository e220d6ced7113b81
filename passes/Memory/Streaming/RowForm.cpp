// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Row forms by the families of parameters that kernels have: a count `n`, a
// broadcast, a strided block, a window.
#include "passes/Memory/Streaming/RowForm.h"

using namespace mlir;

namespace m2c {

static std::optional<int64_t> integerParam(plan::CallOp call, StringRef name) {
  auto attr = call.getParams().getAs<IntegerAttr>(name);
  return attr ? std::optional(attr.getInt()) : std::nullopt;
}

/// The integer parameters prefix0, prefix1, ...; empty where one is missing.
static SmallVector<int64_t> integerParams(plan::CallOp call, StringRef prefix,
                                          int count) {
  SmallVector<int64_t> values;
  for (int i = 0; i < count; ++i) {
    auto value = integerParam(call, (prefix + Twine(i)).str());
    if (!value)
      return {};
    values.push_back(*value);
  }
  return values;
}

static DictionaryAttr
withParams(plan::CallOp call,
           ArrayRef<std::pair<std::string, int64_t>> changed) {
  Builder builder(call.getContext());
  NamedAttrList params(call.getParams());
  for (const auto &[name, value] : changed)
    params.set(name, builder.getI32IntegerAttr(static_cast<int32_t>(value)));
  return params.getDictionary(call.getContext());
}

/// Row y of the input for row y of the output.
static plan::WindowAttr rowWindow(MLIRContext *context, RowPartition in,
                                  RowPartition out, int64_t kernel = 1,
                                  int64_t dilation = 1) {
  return plan::WindowAttr::get(context, 1, in.rows, in.elements, out.rows,
                               out.elements, kernel, 1, dilation, 0, false, 0);
}

static int64_t countOf(Value buffer) {
  return cast<plan::BufferType>(buffer.getType()).getNumElements();
}

/// The axis of a block that the rows of the output divide, and how much of it is
/// in one row. All axes before it have one place only.
struct RowAxis {
  unsigned axis;
  int64_t part;
};

static std::optional<RowAxis> rowAxis(ArrayRef<int64_t> dims, int64_t rows) {
  for (auto [axis, dim] : llvm::enumerate(dims)) {
    if (dim == 1)
      continue;
    if (dim % rows != 0)
      return std::nullopt;
    return RowAxis{static_cast<unsigned>(axis), dim / rows};
  }
  return std::nullopt;
}

/// Kernels with the parameter n: element i of the output from element i of each
/// input.
static std::optional<RowForm> elementwiseForm(plan::CallOp call,
                                              RowPartition out) {
  int64_t count = countOf(call.getOutput());
  if (integerParam(call, "n") != count ||
      !llvm::all_of(call.getInputs(),
                    [&](Value in) { return countOf(in) == count; }))
    return std::nullopt;
  return RowForm{withParams(call, {{"n", out.elements}}),
                 rowWindow(call.getContext(), out, out)};
}

/// add, sub, mul, div: d0..d3 with strides of both operands.
static std::optional<RowForm> binaryForm(plan::CallOp call, RowPartition out) {
  SmallVector<int64_t> dims = integerParams(call, "d", 4),
                       a = integerParams(call, "a_s", 4),
                       b = integerParams(call, "b_s", 4);
  std::optional<RowAxis> at = rowAxis(dims, out.rows);
  if (a.empty() || b.empty() || !at)
    return std::nullopt;
  bool anyRows = false;
  for (auto [strides, input] : llvm::zip(ArrayRef({a, b}), call.getInputs())) {
    int64_t step = strides[at->axis] * at->part;
    bool isMap = countOf(input) == out.rows * out.elements;
    // A whole operand must not look like a map of rows, nor move.
    if (isMap ? step != out.elements : step != 0)
      return std::nullopt;
    anyRows |= isMap;
  }
  if (!anyRows)
    return std::nullopt;
  return RowForm{withParams(call, {{"n", out.elements},
                                   {"d" + std::to_string(at->axis), at->part}}),
                 rowWindow(call.getContext(), out, out)};
}

/// The elements, from the start of a row on, that a block of one row touches.
static std::pair<int64_t, int64_t>
extent(ArrayRef<int64_t> dims, ArrayRef<int64_t> strides, int64_t offset) {
  int64_t low = offset, high = offset;
  for (auto [dim, stride] : llvm::zip_equal(dims, strides))
    (stride < 0 ? low : high) += (dim - 1) * stride;
  return {low, high};
}

/// copy_strided: a block between two strided layouts.
static std::optional<RowForm> copyForm(plan::CallOp call, RowPartition out) {
  SmallVector<int64_t> dims = integerParams(call, "d", 6),
                       in = integerParams(call, "in_s", 6),
                       to = integerParams(call, "out_s", 6);
  std::optional<RowAxis> at = rowAxis(dims, out.rows);
  if (in.empty() || to.empty() || !at ||
      to[at->axis] * at->part != out.elements)
    return std::nullopt;
  int64_t step = in[at->axis] * at->part;
  dims[at->axis] = at->part;
  auto [outLow, outHigh] = extent(dims, to, *integerParam(call, "out_offset"));
  auto [inLow, inHigh] = extent(dims, in, *integerParam(call, "in_offset"));
  int64_t count = countOf(call.getInputs().front());
  if (outLow < 0 || outHigh >= out.elements || inLow < 0 || step < 1)
    return std::nullopt;
  RowForm form{withParams(call, {{"d" + std::to_string(at->axis), at->part}}),
               {}};
  MLIRContext *context = call.getContext();
  if (inHigh < step && count == out.rows * step)
    form.window = rowWindow(context, {out.rows, step}, out);
  else if (count % (out.rows * step) == 0 &&
           inHigh < count - (out.rows - 1) * step)
    // Planes one behind the other, as in NCHW: row y of each of them. The kernel
    // walks from plane to plane by itself, so the input must be whole.
    form.window = rowWindow(context, {count / step, step}, out,
                            count / (out.rows * step), /*dilation=*/out.rows);
  else
    return std::nullopt;
  return form;
}

/// Whether the call is the mean of everything in each channel, of 8 bits.
static bool isGlobalPool(plan::CallOp call) {
  plan::WindowAttr window = call.getWindowAttr();
  return call.getKernel() == "avg_pool2d_s8" && window &&
         window.getBatch() == 1 && window.getOutH() == 1 &&
         window.getPad() == 0 && window.getDilation() == 1 &&
         window.getInH() > 1 && window.getKernel() == window.getInH() &&
         integerParam(call, "out_w") == 1 &&
         integerParam(call, "pad_left") == 0 &&
         integerParam(call, "dilation_w") == 1 &&
         integerParam(call, "kernel_w") == integerParam(call, "in_w") &&
         integerParam(call, "in_bits") == 8 &&
         integerParam(call, "out_bits") == 8 &&
         // One window, and that the first of the table of scales.
         integerParam(call, "count_min") ==
             window.getInH() * *integerParam(call, "in_w") &&
         // Sums that the evaluator's floats hold exactly.
         window.getInH() * *integerParam(call, "in_w") < (1 << 16);
}

std::optional<RowForm> rowFormOf(plan::CallOp call, RowPartition output) {
  if (isGlobalPool(call)) {
    plan::WindowAttr window = *call.getWindow();
    return RowForm{call.getParams(),
                   rowWindow(call.getContext(),
                             {window.getInH(), window.getInRow()},
                             {window.getInH(), 0}),
                   /*accumulate=*/true};
  }
  if (call.getWindow())
    return call.isRowwise() && call.getWindow()->getOutH() > 1
               ? std::optional(RowForm{call.getParams(), *call.getWindow()})
               : std::nullopt;
  if (output.rows < 2 || call.getInputs().empty() ||
      output.rows * output.elements != countOf(call.getOutput()))
    return std::nullopt;
  if (call.getKernel().starts_with("copy_strided"))
    return copyForm(call, output);
  return integerParam(call, "d0") ? binaryForm(call, output)
                                  : elementwiseForm(call, output);
}

int64_t globalPoolSumBytes(plan::CallOp pool) {
  return 4 * integerParam(pool, "channels").value_or(0);
}

std::pair<plan::CallOp, plan::CallOp> splitGlobalPool(plan::CallOp pool) {
  OpBuilder builder(pool);
  MLIRContext *context = pool.getContext();
  int64_t channels = *integerParam(pool, "channels");
  int64_t width = *integerParam(pool, "in_w");
  plan::WindowAttr window = *pool.getWindow();
  StringRef name = pool.getName().value_or("pool");
  Value sums = plan::BufferOp::create(
      builder, pool.getLoc(),
      plan::BufferType::get(context, {channels}, builder.getI32Type()),
      builder.getStringAttr(name + "_sums"));

  auto sum = cast<plan::CallOp>(builder.clone(*pool));
  auto mean = cast<plan::CallOp>(builder.clone(*pool));
  auto number = [&](int64_t value) {
    return builder.getI32IntegerAttr(static_cast<int32_t>(value));
  };
  sum.setKernel("sum_rows_s8");
  sum.getOutputMutable().assign(sums);
  sum.getConstsMutable().clear();
  sum.setConstFieldsAttr(builder.getStrArrayAttr({}));
  sum.getScratchMutable().clear();
  sum.setParamsAttr(builder.getDictionaryAttr(
      {builder.getNamedAttr("channels", number(channels)),
       builder.getNamedAttr("in_w", number(width))}));
  sum.setWindowAttr(rowWindow(context, {window.getInH(), window.getInRow()},
                              {window.getInH(), 0}));
  sum.setAccumulate(true);

  mean.setKernel("mean_rows_s8");
  mean.getInputsMutable().assign(sums);
  mean.getScratchMutable().clear();
  mean.removeWindowAttr();
  mean.setAccumulate(false);
  NamedAttrList params;
  params.set("channels", number(channels));
  params.set("count", number(window.getInH() * width));
  for (StringRef field :
       {"in_zero", "out_zero", "out_min", "out_max", "out_bits", "split"})
    params.set(field, pool.getParams().get(field));
  mean.setParamsAttr(params.getDictionary(context));
  pool.erase();
  return {sum, mean};
}

/// Through all views: each user with the value that it uses.
static SmallVector<std::pair<plan::CallOp, Value>> usesOf(Operation *storage) {
  SmallVector<std::pair<plan::CallOp, Value>> uses;
  SmallVector<Value> values{storage->getResult(0)};
  while (!values.empty()) {
    Value value = values.pop_back_val();
    for (Operation *user : value.getUsers()) {
      if (auto view = dyn_cast<plan::ViewOp>(user))
        values.push_back(view.getBuffer());
      else if (auto call = dyn_cast<plan::CallOp>(user))
        uses.push_back({call, value});
    }
  }
  return uses;
}

StringRef copyKernel(Type element) {
  switch (element.getIntOrFloatBitWidth()) {
  case 4:
    return "copy_strided_s4";
  case 8:
    return "copy_strided_s8";
  case 32:
    return "copy_strided_f32";
  default:
    return "";
  }
}

/// The only call that reads what `map` writes, if that rearranges all of it.
static plan::CallOp rearrangementAfter(plan::CallOp map) {
  auto between = dyn_cast<plan::BufferOp>(plan::storageOf(map.getOutput()));
  if (!between)
    return {};
  SmallVector<std::pair<plan::CallOp, Value>> uses = usesOf(between);
  if (uses.size() != 2)
    return {};
  plan::CallOp copy = uses[0].first == map ? uses[1].first : uses[0].first;
  SmallVector<int64_t> dims = integerParams(copy, "d", 6);
  int64_t count = 1;
  for (int64_t dim : dims)
    count *= dim;
  bool whole = copy != map && copy.getKernel().starts_with("copy_strided") &&
               count == countOf(map.getOutput()) &&
               count == countOf(copy.getOutput()) && !copy.getWindow();
  return whole && isa<plan::BufferOp>(plan::storageOf(copy.getOutput()))
             ? copy
             : plan::CallOp();
}

bool gatherRowsFirst(plan::ModelOp model, plan::InputOp only) {
  bool any = false;
  for (plan::CallOp map : llvm::to_vector(model.getOps<plan::CallOp>())) {
    int64_t count = countOf(map.getOutput());
    if (map.getWindow() || map.getInputs().size() != 1 || map.getScratch() ||
        !isa<plan::InputOp>(plan::storageOf(map.getInputs().front())) ||
        (only && plan::storageOf(map.getInputs().front()) != only) ||
        integerParam(map, "n") != count || integerParam(map, "d0") ||
        countOf(map.getInputs().front()) != count)
      continue;
    plan::CallOp copy = rearrangementAfter(map);
    auto in = cast<plan::BufferType>(map.getInputs().front().getType());
    StringRef kernel = copyKernel(in.getElementType());
    if (!copy || kernel.empty())
      continue;
    OpBuilder builder(copy);
    auto rows = plan::BufferOp::create(
        builder, map.getLoc(),
        plan::BufferType::get(
            model.getContext(),
            cast<plan::BufferType>(copy.getOutput().getType()).getShape(),
            in.getElementType()),
        builder.getStringAttr(map.getName().value_or("input") + "_rows"));
    copy.getInputsMutable().assign(map.getInputs().front());
    map.getInputsMutable().assign(rows.getBuffer());
    map.getOutputMutable().assign(copy.getOutput());
    copy.getOutputMutable().assign(rows.getBuffer());
    copy.setKernel(kernel);
    map->moveAfter(copy);
    any = true;
  }
  return any;
}

RowPartition partitionOf(Operation *storage) {
  RowPartition read, written, shaped;
  for (auto [call, value] : usesOf(storage)) {
    auto shape = cast<plan::BufferType>(value.getType()).getShape();
    if (shape.size() >= 3 && shape[0] == 1 && shape[1] > 1)
      shaped = {shape[1], countOf(value) / shape[1]};
    if (!call.isRowwise())
      continue;
    plan::WindowAttr window = *call.getWindow();
    if (call.getOutput() == value && window.getOutH() > 1)
      written = {window.getOutH(), window.getOutRow()};
    else if (call.getOutput() != value && window.getInH() > 1)
      read = {window.getInH(), window.getInRow()};
  }
  return read.rows > 1 ? read : written.rows > 1 ? written : shaped;
}

} // namespace m2c
