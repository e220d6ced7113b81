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
      : os(os), model(model), lower(model.getSymName()), upper(lower.upper()) {
    for (auto call : model.getOps<plan::CallOp>())
      steps.try_emplace(call, steps.size());
  }

  void writeRun();
  void writeEntry(plan::EntryOp entry);
  /// NAME_push_<input>
  void writePush(plan::EntryOp entry);
  void writeNames();

private:
  void writeChecks();
  void writeCalls(ArrayRef<SmallVector<plan::CallOp>> segments);
  bool writeMissing(plan::EntryOp of);
  void writeEntryCalls(plan::EntryOp of);
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
  /// The array of the addresses of a segment's buffers.
  void writeBuffers(const SegmentInterface &interface);
  void writePushedRow(ArrayRef<plan::CallOp> segment);
  /// C expression of a buffer's address inside NAME_run.
  std::string address(Value buffer, bool isConst);

  llvm::raw_ostream &os;
  plan::ModelOp model;
  StringRef lower;
  std::string upper;
  DenseMap<Operation *, size_t> steps; ///< numbers of the calls
  plan::EntryOp entry;                 ///< whose function it is; none: NAME_run
  plan::BufferOp row; ///< a row that is read where the caller has it, or none
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
  if (row && buffer == row)
    return "(unsigned char *)(uintptr_t)row";
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
  // An input that may be NULL is aligned then.
  std::string nulls = "arena == NULL",
              aligned = "((uintptr_t)base % " + upper + "_ARENA_ALIGN)";
  if (entry) {
    nulls = "state == NULL || " + nulls;
    aligned += " |\n       ((uintptr_t)state % sizeof(uint64_t))";
  }
  std::string members;
  auto add = [&](const std::string &pointer, plan::BufferType type,
                 bool isOptional = false) {
    if (!isOptional)
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
      add(("in->" + input.getCName()).str(), input.getBuffer().getType(),
          mayBeMissing(model, input));
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

void EntryEmitter::writeBuffers(const SegmentInterface &interface) {
  os << "    unsigned char *const b[] = {";
  for (auto [i, storage] : llvm::enumerate(interface.buffers))
    os << (i == 0 ? "" : ",") << (i % 6 == 0 ? "\n      " : " ")
       << place(cast<plan::BufferOp>(storage));
  os << "\n    };\n";
}

void EntryEmitter::writeSegment(ArrayRef<plan::CallOp> segment) {
  SegmentInterface interface = segmentInterface(segment);
  os << "  {\n";
  writeBuffers(interface);
  os << "    int32_t made[" << segment.size() << "] = { 0 };\n"
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
  if (model.getOps<plan::EntryOp>().empty())
    writeCalls(plan::segmentsOf(model));
  for (auto of : model.getOps<plan::EntryOp>())
    writeEntryCalls(of);
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

/// The defaults of an entry whose input may be missing; whether there are any.
bool EntryEmitter::writeMissing(plan::EntryOp of) {
  bool any = false;
  for (auto missing : model.getOps<plan::MissingOp>()) {
    if (missing.getEntry() != of.getName())
      continue;
    Operation *storage = plan::storageOf(missing.getOutput());
    auto constant = cast<plan::ConstOp>(plan::storageOf(missing.getValue()));
    auto buffer = dyn_cast<plan::BufferOp>(storage);
    if (!any)
      os << "  if (in->" << of.getName() << " == NULL) {\n";
    any = true;
    os << "    memcpy(";
    if (buffer)
      os << place(buffer);
    else
      os << "(unsigned char *)" << address(missing.getOutput(), false);
    os << " + " << missing.getFirstByte() << ", " << constName(constant) << ", "
       << missing.getBytes() << "u);\n";
  }
  return any;
}

/// The calls of an entry, or what stands for them.
void EntryEmitter::writeEntryCalls(plan::EntryOp of) {
  bool mayBeMissing = writeMissing(of);
  if (!mayBeMissing)
    return writeCalls(plan::segmentsOf(of.getCalls()));
  os << "  } else {\n";
  writeCalls(plan::segmentsOf(of.getCalls()));
  os << "  }\n";
}

void EntryEmitter::writeCalls(ArrayRef<SmallVector<plan::CallOp>> segments) {
  for (ArrayRef<plan::CallOp> segment : segments) {
    if (segmentNumber(segment) >= 0)
      writeSegment(segment);
    else
      writeStep(segment.front(), steps.lookup(segment.front()));
    for (plan::CallOp call : segment)
      writeDone(call, steps.lookup(call));
  }
}

/// Hands the row to the first segment and lets it go on as far as it can.
void EntryEmitter::writePushedRow(ArrayRef<plan::CallOp> segment) {
  plan::CallOp loader = segment.front();
  auto buffer = cast<plan::BufferOp>(plan::storageOf(loader.getOutput()));
  SegmentInterface interface = segmentInterface(segment);
  Type element = buffer.getBuffer().getType().getElementType();
  int64_t bytes =
      loader.getWindow()->getOutRow() * element.getIntOrFloatBitWidth() / 8;
  int64_t rows = static_cast<int64_t>(
      buffer.getRows().value_or(loader.getWindow()->getOutH()));
  row = rows == 1 ? buffer : plan::BufferOp();
  os << "  {\n";
  writeBuffers(interface);
  row = {};
  if (rows > 1)
    os << "    memcpy(" << place(buffer) << " + made[0] % " << rows << " * "
       << bytes << ", row, " << bytes << "u);\n";
  os << "    made[0]++;\n    m2c_segment" << segmentNumber(segment) << "(b";
  for (size_t i = 0; i < interface.inputs.size(); ++i)
    os << ", NULL";
  os << ", made);\n  }\n";
}

void EntryEmitter::writePush(plan::EntryOp of) {
  entry = of;
  auto segments = plan::segmentsOf(of.getCalls());
  plan::CallOp loader = segments.front().front();
  auto input = cast<plan::InputOp>(plan::storageOf(loader.getInputs()[0]));
  std::string ready = "kept[" + std::to_string(numberOf(of.getName())) + "]";
  std::string counters =
      "kept + " + std::to_string(of.getCountersOffset().value_or(0));
  StringRef type = cType(input.getBuffer().getType());
  os << upper << "_CODE int " << lower << "_push_" << of.getName() << "("
     << lower << "_state *state, void *arena, const " << type << " *row)\n{\n"
     << "  unsigned char *const base = (unsigned char *)arena;\n"
     << "  unsigned char *const kept = (unsigned char *)state;\n"
     << "  int32_t made[" << segments.front().size() << "];\n"
     << "  if (state == NULL || arena == NULL || row == NULL)\n    return "
     << upper << "_BAD_ARGUMENT;\n"
     << "  if ((((uintptr_t)base % " << upper
     << "_ARENA_ALIGN) |\n       ((uintptr_t)state % sizeof(uint64_t)) |\n"
     << "       ((uintptr_t)row % sizeof(" << type << "))) != 0u)\n    return "
     << upper << "_BAD_ALIGNMENT;\n  " << ready << " = 0;\n"
     << "  memcpy(made, " << counters << ", sizeof made);\n";
  writePushedRow(segments.front());
  os << "  if (made[0] < " << loader.getWindow()->getOutH()
     << ") {\n    memcpy(" << counters
     << ", made, sizeof made);\n    return 0;\n  }\n  memset(" << counters
     << ", 0, sizeof made);\n";
  for (plan::CallOp call : segments.front())
    writeDone(call, steps.lookup(call));
  writeCalls(ArrayRef(segments).drop_front());
  os << "  " << ready << " = 1;\n  return 1;\n}\n\n";
  entry = {};
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
  if (of.getPushed())
    os << "  memset(kept + " << *of.getCountersOffset() << ", 0, "
       << 4 * plan::segmentsOf(of.getCalls()).front().size()
       << "u); /* rows pushed so far */\n";
  writeEntryCalls(of);
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
  for (auto entry : model.getOps<plan::EntryOp>()) {
    emitter.writeEntry(entry);
    if (entry.getPushed())
      emitter.writePush(entry);
  }
  emitter.writeNames();
}

} // namespace m2c
