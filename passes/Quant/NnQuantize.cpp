// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The engine's plan (compiler/Quant) written into the graph: quantised constants
// behind nn.dequantize, and a pair of quantize and dequantize behind every
// tensor that has a width.
#include "dialects/Nn/NnWeights.h"
#include "dialects/Support/Constants.h"
#include "passes/Passes.h"
#include "passes/Quant/Calibration.h"

using namespace mlir;

namespace m2c {
#define GEN_PASS_DEF_NNQUANTIZE
#include "passes/Passes.h.inc"

namespace {

unsigned bitsOf(Attribute attr) {
  auto bits = dyn_cast_or_null<IntegerAttr>(attr);
  return bits ? static_cast<unsigned>(bits.getInt()) : 8;
}

/// The widths that the attributes say; 8 where there is none.
quant::Assignment readAssignment(const quant::Prepared &prepared,
                                 func::FuncOp function) {
  quant::Assignment assignment = prepared.uniform(8, 8);
  const quant::QuantGraph &graph = prepared.graph;
  for (auto [i, layer] : llvm::enumerate(graph.layers))
    assignment.weightBits[i] =
        bitsOf(graph.nodes[layer.node].op->getAttr(kWeightBitsAttr));
  for (const quant::Tensor &tensor : graph.tensors) {
    if (tensor.group == quant::kFloat)
      continue;
    Attribute bits;
    if (Operation *op = tensor.value.getDefiningOp())
      bits = op->getAttr(kActivationBitsAttr);
    else
      bits =
          function.getArgAttr(cast<BlockArgument>(tensor.value).getArgNumber(),
                              kActivationBitsAttr);
    assignment.activationBits[tensor.group] = bitsOf(bits);
  }
  return assignment;
}

Value dequantized(OpBuilder &builder, Value integers) {
  return nn::DequantizeOp::create(
      builder, integers.getLoc(),
      nn::withElement(integers.getType(), builder.getF32Type()), integers);
}

nn::TensorQuant quantOf(const quant::TensorQuant &tensor) {
  return {tensor.scale, tensor.zero, tensor.bits, true};
}

/// Replaces the layer's weights and bias; adds a bias where it had none.
void writeLayer(const quant::LayerPlan &layer, float inputScale) {
  Operation *op = layer.op;
  OpBuilder builder(op);
  MLIRContext *context = op->getContext();
  auto type = cast<RankedTensorType>(op->getOperand(1).getType());
  int64_t axis = isa<nn::DepthwiseConv2dOp>(op) ? 2 : 0;
  std::vector<int64_t> weights(layer.weights.begin(), layer.weights.end());
  Value constant = nn::makeQuantConstant(
      builder, op->getLoc(), type.getShape(),
      nn::quantElement(context, layer.bits, layer.scales, axis), weights,
      "weights");
  op->setOperand(1, dequantized(builder, constant));
  SmallVector<float> scales;
  for (float scale : layer.scales)
    scales.push_back(inputScale * scale);
  std::vector<int64_t> bias(layer.bias.begin(), layer.bias.end());
  Value biasConstant = nn::makeQuantConstant(
      builder, op->getLoc(), {static_cast<int64_t>(bias.size())},
      nn::quantElement(context, 32, scales, 0), bias, "bias");
  Value value = dequantized(builder, biasConstant);
  if (op->getNumOperands() > 2)
    op->setOperand(2, value);
  else
    op->insertOperands(2, value);
}

/// Everybody but the quantize op itself reads the rounded value.
void writeTensor(Value value, const quant::TensorQuant &tensor) {
  OpBuilder builder(value.getContext());
  builder.setInsertionPointAfterValue(value);
  Type element = nn::quantElement(value.getContext(), quantOf(tensor));
  auto quantize =
      nn::QuantizeOp::create(builder, value.getLoc(),
                             nn::withElement(value.getType(), element), value);
  Value rounded = dequantized(builder, quantize);
  value.replaceAllUsesExcept(rounded, quantize);
}

struct NnQuantizePass : impl::NnQuantizeBase<NnQuantizePass> {
  using NnQuantizeBase::NnQuantizeBase;
  friend FailureOr<quant::QuantOptions>
  quantOptionsOf<NnQuantizePass>(NnQuantizePass &pass);

  void runOnOperation() override {
    FailureOr<quant::QuantOptions> options = quantOptionsOf(*this);
    if (failed(options))
      return signalPassFailure();
    auto prepared = calibrate(
        getOperation(), data,
        std::vector<std::string>(inputs.begin(), inputs.end()), *options);
    if (failed(prepared))
      return signalPassFailure();
    auto function = getOperation().lookupSymbol<func::FuncOp>("main");
    quant::QuantPlan plan =
        quant::quantize(**prepared, readAssignment(**prepared, function));
    for (const quant::LayerPlan &layer : plan.layers) {
      auto input = plan.tensors.find(layer.op->getOperand(0));
      if (input != plan.tensors.end())
        writeLayer(layer, input->second.scale);
    }
    for (const auto &[value, tensor] : plan.tensors)
      writeTensor(value, tensor);
  }
};

} // namespace
} // namespace m2c
