// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The Lagrangian bound and the search for good multipliers. The bound can be no
// better than that of the linear relaxation.
#include "compiler/Solvers/BitWidthBound.h"
#include "compiler/Solvers/BitWidthMaster.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/bit.h"
#include <cmath>

// The same doubles on every machine.
#pragma STDC FP_CONTRACT OFF

namespace m2c::solvers::bitwidth {

static bool has(Domain domain, unsigned option) { return domain >> option & 1; }

std::vector<UseRange> useRanges(const Model &model, const Domains &domains) {
  std::vector<UseRange> ranges(model.constraints());
  auto add = [&](const Use &use, llvm::ArrayRef<uint8_t> live) {
    int64_t least = std::numeric_limits<int64_t>::max(), most = -least;
    for (size_t i = 0; i < live.size(); ++i)
      if (live[i]) {
        least = std::min(least, use.table[i]);
        most = std::max(most, use.table[i]);
      }
    if (least > most) // nothing is left: the caller notices the empty domain
      return;
    ranges[use.constraint].least += least;
    ranges[use.constraint].most += most;
  };
  std::vector<uint8_t> live;
  for (size_t v = 0; v < model.variables(); ++v) {
    live.assign(model.sizes[v], 0);
    for (unsigned o = 0; o < model.sizes[v]; ++o)
      live[o] = has(domains[v], o);
    for (const Use &use : model.unary[v])
      add(use, live);
  }
  for (const Slot &slot : model.slots) {
    live = slot.allowed;
    for (size_t s = 0; s < slot.states(); ++s)
      for (size_t i = 0; i < slot.scope.size(); ++i) {
        unsigned v = slot.scope[i];
        live[s] =
            live[s] && has(domains[v], s / slot.strides[i] % model.sizes[v]);
      }
    for (const Use &use : slot.uses)
      add(use, live);
  }
  return ranges;
}

Lagrangian::Lagrangian(const Model &model)
    : model(model), tree(model), exact(model, tree), real(model, tree),
      potentials(model), exactPotentials(model) {
  for (const UseRange &range : useRanges(model, model.domains))
    scales.push_back(
        std::max(1.0, static_cast<double>(range.most - range.least)));
}

double Lagrangian::price(size_t flat) const {
  return static_cast<double>(model.cost[flat]) +
         static_cast<double>(model.secondary[flat]) /
             static_cast<double>(model.weight);
}

void Lagrangian::prepare(const Domains &domains) {
  active.clear();
  std::vector<UseRange> ranges = useRanges(model, domains);
  std::vector<int> position(model.constraints(), -1);
  for (unsigned k = 0; k < model.constraints(); ++k)
    if (ranges[k].most > model.caps[k]) {
      position[k] = static_cast<int>(active.size());
      active.push_back(k);
    }
  fixedCost = 0;
  fixedUse.clear();
  for (unsigned k : active)
    fixedUse.push_back(-static_cast<double>(model.caps[k]) / scales[k]);
  free.clear();
  fixed.clear();
  for (unsigned v = 0; v < model.variables(); ++v) {
    if (!model.slotsOf[v].empty())
      continue;
    Free entry;
    entry.variable = v;
    for (unsigned o = 0; o < model.sizes[v]; ++o) {
      if (!has(domains[v], o))
        continue;
      size_t row = entry.uses.size();
      entry.rows.push_back({o, price(model.first[v] + o)});
      entry.uses.resize(row + active.size(), 0);
      for (const Use &use : model.unary[v])
        if (int k = position[use.constraint]; k >= 0)
          entry.uses[row + static_cast<size_t>(k)] =
              static_cast<double>(use.table[o]) / scales[use.constraint];
    }
    if (entry.rows.size() > 1) {
      free.push_back(std::move(entry));
      continue;
    }
    fixed.push_back({v, entry.rows[0].option});
    fixedCost += entry.rows[0].cost;
    for (size_t i = 0; i < active.size(); ++i)
      fixedUse[i] += entry.uses[i];
  }
}

double Lagrangian::evaluateSlots(const Domains &domains,
                                 const std::vector<double> &lambda,
                                 std::vector<unsigned> &choices,
                                 std::vector<double> &slope) {
  std::vector<double> scaled(model.constraints(), 0);
  for (unsigned k : active)
    scaled[k] = lambda[k] / scales[k];
  for (unsigned v = 0; v < model.variables(); ++v) {
    if (model.slotsOf[v].empty())
      continue;
    for (unsigned o = 0; o < model.sizes[v]; ++o) {
      size_t flat = model.first[v] + o;
      double value = has(domains[v], o) ? price(flat) : infinity<double>();
      for (const Use &use : model.unary[v])
        value += scaled[use.constraint] * static_cast<double>(use.table[o]);
      potentials.unary[flat] = value;
    }
  }
  for (size_t s = 0; s < model.slots.size(); ++s) {
    const Slot &slot = model.slots[s];
    std::vector<double> &table = potentials.slots[s];
    for (size_t i = 0; i < slot.states(); ++i)
      table[i] = slot.allowed[i] ? 0 : infinity<double>();
    for (const Use &use : slot.uses)
      if (scaled[use.constraint] > 0)
        for (size_t i = 0; i < slot.states(); ++i)
          table[i] +=
              scaled[use.constraint] * static_cast<double>(use.table[i]);
  }
  double sum = real.minimize(potentials);
  real.argmin(choices);
  std::vector<double> used(model.constraints(), 0);
  for (unsigned v = 0; v < model.variables(); ++v)
    if (!model.slotsOf[v].empty())
      for (const Use &use : model.unary[v])
        used[use.constraint] += static_cast<double>(use.table[choices[v]]);
  for (const Slot &slot : model.slots) {
    size_t state = slot.stateOf(choices);
    for (const Use &use : slot.uses)
      used[use.constraint] += static_cast<double>(use.table[state]);
  }
  for (size_t i = 0; i < active.size(); ++i)
    slope[i] += used[active[i]] / scales[active[i]];
  return sum;
}

double Lagrangian::evaluate(const Domains &domains,
                            const std::vector<double> &lambda,
                            std::vector<unsigned> &choices,
                            std::vector<double> &slope) {
  size_t count = active.size();
  choices.assign(model.variables(), 0);
  slope = fixedUse;
  double sum = fixedCost;
  std::vector<double> price(count);
  for (size_t i = 0; i < count; ++i) {
    price[i] = lambda[active[i]];
    sum += price[i] * fixedUse[i];
  }
  if (!model.slots.empty())
    sum += evaluateSlots(domains, lambda, choices, slope);
  for (auto [variable, option] : fixed)
    choices[variable] = option;
  for (const Free &entry : free) {
    double best = infinity<double>();
    size_t bestRow = 0;
    const double *uses = entry.uses.data();
    for (size_t r = 0; r < entry.rows.size(); ++r, uses += count) {
      double value = entry.rows[r].cost;
      for (size_t i = 0; i < count; ++i)
        value += price[i] * uses[i];
      if (value < best) {
        best = value;
        bestRow = r;
      }
    }
    sum += best;
    for (size_t i = 0; i < count; ++i)
      slope[i] += entry.uses[bestRow * count + i];
    choices[entry.variable] = entry.rows[bestRow].option;
  }
  return sum;
}

void Lagrangian::ascend(const Domains &domains, Climb &climb, unsigned steps,
                        double target) {
  prepare(domains);
  size_t count = active.size();
  std::vector<double> lambda(model.constraints(), 0), excess, price(count);
  for (size_t i = 0; i < count; ++i)
    price[i] = lambda[active[i]] = climb.lambda[active[i]];
  climb.bound = -infinity<double>();
  std::vector<unsigned> choices;
  // The cheapest choice at `lambda`. Rises that are but rounding would drive
  // multipliers without a use to infinity.
  auto ask = [&] {
    double bound = evaluate(domains, lambda, choices, excess);
    if (bound <= climb.bound + 1e-10 * std::abs(climb.bound) &&
        !climb.choices.empty())
      return;
    climb.bound = bound;
    climb.lambda = lambda;
    climb.choices = choices;
  };
  auto costOf = [&] {
    double cost = 0;
    for (size_t v = 0; v < choices.size(); ++v)
      cost += this->price(model.first[v] + choices[v]);
    return cost;
  };
  climb.choices.clear();
  ask();
  if (climb.bound >= target || climb.bound >= infinity<double>())
    return;
  std::vector<double> reach(count);
  for (size_t i = 0; i < count; ++i)
    reach[i] = std::max(0.1 * price[i], 1e-3 * (target - climb.bound));
  Master master(price, reach, costOf(), excess, choices);
  double boundAtWidening = -infinity<double>();
  unsigned flat = 0;
  for (unsigned step = 0; step < steps && climb.bound < target; ++step) {
    price = master.multipliers();
    for (size_t i = 0; i < count; ++i)
      lambda[active[i]] = price[i];
    ask();
    double room = master.value() - climb.bound;
    if (room > 1e-9 * std::abs(climb.bound) &&
        master.add(costOf(), excess, choices))
      continue;
    // A wider box several times in vain: the bound is flat from here on.
    flat = climb.bound > boundAtWidening ? 0 : flat + 1;
    boundAtWidening = climb.bound;
    if (flat > 3 || !master.widen())
      break;
  }
  climb.shares.assign(model.optionCount(), 0);
  master.forEachShare([&](const std::vector<unsigned> &part, double share) {
    for (size_t v = 0; v < part.size(); ++v)
      climb.shares[model.first[v] + part[v]] += share;
  });
}

Multipliers Lagrangian::quantize(llvm::ArrayRef<double> lambda) const {
  Multipliers result;
  for (unsigned k = 0; k < model.constraints(); ++k) {
    double value = std::ldexp(lambda[k] / scales[k], kMultiplierBits);
    int64_t limit = model.multiplierLimit(k);
    // 2^62 is exact as a double, so the comparison is safe.
    int64_t integer = value >= static_cast<double>(limit)
                          ? limit
                          : static_cast<int64_t>(value);
    if (integer > 0)
      result.push_back({k, std::min(integer, limit)});
  }
  return result;
}

Int128 Lagrangian::exactBound(const Domains &domains,
                              const Multipliers &multipliers,
                              bool withObjective) {
  const Int128 infinite = infinity<Int128>();
  std::vector<Int128> factor(model.constraints(), 0);
  exactConstant = 0;
  for (auto [k, multiplier] : multipliers) {
    factor[k] = Int128(multiplier) * model.weight;
    exactConstant -= factor[k] * model.caps[k];
  }
  for (unsigned v = 0; v < model.variables(); ++v)
    for (unsigned o = 0; o < model.sizes[v]; ++o) {
      size_t flat = model.first[v] + o;
      Int128 value =
          withObjective ? model.objective(flat) * (Int128(1) << kMultiplierBits)
                        : Int128(0);
      for (const Use &use : model.unary[v])
        value += factor[use.constraint] * use.table[o];
      exactPotentials.unary[flat] = has(domains[v], o) ? value : infinite;
    }
  for (size_t s = 0; s < model.slots.size(); ++s) {
    const Slot &slot = model.slots[s];
    std::vector<Int128> &table = exactPotentials.slots[s];
    for (size_t i = 0; i < slot.states(); ++i) {
      table[i] = slot.allowed[i] ? Int128(0) : infinite;
      if (slot.allowed[i])
        for (const Use &use : slot.uses)
          table[i] += factor[use.constraint] * use.table[i];
    }
  }
  return plus(exact.minimize(exactPotentials), exactConstant);
}

void Lagrangian::exactMarginals(std::vector<Int128> &marginals) {
  exact.marginals(marginals);
  for (Int128 &marginal : marginals)
    marginal = plus(marginal, exactConstant);
}

} // namespace m2c::solvers::bitwidth
