// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The only place with command-line flags of m2c.
#include "compiler/Options.h"
#include "compiler/Pipeline.h"
#include "compiler/Support/CNames.h"
#include "compiler/Support/Text.h"
#include "mlir/IR/AsmState.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/Pass/PassManager.h"
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
      "bits", cl::desc("float, w8a8, w4a8 or w4a4 (with --calibrate w8a8)"),
      cl::value_desc("MODE"), cl::cat(category)};
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

bool convertQuant(const Flags &flags, QuantSettings &quant,
                  std::string &error) {
  quant.data = flags.calibrate;
  quant.ranges = flags.ranges;
  quant.rounding = flags.rounding;
  quant.equalize = !flags.noEqualize;
  quant.biasCorrection = !flags.noBiasCorrection;
  quant.io.assign(flags.io.begin(), flags.io.end());
  if (flags.bits.empty())
    return true;
  if (flags.bits == "float") {
    if (quant.data.empty())
      return true;
    error = "expected --bits other than float with --calibrate";
    return false;
  }
  if (quant.data.empty()) {
    error = "expected --calibrate DATA with --bits " + flags.bits;
    return false;
  }
  if (flags.bits != "w8a8" && flags.bits != "w4a8" && flags.bits != "w4a4") {
    error =
        "expected --bits float, w8a8, w4a8 or w4a4, got '" + flags.bits + "'";
    return false;
  }
  quant.weightBits = {flags.bits[1] == '4' ? 4u : 8u};
  quant.activationBits = {flags.bits[3] == '4' ? 4u : 8u};
  return true;
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
  if (!convertQuant(flags, options.quant, error))
    return false;
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
  if (options.listTargets)
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

std::string Options::summary() const {
  std::string text = "--target " + select.target + " --name " + select.name;
  for (const auto &[name, size] : import.dims)
    text += " --dim " + name + "=" + std::to_string(size);
  for (const auto &[from, to] : select.renames)
    text += " --rename " + from + "=" + to;
  for (const auto &[name, layout] : select.ioLayouts)
    text += " --io-layout " + (name.empty() ? "" : name + "=") + layout;
  if (!graph.borderClasses)
    text += " --no-border-classes";
  for (const std::string &io : quant.io)
    text += " --io " + io;
  return text;
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
