// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// From nn ops' kernel calls to a plan, for the tests only: the evaluator of
// plans is compared with that of graphs without the passes in between.
#include "PlanOfNn.h"
#include "dialects/Nn/Nn.h"
#include "dialects/Plan/Plan.h"
#include "dialects/Support/Constants.h"

using namespace mlir;

namespace m2c::eval {
namespace {

class Maker {
public:
  explicit Maker(plan::ModelOp model)
      : builder(OpBuilder::atBlockEnd(&model.getBody().front())) {}

  void make(func::FuncOp main) {
    for (BlockArgument argument : main.getArguments())
      buffers[argument] = declare<plan::InputOp>(argument);
    for (Value result : main.front().getTerminator()->getOperands())
      buffers[result] = declare<plan::OutputOp>(result);
    for (Operation &op : main.front().without_terminator())
      if (auto kernel = dyn_cast<nn::KernelOpInterface>(op))
        addCalls(kernel);
      else if (auto reshape = dyn_cast<nn::ReshapeOp>(op))
        buffers[reshape.getOutput()] =
            plan::ViewOp::create(builder, loc(), typeOf(reshape.getOutput()),
                                 buffers.lookup(reshape.getInput()));
      else
        addConstant(op.getResult(0), op.getResult(0));
  }

private:
  Location loc() { return builder.getUnknownLoc(); }

  StringAttr freshName() {
    return builder.getStringAttr("v" + std::to_string(count++));
  }

  plan::BufferType typeOf(Value value) {
    auto type = cast<RankedTensorType>(value.getType());
    Type element = type.getElementType();
    if (nn::isQuantized(element)) {
      nn::TensorQuant quant = nn::tensorQuant(element);
      element = quant.isSigned ? builder.getIntegerType(quant.bits)
                               : builder.getIntegerType(quant.bits, false);
    }
    return plan::BufferType::get(builder.getContext(), type.getShape(),
                                 element);
  }

  template <typename OpT>
  Value declare(Value value) {
    plan::BufferType type = typeOf(value);
    StringAttr name = freshName();
    FloatAttr scale;
    IntegerAttr zero;
    if (nn::isQuantized(value)) {
      scale = builder.getF32FloatAttr(nn::tensorQuant(value).scale);
      zero = builder.getI64IntegerAttr(nn::tensorQuant(value).zero);
    }
    return OpT::create(builder, loc(), type, name,
                       builder.getDenseI64ArrayAttr(type.getShape()), name,
                       /*layout=*/StringAttr(), scale, zero);
  }

  void addConstant(Value key, Value constant) {
    buffers[key] = plan::ConstOp::create(builder, loc(), typeOf(constant),
                                         freshName(), constantValue(constant));
  }

  Value addConst(ArrayRef<int64_t> shape, Type element, ElementsAttr value) {
    return plan::ConstOp::create(
        builder, loc(),
        plan::BufferType::get(builder.getContext(), shape, element),
        freshName(), value);
  }

  Value pack(const nn::PackedConst &packed) {
    if (packed.literal) {
      auto type = cast<RankedTensorType>(packed.literal.getType());
      return addConst(type.getShape(), type.getElementType(), packed.literal);
    }
    std::vector<float> values(packed.view[0], 0.0f);
    SmallVector<int64_t> shape(packed.view);
    if (packed.value) {
      values = transposeElements(*floatElements(constantValue(packed.value)),
                                 packed.view, packed.perm);
      for (size_t i = 0; i < shape.size(); ++i)
        shape[i] = packed.view[packed.perm[i]];
    }
    if (!packed.value || !nn::isQuantized(packed.value))
      return addConst(
          shape, builder.getF32Type(),
          makeFloatConstant(builder.getContext(), shape, values, "c"));
    std::vector<int8_t> bytes(values.begin(), values.end());
    if (packed.packed)
      bytes = packed4(values, shape.back());
    if (packed.packed)
      shape.back() = (shape.back() + 1) / 2;
    return addConst(shape, builder.getI8Type(),
                    makeInt8Constant(builder.getContext(), shape, bytes, "c"));
  }

  /// Rows of `length` elements, two to a byte, the earlier one low.
  static std::vector<int8_t> packed4(ArrayRef<float> values, size_t length) {
    std::vector<int8_t> bytes;
    for (size_t i = 0; i < values.size(); ++i) {
      unsigned half = static_cast<unsigned>(static_cast<int>(values[i])) & 15;
      if (i % length % 2 == 0)
        bytes.push_back(static_cast<int8_t>(half));
      else
        bytes.back() = static_cast<int8_t>(bytes.back() | half << 4);
    }
    return bytes;
  }

  Value scratchOf(const nn::KernelCall &call) {
    if (call.scratchBytes == 0)
      return {};
    return plan::BufferOp::create(builder, loc(),
                                  plan::BufferType::get(builder.getContext(),
                                                        {call.scratchBytes},
                                                        builder.getI8Type()),
                                  freshName());
  }

  void addCalls(nn::KernelOpInterface op) {
    Value result = op->getResult(0);
    if (!buffers.contains(result))
      buffers[result] =
          plan::BufferOp::create(builder, loc(), typeOf(result), freshName());
    SmallVector<nn::KernelCall, 0> calls;
    op.buildCalls(calls);
    for (const nn::KernelCall &call : calls) {
      SmallVector<Value> inputs, consts;
      for (Value input : call.inputs)
        inputs.push_back(buffers.lookup(input));
      SmallVector<NamedAttribute> params;
      for (const nn::KernelParam &param : call.params)
        params.push_back(builder.getNamedAttr(param.field, param.value));
      SmallVector<StringRef> fields;
      for (const nn::PackedConst &packed : call.consts) {
        consts.push_back(pack(packed));
        fields.push_back(packed.field);
      }
      plan::CallOp::create(
          builder, loc(), builder.getStringAttr(call.kernel),
          buffers.lookup(result), inputs, consts, scratchOf(call),
          builder.getDictionaryAttr(params), builder.getStrArrayAttr(fields),
          windowOf(call.window), builder.getI64IntegerAttr(0), nullptr, nullptr,
          nullptr, nullptr, builder.getI64IntegerAttr(32),
          builder.getI64IntegerAttr(32), nullptr, nullptr, nullptr, nullptr);
    }
  }

  plan::WindowAttr windowOf(const std::optional<nn::RowWindow> &window) {
    if (!window)
      return {};
    const nn::RowWindow &w = *window;
    return plan::WindowAttr::get(builder.getContext(), w.batch, w.inH, w.inRow,
                                 w.outH, w.outRow, w.kernel, w.stride,
                                 w.dilation, w.pad, w.zeroOutside, w.outside);
  }

  OpBuilder builder;
  DenseMap<Value, Value> buffers;
  int count = 0;
};

} // namespace

OwningOpRef<ModuleOp> planOfNn(ModuleOp module) {
  OwningOpRef<ModuleOp> result = ModuleOp::create(module.getLoc());
  OpBuilder builder = OpBuilder::atBlockEnd(result->getBody());
  auto model = plan::ModelOp::create(
      builder, module.getLoc(), builder.getStringAttr("m"),
      builder.getStringAttr("generic"), builder.getI64IntegerAttr(16), nullptr,
      nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr);
  model.getBody().emplaceBlock();
  Maker(model).make(module.lookupSymbol<func::FuncOp>("main"));
  return result;
}

} // namespace m2c::eval
