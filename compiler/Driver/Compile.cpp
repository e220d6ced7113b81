// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// m2c: one compilation from file to files.
#include "compiler/Driver/CheckEmitted.h"
#include "compiler/Driver/Compare.h"
#include "compiler/Driver/Diagnostics.h"
#include "compiler/Driver/Driver.h"
#include "compiler/Driver/Load.h"
#include "compiler/Emit/Emit.h"
#include "compiler/Pipeline.h"
#include "compiler/Verify/VerifyError.h"
#include "dialects/Nn/Nn.h"
#include "dialects/Support/Constants.h"
#include "mlir/IR/Verifier.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Path.h"

using namespace mlir;

namespace m2c {
namespace {

class Compilation {
public:
  explicit Compilation(const Options &options)
      : options(options), target(lookupTarget(options.select.target)) {
    DialectRegistry registry;
    registerDialects(registry);
    context.appendDialectRegistry(registry);
    // Order of diagnostics and resources must not depend on threads.
    context.disableMultithreading();
    // Errors speak of ONNX nodes; the op in MLIR form would drown them.
    context.printOpOnDiagnostic(false);
  }

  int run();

private:
  int fail(StringRef kind, const Twine &message) {
    return reportError(kind, message.str(), options.json);
  }
  int fail(StringRef kind, llvm::Error error) {
    return fail(kind, llvm::toString(std::move(error)));
  }
  LogicalResult afterPhase(Phase phase, ModuleOp module);
  LogicalResult comparePhase(Phase phase, ModuleOp module);
  int emit(ModuleOp module);
  int verify(plan::ModelOp model, EvalModel &evaluator, std::string &verified);
  void printSummary(plan::ModelOp model, StringRef verified);

