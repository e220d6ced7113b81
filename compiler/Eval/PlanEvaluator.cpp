// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Lays out the memory of a plan, binds its calls and runs them.
#include "compiler/Eval/PlanEvaluator.h"
#include "compiler/Eval/CallReader.h"
#include "dialects/Support/Constants.h"
#include "llvm/ADT/ScopeExit.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;

namespace m2c {

class PlanEvaluatorBuilder {
public:
  PlanEvaluatorBuilder(PlanEvaluator &model, plan::ModelOp plan)
      : model(model), plan(plan) {}

  LogicalResult build() {
    findUses();
    bool ok = true;
    for (Operation &op : plan.getBody().front())
      ok &= succeeded(add(op));
    return success(ok && succeeded(addMemory()));
  }

private:
  using Place = PlanEvaluator::Place;

  /// Calls between which each buffer is used, where the plan does not say.
  void findUses() {
    int64_t begin = 0;
    for (ArrayRef<plan::CallOp> segment : plan::segmentsOf(plan)) {
      int64_t last = begin + static_cast<int64_t>(segment.size()) - 1;
      for (plan::CallOp call : segment)
        for (Value operand : call->getOperands()) {
          auto [use, isNew] = uses.try_emplace(plan::storageOf(operand),
                                               std::make_pair(begin, last));
          use->second.second = last;
        }
      PlanEvaluator::Segment &made = model.segments.emplace_back();
      made.first = static_cast<size_t>(begin);
      if (plan::CallOp(segment.front()).getSegment())
        made.schedule.emplace(segment);
      begin = last + 1;
    }
  }

  LogicalResult add(Operation &op) {
    return llvm::TypeSwitch<Operation *, LogicalResult>(&op)
        .Case([&](plan::InputOp op) {
          return addSpec(op, Place::Input, model.inputSpecs);
        })
        .Case([&](plan::OutputOp op) {
          return addSpec(op, Place::Output, model.outputSpecs);
        })
        .Case([&](plan::ConstOp op) { return addConstant(op); })
        .Case([&](plan::BufferOp op) { return addBuffer(op); })
        .Case([&](plan::ViewOp) { return success(); })
        .Case([&](plan::EntryOp) { return success(); })
        .Case([&](plan::MissingOp op) { return addMissing(op); })
        .Case([&](plan::CallOp op) { return addCall(op); })
        .Default([](Operation *op) {
          return op->emitError("expected an op of plan, got '")
                 << op->getName() << "'";
        });
  }

  template <typename OpT>
  LogicalResult addSpec(OpT op, Place::Kind kind,
                        SmallVectorImpl<TensorSpec> &specs) {
    auto count = countOf(op.getBuffer(), op.getLoc());
    if (failed(count))
      return failure();
    if (elementCount(op.getShape()) != *count)
      return op.emitOpError("expected a shape of ")
             << *count << " elements, got " << op.getShape();
    places[op] = {kind, static_cast<unsigned>(specs.size())};
    TensorSpec &spec = specs.emplace_back();
    spec.name = op.getName().str();
    spec.shape = SmallVector<int64_t>(op.getShape());
    return success();
  }

  LogicalResult addMissing(plan::MissingOp op) {
    unsigned number = 0;
    for (auto input : plan.getOps<plan::InputOp>()) {
      if (input.getCName() == op.getEntry()) {
        model.inputSpecs[number].isOptional = true;
        model.missing.push_back(
            {op, number, places.lookup(plan::storageOf(op.getValue())),
             places.lookup(plan::storageOf(op.getOutput()))});
      }
      ++number;
    }
    return success();
  }

  LogicalResult addConstant(plan::ConstOp op) {
    auto count = countOf(op.getBuffer(), op.getLoc());
    auto values =
        viewFloats(op.getValue(), model.constantStorage.emplace_back());
    if (failed(count) || failed(values) || int64_t(values->size()) != *count)
      return op.emitOpError("expected as many values as ")
             << op.getBuffer().getType() << " has elements";
    places[op] = {Place::Constant,
                  static_cast<unsigned>(model.constants.size())};
    model.constants.push_back(*values);
    return success();
  }

