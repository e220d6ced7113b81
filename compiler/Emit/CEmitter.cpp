// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// NAME.c: the used kernels, then the parts of SourceParts.h.
#include "compiler/Emit/SourceParts.h"
#include "compiler/Support/RuntimeFiles.h"
#include "dialects/Support/Constants.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"
#include <map>

using namespace mlir;

namespace m2c {
namespace {

class SourceEmitter {
public:
  SourceEmitter(plan::ModelOp model, const EmitInfo &info)
      : model(model), info(info), lower(model.getSymName()),
        upper(lower.upper()), os(text),
        calls(llvm::to_vector(model.getOps<plan::CallOp>())) {}

  std::string emit();

private:
  void writeGuards();
  void writeAssumptions();
  void writeKernels();
  void includeFile(StringRef file);
  void writeConstants();

  plan::ModelOp model;
  const EmitInfo &info;
  StringRef lower;
  std::string upper;
  std::string text;
  llvm::raw_string_ostream os;
  SmallVector<plan::CallOp> calls;
  llvm::StringSet<> included;
};

/// On the target's own architecture its features must be on; elsewhere the
/// portable path compiles with the same bits.
void SourceEmitter::writeGuards() {
  if (info.archMacro.empty() || info.featureMacros.empty())
    return;
  os << "#if defined(" << info.archMacro << ") && !defined(" << upper
     << "_PORTABLE)\n";
  for (const std::string &macro : info.featureMacros)
    os << "#ifndef " << macro << "\n#error \"" << lower << ".c is made for "
       << model.getTarget() << " (" << macro << "): build it with "
       << info.archFlags << ", or define " << upper << "_PORTABLE\"\n#endif\n";
  os << "#endif\n\n";
}

/// What the code takes for granted of the compiler, in C99's form of a static
/// assertion: an array of a negative size is an error.
void SourceEmitter::writeAssumptions() {
  os << "/* What this file relies on, checked when it is compiled. */\n";
  auto check = [&](StringRef what, const Twine &condition) {
    os << "typedef char " << lower << "_check_" << what << "[(" << condition
       << ") ? 1 : -1];\n";
  };
  check("bytes", "(unsigned char)255 == 255 && sizeof(int32_t) == 4");
  check("float", "sizeof(float) == 4");
  check("shift", "(-1 >> 1) == -1");
  for (auto input : model.getOps<plan::InputOp>())
    check(("in_" + input.getCName()).str(),
          "sizeof(" + lower + "_in_" + input.getCName() +
              ") == " + Twine(input.getBuffer().getType().getBytes()));
  for (auto output : model.getOps<plan::OutputOp>())
    check(("out_" + output.getCName()).str(),
          "sizeof(" + lower + "_out_" + output.getCName() +
              ") == " + Twine(output.getBuffer().getType().getBytes()));
  if (std::optional<int64_t> bytes = model.getStateBytes())
    check("state", "sizeof(" + lower + "_state) == " + Twine(*bytes));
  os << '\n';
}

/// Copies an embedded file after the files that it includes, each once.
void SourceEmitter::includeFile(StringRef file) {
  if (!included.insert(file).second)
    return;
  const EmbeddedFile *embedded = findEmbeddedFile(runtimeFiles(), file);
  assert(embedded && "plan-verify-calls checks the kernels");
  SmallVector<StringRef> lines;
  embedded->text.split(lines, '\n');
  std::string body;
  for (StringRef line : lines) {
    if (line.starts_with("#include \"m2c/")) {
      StringRef name = line.drop_front(strlen("#include \"")).split('"').first;
      includeFile(("include/" + name).str());
    } else if (!line.contains("SPDX-License-Identifier")) {
      body += line.str() + "\n";
    }
  }
  os << "/* ---- " << file.rsplit('/').second << " ---- */\n"
     << StringRef(body).trim('\n') << "\n\n";
}

void SourceEmitter::writeKernels() {
  includeFile("include/m2c/m2c_types.h");
  std::map<StringRef, plan::CallOp> kernels, shared;
  for (plan::CallOp call : calls) {
    if (usesWindowHelper(call))
      includeFile(
          ("include/m2c/m2c_window_" + windowSuffix(call) + ".h").str());
    if (call.getSegment())
      includeFile("include/m2c/m2c_rows.h");
    kernels.try_emplace(call.getKernel(), call);
    if (!call.getSpecialize())
      shared.try_emplace(call.getKernel(), call);
  }
  for (auto [kernel, call] : kernels)
    includeFile(kernelFile(kernelSetOf(kernel, info.kernelSets), kernel));
  os << "#if defined(__GNUC__)\n#define M2C_STEP static "
        "__attribute__((noinline))\n"
     << "#else\n#define M2C_STEP static\n#endif\n\n";
  for (auto [kernel, call] : shared) {
    std::string name = ("m2c_" + kernel).str();
    os << "/* One body for all steps with this kernel that have none of their "
          "own. */\n"
       << "M2C_STEP " << upper << "_CODE void " << name << "_shared(const "
       << name << "_params *p, " << cType(call.getOutput().getType())
       << " *out,\n    const " << rowType(call)
       << " *const *rows, void *scratch)\n{\n  " << name
       << "(p, out, rows, scratch);\n}\n\n";
  }
}

void SourceEmitter::writeConstants() {
  for (auto constant : model.getOps<plan::ConstOp>()) {
    plan::BufferType type = constant.getBuffer().getType();
    os << "extern " << upper << "_WEIGHTS const " << cType(type) << " "
       << constName(constant) << "[" << cCount(type) << "];\n";
  }
  // The longest of each kind of row.
  std::map<std::string, std::pair<int64_t, plan::CallOp>> outside;
  for (plan::CallOp call : calls) {
    if (!usesWindowHelper(call) || outsideRow(call) == "NULL")
      continue;
    int64_t count =
        cCount(typeOf(call.getInputs().front()), call.getWindow()->getInRow());
    auto &[longest, first] = outside[outsideRow(call)];
    longest = std::max(longest, count);
    first = call;
  }
  for (const auto &[name, row] : outside) {
    os << "\n/* The row outside every map. */\nstatic " << upper
       << "_WEIGHTS const " << rowType(row.second) << " " << name << "["
       << row.first << "] = {";
    if (rowType(row.second) == "float") {
      os << " 0.0f };\n";
      continue;
    }
    os << '\n';
    writeInts(os, std::vector<int64_t>(
                      row.first, static_cast<int8_t>(outsideByte(row.second))));
    os << "};\n";
  }
  os << '\n';
}

std::string SourceEmitter::emit() {
  writeFrontMatter(os, model, info, (lower + ".c: the network as C99.").str());
  os << "#include \"" << lower << ".h\"\n\n";
  writeGuards();
  writeAssumptions();
  writeKernels();
  writeConstants();
  writeSteps(os, model);
  writeEntries(os, model);
  return text;
}

} // namespace

std::string emitSource(plan::ModelOp model, const EmitInfo &info) {
  return SourceEmitter(model, info).emit();
}

} // namespace m2c
