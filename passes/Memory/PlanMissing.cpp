// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What a branch leaves when its input is missing: zeros, or the mean of what it
// leaves for samples.
#include "compiler/Data/DataSet.h"
#include "compiler/Eval/PlanEvaluator.h"
#include "dialects/Support/Constants.h"
#include "mlir/IR/BuiltinOps.h"
#include "passes/Passes.h"
#include "llvm/ADT/MapVector.h"
#include <cmath>

using namespace mlir;

namespace m2c {
#define GEN_PASS_DEF_PLANMISSING
#include "passes/Passes.h.inc"

namespace {

/// Copies that a missing input may cost for each tensor.
constexpr size_t kMostRuns = 16;

/// The elements of a tensor that a branch writes, and the sums of their values
/// over the samples.
struct Left {
  std::vector<bool> isOwn;
  std::vector<double> sums;
};

/// A strided block of `copy_strided`, at `offset`.
void mark(ArrayRef<int64_t> dims, ArrayRef<int64_t> strides, int64_t offset,
          std::vector<bool> &isOwn) {
  if (dims.empty()) {
    if (offset >= 0 && offset < static_cast<int64_t>(isOwn.size()))
      isOwn[offset] = true;
    return;
  }
  for (int64_t i = 0; i < dims.front(); ++i)
    mark(dims.drop_front(), strides.drop_front(), offset + i * strides.front(),
         isOwn);
}

/// Marks what the call writes; a copy may fill a part of its output.
void markOutput(plan::CallOp call, std::vector<bool> &isOwn) {
  if (!call.getKernel().starts_with("copy_strided")) {
    isOwn.assign(isOwn.size(), true);
    return;
  }
  auto number = [&](const Twine &name) {
    return call.getParams().getAs<IntegerAttr>(name.str()).getInt();
  };
  SmallVector<int64_t> dims, strides;
  for (int axis = 0; axis < 6; ++axis) {
    dims.push_back(number("d" + Twine(axis)));
    strides.push_back(number("out_s" + Twine(axis)));
  }
  int64_t step = call.isRowwise() ? call.getWindow()->getOutRow() : 0;
  for (int64_t row = 0; row < call.getRowCount(); ++row)
    mark(dims, strides, number("out_offset") + row * step, isOwn);
}

/// The defaults of one branch.
class Defaults {
public:
  Defaults(plan::ModelOp model, plan::EntryOp entry, bool mean)
      : model(model), entry(entry), mean(mean) {}

  LogicalResult make(StringRef data) {
    if (failed(findLeft()))
      return failure();
    if (mean && failed(addUp(data)))
      return failure();
    for (auto &[storage, tensor] : left)
      if (failed(makeRuns(storage, tensor)))
        return failure();
    return success();
  }

private:
  InFlightDiagnostic fail() {
    return model.emitError("--missing ") << entry.getName() << ": ";
  }

  LogicalResult findLeft();
  LogicalResult addUp(StringRef data);
  LogicalResult makeRuns(Operation *storage, const Left &tensor);
  float valueOf(Operation *storage, const Left &tensor, size_t element);
  void makeRun(Operation *storage, const Left &tensor, size_t begin,
               size_t end);

