// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// resize2d_f32 and resize2d_s8: their tables of rows and columns.
#include "compiler/Eval/BindPlanQuant.h"
#include "compiler/Eval/OpsResize.h"

using namespace mlir;

namespace m2c::eval {

/// The tables `name` and, of a linear resize, `name`_weight.
static ResizeAxis readAxis(CallReader &reader, StringRef name, int64_t in,
                           int64_t out, bool isLinear) {
  ResizeAxis axis;
  axis.index = reader.integers(name, out);
  for (int64_t index : axis.index)
    reader.expect(index >= 0 && index < in, "'" + name + "' in [0, " +
                                                Twine(in) + "), got " +
                                                Twine(index));
  if (isLinear)
    axis.weight = reader.constant((name + "_weight").str(), out);
  for (float weight : axis.weight)
    reader.expect(weight >= 0.0f && weight < 1.0f,
                  "'" + name + "_weight' in [0, 1)");
  return axis;
}

static ResizeParams readResize(CallReader &reader) {
  ResizeParams params;
  params.in.n = reader.integer("batch");
  params.in.h = reader.integer("in_h", 1);
  params.in.w = reader.integer("in_w", 1);
  params.in.c = reader.integer("channels");
  int64_t outH = reader.integer("out_h", 1), outW = reader.integer("out_w", 1);
  reader.expectInputs(1);
  reader.expectInput(
      0, sizeOf({params.in.n, params.in.h, params.in.w, params.in.c}));
  reader.expectOutput(sizeOf({params.in.n, outH, outW, params.in.c}));
  bool isLinear =
      reader.hasConstant("row_weight") || reader.hasConstant("column_weight");
  params.rows = readAxis(reader, "row", params.in.h, outH, isLinear);
  params.columns = readAxis(reader, "column", params.in.w, outW, isLinear);
  return params;
}

static CallFunction bindQuantized(CallReader &reader) {
  ResizeParams params = readResize(reader);
  int64_t bits = reader.integer("in_bits", 4);
  reader.expect(bits == 4 || bits == 8,
                "'in_bits' of 4 or 8, got " + Twine(bits));
  reader.expectElements(0, {Element::Signed, static_cast<uint8_t>(bits)});
  int32_t zero = static_cast<int32_t>(reader.integer("in_zero", -128));
  Requant requant;
  requant.zero = static_cast<int32_t>(reader.integer("out_zero", -128));
  readBounds(reader, requant.low, requant.high);
  float ratio = reader.real("ratio");
  if (params.rows.weight.empty())
    reader.expectSameElements(static_cast<unsigned>(bits));
  if (failed(reader.finish()))
    return {};
  return [=](OpContext &, ArrayRef<Values> in, MutableValues out) {
    quantResize2d(params, zero, ratio, requant, in[0], out);
  };
}

CallFunction bindResize2d(CallReader &reader, StringRef kernel) {
  if (kernel == "resize2d_s8")
    return bindQuantized(reader);
  ResizeParams params = readResize(reader);
  if (failed(reader.finish()))
    return {};
  return [params](OpContext &, ArrayRef<Values> in, MutableValues out) {
    resize2d(params, in[0], out);
  };
}

} // namespace m2c::eval
