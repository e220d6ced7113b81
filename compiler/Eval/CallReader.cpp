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

std::vector<float> CallReader::constant(StringRef field, int64_t count) {
  used.insert(field);
  for (auto [name, value] :
       llvm::zip(call.getConstFields(), call.getConsts())) {
    if (cast<StringAttr>(name).getValue() != field)
      continue;
    auto source = value.getDefiningOp<plan::ConstOp>();
    auto elements = floatElements(source.getValue());
    expect(succeeded(elements) && int64_t(elements->size()) == count,
           Twine(count) + " values of '" + field + "'");
    return failed ? std::vector<float>() : std::move(*elements);
  }
  expect(false, "a constant '" + field + "'");
  return {};
}

CallReader::Rows CallReader::rows(Window &window, int64_t inRow, int64_t outRow,
                                  bool zeroOutside) {
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