  plan::ModelOp model;
  plan::EntryOp entry;
  bool mean;
  size_t samples = 1;
  llvm::MapVector<Operation *, Left> left;
};

/// Outputs of the model, and what other entries read.
LogicalResult Defaults::findLeft() {
  StringRef input = entry.getName();
  for (auto call : model.getOps<plan::CallOp>()) {
    bool isOwn = call.getEntry() == entry.getName();
    for (Value operand : call.getInputs())
      if (auto read = dyn_cast<plan::InputOp>(plan::storageOf(operand));
          read && read.getCName() == input && !isOwn)
        return fail() << "expected its own branch to need it only, but '"
                      << call.getName().value_or(call.getKernel())
                      << "' needs it with other inputs";
    if (!isOwn)
      continue;
    Operation *storage = plan::storageOf(call.getOutput());
    auto buffer = dyn_cast<plan::BufferOp>(storage);
    bool isLeft =
        !buffer ||
        llvm::any_of(model.getOps<plan::CallOp>(), [&](plan::CallOp reader) {
          return reader.getEntry() != call.getEntry() &&
                 llvm::any_of(reader->getOperands(), [&](Value operand) {
                   return plan::storageOf(operand) == storage;
                 });
        });
    if (!isLeft)
      continue;
    size_t count = static_cast<size_t>(
        cast<plan::BufferType>(storage->getResult(0).getType())
            .getNumElements());
    Left &tensor = left[storage];
    tensor.isOwn.resize(count);
    tensor.sums.resize(count);
    markOutput(call, tensor.isOwn);
  }
  return success();
}

LogicalResult Defaults::addUp(StringRef data) {
  if (data.empty())
    return fail() << "expected --calibrate DATA, of which to take the mean";
  auto evaluator = PlanEvaluator::create(model->getParentOfType<ModuleOp>());
  if (failed(evaluator))
    return failure();
  llvm::Expected<DataSet> set =
      loadDataSet(data, (*evaluator)->inputs(), (*evaluator)->outputs());
  if (!set)
    return model.emitError("calibration data: ")
           << llvm::toString(set.takeError());
  samples = set->numSamples();
  for (size_t sample = 0; sample < samples; ++sample) {
    SmallVector<ArrayRef<float>> inputs;
    for (unsigned i = 0; i < (*evaluator)->inputs().size(); ++i)
      inputs.push_back(set->input(i, sample));
    std::vector<std::vector<float>> outputs;
    auto add = [&](plan::CallOp call, eval::TensorView made) {
      auto it = left.find(plan::storageOf(call.getOutput()));
      if (call.getEntry() != entry.getName() || it == left.end())
        return;
      std::vector<bool> isOwn(it->second.isOwn.size());
      markOutput(call, isOwn);
      for (size_t i = 0; i < isOwn.size(); ++i)
        if (isOwn[i])
          it->second.sums[i] += made.values[i];
    };
    if (llvm::Error error = (*evaluator)->run(inputs, outputs, add))
      return fail() << llvm::toString(std::move(error));
  }
  return success();
}

float Defaults::valueOf(Operation *storage, const Left &tensor,
                        size_t element) {
  auto type = cast<plan::BufferType>(storage->getResult(0).getType());
  bool isFloat = type.getElementType().isF32();
  if (mean) {
    double value = tensor.sums[element] / static_cast<double>(samples);
    return static_cast<float>(isFloat ? value : std::nearbyint(value));
  }
  auto buffer = dyn_cast<plan::BufferOp>(storage);
  std::optional<int64_t> zero =
      buffer ? std::optional<int64_t>(buffer.getZeroPoint())
             : std::optional<int64_t>(
                   cast<plan::OutputOp>(storage).getZeroPoint());
  return isFloat ? 0.0f : static_cast<float>(zero.value_or(0));
}

/// One plan.missing for each run of elements that lie side by side.
LogicalResult Defaults::makeRuns(Operation *storage, const Left &tensor) {
  auto type = cast<plan::BufferType>(storage->getResult(0).getType());
  Type element = type.getElementType();
  bool isPacked = element.isInteger(4);
  if (!element.isF32() && !element.isInteger(8) && !isPacked)
    return fail() << "expected a branch that leaves floats or int8, got "
                  << element;
  size_t count = tensor.isOwn.size(), runs = 0;
  for (size_t begin = 0; begin < count;) {
    size_t end = begin;
    while (end < count && tensor.isOwn[end])
      ++end;
    if (end == begin) {
      ++begin;
      continue;
    }
    if (++runs > kMostRuns || (isPacked && (begin % 2 || end % 2)))
      return fail() << "expected a branch that leaves at most " << kMostRuns
                    << " pieces of whole bytes of each tensor";
    makeRun(storage, tensor, begin, end);
    begin = end;
  }
  return success();
}

void Defaults::makeRun(Operation *storage, const Left &tensor, size_t begin,
                       size_t end) {
  MLIRContext *context = model.getContext();
  auto type = cast<plan::BufferType>(storage->getResult(0).getType());
  Type element = type.getElementType();
  std::vector<float> floats;
  for (size_t i = begin; i < end; ++i)
    floats.push_back(valueOf(storage, tensor, i));
  int64_t count = static_cast<int64_t>(floats.size());
  std::string name = (entry.getName() + "_missing_" +
                      Twine(llvm::range_size(model.getOps<plan::MissingOp>())))
                         .str();
  ElementsAttr value;
  if (element.isF32())
    value = makeFloatConstant(context, {count}, floats, name);
  else
    value = makeInt8Constant(context, {count},
                             std::vector<int8_t>(floats.begin(), floats.end()),
                             name);
  OpBuilder builder = OpBuilder::atBlockEnd(&model.getBody().front());
  auto constant = plan::ConstOp::create(
      builder, model.getLoc(), plan::BufferType::get(context, {count}, element),
      builder.getStringAttr(name), value);
  plan::MissingOp::create(builder, model.getLoc(), entry.getName(),
                          storage->getResult(0), constant.getBuffer(),
                          static_cast<int64_t>(begin));
}

struct PlanMissingPass : impl::PlanMissingBase<PlanMissingPass> {
  using PlanMissingBase::PlanMissingBase;

  LogicalResult add(StringRef policy) {
    plan::ModelOp model = getOperation();
    auto [name, how] = policy.split('=');
    for (auto input : model.getOps<plan::InputOp>()) {
      if (input.getName() != name && input.getCName() != name)
        continue;
      for (auto entry : model.getOps<plan::EntryOp>())
        if (entry.getName() == input.getCName())
          return Defaults(model, entry, how == "mean").make(data);
      return model.emitError("--missing ")
             << name << ": expected an input with a branch of its own";
    }
    InFlightDiagnostic error = model.emitError("--missing ")
                               << name << ": expected an input, one of";
    for (auto input : model.getOps<plan::InputOp>())
      error << " '" << input.getName() << "'";
    return error;
  }

  void runOnOperation() override {
    for (const std::string &policy : policies)
      if (failed(add(policy)))
        return signalPassFailure();
  }
};

} // namespace
} // namespace m2c
