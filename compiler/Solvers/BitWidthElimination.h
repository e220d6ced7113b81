// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Minimises a sum of tables by eliminating one variable after the other: in
// doubles while multipliers are searched for, in 128-bit integers for what is
// claimed.
#ifndef M2C_COMPILER_SOLVERS_BITWIDTHELIMINATION_H
#define M2C_COMPILER_SOLVERS_BITWIDTHELIMINATION_H

#include "compiler/Solvers/BitWidthModel.h"
#include <algorithm>
#include <limits>

namespace m2c::solvers::bitwidth {

/// Stands for "forbidden"; real sums stay below 2^122.
template <typename T>
inline T infinity() {
  return std::numeric_limits<T>::infinity();
}
template <>
inline Int128 infinity<Int128>() {
  return Int128(1) << 124;
}

/// Infinite if either is; two infinities must not overflow.
template <typename T>
inline T plus(T a, T b) {
  return a >= infinity<T>() || b >= infinity<T>() ? infinity<T>() : a + b;
}

/// A table per slot and one over all options; the caller fills them, with
/// infinity for what is forbidden.
template <typename T>
struct Potentials {
  explicit Potentials(const Model &model) : unary(model.optionCount()) {
    for (const Slot &slot : model.slots)
      slots.emplace_back(slot.states());
  }
  std::vector<T> unary; ///< by flat index
  std::vector<std::vector<T>> slots;
};

template <typename T>
class Elimination {
public:
  Elimination(const Model &model, const BucketTree &tree)
      : model(model), tree(tree), tables(tree.buckets.size()),
        messages(tree.buckets.size()), down(tree.buckets.size()) {
    for (size_t b = 0; b < tree.buckets.size(); ++b) {
      tables[b].resize(tree.buckets[b].states);
      size_t states =
          tree.buckets[b].states / model.sizes[tree.buckets[b].variable];
      messages[b].resize(states);
      down[b].resize(states);
    }
  }

  /// The minimum, or a lower bound if buckets were split.
  T minimize(const Potentials<T> &potentials) {
    minimum = 0;
    for (size_t b = 0; b < tree.buckets.size(); ++b) {
      fill(b, potentials);
      const Bucket &bucket = tree.buckets[b];
      unsigned size = model.sizes[bucket.variable];
      for (size_t r = 0; r < messages[b].size(); ++r)
        messages[b][r] = *std::min_element(&tables[b][r * size],
                                           &tables[b][r * size] + size);
      if (bucket.rest.empty())
        minimum = plus(minimum, messages[b][0]);
    }
    return minimum;
  }

  /// A choice that attains the last minimum if no bucket was split, the lowest
  /// option on a tie.
  void argmin(std::vector<unsigned> &choices) const {
    choices.assign(model.variables(), 0);
    for (size_t i = tree.order.size(); i-- > 0;) {
      unsigned v = tree.order[i], size = model.sizes[v];
      T best = infinity<T>();
      unsigned bestOption = 0;
      for (unsigned o = 0; o < size; ++o) {
        T sum = 0;
        for (unsigned b = tree.bucketsOf[v].first; b < tree.bucketsOf[v].second;
             ++b)
          sum = plus(sum, tables[b][restOf(b, choices) * size + o]);
        if (sum < best) {
          best = sum;
          bestOption = o;
        }
      }
      choices[v] = bestOption;
    }
  }

  /// For each option the minimum with that option taken, or a lower bound of
  /// it. After minimize(), whose tables it completes.
  void marginals(std::vector<T> &result) {
    result.assign(model.optionCount(), 0);
    for (std::vector<T> &table : down)
      std::fill(table.begin(), table.end(), infinity<T>());
    for (size_t b = tree.buckets.size(); b-- > 0;) {
      const Bucket &bucket = tree.buckets[b];
      unsigned v = bucket.variable, size = model.sizes[v];
      if (bucket.rest.empty()) // the other trees stand at their minima
        down[b][0] =
            minimum >= infinity<T>() ? infinity<T>() : minimum - messages[b][0];
      std::vector<T> own(size, infinity<T>());
      for (size_t s = 0; s < bucket.states; ++s) {
        T whole = plus(tables[b][s], down[b][s / size]);
        own[s % size] = std::min(own[s % size], whole);
        for (const BucketInput &input : bucket.inputs) {
          if (input.isSlot || whole >= infinity<T>())
            continue;
          T &target = down[input.index][input.at[s]];
          target = std::min(target, whole - messages[input.index][input.at[s]]);
        }
      }
      for (unsigned o = 0; o < size; ++o) {
        T &marginal = result[model.first[v] + o];
        bool isFirstVisit = b + 1 == tree.bucketsOf[v].second;
        marginal = isFirstVisit ? own[o] : std::max(marginal, own[o]);
      }
    }
  }

  /// How much more than its minimum a state of a bucket costs. The minimum plus
  /// this over all buckets is the cost of a choice, or less.
  T reducedCost(size_t bucket, size_t state) const {
    T value = tables[bucket][state];
    unsigned size = model.sizes[tree.buckets[bucket].variable];
    return value >= infinity<T>() ? value
                                  : value - messages[bucket][state / size];
  }

private:
  void fill(size_t b, const Potentials<T> &potentials) {
    const Bucket &bucket = tree.buckets[b];
    std::vector<T> &table = tables[b];
    unsigned size = model.sizes[bucket.variable];
    const T *unary = &potentials.unary[model.first[bucket.variable]];
    for (size_t s = 0; s < bucket.states; ++s)
      table[s] = bucket.hasUnary ? unary[s % size] : T(0);
    for (const BucketInput &input : bucket.inputs) {
      const std::vector<T> &from =
          input.isSlot ? potentials.slots[input.index] : messages[input.index];
      for (size_t s = 0; s < bucket.states; ++s)
        table[s] = plus(table[s], from[input.at[s]]);
    }
  }

  size_t restOf(unsigned b, const std::vector<unsigned> &choices) const {
    size_t state = 0;
    for (unsigned v : tree.buckets[b].rest)
      state = state * model.sizes[v] + choices[v];
    return state;
  }

  const Model &model;
  const BucketTree &tree;
  T minimum = 0;
  /// By bucket: sums over its scope, their minima over the variable, and what
  /// the rest of the problem adds at least.
  std::vector<std::vector<T>> tables, messages, down;
};

} // namespace m2c::solvers::bitwidth

#endif // M2C_COMPILER_SOLVERS_BITWIDTHELIMINATION_H
