// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// From a kernel call that makes one row to the function that computes it.
#ifndef M2C_EVAL_BINDPLANROWS_H
#define M2C_EVAL_BINDPLANROWS_H

#include "compiler/Eval/BindPlan.h"
#include <map>

namespace m2c::eval {

/// Elements of an input, in its rows of `length`: `count` elements in `rows`
/// rows from row `first` on, `step` rows apart.
struct RowSlice {
  int64_t first, rows, step, length;
  int64_t count() const { return rows * length; }
};

/// A row-wise call of a segment.
class RowCall {
public:
  /// Binds the call for all places that a row can have with respect to the
  /// map's ends. Failure as bindPlanCall.
  static mlir::FailureOr<RowCall> bind(plan::CallOp call);

  /// What input `input` gives for row `row`.
  RowSlice slice(unsigned input, int64_t row) const;
  int64_t outElements() const { return outLength; }
  bool accumulates() const { return adds; }

  /// Computes row `row` from the slices of all inputs, one behind the other
  /// each. `output`: the row, or all of an output that accumulates.
  void compute(OpContext &context, int64_t row, llvm::ArrayRef<Values> inputs,
               MutableValues output) const;

private:
  /// Taps of row `row` above and below the map.
  std::pair<int64_t, int64_t> outside(int64_t row) const;
  mlir::LogicalResult bindPlace(plan::CallOp call,
                                std::pair<int64_t, int64_t> outside);

  plan::WindowAttr window;
  bool hasTaps = false; ///< the kernel itself knows of the window
  bool adds = false;
  int64_t outLength = 0;
  llvm::SmallVector<bool> readsRows;
  llvm::SmallVector<int64_t> wholes; ///< elements of inputs given whole
  std::map<std::pair<int64_t, int64_t>, CallFunction> places;
};

} // namespace m2c::eval

#endif
