// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Checks of kernel calls. They guard the evaluator's memory against plans
// written by hand as much as against errors of the compiler.
#include "compiler/Eval/CallReader.h"
#include "dialects/Support/Constants.h"

using namespace mlir;

namespace m2c::eval {

int64_t sizeOf(std::initializer_list<int64_t> dims) {
  uint64_t size = 1;
  for (int64_t dim : dims)
    size = llvm::SaturatingMultiply<uint64_t>(size, dim);
  return std::min<uint64_t>(size, INT64_MAX);
}

void CallReader::error(const Twine &message) {
  failed = true;
  call.emitOpError("of kernel '") << call.getKernel() << "' " << message;
}

void CallReader::expect(bool condition, const Twine &what) {
  // One message for each call: later ones would follow from the first.
  if (!condition && !failed)
    error("expected " + what);
}

Attribute CallReader::param(StringRef name) {
  used.insert(name);
  return call.getParams().get(name);
}

int64_t CallReader::integer(StringRef name, int64_t least) {
  auto value = dyn_cast_or_null<IntegerAttr>(param(name));
  expect(value && value.getType().isSignlessInteger(32),
         "a 32-bit integer parameter '" + name + "'");
  if (failed)
    return least;
  int64_t number = value.getInt();
  expect(number >= least, "'" + name + "' of at least " + Twine(least) +
                              ", got " + Twine(number));
  return std::max(number, least);
}

float CallReader::real(StringRef name) {
  auto value = dyn_cast_or_null<FloatAttr>(param(name));
  expect(value && value.getType().isF32(), "a float parameter '" + name + "'");
  return failed ? 0.0f : value.getValue().convertToFloat();
}

Activation CallReader::activation() {
  // The numbers of the runtime's interface, spelled out: Activation::Kind may
  // be reordered without changing what a plan means.
  static constexpr Activation::Kind kinds[] = {
      Activation::None,        Activation::Relu,     Activation::Clip,
      Activation::LeakyRelu,   Activation::Sigmoid,  Activation::Tanh,
      Activation::HardSigmoid, Activation::HardSwish};
  int64_t kind = integer("act");
  float a = real("act_a"), b = real("act_b");
  expect(kind < int64_t(std::size(kinds)),
         "'act' of at most 7, got " + Twine(kind));
  return failed ? Activation() : Activation{kinds[kind], a, b};
}

ElementsAttr CallReader::constantOf(StringRef field) {
  for (auto [name, value] : llvm::zip(call.getConstFields(), call.getConsts()))
    if (cast<StringAttr>(name).getValue() == field)
      return value.getDefiningOp<plan::ConstOp>().getValue();
  return {};
}

bool CallReader::hasConstant(StringRef field) {
  return bool(constantOf(field));
}

std::vector<float> CallReader::constant(StringRef field, int64_t count) {
  used.insert(field);
  ElementsAttr value = constantOf(field);
  expect(bool(value), "a constant '" + field + "'");
  if (failed)
    return {};
  auto elements = floatElements(value);
  expect(succeeded(elements) && int64_t(elements->size()) == count,
         Twine(count) + " values of '" + field + "'");
  return failed ? std::vector<float>() : std::move(*elements);
}

std::vector<int64_t> CallReader::integers(StringRef field, int64_t count) {
  used.insert(field);
  ElementsAttr value = constantOf(field);
  expect(bool(value), "a constant '" + field + "'");
  if (failed)
    return {};
  auto elements = intElements(value);
  expect(succeeded(elements) && int64_t(elements->size()) == count,
         Twine(count) + " integers of '" + field + "'");
  return failed ? std::vector<int64_t>() : std::move(*elements);
}

Window CallReader::window() {
  Window window;
  window.kernelH = integer("kernel_h", 1);
  window.kernelW = integer("kernel_w", 1);
  window.strideW = integer("stride_w", 1);
  window.dilationW = integer("dilation_w", 1);
  window.padLeft = integer("pad_left");
  return window;
}

AxisParams CallReader::axis(StringRef middle) {
  AxisParams params;
  params.outer = integer("outer");
  params.n = integer(middle);
  params.inner = integer("inner");
  expectInputs(1);
  expectInput(0, sizeOf({params.outer, params.n, params.inner}));
  return params;
}

Shape CallReader::axes(StringRef prefix, int count, int64_t least) {
  Shape values;
  for (int i = 0; i < count; ++i)
    values.push_back(integer((prefix + Twine(i)).str(), least));
  return values;
}

CallReader::Rows CallReader::rows(Window &window, int64_t inRow, int64_t outRow,
                                  bool zeroOutside, int64_t outside) {
  windowUsed = true;
  plan::WindowAttr attr = call.getWindowAttr();
  expect(bool(attr), "a window");
  if (failed)
    return {};
  expect(attr.getKernel() == window.kernelH,
         "a window of " + Twine(window.kernelH) + " rows, got " +
             Twine(attr.getKernel()));
  expect(attr.getInRow() == inRow && attr.getOutRow() == outRow,
         "window rows of " + Twine(inRow) + " and " + Twine(outRow) +
             " elements, got " + Twine(attr.getInRow()) + " and " +
             Twine(attr.getOutRow()));
  expect(attr.getZeroOutside() == zeroOutside,
         zeroOutside ? "rows of zeros outside the map"
                     : "no rows outside the map");
  expect(attr.getOutside() == outside, "rows of " + Twine(outside) +
                                           " outside the map, got " +
                                           Twine(attr.getOutside()));
  constexpr int64_t most = int64_t(1) << 31;
  for (int64_t value : {attr.getStride(), attr.getDilation()})
    expect(value >= 1 && value <= most, "strides and dilations of at least 1");
  for (int64_t value : {attr.getBatch(), attr.getInH(), attr.getOutH()})
    expect(value >= 0 && value <= most, "window sizes of at least 0");
  expect(attr.getPad() >= -most && attr.getPad() <= most, "a pad in range");
  expectInput(0, sizeOf({attr.getBatch(), attr.getInH(), inRow}));
  expectOutput(sizeOf({attr.getBatch(), attr.getOutH(), outRow}));
  window.strideH = attr.getStride();
  window.dilationH = attr.getDilation();
  window.padTop = attr.getPad();
  return {attr.getBatch(), attr.getInH(), attr.getOutH()};
}

int64_t CallReader::inputCount(size_t index) {
  if (index >= call.getInputs().size())
    return 0;
  auto type = cast<plan::BufferType>(call.getInputs()[index].getType());
  return type.getNumElements();
}

int64_t CallReader::outputCount() {
  return call.getOutput().getType().getNumElements();
}

void CallReader::expectInputs(size_t count) {
  expect(call.getInputs().size() == count,
         Twine(count) + " inputs, got " + Twine(call.getInputs().size()));
}

void CallReader::expectInput(size_t index, int64_t count) {
  expect(index < call.getInputs().size() && inputCount(index) == count,
         "input " + Twine(index) + " of " + Twine(count) + " elements, got " +
             Twine(inputCount(index)));
}

void CallReader::expectOutput(int64_t count) {
  expect(outputCount() == count, "an output of " + Twine(count) +
                                     " elements, got " + Twine(outputCount()));
}

Element elementOf(plan::BufferType type) {
  Type element = type.getElementType();
  if (element.isF32())
    return {};
  return {element.isUnsignedInteger() ? Element::Unsigned : Element::Signed,
          static_cast<uint8_t>(element.getIntOrFloatBitWidth())};
}

static std::string text(Element element) {
  const char *kind = element.kind == Element::Float    ? "f"
                     : element.kind == Element::Signed ? "i"
                                                       : "ui";
  return kind + std::to_string(element.bits);
}

void CallReader::expectElements(Value buffer, Element element,
                                const Twine &name) {
  Element got = elementOf(cast<plan::BufferType>(buffer.getType()));
  expect(got == element, name + " of " + text(element) + ", got " + text(got));
}

void CallReader::expectElements(size_t input, Element element) {
  if (input < call.getInputs().size())
    expectElements(call.getInputs()[input], element, "input " + Twine(input));
}

void CallReader::expectOutputElements(Element element) {
  expectElements(call.getOutput(), element, "an output");
}

void CallReader::expectFloats() {
  for (size_t i = 0; i < call.getInputs().size(); ++i)
    expectElements(i, Element());
  expectOutputElements(Element());
}

void CallReader::expectSameElements(unsigned bits) {
  Element element = elementOf(call.getOutput().getType());
  expect(element.bits == bits, "elements of " + Twine(bits) + " bits, got " +
                                   Twine(unsigned(element.bits)));
  for (size_t i = 0; i < call.getInputs().size(); ++i)
    expectElements(i, element);
}

LogicalResult CallReader::finish() {
  for (NamedAttribute param : call.getParams())
    expect(used.contains(param.getName().getValue()),
           "no parameter '" + param.getName().getValue() + "'");
  for (Attribute field : call.getConstFields())
    expect(used.contains(cast<StringAttr>(field).getValue()),
           "no constant '" + cast<StringAttr>(field).getValue() + "'");
  expect(windowUsed || !call.getWindowAttr(), "no window");
  return success(!failed);
}

} // namespace m2c::eval
