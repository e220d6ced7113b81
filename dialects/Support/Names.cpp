// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Names from locations.
#include "dialects/Support/Names.h"

using namespace mlir;

void m2c::collectNames(Location loc, SmallVectorImpl<StringRef> &names) {
  if (auto name = dyn_cast<NameLoc>(loc)) {
    if (!llvm::is_contained(names, name.getName().getValue()))
      names.push_back(name.getName().getValue());
  } else if (auto fused = dyn_cast<FusedLoc>(loc)) {
    for (Location part : fused.getLocations())
      collectNames(part, names);
  }
}
