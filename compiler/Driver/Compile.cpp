// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// m2c: one compilation from file to files.
#include "compiler/Driver/Budgets.h"
#include "compiler/Driver/CheckEmitted.h"
#include "compiler/Driver/Compare.h"
#include "compiler/Driver/Diagnostics.h"
#include "compiler/Driver/Driver.h"
#include "compiler/Driver/Load.h"
#include "compiler/Driver/PhaseCheck.h"
#include "compiler/Driver/Selftest.h"
#include "compiler/Emit/ReportParts.h"
#include "compiler/Pipeline.h"
#include "compiler/Verify/CodeSize.h"
#include "compiler/Verify/VerifyError.h"
#include "dialects/Nn/Nn.h"
#include "dialects/Support/Constants.h"
#include "mlir/IR/Verifier.h"
#include "llvm/ADT/ScopeExit.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace mlir;

namespace m2c {
namespace {

class Compilation {
public:
  explicit Compilation(const Options &options)
      : options(options), target(lookupTarget(options.select.target)),
        phases(options) {
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
  int failVerify(llvm::Error error);
  int runAll(ModuleOp module, Phase loaded, const Options &current);
  int keepBudgets(OwningOpRef<ModuleOp> &module, Phase loaded);
  int measureCode(ModuleOp module);
  EmitInfo infoOf() const;
  LogicalResult afterPhase(Phase phase, ModuleOp module);
  int emit(ModuleOp module);
  int verify(plan::ModelOp model, EvalModel &evaluator, std::string &verified);
  void printSummary(plan::ModelOp model, StringRef verified);

  const Options &options;
  const Target *target;
  MLIRContext context;
  int64_t macsOnnx = 0;
  PhaseCheck phases;
  std::optional<DataSet> data;
  /// The graph before widths were chosen, where they may be chosen again.
  OwningOpRef<ModuleOp> unquantized;
  /// The plan without memory, where it may be streamed more.
  OwningOpRef<ModuleOp> selected;
  std::optional<int64_t> code; ///< bytes, where a budget asks for them
  std::vector<BudgetUse> uses;
  bool again = false;       ///< not the first run of the phases
  std::string lastConflict; ///< why no widths were left
};

/// How often widths are chosen again under lower caps.
constexpr unsigned kMostAttempts = 5;
/// Bytes that no arena has.
constexpr int64_t kNoRamCap = int64_t(1) << 40;
/// No exit code: no widths keep the lower caps.
constexpr int kNoWidthsLeft = -1;

LogicalResult Compilation::afterPhase(Phase phase, ModuleOp module) {
  if (phase == Phase::Convert)
    module.walk([&](nn::KernelOpInterface op) { macsOnnx += op.getMacs(); });
  if (phase == Phase::Graph && options.quant.mixed && options.budgets.any() &&
      !unquantized)
    unquantized = module.clone();
  if (phase == Phase::Select && options.budgets.ram)
    selected = module.clone();
  return options.verifyPasses ? phases.compare(phase, module) : success();
}

int Compilation::run() {
  if (!target)
    return fail("usage", unknownTargetMessage(options.select.target));
  OwningOpRef<ModuleOp> module;
  {
    DiagnosticCollector diagnostics(&context);
    module = loadModel(context, options.model, options.import.dims);
    if (!module)
      return fail(diagnostics.kind(), diagnostics.text());
  }
  if (int code = keepBudgets(module, reachedPhase(*module)))
    return code;
  if (options.stopAfter == Phase::Emit)
    return emit(*module);
  module->print(llvm::outs(), OpPrintingFlags().enableDebugInfo());
  llvm::outs() << '\n';
  return kDone;
}

/// From the phase `loaded` to the last one asked for.
int Compilation::runAll(ModuleOp module, Phase loaded, const Options &current) {
  DiagnosticCollector diagnostics(&context);
  Phase reached = loaded;
  auto step = [&](Phase phase, ModuleOp after) {
    reached = phase;
    return afterPhase(phase, after);
  };
  // IR that is past the import is what the results are compared with.
  bool isOnnx = loaded == Phase::Import, isAgain = again;
  if ((isOnnx || isAgain || succeeded(step(loaded, module))) &&
      succeeded(runPhases(module, loaded, current, step)))
    return kDone;
  if (phases.differs())
    return fail("verify", diagnostics.text());
  // The first phase judges what the user gave; later ones must cope with what
  // it let through, except that only they know all sizes.
  if (isAgain && diagnostics.kind() == "budget") {
    // The caps are lower than the user's, and so is what would do.
    lastConflict = diagnostics.text();
    lastConflict.resize(
        std::min(lastConflict.find("; --"), lastConflict.size()));
    return kNoWidthsLeft;
  }
  bool usersFault =
      reached == loaded || diagnostics.isLimit() || diagnostics.isUsersFault();
  return fail(usersFault ? diagnostics.kind() : "internal", diagnostics.text());
}

/// Runs the phases; where the finished plan takes more than the widths alone
/// let expect, again under lower caps.
int Compilation::keepBudgets(OwningOpRef<ModuleOp> &module, Phase loaded) {
  Options current = options;
  // The choice of widths counts whole tensors, the plan may stream them: it is
  // bound only where the plan turns out too large.
  if (options.quant.mixed && options.budgets.ram)
    current.budgets.ram = kNoRamCap;
  if (int code = runAll(*module, loaded, current))
    return code;
  again = true;
  for (unsigned attempt = 0; options.stopAfter == Phase::Emit; ++attempt) {
    if (options.budgets.flash)
      if (int code = measureCode(*module))
        return code;
    auto model = *module->getOps<plan::ModelOp>().begin();
    uses = budgetUses(model, options.budgets, code);
    if (selected && current.memory.opt != "size" && exceeds(uses, "ram")) {
      // Speed is no budget: stream whatever saves RAM before widths pay for it.
      current.memory.opt = "size";
      module = selected->clone();
      if (int code = runAll(*module, Phase::Select, current))
        return code;
      continue;
    }
    if (!lowerCaps(model, uses, current.budgets)) {
      recordUses(model, uses);
      return kDone;
    }
    if (!unquantized || attempt >= kMostAttempts)
      return fail("budget", excessText(model, uses, options.quant.mixed));
    // What the widths cost need not be measured again.
    Attribute costs = (*module)->getAttr("nn.sensitivities");
    module = unquantized->clone();
    if (costs)
      (*module)->setAttr("nn.sensitivities", costs);
    int result = runAll(*module, Phase::Graph, current);
    if (result == kNoWidthsLeft)
      return fail("budget", excessText(model, uses, options.quant.mixed) +
                                "\n  note: under caps lowered by that much: " +
                                lastConflict);
    if (result != kDone)
      return result;
  }
  return kDone;
}

int Compilation::measureCode(ModuleOp module) {
  auto model = *module.getOps<plan::ModelOp>().begin();
  if (llvm::Error error = checkNames(model))
    return fail("input", std::move(error));
  EmitInfo info = infoOf();
  std::string name = model.getSymName().str();
  SmallString<128> dir;
  if (std::error_code ec =
          llvm::sys::fs::createUniqueDirectory("m2c-size", dir))
    return fail("tool", "cannot make a temporary folder: " + ec.message());
  llvm::scope_exit cleanUp(
      [&] { (void)llvm::sys::fs::remove_directories(dir); });
  if (llvm::Error error =
          writeOutputFiles(dir, {{name + ".h", emitHeader(model, info)},
                                 {name + ".c", emitSource(model, info)}}))
    return fail("tool", std::move(error));
  llvm::Expected<int64_t> bytes = codeBytes(*target, dir, name);
  if (!bytes)
    return failVerify(bytes.takeError());
  code = *bytes;
  return kDone;
}

/// What the files say besides the plan, without the self-test.
EmitInfo Compilation::infoOf() const {
  EmitInfo info;
  info.modelFile = llvm::sys::path::filename(options.model).str();
  info.options = options.summary();
  info.macsOnnx = macsOnnx;
  info.codeBytes = code;
  info.archMacro = target->archMacro.str();
  for (StringRef macro : target->featureMacros)
    info.featureMacros.push_back(macro.str());
  info.archFlags = llvm::join(target->flags, " ");
  for (StringRef set : target->kernelSets)
    info.kernelSets.push_back(set.str());
  return info;
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
  EmitInfo info = infoOf();
  if (llvm::Error error = addSelftest(module, **evaluator, info))
    return fail("internal", std::move(error));
  std::vector<OutputFile> files = emitLibrary(model, info);
  llvm::append_range(files, paretoFiles(model));
  if (llvm::Error error = writeOutputFiles(options.outputDir, files))
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
  return failVerify(summary.takeError());
}

int Compilation::failVerify(llvm::Error failure) {
  StringRef kind = "internal";
  std::string message;
  llvm::handleAllErrors(
      std::move(failure),
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
  llvm::outs() << bitsSummary(model, uses) << paretoTable(model);
  if (!phases.divergence().empty())
    llvm::outs() << "  " << phases.divergence() << '\n';
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
  if (!options.certificate.empty())
    return checkCertificateFile(options.certificate, options.json);
  return Compilation(options).run();
}

} // namespace m2c
