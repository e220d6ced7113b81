// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The only place with command-line flags of m2c.
#include "compiler/Options.h"
#include "compiler/Pipeline.h"
#include "compiler/Support/CNames.h"
#include "compiler/Support/Text.h"
#include "compiler/Targets/Target.h"
#include "mlir/IR/AsmState.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/Pass/PassManager.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

namespace cl = llvm::cl;

namespace m2c {
namespace {

/// Our flags live in a struct so that they exist only while m2c parses.
struct Flags {
  cl::OptionCategory category{"m2c options"};
  cl::opt<std::string> model{cl::Positional, cl::desc("MODEL.onnx"),
                             cl::cat(category)};
  cl::opt<std::string> target{"target",
                              cl::desc("target core (see --list-targets)"),
                              cl::value_desc("T"), cl::cat(category)};
  cl::opt<std::string> output{"o", cl::desc("output folder"),
                              cl::value_desc("DIR"), cl::cat(category)};
  cl::opt<std::string> name{
      "name", cl::desc("C identifier of the library (default: file's stem)"),
      cl::value_desc("NAME"), cl::cat(category)};
  cl::list<std::string> dims{"dim", cl::desc("value of a symbolic dimension"),
                             cl::value_desc("NAME=N"), cl::cat(category)};
  cl::list<std::string> renames{"rename",
                                cl::desc("C name of an input or output"),
                                cl::value_desc("OLD=NEW"), cl::cat(category)};
  cl::list<std::string> layouts{
      "io-layout",
      cl::desc("element order of 4-D inputs and outputs in the C interface"),
      cl::value_desc("[NAME=]nchw|nhwc"), cl::cat(category)};
  cl::opt<std::string> calibrate{
      "calibrate", cl::desc("samples from which the model is quantised"),
      cl::value_desc("DATA"), cl::cat(category)};
  cl::opt<std::string> bits{
      "bits",
      cl::desc("float, w8a8, w4a8, w4a4 or mixed (with --calibrate w8a8, with "
               "a budget too mixed)"),
      cl::value_desc("MODE"), cl::cat(category)};
  cl::opt<std::string> weightBits{
      "w-bits", cl::desc("widths that mixed may give to weights (4,8)"),
      cl::value_desc("BITS"), cl::cat(category)};
  cl::opt<std::string> activationBits{
      "a-bits", cl::desc("widths that mixed may give to activations (8)"),
      cl::value_desc("BITS"), cl::cat(category)};
  cl::opt<bool> tieBits{
      "tie-bits",
      cl::desc("mixed: a layer's weights have the width of its input"),
      cl::cat(category)};
  cl::opt<std::string> sensitivity{
      "sensitivity",
      cl::desc("mixed: what a width costs: direct (divergence of the outputs) "
               "or hessian (HAWQ-V3)"),
      cl::value_desc("METHOD"), cl::cat(category)};
  cl::opt<bool> noRepair{
      "no-repair", cl::desc("mixed: do not correct the choice by measurements"),
      cl::cat(category)};
  cl::opt<std::string> bitPlan{
      "bit-plan",
      cl::desc("the widths that a (perhaps edited) NAME_bits.json "
               "says"),
      cl::value_desc("FILE"), cl::cat(category)};
  cl::opt<bool> pareto{
      "pareto",
      cl::desc("write NAME_pareto.json and .svg: divergence against size"),
      cl::cat(category)};
  cl::opt<std::string> checkCertificate{
      "check-certificate",
      cl::desc("check the proof in a NAME_bits.json and stop"),
      cl::value_desc("FILE"), cl::cat(category)};
  cl::opt<std::string> modelSize{
      "model-size",
      cl::desc("budget for weights_bytes; K and M are 1024-based"),
      cl::value_desc("SIZE"), cl::cat(category)};
  cl::opt<std::string> flash{"flash",
                             cl::desc("budget for weights_bytes + code_bytes"),
                             cl::value_desc("SIZE"), cl::cat(category)};
  cl::opt<std::string> ram{
      "ram",
      cl::desc("budget for arena_bytes + state_bytes; or a memory level of the "
               "target"),
      cl::value_desc("SIZE|LEVEL"), cl::cat(category)};
  cl::opt<std::string> bops{
      "bops",
      cl::desc("budget for the sum of MACs x weight bits x activation bits"),
      cl::value_desc("N"), cl::cat(category)};
  cl::opt<std::string> latency{"latency",
                               cl::desc("budget for the estimated cycles"),
                               cl::value_desc("CYCLES"), cl::cat(category)};
  cl::opt<std::string> opt{
      "opt",
      cl::desc("what to favour: speed, size or balanced (layers run row by row "
               "where\nthat saves RAM: for no, any or at most 10 % more "
               "instructions)"),
      cl::value_desc("WHAT"), cl::init("balanced"), cl::cat(category)};
  cl::list<std::string> streamInputs{
      "stream-input",
      cl::desc("input that is pushed row by row (NAME_push_<input>)"),
      cl::value_desc("NAME"), cl::cat(category)};
  cl::list<std::string> missing{
      "missing",
      cl::desc("what a branch leaves when its input is NULL: the mean over "
               "--calibrate DATA, or zero"),
      cl::value_desc("NAME=mean|zero"), cl::cat(category)};
  cl::list<std::string> io{
      "io",
      cl::desc("element types of the C interface: float, quantized, or raw "
               "sensor data\nsuch as image=uint8:1/255:0"),
      cl::value_desc("[NAME=]float|quantized|TYPE:SCALE:ZERO"),
      cl::cat(category)};
  cl::opt<std::string> ranges{
      "ranges",
      cl::desc("how activations get their ranges: auto, minmax, percentile or "
               "mse"),
      cl::value_desc("METHOD"), cl::init("auto"), cl::cat(category)};
  cl::opt<std::string> rounding{
      "weight-rounding",
      cl::desc("how weights are rounded: nearest, gptq or descent"),
      cl::value_desc("METHOD"), cl::init("descent"), cl::cat(category)};
  cl::opt<bool> noEqualize{"no-equalize",
                           cl::desc("quantise without equalising channels"),
                           cl::cat(category)};
  cl::opt<bool> noBiasCorrection{"no-bias-correction",
                                 cl::desc("quantise without correcting biases"),
                                 cl::cat(category)};
  cl::opt<std::string> verify{
      "verify",
      cl::desc("build the C, run it (natively or under QEMU) and compare"),
      cl::value_desc("DATA"), cl::cat(category)};
  // Values are parsed below: LLVM prints what it does not like about one.
  cl::opt<std::string> verifyLimit{"verify-limit",
                                   cl::desc("check only the first N samples"),
                                   cl::value_desc("N"), cl::cat(category)};
  cl::opt<bool> verifyPasses{
      "verify-passes",
      cl::desc("run the IR after each phase and compare the results"),
      cl::cat(category)};
  cl::opt<std::string> stopAfter{
      "stop-after",
      cl::desc("print the IR after a phase and stop:\n"
               "import   onnx dialect, as the file says\n"
               "convert  nn dialect, channels last\n"
               "graph    nn dialect after the graph passes\n"
               "quant    nn dialect with bit widths\n"
               "select   plan dialect: kernels chosen\n"
               "memory   plan dialect with arena offsets\n"
               "emit     C files (the default)"),
      cl::value_desc("PHASE"), cl::init("emit"), cl::cat(category)};
  cl::opt<bool> noBorderClasses{
      "no-border-classes",
      cl::desc("dead-channel elimination without one bias per border class"),
      cl::cat(category)};
  cl::opt<bool> json{"json", cl::desc("print results and errors as JSON"),
                     cl::cat(category)};
  cl::opt<bool> listTargets{
      "list-targets", cl::desc("list the targets and stop"), cl::cat(category)};
};

bool splitPair(llvm::StringRef text, llvm::StringRef flag, llvm::StringRef form,
               std::pair<std::string, std::string> &out, std::string &error) {
  auto [left, right] = text.rsplit('=');
  if (left.empty() || right.empty() || !text.contains('=')) {
    error = ("expected --" + flag + " " + form + ", got '" + text + "'").str();
    return false;
  }
  out = {left.str(), right.str()};
  return true;
}

bool parsePhase(llvm::StringRef text, Phase &phase, std::string &error) {
  std::vector<std::string> names;
  for (int i = 0; i <= static_cast<int>(Phase::Emit); ++i) {
    phase = static_cast<Phase>(i);
    names.push_back(phaseName(phase).str());
    if (text == names.back())
      return true;
  }
  error = "expected --stop-after with one of " + quoteNames(names) + ", got " +
          quoteName(text);
  return false;
}

/// --w-bits and --a-bits: "4", "8" or both.
bool parseWidths(llvm::StringRef text, llvm::StringRef flag,
                 std::vector<unsigned> &widths, std::string &error) {
  widths.clear();
  llvm::SmallVector<llvm::StringRef> parts;
  text.split(parts, ',');
  for (llvm::StringRef part : parts) {
    unsigned bits = part == "4" ? 4 : part == "8" ? 8 : 0;
    if (bits == 0 || llvm::is_contained(widths, bits)) {
      error =
          ("expected --" + flag + " 4, 8 or 4,8, got " + quoteName(text)).str();
      return false;
    }
    widths.push_back(bits);
  }
  llvm::sort(widths);
  return true;
}

bool parseBudget(llvm::StringRef text, llvm::StringRef form,
                 std::optional<int64_t> &budget, std::string &error) {
  if (text.empty())
    return true;
  budget = parseSize(text);
  if (budget && *budget > 0)
    return true;
  error = ("expected --" + form + " of at least 1 (K and M mean 1024 and " +
           "1024 K), got " + quoteName(text))
              .str();
  return false;
}

bool parseRam(llvm::StringRef text, llvm::StringRef targetName,
              std::optional<int64_t> &budget, std::string &error) {
  const Target *target = lookupTarget(targetName);
  if (text.empty() || llvm::isDigit(text.front()) || !target)
    return parseBudget(text, "ram SIZE", budget, error);
  if (auto bytes = target->memoryBytes(text)) {
    budget = static_cast<int64_t>(*bytes);
    return true;
  }
  std::vector<std::string> levels;
  for (const MemoryLevel &level : target->memory)
    levels.push_back(level.name.str());
  error =
      ("expected --ram SIZE" +
       (levels.empty() ? (" (" + target->name + " has no memory levels)").str()
                       : (" or one of " + target->name + "'s memory levels " +
                          quoteNames(levels))
                             .str()) +
       ", got " + quoteName(text));
  return false;
}

bool convertBudgets(const Flags &flags, BudgetSettings &budgets,
                    std::string &error) {
  return parseBudget(flags.modelSize, "model-size SIZE", budgets.modelSize,
                     error) &&
         parseBudget(flags.flash, "flash SIZE", budgets.flash, error) &&
         parseRam(flags.ram, flags.target, budgets.ram, error) &&
         parseBudget(flags.bops, "bops N", budgets.bops, error) &&
         parseBudget(flags.latency, "latency CYCLES", budgets.latency, error);
}

/// The first given option that only makes sense for mixed widths, or nothing.
llvm::StringRef mixedOnlyFlag(const Flags &flags) {
  return !flags.weightBits.empty()       ? "--w-bits"
         : !flags.activationBits.empty() ? "--a-bits"
         : flags.tieBits                 ? "--tie-bits"
         : !flags.sensitivity.empty()    ? "--sensitivity"
         : flags.noRepair                ? "--no-repair"
         : flags.pareto                  ? "--pareto"
                                         : "";
}

bool convertMixed(const Flags &flags, QuantSettings &quant,
                  std::string &error) {
  quant.mixed = true;
  quant.tieBits = flags.tieBits;
  quant.repair = !flags.noRepair;
  quant.pareto = flags.pareto;
  quant.weightBits = {4, 8};
  if (!flags.weightBits.empty() &&
      !parseWidths(flags.weightBits, "w-bits", quant.weightBits, error))
    return false;
  quant.activationBits =
      quant.tieBits ? quant.weightBits : std::vector<unsigned>{8};
  if (!flags.activationBits.empty() &&
      !parseWidths(flags.activationBits, "a-bits", quant.activationBits, error))
    return false;
  if (!flags.sensitivity.empty())
    quant.sensitivity = flags.sensitivity;
  if (quant.sensitivity == "direct" || quant.sensitivity == "hessian")
    return true;
  error = "expected --sensitivity direct or hessian, got " +
          quoteName(quant.sensitivity);
  return false;
}

/// One width for all weights and one for all activations, or none.
bool convertUniform(llvm::StringRef bits, bool mayHaveSamples,
                    QuantSettings &quant, std::string &error) {
  if (bits.empty())
    return true;
  if (bits == "float") {
    if (quant.data.empty())
      return true;
    // The samples may be for the means of --missing.
    if (mayHaveSamples) {
      quant.data.clear();
      return true;
    }
    error = "expected --bits other than float with --calibrate";
    return false;
  }
  if (bits != "w8a8" && bits != "w4a8" && bits != "w4a4") {
    error = "expected --bits float, w8a8, w4a8, w4a4 or mixed, got " +
            quoteName(bits);
    return false;
  }
  quant.weightBits = {bits[1] == '4' ? 4u : 8u};
  quant.activationBits = {bits[3] == '4' ? 4u : 8u};
  return true;
}

bool convertQuant(const Flags &flags, const BudgetSettings &budgets,
                  QuantSettings &quant, std::string &error) {
  quant.data = flags.calibrate;
  quant.ranges = flags.ranges;
  quant.rounding = flags.rounding;
  quant.equalize = !flags.noEqualize;
  quant.biasCorrection = !flags.noBiasCorrection;
  quant.io.assign(flags.io.begin(), flags.io.end());
  quant.plan = flags.bitPlan;
  llvm::StringRef bits = flags.bits, special = mixedOnlyFlag(flags);
  auto wrong = [&](const llvm::Twine &message) {
    error = message.str();
    return false;
  };
  if (quant.data.empty()) {
    if (!bits.empty() && bits != "float")
      return wrong("expected --calibrate DATA with --bits " + bits);
    if (!special.empty() || !quant.plan.empty())
      return wrong("expected --calibrate DATA with " +
                   (special.empty() ? "--bit-plan" : special));
  }
  if (!quant.plan.empty()) {
    if (!bits.empty() || !special.empty())
      return wrong("expected no " + (bits.empty() ? special : "--bits") +
                   " with --bit-plan, which says the widths");
    return true;
  }
  bool asked = !special.empty() || budgets.any();
  if (bits == "mixed" || (bits.empty() && asked && !quant.data.empty()))
    return convertMixed(flags, quant, error);
  if (!special.empty())
    return wrong("expected --bits mixed with " + special + ", got --bits " +
                 bits);
  return convertUniform(bits, !flags.missing.empty(), quant, error);
}

bool convert(const Flags &flags, Options &options, std::string &error) {
  options.json = flags.json;
  options.model = flags.model;
  options.outputDir = flags.output;
  options.select.target = flags.target;
  options.select.name =
      cLibraryName(flags.name.empty() ? llvm::sys::path::stem(flags.model)
                                      : llvm::StringRef(flags.name));
  if (!flags.name.empty() && options.select.name != flags.name) {
    error = "expected --name to be a C identifier (no keyword, no standard "
            "header's name), got '" +
            flags.name + "'; '" + options.select.name + "' would do";
    return false;
  }
  for (const std::string &text : flags.dims)
    if (!parseDim(text, options.import.dims, error))
      return false;
  for (const std::string &text : flags.renames)
    if (!splitPair(text, "rename", "OLD=NEW",
                   options.select.renames.emplace_back(), error))
      return false;
  for (const std::string &text : flags.layouts) {
    auto &pair = options.select.ioLayouts.emplace_back("", text);
    if (text.find('=') != std::string::npos &&
        !splitPair(text, "io-layout", "[NAME=]nchw|nhwc", pair, error))
      return false;
    if (pair.second != "nchw" && pair.second != "nhwc") {
      error = "expected --io-layout [NAME=]nchw|nhwc, got '" + text + "'";
      return false;
    }
  }
  if (!convertBudgets(flags, options.budgets, error) ||
      !convertQuant(flags, options.budgets, options.quant, error))
    return false;
  options.memory.opt = flags.opt;
  llvm::append_range(options.memory.streamInputs, flags.streamInputs);
  options.memory.missingData = flags.calibrate;
  for (const std::string &policy : flags.missing) {
    auto [name, how] = llvm::StringRef(policy).rsplit('=');
    if (name.empty() || (how != "mean" && how != "zero")) {
      error =
          "expected --missing NAME=mean or NAME=zero, got " + quoteName(policy);
      return false;
    }
    options.memory.missing.push_back(policy);
  }
  if (!llvm::is_contained({"speed", "size", "balanced"}, options.memory.opt)) {
    error = "expected --opt speed, size or balanced, got " +
            quoteName(options.memory.opt);
    return false;
  }
  options.verify.data = flags.verify;
  if (flags.verifyLimit.getNumOccurrences() &&
      (llvm::StringRef(flags.verifyLimit)
           .getAsInteger(10, options.verify.limit) ||
       options.verify.limit == 0)) {
    error = "expected --verify-limit N with N of at least 1, got " +
            quoteName(flags.verifyLimit);
    return false;
  }
  options.verifyPasses = flags.verifyPasses;
  options.graph.borderClasses = !flags.noBorderClasses;
  if (!parsePhase(flags.stopAfter, options.stopAfter, error))
    return false;
  options.listTargets = flags.listTargets;
  options.certificate = flags.checkCertificate;
  if (options.listTargets || !options.certificate.empty())
    return true;
  if (options.model.empty())
    error = "expected MODEL.onnx; m2c --help shows the options";
  else if (options.stopAfter == Phase::Emit && options.select.target.empty())
    error = "expected --target T; m2c --list-targets shows them";
  else if (options.stopAfter == Phase::Emit && options.outputDir.empty())
    error = "expected -o DIR, the folder for the C files";
  if (options.select.target.empty())
    options.select.target = "generic";
  return error.empty();
}

} // namespace

bool parseDim(llvm::StringRef text,
              std::vector<std::pair<std::string, int64_t>> &dims,
              std::string &error) {
  std::pair<std::string, std::string> pair;
  if (!splitPair(text, "dim", "NAME=N", pair, error))
    return false;
  int64_t size;
  if (llvm::StringRef(pair.second).getAsInteger(10, size) || size < 1) {
    error = ("expected --dim NAME=N with N of at least 1, got '" + text + "'")
                .str();
    return false;
  }
  dims.push_back({pair.first, size});
  return true;
}

static std::string widthList(llvm::ArrayRef<unsigned> widths) {
  return llvm::join(
      llvm::map_range(widths,
                      [](unsigned bits) { return std::to_string(bits); }),
      ",");
}

/// A folder with a slash at its end has a name too.
static std::string fileName(llvm::StringRef path) {
  return llvm::sys::path::filename(path.rtrim('/')).str();
}

static std::string quantSummary(const QuantSettings &quant) {
  if (quant.data.empty())
    return "";
  std::string text = " --calibrate " + fileName(quant.data);
  if (!quant.plan.empty()) {
    text += " --bit-plan " + fileName(quant.plan);
  } else if (quant.mixed) {
    text += " --bits mixed --w-bits " + widthList(quant.weightBits) +
            " --a-bits " + widthList(quant.activationBits) + " --sensitivity " +
            quant.sensitivity;
    text += quant.tieBits ? " --tie-bits" : "";
    text += quant.repair ? "" : " --no-repair";
  } else {
    text += " --bits w" + widthList(quant.weightBits) + "a" +
            widthList(quant.activationBits);
  }
  if (quant.ranges != "auto")
    text += " --ranges " + quant.ranges;
  if (quant.rounding != "descent")
    text += " --weight-rounding " + quant.rounding;
  text += quant.equalize ? "" : " --no-equalize";
  return text + (quant.biasCorrection ? "" : " --no-bias-correction");
}

static std::string budgetSummary(const BudgetSettings &budgets) {
  std::string text;
  auto add = [&](const char *flag, std::optional<int64_t> value) {
    if (value)
      text += flag + std::to_string(*value);
  };
  add(" --model-size ", budgets.modelSize);
  add(" --flash ", budgets.flash);
  add(" --ram ", budgets.ram);
  add(" --bops ", budgets.bops);
  add(" --latency ", budgets.latency);
  return text;
}

std::string Options::summary() const {
  std::string text = "--target " + select.target + " --name " + select.name;
  for (const auto &[name, size] : import.dims)
    text += " --dim " + name + "=" + std::to_string(size);
  for (const auto &[from, to] : select.renames)
    text += " --rename " + from + "=" + to;
  for (const auto &[name, layout] : select.ioLayouts)
    text += " --io-layout " + (name.empty() ? "" : name + "=") + layout;
  if (memory.opt != "balanced")
    text += " --opt " + memory.opt;
  for (const std::string &input : memory.streamInputs)
    text += " --stream-input " + input;
  for (const std::string &policy : memory.missing)
    text += " --missing " + policy;
  if (!graph.borderClasses)
    text += " --no-border-classes";
  for (const std::string &io : quant.io)
    text += " --io " + io;
  return text + quantSummary(quant) + budgetSummary(budgets);
}

/// LLVM prints by itself that an option at the end lacks its value.
static bool endsInOptionWithoutValue(llvm::StringRef last, std::string &error) {
  llvm::StringRef name = last.ltrim('-');
  if (name.size() == last.size() || name.contains('='))
    return false;
  const cl::Option *option = cl::getRegisteredOptions().lookup(name);
  if (!option || option->getValueExpectedFlag() != cl::ValueRequired)
    return false;
  error = ("expected a value after " + last).str();
  return true;
}

/// LLVM's words for a wrong command line in one line and in our form: the first
/// fault, and what may have been meant.
static std::string usageMessage(llvm::StringRef said, llvm::StringRef program) {
  std::string message;
  llvm::SmallVector<llvm::StringRef> lines;
  said.split(lines, '\n', -1, /*KeepEmpty=*/false);
  for (llvm::StringRef line : lines) {
    line.consume_front(program);
    line = line.ltrim(": ").split("  Try: ").first.rtrim("!.");
    if (!message.empty() && !line.starts_with("Did you mean"))
      break;
    message += (message.empty() ? "" : "; ") + line.take_front().lower() +
               line.drop_front().str();
  }
  // A wrong value of one of MLIR's own options has been printed already.
  return message.empty()
             ? "expected options as " + program.str() + " --help shows them"
             : message;
}

bool parseCommandLine(int argc, char **argv, llvm::StringRef overview,
                      std::string &error) {
  std::string messages;
  llvm::raw_string_ostream os(messages);
  if (argc > 1 && endsInOptionWithoutValue(argv[argc - 1], error))
    return false;
  if (cl::ParseCommandLineOptions(argc, argv, overview, &os))
    return true;
  error = usageMessage(messages, llvm::sys::path::filename(argv[0]));
  return false;
}

bool parseOptions(int argc, char **argv, Options &options, std::string &error) {
  registerAllPasses(); // --mlir-print-ir-after=PASS and its like know them
  mlir::registerAsmPrinterCLOptions();
  mlir::registerMLIRContextCLOptions();
  mlir::registerPassManagerCLOptions();
  // libLLVM registers flags of its code generators, among them a --stop-after
  // that means nothing here.
  if (cl::Option *foreign = cl::getRegisteredOptions().lookup("stop-after"))
    foreign->removeArgument();
  static Flags flags;
  cl::HideUnrelatedOptions(flags.category);
  cl::SetVersionPrinter(
      [](llvm::raw_ostream &os) { os << "m2c " M2C_VERSION "\n"; });
  if (!parseCommandLine(
          argc, argv, "m2c: trained ONNX network in, C library out\n", error)) {
    options.json = llvm::is_contained(llvm::ArrayRef<char *>(argv, argc),
                                      llvm::StringRef("--json"));
    return false;
  }
  return convert(flags, options, error);
}

} // namespace m2c
