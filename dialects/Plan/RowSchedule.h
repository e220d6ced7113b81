// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// In which order the calls of a segment make their rows. What the emitted C
// does, in one place for those who plan it and check it.
#ifndef M2C_DIALECTS_PLAN_ROWSCHEDULE_H
#define M2C_DIALECTS_PLAN_ROWSCHEDULE_H

#include "dialects/Plan/Plan.h"

namespace m2c::plan {

/// Rows that a call must find made before it makes its row y: of call
/// `producer` of the same segment min(y * stride + first, most), at least 0.
struct RowNeed {
  unsigned producer; ///< position in the segment, before the consumer
  int64_t stride, first, most;

  int64_t rows(int64_t y) const {
    return std::max<int64_t>(0, std::min(y * stride + first, most));
  }
};

/// The static schedule of one segment: time and again the last call that can
/// makes one row, until no call can. Every producer comes before its consumers,
/// so all rows get made, and none much before it is needed.
class RowSchedule {
public:
  /// `calls`: of one segment, in order.
  explicit RowSchedule(llvm::ArrayRef<CallOp> calls);

  size_t size() const { return rowCounts.size(); }
  int64_t rowCount(unsigned call) const { return rowCounts[call]; }
  llvm::ArrayRef<RowNeed> needs(unsigned call) const { return allNeeds[call]; }

  /// Whether a call can make its next row when `made` rows of each are made.
  bool isReady(unsigned call, llvm::ArrayRef<int64_t> made) const;

  /// Makes all rows from the state `made` on, in order; `made` says how many of
  /// each are made before the row that is passed on.
  void run(llvm::MutableArrayRef<int64_t> made,
           llvm::function_ref<void(unsigned call, llvm::ArrayRef<int64_t>)>
               onRow) const;

private:
  llvm::SmallVector<int64_t> rowCounts;
  std::vector<llvm::SmallVector<RowNeed, 2>> allNeeds;
};

/// The runs of calls of a model that execute together: the calls of one segment,
/// or one call without.
llvm::SmallVector<llvm::SmallVector<CallOp>> segmentsOf(ModelOp model);
llvm::SmallVector<llvm::SmallVector<CallOp>>
segmentsOf(llvm::ArrayRef<CallOp> calls);

} // namespace m2c::plan

#endif
