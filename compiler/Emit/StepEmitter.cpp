// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The static functions of NAME.c: a kernel call with its row loop, one row of it
// in a segment, and the segments.
#include "compiler/Emit/SourceParts.h"
#include "dialects/Plan/RowSchedule.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;

namespace m2c {

plan::BufferType typeOf(Value buffer) {
  return cast<plan::BufferType>(buffer.getType());
}

StringRef rowType(plan::CallOp call) {
  return cType(call.getInputs().empty() ? call.getOutput().getType()
                                        : typeOf(call.getInputs().front()));
}

StringRef windowSuffix(plan::CallOp call) {
  return rowType(call) == "float" ? "f32" : "s8";
}

bool usesWindowHelper(plan::CallOp call) {
  if (!call.getWindow())
    return false;
  plan::WindowAttr w = *call.getWindow();
  bool isPlain = w.getKernel() == 1 && w.getStride() == 1 && w.getPad() == 0;
  bool hasHelper = rowType(call) == "float" || rowType(call) == "int8_t";
  return hasHelper && !(isPlain && call.getSegment());
}

/// Whether some output row reads a row outside the map.
static bool readsOutside(plan::WindowAttr w) {
  return w.getPad() > 0 || (w.getOutH() - 1) * w.getStride() - w.getPad() +
                                   (w.getKernel() - 1) * w.getDilation() >=
                               w.getInH();
}

uint8_t outsideByte(plan::CallOp call) {
  int64_t value = call.getWindow()->getOutside();
  bool packed = typeOf(call.getInputs().front()).getElementType().isInteger(4);
  return static_cast<uint8_t>(packed ? (value & 15) * 17 : value);
}

std::string outsideRow(plan::CallOp call) {
  plan::WindowAttr window = *call.getWindow();
  if (!window.getZeroOutside() || !readsOutside(window))
    return "NULL";
  if (rowType(call) == "float")
    return "m2c_zeros";
  return "m2c_outside_" + llvm::utohexstr(outsideByte(call), true, 2);
}

std::string SegmentInterface::parameter(Operation *tensor) {
  if (auto input = dyn_cast<plan::InputOp>(tensor))
    return ("in_" + input.getCName()).str();
  return ("out_" + cast<plan::OutputOp>(tensor).getCName()).str();
}

plan::EntryOp pushedInto(plan::CallOp call) {
  auto model = cast<plan::ModelOp>(call->getParentOp());
  for (auto entry : model.getOps<plan::EntryOp>())
    if (entry.getPushed() && entry.getCalls().front() == call)
      return entry;
  return {};
}

int64_t segmentNumber(ArrayRef<plan::CallOp> segment) {
  plan::CallOp first = segment.front();
  std::optional<int64_t> number = first.getSegment();
  return number.value_or(-1);
}

SegmentInterface segmentInterface(ArrayRef<plan::CallOp> segment) {
  SegmentInterface result;
  llvm::SetVector<Operation *> seen;
  for (plan::CallOp call : segment)
    for (Value operand : call->getOperands())
      seen.insert(plan::storageOf(operand));
  for (Operation *storage : seen)
    if (isa<plan::BufferOp>(storage))
      result.buffers.push_back(storage);
    else if (isa<plan::InputOp>(storage))
      result.inputs.push_back(storage);
    else if (isa<plan::OutputOp>(storage))
      result.outputs.push_back(storage);
  return result;
}

namespace {

class StepEmitter {
public:
  StepEmitter(llvm::raw_ostream &os, plan::ModelOp model)
      : os(os), upper(model.getSymName().upper()) {}

  void writeStep(plan::CallOp call, size_t step);
  void writeSegment(ArrayRef<plan::CallOp> segment, size_t first);

private:
  void writeParams(plan::CallOp call, size_t step);
  void writeHead(plan::CallOp call, size_t step);
  void writeKernelCall(plan::CallOp call, size_t step, StringRef out,
                       StringRef indent);
  void writeWhole(plan::CallOp call, size_t step);
  void writeWindowLoop(plan::CallOp call, size_t step);
  void writeRow(plan::CallOp call, size_t step);
  void writeRowPointers(plan::CallOp call);
  std::string rowOf(plan::CallOp call, unsigned input, StringRef row);
  void writeMember(plan::CallOp call, size_t step, unsigned member,
                   const SegmentInterface &interface);

