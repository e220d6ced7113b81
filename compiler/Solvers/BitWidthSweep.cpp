// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Takes out options that no budget could bear.
#include "compiler/Solvers/BitWidthSearch.h"
#include <algorithm>
#include <limits>

namespace m2c::solvers::bitwidth {

namespace {

constexpr int64_t kNone = std::numeric_limits<int64_t>::max();

/// What one constraint takes at least, in all and more with each option.
class ConstraintSweep {
public:
  ConstraintSweep(const Model &model, Domains &domains)
      : model(model), domains(domains), extra(model.optionCount(), 0) {}

  /// Whether the constraint can be kept; takes out the options that it cannot.
  bool run(unsigned k) {
    least = 0;
    std::fill(extra.begin(), extra.end(), 0);
    for (auto [v, index] : model.tablesOf[k].unary)
      addUnary(v, model.unary[v][index].table);
    for (auto [s, index] : model.tablesOf[k].slots)
      if (!addSlot(model.slots[s], model.slots[s].uses[index].table))
        return false;
    if (least > model.caps[k])
      return false;
    for (size_t v = 0; v < model.variables(); ++v)
      for (unsigned o = 0; o < model.sizes[v]; ++o)
        if (extra[model.first[v] + o] > model.caps[k] - least)
          domains[v] &= ~(Domain(1) << o);
    return !isEmpty(domains);
  }

private:
  void add(unsigned v, const std::vector<int64_t> &atLeast, int64_t minimum) {
    for (unsigned o = 0; o < model.sizes[v]; ++o) {
      int64_t &sum = extra[model.first[v] + o];
      sum = sum == kNone || atLeast[o] == kNone ? kNone
                                                : sum + (atLeast[o] - minimum);
    }
  }

  void addUnary(unsigned v, const std::vector<int64_t> &table) {
    std::vector<int64_t> atLeast(model.sizes[v], kNone);
    for (unsigned o = 0; o < model.sizes[v]; ++o)
      if (domains[v] >> o & 1)
        atLeast[o] = table[o];
    int64_t minimum = *std::min_element(atLeast.begin(), atLeast.end());
    least += minimum;
    add(v, atLeast, minimum);
  }

  bool addSlot(const Slot &slot, const std::vector<int64_t> &table) {
    std::vector<std::vector<int64_t>> atLeast;
    for (unsigned v : slot.scope)
      atLeast.emplace_back(model.sizes[v], kNone);
    int64_t minimum = kNone;
    for (size_t state = 0; state < slot.states(); ++state) {
      bool live = slot.allowed[state];
      for (size_t i = 0; live && i < slot.scope.size(); ++i)
        live = domains[slot.scope[i]] >> optionIn(slot, state, i) & 1;
      if (!live)
        continue;
      minimum = std::min(minimum, table[state]);
      for (size_t i = 0; i < slot.scope.size(); ++i) {
        int64_t &value = atLeast[i][optionIn(slot, state, i)];
        value = std::min(value, table[state]);
      }
    }
    if (minimum == kNone)
      return false;
    least += minimum;
    for (size_t i = 0; i < slot.scope.size(); ++i)
      add(slot.scope[i], atLeast[i], minimum);
    return true;
  }

  unsigned optionIn(const Slot &slot, size_t state, size_t i) const {
    return static_cast<unsigned>(state / slot.strides[i] %
                                 model.sizes[slot.scope[i]]);
  }

  const Model &model;
  Domains &domains;
  int64_t least = 0;
  std::vector<int64_t> extra; ///< by flat index; kNone: not there
};

} // namespace

int sweepBudgets(const Model &model, Domains &domains) {
  ConstraintSweep sweep(model, domains);
  for (unsigned k = 0; k < model.constraints(); ++k)
    if (!sweep.run(k))
      return static_cast<int>(k);
  return -1;
}

} // namespace m2c::solvers::bitwidth
