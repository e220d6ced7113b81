// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Builds the list of steps of a graph and runs it. Buffers are handed on to
// later values as soon as nobody reads them, and kept between runs.
#include "compiler/Eval/Evaluator.h"
#include "dialects/Nn/Nn.h"
#include "dialects/Support/Constants.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/ADT/ScopeExit.h"

using namespace mlir;

namespace m2c {

class EvaluatorBuilder {
public:
  explicit EvaluatorBuilder(Evaluator &model) : model(model) {}

  LogicalResult build(func::FuncOp function) {
    Block &body = function.front();
    auto ret = dyn_cast<func::ReturnOp>(body.getTerminator());
    if (!function.getBody().hasOneBlock() || !ret)
      return function.emitError("expected one block that ends in func.return");
    findLastUses(body);
    if (failed(addArguments(function)) || failed(addSteps(body)))
      return failure();
    for (Value result : ret.getOperands())
      model.results.push_back(slotOf.lookup(result));
    return success(succeeded(addResultSpecs(function)) &&
                   succeeded(allocate(function)));
  }

private:
  LogicalResult addArguments(func::FuncOp function) {
    for (BlockArgument argument : function.getArguments()) {
      if (failed(countOf(argument, function.getLoc())))
        return failure();
      unsigned i = argument.getArgNumber();
      model.arguments.push_back(argument);
      addSlot(argument, {});
      auto spec =
          specOf(function, "arg" + std::to_string(i),
                 function.getArgAttr(i, nn::kNameAttr),
                 function.getArgAttr(i, nn::kShapeAttr), argument.getType());
      if (failed(spec))
        return failure();
      model.inputSpecs.push_back(*spec);
    }
    return success();
  }

  LogicalResult addResultSpecs(func::FuncOp function) {
    for (auto [i, type] : llvm::enumerate(function.getResultTypes())) {
      auto spec = specOf(function, "result" + std::to_string(i),
                         function.getResultAttr(i, nn::kNameAttr),
                         function.getResultAttr(i, nn::kShapeAttr), type);
      if (failed(spec))
        return failure();
      model.outputSpecs.push_back(*spec);
    }
    return success();
  }

  /// Without attributes (IR written by hand) the type speaks.
  FailureOr<TensorSpec> specOf(func::FuncOp function, std::string name,
                               Attribute nameAttr, Attribute shapeAttr,
                               Type type) {
    TensorSpec spec;
    auto given = dyn_cast_or_null<StringAttr>(nameAttr);
    spec.name = given ? given.str() : std::move(name);
    ArrayRef<int64_t> own = cast<ShapedType>(type).getShape();
    auto shape = dyn_cast_or_null<DenseI64ArrayAttr>(shapeAttr);
    spec.shape = SmallVector<int64_t>(shape ? shape.asArrayRef() : own);
    if (elementCount(spec.shape) != elementCount(own))
      return function.emitError("expected ")
             << nn::kShapeAttr << " of '" << spec.name
             << "' to have as many elements as " << type;
    return spec;
  }

  /// Steps are numbered as the ops of the block.
  void findLastUses(Block &body) {
    for (auto [i, op] : llvm::enumerate(body))
      for (Value operand : op.getOperands())
        lastUse[rootOf(operand)] = i;
  }

  /// A reshape is the value of its operand.
  static Value rootOf(Value value) {
    while (auto reshape = value.getDefiningOp<nn::ReshapeOp>())
      value = reshape.getInput();
    return value;
  }

  LogicalResult addSteps(Block &body) {
    bool ok = true;
    for (auto [i, op] : llvm::enumerate(body.without_terminator())) {
      if (auto constant = dyn_cast<nn::ConstantOp>(op))
        ok &= succeeded(addConstant(constant));
      else if (auto reshape = dyn_cast<nn::ReshapeOp>(op))
        slotOf[reshape.getOutput()] = slotOf.lookup(reshape.getInput());
      else
        ok &= succeeded(addStep(op));
      releaseOperands(op, i);
    }
    return success(ok);
  }

  LogicalResult addConstant(nn::ConstantOp constant) {
    std::vector<float> &storage = model.constants.emplace_back();
    auto values = viewFloats(constant.getValue(), storage);
    if (failed(values))
      return constant.emitOpError("expected values of ")
             << constant.getType() << ", got none or too few";
    addSlot(constant.getResult(), *values);
    return success();
  }

  LogicalResult addStep(Operation &op) {
    Evaluator::Step step;
    step.compute = eval::bindNnOp(&op);
    if (!step.compute || op.getNumResults() != 1)
      return op.emitError("the evaluator expected an nn op, got '")
             << op.getName() << "'";
    auto count = countOf(op.getResult(0), op.getLoc());
    if (failed(count))
      return failure();
    for (Value operand : op.getOperands())
      step.operands.push_back(slotOf.lookup(operand));
    step.value = op.getResult(0);
    step.count = *count;
    step.result = addSlot(step.value, {});
    step.buffer = takeBuffer(*count);
    bufferOf[step.value] = step.buffer;
    if (!lastUse.contains(step.value))
      freeBuffers.push_back(step.buffer);
    model.steps.push_back(std::move(step));
    return success();
  }

