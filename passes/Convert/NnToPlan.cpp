// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// nn -> plan: buffers and kernel calls. Knows no op: each op describes its
// calls through KernelOpInterface.
#include "compiler/Support/CNames.h"
#include "dialects/Support/Constants.h"
#include "dialects/Support/Names.h"
#include "passes/Passes.h"
#include "llvm/ADT/DenseMap.h"

using namespace mlir;

namespace m2c {
#define GEN_PASS_DEF_NNTOPLAN
#include "passes/Passes.h.inc"

namespace {

class PlanBuilder {
public:
  PlanBuilder(func::FuncOp func, plan::ModelOp model, int64_t specializeShare)
      : func(func), model(model), share(specializeShare),
        builder(OpBuilder::atBlockEnd(&model.getBody().front())) {}

  LogicalResult run();

private:
  /// Quantised elements are the integers that they are stored in.
  plan::BufferType bufferType(Type tensor) {
    auto type = cast<RankedTensorType>(tensor);
    Type element = type.getElementType();
    if (nn::isQuantized(element)) {
      nn::TensorQuant quant = nn::tensorQuant(element);
      element = quant.isSigned ? builder.getIntegerType(quant.bits)
                               : builder.getIntegerType(quant.bits, false);
    }
    return plan::BufferType::get(builder.getContext(), type.getShape(),
                                 element);
  }
  /// scale and zero_point of an input or output, null for floats.
  std::pair<FloatAttr, IntegerAttr> quantAttrs(Type tensor) {
    if (!nn::isQuantized(tensor))
      return {};
    nn::TensorQuant quant = nn::tensorQuant(tensor);
    return {builder.getF32FloatAttr(quant.scale),
            builder.getI64IntegerAttr(quant.zero)};
  }
  void declareInterface();
  void claimOutputs(func::ReturnOp ret);
  LogicalResult addCalls(nn::KernelOpInterface op);
  LogicalResult fillOutputs(func::ReturnOp ret);
  FailureOr<ElementsAttr>
  packedElements(Location loc, const nn::PackedConst &packed, StringRef name);
  FailureOr<Value> packConst(Location loc, const nn::PackedConst &packed,
                             StringRef layer);
  FailureOr<Value> operandBuffer(Value value);
  Value view(Value buffer, Type tensor);

