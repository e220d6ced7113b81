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
  plan::EntryOp owner; ///< other entries run at any time

  bool meets(const Range &other) const {
    return begin < other.end && other.begin < end &&
           (owner != other.owner ||
            (first <= other.last && other.first <= last));
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
  bool checkPushed(plan::EntryOp entry);
  bool checkCounters(ArrayRef<Range> kept, int64_t begin, int64_t size);
  /// The pushed entry that keeps the buffer between rows, or none.
  plan::EntryOp keeperOf(plan::BufferOp buffer);
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

plan::EntryOp EntryCheck::keeperOf(plan::BufferOp buffer) {
  Uses use = uses.lookup(buffer);
  for (auto entry : model.getOps<plan::EntryOp>())
    if (entry.getPushed() && use.entries.size() == 1 &&
        use.entries.front() == entry.getName() && buffer.getStateOffset())
      return entry;
  return {};
}

/// Its counters, and that nothing but a single pushed row and scratch is lost
/// with the arena between rows.
bool EntryCheck::checkPushed(plan::EntryOp entry) {
  SmallVector<plan::CallOp> calls = entry.getCalls();
  plan::CallOp loader = calls.front();
  auto row = dyn_cast<plan::BufferOp>(plan::storageOf(loader.getOutput()));
  if (!loader.getSegment() || !row ||
      loader.getWindow()->getOutH() * loader.getWindow()->getOutRow() !=
          row.getBuffer().getType().getNumElements()) {
    loader.emitOpError(
        "expected to copy rows of the pushed input in a segment");
    return false;
  }
  for (plan::CallOp call : calls)
    for (Value operand : call->getOperands()) {
      auto buffer = dyn_cast<plan::BufferOp>(plan::storageOf(operand));
      bool mayBeLost = !buffer || buffer.getStateOffset() ||
                       operand == call.getScratch() ||
                       (buffer == row && row.getRows() == uint64_t(1));
      if (mayBeLost)
        continue;
      buffer.emitOpError("expected a place in the state for what the pushed "
                         "entry '")
          << entry.getName() << "' keeps between rows";
      return false;
    }
  return true;
}

/// What several entries touch, and what pushed ones keep, lies in the state,
/// behind a byte for each entry and the counters.
bool EntryCheck::checkState() {
  int64_t begin = order.size();
  int64_t size = model.getStateBytes().value_or(0);
  SmallVector<Range> kept;
  for (auto buffer : model.getOps<plan::BufferOp>()) {
    Uses use = uses.lookup(buffer);
    plan::EntryOp keeper = keeperOf(buffer);
    if (use.entries.size() < 2 && !keeper)
      continue;
    int64_t at = buffer.getStateOffset().value_or(0);
    int64_t end = at + buffer.getStorageBytes();
    if (at < begin || end > size || at % 8 != 0) {
      buffer.emitOpError("expected a place of 8 bytes' alignment in bytes ")
          << begin << ".." << size
          << " of the state for what several entries use, got " << at;
      return false;
    }
    kept.push_back({buffer, at, end, keeper ? use.first : 0,
                    keeper ? use.last : INT64_MAX, keeper});
  }
  return checkCounters(kept, begin, size) && checkApart(kept);
}

/// The numbers of rows that the calls of pushed entries have made.
bool EntryCheck::checkCounters(ArrayRef<Range> kept, int64_t begin,
                               int64_t size) {
  SmallVector<std::pair<int64_t, int64_t>> taken;
  for (const Range &range : kept)
    taken.push_back({range.begin, range.end});
  for (auto entry : model.getOps<plan::EntryOp>()) {
    if (!entry.getPushed())
      continue;
    if (!checkPushed(entry))
      return false;
    int64_t at = entry.getCountersOffset().value_or(0), end = at;
    SmallVector<plan::CallOp> calls = entry.getCalls();
    for (plan::CallOp call : calls)
      end += call.getSegment() == calls.front().getSegment() ? 4 : 0;
    bool apart = llvm::all_of(taken, [&](auto range) {
      return end <= range.first || range.second <= at;
    });
    if (at < begin || end > size || at % 4 != 0 || !apart) {
      entry.emitOpError("expected counters of rows apart from all else in the "
                        "state, got bytes ")
          << at << ".." << end;
      return false;
    }
    taken.push_back({at, end});
  }
  return true;
}

bool EntryCheck::checkArenas() {
  for (auto entry : model.getOps<plan::EntryOp>()) {
    SmallVector<Range> own;
    for (auto buffer : model.getOps<plan::BufferOp>()) {
      Uses use = uses.lookup(buffer);
      if (use.entries.size() != 1 || use.entries.front() != entry.getName() ||
          keeperOf(buffer))
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
      own.push_back({buffer, at, end, use.first, use.last, entry});
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
