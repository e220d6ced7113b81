// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A row is computed as a map of one row: the call is told again with the rows
// that its window has inside the map as all of its input.
#include "compiler/Eval/BindPlanRows.h"

using namespace mlir;

namespace m2c::eval {

FailureOr<RowCall> RowCall::bind(plan::CallOp call) {
  RowCall result;
  if (!call.isRowwise() || call.getInputs().empty())
    return call.emitOpError("expected a call with a window on one sample");
  result.window = *call.getWindow();
  result.adds = call.getAccumulate();
  result.hasTaps = call.getParams().contains("kernel_h") ||
                   call.getKernel().starts_with("dense");
  result.outLength = result.adds ? call.getOutput().getType().getNumElements()
                                 : result.window.getOutRow();
  for (auto [i, input] : llvm::enumerate(call.getInputs())) {
    result.readsRows.push_back(call.readsRowsOf(i));
    result.wholes.push_back(
        cast<plan::BufferType>(input.getType()).getNumElements());
  }
  plan::WindowAttr w = result.window;
  bool plain = w.getStride() == 1 && w.getPad() == 0;
  if (!result.hasTaps && (!plain || w.getInH() < w.getOutH()))
    return call.emitOpError("expected a window that moves row by row");
  for (int64_t row = 0; row < w.getOutH(); ++row)
    if (auto place = result.outside(row);
        !result.places.count(place) && failed(result.bindPlace(call, place)))
      return failure();
  return result;
}

std::pair<int64_t, int64_t> RowCall::outside(int64_t row) const {
  if (!hasTaps)
    return {0, 0};
  int64_t above = 0, below = 0;
  for (int64_t k = 0; k < window.getKernel(); ++k) {
    int64_t y =
        row * window.getStride() - window.getPad() + k * window.getDilation();
    above += y < 0;
    below += y >= window.getInH();
  }
  return {above, below};
}

RowSlice RowCall::slice(unsigned input, int64_t row) const {
  if (!readsRows[input])
    return {0, 1, 1, wholes[input]};
  int64_t length = window.getInRow();
  if (!hasTaps) // the row, and what a kernel may find behind it
    return {row, window.getInH() - window.getOutH() + 1, 1, length};
  auto [above, below] = outside(row);
  return {row * window.getStride() - window.getPad() +
              above * window.getDilation(),
          window.getKernel() - above - below, window.getDilation(), length};
}

LogicalResult RowCall::bindPlace(plan::CallOp call,
                                 std::pair<int64_t, int64_t> outside) {
  // Ops of their own, in no block.
  OpBuilder builder(call.getContext());
  SmallVector<Operation *> buffers;
  auto bufferOf = [&](Value like, int64_t elements) -> Value {
    auto type = cast<plan::BufferType>(like.getType());
    auto buffer = plan::BufferOp::create(
        builder, call.getLoc(),
        plan::BufferType::get(call.getContext(), {elements},
                              type.getElementType()),
        builder.getStringAttr("row"));
    buffers.push_back(buffer);
    return buffer.getBuffer();
  };
  int64_t taps = window.getKernel() - outside.first - outside.second;
  auto row = cast<plan::CallOp>(call->clone());
  SmallVector<Value> inputs;
  for (auto [i, input] : llvm::enumerate(call.getInputs())) {
    int64_t rows = hasTaps ? taps : window.getInH() - window.getOutH() + 1;
    inputs.push_back(
        bufferOf(input, readsRows[i] ? rows * window.getInRow() : wholes[i]));
  }
  row.getInputsMutable().assign(inputs);
  row.getOutputMutable().assign(bufferOf(call.getOutput(), outLength));
  if (hasTaps)
    row.setWindowAttr(plan::WindowAttr::get(
        call.getContext(), 1, taps, window.getInRow(), 1, window.getOutRow(),
        window.getKernel(), 1, 1, outside.first, window.getZeroOutside(),
        window.getOutside()));
  else
    row.removeWindowAttr();
  FailureOr<CallFunction> function = bindPlanCall(row);
  row->destroy();
  for (Operation *buffer : buffers)
    buffer->destroy();
  if (failed(function))
    return failure();
  places[outside] = std::move(*function);
  return success();
}

void RowCall::compute(OpContext &context, int64_t row, ArrayRef<Values> inputs,
                      MutableValues output) const {
  places.at(outside(row))(context, inputs, output);
}

} // namespace m2c::eval
