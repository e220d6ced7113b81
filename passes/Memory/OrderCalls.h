// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Between the plan dialect and the solver of compiler/Solvers/OperatorOrder.h.
#ifndef M2C_PASSES_MEMORY_ORDERCALLS_H
#define M2C_PASSES_MEMORY_ORDERCALLS_H

#include "dialects/Plan/Plan.h"

namespace m2c {

/// Puts the calls of each entry in the order with the lowest peak of live bytes,
/// where that is lower than the one that they have, and says what is known of it
/// (`order_peak`, `order_lower_bound`, `order_status` of the model). Before
/// segments are made. Whether any call has moved.
bool orderCalls(plan::ModelOp model);

} // namespace m2c

#endif
