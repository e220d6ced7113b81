// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The common face of the evaluators: a module of any phase from nn on, run on
// float samples in the element order of the ONNX model. Where the module takes
// or gives integers, they are made and read here.
#ifndef M2C_EVAL_RUNNER_H
#define M2C_EVAL_RUNNER_H

#include "compiler/Data/DataSet.h"
#include "dialects/Nn/NnQuant.h"
#include "mlir/IR/BuiltinOps.h"
#include "llvm/Support/Error.h"
#include <memory>
#include <optional>

namespace m2c {

/// A model ready to run any number of times. It points into the module and its
/// context, which must outlive it unchanged. Not to be shared by threads; each
/// thread makes its own.
class EvalModel {
public:
  /// For a module with a plan.model, or with a function @main of nn ops.
  /// Failure with diagnostics for every op that cannot be evaluated, for IR of
  /// another dialect and for models of more than 512 MiB of activations.
  static mlir::FailureOr<std::unique_ptr<EvalModel>>
  create(mlir::ModuleOp module);

  virtual ~EvalModel() = default;

  /// The C interface takes this input (output) channels last.
  bool isInputNhwc(unsigned input) const { return inputsNhwc[input]; }
  bool isOutputNhwc(unsigned output) const { return outputsNhwc[output]; }

  /// What the integers of an input (output) stand for; none where it is float.
  const std::optional<nn::TensorQuant> &inputQuant(unsigned input) const {
    return inputQuants[input];
  }
  const std::optional<nn::TensorQuant> &outputQuant(unsigned output) const {
    return outputQuants[output];
  }

  /// Name and shape of the ONNX graph, in its order.
  llvm::ArrayRef<TensorSpec> inputs() const { return inputSpecs; }
  llvm::ArrayRef<TensorSpec> outputs() const { return outputSpecs; }

  /// One inference. `outputs` is resized to hold one array per output. An error
  /// where number or size of the inputs is not that of the model.
  llvm::Error run(llvm::ArrayRef<llvm::ArrayRef<float>> inputs,
                  std::vector<std::vector<float>> &outputs);

  /// The values of an input (output) as the C interface has them: in its layout,
  /// integers as floats.
  std::vector<float> interfaceInput(unsigned input,
                                    llvm::ArrayRef<float> values) const;
  std::vector<float> interfaceOutput(unsigned output,
                                     llvm::ArrayRef<float> values) const;
  /// And back.
  std::vector<float> fromInterfaceOutput(unsigned output,
                                         llvm::ArrayRef<float> values) const;

protected:
  /// With inputs that have been checked and outputs that have their size, in
  /// the layout of the module; integers as floats.
  virtual void runChecked(llvm::ArrayRef<llvm::ArrayRef<float>> inputs,
                          std::vector<std::vector<float>> &outputs) = 0;

  llvm::SmallVector<TensorSpec> inputSpecs, outputSpecs;

private:
  static mlir::FailureOr<std::unique_ptr<EvalModel>>
  createAny(mlir::ModuleOp module);

  void readInterface(mlir::ModuleOp module);

  /// Which inputs and outputs the module takes channels last (--io-layout);
  /// `run` always speaks the ONNX order.
  llvm::SmallVector<bool> inputsNhwc, outputsNhwc;
  llvm::SmallVector<std::optional<nn::TensorQuant>> inputQuants, outputQuants;
};

/// Most bytes that an evaluator takes for activations: a broken shape must give
/// a message, not exhaust the machine.
inline constexpr int64_t kMostEvalBytes = int64_t(1) << 29;

} // namespace m2c

#endif
