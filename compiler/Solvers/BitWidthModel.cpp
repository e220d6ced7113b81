// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Lays a bit-width problem out for the solvers.
#include "compiler/Solvers/BitWidthModel.h"
#include "llvm/ADT/STLExtras.h"
#include <algorithm>
#include <map>

namespace m2c::solvers::bitwidth {

/// A table over a scope in any order, as the table over the ascending scope.
template <typename T>
static std::vector<T> sortTable(const std::vector<unsigned> &scope,
                                const std::vector<T> &table,
                                const std::vector<unsigned> &sizes,
                                const std::vector<unsigned> &sorted) {
  if (scope == sorted)
    return table;
  std::vector<T> result(table.size());
  std::vector<unsigned> choice(scope.size(), 0);
  for (const T &value : table) {
    size_t at = 0;
    for (unsigned v : sorted)
      at = at * sizes[v] + choice[llvm::find(scope, v) - scope.begin()];
    result[at] = value;
    for (size_t i = scope.size(); i-- > 0;) {
      if (++choice[i] < sizes[scope[i]])
        break;
      choice[i] = 0;
    }
  }
  return result;
}

static std::vector<unsigned> ascending(std::vector<unsigned> scope) {
  llvm::sort(scope);
  return scope;
}

size_t Slot::stateOf(llvm::ArrayRef<unsigned> choices) const {
  size_t state = 0;
  for (size_t i = 0; i < scope.size(); ++i)
    state += size_t(strides[i]) * choices[scope[i]];
  return state;
}

/// One slot for each scope of two or more variables.
static std::vector<Slot> makeSlots(const BitWidthProblem &problem,
                                   const std::vector<unsigned> &sizes) {
  std::map<std::vector<unsigned>, Slot> byScope;
  auto slotOf = [&](const std::vector<unsigned> &scope) -> Slot & {
    Slot &slot = byScope[ascending(scope)];
    if (slot.scope.empty()) {
      slot.scope = ascending(scope);
      unsigned states = 1;
      slot.strides.resize(scope.size());
      for (size_t i = scope.size(); i-- > 0;) {
        slot.strides[i] = states;
        states *= sizes[slot.scope[i]];
      }
      slot.allowed.assign(states, 1);
    }
    return slot;
  };
  for (unsigned k = 0; k < problem.constraints.size(); ++k)
    for (const BitWidthTerm &term : problem.constraints[k].terms) {
      if (term.scope.size() < 2)
        continue;
      Slot &slot = slotOf(term.scope);
      std::vector<int64_t> table =
          sortTable(term.scope, term.table, sizes, slot.scope);
      if (!slot.uses.empty() && slot.uses.back().constraint == k)
        for (size_t i = 0; i < table.size(); ++i)
          slot.uses.back().table[i] += table[i];
      else
        slot.uses.push_back({k, std::move(table)});
    }
  for (const BitWidthRelation &relation : problem.relations) {
    if (relation.scope.size() < 2)
      continue;
    Slot &slot = slotOf(relation.scope);
    std::vector<uint8_t> table =
        sortTable(relation.scope, relation.allowed, sizes, slot.scope);
    for (size_t i = 0; i < table.size(); ++i)
      slot.allowed[i] = slot.allowed[i] && table[i];
  }
  std::vector<Slot> slots;
  for (auto &entry : byScope)
    slots.push_back(std::move(entry.second));
  return slots;
}

Model::Model(const BitWidthProblem &problem, bool withSecondary) {
  for (const BitWidthVariable &variable : problem.variables) {
    first.push_back(cost.size());
    sizes.push_back(static_cast<unsigned>(variable.options.size()));
    domains.push_back(static_cast<Domain>((uint64_t(1) << sizes.back()) - 1));
    int64_t largest = 0;
    for (const BitWidthOption &option : variable.options) {
      cost.push_back(option.cost);
      secondary.push_back(withSecondary ? option.secondary : 0);
      largest = std::max(largest, secondary.back());
    }
    weight += largest;
  }
  unary.resize(variables());
  for (unsigned k = 0; k < problem.constraints.size(); ++k) {
    caps.push_back(problem.constraints[k].cap);
    magnitude.push_back(0);
    for (const BitWidthTerm &term : problem.constraints[k].terms) {
      int64_t largest = 0;
      for (int64_t value : term.table)
        largest = std::max(largest, std::abs(value));
      magnitude.back() += largest;
      if (term.scope.size() != 1)
        continue;
      std::vector<Use> &uses = unary[term.scope[0]];
      if (!uses.empty() && uses.back().constraint == k)
        for (size_t i = 0; i < term.table.size(); ++i)
          uses.back().table[i] += term.table[i];
      else
        uses.push_back({k, term.table});
    }
  }
  for (const BitWidthRelation &relation : problem.relations)
    if (relation.scope.size() == 1)
      for (unsigned o = 0; o < relation.allowed.size(); ++o)
        if (!relation.allowed[o])
          domains[relation.scope[0]] &= ~(Domain(1) << o);
  slots = makeSlots(problem, sizes);
  slotsOf.resize(variables());
  tablesOf.resize(constraints());
  for (unsigned v = 0; v < variables(); ++v)
    for (unsigned i = 0; i < unary[v].size(); ++i)
      tablesOf[unary[v][i].constraint].unary.push_back({v, i});
  for (unsigned s = 0; s < slots.size(); ++s) {
    for (unsigned v : slots[s].scope)
      slotsOf[v].push_back(s);
    for (unsigned i = 0; i < slots[s].uses.size(); ++i)
      tablesOf[slots[s].uses[i].constraint].slots.push_back({s, i});
  }
}

Int128 Model::objective(llvm::ArrayRef<unsigned> choices) const {
  Int128 sum = 0;
  for (size_t v = 0; v < choices.size(); ++v)
    sum += objective(first[v] + choices[v]);
  return sum;
}

Int128 Model::objectiveLimit() const {
  Int128 sum = 1;
  for (size_t v = 0; v < variables(); ++v) {
    Int128 largest = objective(first[v]);
    for (unsigned o = 1; o < sizes[v]; ++o)
      largest = std::max(largest, objective(first[v] + o));
    sum += largest;
  }
  return sum;
}

bool Model::isAllowed(llvm::ArrayRef<unsigned> choices) const {
  for (size_t v = 0; v < variables(); ++v)
    if (!(domains[v] >> choices[v] & 1))
      return false;
  return llvm::all_of(slots, [&](const Slot &slot) {
    return slot.allowed[slot.stateOf(choices)] != 0;
  });
}

std::vector<int64_t> Model::use(llvm::ArrayRef<unsigned> choices) const {
  std::vector<int64_t> sum(constraints(), 0);
  for (size_t v = 0; v < variables(); ++v)
    for (const Use &use : unary[v])
      sum[use.constraint] += use.table[choices[v]];
  for (const Slot &slot : slots) {
    size_t state = slot.stateOf(choices);
    for (const Use &use : slot.uses)
      sum[use.constraint] += use.table[state];
  }
  return sum;
}

bool Model::keepsBudgets(llvm::ArrayRef<unsigned> choices) const {
  std::vector<int64_t> used = use(choices);
  for (size_t k = 0; k < caps.size(); ++k)
    if (used[k] > caps[k])
      return false;
  return true;
}

int64_t Model::multiplierLimit(unsigned constraint) const {
  Int128 size = std::max(magnitude[constraint], std::abs(caps[constraint]));
  Int128 room = (Int128(1) << 118) / weight /
                static_cast<Int128>(constraints()) / std::max<Int128>(1, size);
  return static_cast<int64_t>(std::min(room, Int128(1) << 62));
}

} // namespace m2c::solvers::bitwidth
