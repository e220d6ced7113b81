// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Inputs that are pushed row by row: puts a call in front of their branches that
// copies rows, channels last, and that the pushed rows then stand in for.
#include "passes/Memory/Streaming/RowForm.h"
#include "passes/Passes.h"

using namespace mlir;

namespace m2c {
#define GEN_PASS_DEF_PLANPUSH
#include "passes/Passes.h.inc"

namespace {

/// The calls that read the input, and the values by which they do.
SmallVector<OpOperand *> readersOf(plan::InputOp input) {
  SmallVector<OpOperand *> readers;
  SmallVector<Value> values{input.getBuffer()};
  while (!values.empty())
    for (OpOperand &use : values.pop_back_val().getUses())
      if (auto view = dyn_cast<plan::ViewOp>(use.getOwner()))
        values.push_back(view.getBuffer());
      else
        readers.push_back(&use);
  return readers;
}

class RowLoader {
public:
  RowLoader(plan::ModelOp model, plan::EntryOp entry)
      : model(model), entry(entry) {
    for (auto op : model.getOps<plan::InputOp>())
      if (op.getCName() == entry.getName())
        input = op;
  }

  LogicalResult run() {
    if (input.getShape().size() != 4 || input.getShape().front() != 1)
      return fail() << "expected a tensor of rank 4 with one sample";
    gatherRowsFirst(model, input);
    plan::CallOp loader = existing();
    if (!loader)
      loader = insert();
    if (!loader)
      return fail() << "expected elements of 8 or 32 bits";
    loader->moveBefore(entry.getCalls().front());
    RowPartition rows = partitionOf(plan::storageOf(loader.getOutput()));
    std::optional<RowForm> form =
        rows.rows > 1 ? rowFormOf(loader, rows) : std::nullopt;
    // The planes of a planar input are gathered, else a row is one piece.
    bool isRow = form && (form->window.getInRow() == form->window.getOutRow() ||
                          form->window.getKernel() > 1);
    return isRow ? success()
                 : fail() << "expected a branch that reads it row by row";
  }

private:
  InFlightDiagnostic fail() {
    return model.emitError("--stream-input ") << input.getName() << ": ";
  }

  /// A call that already does nothing but gather all of the input.
  plan::CallOp existing() {
    SmallVector<OpOperand *> readers = readersOf(input);
    if (readers.size() != 1)
      return {};
    auto call = cast<plan::CallOp>(readers.front()->getOwner());
    auto out = dyn_cast<plan::BufferOp>(plan::storageOf(call.getOutput()));
    bool copies = call.getKernel().starts_with("copy_strided") &&
                  !call.getWindow() && out &&
                  out.getBuffer().getType().getNumElements() ==
                      input.getBuffer().getType().getNumElements();
    RowPartition rows = copies ? partitionOf(out) : RowPartition();
    return rows.rows > 1 && rowFormOf(call, rows) ? call : plan::CallOp();
  }

  /// A copy in front of all readers.
  plan::CallOp insert() {
    plan::BufferType type = input.getBuffer().getType();
    StringRef kernel = copyKernel(type.getElementType());
    if (kernel.empty() || kernel == "copy_strided_s4")
      return {};
    SmallVector<OpOperand *> readers = readersOf(input);
    OpBuilder builder(entry.getCalls().front());
    // One channel: planes are rows already, and the shape shall say so.
    SmallVector<int64_t> shape(type.getShape());
    if (shape.size() == 4 && shape[1] == 1)
      shape = {1, shape[2], shape[3], 1};
    auto rows = plan::BufferOp::create(
        builder, entry.getLoc(),
        plan::BufferType::get(model.getContext(), shape, type.getElementType()),
        builder.getStringAttr(input.getName() + "_rows"));
    // Readers may see other shapes of the same elements.
    for (OpOperand *reader : readers) {
      Value value = rows.getBuffer();
      if (reader->get().getType() != value.getType())
        value = plan::ViewOp::create(
            builder, entry.getLoc(),
            cast<plan::BufferType>(reader->get().getType()), value);
      reader->set(value);
    }
    auto call = cast<plan::CallOp>(builder.clone(*entry.getCalls().front()));
    makeCopy(call, kernel, rows);
    return call;
  }

  void makeCopy(plan::CallOp call, StringRef kernel, plan::BufferOp rows) {
    Builder builder(call.getContext());
    call.setKernel(kernel);
    call.getOutputMutable().assign(rows.getBuffer());
    call.getInputsMutable().assign(input.getBuffer());
    call.getConstsMutable().clear();
    call.setConstFieldsAttr(builder.getStrArrayAttr({}));
    call.getScratchMutable().clear();
    call.removeWindowAttr();
    call.setMacs(0);
    call.setName(rows.getName());
    call.setNnOp("copy");
    call.setSpecialize(false);
    NamedAttrList params;
    auto set = [&](const Twine &field, int64_t value) {
      params.set(field.str(),
                 builder.getI32IntegerAttr(static_cast<int32_t>(value)));
    };
    for (int axis = 0; axis < 6; ++axis) {
      set("d" + Twine(axis),
          axis == 5 ? rows.getBuffer().getType().getNumElements() : 1);
      set("in_s" + Twine(axis), axis == 5);
      set("out_s" + Twine(axis), axis == 5);
    }
    set("in_offset", 0);
    set("out_offset", 0);
    call.setParamsAttr(params.getDictionary(call.getContext()));
  }

  plan::ModelOp model;
  plan::EntryOp entry;
  plan::InputOp input;
};

struct PlanPushPass : impl::PlanPushBase<PlanPushPass> {
  void runOnOperation() override {
    for (auto entry : getOperation().getOps<plan::EntryOp>())
      if (entry.getPushed() && failed(RowLoader(getOperation(), entry).run()))
        return signalPassFailure();
  }
};

} // namespace
} // namespace m2c
