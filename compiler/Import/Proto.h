// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// ONNX's protobuf classes under a name of their own, as `onnx` is also m2c's
// dialect. Private to this folder: no header that others include may need it.
#ifndef M2C_IMPORT_PROTO_H
#define M2C_IMPORT_PROTO_H

#include <onnx/onnx_pb.h>

namespace m2c {
namespace pb = ::onnx;

/// Repeated message field, as protobuf hands it out.
template <typename T>
using ProtoList = google::protobuf::RepeatedPtrField<T>;
} // namespace m2c

#endif // M2C_IMPORT_PROTO_H
