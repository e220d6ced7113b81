// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// NAME.h: the C interface of contract C5.
#include "compiler/Emit/CWriter.h"

using namespace mlir;

namespace m2c {

/// Macros and the array type of one input or output.
template <typename OpT>
static void writeTensor(llvm::raw_ostream &os, StringRef upper, StringRef lower,
                        StringRef kind, OpT op) {
  std::string macro =
      upper.str() + "_" + kind.upper() + "_" + op.getCName().upper();
  auto type = cast<plan::BufferType>(op.getBuffer().getType());
  int64_t count = type.getNumElements();
  os << "/* ONNX " << kind.lower() << " '" << cComment(op.getName()) << "', "
     << cType(type)
     << (op.getLayout() ? "; elements are channels last (N, H, W, C), _DIMS is "
                          "the ONNX shape"
                        : "");
  if (op.getScale())
    os << ";\n * an element q stands for (q - _ZERO_POINT) * _SCALE";
  os << " */\n"
     << "#define " << macro << "_DIMS " << cDims(op.getShape()) << "\n"
     << "#define " << macro << "_COUNT " << count << "u\n";
  if (auto scale = op.getScale())
    os << "#define " << macro << "_SCALE " << cFloat(scale->convertToFloat())
       << "\n#define " << macro << "_ZERO_POINT ("
       << static_cast<int64_t>(op.getZeroPoint().value_or(0)) << ")\n";
  os << "typedef " << cType(type) << " " << lower
     << (kind == "INPUT" ? "_in_" : "_out_") << op.getCName() << "[" << count
     << "];\n\n";
}

template <typename OpT>
static void writeStruct(llvm::raw_ostream &os, plan::ModelOp model,
                        StringRef name, StringRef qualifier) {
  os << "typedef struct {\n";
  for (OpT op : model.getOps<OpT>())
    os << "  " << qualifier
       << cType(cast<plan::BufferType>(op.getBuffer().getType())) << " *"
       << op.getCName() << ";\n";
  os << "} " << name << ";\n";
}

/// Enough for NAME_run and for each entry.
static int64_t anyArenaBytes(plan::ModelOp model) {
  int64_t bytes = std::max<int64_t>(1, model.getArenaBytes().value_or(0));
  for (auto entry : model.getOps<plan::EntryOp>())
    bytes = std::max<int64_t>(bytes, entry.getArenaBytes().value_or(0));
  return bytes;
}

/// NAME_push_<input>
static void writePushPrototype(llvm::raw_ostream &os, plan::ModelOp model,
                               plan::EntryOp entry) {
  StringRef lower = model.getSymName();
  std::string macro = lower.upper() + "_INPUT_" + entry.getName().upper();
  plan::CallOp loader = entry.getCalls().front();
  plan::WindowAttr window = *loader.getWindow();
  StringRef type =
      cType(cast<plan::BufferType>(loader.getInputs().front().getType()));
  os << "/* `" << entry.getName() << "` row by row, instead of " << lower
     << "_run_" << entry.getName()
     << ": one index of the height axis, its width"
     << "\n * x channels, channels last. 1 when the branch is complete, 0 "
        "before "
        "that. The arena\n * is dead between calls; what a row leaves is in "
        "the "
        "state. */\n#define "
     << macro << "_ROWS " << window.getOutH() << "u\n#define " << macro
     << "_ROW_COUNT " << window.getOutRow() << "u\nint " << lower << "_push_"
     << entry.getName() << "(" << lower << "_state *state, void *arena, const "
     << type << " *row);\n\n";
}

/// The functions of the entries, each with what it touches.
static void writeEntryPrototypes(llvm::raw_ostream &os, plan::ModelOp model) {
  if (model.getOps<plan::EntryOp>().empty())
    return;
  StringRef lower = model.getSymName();
  std::string upper = lower.upper();
  os << "/* The network in parts: each when its input arrives, in any order "
        "and "
        "at any rate,\n"
        " * with the result of "
     << lower
     << "_run, bit for bit. The arena is dead between calls. Calls may\n"
        " * overlap in time if their arenas are apart and their states too, or "
        "they are\n * different branches of one state; what needs others never "
        "overlaps a call on its\n * state, and gives "
     << upper << "_NOT_READY before they have run. */\n";
  for (auto entry : model.getOps<plan::EntryOp>()) {
    os << "int " << lower << "_run_" << entry.getName() << "(" << lower
       << "_state *state, void *arena, const " << lower
       << "_inputs *in,\n    const " << lower << "_outputs *out); /* ";
    bool any = false;
    auto list = [&](StringRef side, ArrayAttr names) {
      for (auto name : names.getAsRange<StringAttr>()) {
        os << (any ? ", " : "") << side << name.getValue();
        any = true;
      }
    };
    list("in->", entry.getInputs());
    for (auto input : model.getOps<plan::InputOp>())
      if (input.getCName() == entry.getName() && mayBeMissing(model, input))
        os << " (may be NULL)";
    list("out->", entry.getOutputs());
    list("needs ", entry.getNeeds());
    os << " */\n";
  }
  os << '\n';
  for (auto entry : model.getOps<plan::EntryOp>())
    if (entry.getPushed())
      writePushPrototype(os, model, entry);
}

/// What the user may define, and what comes from it.
static void writeConfiguration(llvm::raw_ostream &os, StringRef lower,
                               const std::string &upper) {
  os << "/* Placement without editing: in your " << upper << "_CONFIG_H define "
     << upper << "_CODE and\n * " << upper
     << "_WEIGHTS as attributes of functions and constants, such as a"
     << " section. */\n"
     << "/* There too, " << upper
     << "_HOOK(step, data, bytes) may name a function that is called after\n"
        " * each step, or after the steps that run row by row: what the step "
        "made, NULL\n * where those rows are gone. A value other than 0 stops "
        "the run and is returned. */\n"
     << "#ifdef " << upper << "_CONFIG_H\n#include " << upper
     << "_CONFIG_H\n#endif\n"
     << "#ifndef " << upper << "_CODE\n#define " << upper << "_CODE\n#endif\n"
     << "#ifndef " << upper << "_WEIGHTS\n#define " << upper
     << "_WEIGHTS\n#endif\n\n"
     << "#ifdef __cplusplus\nextern \"C\" {\n#endif\n\n"
     << "/* With " << upper << "_CHECKSUMS defined for all files, " << lower
     << "_selftest names the first step whose\n * CRC-32 is not that of the "
        "PC. Of floats that only rounding decides none is known. */\n#if "
        "defined("
     << upper << "_CHECKSUMS) && !defined(" << upper << "_HOOK)\nint " << lower
     << "_checksum(unsigned step, const void *data, size_t bytes);\n#define "
     << upper << "_HOOK " << lower << "_checksum\n#endif\n\n";
}

static void writeSizes(llvm::raw_ostream &os, plan::ModelOp model,
                       const std::string &upper) {
  os << "#define " << upper << "_API 1u\n"
     << "/* Scratch of a call, dead between calls: other code may use the "
        "memory then. */\n"
     << "#define " << upper << "_ARENA_BYTES " << anyArenaBytes(model) << "u\n";
  for (auto entry : model.getOps<plan::EntryOp>())
    os << "#define " << upper << "_ARENA_BYTES_" << entry.getName().upper()
       << " " << std::max<int64_t>(1, entry.getArenaBytes().value_or(0))
       << "u\n";
  os << "#define " << upper << "_ARENA_ALIGN " << model.getArenaAlign()
     << "u\n";
  if (std::optional<int64_t> stack = model.getStackBytes())
    os << "/* Of the stack a call takes no more, with the compilers of the "
          "target's record at\n * -O0 to -O3 and -Os. */\n#define "
       << upper << "_STACK_BYTES " << *stack << "u\n";
  os << '\n';
}

static void writeRunPrototype(llvm::raw_ostream &os, plan::ModelOp model,
                              const std::string &upper) {
  StringRef lower = model.getSymName();
  os << "\nenum {\n"
     << "  " << upper << "_OK = 0,\n"
     << "  " << upper << "_BAD_ARGUMENT = -1,\n"
     << "  " << upper << "_BAD_ALIGNMENT = -2,\n"
     << "  " << upper << "_BAD_WEIGHTS = -3,\n"
     << "  " << upper << "_NOT_READY = -4\n};\n\n"
     << "/* One whole inference. `arena` has " << upper
     << "_ARENA_BYTES bytes aligned to\n * " << upper
     << "_ARENA_ALIGN; no pointer may be NULL"
     << (model.getOps<plan::MissingOp>().empty()
             ? ""
             : " but those of inputs\n * that the network can do without")
     << ". Checks its arguments before any "
        "work.\n"
     << " * Re-entrant: calls with different arenas may overlap in time. */\n"
     << "int " << lower << "_run(void *arena, const " << lower
     << "_inputs *in, const " << lower << "_outputs *out);\n\n";
}

std::string emitHeader(plan::ModelOp model, const EmitInfo &info) {
  std::string text;
  llvm::raw_string_ostream os(text);
  StringRef lower = model.getSymName();
  std::string upper = lower.upper();
  writeFrontMatter(os, model, info,
                   (lower + ".h: the C interface of the network.").str());
  os << "#ifndef " << upper << "_H\n#define " << upper << "_H\n\n"
     << "#include <stddef.h>\n#include <stdint.h>\n#include <string.h>\n\n";
  writeConfiguration(os, lower, upper);
  writeSizes(os, model, upper);
  for (auto input : model.getOps<plan::InputOp>())
    writeTensor(os, upper, lower, "INPUT", input);
  for (auto output : model.getOps<plan::OutputOp>())
    writeTensor(os, upper, lower, "OUTPUT", output);
  writeStruct<plan::InputOp>(os, model, (lower + "_inputs").str(), "const ");
  writeStruct<plan::OutputOp>(os, model, (lower + "_outputs").str(), "");
  if (int64_t bytes = model.getStateBytes().value_or(0))
    os << "/* What branches leave for the fusion; all zero = reset. */\n"
       << "typedef struct {\n  uint64_t opaque[" << bytes / 8 << "];\n} "
       << lower << "_state;\n";
  writeRunPrototype(os, model, upper);
  writeEntryPrototypes(os, model);
  os << "/* The kernel set that was compiled in: \"c\", \"dsp\", \"mve\", "
        "\"neon\"... */\n"
     << "const char *" << lower << "_simd(void);\n\n"
     << "/* Name of a step (after the ONNX node), NULL from the last step on. "
        "*/\n"
     << "const char *" << lower << "_step_name(unsigned step);\n\n"
     << "/* Runs a stored input and compares with what the PC computed: 0 = "
        "agrees. `print`\n"
     << " * may be NULL. In " << lower << "_selftest.c. */\n"
     << "int " << lower
     << "_selftest(void *arena, void (*print)(const char *line));\n\n"
     << "#ifdef __cplusplus\n}\n#endif\n\n#endif\n";
  return text;
}

} // namespace m2c
