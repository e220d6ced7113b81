// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Bit widths by Z3's finite-domain solver. This file alone is compiled with
// exceptions and RTTI, which z3++.h needs; nothing of them leaves it.
//
// Z3 by itself gives up at about 20 layers. What helps it: options that the
// Lagrangian bound rules out are left out, and the bound itself becomes a
// constraint (the sum of reduced costs stays within target minus bound).
#include "compiler/Solvers/BitWidthZ3.h"
#include "compiler/Solvers/BitWidthConflict.h"
#include "llvm/ADT/STLExtras.h"
#include <map>
#include <numeric>
#include <optional>
#include <z3++.h>

namespace m2c::solvers {

using namespace bitwidth;

bool hasZ3() { return true; }

namespace {

/// Sums of Z3's pseudo-Boolean constraints have 32 bits.
constexpr int64_t kMostSum = int64_t(1) << 30;
/// Reduced costs beyond this precision only slow Z3 down.
constexpr int64_t kMostReducedCost = int64_t(1) << 22;
constexpr unsigned kMostSpurious = 1000;

/// A weighted literal; the weights of a constraint may be scaled.
struct Weighted {
  z3::expr literal;
  Int128 weight;
};

/// One question: is there a choice with a cost of at most `target`? A fresh
/// context for each, since a used one answers differently.
class Query {
public:
  Query(Lagrangian &lagrangian, Int128 bound, const Domains &domains,
        Int128 target, unsigned resourceLimit)
      : model(lagrangian.model), lagrangian(lagrangian), bound(bound),
        domains(domains), target(target), solver(context, "QF_FD") {
    z3::params parameters(context);
    parameters.set("rlimit", resourceLimit);
    parameters.set("random_seed", 0u);
    solver.set(parameters);
  }

  /// Unsat, sat (then `choices` is such a choice) or unknown.
  z3::check_result run() {
    encodeVariables();
    bool isPossible =
        encodeSlots() && encodeBudgets() && encodeObjective() && encodeCut();
    if (!isPossible)
      return z3::unsat;
    for (unsigned spurious = 0; spurious < kMostSpurious; ++spurious) {
      z3::check_result result = solver.check();
      if (result != z3::sat)
        return result;
      readChoices();
      if (model.isAllowed(choices) && model.keepsBudgets(choices) &&
          model.objective(choices) <= target)
        return z3::sat;
      // Scaled sums are rounded in favour of the choice; not this one.
      z3::expr_vector others(context);
      for (unsigned v = 0; v < model.variables(); ++v)
        others.push_back(!literal(v, choices[v]));
      solver.add(z3::mk_or(others));
    }
    return z3::unknown;
  }

  std::vector<unsigned> choices;

private:
  bool isLeft(unsigned v, unsigned o) const { return domains[v] >> o & 1; }
  z3::expr literal(unsigned v, unsigned o) {
    return literals.at(model.first[v] + o);
  }

  void encodeVariables() {
    for (unsigned v = 0; v < model.variables(); ++v) {
      z3::expr_vector any(context);
      for (unsigned o = 0; o < model.sizes[v]; ++o) {
        std::string name = "x" + std::to_string(v) + "_" + std::to_string(o);
        z3::expr x = context.bool_const(name.c_str());
        literals.emplace(model.first[v] + o, x);
        if (!isLeft(v, o)) {
          solver.add(!x);
          continue;
        }
        for (const z3::expr &other : any)
          solver.add(!x || !other);
        any.push_back(x);
      }
      solver.add(z3::mk_or(any));
    }
  }

  /// Whether a state's options are left; calls with each (variable, option).
  template <typename Function>
  bool forState(const std::vector<unsigned> &scope, size_t state,
                Function function) const {
    for (unsigned v : llvm::reverse(scope)) {
      auto o = static_cast<unsigned>(state % model.sizes[v]);
      state /= model.sizes[v];
      if (!isLeft(v, o))
        return false;
      function(v, o);
    }
    return true;
  }

  /// A literal that is true when the state is taken.
  z3::expr stateLiteral(const std::vector<unsigned> &scope, size_t state) {
    std::vector<std::pair<unsigned, unsigned>> key;
    forState(scope, state, [&](unsigned v, unsigned o) {
      if (llvm::popcount(domains[v]) > 1)
        key.push_back({v, o});
    });
    llvm::sort(key);
    if (key.empty())
      return context.bool_val(true);
    if (key.size() == 1)
      return literal(key[0].first, key[0].second);
    if (auto found = states.find(key); found != states.end())
      return found->second;
    std::string name = "s" + std::to_string(states.size());
    z3::expr y = context.bool_const(name.c_str());
    z3::expr_vector clause(context);
    clause.push_back(y);
    for (auto [v, o] : key)
      clause.push_back(!literal(v, o));
    solver.add(z3::mk_or(clause));
    states.emplace(key, y);
    return y;
  }