  llvm::raw_ostream &os;
  std::string upper;
};

std::string paramText(Attribute value) {
  if (auto number = dyn_cast<IntegerAttr>(value))
    return std::to_string(number.getInt());
  return cFloat(cast<FloatAttr>(value).getValue().convertToFloat());
}

void StepEmitter::writeParams(plan::CallOp call, size_t step) {
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

std::string shapeText(Value buffer) {
  std::string out;
  for (int64_t dim : cast<plan::BufferType>(buffer.getType()).getShape())
    out += (out.empty() ? "" : "x") + std::to_string(dim);
  return out;
}

std::string rowExpression(const plan::WindowAttr &window) {
  std::string out = "y";
  if (window.getStride() != 1)
    out += " * " + std::to_string(window.getStride());
  if (window.getPad() != 0)
    out += " - " + std::to_string(window.getPad());
  return out;
}

/// The rows that a buffer holds, or 0 where it holds all.
int64_t ringRows(Value buffer) {
  auto op = dyn_cast<plan::BufferOp>(plan::storageOf(buffer));
  return op ? static_cast<int64_t>(op.getRows().value_or(0)) : 0;
}

/// `base` moved to row `row` of `length` C elements, in a ring or not.
std::string atRow(StringRef base, StringRef row, int64_t length, int64_t ring) {
  if (ring == 1 || length == 0)
    return base.str();
  std::string slot =
      ring == 0 ? row.str() : ("(" + row + " % " + Twine(ring) + ")").str();
  return (base + " + " + slot + " * " + Twine(length)).str();
}

void StepEmitter::writeKernelCall(plan::CallOp call, size_t step, StringRef out,
                                  StringRef indent) {
  os << indent << "m2c_" << call.getKernel()
     << (call.getSpecialize() ? "" : "_shared") << "(&m2c_p" << step << ", "
     << out << ", rows, " << (call.getScratch() ? "scratch" : "NULL") << ");\n";
}

void StepEmitter::writeWindowLoop(plan::CallOp call, size_t step) {
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

/// C expression of a row, or of the whole of an input without rows.
std::string StepEmitter::rowOf(plan::CallOp call, unsigned input,
                               StringRef row) {
  Value buffer = call.getInputs()[input];
  std::string base = "x" + std::to_string(input);
  if (!call.readsRowsOf(input))
    return base;
  return atRow(base, row, cCount(typeOf(buffer), call.getWindow()->getInRow()),
               ringRows(buffer));
}

void StepEmitter::writeRowPointers(plan::CallOp call) {
  plan::WindowAttr w = *call.getWindow();
  int64_t inputs = static_cast<int64_t>(call.getInputs().size());
  os << "  const " << rowType(call) << " *rows["
     << std::max(inputs, w.getKernel()) << "];\n";
  if (!usesWindowHelper(call)) {
    for (int64_t k = 0; k < std::max(inputs, w.getKernel()); ++k) {
      std::string row = rowExpression(w);
      if (k * w.getDilation() > 0 && inputs == 1)
        row = "(" + row + " + " + std::to_string(k * w.getDilation()) + ")";
      else if (row != "y")
        row = "(" + row + ")";
      os << "  rows[" << k << "] = "
         << rowOf(call, inputs == 1 ? 0 : static_cast<unsigned>(k), row)
         << ";\n";
    }
    return;
  }
  Value buffer = call.getInputs().front();
  int64_t ring = ringRows(buffer);
  os << "  m2c_" << (ring ? "ring_" : "window_") << windowSuffix(call)
     << "(rows, x0, ";
  if (ring)
    os << ring << ", ";
  os << w.getInH() << ", " << cCount(typeOf(buffer), w.getInRow()) << ", "
     << rowExpression(w) << ", " << w.getDilation() << ", " << w.getKernel()
     << ", " << outsideRow(call) << ");\n";
}

/// Whether the row's number matters: not where all rows lie in one place.
bool usesRowNumber(plan::CallOp call) {
  bool oneIn = !usesWindowHelper(call);
  for (unsigned i = 0; i < call.getInputs().size(); ++i)
    oneIn &= !call.readsRowsOf(i) || ringRows(call.getInputs()[i]) == 1;
  return !oneIn || call.getAccumulate() || ringRows(call.getOutput()) != 1;
}

void StepEmitter::writeRow(plan::CallOp call, size_t step) {
  writeRowPointers(call);
  plan::WindowAttr w = *call.getWindow();
  int64_t outRow = cCount(call.getOutput().getType(), w.getOutRow());
  if (!usesRowNumber(call))
    os << "  (void)y;\n";
  if (call.getAccumulate())
    os << "  if (y == 0)\n    memset(out, 0, "
       << call.getOutput().getType().getBytes() << ");\n";
  writeKernelCall(call, step,
                  atRow("out", "y", outRow, ringRows(call.getOutput())), "  ");
}

void StepEmitter::writeWhole(plan::CallOp call, size_t step) {
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

/// Whether the step's function makes one row of many.
bool makesOneRow(plan::CallOp call) {
  return call.getSegment() && call.isRowwise();
}

void StepEmitter::writeHead(plan::CallOp call, size_t step) {
  os << "/* Step " << step << ": " << cComment(call.getName().value_or(""))
     << " (" << call.getNnOp().value_or(call.getKernel());
  for (auto [i, node] : llvm::enumerate(onnxNodes(call)))
    os << (i == 0 ? "; ONNX " : ", ")
       << cComment(cast<StringAttr>(node).getValue());
  os << ")";
  for (Value input : call.getInputs())
    os << ' ' << shapeText(input);
  os << " -> " << shapeText(call.getOutput())
     << (makesOneRow(call) ? ", row y" : "") << " */\n";
}

void StepEmitter::writeStep(plan::CallOp call, size_t step) {
  writeHead(call, step);
  writeParams(call, step);
  os << "M2C_STEP " << upper << "_CODE void m2c_step" << step << "("
     << cType(call.getOutput().getType()) << " *out";
  for (auto [i, input] : llvm::enumerate(call.getInputs()))
    os << ", const " << cType(typeOf(input)) << " *x" << i;
  if (call.getScratch())
    os << ", void *scratch";
  if (makesOneRow(call))
    os << ", int32_t y";
  os << ")\n{\n";
  if (makesOneRow(call))
    writeRow(call, step);
  else if (call.getWindow())
    writeWindowLoop(call, step);
  else
    writeWhole(call, step);
  os << "}\n\n";
}

/// Parameter or array element of a segment's function that holds a buffer.
std::string addressIn(const SegmentInterface &interface, Value buffer,
                      bool isConst) {
  Operation *storage = plan::storageOf(buffer);
  if (auto constant = dyn_cast<plan::ConstOp>(storage))
    return constName(constant);
  auto at = llvm::find(interface.buffers, storage);
  if (at == interface.buffers.end())
    return SegmentInterface::parameter(storage);
  std::string element =
      "b[" + std::to_string(at - interface.buffers.begin()) + "]";
  StringRef type = cType(typeOf(storage->getResult(0)));
  return isConst ? ("(const " + type + " *)(const void *)" + element).str()
                 : ("(" + type + " *)(void *)" + element).str();
}

void StepEmitter::writeMember(plan::CallOp call, size_t step, unsigned member,
                              const SegmentInterface &interface) {
  os << "      m2c_step" << step << "("
     << addressIn(interface, call.getOutput(), false);
  for (Value input : call.getInputs())
    os << ",\n        " << addressIn(interface, input, true);
  if (Value scratch = call.getScratch())
    os << ",\n        " << addressIn(interface, scratch, false);
  if (makesOneRow(call))
    os << ", made[" << member << "]";
  os << ");\n      made[" << member << "]++;\n";
}

void StepEmitter::writeSegment(ArrayRef<plan::CallOp> segment, size_t first) {
  SegmentInterface interface = segmentInterface(segment);
  plan::RowSchedule schedule(segment);
  os << "/* Steps " << first << " to " << first + segment.size() - 1
     << ", row by row: time and again the last one that can make its next "
        "row.\n"
        " * b: buffers; made: the rows of each step that are made. */\n"
     << "M2C_STEP " << upper << "_CODE void m2c_segment"
     << segmentNumber(segment) << "(unsigned char *const *b";
  for (Operation *input : interface.inputs)
    os << ", const " << cType(typeOf(input->getResult(0))) << " *"
       << SegmentInterface::parameter(input);
  for (Operation *output : interface.outputs)
    os << ", " << cType(typeOf(output->getResult(0))) << " *"
       << SegmentInterface::parameter(output);
  os << ", int32_t *made)\n{\n  for (;;) {\n";
  for (unsigned member = segment.size(); member-- > 0;) {
    os << (member + 1 == segment.size() ? "    if (" : "    } else if (");
    // Not where rows are pushed.
    if (pushedInto(segment[member]))
      os << SegmentInterface::parameter(
                plan::storageOf(plan::CallOp(segment[member]).getInputs()[0]))
         << " != NULL && ";
    os << "made[" << member << "] < " << schedule.rowCount(member);
    for (const plan::RowNeed &need : schedule.needs(member)) {
      os << " &&\n               made[" << need.producer << "] >= ";
      if (need.stride == 0)
        os << need.most;
      else
        os << "m2c_rows_needed(made[" << member << "], " << need.stride << ", "
           << need.first << ", " << need.most << ")";
    }
    os << ") {\n";
    plan::CallOp call = segment[member];
    writeMember(call, first + member, member, interface);
  }
  os << "    } else {\n      return;\n    }\n  }\n}\n\n";
}

} // namespace

void writeSteps(llvm::raw_ostream &os, plan::ModelOp model) {
  StepEmitter emitter(os, model);
  size_t step = 0;
  for (ArrayRef<plan::CallOp> segment : plan::segmentsOf(model)) {
    for (auto [i, call] : llvm::enumerate(segment))
      emitter.writeStep(call, step + i);
    if (segmentNumber(segment) >= 0)
      emitter.writeSegment(segment, step);
    step += segment.size();
  }
}

} // namespace m2c
