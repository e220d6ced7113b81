// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// onnx -> nn: finds the converter of every node, reports all that have none,
// then converts in graph order. What an operator means is in the files beside
// this one.
#include "passes/Convert/OnnxToNn/OnnxToNn.h"
#include "compiler/Eval/FoldOp.h"
#include "compiler/Support/Text.h"
#include "passes/Passes.h"
#include "llvm/ADT/StringSwitch.h"

using namespace mlir;

namespace m2c {
#define GEN_PASS_DEF_ONNXTONN
#include "passes/Passes.h.inc"

namespace {
using namespace convert;

/// Most elements of a constant that the conversion computes; nn-fold-constants
/// folds what is larger where that pays.
constexpr int64_t kMaxFolded = int64_t(1) << 24;
/// Most elements of all of them: they live as long as the module, and a few
/// bytes of a file can ask for many.
constexpr int64_t kMaxFoldedInAll = int64_t(1) << 26;

/// What to do about an operator that m2c does not have.
StringRef hintFor(StringRef op) {
  return llvm::StringSwitch<StringRef>(op)
      .Cases({"If", "Loop", "Scan"}, "export the model without control flow")
      .Cases({"LSTM", "GRU", "RNN"},
             "replace recurrent layers by convolutions over time")
      .Cases({"QGemm", "QLinearAdd", "QLinearSoftmax", "QLinearSigmoid",
              "QLinearConcat", "QLinearAveragePool",
              "QLinearGlobalAveragePool"},
             "export with QuantizeLinear and DequantizeLinear (QDQ format)")
      .Case("ConvTranspose", "export the model with Resize and Conv")
      .Default("docs/generated/supported-ops.md lists the operators that are");
}

/// Operators that take stored integers as they are; what computes needs the
/// floats that they stand for.
bool takesIntegers(StringRef op) {
  return llvm::StringSwitch<bool>(op)
      .Cases({"Cast", "Identity", "Dropout", "Shape"}, true)
      .Cases({"Concat", "Flatten", "MaxPool", "Reshape", "Slice", "Split",
              "Squeeze", "Transpose", "Unsqueeze"},
             true)
      .Cases({"ConvInteger", "DequantizeLinear", "DynamicQuantizeLinear",
              "MatMulInteger", "QLinearConv", "QLinearMatMul"},
             true)
      .Default(false);
}

/// As in the evaluator; the kernels' 32-bit counts hold all elements then.
constexpr int64_t kMostBytes = int64_t(1) << 29;
/// More than any model has; some loops over pairs of axes follow.
constexpr int64_t kMostAxes = 64;

class ModelConverter {
public:
  explicit ModelConverter(func::FuncOp func) : func(func) {
    addConvConverters(registry);
    addElementwiseConverters(registry);
    addMatrixConverters(registry);
    addPoolConverters(registry);
    addQuantConverters(registry);
    addResizeConverters(registry);
    addShapeConverters(registry);
    addSliceConverters(registry);
  }
  LogicalResult run();

private:
  LogicalResult checkOperators();
  Item convertInput(BlockArgument arg, RankedTensorType type);
  LogicalResult convertInputs();
  LogicalResult convertConstant(onnx::ConstOp op);
  LogicalResult convertNode(onnx::NodeOp node);
  LogicalResult checkIntegers(NodeContext &context, ArrayRef<Item> inputs);
  LogicalResult checkSizes(NodeContext &context);
  Value storedOutput(const Item &item);
  DenseMap<Value, Value> foldNewOps(Operation *before, Operation *node);
  LogicalResult convertOutputs();