  void forbid(const std::vector<unsigned> &scope, size_t state) {
    z3::expr_vector clause(context);
    bool isThere = forState(scope, state, [&](unsigned v, unsigned o) {
      clause.push_back(!literal(v, o));
    });
    if (isThere)
      solver.add(z3::mk_or(clause));
  }

  bool encodeSlots() {
    for (const Slot &slot : model.slots)
      for (size_t s = 0; s < slot.states(); ++s)
        if (!slot.allowed[s])
          forbid(slot.scope, s);
    return true;
  }

  /// Adds a table's values above the least of what is left; returns that.
  template <typename Value>
  Int128 addTable(const std::vector<unsigned> &scope, size_t count,
                  Value valueOf, std::vector<Weighted> &sum) {
    auto ignore = [](unsigned, unsigned) {};
    std::optional<Int128> least;
    for (size_t s = 0; s < count; ++s)
      if (forState(scope, s, ignore) && (!least || valueOf(s) < *least))
        least = valueOf(s);
    if (!least)
      return 0;
    for (size_t s = 0; s < count; ++s)
      if (forState(scope, s, ignore) && valueOf(s) > *least)
        sum.push_back({stateLiteral(scope, s), valueOf(s) - *least});
    return *least;
  }

  /// The sum of the weights of true literals is at most `room`, scaled so that
  /// every choice that satisfies it also satisfies the scaled form.
  bool addAtMost(std::vector<Weighted> sum, Int128 room, int64_t most) {
    if (room < 0)
      return false;
    Int128 total = 0;
    for (Weighted &entry : sum) {
      entry.weight = std::min(entry.weight, room + 1);
      total += entry.weight;
    }
    if (total <= room)
      return true;
    Int128 scale = total / most + 1;
    z3::expr_vector literals(context);
    std::vector<int> weights;
    for (const Weighted &entry : sum)
      if (entry.weight / scale > 0) {
        literals.push_back(entry.literal);
        weights.push_back(static_cast<int>(entry.weight / scale));
      }
    if (!weights.empty())
      solver.add(
          z3::pble(literals, weights.data(), static_cast<int>(room / scale)));
    return true;
  }

  bool encodeBudgets() {
    for (unsigned k = 0; k < model.constraints(); ++k) {
      std::vector<Weighted> sum;
      Int128 least = 0;
      for (auto [v, index] : model.tablesOf[k].unary) {
        const std::vector<int64_t> &table = model.unary[v][index].table;
        least += addTable(
            {v}, table.size(), [&](size_t s) { return Int128(table[s]); }, sum);
      }
      for (auto [s, index] : model.tablesOf[k].slots) {
        const Slot &slot = model.slots[s];
        const std::vector<int64_t> &table = slot.uses[index].table;
        least += addTable(
            slot.scope, table.size(),
            [&](size_t s) { return Int128(table[s]); }, sum);
      }
      if (!addAtMost(std::move(sum), model.caps[k] - least, kMostSum))
        return false;
    }
    return true;
  }

  bool encodeObjective() {
    std::vector<Weighted> sum;
    Int128 least = 0;
    for (unsigned v = 0; v < model.variables(); ++v)
      least += addTable(
          {v}, model.sizes[v],
          [&](size_t s) { return model.objective(model.first[v] + s); }, sum);
    return addAtMost(std::move(sum), target - least, kMostSum);
  }

  /// cost >= bound + sum of reduced costs, for all that keeps the budgets.
  bool encodeCut() {
    Int128 room = target * (Int128(1) << kMultiplierBits) - bound;
    std::vector<Weighted> sum;
    for (size_t b = 0; b < lagrangian.tree.buckets.size(); ++b) {
      const Bucket &bucket = lagrangian.tree.buckets[b];
      std::vector<unsigned> scope = bucket.rest;
      scope.push_back(bucket.variable);
      for (size_t s = 0; s < bucket.states; ++s) {
        Int128 cost = lagrangian.exact.reducedCost(b, s);
        if (!forState(scope, s, [](unsigned, unsigned) {}) || cost == 0)
          continue;
        if (cost > room)
          forbid(scope, s);
        else
          sum.push_back({stateLiteral(scope, s), cost});
      }
    }
    // Scaled by the room, not by the sum: reduced costs beyond it are gone.
    Int128 scale = room / kMostReducedCost + 1;
    for (Weighted &entry : sum)
      entry.weight /= scale;
    return addAtMost(std::move(sum), room / scale, kMostSum);
  }

