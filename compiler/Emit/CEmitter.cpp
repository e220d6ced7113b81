// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// NAME.c: the used kernels, one static function per step, and NAME_run.
#include "compiler/Emit/CWriter.h"
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
  void writeKernels();
  void includeFile(StringRef file);
  void writeConstants();
  void writeParams(plan::CallOp call, size_t step);
  void writeStep(plan::CallOp call, size_t step);
  void writeWindowLoop(plan::CallOp call, size_t step);
  void writeKernelCall(plan::CallOp call, size_t step, StringRef out,
                       StringRef indent);
  void writeChecks();
  void writeRun();
  /// C expression of a buffer's address inside NAME_run.
  std::string address(Value buffer, bool isConst);
  /// Name of the row outside the map of a call; "NULL" where there is none.
  std::string outsideRow(plan::CallOp call);

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

static plan::BufferType typeOf(Value buffer) {
  return cast<plan::BufferType>(buffer.getType());
}

/// Element type of the rows that a kernel reads.
static StringRef rowType(plan::CallOp call) {
  return cType(call.getInputs().empty() ? call.getOutput().getType()
                                        : typeOf(call.getInputs().front()));
}

/// "f32" or "s8": which of the window helpers makes these row pointers.
static StringRef windowSuffix(plan::CallOp call) {
  return rowType(call) == "float" ? "f32" : "s8";
}

