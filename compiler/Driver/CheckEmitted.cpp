// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Compares emitted C with the evaluator and with expected outputs.
#include "compiler/Driver/CheckEmitted.h"
#include "compiler/Driver/Compare.h"
#include "compiler/Verify/BuildAndRun.h"
#include "compiler/Verify/VerifyError.h"
#include "dialects/Support/Constants.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/raw_ostream.h"
#include <cmath>

using namespace mlir;

namespace m2c {

void Comparison::add(ArrayRef<float> got, ArrayRef<float> expected,
                     StringRef name, size_t sample) {
  for (size_t i = 0; i < expected.size(); ++i) {
    ++values;
    double want = expected[i], is = i < got.size() ? got[i] : std::nan("");
    if ((std::isnan(want) && std::isnan(is)) || want == is)
      continue;
    double error = std::abs(is - want);
    if (error <= 1e-5 + 1e-4 * std::abs(want)) {
      maxError = std::max(maxError, error);
      continue;
    }
    if (different++ == 0)
      first = llvm::formatv(
          "sample {0}, output '{1}', element {2}: expected {3}, got {4}",
          sample, name, i, llvm::format("%.9g", want),
          llvm::format("%.9g", is));
    maxError = std::isnan(error) ? error : std::max(maxError, error);
  }
}

std::string Comparison::summary() const {
  if (agrees())
    return llvm::formatv("{0} values agree, largest difference {1:e1}", values,
                         maxError);
  return llvm::formatv("{0} of {1} values differ, first {2}", different, values,
                       first);
}

/// The samples of one input in the order of the C interface, one after the
/// other.
static std::vector<float> column(const DataSet &data, const EvalModel &model,
                                 unsigned input) {
  std::vector<float> values;
  for (size_t sample = 0; sample < data.numSamples(); ++sample) {
    if (model.isInputNhwc(input))
      llvm::append_range(values, nchwToNhwc(data.input(input, sample),
                                            model.inputs()[input].shape));
    else
      llvm::append_range(values, data.input(input, sample));
  }
  return values;
}

llvm::Expected<std::string>
checkEmitted(plan::ModelOp model, EvalModel &reference, const DataSet &data,
             const Target &target, const Options &options) {
  BuildAndRunRequest request(target);
  request.dir = options.outputDir;
  request.name = model.getSymName().str();
  request.samples = data.numSamples();
  std::vector<std::vector<float>> columns;
  for (auto [i, input] : llvm::enumerate(model.getOps<plan::InputOp>())) {
    request.inputs.push_back(
        {input.getCName().str(),
         static_cast<uint64_t>(input.getBuffer().getType().getNumElements())});
    columns.push_back(column(data, reference, i));
  }
  for (const std::vector<float> &values : columns)
    request.inputData.push_back(bytesOf(values));
  for (auto output : model.getOps<plan::OutputOp>())
    request.outputs.push_back(
        {output.getCName().str(),
         static_cast<uint64_t>(output.getBuffer().getType().getNumElements())});
  if (llvm::sys::Process::StandardErrIsDisplayed())
    request.progress = [](StringRef what) {
      llvm::errs() << "m2c: " << what << '\n';
    };
  llvm::Expected<BuildAndRunResult> result = buildAndRun(request);
  if (!result)
    return result.takeError();

  std::vector<std::vector<float>> got;
  for (size_t i = 0; i < request.outputs.size(); ++i)
    got.push_back(result->floats(i));
  Comparison withEvaluator, withData;
  std::vector<std::vector<float>> outputs;
  for (size_t sample = 0; sample < data.numSamples(); ++sample) {
    SmallVector<ArrayRef<float>> inputs;
    for (unsigned i = 0; i < request.inputs.size(); ++i)
      inputs.push_back(data.input(i, sample));
    if (llvm::Error error = reference.run(inputs, outputs))
      return std::move(error);
    for (unsigned i = 0; i < outputs.size(); ++i) {
      size_t count = outputs[i].size();
      ArrayRef<float> part =
          ArrayRef<float>(got[i]).slice(sample * count, count);
      std::vector<float> turned;
      if (reference.isOutputNhwc(i)) {
        turned = nhwcToNchw(part, reference.outputs()[i].shape);
        part = turned;
      }
      withEvaluator.add(part, outputs[i], reference.outputs()[i].name, sample);
      if (data.hasExpected(i))
        withData.add(part, data.expected(i, sample),
                     reference.outputs()[i].name, sample);
    }
  }
  if (!withEvaluator.agrees())
    return verifyError(
        VerifyErrorKind::Verify,
        "the C on " + target.name +
            " differs from the evaluator: " + withEvaluator.summary());
  if (!withData.agrees())
    return verifyError(
        VerifyErrorKind::Verify,
        "the C on " + target.name +
            " differs from the expected outputs: " + withData.summary());
  std::string text =
      llvm::formatv("verified on {0}, {1} samples: evaluator: {2}", target.name,
                    data.numSamples(), withEvaluator.summary());
  if (withData.values)
    text += "; expected outputs: " + withData.summary();
  return text;
}

} // namespace m2c