  void readChoices() {
    z3::model found = solver.get_model();
    choices.assign(model.variables(), 0);
    for (unsigned v = 0; v < model.variables(); ++v)
      for (unsigned o = 0; o < model.sizes[v]; ++o)
        if (found.eval(literal(v, o), true).is_true())
          choices[v] = o;
  }

  const Model &model;
  Lagrangian &lagrangian;
  Int128 bound; ///< as exactBound counts
  const Domains &domains;
  Int128 target;
  z3::context context;
  z3::solver solver;
  std::map<size_t, z3::expr> literals; ///< by flat index
  std::map<std::vector<std::pair<unsigned, unsigned>>, z3::expr> states;
};

/// Raises the target while there is nothing, lowers it while there is.
class Escalation {
public:
  Escalation(Lagrangian &lagrangian, const BitWidthOptions &options)
      : model(lagrangian.model), lagrangian(lagrangian), options(options) {}

  void run(BitWidthSolution &solution) {
    const Int128 limit = model.objectiveLimit();
    Climb climb;
    climb.lambda.assign(model.constraints(), 0);
    lagrangian.ascend(model.domains, climb, 800, static_cast<double>(limit));
    multipliers = lagrangian.quantize(climb.lambda);
    solution.rootMultipliers.assign(model.constraints(), 0);
    for (auto [k, multiplier] : multipliers)
      solution.rootMultipliers[k] = multiplier;
    bound = lagrangian.exactBound(model.domains, multipliers);
    lagrangian.exactMarginals(marginals);
    const Int128 unit = Int128(1) << kMultiplierBits;
    lower = bound >= infinity<Int128>()
                ? limit
                : std::min(limit, bound / unit + (bound % unit > 0 ? 1 : 0));
    Int128 reach = std::max<Int128>(1, (lower < 0 ? -lower : lower) / 1000);
    bool isHalfWay = true;
    while (lower < upper()) {
      ++solution.nodes;
      Int128 target = std::min(lower + reach, upper()) - 1;
      z3::check_result result = ask(target);
      if (result == z3::unknown)
        break;
      if (result == z3::unsat)
        lower = target + 1;
      // Is the choice the best? In turns with the question half-way: one ends
      // it when choices are few, the other when they are many.
      isHalfWay = !isHalfWay && result == z3::sat;
      if (best.empty())
        reach = 2 * reach;
      else
        reach = isHalfWay ? std::max<Int128>(1, (upper() - lower) / 2)
                          : upper() - lower;
    }
  }

  std::vector<unsigned> best;
  Int128 lower = 0;
  Int128 upper() const {
    return best.empty() ? model.objectiveLimit() : model.objective(best);
  }

private:
  z3::check_result ask(Int128 target) {
    Domains domains = model.domains;
    for (size_t v = 0; v < model.variables(); ++v)
      for (unsigned o = 0; o < model.sizes[v]; ++o)
        if (marginals[model.first[v] + o] >
            target * (Int128(1) << kMultiplierBits))
          domains[v] &= ~(Domain(1) << o);
    if (llvm::is_contained(domains, 0u))
      return z3::unsat;
    Query query(lagrangian, bound, domains, target, options.z3ResourceLimit);
    z3::check_result result = query.run();
    if (result == z3::sat)
      best = std::move(query.choices);
    return result;
  }

  const Model &model;
  Lagrangian &lagrangian;
  const BitWidthOptions &options;
  Multipliers multipliers;
  Int128 bound = 0;
  std::vector<Int128> marginals;
};

} // namespace

BitWidthSolution solveBitWidthsZ3(const BitWidthProblem &problem,
                                  const BitWidthOptions &options) noexcept {
  BitWidthSolution solution;
  solution.solver = "z3";
  solution.message = checkBitWidthProblem(problem);
  if (!solution.message.empty()) {
    solution.status = BitWidthStatus::Invalid;
    return solution;
  }
  Model model(problem, /*withSecondary=*/false);
  Lagrangian lagrangian(model);
  Escalation escalation(lagrangian, options);
  try {
    escalation.run(solution);
  } catch (const z3::exception &error) {
    // Nothing follows from a failure; what was known before still holds.
    solution.message = std::string("Z3: ") + error.msg();
  }
  solution.bound = static_cast<int64_t>(escalation.lower);
  bool isDone = escalation.lower >= escalation.upper();
  if (escalation.best.empty()) {
    solution.status =
        isDone ? BitWidthStatus::Infeasible : BitWidthStatus::Unknown;
    if (isDone)
      explainConflict(problem, lagrangian, solution);
    return solution;
  }
  solution.status = isDone ? BitWidthStatus::Optimal : BitWidthStatus::Feasible;
  fillSolution(problem, model, escalation.best, solution);
  return solution;
}

} // namespace m2c::solvers
