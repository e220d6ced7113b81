// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Runs a graph of nn ops: the values that the network means, without kernels,
// layouts or memory plan.
#ifndef M2C_EVAL_EVALUATOR_H
#define M2C_EVAL_EVALUATOR_H

#include "compiler/Eval/BindNn.h"
#include "compiler/Eval/Runner.h"
#include <deque>

namespace m2c {

/// The function @main of a module, bound once and run many times.
class Evaluator final : public EvalModel {
public:
  /// Receives the model's inputs, then every computed value in the order of
  /// the ops (of quantised tensors the stored integers); the view dies with the
  /// next op. nn.constant and nn.reshape, which
  /// compute nothing, are not reported.
  using Callback = llvm::function_ref<void(mlir::Value, eval::TensorView)>;

  /// Failure with a diagnostic for each op that is not an nn op.
  static mlir::FailureOr<std::unique_ptr<Evaluator>>
  create(mlir::ModuleOp module);

  using EvalModel::run;
  llvm::Error run(llvm::ArrayRef<llvm::ArrayRef<float>> inputs,
                  std::vector<std::vector<float>> &outputs, Callback callback);

private:
  friend class EvaluatorBuilder;

  void runChecked(llvm::ArrayRef<llvm::ArrayRef<float>> inputs,
                  std::vector<std::vector<float>> &outputs) override;

  /// A slot holds a value; `result` is written, its memory is `buffers[buffer]`.
  struct Step {
    mlir::Value value;
    eval::OpFunction compute;
    llvm::SmallVector<unsigned> operands;
    unsigned result, buffer;
    size_t count;
  };

  llvm::SmallVector<mlir::Value> arguments; // slots 0, 1, ...
  llvm::SmallVector<unsigned> results;      // slots
  std::vector<Step> steps;
  std::vector<eval::Values> slots;
  std::deque<std::vector<float>> constants; // where the IR's bytes do not do
  std::vector<std::vector<float>> buffers;
  eval::OpContext context;
  Callback callback;
};

} // namespace m2c

#endif
