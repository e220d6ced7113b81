// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Checks the entries on their own account: who touches what, where it lies when
// an entry runs by itself, and what must have run before.
#include "dialects/Plan/RowSchedule.h"
#include "passes/Passes.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/StringMap.h"

using namespace mlir;

namespace m2c {
#define GEN_PASS_DEF_PLANVERIFYENTRIES
#include "passes/Passes.h.inc"

namespace {

/// Bytes of one memory that are used from one segment to another.
struct Range {
  plan::BufferOp op;
  int64_t begin, end, first, last;

  bool meets(const Range &other) const {
    return begin < other.end && other.begin < end && first <= other.last &&
           other.first <= last;
  }
};

class EntryCheck {
public:
  explicit EntryCheck(plan::ModelOp model) : model(model) {
    for (auto entry : model.getOps<plan::EntryOp>())
      order.try_emplace(entry.getName(), order.size());
  }

  bool run() {
    return order.empty() || (checkCalls() && checkState() && checkArenas());
  }

private:
  /// Who touches a buffer, and from when to when.
  struct Uses {
    SmallVector<StringRef> entries;
    int64_t first, last;
  };

  bool checkCalls();
  bool checkUse(plan::CallOp call, Value operand);
  bool checkState();
  bool checkArenas();
  static bool checkApart(ArrayRef<Range> ranges);

  plan::ModelOp model;
  llvm::StringMap<unsigned> order; // as the entries are listed
  llvm::MapVector<Operation *, Uses> uses;
  llvm::MapVector<Operation *, SmallVector<StringRef>> writers;
};

/// Every call has an entry, those of one entry stand together, and each touches
/// what its entry says only.
bool EntryCheck::checkCalls() {
  unsigned last = 0;
  int64_t number = 0;
  for (ArrayRef<plan::CallOp> segment : plan::segmentsOf(model)) {
    for (plan::CallOp call : segment) {
      auto at = order.find(call.getEntry().value_or(""));
      if (at == order.end() || at->second < last) {
        call.emitOpError("expected one of the entries, in their order, got '")
            << call.getEntry().value_or("") << "'";
        return false;
      }
      last = at->second;
      for (Value operand : call->getOperands()) {
        Operation *storage = plan::storageOf(operand);
        auto [it, isNew] = uses.try_emplace(storage, Uses{{}, number, number});
        it->second.last = number;
        if (!llvm::is_contained(it->second.entries, at->first()))
          it->second.entries.push_back(at->first());
        if (!checkUse(call, operand))
          return false;
      }
      writers[plan::storageOf(call.getOutput())].push_back(at->first());
    }
    ++number;
  }
  return true;
}

bool EntryCheck::checkUse(plan::CallOp call, Value operand) {
  auto entries = model.getOps<plan::EntryOp>();
  plan::EntryOp entry = *llvm::find_if(entries, [&](plan::EntryOp op) {
    return op.getName() == call.getEntry();
  });
  auto lists = [&](ArrayAttr names, StringRef name) {
    return llvm::is_contained(names.getAsValueRange<StringAttr>(), name);
  };
  Operation *storage = plan::storageOf(operand);
  if (auto input = dyn_cast<plan::InputOp>(storage))
    if (!lists(entry.getInputs(), input.getCName())) {
      entry.emitOpError("expected the input '")
          << input.getCName() << "', which it reads";
      return false;
    }
  if (auto output = dyn_cast<plan::OutputOp>(storage))
    if (!lists(entry.getOutputs(), output.getCName())) {
      entry.emitOpError("expected the output '")
          << output.getCName() << "', which it writes";
      return false;
    }
  if (operand == call.getOutput())
    return true;
  for (StringRef writer : writers.lookup(storage))
    if (writer != entry.getName() && !lists(entry.getNeeds(), writer)) {
      entry.emitOpError("expected to need '")
          << writer << "', which writes what it reads";
      return false;
    }
  return true;
}

/// What several entries touch lies in the state, behind a byte for each entry.
bool EntryCheck::checkState() {
  int64_t begin = order.size();
  int64_t size = model.getStateBytes().value_or(0);
  SmallVector<Range> kept;
  for (auto buffer : model.getOps<plan::BufferOp>()) {
    if (uses.lookup(buffer).entries.size() < 2)
      continue;
    int64_t at = buffer.getStateOffset().value_or(0);
    int64_t end = at + buffer.getStorageBytes();
    if (at < begin || end > size || at % 8 != 0) {
      buffer.emitOpError("expected a place of 8 bytes' alignment in bytes ")
          << begin << ".." << size
          << " of the state for what several entries use, got " << at;
      return false;
    }
    kept.push_back({buffer, at, end, 0, 0});
  }
  return checkApart(kept);
}

bool EntryCheck::checkArenas() {
  for (auto entry : model.getOps<plan::EntryOp>()) {
    SmallVector<Range> own;
    for (auto buffer : model.getOps<plan::BufferOp>()) {
      Uses use = uses.lookup(buffer);
      if (use.entries.size() != 1 || use.entries.front() != entry.getName())
        continue;
      int64_t at = buffer.getEntryOffset().value_or(-1);
      int64_t end = at + buffer.getStorageBytes();
      if (at < 0 || at % int64_t(model.getArenaAlign()) != 0 ||
          end > int64_t(entry.getArenaBytes().value_or(0))) {
        buffer.emitOpError("expected an aligned place in the arena of ")
            << entry.getArenaBytes().value_or(0) << " bytes of entry '"
            << entry.getName() << "', got " << at;
        return false;
      }
      own.push_back({buffer, at, end, use.first, use.last});
    }
    if (!checkApart(own))
      return false;
  }
  return true;
}

bool EntryCheck::checkApart(ArrayRef<Range> ranges) {
  for (const Range &a : ranges)
    for (const Range &b : ranges.take_front(&a - ranges.begin()))
      if (a.meets(b)) {
        plan::BufferOp op = a.op, other = b.op;
        op.emitOpError("expected no live bytes in common with '")
            << other.getName() << "' when its entry runs, got " << a.begin
            << ".." << a.end << " and " << b.begin << ".." << b.end;
        return false;
      }
  return true;
}

struct PlanVerifyEntriesPass
    : impl::PlanVerifyEntriesBase<PlanVerifyEntriesPass> {
  void runOnOperation() override {
    if (!EntryCheck(getOperation()).run())
      signalPassFailure();
  }
};

} // namespace
} // namespace m2c
