// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Widths of weights and activations as attributes of the graph.
#include "passes/Passes.h"
#include "passes/Quant/Calibration.h"

using namespace mlir;

namespace m2c {
#define GEN_PASS_DEF_NNASSIGNBITWIDTHS
#include "passes/Passes.h.inc"

namespace {

/// Writes the widths to the ops and inputs of the graph.
void setWidths(const quant::Prepared &prepared,
               const quant::Assignment &assignment) {
  const quant::QuantGraph &graph = prepared.graph;
  func::FuncOp function;
  for (const quant::Node &node : graph.nodes)
    function = node.op->getParentOfType<func::FuncOp>();
  Builder builder(graph.tensors.front().value.getContext());
  for (auto [i, layer] : llvm::enumerate(graph.layers))
    graph.nodes[layer.node].op->setAttr(
        kWeightBitsAttr, builder.getI64IntegerAttr(assignment.weightBits[i]));
  for (const quant::Tensor &tensor : graph.tensors) {
    if (tensor.group == quant::kFloat)
      continue;
    bool only8 = graph.groups[tensor.group].only8;
    Attribute bits = builder.getI64IntegerAttr(
        only8 ? 8 : assignment.activationBits[tensor.group]);
    if (Operation *op = tensor.value.getDefiningOp())
      op->setAttr(kActivationBitsAttr, bits);
    else if (function)
      function.setArgAttr(cast<BlockArgument>(tensor.value).getArgNumber(),
                          kActivationBitsAttr, bits);
  }
}

struct NnAssignBitWidthsPass
    : impl::NnAssignBitWidthsBase<NnAssignBitWidthsPass> {
  using NnAssignBitWidthsBase::NnAssignBitWidthsBase;
  friend FailureOr<quant::QuantOptions>
  quantOptionsOf<NnAssignBitWidthsPass>(NnAssignBitWidthsPass &pass);

  void runOnOperation() override {
    FailureOr<quant::QuantOptions> options = quantOptionsOf(*this);
    if (failed(options))
      return signalPassFailure();
    auto prepared = calibrate(
        getOperation(), data,
        std::vector<std::string>(inputs.begin(), inputs.end()), *options);
    if (failed(prepared))
      return signalPassFailure();
    unsigned w = weightBits.empty() ? 8 : weightBits.front();
    unsigned a = activationBits.empty() ? 8 : activationBits.front();
    setWidths(**prepared, (*prepared)->uniform(w, a));
  }
};

} // namespace
} // namespace m2c
