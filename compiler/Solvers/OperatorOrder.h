// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// In which order to run operations so that the live bytes peak lowest.
#ifndef M2C_COMPILER_SOLVERS_OPERATORORDER_H
#define M2C_COMPILER_SOLVERS_OPERATORORDER_H

#include <cstddef>
#include <cstdint>
#include <vector>

namespace m2c::solvers {

struct OrderTensor {
  int64_t bytes = 0;
  bool isGiven = false; ///< there before the first operation
  bool isKept = false;  ///< still needed after the last one
};

struct Operation {
  std::vector<size_t> reads, writes; ///< tensors
  int64_t scratch = 0;               ///< bytes while it runs
  std::vector<size_t> after; ///< operations, of lower number, to run before
};

/// A tensor that is not given lives from its first writer on, and if not kept
/// to its last reader or writer; while an operation runs, all that it touches
/// lives.
struct OrderProblem {
  std::vector<OrderTensor> tensors;
  std::vector<Operation> operations; ///< in a valid order
};

struct OrderLimits {
  size_t beam = 32;
  size_t states = 200000; ///< sets of done operations that the search stores
};

struct OrderSolution {
  std::vector<size_t> order;
  int64_t peak = 0;
  int64_t lowerBound = 0; ///< no order peaks lower
  bool optimal = false;   ///< peak == lowerBound
};

/// Peak of live bytes of an order.
int64_t peakOfOrder(const OrderProblem &problem,
                    const std::vector<size_t> &order);

/// The given order unless a better one is found: a beam search, then best first
/// over the sets of done operations (Liberis and Lane, "Neural networks on
/// microcontrollers: saving memory at inference via operator reordering", 2020)
/// with forced moves. Deterministic.
OrderSolution orderOperations(const OrderProblem &problem,
                              const OrderLimits &limits = {});

} // namespace m2c::solvers

#endif
