// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Which runs of calls make their rows interleaved, so that buffers between them
// shrink to rings.
#ifndef M2C_PASSES_MEMORY_STREAMING_SEGMENTS_H
#define M2C_PASSES_MEMORY_STREAMING_SEGMENTS_H

#include "passes/Memory/Streaming/RowForm.h"
#include "llvm/ADT/MapVector.h"

namespace m2c {

/// Cuts the calls of one entry, in order, into runs. A run of several calls is a
/// segment.
class SegmentChooser {
public:
  /// `calls`: in row form where `forms` has one; the first of them is call
  /// number `begin` of the model. `uses`: first and last call of each buffer.
  /// `alignment`: of every buffer, in bytes.
  struct Problem {
    llvm::ArrayRef<plan::CallOp> calls;
    llvm::ArrayRef<bool> changed; ///< row form differs from the call's own
    unsigned begin;
    const llvm::MapVector<mlir::Operation *, std::pair<unsigned, unsigned>>
        &uses;
    int64_t alignment;
    double mostOverhead; ///< instructions, as a part of all of them
    bool pushed;         ///< the first call must run by rows, with others
  };
  explicit SegmentChooser(const Problem &problem);

  /// Lengths of the runs with the least peak of live bytes among those whose
  /// estimated overhead is within the limit; of equal ones that with the least
  /// overhead. A bottleneck path over the cuts, O(n^2).
  llvm::SmallVector<unsigned> choose();
  int64_t peak() const { return chosenPeak; }

private:
  struct Run {
    int64_t bytes;
    double cost;
  };
  Run &run(size_t first, size_t length) {
    return runs[first * calls.size() + length - 1];
  }
  void measureRuns();
  void measureFrom(size_t first);
  /// Cost of the cheapest cut into runs of at most `bytes`; infinite if none.
  double cheapest(int64_t bytes, llvm::SmallVectorImpl<unsigned> *lengths);
  int64_t alignedBytes(int64_t bytes) const;

  Problem problem;
  llvm::ArrayRef<plan::CallOp> calls;
  llvm::MapVector<mlir::Operation *, RowPartition> rings;
  std::vector<Run> runs; // n x n
  double work = 0;
  int64_t chosenPeak = 0;
};

/// The rows that each buffer between the calls must hold at once when they run
/// by their schedule, and their elements: of those that can be rings, because
/// all that touch them go row by row. In the order of their first writers.
llvm::MapVector<mlir::Operation *, RowPartition>
ringsOf(llvm::ArrayRef<plan::CallOp> calls);

} // namespace m2c

#endif
