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
#include <cmath>

using namespace mlir;

namespace m2c {

template <typename T>
static FailureOr<std::unique_ptr<EvalModel>>
upcast(FailureOr<std::unique_ptr<T>> model) {
  if (failed(model))
    return failure();
  return std::unique_ptr<EvalModel>(std::move(*model));
}

static bool isNhwc(Attribute layout) {
  auto text = dyn_cast_or_null<StringAttr>(layout);
  return text && text.getValue() == "nhwc";
}

/// Integers without a scale stand for themselves.
template <typename OpT>
static std::optional<nn::TensorQuant> quantOf(OpT op) {
  Type element = op.getBuffer().getType().getElementType();
  if (element.isF32())
    return std::nullopt;
  nn::TensorQuant quant;
  if (auto scale = op.getScale())
    quant.scale = scale->convertToFloat();
  quant.zero = static_cast<int32_t>(op.getZeroPoint().value_or(0));
  quant.bits = element.getIntOrFloatBitWidth();
  quant.isSigned = !element.isUnsignedInteger();
  return quant;
}

static std::optional<nn::TensorQuant> quantOf(Type tensor) {
  if (!nn::isQuantized(tensor))
    return std::nullopt;
  return nn::tensorQuant(tensor);
}

void EvalModel::readInterface(ModuleOp module) {
  for (auto planned : module.getOps<plan::ModelOp>()) {
    for (auto op : planned.getOps<plan::InputOp>()) {
      inputsNhwc.push_back(isNhwc(op.getLayoutAttr()));
      inputQuants.push_back(quantOf(op));
    }
    for (auto op : planned.getOps<plan::OutputOp>()) {
      outputsNhwc.push_back(isNhwc(op.getLayoutAttr()));
      outputQuants.push_back(quantOf(op));
    }
    return;
  }
  auto main = module.lookupSymbol<func::FuncOp>("main");
  for (auto [i, type] : llvm::enumerate(main.getArgumentTypes())) {
    inputsNhwc.push_back(isNhwc(main.getArgAttr(i, nn::kLayoutAttr)));
    inputQuants.push_back(quantOf(type));
  }
  for (auto [i, type] : llvm::enumerate(main.getResultTypes())) {
    outputsNhwc.push_back(isNhwc(main.getResultAttr(i, nn::kLayoutAttr)));
    outputQuants.push_back(quantOf(type));
  }
}

FailureOr<std::unique_ptr<EvalModel>> EvalModel::create(ModuleOp module) {
  FailureOr<std::unique_ptr<EvalModel>> model = createAny(module);
  if (succeeded(model))
    (*model)->readInterface(module);
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
    if (inputs[i].size() != count && !(spec.isOptional && inputs[i].empty()))
      return llvm::createStringError(
          invalid, "expected %zu values for input '%s', got %zu", count,
          spec.name.c_str(), inputs[i].size());
  }
  outputs.resize(outputSpecs.size());
  for (size_t i = 0; i < outputs.size(); ++i)
    outputs[i].resize(eval::countOf(outputSpecs[i].shape));
  SmallVector<ArrayRef<float>> views(inputs);
  std::vector<std::vector<float>> given(inputs.size());
  for (size_t i = 0; i < inputs.size(); ++i)
    if (!inputs[i].empty() && (inputsNhwc[i] || inputQuants[i]))
      views[i] = given[i] = interfaceInput(i, inputs[i]);
  runChecked(views, outputs);
  for (size_t i = 0; i < outputs.size(); ++i)
    if (outputsNhwc[i] || outputQuants[i])
      outputs[i] = fromInterfaceOutput(i, outputs[i]);
  return llvm::Error::success();
}

/// In the layout of the interface; integers that stand for the values.
static std::vector<float>
toInterface(ArrayRef<float> values, ArrayRef<int64_t> shape, bool nhwc,
            const std::optional<nn::TensorQuant> &quant) {
  std::vector<float> result =
      nhwc ? nchwToNhwc(values, shape)
           : std::vector<float>(values.begin(), values.end());
  if (quant)
    for (float &value : result)
      value = static_cast<float>(quant->quantize(value));
  return result;
}

std::vector<float> EvalModel::interfaceInput(unsigned input,
                                             ArrayRef<float> values) const {
  return toInterface(values, inputSpecs[input].shape, inputsNhwc[input],
                     inputQuants[input]);
}

std::vector<float> EvalModel::interfaceOutput(unsigned output,
                                              ArrayRef<float> values) const {
  return toInterface(values, outputSpecs[output].shape, outputsNhwc[output],
                     outputQuants[output]);
}

std::vector<float>
EvalModel::fromInterfaceOutput(unsigned output, ArrayRef<float> values) const {
  std::vector<float> result =
      outputsNhwc[output] ? nhwcToNchw(values, outputSpecs[output].shape)
                          : values.vec();
  // Poison is no integer and stays (PlanMemory.h).
  if (const auto &quant = outputQuants[output])
    for (float &value : result)
      if (!std::isnan(value))
        value = quant->dequantize(static_cast<int32_t>(value));
  return result;
}

} // namespace m2c
