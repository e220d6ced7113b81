// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Data form 1: named arrays (.npz, or a folder of .npy). Decides which array
// serves which tensor, and explains what is missing or misspelt.
#include "compiler/Data/DataSetBuilder.h"
#include "compiler/Data/Npy.h"
#include "compiler/Support/Text.h"

using namespace llvm;
using namespace m2c;

static constexpr StringLiteral outputPrefix("out_");
static constexpr StringLiteral labelsName("labels");

static Error arraysError(const Twine &message) {
  return make_error<StringError>(message, inconvertibleErrorCode());
}

static bool namesInput(ArrayRef<TensorSpec> inputs, StringRef name) {
  return any_of(inputs,
                [&](const TensorSpec &spec) { return spec.name == name; });
}

/// NAME_q serves input NAME, unless it is itself the name of an input.
static bool hasQuantized(const ArraySource &source, ArrayRef<TensorSpec> inputs,
                         StringRef name) {
  std::string quantized = (name + "_q").str();
  return source.has(quantized) && !namesInput(inputs, quantized);
}

static std::string nearestHint(StringRef name,
                               ArrayRef<std::string> candidates) {
  StringRef nearest = nearestName(name, candidates);
  return nearest.empty() ? "" : " (nearest: " + quoteName(nearest) + ")";
}

/// All inputs without an array, in one message.
static Error checkInputs(const ArraySource &source, ArrayRef<TensorSpec> inputs,
                         StringRef path) {
  std::vector<std::string> spare;
  for (const std::string &name : source.names())
    if (!namesInput(inputs, name))
      spare.push_back(name);
  std::string missing;
  ListSeparator comma;
  for (const TensorSpec &spec : inputs)
    if (!spec.isOptional && !source.has(spec.name) &&
        !hasQuantized(source, inputs, spec.name))
      missing += (StringRef(comma) + quoteName(spec.name) +
                  nearestHint(spec.name, spare))
                     .str();
  if (missing.empty())
    return Error::success();
  std::string hint;
  if (source.has("arr_0"))
    hint = "; numpy.savez calls arrays arr_0, arr_1 unless they are passed as "
           "NAME=array";
  return arraysError(path + ": expected one array per model input, missing " +
                     missing + ", got " + quoteNames(source.names()) + hint);
}

/// An out_NAME that fits no output would silently not be compared.
static Error checkOutputs(const ArraySource &source,
                          const DataSetBuilder &builder, StringRef path) {
  std::vector<std::string> known;
  for (const TensorSpec &spec : builder.outputs())
    known.push_back((outputPrefix + spec.name).str());
  auto isKnown = [&](StringRef name) {
    for (StringRef suffix : {"", "_q", "_scale", "_zero"}) {
      StringRef stem = name;
      if (stem.consume_back(suffix) &&
          (is_contained(known, stem) || namesInput(builder.inputs(), stem)))
        return true;
    }
    return false;
  };
  if (known.empty())
    return Error::success();
  for (const std::string &name : source.names())
    if (StringRef(name).starts_with(outputPrefix) && !isKnown(name))
      return arraysError(path + ": array " + quoteName(name) +
                         ": expected the name of a model output" +
                         nearestHint(name, known) + ", one of " +
                         quoteNames(known));
  return Error::success();
}

static std::string locate(StringRef path, StringRef name) {
  return (path + ": array " + quoteName(name)).str();
}

static Expected<float> readScalar(const ArraySource &source, StringRef path,
                                  StringRef name, StringRef user) {
  if (!source.has(name))
    return arraysError(path + ": expected the scalar " + quoteName(name) +
                       " that belongs to " + quoteName(user) + ", got " +
                       quoteNames(source.names()));
  Expected<NpyArray> array = source.read(name);
  if (!array)
    return array.takeError();
  if (array->shape.size() > 1 || countElements(array->shape) != 1)
    return arraysError(locate(path, name) + ": expected a scalar, got shape " +
                       formatShape(array->shape));
  std::vector<float> value;
  appendAsFloat32(*array, 1, value);
  return value[0];
}

static Expected<SourceArray> readArray(const ArraySource &source,
                                       StringRef path, StringRef name,
                                       bool quantized) {
  std::string arrayName = (name + (quantized ? "_q" : "")).str();
  SourceArray result;
  result.where = locate(path, arrayName);
  Expected<NpyArray> array = source.read(arrayName);
  if (!array)
    return array.takeError();
  result.array = std::move(*array);
  result.quantized = quantized;
  if (!quantized)
    return result;
  Expected<float> scale =
      readScalar(source, path, (name + "_scale").str(), arrayName);
  if (!scale)
    return scale.takeError();
  Expected<float> zero =
      readScalar(source, path, (name + "_zero").str(), arrayName);
  if (!zero)
    return zero.takeError();
  result.scale = *scale;
  result.zero = *zero;
  return result;
}

/// Reads NAME or NAME_q and hands it to `add`.
static Error addOne(const DataSetBuilder &builder, const ArraySource &source,
                    StringRef path, StringRef name,
                    function_ref<Error(const SourceArray &)> add) {
  bool plain = source.has(name);
  bool quantized = hasQuantized(source, builder.inputs(), name);
  if (plain && quantized)
    return arraysError(path + ": expected one of " + quoteName(name) + " and " +
                       quoteName((name + "_q").str()) + ", got both");
  if (!plain && !quantized)
    return Error::success();
  Expected<SourceArray> array = readArray(source, path, name, quantized);
  if (!array)
    return array.takeError();
  return add(*array);
}

Error m2c::addNamedArrays(DataSetBuilder &builder, const ArraySource &source,
                          StringRef path) {
  if (Error error = checkInputs(source, builder.inputs(), path))
    return error;
  if (Error error = checkOutputs(source, builder, path))
    return error;
  builder.beginGroup(/*wholeTensor=*/false);
  for (auto [index, spec] : enumerate(builder.inputs()))
    if (Error error = addOne(builder, source, path, spec.name,
                             [&, index = index](const SourceArray &array) {
                               return builder.addInput(index, array);
                             }))
      return error;
  for (auto [index, spec] : enumerate(builder.outputs())) {
    std::string name = (outputPrefix + spec.name).str();
    if (namesInput(builder.inputs(), name))
      continue;
    if (Error error = addOne(builder, source, path, name,
                             [&, index = index](const SourceArray &array) {
                               return builder.addOutput(index, array);
                             }))
      return error;
  }
  if (source.has(labelsName) && !namesInput(builder.inputs(), labelsName)) {
    Expected<SourceArray> labels = readArray(source, path, labelsName, false);
    if (!labels)
      return labels.takeError();
    if (Error error = builder.addLabels(*labels))
      return error;
  }
  return builder.endGroup(path);
}
