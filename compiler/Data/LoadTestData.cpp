// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Data form 2: the test data folders that come with ONNX models. Tensors are
// matched by name where all carry names of the model, else by their number.
#include "compiler/Data/DataSetBuilder.h"
#include "compiler/Import/TensorFile.h"
#include "compiler/Support/Text.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/Sequence.h"

using namespace llvm;
using namespace m2c;

static Error testDataError(const Twine &message) {
  return make_error<StringError>(message, inconvertibleErrorCode());
}

static Expected<std::vector<NamedArray>>
readTensors(ArrayRef<std::string> files) {
  std::vector<NamedArray> tensors;
  for (const std::string &file : files) {
    Expected<NamedArray> tensor = readTensorFile(file);
    if (!tensor)
      return tensor.takeError();
    tensors.push_back(std::move(*tensor));
  }
  return tensors;
}

/// For each tensor the index of its spec.
static SmallVector<size_t> matchTensors(ArrayRef<NamedArray> tensors,
                                        ArrayRef<TensorSpec> specs) {
  SmallVector<size_t> byName;
  for (const NamedArray &tensor : tensors) {
    const TensorSpec *spec = find_if(specs, [&](const TensorSpec &candidate) {
      return candidate.name == tensor.name;
    });
    size_t index = spec - specs.begin();
    if (spec == specs.end() || is_contained(byName, index))
      return to_vector(seq<size_t>(0, tensors.size()));
    byName.push_back(index);
  }
  return byName;
}

static Error addTensors(ArrayRef<std::string> files, ArrayRef<TensorSpec> specs,
                        function_ref<Error(size_t, const SourceArray &)> add) {
  Expected<std::vector<NamedArray>> tensors = readTensors(files);
  if (!tensors)
    return tensors.takeError();
  SmallVector<size_t> match = matchTensors(*tensors, specs);
  for (auto [tensor, file, index] : zip_equal(*tensors, files, match)) {
    SourceArray source;
    source.array = std::move(tensor.array);
    source.where = file;
    if (Error error = add(index, source))
      return error;
  }
  return Error::success();
}

static Error checkCounts(const DataSetBuilder &builder,
                         const TestDataFolder &folder) {
  std::vector<std::string> names;
  for (const TensorSpec &spec : builder.inputs())
    names.push_back(spec.name);
  if (folder.inputs.size() != names.size())
    return testDataError(folder.path + ": expected " + Twine(names.size()) +
                         " files input_N.pb for the model inputs " +
                         quoteNames(names) + ", got " +
                         Twine(folder.inputs.size()));
  if (folder.outputs.size() > builder.outputs().size() &&
      !builder.outputs().empty())
    return testDataError(folder.path + ": expected at most " +
                         Twine(builder.outputs().size()) +
                         " files output_N.pb, one per model output, got " +
                         Twine(folder.outputs.size()));
  return Error::success();
}

Error m2c::addTestData(DataSetBuilder &builder,
                       ArrayRef<TestDataFolder> folders) {
  for (const TestDataFolder &folder : folders) {
    if (builder.isFull())
      break;
    if (Error error = checkCounts(builder, folder))
      return error;
    builder.beginGroup(/*wholeTensor=*/true);
    if (Error error = addTensors(folder.inputs, builder.inputs(),
                                 [&](size_t index, const SourceArray &source) {
                                   return builder.addInput(index, source);
                                 }))
      return error;
    if (!builder.outputs().empty())
      if (Error error =
              addTensors(folder.outputs, builder.outputs(),
                         [&](size_t index, const SourceArray &source) {
                           return builder.addOutput(index, source);
                         }))
        return error;
    if (Error error = builder.endGroup(folder.path))
      return error;
  }
  return Error::success();
}
