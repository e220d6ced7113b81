// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Picks the evaluator that a module needs and checks what is fed to it.
#include "compiler/Eval/Runner.h"
#include "compiler/Eval/Evaluator.h"
#include "compiler/Eval/PlanEvaluator.h"
#include "compiler/Eval/Tensor.h"
#include "dialects/Nn/Nn.h"
#include "dialects/Onnx/Onnx.h"
#include "dialects/Plan/Plan.h"
#include "dialects/Support/Constants.h"

using namespace mlir;

namespace m2c {

template <typename T>
static FailureOr<std::unique_ptr<EvalModel>>
upcast(FailureOr<std::unique_ptr<T>> model) {
  if (failed(model))
    return failure();
  return std::unique_ptr<EvalModel>(std::move(*model));
}

template <typename OpT>
static SmallVector<bool> layoutsOf(plan::ModelOp model) {
  return llvm::map_to_vector(model.getOps<OpT>(), [](OpT op) {
    return op.getLayout().value_or("") == "nhwc";
  });
}

static bool isNhwc(Attribute layout) {
  auto text = dyn_cast_or_null<StringAttr>(layout);
  return text && text.getValue() == "nhwc";
}

FailureOr<std::unique_ptr<EvalModel>> EvalModel::create(ModuleOp module) {
  FailureOr<std::unique_ptr<EvalModel>> model = createAny(module);
  if (failed(model))
    return failure();
  for (auto planned : module.getOps<plan::ModelOp>()) {
    (*model)->inputsNhwc = layoutsOf<plan::InputOp>(planned);
    (*model)->outputsNhwc = layoutsOf<plan::OutputOp>(planned);
    return model;
  }
  auto main = module.lookupSymbol<func::FuncOp>("main");
  for (unsigned i = 0; i < main.getNumArguments(); ++i)
    (*model)->inputsNhwc.push_back(isNhwc(main.getArgAttr(i, nn::kLayoutAttr)));
  for (unsigned i = 0; i < main.getNumResults(); ++i)
    (*model)->outputsNhwc.push_back(
        isNhwc(main.getResultAttr(i, nn::kLayoutAttr)));
  return model;
}

FailureOr<std::unique_ptr<EvalModel>> EvalModel::createAny(ModuleOp module) {
  if (!module.getOps<plan::ModelOp>().empty())
    return upcast(PlanEvaluator::create(module));
  WalkResult onnx = module.walk([](onnx::NodeOp op) {
    op.emitError("expected a module of nn or plan ops, got onnx; convert it "
                 "with onnx-to-nn first");
    return WalkResult::interrupt();
  });
  if (onnx.wasInterrupted())
    return failure();
  return upcast(Evaluator::create(module));
}

llvm::Error EvalModel::run(ArrayRef<ArrayRef<float>> inputs,
                           std::vector<std::vector<float>> &outputs) {
  auto invalid = std::make_error_code(std::errc::invalid_argument);
  if (inputs.size() != inputSpecs.size())
    return llvm::createStringError(invalid, "expected %zu inputs, got %zu",
                                   inputSpecs.size(), inputs.size());
  for (size_t i = 0; i < inputs.size(); ++i) {
    const TensorSpec &spec = inputSpecs[i];
    size_t count = eval::countOf(spec.shape);
    if (inputs[i].size() != count)
      return llvm::createStringError(
          invalid, "expected %zu values for input '%s', got %zu", count,
          spec.name.c_str(), inputs[i].size());
  }
  outputs.resize(outputSpecs.size());
  for (size_t i = 0; i < outputs.size(); ++i)
    outputs[i].resize(eval::countOf(outputSpecs[i].shape));
  SmallVector<ArrayRef<float>> given(inputs);
  std::vector<std::vector<float>> turned(inputs.size());
  for (size_t i = 0; i < inputsNhwc.size(); ++i)
    if (inputsNhwc[i]) {
      turned[i] = nchwToNhwc(inputs[i], inputSpecs[i].shape);
      given[i] = turned[i];
    }
  runChecked(given, outputs);
  for (size_t i = 0; i < outputsNhwc.size(); ++i)
    if (outputsNhwc[i])
      outputs[i] = nhwcToNchw(outputs[i], outputSpecs[i].shape);
  return llvm::Error::success();
}

} // namespace m2c