  LogicalResult addBuffer(plan::BufferOp op) {
    auto count = countOf(op.getBuffer(), op.getLoc());
    if (failed(count))
      return failure();
    // An unused buffer is live nowhere: its lifetime is before the first call.
    auto use = uses.lookup_or(op, std::make_pair(int64_t(-1), int64_t(-1)));
    int64_t offset = op.getOffset().value_or(0);
    if (offset < 0)
      return op.emitOpError("expected an offset of at least 0, got ") << offset;
    places[op] = {Place::Arena, static_cast<unsigned>(buffers.size())};
    int64_t elements = op.getStorageElements();
    PlanEvaluator::Arena &arena = model.arena.emplace_back();
    arena.count = elements;
    if (op.getRows()) {
      arena.rowElements = static_cast<int64_t>(*op.getRowElements());
      arena.held.resize(*op.getRows());
    }
    buffers.push_back({offset, elements,
                       static_cast<int64_t>(op.getFirst().value_or(use.first)),
                       static_cast<int64_t>(op.getLast().value_or(use.second)),
                       eval::elementOf(op.getBuffer().getType())});
    bufferOps.push_back(op);
    return success();
  }

  LogicalResult addCall(plan::CallOp op) {
    PlanEvaluator::Step step;
    step.call = op;
    if (op.getSegment() && op.isRowwise()) {
      auto rows = eval::RowCall::bind(op);
      if (failed(rows))
        return failure();
      step.rows = std::move(*rows);
    } else {
      auto compute = eval::bindPlanCall(op);
      if (failed(compute))
        return failure();
      step.compute = std::move(*compute);
    }
    for (Value input : op.getInputs())
      step.inputs.push_back(places.lookup(plan::storageOf(input)));
    step.output = places.lookup(plan::storageOf(op.getOutput()));
    if (Value scratch = op.getScratch())
      step.scratch = places.lookup(plan::storageOf(scratch)).index;
    model.steps.push_back(std::move(step));
    return success();
  }

  FailureOr<int64_t> countOf(TypedValue<plan::BufferType> buffer,
                             Location loc) {
    // Sums over rows are the only ones that are known to be small enough.
    if (buffer.getType().getElementType().isInteger(32) &&
        !buffer.getDefiningOp<plan::ConstOp>() &&
        !llvm::all_of(buffer.getUsers(), [](Operation *user) {
          auto call = dyn_cast<plan::CallOp>(user);
          return call && (call.getKernel() == "sum_rows_s8" ||
                          call.getKernel() == "mean_rows_s8");
        }))
      return emitError(loc, "expected elements that a float holds exactly, got "
                            "i32");
    std::optional<int64_t> count = elementCount(buffer.getType().getShape());
    if (!count || *count > kMostEvalBytes / int64_t(sizeof(float)))
      return emitError(loc, "expected a buffer of at most ")
             << kMostEvalBytes << " bytes, got " << buffer.getType();
    return *count;
  }

  LogicalResult addMemory() {
    bool placed =
        plan.getArenaBytes() && llvm::all_of(bufferOps, [](plan::BufferOp op) {
          return op.getOffset().has_value();
        });
    int64_t bytes = placed ? *plan.getArenaBytes() : 0;
    if (bytes < 0 || bytes > kMostEvalBytes)
      return plan.emitOpError("expected arena_bytes of at most ")
             << kMostEvalBytes << ", got " << *plan.getArenaBytes();
    for (auto [buffer, op] : llvm::zip_equal(buffers, bufferOps)) {
      if (!placed) {
        buffer.offset = bytes;
        bytes = buffer.end();
      }
      // No sum of the two: an offset near the largest integer would overflow it.
      int64_t size = buffer.element.bytes(buffer.count);
      if (buffer.offset > bytes - size)
        return op.emitOpError("expected a buffer inside the arena of ")
               << *plan.getArenaBytes() << " bytes, got " << size
               << " bytes at " << buffer.offset;
      if (bytes > kMostEvalBytes)
        return op.emitOpError("expected at most ")
               << kMostEvalBytes << " bytes of buffers, got more";
    }
    model.memory =
        std::make_unique<eval::PlanMemory>(bytes, std::move(buffers));
    return success();
  }

