// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Loads DATA in whatever form it is and collects its samples. Every shape and
// count is checked here once; users of a DataSet only index.
#include "compiler/Data/DataSet.h"
#include "compiler/Data/DataSetBuilder.h"
#include "compiler/Data/Npy.h"
#include "compiler/Support/Text.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace llvm;
using namespace m2c;

static Error dataError(const Twine &message) {
  return make_error<StringError>(message, inconvertibleErrorCode());
}

/// Samples that an array of `shape` holds for `spec`, or nothing if it does not
/// fit. The rank tells the two forms of a batch-1 tensor apart.
static std::optional<uint64_t> countSamples(ArrayRef<int64_t> shape,
                                            ArrayRef<int64_t> wanted,
                                            bool wholeTensor) {
  if (shape.size() == wanted.size() + 1 && shape.drop_front() == wanted)
    return shape[0];
  if (!wanted.empty() && wanted[0] == 1 && shape.size() == wanted.size() &&
      shape.drop_front() == wanted.drop_front())
    return shape[0];
  if (wholeTensor && shape == wanted)
    return 1;
  return std::nullopt;
}

/// The shapes that `countSamples` takes, such as "(N, 2) or (N, 1, 2)".
static std::string describeShapes(ArrayRef<int64_t> wanted, bool wholeTensor) {
  auto withCount = [](ArrayRef<int64_t> dims) {
    std::string text = "(N";
    for (int64_t dim : dims)
      text += ", " + std::to_string(dim);
    return text + (dims.empty() ? ",)" : ")");
  };
  if (!wanted.empty() && wanted[0] == 1)
    return withCount(wanted.drop_front()) + " or " + withCount(wanted);
  return (wholeTensor ? formatShape(wanted) + " or " : "") + withCount(wanted);
}

DataSetBuilder::DataSetBuilder(ArrayRef<TensorSpec> inputs,
                               ArrayRef<TensorSpec> outputs, unsigned limit)
    : inputSpecs(inputs), outputSpecs(outputs),
      limit(limit ? limit : UINT64_MAX) {
  data.inputs.resize(inputs.size());
  data.outputs.resize(outputs.size());
}

void DataSetBuilder::beginGroup(bool wholeTensor) {
  this->wholeTensor = wholeTensor;
  groupSamples = 0;
}

Error DataSetBuilder::agreeOnCount(uint64_t count, StringRef where) {
  if (count == 0)
    return dataError(where + ": expected at least one sample, got none");
  if (groupSamples == 0) {
    groupSamples = count;
    groupWhere = where.str();
  }
  if (count != groupSamples)
    return dataError(where + ": expected " + Twine(groupSamples) +
                     " samples, as many as " + groupWhere + " holds, got " +
                     Twine(count));
  return Error::success();
}

Error DataSetBuilder::append(const SourceArray &source, const TensorSpec &spec,
                             SampleColumn &column) {
  std::optional<uint64_t> size = countElements(spec.shape);
  if (!size || *size == 0)
    return dataError("tensor " + quoteName(spec.name) +
                     ": expected a static, "
                     "non-empty shape, got " +
                     formatShape(spec.shape));
  std::optional<uint64_t> count =
      countSamples(source.array.shape, spec.shape, wholeTensor);
  if (!count)
    return dataError(source.where + ": expected shape " +
                     describeShapes(spec.shape, wholeTensor) +
                     " with N samples for tensor " + quoteName(spec.name) +
                     " of shape " + formatShape(spec.shape) + ", got " +
                     formatShape(source.array.shape));
  if (Error error = agreeOnCount(*count, source.where))
    return error;
  column.sampleSize = *size;
  uint64_t taken = std::min(*count, limit - data.samples);
  size_t start = column.values.size();
  appendAsFloat32(source.array, taken * *size, column.values);
  if (source.quantized)
    for (float &value : MutableArrayRef(column.values).drop_front(start))
      value = (value - source.zero) * source.scale;
  return Error::success();
}

Error DataSetBuilder::addInput(size_t index, const SourceArray &source) {
  return append(source, inputSpecs[index], data.inputs[index]);
}

Error DataSetBuilder::addOutput(size_t index, const SourceArray &source) {
  return append(source, outputSpecs[index], data.outputs[index]);
}

Error DataSetBuilder::addLabels(const SourceArray &source) {
  ArrayRef<int64_t> shape = source.array.shape;
  if (shape.empty() || shape.size() > 2 || (shape.size() == 2 && shape[1] != 1))
    return dataError(source.where +
                     ": expected shape (N,) with N samples, "
                     "one class number each, got " +
                     formatShape(shape));
  if (Error error = agreeOnCount(shape[0], source.where))
    return error;
  uint64_t taken = std::min<uint64_t>(shape[0], limit - data.samples);
  for (uint64_t index = 0; index < taken; ++index)
    data.classLabels.push_back(elementAsInt64(source.array, index));
  return Error::success();
}

Error DataSetBuilder::endGroup(StringRef path) {
  if (groupSamples == 0)
    return dataError(path + ": expected at least one sample, got none");
  data.samples += std::min(groupSamples, limit - data.samples);
  for (auto [spec, column] : zip_equal(outputSpecs, data.outputs))
    if (!column.values.empty() &&
        column.values.size() != data.samples * column.sampleSize)
      return dataError(path + ": expected values of output " +
                       quoteName(spec.name) +
                       " in all test data sets or in none, got some without");
  return Error::success();
}

static Error addFolder(DataSetBuilder &builder, StringRef path) {
  Expected<std::vector<TestDataFolder>> sets = findTestData(path);
  if (!sets)
    return sets.takeError();
  if (!sets->empty())
    return addTestData(builder, *sets);
  SmallVector<StringRef> names;
  for (const TensorSpec &spec : builder.inputs())
    names.push_back(spec.name);
  for (const TensorSpec &spec : builder.outputs())
    names.push_back(spec.name);
  Expected<std::unique_ptr<ArraySource>> folder = openFolder(path, names);
  if (!folder)
    return folder.takeError();
  if ((*folder)->names().empty())
    return dataError(path +
                     ": expected NAME.npy files, input_N.pb files or "
                     "test_data_set_N folders, got a folder with none of them");
  return addNamedArrays(builder, **folder, path);
}

static Error addFile(DataSetBuilder &builder, StringRef path) {
  StringRef extension = sys::path::extension(path);
  if (extension == ".npy" || extension == ".pb")
    return dataError(path +
                     ": expected an .npz archive or the folder that "
                     "holds such files, got one " +
                     extension + " file");
  Expected<std::unique_ptr<ArraySource>> archive = openArchive(path);
  if (!archive)
    return archive.takeError();
  return addNamedArrays(builder, **archive, path);
}

Expected<DataSet> m2c::loadDataSet(StringRef path, ArrayRef<TensorSpec> inputs,
                                   ArrayRef<TensorSpec> outputs,
                                   unsigned limit) {
  sys::fs::file_status status;
  if (std::error_code error = sys::fs::status(path, status))
    return dataError(path + ": " + error.message());
  DataSetBuilder builder(inputs, outputs, limit);
  Error error = sys::fs::is_directory(status) ? addFolder(builder, path)
                                              : addFile(builder, path);
  if (error)
    return std::move(error);
  return builder.take();
}
