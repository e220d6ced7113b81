// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Closes the memory phase. Works from the calls alone: a call may touch a
// buffer only while no other buffer that is still needed lies on its bytes, and
// a row of a ring only while that is there.
#include "dialects/Plan/RowSchedule.h"
#include "passes/Passes.h"
#include "llvm/ADT/MapVector.h"

using namespace mlir;

namespace m2c {
#define GEN_PASS_DEF_PLANVERIFY
#include "passes/Passes.h.inc"

namespace {

/// A buffer's bytes and the first and last call that use it or run interleaved
/// with one that does; -1 without uses.
struct Placed {
  plan::BufferOp op;
  int64_t begin, end;
  int64_t first = -1, last = -1;
};

/// The buffer's place, or a diagnostic.
FailureOr<Placed> placeOf(plan::BufferOp buffer, int64_t arenaBytes,
                          int64_t alignment) {
  int64_t offset = buffer.getOffset().value_or(-1);
  int64_t size = buffer.getStorageBytes();
  // No sum of the two: an offset near the largest integer would overflow it.
  if (offset < 0 || offset % alignment != 0 || size > arenaBytes ||
      offset > arenaBytes - size)
    return buffer.emitOpError("expected an aligned offset inside the arena of ")
           << arenaBytes << " bytes, got " << offset << " for " << size
           << " bytes";
  return Placed{buffer, offset, offset + size};
}

bool overlap(const Placed &a, const Placed &b) {
  bool apart =
      a.first < 0 || b.first < 0 || a.last < b.first || b.last < a.first;
  // A buffer without bytes lies on nothing.
  return !apart && a.begin < b.end && b.begin < a.end && a.begin < a.end &&
         b.begin < b.end;
}

/// Follows the rows of one segment through its rings.
class SegmentCheck {
public:
  explicit SegmentCheck(ArrayRef<plan::CallOp> calls) : calls(calls) {}

  bool run() {
    plan::RowSchedule schedule(calls);
    SmallVector<int64_t> made(calls.size(), 0);
    schedule.run(made, [&](unsigned call, ArrayRef<int64_t> now) {
      ok = ok && read(calls[call], now[call], now) &&
           write(calls[call], now[call]);
    });
    for (auto [call, rows] : llvm::zip_equal(calls, made))
      if (plan::CallOp op = call; ok && rows < op.getRowCount()) {
        op.emitOpError("expected to make ")
            << op.getRowCount() << " rows, got " << rows
            << " before no call of the segment can go on";
        ok = false;
      }
    return ok;
  }

private:
  struct Ring {
    int64_t rows, elements;
    SmallVector<int64_t> held; // row of each place, -1 for none
  };

  /// The ring behind a buffer, or null.
  Ring *ringOf(Value buffer) {
    auto op = dyn_cast<plan::BufferOp>(plan::storageOf(buffer));
    if (!op || !op.getRows())
      return nullptr;
    auto [it, isNew] = rings.try_emplace(op);
    if (isNew)
      it->second = {static_cast<int64_t>(*op.getRows()),
                    static_cast<int64_t>(op.getRowElements().value_or(0)),
                    SmallVector<int64_t>(*op.getRows(), -1)};
    return &it->second;
  }

  /// Elements of `buffer` that the segment has yet to write are not read.
  bool isWritten(plan::CallOp reader, Value buffer, int64_t end,
                 ArrayRef<int64_t> made) {
    for (auto [writer, rows] : llvm::zip_equal(calls, made)) {
      plan::CallOp op = writer;
      if (plan::storageOf(op.getOutput()) != plan::storageOf(buffer) ||
          op == reader)
        continue;
      bool byRows = op.isRowwise() && !op.getAccumulate();
      int64_t written = byRows ? rows * op.getWindow()->getOutRow()
                        : rows == op.getRowCount() ? INT64_MAX
                                                   : 0;
      if (written < end)
        return false;
    }
    return true;
  }