  func::FuncOp func;
  plan::ModelOp model;
  int64_t share, totalMacs = 0, layer = 0;
  OpBuilder builder;
  CNames constNames;
  DenseMap<Value, Value> buffers;
  /// Result of the op that writes a model output directly -> that output.
  DenseMap<Value, Value> claimed;
  SmallVector<Value> outputs;
  /// Packed constants already made, to share weights used twice.
  struct Packed {
    Value value;
    SmallVector<int64_t> view, perm;
    bool packed;
    Value buffer;
  };
  SmallVector<Packed> packedConsts;
};

/// Contract C8: a quantised tensor and what is computed from it are the same
/// bits everywhere. Floats computed from floats are within a tolerance, and so
/// is all that depends on them.
static bool isExact(Value value) {
  SmallVector<Value> open{value};
  llvm::SmallPtrSet<Operation *, 16> seen;
  bool any = false;
  while (!open.empty()) {
    Operation *op = open.pop_back_val().getDefiningOp();
    if (!op || isa<nn::ConstantOp>(op) || !seen.insert(op).second)
      continue;
    any = true;
    bool moves = isa<nn::ReshapeOp, nn::TransposeOp, nn::SliceOp, nn::ConcatOp,
                     nn::PadOp, nn::QuantizeOp, nn::DequantizeOp>(op);
    if (auto resize = dyn_cast<nn::Resize2dOp>(op))
      moves = resize.isNearest();
    bool onIntegers = llvm::all_of(op->getOperands(), [](Value operand) {
      return nn::isQuantized(operand);
    });
    if (!moves && !onIntegers)
      return false;
    llvm::append_range(open, op->getOperands());
  }
  return any;
}

Value PlanBuilder::view(Value buffer, Type tensor) {
  plan::BufferType type = bufferType(tensor);
  if (buffer.getType() == type)
    return buffer;
  return plan::ViewOp::create(builder, buffer.getLoc(), type, buffer);
}

void PlanBuilder::declareInterface() {
  std::string macros = model.getSymName().upper() + "_";
  CNames inputNames(macros), outputNames(macros);
  for (BlockArgument arg : func.getArguments()) {
    auto name =
        func.getArgAttrOfType<StringAttr>(arg.getArgNumber(), nn::kNameAttr);
    auto shape = func.getArgAttrOfType<DenseI64ArrayAttr>(arg.getArgNumber(),
                                                          nn::kShapeAttr);
    auto given =
        func.getArgAttrOfType<StringAttr>(arg.getArgNumber(), nn::kCNameAttr);
    auto layout =
        func.getArgAttrOfType<StringAttr>(arg.getArgNumber(), nn::kLayoutAttr);
    std::string cName =
        inputNames.unique((given ? given : name).getValue(), "input");
    auto [scale, zero] = quantAttrs(arg.getType());
    buffers[arg] = plan::InputOp::create(
        builder, arg.getLoc(), bufferType(arg.getType()), name, shape,
        builder.getStringAttr(cName), layout, scale, zero);
  }
  auto ret = cast<func::ReturnOp>(func.getBody().front().getTerminator());
  for (auto [i, type] : llvm::enumerate(func.getResultTypes())) {
    auto name = func.getResultAttrOfType<StringAttr>(i, nn::kNameAttr);
    auto shape = func.getResultAttrOfType<DenseI64ArrayAttr>(i, nn::kShapeAttr);
    auto given = func.getResultAttrOfType<StringAttr>(i, nn::kCNameAttr);
    auto layout = func.getResultAttrOfType<StringAttr>(i, nn::kLayoutAttr);
    std::string cName =
        outputNames.unique((given ? given : name).getValue(), "output");
    auto [scale, zero] = quantAttrs(type);
    outputs.push_back(plan::OutputOp::create(
        builder, func.getLoc(), bufferType(type), name, shape,
        builder.getStringAttr(cName), layout, scale, zero,
        isExact(ret.getOperand(i)) ? builder.getUnitAttr() : nullptr));
  }
}

/// An op whose result (through reshapes) is returned writes the caller's
/// buffer; a value returned twice writes the first one.
void PlanBuilder::claimOutputs(func::ReturnOp ret) {
  for (auto [i, value] : llvm::enumerate(ret.getOperands())) {
    while (auto reshape = value.getDefiningOp<nn::ReshapeOp>())
      value = reshape.getInput();
    if (isa_and_nonnull<nn::KernelOpInterface>(value.getDefiningOp()))
      claimed.try_emplace(value, outputs[i]);
  }
}

/// Two elements of 4 bits to a byte; each row of `length` elements begins at a
/// byte.
static std::vector<int8_t> packNibbles(ArrayRef<float> values, int64_t length) {
  std::vector<int8_t> bytes;
  for (int64_t row = 0; row < static_cast<int64_t>(values.size());
       row += length)
    for (int64_t i = 0; i < length; i += 2) {
      int low = static_cast<int>(values[row + i]);
      int high = i + 1 < length ? static_cast<int>(values[row + i + 1]) : 0;
      bytes.push_back(static_cast<int8_t>((low & 15) | (high & 15) << 4));
    }
  return bytes;
}

/// The array that a kernel reads.
FailureOr<ElementsAttr>
PlanBuilder::packedElements(Location loc, const nn::PackedConst &packed,
                            StringRef name) {
  if (packed.literal)
    return packed.literal;
  MLIRContext *context = builder.getContext();
  if (!packed.value)
    return makeFloatConstant(context, packed.view,
                             std::vector<float>(packed.view.front(), 0.0f),
                             name);
  std::vector<float> storage;
  ElementsAttr attr = constantValue(packed.value);
  FailureOr<ArrayRef<float>> elements = failure();
  if (attr)
    elements = viewFloats(attr, storage);
  if (failed(elements))
    return emitError(loc) << "expected constant " << packed.field
                          << "; run nn-verify-graph before nn-to-plan";
  std::vector<float> values =
      transposeElements(*elements, packed.view, packed.perm);
  SmallVector<int64_t> shape;
  for (int64_t axis : packed.perm)
    shape.push_back(packed.view[axis]);
  if (!nn::isQuantized(packed.value))
    return makeFloatConstant(context, shape, values, name);
  std::vector<int8_t> bytes(values.begin(), values.end());
  if (packed.packed) {
    bytes = packNibbles(values, shape.back());
    shape.back() = llvm::divideCeil(shape.back(), 2);
  }
  return makeInt8Constant(context, shape, bytes, name);
}

FailureOr<Value> PlanBuilder::packConst(Location loc,
                                        const nn::PackedConst &packed,
                                        StringRef layerName) {
  for (const Packed &done : packedConsts)
    if (packed.value && done.value == packed.value && !packed.literal &&
        done.view == packed.view && done.perm == packed.perm &&
        done.packed == packed.packed)
      return done.buffer;
  std::string name =
      constNames.unique((layerName + "_" + packed.field).str(), "constant");
  FailureOr<ElementsAttr> elements = packedElements(loc, packed, name);
  if (failed(elements))
    return failure();
  auto type = cast<RankedTensorType>(elements->getType());
  Type element = type.getElementType();
  // An operand like any other, whose elements the emitter packs.
  if (packed.value && !packed.packed && nn::isQuantized(packed.value) &&
      nn::storageBits(packed.value.getType()) == 4)
    element = builder.getIntegerType(4);
  Value buffer = plan::ConstOp::create(
      builder, loc,
      plan::BufferType::get(builder.getContext(), type.getShape(), element),
      builder.getStringAttr(name), *elements);
  if (!packed.literal)
    packedConsts.push_back(
        {packed.value, packed.view, packed.perm, packed.packed, buffer});
  return buffer;
}

FailureOr<Value> PlanBuilder::operandBuffer(Value value) {
  if (Value buffer = buffers.lookup(value))
    return buffer;
  ArrayRef<int64_t> shape = cast<RankedTensorType>(value.getType()).getShape();
  nn::PackedConst whole{"value", value, SmallVector<int64_t>(shape),
                        llvm::to_vector(llvm::seq<int64_t>(0, shape.size()))};
  SmallVector<StringRef> names;
  collectNames(value.getLoc(), names);
  FailureOr<Value> buffer =
      packConst(value.getLoc(), whole,
                names.empty() ? StringRef("constant") : names.front());
  if (succeeded(buffer))
    buffers[value] = *buffer;
  return buffer;
}

LogicalResult PlanBuilder::addCalls(nn::KernelOpInterface op) {
  Value result = op->getResult(0);
  SmallVector<StringRef> names;
  collectNames(op.getLoc(), names);
  std::string layerName =
      names.empty() ? "layer" + std::to_string(layer) : names.front().str();
  ++layer;

  SmallVector<nn::KernelCall, 0> calls;
  op.buildCalls(calls);
  SmallVector<SmallVector<Value>> inputs, consts;
  for (const nn::KernelCall &call : calls) {
    SmallVector<Value> &in = inputs.emplace_back();
    for (Value operand : call.inputs) {
      FailureOr<Value> buffer = operandBuffer(operand);
      if (failed(buffer))
        return failure();
      in.push_back(*buffer);
    }
    SmallVector<Value> &fields = consts.emplace_back();
    for (const nn::PackedConst &packed : call.consts) {
      FailureOr<Value> buffer = packConst(op.getLoc(), packed, layerName);
      if (failed(buffer))
        return failure();
      fields.push_back(*buffer);
    }
  }

  Value out = claimed.lookup(result);
  auto [scale, zero] = quantAttrs(result.getType());
  out = out ? view(out, result.getType())
            : Value(plan::BufferOp::create(
                  builder, op.getLoc(), bufferType(result.getType()),
                  builder.getStringAttr(layerName), nullptr, nullptr, nullptr,
                  scale, zero, nullptr, nullptr, nullptr, nullptr));
  buffers[result] = out;
  int64_t macs = op.getMacs();
  for (auto [i, call] : llvm::enumerate(calls)) {
    SmallVector<NamedAttribute> params;
    for (const nn::KernelParam &param : call.params)
      params.push_back(builder.getNamedAttr(param.field, param.value));
    SmallVector<StringRef> fields;
    for (const nn::PackedConst &packed : call.consts)
      fields.push_back(packed.field);
    plan::WindowAttr window;
    if (call.window) {
      const nn::RowWindow &w = *call.window;
      window = plan::WindowAttr::get(
          builder.getContext(), w.batch, w.inH, w.inRow, w.outH, w.outRow,
          w.kernel, w.stride, w.dilation, w.pad, w.zeroOutside, w.outside);
    }
    Value scratch;
    if (call.scratchBytes > 0)
      scratch = plan::BufferOp::create(
          builder, op.getLoc(),
          plan::BufferType::get(builder.getContext(), {call.scratchBytes},
                                builder.getI8Type()),
          builder.getStringAttr(layerName + "_scratch"));
    int64_t callMacs = i == 0 ? macs : 0;
    bool special = callMacs > 0 && callMacs * 100 >= share * totalMacs;
    plan::CallOp::create(
        builder, op.getLoc(), builder.getStringAttr(call.kernel), out,
        inputs[i], consts[i], scratch, builder.getDictionaryAttr(params),
        builder.getStrArrayAttr(fields), window,
        builder.getI64IntegerAttr(callMacs), builder.getStringAttr(layerName),
        builder.getStringAttr(op->getName().stripDialect()),
        builder.getStrArrayAttr(names),
        i == 0 ? op->getAttrOfType<FloatAttr>(nn::kSensitivityAttr) : nullptr,
        builder.getI64IntegerAttr(call.weightBits),
        builder.getI64IntegerAttr(call.activationBits),
        special ? builder.getUnitAttr() : nullptr, /*segment=*/nullptr,
        /*accumulate=*/nullptr, /*entry=*/nullptr);
  }
  return success();
}

/// Outputs that no op writes (an input or a constant returned, a value returned
/// twice) are copies.
LogicalResult PlanBuilder::fillOutputs(func::ReturnOp ret) {
  for (auto [i, value] : llvm::enumerate(ret.getOperands())) {
    FailureOr<Value> from = operandBuffer(value);
    if (failed(from))
      return failure();
    if (plan::storageOf(*from) == outputs[i].getDefiningOp())
      continue;
    nn::KernelCall call;
    int64_t count = cast<RankedTensorType>(value.getType()).getNumElements();
    SmallVector<NamedAttribute> params;
    auto add = [&](const Twine &field, int64_t number) {
      params.push_back(
          builder.getNamedAttr(field.str(), builder.getI32IntegerAttr(number)));
    };
    for (int axis = 0; axis < 6; ++axis) {
      add("d" + Twine(axis), axis == 5 ? count : 1);
      add("in_s" + Twine(axis), axis == 5);
      add("out_s" + Twine(axis), axis == 5);
    }
    add("in_offset", 0);
    add("out_offset", 0);
    auto name = func.getResultAttrOfType<StringAttr>(i, nn::kNameAttr);
    plan::CallOp::create(
        builder, ret.getLoc(),
        builder.getStringAttr("copy_strided_" +
                              nn::moveSuffix(value.getType())),
        outputs[i], ValueRange(*from), ValueRange(), Value(),
        builder.getDictionaryAttr(params), builder.getStrArrayAttr({}),
        plan::WindowAttr(), builder.getI64IntegerAttr(0), name,
        builder.getStringAttr("copy"), builder.getStrArrayAttr({}),
        /*sensitivity=*/nullptr, builder.getI64IntegerAttr(32),
        builder.getI64IntegerAttr(32), /*specialize=*/nullptr,
        /*segment=*/nullptr, /*accumulate=*/nullptr, /*entry=*/nullptr);
  }
  return success();
}

LogicalResult PlanBuilder::run() {
  Block &body = func.getBody().front();
  auto ret = cast<func::ReturnOp>(body.getTerminator());
  for (auto op : body.getOps<nn::KernelOpInterface>())
    totalMacs += op.getMacs();
  declareInterface();
  claimOutputs(ret);
  for (Operation &op : body) {
    if (auto reshape = dyn_cast<nn::ReshapeOp>(op)) {
      FailureOr<Value> source = operandBuffer(reshape.getInput());
      if (failed(source))
        return failure();
      buffers[reshape.getOutput()] = view(*source, reshape.getType());
    } else if (auto kernelOp = dyn_cast<nn::KernelOpInterface>(op)) {
      if (failed(addCalls(kernelOp)))
        return failure();
    } else if (!isa<nn::ConstantOp, func::ReturnOp>(op)) {
      return op.emitOpError("expected an nn op with kernels; run "
                            "nn-verify-graph before nn-to-plan");
    }
  }
  return fillOutputs(ret);
}

struct NnToPlanPass : impl::NnToPlanBase<NnToPlanPass> {
  using NnToPlanBase::NnToPlanBase;

  void runOnOperation() override {
    ModuleOp module = getOperation();
    auto func = module.lookupSymbol<func::FuncOp>("main");
    if (!func) {
      module.emitError("expected a function @main; import a model first");
      return signalPassFailure();
    }
    OpBuilder builder = OpBuilder::atBlockEnd(module.getBody());
    auto info = module->getAttrOfType<DictionaryAttr>(onnx::kModelAttr);
    auto planModel = plan::ModelOp::create(
        builder, func.getLoc(), builder.getStringAttr(model),
        builder.getStringAttr(target), builder.getI64IntegerAttr(arenaAlign),
        nullptr, nullptr, nullptr, info, nullptr, nullptr, nullptr, nullptr,
        nullptr);
    planModel.getBody().emplaceBlock();
    if (failed(PlanBuilder(func, planModel, specializeShare).run()))
      return signalPassFailure();
    func.erase();
  }
};

} // namespace
} // namespace m2c
