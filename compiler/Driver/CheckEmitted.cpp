// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Compares emitted C with the evaluator and with expected outputs.
#include "compiler/Driver/CheckEmitted.h"
#include "compiler/Driver/Compare.h"
#include "compiler/Emit/Emit.h"
#include "compiler/Verify/BuildAndRun.h"
#include "compiler/Verify/VerifyError.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/raw_ostream.h"
#include <cmath>
#include <cstring>

using namespace mlir;

namespace m2c {

void Comparison::differ(double got, double expected, StringRef name,
                        size_t sample, size_t element, StringRef how) {
  if (different++ == 0)
    first = llvm::formatv(
        "sample {0}, output '{1}', element {2}: expected {3}{4}, got {5}",
        sample, name, element, how, llvm::format("%.9g", expected),
        llvm::format("%.9g", got));
}

void Comparison::add(ArrayRef<float> got, ArrayRef<float> expected,
                     StringRef name, size_t sample, double slack) {
  for (size_t i = 0; i < expected.size(); ++i) {
    ++values;
    double want = expected[i], is = i < got.size() ? got[i] : std::nan("");
    if ((std::isnan(want) && std::isnan(is)) || want == is)
      continue;
    double error = std::abs(is - want);
    if (error <= 1e-5 + 1e-4 * std::abs(want) + slack) {
      maxError = std::max(maxError, error);
      continue;
    }
    differ(is, want, name, sample, i, "");
    maxError = std::isnan(error) ? error : std::max(maxError, error);
  }
}

void Comparison::addExact(ArrayRef<float> got, ArrayRef<float> expected,
                          StringRef name, size_t sample) {
  for (size_t i = 0; i < expected.size(); ++i) {
    ++values;
    ++exact;
    float is = i < got.size() ? got[i] : std::nanf("");
    if (std::memcmp(&is, &expected[i], sizeof is) != 0)
      differ(is, expected[i], name, sample, i, "exactly ");
  }
}

std::string Comparison::summary() const {
  if (!agrees())
    return llvm::formatv("{0} of {1} values differ, first {2}", different,
                         values, first);
  if (exact == values && exact > 0)
    return llvm::formatv("{0} values are equal", values);
  std::string text = llvm::formatv(
      "{0} values agree, largest difference {1:e1}", values, maxError);
  if (exact > 0)
    text += llvm::formatv("; {0} of them are equal", exact);
  return text;
}

namespace {

/// The integers that a float array holds, as bytes of `T`.
template <typename T>
void appendAs(ArrayRef<float> values, std::vector<char> &bytes) {
  for (float value : values) {
    T integer = static_cast<T>(value);
    auto *raw = reinterpret_cast<const char *>(&integer);
    bytes.insert(bytes.end(), raw, raw + sizeof integer);
  }
}

template <typename T>
std::vector<float> floatsOf(ArrayRef<char> bytes) {
  std::vector<float> values;
  for (size_t at = 0; at < bytes.size(); at += sizeof(T)) {
    T element;
    std::memcpy(&element, bytes.data() + at, sizeof element);
    values.push_back(static_cast<float>(element));
  }
  return values;
}

/// Elements of the C interface, between floats and the bytes of `dtype`.
void appendBytes(ArrayRef<float> values, StringRef dtype,
                 std::vector<char> &bytes) {
  if (dtype == "int8")
    appendAs<int8_t>(values, bytes);
  else if (dtype == "uint8")
    appendAs<uint8_t>(values, bytes);
  else if (dtype == "int16")
    appendAs<int16_t>(values, bytes);
  else
    appendAs<float>(values, bytes);
}

std::vector<float> toFloats(ArrayRef<char> bytes, StringRef dtype) {
  if (dtype == "int8")
    return floatsOf<int8_t>(bytes);
  if (dtype == "uint8")
    return floatsOf<uint8_t>(bytes);
  if (dtype == "int16")
    return floatsOf<int16_t>(bytes);
  return floatsOf<float>(bytes);
}

template <typename OpT>
std::vector<IoSpec> specsOf(plan::ModelOp model) {
  std::vector<IoSpec> specs;
  for (OpT op : model.getOps<OpT>()) {
    plan::BufferType type = op.getBuffer().getType();
    specs.push_back({op.getCName().str(),
                     static_cast<uint64_t>(type.getNumElements()),
                     dtypeName(type).str()});
  }
  return specs;
}

/// What the C gave against the evaluator and against DATA.
struct Check {
  Comparison withEvaluator, withData;

