// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A bit-width problem laid out for the solvers: options numbered through, terms
// of the same scope merged, and the order in which variables are eliminated.
#ifndef M2C_COMPILER_SOLVERS_BITWIDTHMODEL_H
#define M2C_COMPILER_SOLVERS_BITWIDTHMODEL_H

#include "compiler/Solvers/BitWidthProblem.h"
#include "llvm/ADT/ArrayRef.h"

namespace m2c::solvers::bitwidth {

/// Multipliers are integers over 2^40.
constexpr int kMultiplierBits = 40;
/// Tables made while eliminating a variable have at most so many states; what
/// would be larger is split, which weakens the bound until variables are fixed.
constexpr uint64_t kMaxStates = 2187;

/// Set of a variable's options that are left, one bit each.
using Domain = uint32_t;
using Domains = std::vector<Domain>;

/// What a constraint takes from one table.
struct Use {
  unsigned constraint;
  std::vector<int64_t> table;
};

/// All tables over one scope of two or three variables, scope ascending.
struct Slot {
  std::vector<unsigned> scope;
  std::vector<unsigned> strides;
  std::vector<uint8_t> allowed; ///< by state
  std::vector<Use> uses;

  size_t states() const { return allowed.size(); }
  size_t stateOf(llvm::ArrayRef<unsigned> choices) const;
};

struct Model {
  /// Without the secondary values the objective is the cost, and what is between
  /// two integers rounds up; with them, ties are told apart.
  explicit Model(const BitWidthProblem &problem, bool withSecondary);

  size_t variables() const { return sizes.size(); }
  size_t constraints() const { return caps.size(); }
  size_t optionCount() const { return cost.size(); }

  /// cost * weight + secondary: what is minimised.
  Int128 objective(size_t flat) const {
    return Int128(cost[flat]) * weight + secondary[flat];
  }
  Int128 objective(llvm::ArrayRef<unsigned> choices) const;
  /// Above the objective of every choice.
  Int128 objectiveLimit() const;
  bool isAllowed(llvm::ArrayRef<unsigned> choices) const;
  std::vector<int64_t> use(llvm::ArrayRef<unsigned> choices) const;
  bool keepsBudgets(llvm::ArrayRef<unsigned> choices) const;
  /// The largest multiplier (over 2^40) with which no sum can overflow.
  int64_t multiplierLimit(unsigned constraint) const;

  std::vector<unsigned> sizes; ///< options of each variable
  std::vector<size_t> first;   ///< flat index of each variable's option 0
  std::vector<int64_t> cost, secondary; ///< by flat index
  int64_t weight = 1; ///< 1 + the sum of the largest secondaries
  std::vector<int64_t> caps;
  /// Sum of the largest absolute values of each constraint's terms.
  std::vector<int64_t> magnitude;
  std::vector<std::vector<Use>> unary;        ///< by variable
  std::vector<Slot> slots;                    ///< scopes ascending
  std::vector<std::vector<unsigned>> slotsOf; ///< by variable
  /// Where a constraint's tables are: (variable or slot, index of its Use).
  struct Tables {
    std::vector<std::pair<unsigned, unsigned>> unary, slots;
  };
  std::vector<Tables> tablesOf; ///< by constraint
  Domains domains;              ///< without what unary relations forbid
};

/// Where a function's value is read in a bucket: one entry per state.
struct BucketInput {
  bool isSlot;
  unsigned index; ///< of a slot, or of the bucket that sent the message
  std::vector<uint32_t> at;
};

/// The functions that mention `variable` when it is eliminated, or a part of
/// them. Scope: `rest` ascending, then the variable, which runs fastest.
struct Bucket {
  unsigned variable;
  bool hasUnary; ///< the first of the variable's buckets
  std::vector<unsigned> rest;
  size_t states;
  std::vector<BucketInput> inputs;
};

/// The plan of an elimination (Dechter, "Bucket elimination", 1999; split as in
/// her mini-buckets). Every variable's buckets stand together, in elimination
/// order; a message goes to a later bucket.
struct BucketTree {
  explicit BucketTree(const Model &model);

  std::vector<unsigned> order;
  std::vector<Bucket> buckets;
  std::vector<std::pair<unsigned, unsigned>> bucketsOf; ///< begin, end
};

} // namespace m2c::solvers::bitwidth

#endif // M2C_COMPILER_SOLVERS_BITWIDTHMODEL_H
