// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Needs of rows from windows, and the greedy order that they allow.
#include "dialects/Plan/RowSchedule.h"

using namespace mlir;

namespace m2c::plan {

/// All rows of `producer`.
static RowNeed allOf(unsigned producer, int64_t count) {
  return {producer, 0, count, count};
}

/// What `consumer` needs of `producer`, whose output it reads as `input`.
static RowNeed needOf(CallOp consumer, unsigned input, CallOp producer,
                      unsigned position) {
  int64_t count = producer.getRowCount();
  if (!consumer.isRowwise() || !consumer.readsRowsOf(input) ||
      !producer.isRowwise() || producer.getAccumulate())
    return allOf(position, count);
  WindowAttr in = *consumer.getWindow(), out = *producer.getWindow();
  if (in.getInH() != out.getOutH() || in.getInRow() != out.getOutRow())
    return allOf(position, count);
  return {position, in.getStride(),
          (in.getKernel() - 1) * in.getDilation() + 1 - in.getPad(), count};
}

/// A later write must not come before an earlier one to the same row.
static RowNeed writeNeed(CallOp later, CallOp earlier, unsigned position) {
  int64_t count = earlier.getRowCount();
  if (!later.isRowwise() || !earlier.isRowwise() || later.getAccumulate() ||
      earlier.getAccumulate() ||
      later.getWindow()->getOutH() != earlier.getWindow()->getOutH())
    return allOf(position, count);
  return {position, 1, 1, count};
}

RowSchedule::RowSchedule(ArrayRef<CallOp> calls) : allNeeds(calls.size()) {
  for (auto [i, call] : llvm::enumerate(calls)) {
    CallOp consumer = call;
    rowCounts.push_back(consumer.getRowCount());
    Operation *written = storageOf(consumer.getOutput());
    for (unsigned j = 0; j < i; ++j) {
      CallOp producer = calls[j];
      Operation *made = storageOf(producer.getOutput());
      for (unsigned k = 0; k < consumer.getInputs().size(); ++k)
        if (storageOf(consumer.getInputs()[k]) == made)
          allNeeds[i].push_back(needOf(consumer, k, producer, j));
      if (made == written)
        allNeeds[i].push_back(writeNeed(consumer, producer, j));
      // What is overwritten has been read.
      for (Value input : producer.getInputs())
        if (storageOf(input) == written)
          allNeeds[i].push_back(allOf(j, rowCounts[j]));
    }
  }
}

bool RowSchedule::isReady(unsigned call, ArrayRef<int64_t> made) const {
  return made[call] < rowCounts[call] &&
         llvm::all_of(
             allNeeds[call],
             [&](const RowNeed &need) {
               return made[need.producer] >= need.rows(made[call]);
             });
}

void RowSchedule::run(
    MutableArrayRef<int64_t> made,
    function_ref<void(unsigned, ArrayRef<int64_t>)> onRow) const {
  for (int64_t call = static_cast<int64_t>(size()) - 1; call >= 0;) {
    if (!isReady(call, made)) {
      --call;
      continue;
    }
    onRow(call, made);
    ++made[call];
    call = static_cast<int64_t>(size()) - 1;
  }
}

SmallVector<SmallVector<CallOp>> segmentsOf(ModelOp model) {
  return segmentsOf(llvm::to_vector(model.getOps<CallOp>()));
}

SmallVector<SmallVector<CallOp>> segmentsOf(ArrayRef<CallOp> calls) {
  SmallVector<SmallVector<CallOp>> segments;
  for (CallOp call : calls) {
    bool goesOn = !segments.empty() && call.getSegment() &&
                  segments.back().back().getSegment() == call.getSegment();
    if (!goesOn)
      segments.emplace_back();
    segments.back().push_back(call);
  }
  return segments;
}

} // namespace m2c::plan
