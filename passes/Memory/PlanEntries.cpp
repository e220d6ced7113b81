// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Cuts a model where its branches meet: one entry for each input, one for what
// needs several.
#include "passes/Passes.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/SmallBitVector.h"

using namespace mlir;

namespace m2c {
#define GEN_PASS_DEF_PLANENTRIES
#include "passes/Passes.h.inc"

namespace {

/// Model inputs by their numbers.
using InputSet = llvm::SmallBitVector;

class EntryCutter {
public:
  explicit EntryCutter(plan::ModelOp model)
      : model(model), calls(llvm::to_vector(model.getOps<plan::CallOp>())),
        inputs(llvm::to_vector(model.getOps<plan::InputOp>())),
        pushed(inputs.size() + 1) {}

  LogicalResult run(ArrayRef<std::string> stream) {
    if (failed(findPushed(stream)))
      return failure();
    if (inputs.size() < 2 && pushed.none())
      return success();
    findBranches();
    keepWritersTogether();
    if (failed(checkPushed()))
      return failure();
    llvm::SmallBitVector used(inputs.size() + 1);
    for (unsigned branch : branches)
      used.set(branch);
    // Nothing to run apart.
    if (used.count() < 2)
      return success();
    nameEntries();
    for (unsigned branch : used.set_bits())
      makeEntry(branch);
    return success();
  }

private:
  LogicalResult findPushed(ArrayRef<std::string> stream) {
    for (const std::string &name : stream) {
      auto at = llvm::find_if(inputs, [&](plan::InputOp input) {
        return input.getName() == name || input.getCName() == name;
      });
      if (at == inputs.end()) {
        InFlightDiagnostic error = model.emitError("--stream-input ")
                                   << name << ": expected an input, one of";
        for (plan::InputOp input : inputs)
          error << " '" << input.getName() << "'";
        return error;
      }
      pushed.set(static_cast<unsigned>(at - inputs.begin()));
    }
    return success();
  }

  /// What is pushed row by row is never there as a whole.
  LogicalResult checkPushed() {
    for (auto [i, call] : llvm::enumerate(calls))
      for (Value input : call.getInputs()) {
        auto at = llvm::find(inputs, plan::storageOf(input));
        if (at == inputs.end() || !pushed[at - inputs.begin()] ||
            branches[i] == static_cast<unsigned>(at - inputs.begin()))
          continue;
        return model.emitError("--stream-input ")
               << (*at).getName()
               << ": expected its own branch to need it only, "
               << "but '" << call.getName().value_or(call.getKernel())
               << "' needs it with other inputs, or for an output";
      }
    return success();
  }

  unsigned fusion() const { return static_cast<unsigned>(inputs.size()); }

  /// The input that each call alone depends on, or fusion().
  void findBranches() {
    DenseMap<Operation *, InputSet> reach;
    for (auto [i, input] : llvm::enumerate(inputs)) {
      InputSet own(inputs.size());
      own.set(i);
      reach[input] = own;
    }
    for (plan::CallOp call : calls) {
      InputSet own(inputs.size());
      for (Value input : call.getInputs())
        if (auto it = reach.find(plan::storageOf(input)); it != reach.end())
          own |= it->second;
      // No output is at hand when a row is pushed.
      bool late = own.count() == 1 && pushed[own.find_first()] &&
                  isa<plan::OutputOp>(plan::storageOf(call.getOutput()));
      branches.push_back(own.count() == 1 && !late
                             ? static_cast<unsigned>(own.find_first())
                             : fusion());
      auto [it, isNew] =
          reach.try_emplace(plan::storageOf(call.getOutput()), own);
      it->second |= own;
    }
  }

  /// Branches may fill slices of one buffer. A call that writes more than a
  /// slice must stay with all that write the same buffer, and with what reads
  /// it.
  void keepWritersTogether() {
    llvm::MapVector<Operation *, SmallVector<unsigned>> writers;
    for (auto [i, call] : llvm::enumerate(calls))
      writers[plan::storageOf(call.getOutput())].push_back(i);
    bool changed = true;
    auto join = [&](unsigned call) {
      changed |= branches[call] != fusion();
      branches[call] = fusion();
    };
    while (changed) {
      changed = false;
      for (auto &written : writers) {
        Operation *storage = written.first;
        ArrayRef<unsigned> list = written.second;
        bool differ = llvm::any_of(list, [&](unsigned i) {
          return branches[i] != branches[list.front()];
        });
        bool slices = llvm::all_of(list, [&](unsigned i) {
          return calls[i].getKernel().starts_with("copy_strided");
        });
        if (differ && !(slices && isa<plan::BufferOp>(storage)))
          llvm::for_each(list, join);
      }
      for (auto [i, call] : llvm::enumerate(calls))
        for (Value input : call.getInputs())
          for (unsigned writer : writers.lookup(plan::storageOf(input)))
            if (branches[writer] == fusion() && branches[i] != fusion())
              join(i);
    }
  }

  void nameEntries() {
    bool taken = false;
    for (plan::InputOp input : inputs) {
      names.push_back(input.getCName().str());
      taken |= input.getCName() == "fusion";
    }
    names.push_back(taken ? "fusion_2" : "fusion");
  }

  /// Names the calls of an entry, moves them behind those of earlier ones and
  /// says what they touch.
  void makeEntry(unsigned branch) {
    llvm::SetVector<StringRef> reads, writes, needs;
    Block *block = &model.getBody().front();
    for (auto [i, call] : llvm::enumerate(calls)) {
      if (branches[i] != branch)
        continue;
      call.setEntry(names[branch]);
      call->moveBefore(block, block->end());
      SmallVector<Value> operands(call.getInputs());
      operands.push_back(call.getOutput());
      for (Value operand : operands) {
        Operation *storage = plan::storageOf(operand);
        if (auto input = dyn_cast<plan::InputOp>(storage))
          reads.insert(input.getCName());
        if (auto output = dyn_cast<plan::OutputOp>(storage))
          writes.insert(output.getCName());
        for (auto [j, other] : llvm::enumerate(calls))
          if (branch == fusion() && branches[j] != branch &&
              plan::storageOf(other.getOutput()) == storage)
            needs.insert(names[branches[j]]);
      }
    }
    OpBuilder builder = OpBuilder::atBlockBegin(block);
    if (last)
      builder.setInsertionPointAfter(last);
    last = plan::EntryOp::create(builder, model.getLoc(), names[branch],
                                 builder.getStrArrayAttr(reads.getArrayRef()),
                                 builder.getStrArrayAttr(writes.getArrayRef()),
                                 builder.getStrArrayAttr(needs.getArrayRef()),
                                 nullptr, pushed[branch], nullptr);
  }

  plan::ModelOp model;
  SmallVector<plan::CallOp> calls;
  SmallVector<plan::InputOp> inputs;
  InputSet pushed;
  SmallVector<unsigned> branches;
  SmallVector<std::string> names;
  Operation *last = nullptr;
};

struct PlanEntriesPass : impl::PlanEntriesBase<PlanEntriesPass> {
  using PlanEntriesBase::PlanEntriesBase;

  void runOnOperation() override {
    if (failed(EntryCutter(getOperation())
                   .run(ArrayRef(&*stream.begin(), stream.size()))))
      signalPassFailure();
  }
};

} // namespace
} // namespace m2c
