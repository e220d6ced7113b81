// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// THE pipeline: which passes run, in which order, and why there. Each phase
// ends with a pass that verifies what the next phase relies on.
#include "compiler/Pipeline.h"
#include "compiler/Targets/Target.h"
#include "mlir/Dialect/Quant/IR/Quant.h"
#include "mlir/Transforms/Passes.h"
#include "passes/Passes.h"

using namespace mlir;

namespace m2c {

llvm::StringRef phaseName(Phase phase) {
  static constexpr llvm::StringLiteral kNames[] = {
      "import", "convert", "graph", "quant", "select", "memory", "emit"};
  return kNames[static_cast<int>(phase)];
}

llvm::ArrayRef<Phase> passPhases() {
  static constexpr Phase kPhases[] = {
      Phase::Convert, Phase::Graph, Phase::Quant, Phase::Select, Phase::Memory};
  return kPhases;
}

/// onnx -> nn: static shapes, one layout.
static void addConvert(OpPassManager &manager, const Options &options) {
  // Every unsupported node is reported here, before any other work.
  manager.addPass(createOnnxToNn());
  // Before the layout: a channels-last input spares the first transpose.
  NnSetInterfaceOptions interface;
  for (const auto &[from, to] : options.select.renames)
    interface.renames.push_back(from + "=" + to);
  for (const auto &[name, layout] : options.select.ioLayouts)
    interface.layouts.push_back(name.empty() ? layout : name + "=" + layout);
  manager.addPass(createNnSetInterface(interface));
  // Reshapes and transposes of the exporters meet and vanish first...
  manager.addPass(createCanonicalizerPass());
  // ...so that what is left can be moved until it cancels.
  manager.addNestedPass<func::FuncOp>(createNnLayoutNhwc());
  manager.addPass(createCanonicalizerPass());
  manager.addPass(createNnVerifyGraph());
}

/// nn -> nn: the same function with less work.
static void addGraph(OpPassManager &manager, const Options &options) {
  // Two branches that share a computed value must be seen as one before users
  // are counted.
  manager.addPass(createCSEPass());
  manager.addNestedPass<func::FuncOp>(createNnFoldConstants());
  manager.addNestedPass<func::FuncOp>(createNnFoldPad());
  // Before activations, which would stand between layer and batch norm.
  manager.addNestedPass<func::FuncOp>(createNnFoldBatchNorm());
  // Needs final weights.
  manager.addNestedPass<func::FuncOp>(createNnSplitDepthwiseSeparable());
  // Before dead channels: a clip or relu bounds the values of a channel.
  NnFuseActivationOptions fuse;
  fuse.boundsOnly = !options.quant.data.empty();
  manager.addNestedPass<func::FuncOp>(createNnFuseActivation(fuse));
  NnEliminateDeadChannelsOptions dead;
  dead.borderClasses = options.graph.borderClasses;
  manager.addNestedPass<func::FuncOp>(createNnEliminateDeadChannels(dead));
  manager.addPass(createCanonicalizerPass());
  manager.addPass(createCSEPass());
  manager.addPass(createNnVerifyGraph());
}

/// nn -> nn: integers, where the model says so.
static void addQuant(OpPassManager &manager, const Options &options) {
  const QuantSettings &quant = options.quant;
  if (!quant.data.empty()) {
    NnAssignBitWidthsOptions assign;
    NnQuantizeOptions quantize;
    assign.data = quant.data;
    assign.ranges = quant.ranges;
    assign.rounding = quant.rounding;
    assign.equalize = quant.equalize;
    assign.biasCorrection = quant.biasCorrection;
    llvm::append_range(assign.inputs, quant.io);
    llvm::append_range(quantize.inputs, quant.io);
    llvm::append_range(assign.weightBits, quant.weightBits);
    llvm::append_range(assign.activationBits, quant.activationBits);
    assign.mixed = quant.mixed;
    assign.tie = quant.tieBits;
    assign.sensitivity = quant.sensitivity;
    assign.repair = quant.repair;
    assign.plan = quant.plan;
    assign.target = options.select.target;
    assign.modelSize = options.budgets.modelSize.value_or(0);
    assign.ram = options.budgets.ram.value_or(0);
    assign.bops = options.budgets.bops.value_or(0);
    assign.latency = options.budgets.latency.value_or(0);
    assign.paretoPoints = quant.pareto ? 12 : 0;
    assign.paretoData = options.verify.data;
    manager.addPass(createNnAssignBitWidths(assign));
    quantize.data = quant.data;
    quantize.ranges = quant.ranges;
    quantize.rounding = quant.rounding;
    quantize.equalize = quant.equalize;
    quantize.biasCorrection = quant.biasCorrection;
    manager.addPass(createNnQuantize(quantize));
  }
  manager.addNestedPass<func::FuncOp>(createNnFuseQuantized());
  // What the float pass could not see: weights that are integers in the file.
  manager.addNestedPass<func::FuncOp>(createNnFoldDeadChannels());
  // When it is known what the network itself computes with.
  NnSetIoOptions io;
  llvm::append_range(io.requests, quant.io);
  manager.addPass(createNnSetIo(io));
  // Weights of layers that stay float.
  NnFoldConstantsOptions fold;
  fold.dequantize = true;
  manager.addNestedPass<func::FuncOp>(createNnFoldConstants(fold));
  manager.addPass(createCanonicalizerPass());
  manager.addPass(createCSEPass());
  manager.addPass(createNnVerifyGraph());
  manager.addNestedPass<func::FuncOp>(createNnVerifyQuant());
}

/// nn -> plan: kernels and packed weights.
static void addSelect(OpPassManager &manager, const Options &options) {
  const Target *target = lookupTarget(options.select.target);
  NnToPlanOptions toPlan;
  toPlan.model = options.select.name;
  toPlan.target = options.select.target;
  toPlan.arenaAlign = target ? target->arenaAlignment : 16;
  manager.addPass(createNnToPlan(toPlan));
  PlanFixedPointOptions fixed;
  fixed.fpu = !target || target->hasFpu;
  manager.addNestedPass<plan::ModelOp>(createPlanFixedPoint(fixed));
  // After all that reads weights in the order of the portable kernels.
  PlanPackWeightsOptions pack;
  if (target)
    for (llvm::StringRef set : target->kernelSets)
      pack.sets.push_back(set.str());
  // Whoever pushes an input by rows is short of memory.
  pack.tight = !options.memory.streamInputs.empty();
  manager.addNestedPass<plan::ModelOp>(createPlanPackWeights(pack));
  manager.addNestedPass<plan::ModelOp>(createPlanVerifyCalls());
}

/// plan -> plan: every buffer has its place.
static void addMemory(OpPassManager &manager, const Options &options) {
  // Before calls are joined: each branch must be able to run by itself.
  PlanEntriesOptions entries;
  llvm::append_range(entries.stream, options.memory.streamInputs);
  manager.addNestedPass<plan::ModelOp>(createPlanEntries(entries));
  // Makes rows of inputs, which is then streamed like all else.
  manager.addNestedPass<plan::ModelOp>(createPlanPush());
  // Decides which buffers are whole and which are rings: before their lifetimes.
  PlanStreamOptions stream;
  stream.mostOverhead = options.memory.mostOverhead();
  manager.addNestedPass<plan::ModelOp>(createPlanStream(stream));
  manager.addNestedPass<plan::ModelOp>(createPlanComputeLifetimes());
  manager.addNestedPass<plan::ModelOp>(createPlanArena());
  // Recomputes everything from the calls; trusts neither pass above.
  manager.addNestedPass<plan::ModelOp>(createPlanVerify());
  manager.addNestedPass<plan::ModelOp>(createPlanVerifyEntries());
  manager.addNestedPass<plan::ModelOp>(createPlanStack());
  // Runs the finished plan on samples.
  PlanMissingOptions missing;
  llvm::append_range(missing.policies, options.memory.missing);
  missing.data = options.memory.missingData;
  manager.addNestedPass<plan::ModelOp>(createPlanMissing(missing));
}

void addPhase(OpPassManager &manager, Phase phase, const Options &options) {
  switch (phase) {
  case Phase::Convert:
    return addConvert(manager, options);
  case Phase::Graph:
    return addGraph(manager, options);
  case Phase::Quant:
    return addQuant(manager, options);
  case Phase::Select:
    return addSelect(manager, options);
  case Phase::Memory:
    return addMemory(manager, options);
  case Phase::Import:
  case Phase::Emit:
    return; // not made of passes: compiler/Import and compiler/Emit
  }
}

Phase reachedPhase(ModuleOp module) {
  for (auto model : module.getOps<plan::ModelOp>())
    return model.getArenaBytes() ? Phase::Memory : Phase::Select;
  WalkResult walk = module.walk([](Operation *op) {
    return isa_and_nonnull<onnx::OnnxDialect>(op->getDialect())
               ? WalkResult::interrupt()
               : WalkResult::advance();
  });
  // A network without nodes, whose output is an input, has its names only.
  auto func = module.lookupSymbol<func::FuncOp>("main");
  bool isNamed = func && func.getNumArguments() != 0 &&
                 func.getArgAttr(0, onnx::kNameAttr);
  return walk.wasInterrupted() || isNamed ? Phase::Import : Phase::Convert;
}

/// A plan that comes from a file has been through none of our checks.
static LogicalResult verifyPlan(ModuleOp module, Phase reached) {
  PassManager manager(module.getContext());
  manager.addNestedPass<plan::ModelOp>(createPlanVerifyCalls());
  if (reached == Phase::Memory) {
    manager.addNestedPass<plan::ModelOp>(createPlanVerify());
    manager.addNestedPass<plan::ModelOp>(createPlanVerifyEntries());
  }
  return manager.run(module);
}

LogicalResult
runPhases(ModuleOp module, Phase reached, const Options &options,
          llvm::function_ref<LogicalResult(Phase, ModuleOp)> afterPhase) {
  if (reached >= Phase::Select && failed(verifyPlan(module, reached)))
    return failure();
  for (Phase phase : passPhases()) {
    if (phase <= reached)
      continue;
    if (phase > options.stopAfter)
      break;
    PassManager manager(module.getContext());
    if (failed(applyPassManagerCLOptions(manager)))
      return failure();
    addPhase(manager, phase, options);
    if (failed(manager.run(module)) || failed(afterPhase(phase, module)))
      return failure();
  }
  return success();
}

void registerDialects(DialectRegistry &registry) {
  // quant for files that name a type before the first nn op loads it.
  registry.insert<func::FuncDialect, onnx::OnnxDialect, nn::NnDialect,
                  plan::PlanDialect, quant::QuantDialect>();
}

void registerAllPasses() {
  registerM2CPasses();
  registerCanonicalizerPass();
  registerCSEPass();
}

} // namespace m2c