  bool readRow(plan::CallOp call, Value buffer, int64_t row, int64_t y,
               ArrayRef<int64_t> made) {
    int64_t length = call.getWindow()->getInRow();
    Ring *ring = ringOf(buffer);
    bool there = isWritten(call, buffer, (row + 1) * length, made) &&
                 (!ring || ring->held[row % ring->rows] == row);
    if (!there)
      call.emitOpError("expected row ")
          << row << " of its input for its row " << y
          << (ring ? ", got row " : ", which is not made yet")
          << (ring ? std::to_string(ring->held[row % ring->rows]) : "");
    return there;
  }

  bool read(plan::CallOp call, int64_t y, ArrayRef<int64_t> made) {
    for (auto [i, input] : llvm::enumerate(call.getInputs())) {
      Ring *ring = ringOf(input);
      bool byRows = call.isRowwise() && call.readsRowsOf(i);
      if (ring && (!byRows || call.getWindow()->getInRow() != ring->elements)) {
        call.emitOpError("expected to read a ring by its rows of ")
            << ring->elements << " elements";
        return false;
      }
      if (!byRows) {
        auto type = cast<plan::BufferType>(input.getType());
        if (!isWritten(call, input, type.getNumElements(), made)) {
          call.emitOpError("expected input ")
              << i << " to be whole before it is read";
          return false;
        }
        continue;
      }
      plan::WindowAttr w = *call.getWindow();
      for (int64_t k = 0; k < w.getKernel(); ++k) {
        int64_t row = y * w.getStride() - w.getPad() + k * w.getDilation();
        if (row >= 0 && row < w.getInH() && !readRow(call, input, row, y, made))
          return false;
      }
    }
    return true;
  }

  bool write(plan::CallOp call, int64_t y) {
    Ring *ring = ringOf(call.getOutput());
    if (!ring)
      return true;
    if (!call.isRowwise() || call.getAccumulate() ||
        call.getWindow()->getOutRow() != ring->elements) {
      call.emitOpError("expected to write a ring by its rows of ")
          << ring->elements << " elements";
      return false;
    }
    ring->held[y % ring->rows] = y;
    return true;
  }

  ArrayRef<plan::CallOp> calls;
  llvm::MapVector<Operation *, Ring> rings;
  bool ok = true;
};

struct PlanVerifyPass : impl::PlanVerifyBase<PlanVerifyPass> {
  void runOnOperation() override {
    plan::ModelOp model = getOperation();
    int64_t bytes = model.getArenaBytes().value_or(0);
    llvm::MapVector<Operation *, Placed> placed;
    for (plan::BufferOp buffer : model.getOps<plan::BufferOp>()) {
      FailureOr<Placed> place = placeOf(buffer, bytes, model.getArenaAlign());
      if (failed(place))
        return signalPassFailure();
      placed.try_emplace(buffer, *place);
    }
    if (!checkSegments(model, placed))
      return signalPassFailure();
    for (auto a = placed.begin(); a != placed.end(); ++a)
      for (auto b = placed.begin(); b != a; ++b)
        if (overlap(a->second, b->second)) {
          a->second.op.emitOpError(
              "expected live buffers not to overlap, got bytes ")
              << a->second.begin << ".." << a->second.end << " on '"
              << b->second.op.getName() << "' with bytes " << b->second.begin
              << ".." << b->second.end;
          return signalPassFailure();
        }
  }

  /// Fills in the uses, a segment counting as one call.
  bool checkSegments(plan::ModelOp model,
                     llvm::MapVector<Operation *, Placed> &placed) {
    int64_t number = 0;
    for (ArrayRef<plan::CallOp> segment : plan::segmentsOf(model)) {
      for (plan::CallOp call : segment)
        for (Value operand : call->getOperands()) {
          auto it = placed.find(plan::storageOf(operand));
          if (it == placed.end())
            continue;
          Placed &buffer = it->second;
          if (buffer.first < 0)
            buffer.first = number;
          else if (buffer.op.getRows() && buffer.last != number) {
            call.emitOpError("expected the ring '")
                << buffer.op.getName() << "' in one segment only";
            return false;
          }
          buffer.last = number;
        }
      if (!SegmentCheck(segment).run())
        return false;
      ++number;
    }
    return true;
  }
};

} // namespace
} // namespace m2c
