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
  void writeNames();

private:
  void writeChecks();
  void writeStep(plan::CallOp call, size_t step);
  void writeSegment(ArrayRef<plan::CallOp> segment);
  /// C expression of a buffer's address inside NAME_run.
  std::string address(Value buffer, bool isConst);

  llvm::raw_ostream &os;
  plan::ModelOp model;
  StringRef lower;
  std::string upper;
};

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
          "(base + " + Twine(arena.getOffset().value_or(0)) + ")")
      .str();
}

/// NULL and alignment of everything that the caller gives, before any work.
void EntryEmitter::writeChecks() {
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
    os << (i == 0 ? "" : ",") << (i % 6 == 0 ? "\n      " : " ") << "base + "
       << buffer.getOffset().value_or(0);
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
  size_t step = 0;
  for (ArrayRef<plan::CallOp> segment : plan::segmentsOf(model)) {
    if (segmentNumber(segment) >= 0)
      writeSegment(segment);
    else
      writeStep(segment.front(), step);
    step += segment.size();
  }
  os << "  return " << upper << "_OK;\n}\n\n";
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
  EntryEmitter emitter(os, model);
  emitter.writeRun();
  emitter.writeNames();
}

} // namespace m2c
