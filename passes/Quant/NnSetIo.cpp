// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The element types of the C interface: floats, the integers that the network
// computes with, or those that a sensor delivers.
#include "passes/Passes.h"
#include "passes/Quant/IoRequest.h"

using namespace mlir;

namespace m2c {
#define GEN_PASS_DEF_NNSETIO
#include "passes/Passes.h.inc"

namespace {

struct NnSetIoPass : impl::NnSetIoBase<NnSetIoPass> {
  using NnSetIoBase::NnSetIoBase;

  void runOnOperation() override {
    for (const std::string &text : requests) {
      std::optional<IoRequest> request = parseIoRequest(text);
      if (!request) {
        getOperation().emitError()
            << "expected --io float|quantized, NAME=float|quantized or "
               "NAME=TYPE:SCALE:ZERO with TYPE uint8, int8 or int16, SCALE "
               "above 0 and ZERO of that type, got '"
            << text << "'";
        return signalPassFailure();
      }
      parsed.push_back(*request);
    }
    function = getOperation().lookupSymbol<func::FuncOp>("main");
    if (parsed.empty() || !function)
      return;
    ret = cast<func::ReturnOp>(function.front().getTerminator());
    bool ok = true;
    for (BlockArgument argument : function.getArguments())
      ok &= succeeded(setInput(argument));
    for (OpOperand &result : ret->getOpOperands())
      ok &= succeeded(setOutput(result));
    for (const IoRequest &request : parsed)
      if (!request.used && !request.name.empty()) {
        getOperation().emitError()
            << "--io " << request.text << ": the network has no input or "
            << "output of that name";
        ok = false;
      }
    if (!ok)
      return signalPassFailure();
    function.setType(FunctionType::get(&getContext(),
                                       function.front().getArgumentTypes(),
                                       ret.getOperandTypes()));
  }

  /// The last request for the tensor; one by name beats one for all.
  IoRequest *find(StringAttr name) {
    IoRequest *found = nullptr;
    for (IoRequest &request : parsed)
      if (request.name.empty() ? !found || found->name.empty()
                               : name && name.getValue() == request.name)
        found = &request;
    if (found)
      found->used = true;
    return found;
  }

  InFlightDiagnostic fail(const IoRequest &request, const Twine &message) {
    return function.emitError() << "--io " << request.text << ": " << message;
  }

  /// The one type that all users quantise the argument to, or null.
  static Type quantizedType(BlockArgument argument) {
    Type type;
    for (Operation *user : argument.getUsers()) {
      auto quantize = dyn_cast<nn::QuantizeOp>(user);
      if (!quantize || (type && type != quantize.getType()))
        return {};
      type = quantize.getType();
    }
    return type;
  }

  LogicalResult setInput(BlockArgument argument) {
    IoRequest *request = find(function.getArgAttrOfType<StringAttr>(
        argument.getArgNumber(), nn::kNameAttr));
    if (!request || nn::isQuantized(argument))
      return success(); // stays as the model has it
    if (request->kind == IoRequest::Float)
      return success();
    Type type = quantizedType(argument);
    if (request->kind == IoRequest::Quantized) {
      if (!type) {
        if (request->name.empty())
          return success(); // "quantized" for all: where there is a type
        return fail(*request, "the input is not quantised in one way; give "
                              "NAME=TYPE:SCALE:ZERO");
      }
      argument.setType(type);
      for (Operation *user : llvm::make_early_inc_range(argument.getUsers())) {
        user->replaceAllUsesWith(ValueRange(argument));
        user->erase();
      }
      return success();
    }
    setRawInput(argument, request->quant);
    return success();
  }

  /// Bytes without sign become signed ones at once. Quantisations of the
  /// argument then read the integers, everybody else the floats that they stand
  /// for.
  void setRawInput(BlockArgument argument, const nn::TensorQuant &raw) {
    OpBuilder builder = OpBuilder::atBlockBegin(argument.getOwner());
    SmallVector<OpOperand *> uses;
    for (OpOperand &use : argument.getUses())
      uses.push_back(&use);
    argument.setType(nn::withElement(argument.getType(),
                                     nn::quantElement(&getContext(), raw)));
    Value integers = raw.isSigned ? Value(argument)
                                  : convert(builder, argument, shifted(raw));
    Value floats;
    for (OpOperand *use : uses) {
      if (auto quantize = dyn_cast<nn::QuantizeOp>(use->getOwner())) {
        use->set(integers);
        if (quantize.getType() == integers.getType()) {
          quantize.replaceAllUsesWith(integers);
          quantize.erase();
        }
        continue;
      }
      if (!floats)
        floats = nn::DequantizeOp::create(
            builder, argument.getLoc(),
            nn::withElement(argument.getType(), builder.getF32Type()),
            integers);
      use->set(floats);
    }
  }

  /// The signed bytes with the same meaning.
  static nn::TensorQuant shifted(const nn::TensorQuant &bytes) {
    return {bytes.scale, bytes.zero - 128, 8, true};
  }

  Value convert(OpBuilder &builder, Value value, const nn::TensorQuant &to) {
    Type type =
        nn::withElement(value.getType(), nn::quantElement(&getContext(), to));
    if (type == value.getType())
      return value;
    return nn::QuantizeOp::create(builder, value.getLoc(), type, value);
  }

  /// The integers behind an output, making a softmax give some if need be.
  Value integersOf(Value value) {
    if (auto dequantize = value.getDefiningOp<nn::DequantizeOp>())
      return dequantize.getInput();
    auto softmax = value.getDefiningOp<nn::SoftmaxOp>();
    if (!softmax || !nn::isQuantized(softmax.getInput()) || !value.hasOneUse())
      return {};
    nn::TensorQuant probability{1.0f / 256.0f, -128, 8, true};
    value.setType(nn::withElement(
        value.getType(), nn::quantElement(&getContext(), probability)));
    return value;
  }

  LogicalResult setOutput(OpOperand &result) {
    IoRequest *request = find(function.getResultAttrOfType<StringAttr>(
        result.getOperandNumber(), nn::kNameAttr));
    if (!request || nn::isQuantized(result.get()) ||
        request->kind == IoRequest::Float)
      return success();
    Value integers = integersOf(result.get());
    if (!integers) {
      if (request->name.empty())
        return success();
      return fail(*request, "the output is computed in floats");
    }
    if (request->kind == IoRequest::Raw) {
      if (request->quant.bits != 8)
        return fail(*request, "outputs can be uint8 or int8");
      OpBuilder builder(ret);
      if (!request->quant.isSigned)
        integers = convert(builder, integers, shifted(request->quant));
      integers = convert(builder, integers, request->quant);
    }
    result.set(integers);
    return success();
  }

  SmallVector<IoRequest> parsed;
  func::FuncOp function;
  func::ReturnOp ret;
};

} // namespace
} // namespace m2c
