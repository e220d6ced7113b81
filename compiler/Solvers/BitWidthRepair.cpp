// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Greedy repair of choices that break budgets.
#include "compiler/Solvers/BitWidthRepair.h"
#include "llvm/ADT/STLExtras.h"
#include <cmath>

// The same doubles on every machine.
#pragma STDC FP_CONTRACT OFF

namespace m2c::solvers::bitwidth {

void Repair::set(unsigned variable, unsigned option) {
  unsigned old = choices[variable];
  objective += model.objective(model.first[variable] + option) -
               model.objective(model.first[variable] + old);
  for (const Use &use : model.unary[variable])
    used[use.constraint] += use.table[option] - use.table[old];
  for (unsigned s : model.slotsOf[variable]) {
    size_t before = model.slots[s].stateOf(choices);
    choices[variable] = option;
    size_t after = model.slots[s].stateOf(choices);
    choices[variable] = old;
    for (const Use &use : model.slots[s].uses)
      used[use.constraint] += use.table[after] - use.table[before];
  }
  choices[variable] = option;
}

void Repair::undo(std::vector<Change> &trail) {
  for (auto [variable, option] : llvm::reverse(trail))
    set(variable, option);
  trail.clear();
}

/// Changes a variable and, where a relation then asks for it, others with it;
/// each at most once. False leaves a trail to undo.
bool Repair::change(unsigned variable, unsigned option,
                    std::vector<Change> &trail) {
  trail.push_back({variable, choices[variable]});
  set(variable, option);
  for (unsigned s : model.slotsOf[variable]) {
    const Slot &slot = model.slots[s];
    if (slot.allowed[slot.stateOf(choices)])
      continue;
    unsigned bestVariable = 0, bestOption = 0;
    Int128 best = 0;
    bool found = false;
    for (unsigned other : slot.scope) {
      if (llvm::any_of(trail, [&](Change c) { return c.first == other; }))
        continue;
      unsigned old = choices[other];
      for (unsigned o = 0; o < model.sizes[other]; ++o) {
        choices[other] = o;
        Int128 cost = model.objective(model.first[other] + o) -
                      model.objective(model.first[other] + old);
        if (domains[other] >> o & 1 && slot.allowed[slot.stateOf(choices)] &&
            (!found || cost < best)) {
          found = true;
          best = cost;
          bestVariable = other;
          bestOption = o;
        }
      }
      choices[other] = old;
    }
    if (!found || !change(bestVariable, bestOption, trail))
      return false;
  }
  return true;
}

/// By how much the budgets are broken, each relative to its own size.
double Repair::excess() const {
  double sum = 0;
  for (size_t k = 0; k < used.size(); ++k)
    if (used[k] > model.caps[k])
      sum += static_cast<double>(used[k] - model.caps[k]) /
             static_cast<double>(std::max<int64_t>(1, model.magnitude[k]));
  return sum;
}

/// The change that takes away most excess for its price.
bool Repair::reduceExcess() {
  double before = excess(), bestScore = 0;
  Change best = {0, 0};
  bool found = false;
  Int128 objectiveBefore = objective;
  std::vector<int64_t> usedBefore = used;
  std::vector<Change> trail;
  for (unsigned v = 0; v < model.variables(); ++v)
    for (unsigned o = 0; o < model.sizes[v]; ++o) {
      if (o == choices[v] || !(domains[v] >> o & 1))
        continue;
      if (change(v, o, trail)) {
        double gain = before - excess();
        double price = static_cast<double>(objective - objectiveBefore) /
                       static_cast<double>(model.weight);
        for (size_t k = 0; k < used.size(); ++k)
          price += prices[k] * static_cast<double>(used[k] - usedBefore[k]);
        double score = std::max(price, 1e-9) / gain;
        if (gain > 1e-15 && (!found || score < bestScore)) {
          found = true;
          bestScore = score;
          best = {v, o};
        }
      }
      undo(trail);
    }
  if (found)
    change(best.first, best.second, trail);
  return found;
}

/// The change that saves most while all budgets are kept.
bool Repair::reduceCost() {
  Int128 before = objective, bestObjective = objective;
  Change best = {0, 0};
  std::vector<Change> trail;
  for (unsigned v = 0; v < model.variables(); ++v)
    for (unsigned o = 0; o < model.sizes[v]; ++o) {
      if (o == choices[v] || !(domains[v] >> o & 1))
        continue;
      // Without slots the objective tells before the uses are looked at.
      if (model.slotsOf[v].empty() &&
          before + model.objective(model.first[v] + o) -
                  model.objective(model.first[v] + choices[v]) >=
              bestObjective)
        continue;
      if (change(v, o, trail) && objective < bestObjective && excess() <= 0) {
        bestObjective = objective;
        best = {v, o};
      }
      undo(trail);
    }
  if (bestObjective >= before)
    return false;
  return change(best.first, best.second, trail);
}

/// The single changes of variables that have a choice left, alone.
std::vector<Repair::Move> Repair::moves() {
  std::vector<Move> result;
  std::vector<Change> trail;
  Int128 objectiveBefore = objective;
  std::vector<int64_t> usedBefore = used;
  for (unsigned v = 0; v < model.variables(); ++v)
    for (unsigned o = 0; o < model.sizes[v]; ++o) {
      if (o == choices[v] || !(domains[v] >> o & 1))
        continue;
      if (change(v, o, trail) && trail.size() == 1) {
        Move move = {v, o, objective - objectiveBefore, used};
        for (size_t k = 0; k < used.size(); ++k)
          move.use[k] -= usedBefore[k];
        result.push_back(std::move(move));
      }
      undo(trail);
    }
  llvm::sort(result, [](const Move &a, const Move &b) {
    return std::tuple(a.objective, a.variable, a.option) <
           std::tuple(b.objective, b.variable, b.option);
  });
  return result;
}

bool Repair::shareSlot(unsigned a, unsigned b) const {
  return llvm::any_of(model.slotsOf[a], [&](unsigned slot) {
    return llvm::is_contained(model.slotsOf[b], slot);
  });
}

/// The two changes that together save most while all budgets are kept. Not for
/// problems with very many options left: quadratic.
bool Repair::reduceCostByPair() {
  constexpr size_t kMostMoves = 2000;
  std::vector<Move> all = moves();
  if (all.size() > kMostMoves)
    return false;
  Int128 best = 0;
  const Move *first = nullptr, *second = nullptr;
  for (const Move &a : all)
    for (const Move &b : all) {
      if (a.objective + b.objective >= best)
        break; // sorted: all further ones cost more
      if (a.variable == b.variable || shareSlot(a.variable, b.variable))
        continue;
      bool kept = true;
      for (size_t k = 0; kept && k < used.size(); ++k)
        kept = used[k] + a.use[k] + b.use[k] <= model.caps[k];
      if (!kept)
        continue;
      best = a.objective + b.objective;
      first = &a;
      second = &b;
    }
  if (!first)
    return false;
  set(first->variable, first->option);
  set(second->variable, second->option);
  return true;
}

std::optional<std::vector<unsigned>>
Repair::run(llvm::ArrayRef<unsigned> start) {
  for (size_t v = 0; v < start.size(); ++v)
    if (!(domains[v] >> start[v] & 1))
      return std::nullopt;
  choices = start.vec();
  used = model.use(choices);
  objective = model.objective(choices);
  if (!model.isAllowed(choices))
    return std::nullopt;
  for (size_t steps = 4 * model.variables(); excess() > 0; --steps)
    if (steps == 0 || !reduceExcess())
      return std::nullopt;
  while (reduceCost() || (isThorough && reduceCostByPair()))
    ;
  return choices;
}

} // namespace m2c::solvers::bitwidth
