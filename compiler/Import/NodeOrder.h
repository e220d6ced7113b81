// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Puts the nodes of a graph or function body in an order in which each name is
// defined before it is used.
#ifndef M2C_IMPORT_NODEORDER_H
#define M2C_IMPORT_NODEORDER_H

#include "compiler/Import/ImportErrors.h"
#include "mlir/Support/LLVM.h"

namespace m2c {

/// Indices of `nodes` in topological order, the order of the file wherever that
/// is free. `isDefined` tells which names are there before the first node.
/// Reports every undefined input and every second definition of a name, and
/// goes on as if the name were defined (once); reports one cycle by the names
/// of its nodes and fails. O(n log n).
mlir::FailureOr<std::vector<int>>
orderNodes(const ProtoList<pb::NodeProto> &nodes,
           llvm::function_ref<bool(llvm::StringRef)> isDefined,
           llvm::StringRef prefix, ImportErrors &errors);

} // namespace m2c

#endif // M2C_IMPORT_NODEORDER_H
