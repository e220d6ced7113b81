// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Registration, the buffer type's text and the verifiers of the plan dialect.
#include "dialects/Plan/Plan.h"
#include "dialects/Support/Constants.h"
#include "mlir/IR/DialectImplementation.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;

#include "dialects/Plan/PlanDialect.cpp.inc"
#define GET_ATTRDEF_CLASSES
#include "dialects/Plan/PlanAttrs.cpp.inc"
#define GET_TYPEDEF_CLASSES
#include "dialects/Plan/PlanTypes.cpp.inc"
#define GET_OP_CLASSES
#include "dialects/Plan/PlanOps.cpp.inc"

namespace m2c::plan {

void PlanDialect::initialize() {
  addAttributes<
#define GET_ATTRDEF_LIST
#include "dialects/Plan/PlanAttrs.cpp.inc"
      >();
  addTypes<
#define GET_TYPEDEF_LIST
#include "dialects/Plan/PlanTypes.cpp.inc"
      >();
  addOperations<
#define GET_OP_LIST
#include "dialects/Plan/PlanOps.cpp.inc"
      >();
}

Type BufferType::parse(AsmParser &parser) {
  SmallVector<int64_t> shape;
  Type elementType;
  auto loc = parser.getCurrentLocation();
  if (parser.parseLess() ||
      parser.parseDimensionList(shape, /*allowDynamic=*/false,
                                /*withTrailingX=*/true) ||
      parser.parseType(elementType) || parser.parseGreater())
    return {};
  return parser.getChecked<BufferType>(loc, parser.getContext(), shape,
                                       elementType);
}

void BufferType::print(AsmPrinter &printer) const {
  printer << '<';
  for (int64_t dim : getShape())
    printer << dim << 'x';
  printer << getElementType() << '>';
}

LogicalResult BufferType::verify(function_ref<InFlightDiagnostic()> emitError,
                                 ArrayRef<int64_t> shape, Type elementType) {
  if (!elementType.isF32() && !elementType.isUnsignedInteger(8) &&
      !llvm::is_contained({4, 8, 16, 32},
                          elementType.isSignlessInteger()
                              ? elementType.getIntOrFloatBitWidth()
                              : 0))
    return emitError()
           << "expected a buffer of f32, i4, i8, ui8, i16 or i32, got "
           << elementType;
  for (int64_t dim : shape)
    if (dim < 0)
      return emitError() << "expected dimensions of at least 0, got " << dim;
  if (!elementCount(shape))
    return emitError() << "expected at most 2^40 elements, got " << shape;
  return success();
}

int64_t BufferType::getNumElements() const {
  int64_t count = 1;
  for (int64_t dim : getShape())
    count *= dim;
  return count;
}

int64_t BufferType::getBytes() const {
  return llvm::divideCeil(
      getNumElements() * getElementType().getIntOrFloatBitWidth(), 8);
}

Operation *storageOf(Value buffer) {
  Operation *op = buffer.getDefiningOp();
  while (auto view = dyn_cast_or_null<ViewOp>(op))
    op = view.getSource().getDefiningOp();
  return op;
}

LogicalResult ModelOp::verify() {
  int64_t align = getArenaAlign();
  if (align < 1 || (align & (align - 1)) != 0)
    return emitOpError("expected arena_align to be a power of two, got ")
           << align;
  // A segment is a run of calls.
  llvm::SmallDenseSet<int64_t> closed;
  std::optional<int64_t> open;
  for (auto call : getOps<CallOp>()) {
    std::optional<int64_t> segment = call.getSegment();
    if (segment == open)
      continue;
    if (open)
      closed.insert(*open);
    if (segment && closed.contains(*segment))
      return call.emitOpError("expected the calls of segment ")
             << *segment << " one after the other";
    open = segment;
  }
  return success();
}

int64_t BufferOp::getStorageElements() {
  std::optional<int64_t> rows = getRows();
  return rows ? *rows * getRowElements().value_or(0)
              : getBuffer().getType().getNumElements();
}

int64_t BufferOp::getStorageBytes() {
  return llvm::divideCeil(
      getStorageElements() *
          getBuffer().getType().getElementType().getIntOrFloatBitWidth(),
      8);
}

LogicalResult BufferOp::verify() {
  if (!getRows() && !getRowElements())
    return success();
  if (!getRows() || !getRowElements() || *getRows() < 1 ||
      *getRowElements() < 1)
    return emitOpError("expected rows and row_elements of at least 1 in a "
                       "ring");
  BufferType type = getBuffer().getType();
  int64_t row = *getRowElements(), all = type.getNumElements();
  if (all % row != 0 || static_cast<int64_t>(*getRows()) > all / row)
    return emitOpError("expected a ring of at most the rows of ")
           << type << ", got " << *getRows() << " of " << row << " elements";
  if (row * type.getElementType().getIntOrFloatBitWidth() % 8 != 0)
    return emitOpError("expected rows of whole bytes in a ring, got ")
           << row << " elements";
  return success();
}

int64_t ModelOp::getRamBytes() {
  int64_t whole = getArenaBytes().value_or(0), parts = 0;
  bool isPushed = false;
  for (auto entry : getOps<EntryOp>()) {
    isPushed |= entry.getPushed();
    parts = std::max<int64_t>(parts, entry.getPushed()
                                         ? entry.getPushArenaBytes()
                                         : entry.getArenaBytes().value_or(0));
  }
  return (isPushed ? parts : whole) +
         static_cast<int64_t>(getStateBytes().value_or(0));
}

int64_t MissingOp::getFirstByte() {
  Type element = getOutput().getType().getElementType();
  return static_cast<int64_t>(getFirst()) * element.getIntOrFloatBitWidth() / 8;
}

int64_t MissingOp::getBytes() { return getValue().getType().getBytes(); }

LogicalResult MissingOp::verify() {
  BufferType to = getOutput().getType(), from = getValue().getType();
  int64_t first = static_cast<int64_t>(getFirst());
  if (to.getElementType() != from.getElementType() || first < 0 ||
      first + from.getNumElements() > to.getNumElements())
    return emitOpError("expected elements inside ")
           << to << ", got " << from << " at " << first;
  if (first * to.getElementType().getIntOrFloatBitWidth() % 8 != 0)
    return emitOpError("expected to begin with a whole byte, got element ")
           << first;
  auto model = cast<ModelOp>((*this)->getParentOp());
  if (llvm::none_of(model.getOps<EntryOp>(), [&](EntryOp entry) {
        return entry.getName() == getEntry();
      }))
    return emitOpError("expected an entry, got '") << getEntry() << "'";
  return success();
}

int64_t EntryOp::getPushArenaBytes() {
  int64_t bytes = 0;
  for (CallOp call : getCalls())
    if (Value scratch = call.getScratch()) {
      auto buffer = cast<BufferOp>(storageOf(scratch));
      bytes = std::max<int64_t>(bytes, buffer.getEntryOffset().value_or(0) +
                                           buffer.getStorageBytes());
    }
  return bytes;
}

SmallVector<CallOp> EntryOp::getCalls() {
  SmallVector<CallOp> calls;
  for (auto call : cast<ModelOp>((*this)->getParentOp()).getOps<CallOp>())
    if (call.getEntry() == getName())
      calls.push_back(call);
  return calls;
}

bool CallOp::isRowwise() { return getWindow() && getWindow()->getBatch() == 1; }

int64_t CallOp::getRowCount() {
  return isRowwise() ? getWindow()->getOutH() : 1;
}

bool CallOp::readsRowsOf(unsigned input) {
  if (!getWindow())
    return false;
  auto type = cast<BufferType>(getInputs()[input].getType());
  return type.getNumElements() == getWindow()->getBatch() *
                                      getWindow()->getInH() *
                                      getWindow()->getInRow();
}

LogicalResult ViewOp::verify() {
  if (getSource().getType().getNumElements() !=
      getBuffer().getType().getNumElements())
    return emitOpError("expected as many elements as the source, got ")
           << getBuffer().getType() << " of " << getSource().getType();
  return success();
}

static LogicalResult verifyWindow(CallOp call, WindowAttr window) {
  if (call.getInputs().empty())
    return call.emitOpError("expected an input with a window, got none");
  bool readsRows = false;
  for (unsigned i = 0; i < call.getInputs().size(); ++i)
    readsRows |= call.readsRowsOf(i);
  int64_t out = call.getOutput().getType().getNumElements();
  bool covers =
      call.getAccumulate()
          ? window.getOutRow() == 0
          : out == window.getBatch() * window.getOutH() * window.getOutRow();
  if (!readsRows || !covers)
    return call.emitOpError(
               "expected a window that covers input and output, got ")
           << window;
  if (call.getInputs().size() > 1 &&
      (window.getKernel() != 1 || window.getStride() != 1 ||
       window.getPad() != 0))
    return call.emitOpError("expected a window of one row on several inputs, "
                            "got ")
           << window;
  if (call.getInputs().size() > 1 && !call.getSegment())
    return call.emitOpError("expected one input with a window outside of a "
                            "segment, got ")
           << call.getInputs().size();
  if (call.getAccumulate() && window.getBatch() != 1)
    return call.emitOpError("expected one sample in a call that accumulates");
  return success();
}

LogicalResult CallOp::verify() {
  if (getConsts().size() != getConstFields().size())
    return emitOpError("expected one field for each of ")
           << getConsts().size() << " constants, got "
           << getConstFields().size();
  for (Value constant : getConsts())
    if (!isa_and_nonnull<ConstOp>(constant.getDefiningOp()))
      return emitOpError("expected constants to be plan.const");
  if (isa_and_nonnull<InputOp, ConstOp>(storageOf(getOutput())))
    return emitOpError("expected to write to a buffer or an output, got an "
                       "input or a constant");
  for (NamedAttribute param : getParams())
    if (!isa<IntegerAttr, FloatAttr>(param.getValue()))
      return emitOpError("expected integer or float parameters, got ")
             << param.getValue();
  if (getScratch() && !isa_and_nonnull<BufferOp>(storageOf(getScratch())))
    return emitOpError("expected scratch to be a buffer of the arena");
  if (getWindow())
    return verifyWindow(*this, *getWindow());
  if (getAccumulate())
    return emitOpError("expected a window in a call that accumulates");
  return success();
}

} // namespace m2c::plan
