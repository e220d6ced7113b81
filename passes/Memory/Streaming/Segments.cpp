// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Rings by simulation of the schedule, cuts by dynamic programming.
#include "passes/Memory/Streaming/Segments.h"
#include "dialects/Plan/RowSchedule.h"
#include "llvm/Support/MathExtras.h"
#include <limits>

using namespace mlir;

namespace m2c {

namespace {
/// A buffer whose writers and readers all go row by row.
struct Ring {
  RowPartition rows;
  SmallVector<unsigned> writers;
  SmallVector<std::pair<unsigned, plan::WindowAttr>> readers;
  bool possible = true;
  int64_t most = 1; // rows at once

  void write(unsigned call, plan::CallOp op);
  void read(unsigned call, plan::CallOp op, unsigned input);
  /// Rows in use when row `row` is being written.
  int64_t rowsAt(int64_t row, ArrayRef<int64_t> made,
                 const plan::RowSchedule &schedule) const;
};

void Ring::write(unsigned call, plan::CallOp op) {
  writers.push_back(call);
  if (!op.isRowwise() || op.getAccumulate()) {
    possible = false;
    return;
  }
  RowPartition mine{op.getWindow()->getOutH(), op.getWindow()->getOutRow()};
  if (writers.size() == 1)
    rows = mine;
  auto element =
      cast<plan::BufferType>(op.getOutput().getType()).getElementType();
  possible &= mine.rows == rows.rows && mine.elements == rows.elements &&
              mine.elements * element.getIntOrFloatBitWidth() % 8 == 0;
}

void Ring::read(unsigned call, plan::CallOp op, unsigned input) {
  possible &= op.isRowwise() && op.readsRowsOf(input) && !writers.empty() &&
              op.getWindow()->getInH() == rows.rows &&
              op.getWindow()->getInRow() == rows.elements;
  if (possible)
    readers.push_back({call, *op.getWindow()});
}

int64_t Ring::rowsAt(int64_t row, ArrayRef<int64_t> made,
                     const plan::RowSchedule &schedule) const {
  int64_t lowest = row;
  for (auto [call, window] : readers)
    if (made[call] < schedule.rowCount(call))
      lowest = std::min(lowest,
                        std::max<int64_t>(0, made[call] * window.getStride() -
                                                 window.getPad()));
  // A slower writer still has to write its part of its next row.
  for (unsigned writer : writers)
    lowest = std::min(lowest, made[writer]);
  return row - lowest + 1;
}
} // namespace

llvm::MapVector<Operation *, RowPartition>
ringsOf(ArrayRef<plan::CallOp> calls) {
  llvm::MapVector<Operation *, Ring> rings;
  for (auto [number, call] : llvm::enumerate(calls)) {
    plan::CallOp op = call;
    for (auto [i, input] : llvm::enumerate(op.getInputs()))
      if (auto it = rings.find(plan::storageOf(input)); it != rings.end())
        it->second.read(number, op, i);
    Operation *storage = plan::storageOf(op.getOutput());
    if (isa<plan::BufferOp>(storage))
      rings[storage].write(number, op);
  }
  plan::RowSchedule schedule(calls);
  SmallVector<int64_t> made(calls.size(), 0);
  SmallVector<Ring *> written;
  for (plan::CallOp call : calls) {
    auto it = rings.find(plan::storageOf(call.getOutput()));
    written.push_back(it == rings.end() ? nullptr : &it->second);
  }
  schedule.run(made, [&](unsigned call, ArrayRef<int64_t> now) {
    if (Ring *ring = written[call])
      ring->most = std::max(ring->most, ring->rowsAt(now[call], now, schedule));
  });
  llvm::MapVector<Operation *, RowPartition> found;
  for (auto &[storage, ring] : rings)
    if (ring.possible && ring.most < ring.rows.rows)
      found[storage] = {ring.most, ring.rows.elements};
  return found;
}

/// Estimated instructions of a call, from below: what the overhead is measured
/// against.
static double workOf(plan::CallOp call) {
  auto out = cast<plan::BufferType>(call.getOutput().getType());
  return 2.0 * static_cast<double>(call.getMacs()) +
         4.0 * static_cast<double>(out.getNumElements());
}

/// Estimated instructions for one more row: the kernel's own set-up, and the
/// look at which call is next.
static double rowOverhead(size_t callsInSegment, bool changed) {
  return 40.0 + 8.0 * static_cast<double>(callsInSegment) + (changed ? 60 : 0);
}

SegmentChooser::SegmentChooser(const Problem &given)
    : problem(given), calls(given.calls), rings(ringsOf(given.calls)) {
  for (plan::CallOp call : calls)
    work += workOf(call);
  runs.resize(calls.size() * calls.size());
  measureRuns();
}

int64_t SegmentChooser::alignedBytes(int64_t bytes) const {
  return static_cast<int64_t>(llvm::alignTo(bytes, problem.alignment));
}

void SegmentChooser::measureRuns() {
  for (size_t first = 0; first < calls.size(); ++first)
    measureFrom(first);
}

static int64_t ringBytes(plan::BufferOp buffer, RowPartition ring) {
  Type element = buffer.getBuffer().getType().getElementType();
  return static_cast<int64_t>(llvm::divideCeil(
      ring.rows * ring.elements * element.getIntOrFloatBitWidth(), 8));
}

void SegmentChooser::measureFrom(size_t first) {
  int64_t live = 0, scratch = 0, sums = 0;
  double rows = 0, changedRows = 0;
  unsigned begin = problem.begin + static_cast<unsigned>(first);
  for (size_t length = 1; first + length <= calls.size(); ++length) {
    unsigned end = begin + static_cast<unsigned>(length) - 1;
    plan::CallOp call = calls[first + length - 1];
    for (auto &[storage, use] : problem.uses) {
      auto buffer = cast<plan::BufferOp>(storage);
      int64_t whole = alignedBytes(buffer.getBuffer().getType().getBytes());
      // It comes into the run...
      if (length == 1 ? use.first <= begin && use.second >= begin
                      : use.first == end)
        live += whole;
      // ...and is over in it, so that a ring may do.
      auto ring = rings.find(storage);
      if (length > 1 && use.first >= begin && use.second == end &&
          ring != rings.end())
        live += alignedBytes(ringBytes(buffer, ring->second)) - whole;
    }
    if (Value buffer = call.getScratch())
      scratch = std::max(
          scratch,
          alignedBytes(cast<plan::BufferType>(buffer.getType()).getBytes()));
    if (call.getAccumulate())
      sums += alignedBytes(globalPoolSumBytes(call));
    rows += static_cast<double>(call.getRowCount());
    if (problem.changed[first + length - 1])
      changedRows += static_cast<double>(call.getRowCount());
    Run &run = this->run(first, length);
    run.bytes = live + scratch + (length > 1 ? sums : 0);
    run.cost = length == 1 ? 0
                           : (rows - changedRows) * rowOverhead(length, false) +
                                 changedRows * rowOverhead(length, true);
  }
}

double SegmentChooser::cheapest(int64_t bytes,
                                SmallVectorImpl<unsigned> *lengths) {
  constexpr double never = std::numeric_limits<double>::infinity();
  size_t n = calls.size();
  std::vector<double> cost(n + 1, never); // of the calls from i on
  std::vector<unsigned> length(n + 1, 0);
  cost[n] = 0;
  for (size_t i = n; i-- > 0;)
    for (size_t l = problem.pushed && i == 0 ? 2 : 1; i + l <= n; ++l) {
      const Run &run = this->run(i, l);
      if (run.bytes <= bytes && run.cost + cost[i + l] < cost[i]) {
        cost[i] = run.cost + cost[i + l];
        length[i] = static_cast<unsigned>(l);
      }
    }
  if (lengths && cost[0] < never)
    for (size_t i = 0; i < n; i += length[i])
      lengths->push_back(length[i]);
  return cost[0];
}

SmallVector<unsigned> SegmentChooser::choose() {
  std::vector<int64_t> peaks;
  for (size_t first = 0; first < calls.size(); ++first)
    for (size_t length = 1; first + length <= calls.size(); ++length)
      peaks.push_back(run(first, length).bytes);
  llvm::sort(peaks);
  peaks.erase(llvm::unique(peaks), peaks.end());
  // What must be streamed may cost what it costs.
  double limit = problem.mostOverhead * work;
  if (problem.pushed)
    limit = std::max(limit, cheapest(peaks.back(), nullptr));
  // More bytes never cost more: the least that is cheap enough.
  auto it = llvm::partition_point(
      peaks, [&](int64_t bytes) { return cheapest(bytes, nullptr) > limit; });
  SmallVector<unsigned> lengths;
  if (it == peaks.end())
    return lengths;
  chosenPeak = *it;
  cheapest(*it, &lengths);
  return lengths;
}

} // namespace m2c