void SourceEmitter::writeKernels() {
  includeFile("include/m2c/m2c_types.h");
  std::map<StringRef, plan::CallOp> kernels, shared;
  for (plan::CallOp call : calls) {
    if (call.getWindow())
      includeFile(
          ("include/m2c/m2c_window_" + windowSuffix(call) + ".h").str());
    kernels.try_emplace(call.getKernel(), call);
    if (!call.getSpecialize())
      shared.try_emplace(call.getKernel(), call);
  }
  for (auto [kernel, call] : kernels)
    includeFile(("kernels/c/m2c_" + kernel + ".c").str());
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

/// Whether some output row reads a row outside the map.
static bool readsOutside(plan::WindowAttr w) {
  return w.getPad() > 0 || (w.getOutH() - 1) * w.getStride() - w.getPad() +
                                   (w.getKernel() - 1) * w.getDilation() >=
                               w.getInH();
}

/// The bits of one C element of the row outside the map.
static uint8_t outsideByte(plan::CallOp call) {
  int64_t value = call.getWindow()->getOutside();
  bool packed = typeOf(call.getInputs().front()).getElementType().isInteger(4);
  return static_cast<uint8_t>(packed ? (value & 15) * 17 : value);
}

std::string SourceEmitter::outsideRow(plan::CallOp call) {
  plan::WindowAttr window = *call.getWindow();
  if (!window.getZeroOutside() || !readsOutside(window))
    return "NULL";
  if (rowType(call) == "float")
    return "m2c_zeros";
  return "m2c_outside_" + llvm::utohexstr(outsideByte(call), true, 2);
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
    if (!call.getWindow() || outsideRow(call) == "NULL")
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

static std::string paramText(Attribute value) {
  if (auto number = dyn_cast<IntegerAttr>(value))
    return std::to_string(number.getInt());
  return cFloat(cast<FloatAttr>(value).getValue().convertToFloat());
}

void SourceEmitter::writeParams(plan::CallOp call, size_t step) {
  std::string line = "  ";
  std::string body;
  auto add = [&](const std::string &entry) {
    if (line.size() + entry.size() > 98) {
      body += line + "\n";
      line = "  ";
    }
    line += (line.size() > 2 ? " " : "") + entry + ",";
  };
  for (NamedAttribute param : call.getParams())
    add(("." + param.getName().getValue() + " = " + paramText(param.getValue()))
            .str());
  for (auto [field, constant] :
       llvm::zip_equal(call.getConstFields(), call.getConsts()))
    add(("." + cast<StringAttr>(field).getValue() + " = " +
         constName(cast<plan::ConstOp>(constant.getDefiningOp())))
            .str());
  body += line;
  body.pop_back(); // the last comma
  os << "static const m2c_" << call.getKernel() << "_params m2c_p" << step
     << " = {\n"
     << body << "\n};\n";
}

static std::string shapeText(Value buffer) {
  std::string out;
  for (int64_t dim : cast<plan::BufferType>(buffer.getType()).getShape())
    out += (out.empty() ? "" : "x") + std::to_string(dim);
  return out;
}

static std::string rowExpression(const plan::WindowAttr &window) {
  std::string out = "y";
  if (window.getStride() != 1)
    out += " * " + std::to_string(window.getStride());
  if (window.getPad() != 0)
    out += " - " + std::to_string(window.getPad());
  return out;
}

void SourceEmitter::writeKernelCall(plan::CallOp call, size_t step,
                                    StringRef out, StringRef indent) {
  os << indent << "m2c_" << call.getKernel()
     << (call.getSpecialize() ? "" : "_shared") << "(&m2c_p" << step << ", "
     << out << ", rows, " << (call.getScratch() ? "scratch" : "NULL") << ");\n";
}

void SourceEmitter::writeWindowLoop(plan::CallOp call, size_t step) {
  plan::WindowAttr w = *call.getWindow();
  int64_t inRow = cCount(typeOf(call.getInputs().front()), w.getInRow());
  int64_t outRow = cCount(call.getOutput().getType(), w.getOutRow());
  os << "  const " << rowType(call) << " *rows[" << w.getKernel()
     << "];\n  int32_t y;\n";
  std::string pad = "  ";
  std::string in = "x0", out = "out";
  if (w.getBatch() > 1) {
    os << "  int32_t n;\n  for (n = 0; n < " << w.getBatch() << "; ++n) {\n";
    in += " + n * " + std::to_string(w.getInH() * inRow);
    out += " + n * " + std::to_string(w.getOutH() * outRow);
    pad = "    ";
  }
  os << pad << "for (y = 0; y < " << w.getOutH() << "; ++y) {\n"
     << pad << "  m2c_window_" << windowSuffix(call) << "(rows, " << in << ", "
     << w.getInH() << ", " << inRow << ", " << rowExpression(w) << ", "
     << w.getDilation() << ", " << w.getKernel() << ", " << outsideRow(call)
     << ");\n";
  writeKernelCall(call, step, out + " + y * " + std::to_string(outRow),
                  pad + "  ");
  os << pad << "}\n";
  if (w.getBatch() > 1)
    os << "  }\n";
}

void SourceEmitter::writeStep(plan::CallOp call, size_t step) {
  os << "/* Step " << step << ": " << cComment(call.getName().value_or(""))
     << " (" << call.getNnOp().value_or(call.getKernel());
  for (auto [i, node] : llvm::enumerate(onnxNodes(call)))
    os << (i == 0 ? "; ONNX " : ", ")
       << cComment(cast<StringAttr>(node).getValue());
  os << ")";
  for (Value input : call.getInputs())
    os << ' ' << shapeText(input);
  os << " -> " << shapeText(call.getOutput()) << " */\n";
  writeParams(call, step);
  os << "M2C_STEP " << upper << "_CODE void m2c_step" << step << "("
     << cType(call.getOutput().getType()) << " *out";
  for (auto [i, input] : llvm::enumerate(call.getInputs()))
    os << ", const " << cType(typeOf(input)) << " *x" << i;
  if (call.getScratch())
    os << ", void *scratch";
  os << ")\n{\n";
  if (call.getWindow()) {
    writeWindowLoop(call, step);
  } else {
    if (call.getInputs().empty()) {
      os << "  const " << rowType(call) << " *const *const rows = NULL;\n";
    } else {
      os << "  const " << rowType(call) << " *rows[" << call.getInputs().size()
         << "];\n";
      for (size_t i = 0; i < call.getInputs().size(); ++i)
        os << "  rows[" << i << "] = x" << i << ";\n";
    }
    writeKernelCall(call, step, "out", "  ");
  }
  os << "}\n\n";
}

std::string SourceEmitter::address(Value buffer, bool isConst) {
  Operation *storage = plan::storageOf(buffer);
  if (auto input = dyn_cast<plan::InputOp>(storage))
    return ("in->" + input.getCName()).str();
  if (auto output = dyn_cast<plan::OutputOp>(storage))
    return ("out->" + output.getCName()).str();
  if (auto constant = dyn_cast<plan::ConstOp>(storage))
    return constName(constant);
  auto arena = cast<plan::BufferOp>(storage);
  StringRef type = cType(arena.getBuffer().getType());
  return ((isConst ? "(const " + type + " *)(const void *)"
                   : "(" + type + " *)(void *)") +
          "(base + " + Twine(arena.getOffset().value_or(0)) + ")")
      .str();
}

/// NULL and alignment of everything that the caller gives, before any work.
void SourceEmitter::writeChecks() {
  std::string nulls,
      aligned = ("((uintptr_t)base % " + Twine(upper) + "_ARENA_ALIGN)").str();
  auto add = [&](const std::string &pointer, plan::BufferType type) {
    nulls += (nulls.empty() ? "" : " ||\n      ") + pointer + " == NULL";
    if (type.getElementType().getIntOrFloatBitWidth() > 8)
      aligned += (" |\n       ((uintptr_t)" + pointer + " % sizeof(" +
                  cType(type) + "))")
                     .str();
  };
  for (auto input : model.getOps<plan::InputOp>())
    add(("in->" + input.getCName()).str(), input.getBuffer().getType());
  for (auto output : model.getOps<plan::OutputOp>())
    add(("out->" + output.getCName()).str(), output.getBuffer().getType());
  os << "  if (arena == NULL || in == NULL || out == NULL)\n    return "
     << upper << "_BAD_ARGUMENT;\n  if (" << nulls << ")\n    return " << upper
     << "_BAD_ARGUMENT;\n"
     << "  if ((" << aligned << ") != 0u)\n    return " << upper
     << "_BAD_ALIGNMENT;\n";
}

void SourceEmitter::writeRun() {
  os << upper << "_CODE int " << lower << "_run(void *arena, const " << lower
     << "_inputs *in, const " << lower << "_outputs *out)\n{\n"
     << "  unsigned char *const base = (unsigned char *)arena;\n";
  writeChecks();
  for (auto [step, call] : llvm::enumerate(calls)) {
    os << "  m2c_step" << step << "(" << address(call.getOutput(), false);
    for (Value input : call.getInputs())
      os << ", " << address(input, true);
    if (Value scratch = call.getScratch())
      os << ", " << address(scratch, false);
    os << ");\n";
  }
  os << "  return " << upper << "_OK;\n}\n\n"
     << upper << "_CODE const char *" << lower
     << "_simd(void)\n{\n  return \"c\";\n}\n\n"
     << upper << "_CODE const char *" << lower
     << "_step_name(unsigned step)\n{\n"
     << "  static const char *const names[] = {\n";
  for (plan::CallOp call : calls)
    os << "    \"" << cComment(call.getName().value_or("")) << "\",\n";
  os << "    NULL\n  };\n  return step < " << calls.size()
     << "u ? names[step] : NULL;\n}\n";
}

std::string SourceEmitter::emit() {
  writeFrontMatter(os, model, info, (lower + ".c: the network as C99.").str());
  os << "#include \"" << lower << ".h\"\n\n";
  writeGuards();
  writeKernels();
  writeConstants();
  for (auto [step, call] : llvm::enumerate(calls))
    writeStep(call, step);
  writeRun();
  return text;
}

} // namespace

std::string emitSource(plan::ModelOp model, const EmitInfo &info) {
  return SourceEmitter(model, info).emit();
}

} // namespace m2c
