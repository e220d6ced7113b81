// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The external functions of NAME.c.
#include "compiler/Emit/SourceParts.h"
#include "dialects/Plan/RowSchedule.h"

using namespace mlir;

namespace m2c {
namespace {

class EntryEmitter {
public:
  EntryEmitter(llvm::raw_ostream &os, plan::ModelOp model)
      : os(os), model(model), lower(model.getSymName()), upper(lower.upper()) {}

  void writeRun();
  void writeEntry(plan::EntryOp entry);
  void writeNames();

private:
  void writeChecks();
  void writeCalls();
  void writeDone(plan::CallOp call, size_t step);
  /// Whether the function reads the input or writes the output.
  template <typename OpT>
  bool touches(OpT tensor);
  /// The place of an entry among all.
  size_t numberOf(StringRef name);
  /// Where a buffer of the arena, or of the state, lies in this function.
  std::string place(plan::BufferOp buffer);
  void writeStep(plan::CallOp call, size_t step);
  void writeSegment(ArrayRef<plan::CallOp> segment);
  /// C expression of a buffer's address inside NAME_run.
  std::string address(Value buffer, bool isConst);

  llvm::raw_ostream &os;
  plan::ModelOp model;
  StringRef lower;
  std::string upper;
  plan::EntryOp entry; ///< whose function it is; none: NAME_run
};

template <typename OpT>
bool EntryEmitter::touches(OpT tensor) {
  if (!entry)
    return true;
  ArrayAttr names = std::is_same_v<OpT, plan::InputOp> ? entry.getInputs()
                                                       : entry.getOutputs();
  return llvm::is_contained(names.getAsValueRange<StringAttr>(),
                            tensor.getCName());
}

size_t EntryEmitter::numberOf(StringRef name) {
  size_t number = 0;
  for (auto other : model.getOps<plan::EntryOp>()) {
    if (other.getName() == name)
      break;
    ++number;
  }
  return number;
}

std::string EntryEmitter::place(plan::BufferOp buffer) {
  if (!entry)
    return "base + " + std::to_string(buffer.getOffset().value_or(0));
  if (std::optional<int64_t> offset = buffer.getStateOffset())
    return "kept + " + std::to_string(*offset);
  return "base + " + std::to_string(buffer.getEntryOffset().value_or(0));
}

std::string EntryEmitter::address(Value buffer, bool isConst) {
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
          "(" + place(arena) + ")")
      .str();
}

/// NULL and alignment of what the function touches, before any work.
void EntryEmitter::writeChecks() {
  std::string nulls = "arena == NULL",
              aligned = "((uintptr_t)base % " + upper + "_ARENA_ALIGN)";
  if (entry) {
    nulls = "state == NULL || " + nulls;
    aligned += " |\n       ((uintptr_t)state % sizeof(uint64_t))";
  }
  std::string members;
  auto add = [&](const std::string &pointer, plan::BufferType type) {
    members += " ||\n      " + pointer + " == NULL";
    if (type.getElementType().getIntOrFloatBitWidth() > 8)
      aligned += (" |\n       ((uintptr_t)" + pointer + " % sizeof(" +
                  cType(type) + "))")
                     .str();
  };
  bool anyIn = false, anyOut = false;
  for (auto input : model.getOps<plan::InputOp>())
    if (touches(input)) {
      anyIn = true;
      add(("in->" + input.getCName()).str(), input.getBuffer().getType());
    }
  for (auto output : model.getOps<plan::OutputOp>())
    if (touches(output)) {
      anyOut = true;
      add(("out->" + output.getCName()).str(), output.getBuffer().getType());
    }
  nulls += anyIn ? " || in == NULL" : "";
  nulls += anyOut ? " || out == NULL" : "";
  os << (anyIn ? "" : "  (void)in;\n") << (anyOut ? "" : "  (void)out;\n")
     << "  if (" << nulls << members << ")\n    return " << upper
     << "_BAD_ARGUMENT;\n"
     << "  if ((" << aligned << ") != 0u)\n    return " << upper
     << "_BAD_ALIGNMENT;\n";
}

void EntryEmitter::writeStep(plan::CallOp call, size_t step) {
  os << "  m2c_step" << step << "(" << address(call.getOutput(), false);
  for (Value input : call.getInputs())
    os << ", " << address(input, true);
  if (Value scratch = call.getScratch())
    os << ", " << address(scratch, false);
  os << ");\n";
}

void EntryEmitter::writeSegment(ArrayRef<plan::CallOp> segment) {
  SegmentInterface interface = segmentInterface(segment);
  os << "  {\n    unsigned char *const b[] = {";
  for (auto [i, storage] : llvm::enumerate(interface.buffers)) {
    auto buffer = cast<plan::BufferOp>(storage);
    os << (i == 0 ? "" : ",") << (i % 6 == 0 ? "\n      " : " ")
       << place(buffer);
  }
  os << "\n    };\n    int32_t made[" << segment.size() << "] = { 0 };\n"
     << "    m2c_segment" << segmentNumber(segment) << "(b";
  for (Operation *input : interface.inputs)
    os << ", " << address(input->getResult(0), true);
  for (Operation *output : interface.outputs)
    os << ", " << address(output->getResult(0), false);
  os << ", made);\n  }\n";
}

void EntryEmitter::writeRun() {
  os << upper << "_CODE int " << lower << "_run(void *arena, const " << lower
     << "_inputs *in, const " << lower << "_outputs *out)\n{\n"
     << "  unsigned char *const base = (unsigned char *)arena;\n";
  writeChecks();
  writeCalls();
  os << "  return " << upper << "_OK;\n}\n\n";
}

/// The hook sees what the step has made; nothing of it where that is a ring.
void EntryEmitter::writeDone(plan::CallOp call, size_t step) {
  Operation *storage = plan::storageOf(call.getOutput());
  auto buffer = dyn_cast<plan::BufferOp>(storage);
  os << "  M2C_DONE(" << step << "u, ";
  if (buffer && buffer.getRows())
    os << "NULL, 0u";
  else
    os << (buffer ? place(buffer) : address(call.getOutput(), true)) << ", "
       << typeOf(storage->getResult(0)).getBytes() << "u";
  os << ");\n";
}

void EntryEmitter::writeCalls() {
  size_t step = 0;
  for (ArrayRef<plan::CallOp> segment : plan::segmentsOf(model)) {
    plan::CallOp first = segment.front();
    if (entry && first.getEntry() != entry.getName()) {
      step += segment.size();
      continue;
    }
    if (segmentNumber(segment) >= 0)
      writeSegment(segment);
    else
      writeStep(first, step);
    for (plan::CallOp call : segment)
      writeDone(call, step++);
  }
}

void EntryEmitter::writeEntry(plan::EntryOp of) {
  entry = of;
  std::string ready = "kept[" + std::to_string(numberOf(of.getName())) + "]";
  os << upper << "_CODE int " << lower << "_run_" << of.getName() << "("
     << lower << "_state *state, void *arena,\n    const " << lower
     << "_inputs *in, const " << lower << "_outputs *out)\n{\n"
     << "  unsigned char *const base = (unsigned char *)arena;\n"
     << "  unsigned char *const kept = (unsigned char *)state;\n";
  writeChecks();
  for (auto need : of.getNeeds().getAsRange<StringAttr>())
    os << "  if (kept[" << numberOf(need.getValue()) << "] == 0)\n    return "
       << upper << "_NOT_READY;\n";
  // What it leaves is no good while it is being written.
  os << "  " << ready << " = 0;\n";
  writeCalls();
  os << "  " << ready << " = 1;\n  return " << upper << "_OK;\n}\n\n";
  entry = {};
}

void EntryEmitter::writeNames() {
  os << upper << "_CODE const char *" << lower
     << "_simd(void)\n{\n  return \"c\";\n}\n\n"
     << upper << "_CODE const char *" << lower
     << "_step_name(unsigned step)\n{\n"
     << "  static const char *const names[] = {\n";
  auto calls = llvm::to_vector(model.getOps<plan::CallOp>());
  for (plan::CallOp call : calls)
    os << "    \"" << cComment(call.getName().value_or("")) << "\",\n";
  os << "    NULL\n  };\n  return step < " << calls.size()
     << "u ? names[step] : NULL;\n}\n";
}

} // namespace

void writeEntries(llvm::raw_ostream &os, plan::ModelOp model) {
  std::string upper = model.getSymName().upper();
  os << "#ifdef " << upper
     << "_HOOK\n#define M2C_DONE(step, data, bytes) \\\n  do { \\\n"
        "    const int stop = "
     << upper
     << "_HOOK((step), (data), (bytes)); \\\n    if (stop != 0) \\\n"
        "      return stop; \\\n  } while (0)\n#else\n"
        "#define M2C_DONE(step, data, bytes) ((void)0)\n#endif\n\n";
  EntryEmitter emitter(os, model);
  emitter.writeRun();
  for (auto entry : model.getOps<plan::EntryOp>())
    emitter.writeEntry(entry);
  emitter.writeNames();
}

} // namespace m2c
