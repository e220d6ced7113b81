// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Samples for calibration, evaluation and verification: float32 model inputs
// with optional expected outputs and labels, from every form of DATA that the
// programs accept.
#ifndef M2C_DATA_DATASET_H
#define M2C_DATA_DATASET_H

#include "compiler/Data/Array.h"
#include "llvm/Support/Error.h"

namespace m2c {

/// An input or output of the model. `shape` is the ONNX shape, batch included,
/// every dimension at least 1. `dtype` is used in messages only: values are
/// always handed out as float32.
struct TensorSpec {
  std::string name;
  llvm::SmallVector<int64_t> shape;
  NpyType dtype = NpyType::Float32;
  bool isOptional = false; ///< an input that the data need not have
};

/// Values of one input or output for all samples, one after the other.
struct SampleColumn {
  std::vector<float> values; // empty: the data does not hold this output
  size_t sampleSize = 0;     // elements per sample: product of the ONNX shape

  llvm::ArrayRef<float> sample(size_t index) const {
    return llvm::ArrayRef(values).slice(index * sampleSize, sampleSize);
  }
};

/// Immutable once loaded. Indices of inputs and outputs are those of the specs
/// given to `loadDataSet`; elements are in ONNX order, C order.
class DataSet {
public:
  /// At least 1.
  size_t numSamples() const { return samples; }

  /// Empty where an optional input is not there.
  llvm::ArrayRef<float> input(unsigned input, size_t sample) const {
    return inputs[input].values.empty() ? llvm::ArrayRef<float>()
                                        : inputs[input].sample(sample);
  }

  bool hasExpected(unsigned output) const {
    return !outputs[output].values.empty();
  }
  bool hasAnyExpected() const {
    return llvm::any_of(outputs, [](const SampleColumn &column) {
      return !column.values.empty();
    });
  }
  /// Only where `hasExpected(output)`.
  llvm::ArrayRef<float> expected(unsigned output, size_t sample) const {
    return outputs[output].sample(sample);
  }

  /// One class number per sample, or empty. Any int64 may occur: a value that
  /// is no class of the model (below 0, or at least the number of classes)
  /// means "not known" and is not counted.
  llvm::ArrayRef<int64_t> labels() const { return classLabels; }

private:
  friend class DataSetBuilder;
  size_t samples = 0;
  std::vector<SampleColumn> inputs, outputs;
  std::vector<int64_t> classLabels;
};

/// Reads DATA at `path`: an .npz, a folder of NAME.npy (NAME may hold '/': then
/// in sub-folders), a folder of ONNX input_N.pb and output_N.pb, or a folder
/// that holds folders test_data_set_N of those.
///
/// Arrays: NAME or NAME_q with scalars NAME_scale and NAME_zero for each input,
/// optional out_NAME (likewise) for each output, optional `labels`; others are
/// ignored, but an out_NAME for no output is an error unless `outputs` is
/// empty. Axis 0 counts samples. Where an input's shape begins with 1, that 1
/// may be the sample axis: (N, 1, 44, 13) and (N, 1, 1, 44, 13) for 1x1x44x13.
/// One .pb file may also hold one sample in the ONNX shape itself.
///
/// `limit`: at most so many samples, from the first; 0 takes all.
/// Errors name the file or folder and the array, what was expected and found.
llvm::Expected<DataSet> loadDataSet(llvm::StringRef path,
                                    llvm::ArrayRef<TensorSpec> inputs,
                                    llvm::ArrayRef<TensorSpec> outputs,
                                    unsigned limit = 0);

} // namespace m2c

#endif // M2C_DATA_DATASET_H
