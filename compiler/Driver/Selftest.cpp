// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The probe's inputs and outputs, and CRC-32s (as in zlib) of the tensors on the
// way that the PC knows bit for bit.
#include "compiler/Driver/Selftest.h"
#include "compiler/Driver/PhaseCheck.h"
#include "compiler/Eval/PlanEvaluator.h"
#include "dialects/Support/Constants.h"
#include "llvm/Support/CRC.h"
#include "llvm/Support/Endian.h"

using namespace mlir;

namespace m2c {
namespace {

/// Which steps make a tensor that the device has bit for bit as the evaluator,
/// and that is there as a whole once they are done.
class ComparableSteps {
public:
  explicit ComparableSteps(plan::ModelOp model) {
    for (auto call : model.getOps<plan::CallOp>())
      writers[plan::storageOf(call.getOutput())].push_back(call);
    for (auto input : model.getOps<plan::InputOp>())
      exact.insert(input);
    for (auto constant : model.getOps<plan::ConstOp>())
      exact.insert(constant);
    for (auto call : model.getOps<plan::CallOp>())
      follow(call);
  }

  bool contains(plan::CallOp call) {
    Operation *storage = plan::storageOf(call.getOutput());
    auto buffer = dyn_cast<plan::BufferOp>(storage);
    bool isRing = buffer && buffer.getRows();
    ArrayRef<plan::CallOp> all = writers[storage];
    bool isWhole =
        call == all.back() && (all.size() == 1 || !call.getSegment());
    plan::BufferType type = call.getOutput().getType();
    bool isPacked = type.getElementType().isInteger(4);
    return exact.contains(storage) && !isRing && isWhole &&
           !(isPacked && type.getNumElements() % 2 != 0);
  }

private:
  /// Floats computed from floats are rounded as the compiler pleases; integers,
  /// copies, and floats that integers alone determine are not (contract C8).
  void follow(plan::CallOp call) {
    bool known = true, fromFloats = false;
    for (Value input : call.getInputs()) {
      known &= exact.contains(plan::storageOf(input));
      fromFloats |=
          cast<plan::BufferType>(input.getType()).getElementType().isF32();
    }
    bool isFloat = call.getOutput().getType().getElementType().isF32();
    bool isCopy = call.getKernel().starts_with("copy_strided") ||
                  call.getKernel().starts_with("fill");
    Operation *storage = plan::storageOf(call.getOutput());
    if (known && (!isFloat || !fromFloats || isCopy) &&
        !spoiled.contains(storage))
      exact.insert(storage);
    else {
      spoiled.insert(storage);
      exact.erase(storage);
    }
  }

  DenseMap<Operation *, SmallVector<plan::CallOp>> writers;
  DenseSet<Operation *> exact, spoiled;
};

template <typename T>
void appendAs(float value, std::vector<uint8_t> &bytes) {
  uint8_t raw[sizeof(T)];
  llvm::support::endian::write<T>(raw, static_cast<T>(value),
                                  llvm::endianness::little);
  bytes.insert(bytes.end(), raw, raw + sizeof raw);
}

/// The elements as the device has them in memory.
std::vector<uint8_t> bytesOf(ArrayRef<float> values, Type element) {
  std::vector<uint8_t> bytes;
  for (size_t i = 0; i < values.size(); ++i)
    if (element.isF32()) {
      uint8_t raw[4];
      llvm::support::endian::write32le(raw,
                                       llvm::bit_cast<uint32_t>(values[i]));
      bytes.insert(bytes.end(), raw, raw + 4);
    } else if (element.isInteger(4)) {
      int nibble = static_cast<int>(values[i]) & 15;
      if (i % 2 == 0)
        bytes.push_back(static_cast<uint8_t>(nibble));
      else
        bytes.back() |= static_cast<uint8_t>(nibble << 4);
    } else if (element.isUnsignedInteger(8)) {
      appendAs<uint8_t>(values[i], bytes);
    } else if (element.getIntOrFloatBitWidth() == 8) {
      appendAs<int8_t>(values[i], bytes);
    } else if (element.getIntOrFloatBitWidth() == 16) {
      appendAs<int16_t>(values[i], bytes);
    } else {
      appendAs<int32_t>(values[i], bytes);
    }
  return bytes;
}

llvm::Error addChecksums(ModuleOp module,
                         const std::vector<std::vector<float>> &inputs,
                         EmitInfo &info) {
  auto model = *module.getOps<plan::ModelOp>().begin();
  FailureOr<std::unique_ptr<PlanEvaluator>> evaluator =
      PlanEvaluator::create(module);
  if (failed(evaluator))
    return llvm::createStringError("cannot run the plan for its checksums");
  ComparableSteps comparable(model);
  DenseMap<Operation *, size_t> steps;
  for (auto call : model.getOps<plan::CallOp>())
    steps.try_emplace(call, steps.size());
  info.stepChecksums.assign(steps.size(), std::nullopt);
  std::vector<std::vector<float>> outputs;
  return (*evaluator)
      ->run(views(inputs), outputs,
            [&](plan::CallOp call, eval::TensorView made) {
              if (comparable.contains(call))
                info.stepChecksums[steps.lookup(call)] = llvm::crc32(bytesOf(
                    made.values, call.getOutput().getType().getElementType()));
            });
}

} // namespace

llvm::Error addSelftest(ModuleOp module, EvalModel &evaluator, EmitInfo &info) {
  info.testInputs = probeInputs(evaluator.inputs(), &info.testSeeds);
  std::vector<std::vector<float>> inputs = info.testInputs;
  for (unsigned i = 0; i < inputs.size(); ++i)
    if (evaluator.isInputNhwc(i))
      inputs[i] = nhwcToNchw(inputs[i], evaluator.inputs()[i].shape);
  if (llvm::Error error = evaluator.run(views(inputs), info.testOutputs))
    return error;
  if (llvm::Error error = addChecksums(module, inputs, info))
    return error;
  for (unsigned i = 0; i < inputs.size(); ++i)
    info.testInputs[i] = evaluator.interfaceInput(i, inputs[i]);
  for (unsigned i = 0; i < info.testOutputs.size(); ++i)
    info.testOutputs[i] = evaluator.interfaceOutput(i, info.testOutputs[i]);
  return llvm::Error::success();
}

} // namespace m2c