  PlanEvaluator &model;
  plan::ModelOp plan;
  DenseMap<Operation *, std::pair<int64_t, int64_t>> uses;
  DenseMap<Operation *, Place> places;
  std::vector<eval::PlanBuffer> buffers;
  std::vector<plan::BufferOp> bufferOps;
};

FailureOr<std::unique_ptr<PlanEvaluator>>
PlanEvaluator::create(ModuleOp module) {
  auto plans = llvm::to_vector(module.getOps<plan::ModelOp>());
  if (plans.size() != 1)
    return module.emitError("expected one plan.model, got ") << plans.size();
  auto model = std::make_unique<PlanEvaluator>();
  if (failed(PlanEvaluatorBuilder(*model, plans.front()).build()))
    return failure();
  return model;
}

llvm::Error PlanEvaluator::run(ArrayRef<ArrayRef<float>> inputs,
                               std::vector<std::vector<float>> &outputs,
                               Callback onCall) {
  callback = onCall;
  llvm::scope_exit reset([&] { callback = {}; });
  return run(inputs, outputs);
}

eval::Values PlanEvaluator::read(Place place, ArrayRef<ArrayRef<float>> inputs,
                                 ArrayRef<std::vector<float>> outputs,
                                 std::vector<float> &copy) {
  switch (place.kind) {
  case Place::Input:
    return inputs[place.index];
  case Place::Output:
    return outputs[place.index];
  case Place::Constant:
    return constants[place.index];
  case Place::Arena:
    copy.resize(arena[place.index].count);
    memory->load(place.index, copy);
    return copy;
  }
  llvm_unreachable("unknown place");
}

void PlanEvaluator::runStep(Step &step, ArrayRef<ArrayRef<float>> inputs,
                            std::vector<std::vector<float>> &outputs) {
  // What the kernel leaves in its scratch it may leave before it reads an input
  // and after it has written an output.
  if (step.scratch)
    memory->scribble(*step.scratch);
  copies.resize(std::max(copies.size(), step.inputs.size() + 1));
  SmallVector<eval::Values> operands;
  for (auto [i, input] : llvm::enumerate(step.inputs))
    operands.push_back(read(input, inputs, outputs, copies[i + 1]));
  // The verifier of plan.call admits no other output. A call may write a part
  // of it only.
  std::vector<float> &output = step.output.kind == Place::Output
                                   ? outputs[step.output.index]
                                   : copies[0];
  bool inArena = step.output.kind == Place::Arena;
  if (inArena)
    (void)read(step.output, inputs, outputs, output); // marks foreign bytes
  step.compute(context, operands, output);
  if (inArena)
    memory->store(step.output.index, output);
  if (step.scratch)
    memory->scribble(*step.scratch);
  if (callback && inArena)
    memory->load(step.output.index, output);
}

void PlanEvaluator::readPart(Place place, int64_t first,
                             eval::MutableValues values,
                             ArrayRef<ArrayRef<float>> inputs,
                             ArrayRef<std::vector<float>> outputs) {
  if (place.kind != Place::Arena) {
    std::vector<float> unused;
    eval::Values all = read(place, inputs, outputs, unused);
    std::copy_n(all.begin() + first, values.size(), values.begin());
    return;
  }
  const Arena &buffer = arena[place.index];
  int64_t length = buffer.rowElements;
  if (length == 0)
    return memory->load(place.index, values, first);
  // Row by row; what is asked for begins and ends with one.
  auto end = static_cast<int64_t>(values.size());
  for (int64_t at = 0; at < end; at += length) {
    eval::MutableValues part = values.slice(at, std::min(length, end - at));
    int64_t row = (first + at) / length;
    int64_t slot = row % static_cast<int64_t>(buffer.held.size());
    if (buffer.held[slot] == row && (first + at) % length == 0)
      memory->load(place.index, part, slot * length);
    else
      eval::PlanMemory::poison(part);
  }
}

void PlanEvaluator::writeRow(Step &step, int64_t row, eval::Values values,
                             std::vector<std::vector<float>> &outputs) {
  int64_t first = step.rows->accumulates() ? 0 : row * step.rows->outElements();
  if (step.output.kind == Place::Output) {
    std::copy(values.begin(), values.end(),
              outputs[step.output.index].begin() + first);
    return;
  }
  Arena &buffer = arena[step.output.index];
  if (buffer.rowElements == 0)
    return memory->store(step.output.index, values, first);
  int64_t slot = row % static_cast<int64_t>(buffer.held.size());
  buffer.held[slot] = row;
  memory->store(step.output.index, values, slot * buffer.rowElements);
}

void PlanEvaluator::runRow(Step &step, int64_t row,
                           ArrayRef<ArrayRef<float>> inputs,
                           std::vector<std::vector<float>> &outputs) {
  if (step.scratch)
    memory->scribble(*step.scratch);
  const eval::RowCall &rows = *step.rows;
  copies.resize(std::max(copies.size(), step.inputs.size() + 1));
  SmallVector<eval::Values> operands;
  for (auto [i, input] : llvm::enumerate(step.inputs)) {
    eval::RowSlice slice = rows.slice(i, row);
    std::vector<float> &copy = copies[i + 1];
    copy.resize(slice.count());
    for (int64_t k = 0; k < slice.rows; ++k)
      readPart(input, (slice.first + k * slice.step) * slice.length,
               eval::MutableValues(copy).slice(k * slice.length, slice.length),
               inputs, outputs);
    operands.push_back(copy);
  }
  // Another call may have written a part of this row, or rows may add up.
  std::vector<float> &output = copies[0];
  output.resize(rows.outElements());
  if (rows.accumulates() && row == 0)
    std::fill(output.begin(), output.end(), 0.0f);
  else
    readPart(step.output, rows.accumulates() ? 0 : row * rows.outElements(),
             output, inputs, outputs);
  rows.compute(context, row, operands, output);
  writeRow(step, row, output, outputs);
  if (step.scratch)
    memory->scribble(*step.scratch);
  if (callback) {
    std::vector<float> &all = whole[&step - steps.data()];
    all.resize(step.call.getOutput().getType().getNumElements());
    std::copy(output.begin(), output.end(),
              all.begin() +
                  (rows.accumulates() ? 0 : row * rows.outElements()));
  }
}

void PlanEvaluator::runSegment(Segment &segment,
                               ArrayRef<ArrayRef<float>> inputs,
                               std::vector<std::vector<float>> &outputs) {
  const plan::RowSchedule &schedule = *segment.schedule;
  size_t end = segment.first + schedule.size();
  for (size_t number = segment.first; number < end; ++number)
    memory->beginCall(number);
  SmallVector<int64_t> made(schedule.size(), 0);
  schedule.run(made, [&](unsigned call, ArrayRef<int64_t> now) {
    Step &step = steps[segment.first + call];
    if (step.rows)
      runRow(step, now[call], inputs, outputs);
    else
      runStep(step, inputs, outputs);
    if (callback && now[call] + 1 == schedule.rowCount(call))
      callback(step.call,
               {step.call.getOutput().getType().getShape(),
                step.rows ? whole[&step - steps.data()]
                : step.output.kind == Place::Output ? outputs[step.output.index]
                                                    : copies[0]});
  });
  for (size_t number = segment.first; number < end; ++number)
    memory->endCall(number);
}

bool PlanEvaluator::skip(const Segment &segment,
                         ArrayRef<ArrayRef<float>> inputs,
                         std::vector<std::vector<float>> &outputs) {
  std::optional<StringRef> entry = steps[segment.first].call.getEntry();
  SmallVector<Missing *> defaults;
  for (Missing &one : missing)
    if (one.op.getEntry() == entry && inputs[one.input].empty())
      defaults.push_back(&one);
  if (defaults.empty())
    return false;
  size_t end =
      segment.first + (segment.schedule ? segment.schedule->size() : 1);
  for (size_t number = segment.first; number < end; ++number)
    memory->beginCall(number);
  // All that the branch leaves is live at its end.
  if (end == steps.size() || steps[end].call.getEntry() != entry)
    for (Missing *one : defaults) {
      eval::Values value = constants[one->value.index];
      std::vector<float> whole;
      std::vector<float> &to = one->output.kind == Place::Output
                                   ? outputs[one->output.index]
                                   : whole;
      if (one->output.kind == Place::Arena)
        (void)read(one->output, inputs, outputs, to);
      llvm::copy(value, to.begin() + static_cast<int64_t>(one->op.getFirst()));
      if (one->output.kind == Place::Arena)
        memory->store(one->output.index, to);
    }
  for (size_t number = segment.first; number < end; ++number)
    memory->endCall(number);
  return true;
}

void PlanEvaluator::runChecked(ArrayRef<ArrayRef<float>> inputs,
                               std::vector<std::vector<float>> &outputs) {
  memory->reset();
  for (std::vector<float> &output : outputs)
    eval::PlanMemory::poison(output);
  for (Arena &buffer : arena)
    std::fill(buffer.held.begin(), buffer.held.end(), -1);
  whole.resize(steps.size());
  for (Segment &segment : segments) {
    if (skip(segment, inputs, outputs))
      continue;
    if (segment.schedule) {
      runSegment(segment, inputs, outputs);
      continue;
    }
    Step &step = steps[segment.first];
    memory->beginCall(segment.first);
    runStep(step, inputs, outputs);
    if (callback)
      callback(step.call,
               {step.call.getOutput().getType().getShape(),
                step.output.kind == Place::Output ? outputs[step.output.index]
                                                  : copies[0]});
    memory->endCall(segment.first);
  }
}

} // namespace m2c
