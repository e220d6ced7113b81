// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Runs a plan: kernel calls in order, on the bytes of an arena at the planned
// offsets in which dead memory is poisoned (PlanMemory.h). What the emitted C
// must compute.
#ifndef M2C_EVAL_PLANEVALUATOR_H
#define M2C_EVAL_PLANEVALUATOR_H

#include "compiler/Eval/BindPlanRows.h"
#include "compiler/Eval/PlanMemory.h"
#include "compiler/Eval/Runner.h"
#include "dialects/Plan/RowSchedule.h"
#include <deque>

namespace m2c {

/// A plan.model, bound once and run many times. A plan that reads memory out of
/// its lifetime gives NaN. Before `plan-arena` has set offsets the buffers lie
/// side by side; before `plan-compute-lifetimes` they live from their first use
/// to their last.
class PlanEvaluator final : public EvalModel {
public:
  /// Receives every call and what its output then holds (of a concat or pad,
  /// parts may still be NaN; integers as floats), in order.
  using Callback = llvm::function_ref<void(plan::CallOp, eval::TensorView)>;

  /// For the one plan.model of the module. Failure with a diagnostic for each
  /// call that cannot be run and for buffers outside the arena.
  static mlir::FailureOr<std::unique_ptr<PlanEvaluator>>
  create(mlir::ModuleOp module);

  using EvalModel::run;
  llvm::Error run(llvm::ArrayRef<llvm::ArrayRef<float>> inputs,
                  std::vector<std::vector<float>> &outputs, Callback callback);

private:
  friend class PlanEvaluatorBuilder;

  void runChecked(llvm::ArrayRef<llvm::ArrayRef<float>> inputs,
                  std::vector<std::vector<float>> &outputs) override;

  /// Where a buffer value lives: element `index` of that kind.
  struct Place {
    enum Kind { Input, Output, Constant, Arena } kind;
    unsigned index;
  };
  struct Step {
    plan::CallOp call;
    eval::CallFunction compute;
    std::optional<eval::RowCall> rows; // in place of `compute`
    llvm::SmallVector<Place> inputs;
    Place output;
    std::optional<unsigned> scratch; // buffer of the arena
  };

  /// The elements at `place`; those of the arena go through `copy`.
  eval::Values read(Place place, llvm::ArrayRef<llvm::ArrayRef<float>> inputs,
                    llvm::ArrayRef<std::vector<float>> outputs,
                    std::vector<float> &copy);
  void runStep(Step &step, llvm::ArrayRef<llvm::ArrayRef<float>> inputs,
               std::vector<std::vector<float>> &outputs);

  /// Calls that run together: those of a segment by their schedule, or one.
  struct Segment {
    size_t first;
    std::optional<plan::RowSchedule> schedule;
  };
  /// A buffer of the arena: its elements, and of a ring the row in each place.
  struct Arena {
    int64_t count, rowElements = 0;
    std::vector<int64_t> held = {};
  };
  void runSegment(Segment &segment,
                  llvm::ArrayRef<llvm::ArrayRef<float>> inputs,
                  std::vector<std::vector<float>> &outputs);
  void runRow(Step &step, int64_t row,
              llvm::ArrayRef<llvm::ArrayRef<float>> inputs,
              std::vector<std::vector<float>> &outputs);
  /// Elements `first` on of a place; of a ring those of rows that are gone or
  /// still to come are NaN.
  void readPart(Place place, int64_t first, eval::MutableValues values,
                llvm::ArrayRef<llvm::ArrayRef<float>> inputs,
                llvm::ArrayRef<std::vector<float>> outputs);
  void writeRow(Step &step, int64_t row, eval::Values values,
                std::vector<std::vector<float>> &outputs);

  /// What stands for the elements that a branch leaves.
  struct Missing {
    plan::MissingOp op;
    unsigned input;
    Place value, output;
  };
  /// Where the input of the segment's branch is missing: true, with its defaults
  /// behind its last segment.
  bool skip(const Segment &segment,
            llvm::ArrayRef<llvm::ArrayRef<float>> inputs,
            std::vector<std::vector<float>> &outputs);

  std::vector<Missing> missing;
  std::vector<Step> steps;
  std::vector<eval::Values> constants;
  std::deque<std::vector<float>> constantStorage;
  std::unique_ptr<eval::PlanMemory> memory;
  std::vector<Segment> segments;
  std::vector<Arena> arena;              // each of its buffers
  std::vector<std::vector<float>> whole; // what each step made, for `callback`
  std::vector<std::vector<float>> copies;
  eval::OpContext context;
  Callback callback;
};

} // namespace m2c

#endif
