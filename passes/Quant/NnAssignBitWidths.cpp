// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Widths of weights and activations as attributes of the graph.
#include "compiler/Solvers/BitWidthZ3.h"
#include "compiler/Support/RuntimeFiles.h"
#include "compiler/Targets/Target.h"
#include "dialects/Nn/Nn.h"
#include "passes/Passes.h"
#include "passes/Quant/BitPlan.h"
#include "passes/Quant/BitsReport.h"
#include "passes/Quant/Calibration.h"
#include "passes/Quant/IoRequest.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/raw_ostream.h"

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

/// One line on a terminal, over what was said before; gone with "".
void tell(const Twine &what) {
  if (!llvm::sys::Process::StandardErrIsDisplayed())
    return;
  std::string text = what.str();
  llvm::errs() << '\r' << (text.empty() ? "" : "m2c: ") << text << "\x1b[K";
}

/// The costs that an earlier run left on the module, if they fit the graph.
std::optional<quant::Sensitivities>
storedSensitivities(ModuleOp module, const quant::QuantGraph &graph) {
  auto stored = module->getAttrOfType<DenseF64ArrayAttr>(kSensitivitiesAttr);
  size_t layers = graph.layers.size();
  if (!stored ||
      stored.size() != static_cast<int64_t>(2 * (layers + graph.groups.size())))
    return std::nullopt;
  quant::Sensitivities costs;
  ArrayRef<double> values = stored.asArrayRef();
  for (size_t i = 0; i < values.size(); i += 2)
    (i < 2 * layers ? costs.layers : costs.groups)
        .push_back({values[i], values[i + 1]});
  return costs;
}

DenseF64ArrayAttr storeSensitivities(MLIRContext *context,
                                     const quant::Sensitivities &costs) {
  SmallVector<double> values;
  for (const auto *list : {&costs.layers, &costs.groups})
    for (const quant::Sensitivities::Pair &pair : *list)
      values.append({pair.at4, pair.at8});
  return DenseF64ArrayAttr::get(context, values);
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
    tell("calibrating");
    auto prepared = calibrate(
        getOperation(), data,
        std::vector<std::string>(inputs.begin(), inputs.end()), *options);
    tell("");
    if (failed(prepared))
      return signalPassFailure();
    FailureOr<quant::Assignment> assignment = choose(**prepared);
    tell("");
    if (failed(assignment))
      return signalPassFailure();
    setWidths(**prepared, *assignment);
  }

