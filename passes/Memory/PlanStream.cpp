// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Fuses runs of calls into segments that make their rows interleaved, where that
// lowers the peak of the arena.
#include "passes/Memory/OrderCalls.h"
#include "passes/Memory/Streaming/Segments.h"
#include "passes/Passes.h"

using namespace mlir;

namespace m2c {
#define GEN_PASS_DEF_PLANSTREAM
#include "passes/Passes.h.inc"

namespace {

/// Works on one model; may be tried on a copy.
class Streamer {
public:
  Streamer(plan::ModelOp model, double mostOverhead)
      : model(model), mostOverhead(mostOverhead),
        calls(llvm::to_vector(model.getOps<plan::CallOp>())) {}

  /// Chooses and makes the segments.
  void run() {
    findUses();
    takeRowForms();
    for (size_t begin = 0; begin < calls.size();) {
      size_t end = begin + 1;
      while (end < calls.size() && entryOf(calls[end]) == entryOf(calls[begin]))
        ++end;
      streamEntry(begin, end);
      begin = end;
    }
  }

  /// Estimated bytes of the arena.
  int64_t peak() const { return worst; }

private:
  /// What a call was before it took its row form.
  struct Saved {
    DictionaryAttr params;
    plan::WindowAttr window;
  };

  static StringRef entryOf(plan::CallOp call) {
    return call.getEntry().value_or("");
  }

  bool isPushed(StringRef name) {
    return llvm::any_of(model.getOps<plan::EntryOp>(),
                        [&](plan::EntryOp entry) {
                          return entry.getName() == name && entry.getPushed();
                        });
  }

  void findUses();
  void takeRowForms();
  void restore(size_t call);
  void streamEntry(size_t begin, size_t end);
  void makeSegment(size_t begin, size_t end);
  void shareScratch(ArrayRef<plan::CallOp> segment);

  plan::ModelOp model;
  double mostOverhead;
  SmallVector<plan::CallOp> calls;
  SmallVector<Saved> saved;
  SmallVector<bool> changed;
  llvm::MapVector<Operation *, std::pair<unsigned, unsigned>> uses;
  int64_t segments = 0, worst = 0;
};

void Streamer::findUses() {
  for (auto [number, call] : llvm::enumerate(calls)) {
    SmallVector<Value> operands(call.getInputs());
    operands.push_back(call.getOutput());
    for (Value operand : operands)
      if (Operation *storage = plan::storageOf(operand);
          isa<plan::BufferOp>(storage)) {
        auto [it, isNew] = uses.try_emplace(storage, number, number);
        it->second.second = static_cast<unsigned>(number);
      }
  }
}

void Streamer::takeRowForms() {
  // All from the calls as they were: a form makes windows that say nothing new.
  SmallVector<std::optional<RowForm>> forms;
  for (plan::CallOp call : calls)
    forms.push_back(
        rowFormOf(call, partitionOf(plan::storageOf(call.getOutput()))));
  for (auto [call, form] : llvm::zip_equal(calls, forms)) {
    saved.push_back({call.getParams(), call.getWindowAttr()});
    changed.push_back(form && form->window != call.getWindowAttr());
    if (!form)
      continue;
    call.setParamsAttr(form->params);
    call.setWindowAttr(form->window);
    call.setAccumulate(form->accumulate);
  }
}

void Streamer::restore(size_t call) {
  calls[call].setParamsAttr(saved[call].params);
  calls[call].setAccumulate(false);
  if (saved[call].window)
    calls[call].setWindowAttr(saved[call].window);
  else
    calls[call].removeWindowAttr();
}

void Streamer::streamEntry(size_t begin, size_t end) {
  ArrayRef<plan::CallOp> all(calls);
  ArrayRef<bool> allChanged(changed);
  SegmentChooser chooser({all.slice(begin, end - begin),
                          allChanged.slice(begin, end - begin),
                          static_cast<unsigned>(begin), uses,
                          static_cast<int64_t>(model.getArenaAlign()),
                          mostOverhead, isPushed(entryOf(calls[begin]))});
  SmallVector<unsigned> lengths = chooser.choose();
  worst = std::max(worst, chooser.peak());
  for (unsigned length : lengths) {
    if (length == 1)
      restore(begin);
    else
      makeSegment(begin, begin + length);
    begin += length;
  }
}

void Streamer::makeSegment(size_t begin, size_t end) {
  SmallVector<plan::CallOp> segment(ArrayRef(calls).slice(begin, end - begin));
  for (auto &[storage, ring] : ringsOf(segment)) {
    auto [first, last] = uses.lookup(storage);
    if (first < begin || last >= end)
      continue;
    auto buffer = cast<plan::BufferOp>(storage);
    buffer.setRows(ring.rows);
    buffer.setRowElements(ring.elements);
  }
  for (auto [i, call] : llvm::enumerate(segment)) {
    call.setSegment(segments);
    if (!call.getAccumulate())
      continue;
    restore(begin + i);
    call = splitGlobalPool(call).first;
  }
  shareScratch(segment);
  ++segments;
}

/// A call leaves nothing in its scratch, so that the largest is enough for all.
void Streamer::shareScratch(ArrayRef<plan::CallOp> segment) {
  plan::CallOp first;
  plan::BufferOp shared;
  for (plan::CallOp call : segment) {
    if (!call.getScratch())
      continue;
    auto buffer = cast<plan::BufferOp>(plan::storageOf(call.getScratch()));
    if (!first)
      first = call;
    if (!shared || buffer.getStorageBytes() > shared.getStorageBytes())
      shared = buffer;
  }
  if (!first)
    return;
  shared->moveBefore(first);
  for (plan::CallOp call : segment)
    if (call.getScratch())
      call.getScratchMutable().assign(shared.getBuffer());
}

/// Streams a copy of the model; takes it if its peak is lower.
void tryCopy(plan::ModelOp copy, double mostOverhead,
             OwningOpRef<plan::ModelOp> &best, int64_t &peak) {
  OwningOpRef<plan::ModelOp> other(copy.clone());
  Streamer streamer(*other, mostOverhead);
  streamer.run();
  if (best && streamer.peak() >= peak)
    return;
  peak = streamer.peak();
  best = std::move(other);
}

/// Of the ways to stream a model the first with the lowest peak: as it is, with
/// the rows of planar inputs first, and each in the best order of whole tensors.
struct PlanStreamPass : impl::PlanStreamBase<PlanStreamPass> {
  using PlanStreamBase::PlanStreamBase;

  void runOnOperation() override {
    plan::ModelOp model = getOperation();
    OwningOpRef<plan::ModelOp> best;
    int64_t peak = 0;
    OwningOpRef<plan::ModelOp> ordered(model.clone());
    bool reordered = orderCalls(*ordered);
    model.setOrderPeakAttr(ordered->getOrderPeakAttr());
    model.setOrderLowerBoundAttr(ordered->getOrderLowerBoundAttr());
    model.setOrderStatusAttr(ordered->getOrderStatusAttr());
    for (plan::ModelOp start : {model, *ordered}) {
      if (start == *ordered && !reordered)
        break;
      tryCopy(start, mostOverhead, best, peak);
      OwningOpRef<plan::ModelOp> gathered(start.clone());
      if (gatherRowsFirst(*gathered))
        tryCopy(*gathered, mostOverhead, best, peak);
    }
    model.getBodyRegion().takeBody(best->getBodyRegion());
  }
};

} // namespace
} // namespace m2c