  FailureOr<int64_t> countOf(Value value, Location loc) {
    auto type = dyn_cast<RankedTensorType>(value.getType());
    if (!type || !type.hasStaticShape() ||
        (!type.getElementType().isF32() && !nn::isQuantized(type)))
      return emitError(loc, "expected a tensor of f32 or quantised elements "
                            "with static shape, got ")
             << value.getType();
    std::optional<int64_t> count = elementCount(type.getShape());
    if (!count || *count > kMostEvalBytes / int64_t(sizeof(float)))
      return emitError(loc, "expected a tensor of at most ")
             << kMostEvalBytes << " bytes, got " << type;
    return *count;
  }

  unsigned addSlot(Value value, eval::Values values) {
    slotOf[value] = model.slots.size();
    model.slots.push_back(values);
    return model.slots.size() - 1;
  }

  /// The smallest free buffer that is large enough, else the largest free one
  /// grown, else a new one.
  unsigned takeBuffer(int64_t count) {
    auto worse = [&](unsigned a, unsigned b) {
      bool fitsA = sizes[a] >= count, fitsB = sizes[b] >= count;
      if (fitsA != fitsB)
        return fitsB;
      return fitsA ? sizes[a] > sizes[b] : sizes[a] < sizes[b];
    };
    auto best = std::max_element(freeBuffers.begin(), freeBuffers.end(), worse);
    if (best == freeBuffers.end()) {
      sizes.push_back(count);
      return sizes.size() - 1;
    }
    unsigned buffer = *best;
    freeBuffers.erase(best);
    sizes[buffer] = std::max(sizes[buffer], count);
    return buffer;
  }

  void releaseOperands(Operation &op, size_t index) {
    llvm::SmallSetVector<Value, 4> roots;
    for (Value operand : op.getOperands())
      roots.insert(rootOf(operand));
    for (Value root : roots) {
      auto buffer = bufferOf.find(root);
      if (buffer != bufferOf.end() && lastUse.lookup(root) == index)
        freeBuffers.push_back(buffer->second);
    }
  }

  LogicalResult allocate(func::FuncOp function) {
    int64_t most = kMostEvalBytes / int64_t(sizeof(float)), total = 0;
    for (int64_t size : sizes) {
      total += size;
      if (total > most)
        return function.emitError("expected at most ")
               << kMostEvalBytes << " bytes of activations, got more";
    }
    for (int64_t size : sizes)
      model.buffers.emplace_back(size);
    return success();
  }

  Evaluator &model;
  DenseMap<Value, unsigned> slotOf, bufferOf;
  DenseMap<Value, size_t> lastUse;
  SmallVector<unsigned> freeBuffers;
  std::vector<int64_t> sizes; // of the buffers, in floats
};

FailureOr<std::unique_ptr<Evaluator>> Evaluator::create(ModuleOp module) {
  auto function = module.lookupSymbol<func::FuncOp>("main");
  if (!function || function.isDeclaration())
    return module.emitError("expected a function @main to evaluate");
  auto model = std::make_unique<Evaluator>();
  if (failed(EvaluatorBuilder(*model).build(function)))
    return failure();
  return model;
}

llvm::Error Evaluator::run(ArrayRef<ArrayRef<float>> inputs,
                           std::vector<std::vector<float>> &outputs,
                           Callback onValue) {
  callback = onValue;
  llvm::scope_exit reset([&] { callback = {}; });
  return run(inputs, outputs);
}

static void report(Evaluator::Callback callback, Value value,
                   eval::Values values) {
  if (callback)
    callback(value, {cast<ShapedType>(value.getType()).getShape(), values});
}

void Evaluator::runChecked(ArrayRef<ArrayRef<float>> inputs,
                           std::vector<std::vector<float>> &outputs) {
  for (auto [i, input] : llvm::enumerate(inputs)) {
    slots[i] = input;
    report(callback, arguments[i], input);
  }
  SmallVector<eval::Values> operands;
  for (Step &step : steps) {
    operands.clear();
    for (unsigned slot : step.operands)
      operands.push_back(slots[slot]);
    eval::MutableValues result(buffers[step.buffer].data(), step.count);
    step.compute(context, operands, result);
    slots[step.result] = result;
    report(callback, step.value, result);
  }
  for (auto [output, slot] : llvm::zip_equal(outputs, results))
    llvm::copy(slots[slot], output.begin());
}

} // namespace m2c
