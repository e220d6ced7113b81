// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Reads the tensor files of ONNX test data (input_N.pb, output_N.pb: one
// serialised TensorProto). A library of its own, so that the data library needs
// neither MLIR nor protobuf headers.
#ifndef M2C_IMPORT_TENSORFILE_H
#define M2C_IMPORT_TENSORFILE_H

#include "compiler/Data/Array.h"
#include "llvm/Support/Error.h"

namespace m2c {

/// Reads the TensorProto at `path`: bool, signed and unsigned integers of 8 to
/// 64 bits, float16, float32, float64, and bfloat16 (returned as float32), from
/// raw_data or the typed fields. `name` is the tensor's own name, often empty.
/// Errors (each begins with `path`): cannot be read, no tensor, another element
/// type, external or segmented data, negative or overflowing shape, fewer or
/// more values than the shape asks for, a value outside its type.
llvm::Expected<NamedArray> readTensorFile(llvm::StringRef path);

} // namespace m2c

#endif // M2C_IMPORT_TENSORFILE_H