private:
  FailureOr<quant::Assignment> choose(const quant::Prepared &prepared) {
    if (mixed)
      return chooseMixed(prepared);
    if (plan.empty())
      return prepared.uniform(weightBits.empty() ? 8 : weightBits.front(),
                              activationBits.empty() ? 8
                                                     : activationBits.front());
    llvm::Expected<quant::Assignment> read = readBitPlan(plan, prepared);
    if (!read)
      return getOperation().emitError()
             << "bit plan: " << llvm::toString(read.takeError());
    return *read;
  }

  FailureOr<quant::WidthOptions> widthOptions() {
    quant::WidthOptions options;
    options.weightBits.assign(weightBits.begin(), weightBits.end());
    options.activationBits.assign(activationBits.begin(), activationBits.end());
    options.tie = tie;
    // Curvature is not what a divergence measures.
    options.repair = repair && sensitivity == "direct";
    options.z3 = solver == "z3";
    if (options.z3 && !solvers::hasZ3())
      return getOperation().emitError("this m2c was built without Z3");
    auto given = [](int64_t cap) {
      return cap > 0 ? std::optional<int64_t>(cap) : std::nullopt;
    };
    options.budgets = {given(modelSize), given(ram), given(bops),
                       given(latency)};
    const Target *record = lookupTarget(target);
    if (!record)
      return getOperation().emitError(unknownTargetMessage(target));
    options.align = record->arenaAlignment;
    options.form.scaleBytes = record->hasFpu ? 4 : 5;
    options.form.weights = llvm::StringSwitch<quant::ConstantForm::Weights>(
                               kernelSetOf("conv2d_s8", record->kernelSets))
                               .Case("dsp", quant::ConstantForm::Dsp)
                               .Case("mve", quant::ConstantForm::Mve)
                               .Case("neon", quant::ConstantForm::Neon)
                               .Case("v6m", quant::ConstantForm::V6m)
                               .Default(quant::ConstantForm::Plain);
    auto cost = [&](StringRef key) { return record->cost(key).value_or(0.0); };
    options.cycles = {cost("mac.s8"),   cost("mac.s8w4"), cost("mac.s4"),
                      cost("mac.s4w4"), cost("elem.s8"),  cost("row")};
    if (options.budgets.latency && options.cycles.macS8 == 0.0)
      return getOperation().emitError()
             << "target '" << target.getValue()
             << "' has no costs of integer kernels, which --latency needs";
    return options;
  }

  /// Whether a tensor of the interface has the integers that the network
  /// computes with. Unsigned ones are converted, which takes a copy. As in
  /// nn-set-io a request by name beats one for all.
  bool isCallers(StringRef name) const {
    std::optional<IoRequest> found;
    for (const std::string &text : inputs)
      if (auto request = parseIoRequest(text))
        if (request->name.empty() ? !found || found->name.empty()
                                  : request->name == name)
          found = request;
    return found && (found->kind == IoRequest::Quantized ||
                     (found->kind == IoRequest::Raw && found->quant.isSigned &&
                      found->quant.bits == 8));
  }

  std::vector<int> callersTensors(const quant::QuantGraph &graph) {
    std::vector<int> callers;
    for (int input : graph.inputs)
      if (isCallers(nameOf(graph.tensors[input])))
        callers.push_back(input);
    auto function = getOperation().lookupSymbol<func::FuncOp>("main");
    for (auto [i, output] : llvm::enumerate(graph.outputs)) {
      auto name = function.getResultAttrOfType<StringAttr>(i, nn::kNameAttr);
      // What is an input as well is copied.
      if (name && isCallers(name.getValue()) && graph.tensors[output].input < 0)
        callers.push_back(output);
    }
    return callers;
  }

  quant::Sensitivities measure(const quant::Prepared &prepared) {
    if (auto stored = storedSensitivities(getOperation(), prepared.graph))
      return *stored;
    auto progress = [](size_t i, size_t n) {
      tell("sensitivity " + Twine(i) + " of " + Twine(n));
    };
    quant::Sensitivities costs = quant::measureSensitivity(
        prepared,
        sensitivity == "hessian" ? quant::SensitivityKind::Hessian
                                 : quant::SensitivityKind::Direct,
        progress);
    // Curvature says nothing about tensors; their own measure must do unless
    // they follow the weights.
    if (sensitivity == "hessian" && !tie && activationBits.size() > 1)
      costs.groups = quant::measureSensitivity(
                         prepared, quant::SensitivityKind::Direct, progress)
                         .groups;
    return costs;
  }

  FailureOr<quant::Assignment> chooseMixed(const quant::Prepared &prepared) {
    FailureOr<quant::WidthOptions> options = widthOptions();
    if (failed(options))
      return failure();
    options->callers = callersTensors(prepared.graph);
    quant::Sensitivities costs = measure(prepared);
    quant::WidthNames names = namesOf(prepared.graph);
    quant::WidthModel model(prepared, *options, names);
    llvm::Expected<quant::WidthChoice> choice =
        quant::chooseWidths(model, costs, tell);
    if (!choice)
      return getOperation().emitError(llvm::toString(choice.takeError()));
    std::vector<quant::ParetoPoint> front;
    if (paretoPoints > 0 && failed(findFront(model, costs, front)))
      return failure();
    MLIRContext *context = &getContext();
    getOperation()->setAttr(kSensitivitiesAttr,
                            storeSensitivities(context, costs));
    Builder builder(context);
    for (auto [i, layer] : llvm::enumerate(prepared.graph.layers)) {
      bool at4 = choice->assignment.weightBits[i] == 4;
      const quant::Sensitivities::Pair &pair = costs.layers[i];
      prepared.graph.nodes[layer.node].op->setAttr(
          nn::kSensitivityAttr,
          builder.getF64FloatAttr(at4 ? pair.at4 : pair.at8));
    }
    setBitsReport(getOperation(), *choice, front);
    return choice->assignment;
  }

  LogicalResult findFront(const quant::WidthModel &model,
                          const quant::Sensitivities &costs,
                          std::vector<quant::ParetoPoint> &front) {
    FailureOr<LabelledSamples> samples =
        readSamples(getOperation(), paretoData.empty() ? data : paretoData);
    if (failed(samples))
      return failure();
    front = quant::paretoFront(model, costs, samples->samples, samples->labels,
                               paretoPoints, tell);
    return success();
  }
};

} // namespace
} // namespace m2c