  func::FuncOp func;
  int64_t folded = 0; ///< elements of computed constants
  Registry registry;
  DenseMap<Value, Item> items;
};

LogicalResult ModelConverter::checkOperators() {
  bool ok = true;
  func.walk([&](onnx::NodeOp node) {
    bool standard = node.getDomain().empty() || node.getDomain() == "ai.onnx";
    if (standard && registry.find(node.getOpType(), node.getVersion()))
      return;
    std::string op = node.getOpType().str();
    std::string name = op;
    if (auto named = dyn_cast<NameLoc>(node.getLoc()))
      name = named.getName().str();
    InFlightDiagnostic diagnostic = emitError(node.getLoc())
                                    << "node " << quoteName(name) << " (" << op;
    if (!standard)
      diagnostic << " of domain " << quoteName(node.getDomain());
    diagnostic << ", opset " << node.getVersion() << ") is not supported; "
               << (!standard ? StringRef("only operators of ai.onnx are")
                   : registry.knows(op)
                       ? StringRef("convert the model to a newer opset")
                       : hintFor(op));
    ok = false;
  });
  return success(ok);
}

/// Bytes count as quantised with scale 1, and unsigned ones are turned into
/// signed ones at once. float16 and double models are computed in float32.
Item ModelConverter::convertInput(BlockArgument arg, RankedTensorType type) {
  MLIRContext *context = func.getContext();
  Item item;
  item.shape = SmallVector<int64_t>(type.getShape());
  if (!isa<IntegerType>(type.getElementType())) {
    arg.setType(nn::withElement(type, Float32Type::get(context)));
    item.tensor = arg;
    return item;
  }
  item.integer = type.getElementType();
  bool isSigned = !type.getElementType().isUnsignedInteger();
  nn::TensorQuant stored{1.0f, 0, 8, isSigned};
  arg.setType(nn::withElement(type, nn::quantElement(context, stored)));
  item.tensor = arg;
  if (isSigned)
    return item;
  OpBuilder builder = OpBuilder::atBlockBegin(arg.getOwner());
  nn::TensorQuant shifted{1.0f, -128, 8, true};
  item.tensor = nn::QuantizeOp::create(
      builder, arg.getLoc(),
      nn::withElement(type, nn::quantElement(context, shifted)), arg);
  return item;
}

LogicalResult ModelConverter::convertInputs() {
  // A C struct without members is no C99, and a sample needs data.
  if (func.getNumArguments() == 0)
    return emitError(func.getLoc())
           << "expected a network with at least one input, got none; its "
           << "outputs are constants";
  bool ok = true;
  SmallVector<Type> types;
  for (BlockArgument arg : func.getArguments()) {
    unsigned i = arg.getArgNumber();
    auto name = func.getArgAttrOfType<StringAttr>(i, onnx::kNameAttr);
    auto type = dyn_cast<RankedTensorType>(arg.getType());
    std::string text = quoteName(name ? name.getValue() : "");
    bool isByte = type && isa<IntegerType>(type.getElementType()) &&
                  type.getElementTypeBitWidth() == 8;
    if (!type || !type.hasStaticShape() ||
        (!isa<FloatType>(type.getElementType()) && !isByte)) {
      emitError(arg.getLoc())
          << "input " << text
          << ": expected a tensor of floats or bytes of static shape, got "
          << arg.getType();
      ok = false;
      continue;
    }
    if (type.getRank() > kMostAxes) {
      emitError(arg.getLoc()) << "input " << text << ": expected at most "
                              << kMostAxes << " axes, got " << type.getRank();
      ok = false;
      continue;
    }
    std::optional<int64_t> count = elementCount(type.getShape());
    if (!count || *count > kMostBytes / int64_t(sizeof(float))) {
      emitError(arg.getLoc()) << "input " << text << ": expected at most "
                              << kMostBytes << " bytes, got " << type;
      ok = false;
      continue;
    }
    if (*count == 0) {
      emitError(arg.getLoc())
          << "input " << text << ": expected at least one element, got "
          << type;
      ok = false;
      continue;
    }
    items[arg] = convertInput(arg, type);
    types.push_back(arg.getType());
    func.removeArgAttr(i, onnx::kNameAttr);
    func.setArgAttr(i, nn::kNameAttr, name);
    func.setArgAttr(i, nn::kShapeAttr,
                    DenseI64ArrayAttr::get(func.getContext(), type.getShape()));
  }
  if (ok)
    func.setType(
        FunctionType::get(func.getContext(), types, func.getResultTypes()));
  return success(ok);
}

LogicalResult ModelConverter::convertConstant(onnx::ConstOp op) {
  auto type = cast<RankedTensorType>(op.getType());
  Item item;
  item.shape = SmallVector<int64_t>(type.getShape());
  if (isa<IntegerType>(type.getElementType())) {
    FailureOr<std::vector<int64_t>> values = intElements(op.getValue());
    if (failed(values))
      return op.emitError("expected the values of an integer tensor, got none");
    item.ints = std::move(*values);
    item.integer = type.getElementType();
  } else if (type.getElementType().isF32()) {
    OpBuilder builder(op);
    item.tensor = nn::ConstantOp::create(builder, op.getLoc(), op.getValue());
  } else {
    FailureOr<std::vector<float>> values = floatElements(op.getValue());
    if (failed(values))
      return op.emitError("expected a float tensor with data, got ") << type;
    OpBuilder builder(op);
    item.tensor = nn::ConstantOp::create(
        builder, op.getLoc(),
        makeFloatConstant(op.getContext(), type.getShape(), *values,
                          "float_constant"));
  }
  items[op.getResult()] = item;
  return success();
}

/// Every tensor that the node became, before a later node computes with its
/// size: the product of the dimensions may overflow.
LogicalResult ModelConverter::checkSizes(NodeContext &context) {
  for (Operation *op = context.node->getPrevNode();
       op && isa<nn::NnDialect>(op->getDialect()); op = op->getPrevNode()) {
    auto type = cast<RankedTensorType>(op->getResult(0).getType());
    if (type.getRank() > kMostAxes)
      return context.error() << "expected a result of at most " << kMostAxes
                             << " axes, got " << type.getRank();
    std::optional<int64_t> count = elementCount(type.getShape());
    if (!count || *count > kMostBytes / int64_t(sizeof(float)))
      return context.error() << "expected a result of at most " << kMostBytes
                             << " bytes, got " << type;
  }
  return success();
}

/// Weights that the exporter transposes, reshapes or scales must be constant
/// before a layer can take them. Folds what `node` became, as far as all
/// operands are constant, and returns the values that were replaced.
DenseMap<Value, Value> ModelConverter::foldNewOps(Operation *before,
                                                  Operation *node) {
  DenseMap<Value, Value> replaced;
  Operation *op = before ? before->getNextNode() : &node->getBlock()->front();
  while (op != node) {
    Operation *next = op->getNextNode();
    bool constant = op->getNumOperands() > 0 &&
                    llvm::all_of(op->getOperands(), [](Value operand) {
                      return !!constantValue(operand);
                    });
    FailureOr<ElementsAttr> value = failure();
    // What is dequantised must stay visible: nn-fuse-quantized needs it.
    if (constant && isa<nn::NnDialect>(op->getDialect()) &&
        !isa<nn::DequantizeOp>(op) &&
        countOf(op->getResult(0)) <=
            std::min(kMaxFolded, kMaxFoldedInAll - folded))
      value = foldOp(op);
    if (succeeded(value)) {
      folded += countOf(op->getResult(0));
      OpBuilder builder(op);
      Value result = nn::ConstantOp::create(builder, op->getLoc(),
                                            op->getResult(0).getType(), *value);
      replaced[op->getResult(0)] = result;
      op->replaceAllUsesWith(ValueRange(result));
      op->erase();
    }
    op = next;
  }
  return replaced;
}

LogicalResult ModelConverter::checkIntegers(NodeContext &context,
                                            ArrayRef<Item> inputs) {
  if (takesIntegers(context.node.getOpType()))
    return success();
  for (const Item &input : inputs)
    if (nn::isQuantized(input.tensor))
      return context.error()
             << "computing with integers is not supported; expected "
             << "DequantizeLinear (or Cast to float) in front";
  return success();
}

/// The ONNX element type of integers that a node only moves.
static Type movedInteger(ArrayRef<Item> inputs) {
  for (const Item &input : inputs)
    if (nn::isQuantized(input.tensor))
      return input.integer;
  return {};
}

LogicalResult ModelConverter::convertNode(onnx::NodeOp node) {
  SmallVector<Item> inputs;
  for (Value input : node.getInputs()) {
    auto it = items.find(input);
    bool none = isa_and_nonnull<onnx::NoneOp>(input.getDefiningOp());
    if (it == items.end() && !none)
      return success(); // its node failed and was reported
    inputs.push_back(none ? Item() : it->second);
  }
  NodeContext context(node, inputs);
  if (node.getNumResults() == 0)
    return context.error() << "expected at least one output, got none";
  Operation *before = node->getPrevNode();
  if (failed(checkIntegers(context, inputs)) ||
      failed(registry.find(node.getOpType(), node.getVersion())(context)) ||
      failed(checkSizes(context)))
    return failure();
  DenseMap<Value, Value> replaced = foldNewOps(before, node);
  for (auto [result, converted] :
       llvm::zip_equal(node.getResults(), context.results())) {
    Item item = converted;
    if (Value constant = replaced.lookup(item.tensor))
      item.tensor = constant;
    if (nn::isQuantized(item.tensor) && !item.integer)
      item.integer = movedInteger(inputs);
    if (item.tensor && countOf(item.tensor) == 0)
      return context.error()
             << "expected a result with at least one element, got "
             << item.tensor.getType();
    if (!item.isNone())
      items[result] = item;
    else if (!result.use_empty())
      return context.error()
             << "output " << result.getResultNumber() << " is not supported";
  }
  return success();
}

/// An output of integers: the stored bytes themselves, as ONNX has them.
Value ModelConverter::storedOutput(const Item &item) {
  if (!nn::isQuantized(item.tensor))
    return item.tensor;
  MLIRContext *context = func.getContext();
  Operation *ret = func.getBody().front().getTerminator();
  OpBuilder builder(ret);
  bool isSigned = !item.integer || !item.integer.isUnsignedInteger();
  Type type = item.tensor.getType();
  nn::TensorQuant signedBytes{1.0f, isSigned ? 0 : -128, 8, true};
  Value value = nn::ReshapeOp::create(
      builder, ret->getLoc(),
      nn::withElement(type, nn::quantElement(context, signedBytes)),
      item.tensor);
  if (isSigned)
    return value;
  nn::TensorQuant bytes{1.0f, 0, 8, false};
  return nn::QuantizeOp::create(
      builder, ret->getLoc(),
      nn::withElement(type, nn::quantElement(context, bytes)), value);
}

LogicalResult ModelConverter::convertOutputs() {
  auto ret = cast<func::ReturnOp>(func.getBody().front().getTerminator());
  SmallVector<Type> types;
  for (auto [i, operand] : llvm::enumerate(ret->getOpOperands())) {
    auto name = func.getResultAttrOfType<StringAttr>(i, onnx::kNameAttr);
    std::string text = quoteName(name ? name.getValue() : "");
    const Item item = items.lookup(operand.get());
    if (!item.tensor)
      return emitError(func.getLoc())
             << "output " << text
             << ": expected a float tensor, got an integer constant; "
             << "integer outputs are not supported";
    if (auto declared = dyn_cast<RankedTensorType>(func.getResultTypes()[i]))
      if (failed(
              verifyCompatibleShape(declared.getShape(), shapeOf(item.tensor))))
        return emitError(func.getLoc())
               << "output " << text << ": the file declares " << declared
               << ", the graph computes " << item.tensor.getType();
    if (nn::isQuantized(item.tensor) &&
        nn::storageBits(item.tensor.getType()) != 8)
      return emitError(func.getLoc())
             << "output " << text << ": expected bytes or floats, got integers "
             << "of " << nn::storageBits(item.tensor.getType())
             << " bits; end with DequantizeLinear";
    Value result = storedOutput(item);
    operand.set(result);
    types.push_back(result.getType());
  }
  func.setType(
      FunctionType::get(func.getContext(), func.getArgumentTypes(), types));
  for (auto [i, type] : llvm::enumerate(types)) {
    Attribute name = func.getResultAttr(i, onnx::kNameAttr);
    func.removeResultAttr(i,
                          StringAttr::get(func.getContext(), onnx::kNameAttr));
    func.setResultAttr(i, nn::kNameAttr, name);
    func.setResultAttr(
        i, nn::kShapeAttr,
        DenseI64ArrayAttr::get(func.getContext(),
                               cast<RankedTensorType>(type).getShape()));
  }
  return success();
}

LogicalResult ModelConverter::run() {
  if (failed(checkOperators()))
    return failure();
  bool ok = succeeded(convertInputs());
  SmallVector<Operation *> old;
  for (Operation &op : func.getBody().front())
    old.push_back(&op);
  for (Operation *op : old) {
    if (auto constant = dyn_cast<onnx::ConstOp>(op))
      ok &= succeeded(convertConstant(constant));
    else if (auto node = dyn_cast<onnx::NodeOp>(op))
      ok &= succeeded(convertNode(node));
  }
  if (!ok || failed(convertOutputs()))
    return failure();
  for (Operation *op : llvm::reverse(old))
    if (isa<onnx::OnnxDialect>(op->getDialect()))
      op->erase();
  return success();
}

struct OnnxToNnPass : impl::OnnxToNnBase<OnnxToNnPass> {
  void runOnOperation() override {
    auto func = getOperation().lookupSymbol<func::FuncOp>("main");
    if (!func || func.getBody().getBlocks().size() != 1) {
      getOperation().emitError("expected a function @main with one block");
      return signalPassFailure();
    }
    if (failed(ModelConverter(func).run()))
      signalPassFailure();
  }
};

} // namespace
} // namespace m2c