  const Options &options;
  const Target *target;
  MLIRContext context;
  int64_t macsOnnx = 0;
  bool phasesDiffer = false;
  /// --verify-passes: one input and the outputs of the first phase.
  std::vector<std::vector<float>> probe, probeOutputs;
  std::optional<DataSet> data;
};

/// One value per element of each tensor; `seeds` gets the generator's state
/// before each.
std::vector<std::vector<float>> probeInputs(ArrayRef<TensorSpec> specs,
                                            std::vector<uint32_t> *seeds = {}) {
  TestGenerator generator{1};
  std::vector<std::vector<float>> inputs;
  for (const TensorSpec &spec : specs) {
    if (seeds)
      seeds->push_back(generator.state);
    int64_t count = 1;
    for (int64_t dim : spec.shape)
      count *= dim;
    std::vector<float> &values = inputs.emplace_back(count);
    for (float &value : values)
      value = generator.next();
  }
  return inputs;
}

SmallVector<ArrayRef<float>>
views(const std::vector<std::vector<float>> &arrays) {
  return SmallVector<ArrayRef<float>>(arrays.begin(), arrays.end());
}

/// What NAME_selftest feeds and expects.
llvm::Error addSelftest(EvalModel &evaluator, EmitInfo &info) {
  info.testInputs = probeInputs(evaluator.inputs(), &info.testSeeds);
  std::vector<std::vector<float>> inputs = info.testInputs;
  for (unsigned i = 0; i < inputs.size(); ++i)
    if (evaluator.isInputNhwc(i))
      inputs[i] = nhwcToNchw(inputs[i], evaluator.inputs()[i].shape);
  if (llvm::Error error = evaluator.run(views(inputs), info.testOutputs))
    return error;
  for (unsigned i = 0; i < inputs.size(); ++i)
    info.testInputs[i] = evaluator.interfaceInput(i, inputs[i]);
  for (unsigned i = 0; i < info.testOutputs.size(); ++i)
    info.testOutputs[i] = evaluator.interfaceOutput(i, info.testOutputs[i]);
  return llvm::Error::success();
}

LogicalResult Compilation::comparePhase(Phase phase, ModuleOp module) {
  FailureOr<std::unique_ptr<EvalModel>> model = EvalModel::create(module);
  if (failed(model))
    return failure();
  bool first = probe.empty();
  if (first)
    probe = probeInputs((*model)->inputs());
  std::vector<std::vector<float>> outputs;
  if (llvm::Error error = (*model)->run(views(probe), outputs))
    return module.emitError(llvm::toString(std::move(error)));
  if (first) {
    probeOutputs = outputs;
    return success();
  }
  Comparison comparison;
  for (unsigned i = 0; i < outputs.size(); ++i)
    comparison.add(outputs[i], probeOutputs[i], (*model)->outputs()[i].name, 0);
  phasesDiffer = !comparison.agrees();
  if (phasesDiffer)
    return module.emitError()
           << "the phase '" << phaseName(phase)
           << "' changed the network's results: " << comparison.summary();
  return success();
}

LogicalResult Compilation::afterPhase(Phase phase, ModuleOp module) {
  if (phase == Phase::Convert)
    module.walk([&](nn::KernelOpInterface op) { macsOnnx += op.getMacs(); });
  return options.verifyPasses ? comparePhase(phase, module) : success();
}

int Compilation::run() {
  if (!target)
    return fail("usage", unknownTargetMessage(options.select.target));
  DiagnosticCollector diagnostics(&context);
  OwningOpRef<ModuleOp> module =
      loadModel(context, options.model, options.import.dims);
  if (!module)
    return fail(diagnostics.kind(), diagnostics.text());
  const Phase loaded = reachedPhase(*module);
  Phase reached = loaded;
  auto step = [&](Phase phase, ModuleOp current) {
    reached = phase;
    return afterPhase(phase, current);
  };
  // IR that is past the import is what the results are compared with.
  bool isOnnx = loaded == Phase::Import;
  if ((!isOnnx && failed(step(loaded, *module))) ||
      failed(runPhases(*module, loaded, options, step))) {
    if (phasesDiffer)
      return fail("verify", diagnostics.text());
    // The first phase judges what the user gave; later ones must cope with what
    // it let through, except that only they know all sizes.
    bool usersFault = reached == loaded || diagnostics.isLimit();
    return fail(usersFault ? diagnostics.kind() : "internal",
                diagnostics.text());
  }
  if (options.stopAfter != Phase::Emit) {
    module->print(llvm::outs(), OpPrintingFlags().enableDebugInfo());
    llvm::outs() << '\n';
    return kDone;
  }
  return emit(*module);
}

int Compilation::emit(ModuleOp module) {
  DiagnosticCollector diagnostics(&context);
  plan::ModelOp model = *module.getOps<plan::ModelOp>().begin();
  // Only when the file given is a plan already.
  if (model.getTarget() != target->name)
    return fail("usage", "expected --target " + model.getTarget() +
                             ", for which the plan was made, got " +
                             target->name);
  if (llvm::Error error = checkNames(model))
    return fail("input", std::move(error));
  FailureOr<std::unique_ptr<EvalModel>> evaluator = EvalModel::create(module);
  if (failed(evaluator))
    return fail(diagnostics.isLimit() ? "input" : "internal",
                diagnostics.text());
  if (!options.verify.data.empty()) {
    llvm::Expected<DataSet> loaded =
        loadDataSet(options.verify.data, (*evaluator)->inputs(),
                    (*evaluator)->outputs(), options.verify.limit);
    if (!loaded)
      return fail("input", loaded.takeError());
    data = std::move(*loaded);
  }
  EmitInfo info;
  info.modelFile = llvm::sys::path::filename(options.model).str();
  info.options = options.summary();
  info.macsOnnx = macsOnnx;
  info.archMacro = target->archMacro.str();
  for (StringRef macro : target->featureMacros)
    info.featureMacros.push_back(macro.str());
  info.archFlags = llvm::join(target->flags, " ");
  if (llvm::Error error = addSelftest(**evaluator, info))
    return fail("internal", std::move(error));
  if (llvm::Error error =
          writeOutputFiles(options.outputDir, emitLibrary(model, info)))
    return fail("input", std::move(error));
  std::string verified;
  if (int code = data ? verify(model, **evaluator, verified) : kDone)
    return code;
  if (options.json)
    llvm::outs() << emitReportJson(model, info);
  else
    printSummary(model, verified);
  return kDone;
}

int Compilation::verify(plan::ModelOp model, EvalModel &evaluator,
                        std::string &verified) {
  llvm::Expected<std::string> summary =
      checkEmitted(model, evaluator, *data, *target, options);
  if (summary) {
    verified = *summary;
    return kDone;
  }
  StringRef kind = "internal";
  std::string message;
  llvm::handleAllErrors(
      summary.takeError(),
      [&](const VerifyError &error) {
        kind = error.getKind() == VerifyErrorKind::Tool     ? "tool"
               : error.getKind() == VerifyErrorKind::Verify ? "verify"
                                                            : "internal";
        llvm::raw_string_ostream os(message);
        error.log(os);
      },
      [&](const llvm::ErrorInfoBase &error) { message = error.message(); });
  return fail(kind, message);
}

void Compilation::printSummary(plan::ModelOp model, StringRef verified) {
  int64_t macs = 0, weights = 0;
  for (auto call : model.getOps<plan::CallOp>())
    macs += call.getMacs();
  for (auto constant : model.getOps<plan::ConstOp>())
    weights += constant.getBuffer().getType().getBytes();
  llvm::outs() << options.outputDir << ": " << model.getSymName() << " for "
               << target->name << "\n  MACs " << macs << " (ONNX " << macsOnnx
               << "), weights " << weights << " bytes, arena "
               << model.getArenaBytes().value_or(0) << " bytes ("
               << model.getArenaStatus().value_or("") << ", no arena below "
               << model.getArenaLowerBound().value_or(0) << ")\n";
  if (!verified.empty())
    llvm::outs() << "  " << verified << '\n';
}

} // namespace

static int listTargets() {
  for (const Target &target : allTargets())
    llvm::outs() << target.name << "\t" << target.summary << '\n';
  return kDone;
}

int compileModel(const Options &options) {
  if (options.listTargets)
    return listTargets();
  return Compilation(options).run();
}

} // namespace m2c
