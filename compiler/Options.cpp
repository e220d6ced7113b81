// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The only place with command-line flags of m2c.
#include "compiler/Options.h"
#include "compiler/Support/CNames.h"
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
  cl::opt<std::string> model{cl::Positional, cl::desc("MODEL.onnx"), cl::cat(category)};
  cl::opt<std::string> target{"target", cl::desc("target core (see --list-targets)"),
                              cl::value_desc("T"), cl::cat(category)};
  cl::opt<std::string> output{"o", cl::desc("output folder"), cl::value_desc("DIR"),
                              cl::cat(category)};
  cl::opt<std::string> name{"name", cl::desc("C identifier of the library (default: file's stem)"),
                            cl::value_desc("NAME"), cl::cat(category)};
  cl::list<std::string> dims{"dim", cl::desc("value of a symbolic dimension"),
                             cl::value_desc("NAME=N"), cl::cat(category)};
  cl::list<std::string> renames{"rename", cl::desc("C name of an input or output"),
                                cl::value_desc("OLD=NEW"), cl::cat(category)};
  cl::list<std::string> layouts{
      "io-layout", cl::desc("element order of 4-D inputs and outputs in the C interface"),
      cl::value_desc("[NAME=]nchw|nhwc"), cl::cat(category)};
  cl::opt<std::string> verify{
      "verify", cl::desc("build the C, run it (natively or under QEMU) and compare"),
      cl::value_desc("DATA"), cl::cat(category)};
  cl::opt<unsigned> verifyLimit{"verify-limit", cl::desc("check only the first N samples"),
                                cl::value_desc("N"), cl::init(0), cl::cat(category)};
  cl::opt<bool> verifyPasses{"verify-passes",
                             cl::desc("run the IR after each phase and compare the results"),
                             cl::cat(category)};
  cl::opt<Phase> stopAfter{
      "stop-after", cl::desc("print the IR after a phase and stop"), cl::init(Phase::Emit),
      cl::values(clEnumValN(Phase::Import, "import", "onnx dialect, as the file says"),
                 clEnumValN(Phase::Convert, "convert", "nn dialect, channels last"),
                 clEnumValN(Phase::Graph, "graph", "nn dialect after the graph passes"),
                 clEnumValN(Phase::Quant, "quant", "nn dialect with bit widths"),
                 clEnumValN(Phase::Select, "select", "plan dialect: kernels chosen"),
                 clEnumValN(Phase::Memory, "memory", "plan dialect with arena offsets"),
                 clEnumValN(Phase::Emit, "emit", "C files (the default)")),
      cl::cat(category)};
  cl::opt<bool> noBorderClasses{
      "no-border-classes",
      cl::desc("dead-channel elimination without one bias per border class"), cl::cat(category)};
  cl::opt<bool> json{"json", cl::desc("print results and errors as JSON"), cl::cat(category)};
  cl::opt<bool> listTargets{"list-targets", cl::desc("list the targets and stop"),
                            cl::cat(category)};
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

bool convert(const Flags &flags, Options &options, std::string &error) {
  options.model = flags.model;
  options.outputDir = flags.output;
  options.select.target = flags.target;
  options.select.name =
      cIdentifier(flags.name.empty() ? llvm::sys::path::stem(flags.model) : llvm::StringRef(flags.name),
                  "model");
  if (!flags.name.empty() && options.select.name != flags.name) {
    error = "expected --name to be a C identifier, got '" + flags.name + "'; '" +
            options.select.name + "' would do";
    return false;
  }
  for (const std::string &text : flags.dims) {
    std::pair<std::string, std::string> pair;
    if (!splitPair(text, "dim", "NAME=N", pair, error))
      return false;
    int64_t size;
    if (llvm::StringRef(pair.second).getAsInteger(10, size) || size < 1) {
      error = "expected --dim NAME=N with N of at least 1, got '" + text + "'";
      return false;
    }
    options.import.dims.push_back({pair.first, size});
  }
  for (const std::string &text : flags.renames)
    if (!splitPair(text, "rename", "OLD=NEW", options.select.renames.emplace_back(), error))
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
  options.verify = {flags.verify, flags.verifyLimit};
  options.verifyPasses = flags.verifyPasses;
  options.graph.borderClasses = !flags.noBorderClasses;
  options.stopAfter = flags.stopAfter;
  options.json = flags.json;
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
  return text;
}

bool parseOptions(int argc, char **argv, Options &options, std::string &error) {
  mlir::registerAsmPrinterCLOptions();
  mlir::registerMLIRContextCLOptions();
  mlir::registerPassManagerCLOptions();
  // libLLVM registers flags of its code generators, among them a --stop-after
  // that means nothing here.
  if (cl::Option *foreign = cl::getRegisteredOptions().lookup("stop-after"))
    foreign->removeArgument();
  static Flags flags;
  cl::HideUnrelatedOptions(flags.category);
  cl::SetVersionPrinter([](llvm::raw_ostream &os) { os << "m2c " M2C_VERSION "\n"; });
  std::string messages;
  llvm::raw_string_ostream os(messages);
  if (!cl::ParseCommandLineOptions(argc, argv, "m2c: trained ONNX network in, C library out\n", &os)) {
    options.json = llvm::is_contained(llvm::ArrayRef<char *>(argv, argc), llvm::StringRef("--json"));
    error = llvm::StringRef(messages).trim().split('\n').first.str();
    return false;
  }
  return convert(flags, options, error);
}

} // namespace m2c
