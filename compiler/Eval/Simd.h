// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Which table of inner loops to use on this machine.
#ifndef M2C_EVAL_SIMD_H
#define M2C_EVAL_SIMD_H

#include "compiler/Eval/SimdKernels.h"
#include "llvm/ADT/SmallVector.h"

namespace m2c::eval {

/// The fastest table that this processor runs. Its last bits depend on the
/// processor and its caches.
const SimdKernels &fastKernels();

/// The same bits on every machine of one architecture, some times slower than
/// fastKernels() and much faster than reproducibleKernels(). For decisions that
/// must not depend on the host.
const SimdKernels &portableKernels();

/// Plain loops that add in index order in double precision: the same bits on
/// every machine. For values that end up in the emitted C.
const SimdKernels &reproducibleKernels();

/// Every table that this processor runs, reproducibleKernels() first.
llvm::SmallVector<const SimdKernels *> runnableKernels();

} // namespace m2c::eval

#endif