  /// One output of one sample; `got` as the C interface has it, `expected` as
  /// the evaluator gives it.
  void add(plan::OutputOp output, const EvalModel &reference, unsigned index,
           ArrayRef<float> got, ArrayRef<float> expected, const DataSet &data,
           size_t sample) {
    StringRef name = reference.outputs()[index].name;
    std::vector<float> values = reference.fromInterfaceOutput(index, got);
    const auto &quant = reference.outputQuant(index);
    if (output.getExact())
      withEvaluator.addExact(got, reference.interfaceOutput(index, expected),
                             name, sample);
    else // a float that is quantised at the end may differ by one step
      withEvaluator.add(values, expected, name, sample,
                        quant ? quant->scale : 0.0f);
    if (data.hasExpected(index))
      withData.add(values, data.expected(index, sample), name, sample);
  }
};

} // namespace

/// The samples of one input as the C interface takes them, one after the other.
static std::vector<char> column(const DataSet &data, const EvalModel &model,
                                unsigned input, StringRef dtype) {
  std::vector<char> bytes;
  for (size_t sample = 0; sample < data.numSamples(); ++sample)
    appendBytes(model.interfaceInput(input, data.input(input, sample)), dtype,
                bytes);
  return bytes;
}

static llvm::Error compare(plan::ModelOp model, EvalModel &reference,
                           const DataSet &data,
                           const std::vector<std::vector<float>> &got,
                           Check &check) {
  std::vector<std::vector<float>> outputs;
  for (size_t sample = 0; sample < data.numSamples(); ++sample) {
    SmallVector<ArrayRef<float>> inputs;
    for (unsigned i = 0; i < reference.inputs().size(); ++i)
      inputs.push_back(data.input(i, sample));
    if (llvm::Error error = reference.run(inputs, outputs))
      return error;
    for (auto [i, output] : llvm::enumerate(model.getOps<plan::OutputOp>())) {
      size_t count = outputs[i].size();
      check.add(output, reference, i,
                ArrayRef<float>(got[i]).slice(sample * count, count),
                outputs[i], data, sample);
    }
  }
  return llvm::Error::success();
}

llvm::Expected<std::string>
checkEmitted(plan::ModelOp model, EvalModel &reference, const DataSet &data,
             const Target &target, const Options &options) {
  BuildAndRunRequest request(target);
  request.dir = options.outputDir;
  request.name = model.getSymName().str();
  request.samples = data.numSamples();
  request.inputs = specsOf<plan::InputOp>(model);
  request.outputs = specsOf<plan::OutputOp>(model);
  std::vector<std::vector<char>> columns;
  for (auto [i, input] : llvm::enumerate(request.inputs))
    columns.push_back(column(data, reference, i, input.dtype));
  request.inputData.assign(columns.begin(), columns.end());
  if (llvm::sys::Process::StandardErrIsDisplayed())
    request.progress = [](StringRef what) {
      llvm::errs() << "m2c: " << what << '\n';
    };
  llvm::Expected<BuildAndRunResult> result = buildAndRun(request);
  if (!result)
    return result.takeError();

  if (std::optional<int64_t> stack = model.getStackBytes();
      stack && result->stackBytes > *stack)
    return verifyError(
        VerifyErrorKind::Verify,
        "the C on " + target.name + " took " + llvm::Twine(result->stackBytes) +
            " bytes of stack, more than the " + llvm::Twine(*stack) + " of " +
            model.getSymName().upper() + "_STACK_BYTES");
  std::vector<std::vector<float>> got;
  for (auto [i, output] : llvm::enumerate(request.outputs))
    got.push_back(toFloats(result->outputs[i], output.dtype));
  Check check;
  if (llvm::Error error = compare(model, reference, data, got, check))
    return std::move(error);
  const auto &[withEvaluator, withData] = check;
  if (!withEvaluator.agrees())
    return verifyError(
        VerifyErrorKind::Verify,
        "the C on " + target.name +
            " differs from the evaluator: " + withEvaluator.summary());
  // What m2c has quantised itself is not what the float model computes.
  bool ownIntegers = !options.quant.data.empty();
  if (!withData.agrees() && !ownIntegers)
    return verifyError(
        VerifyErrorKind::Verify,
        "the C on " + target.name +
            " differs from the expected outputs: " + withData.summary());
  std::string text =
      llvm::formatv("verified on {0}, {1} samples: evaluator: {2}", target.name,
                    data.numSamples(), withEvaluator.summary());
  if (withData.values && ownIntegers)
    text += llvm::formatv("; expected outputs: largest difference {0:e1}",
                          withData.maxError);
  else if (withData.values)
    text += "; expected outputs: " + withData.summary();
  return text + llvm::formatv("; stack {0} bytes", result->stackBytes).str();
}

} // namespace m2c
