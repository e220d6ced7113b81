// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A look at a model file before protobuf parses it: two bytes of file can
// become 300 bytes of memory, so the number of such pieces is limited.
#ifndef M2C_IMPORT_FIELDCOUNT_H
#define M2C_IMPORT_FIELDCOUNT_H

#include "llvm/ADT/StringRef.h"

namespace m2c {

/// Nodes, attributes, names and the like that a model file may have. A node
/// has about ten; at the limit protobuf takes about 4 GB.
inline constexpr size_t kMaxFields = size_t(16) << 20;

/// Number of messages and strings in the ModelProto `bytes`, at most `limit`.
/// Damaged parts, which the parser will refuse, are not counted.
size_t countFields(llvm::StringRef bytes, size_t limit = kMaxFields + 1);

} // namespace m2c

#endif // M2C_IMPORT_FIELDCOUNT_H
