// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Collects the samples of a DataSet array by array and checks that shapes and
// sample counts agree. Private to the data library: one loader per data form
// feeds it.
#ifndef M2C_DATA_DATASETBUILDER_H
#define M2C_DATA_DATASETBUILDER_H

#include "compiler/Data/DataSet.h"
#include "compiler/Data/DataSource.h"

namespace m2c {

/// Values for one input or output, and where they come from.
struct SourceArray {
  NpyArray array;
  /// Stands for (element - zero) * scale in float32 where `quantized`.
  bool quantized = false;
  float scale = 1.0f, zero = 0.0f;
  /// File and array, the beginning of every message about it.
  std::string where;
};

class DataSetBuilder {
public:
  DataSetBuilder(llvm::ArrayRef<TensorSpec> inputs,
                 llvm::ArrayRef<TensorSpec> outputs, unsigned limit);

  llvm::ArrayRef<TensorSpec> inputs() const { return inputSpecs; }
  llvm::ArrayRef<TensorSpec> outputs() const { return outputSpecs; }

  /// Arrays added between `beginGroup` and `endGroup` must hold the same number
  /// of samples. `wholeTensor`: an array in the ONNX shape itself is one
  /// sample.
  void beginGroup(bool wholeTensor);
  llvm::Error addInput(size_t index, const SourceArray &source);
  llvm::Error addOutput(size_t index, const SourceArray &source);
  llvm::Error addLabels(const SourceArray &source);
  llvm::Error endGroup(llvm::StringRef path);

  /// The limit of samples is reached.
  bool isFull() const { return data.samples >= limit; }
  DataSet take() { return std::move(data); }

private:
  llvm::Error append(const SourceArray &source, const TensorSpec &spec,
                     SampleColumn &column);
  llvm::Error agreeOnCount(uint64_t count, llvm::StringRef where);

  llvm::ArrayRef<TensorSpec> inputSpecs, outputSpecs;
  uint64_t limit;
  DataSet data;
  bool wholeTensor = false;
  uint64_t groupSamples = 0; // of the whole arrays, 0 before the first
  std::string groupWhere;    // the array that gave groupSamples
};

/// Adds the arrays of an .npz or a folder of .npy; `path` begins messages.
llvm::Error addNamedArrays(DataSetBuilder &builder, const ArraySource &source,
                           llvm::StringRef path);

/// Adds the tensors of ONNX test data folders, in order, up to the limit.
llvm::Error addTestData(DataSetBuilder &builder,
                        llvm::ArrayRef<TestDataFolder> folders);

} // namespace m2c

#endif // M2C_DATA_DATASETBUILDER_H
