// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Replays the proof of a bit-width solution. Written from the rules in
// BitWidthCheck.h alone.
#include "compiler/Solvers/BitWidthReplay.h"
#include <algorithm>
#include <limits>

namespace m2c::solvers::replay {

/// Stands for "forbidden"; the limits on multipliers keep sums below 2^122.
static const Int128 kInfinite = Int128(1) << 124;
static const Int128 kUnit = Int128(1) << 40;
static constexpr uint64_t kMostStates = 2187;

static Int128 sumOf(Int128 a, Int128 b) {
  return a >= kInfinite || b >= kInfinite ? kInfinite : a + b;
}

static bool isGone(const std::vector<bool> &options) {
  return std::find(options.begin(), options.end(), true) == options.end();
}

static bool anyGone(const Left &left) {
  return std::any_of(left.begin(), left.end(), isGone);
}

/// Walks over all states of a scope, the last variable fastest.
namespace {
class States {
public:
  States(const BitWidthProblem &problem, Scope scope)
      : problem(problem), scope(std::move(scope)),
        options(this->scope.size(), 0) {}
  size_t count() const {
    size_t result = 1;
    for (unsigned v : scope)
      result *= sizeOf(v);
    return result;
  }
  void next() {
    for (size_t i = scope.size(); i-- > 0;) {
      if (++options[i] < sizeOf(scope[i]))
        return;
      options[i] = 0;
    }
  }
  /// The current state's position in a table over a part of the scope.
  size_t in(const Scope &part) const {
    size_t state = 0;
    for (unsigned v : part)
      state = state * sizeOf(v) + option(v);
    return state;
  }
  unsigned option(unsigned v) const {
    return options[static_cast<size_t>(
        std::find(scope.begin(), scope.end(), v) - scope.begin())];
  }
  bool isIn(const Left &left) const {
    for (size_t i = 0; i < scope.size(); ++i)
      if (!left[scope[i]][options[i]])
        return false;
    return true;
  }

private:
  size_t sizeOf(unsigned v) const {
    return problem.variables[v].options.size();
  }
  const BitWidthProblem &problem;
  Scope scope;
  std::vector<unsigned> options;
};

/// Functions that are minimised together over `scope.back()`.
struct Group {
  Scope scope;
  std::vector<Int128> own;
  /// Tables or results of former groups (`from`, else -1), spread over the
  /// states of the scope.
  std::vector<std::vector<Int128>> inputs;
  std::vector<int> from;
  std::vector<Int128> outside; ///< by state: the rest of its tree at best
};

struct Function {
  Scope scope;
  std::vector<Int128> values;
  int from; ///< group, or -1
};
} // namespace

Replay::Replay(const BitWidthProblem &problem, const BitWidthSolution &solution)
    : problem(problem), solution(solution) {
  auto note = [&](const Scope &given) {
    Scope scope = given;
    std::sort(scope.begin(), scope.end());
    if (scope.size() > 1)
      scopes.push_back(scope);
    return scope;
  };
  for (const BitWidthConstraint &constraint : problem.constraints) {
    tables.emplace_back();
    for (const BitWidthTerm &term : constraint.terms) {
      Scope scope = note(term.scope);
      std::vector<int64_t> &table = tables.back()[scope];
      table.resize(term.table.size(), 0);
      States states(problem, term.scope);
      for (int64_t value : term.table) {
        table[states.in(scope)] += value;
        states.next();
      }
    }
  }
  for (const BitWidthRelation &relation : problem.relations) {
    Scope scope = note(relation.scope);
    std::vector<uint8_t> &table = allowed[scope];
    table.resize(relation.allowed.size(), 1);
    States states(problem, relation.scope);
    for (uint8_t value : relation.allowed) {
      if (!value)
        table[states.in(scope)] = 0;
      states.next();
    }
  }
  std::sort(scopes.begin(), scopes.end());
  scopes.erase(std::unique(scopes.begin(), scopes.end()), scopes.end());
}

/// Step 1 for one constraint; false when it closes the node.
bool Replay::sweep(unsigned constraint, Left &left) const {
  constexpr int64_t kNone = std::numeric_limits<int64_t>::max();
  Int128 least = 0;
  std::vector<std::vector<Int128>> extra(left.size());
  for (size_t v = 0; v < left.size(); ++v)
    extra[v].assign(left[v].size(), 0);
  for (const auto &[scope, table] : tables[constraint]) {
    auto relation = allowed.find(scope);
    std::vector<std::vector<int64_t>> with;
    for (unsigned v : scope)
      with.emplace_back(left[v].size(), kNone);
    int64_t best = kNone;
    States states(problem, scope);
    for (size_t s = 0; s < table.size(); ++s, states.next()) {
      if (!states.isIn(left) ||
          (scope.size() > 1 && relation != allowed.end() &&
           !relation->second[s]))
        continue;
      best = std::min(best, table[s]);
      for (size_t i = 0; i < scope.size(); ++i) {
        int64_t &value = with[i][states.option(scope[i])];
        value = std::min(value, table[s]);
      }
    }
    if (best == kNone)
      return false;
    least += best;
    for (size_t i = 0; i < scope.size(); ++i)
      for (size_t o = 0; o < with[i].size(); ++o)
        extra[scope[i]][o] =
            sumOf(extra[scope[i]][o],
                  with[i][o] == kNone ? kInfinite : with[i][o] - best);
  }
  Int128 cap = problem.constraints[constraint].cap;
  if (least > cap)
    return false;
  for (size_t v = 0; v < left.size(); ++v)
    for (size_t o = 0; o < left[v].size(); ++o)
      if (sumOf(least, extra[v][o]) > cap)
        left[v][o] = false;
  return !anyGone(left);
}

std::string Replay::setMultipliers(const BitWidthProofNode &node) {
  factors.assign(problem.constraints.size(), 0);
  int64_t last = -1;
  for (auto [k, multiplier] : node.multipliers) {
    if (k >= factors.size() || k <= last || multiplier <= 0)
      return "expected ascending constraints and multipliers above 0";
    last = k;
    Int128 size = std::abs(problem.constraints[k].cap);
    Int128 largest = 0;
    for (const BitWidthTerm &term : problem.constraints[k].terms) {
      int64_t value = 0;
      for (int64_t entry : term.table)
        value = std::max(value, std::abs(entry));
      largest += value;
    }
    size = std::max(std::max<Int128>(1, size), largest);
    if (multiplier >
        (Int128(1) << 118) / static_cast<Int128>(factors.size()) / size)
      return "the multiplier of '" + problem.constraints[k].name +
             "' is too large for exact sums";
    factors[k] = multiplier;
  }
  return "";
}

std::vector<Int128> Replay::ownValues(unsigned variable, const Left &left,
                                      bool withObjective) const {
  std::vector<Int128> values;
  for (const BitWidthOption &option : problem.variables[variable].options)
    values.push_back(withObjective ? option.cost * kUnit : 0);
  for (size_t k = 0; k < factors.size(); ++k)
    if (auto found = tables[k].find({variable});
        factors[k] != 0 && found != tables[k].end())
      for (size_t o = 0; o < values.size(); ++o)
        values[o] += factors[k] * found->second[o];
  for (size_t o = 0; o < values.size(); ++o)
    if (!left[variable][o])
      values[o] = kInfinite;
  return values;
}

std::vector<Int128> Replay::tableValues(const Scope &scope) const {
  std::vector<Int128> values(States(problem, scope).count(), 0);
  for (size_t k = 0; k < factors.size(); ++k)
    if (auto found = tables[k].find(scope);
        factors[k] != 0 && found != tables[k].end())
      for (size_t s = 0; s < values.size(); ++s)
        values[s] += factors[k] * found->second[s];
  if (auto found = allowed.find(scope); found != allowed.end())
    for (size_t s = 0; s < values.size(); ++s)
      if (!found->second[s])
        values[s] = kInfinite;
  return values;
}

/// First fit: the functions of each group, and its scope.
static std::vector<std::pair<Scope, std::vector<Function>>>
pack(const BitWidthProblem &problem, unsigned variable,
     std::vector<Function> functions) {
  std::vector<std::pair<Scope, std::vector<Function>>> packed;
  for (Function &function : functions) {
    bool isPlaced = false;
    for (auto &[scope, members] : packed) {
      Scope joint;
      std::set_union(scope.begin(), scope.end(), function.scope.begin(),
                     function.scope.end(), std::back_inserter(joint));
      if (States(problem, joint).count() > kMostStates)
        continue;
      scope = joint;
      members.push_back(std::move(function));
      isPlaced = true;
      break;
    }
    if (!isPlaced) {
      Scope scope = function.scope;
      packed.emplace_back(scope, std::vector<Function>());
      packed.back().second.push_back(std::move(function));
    }
  }
  if (packed.empty())
    packed.push_back({{variable}, {}});
  return packed;
}

static Group makeGroup(const BitWidthProblem &problem, unsigned variable,
                       const Scope &scope, const std::vector<Function> &members,
                       const std::vector<Int128> &own) {
  Group group;
  for (unsigned v : scope)
    if (v != variable)
      group.scope.push_back(v);
  group.scope.push_back(variable);
  size_t count = States(problem, group.scope).count();
  for (size_t s = 0; s < count; ++s)
    group.own.push_back(own.empty() ? Int128(0) : own[s % own.size()]);
  for (const Function &function : members) {
    States states(problem, group.scope);
    std::vector<Int128> spread;
    for (size_t s = 0; s < count; ++s, states.next())
      spread.push_back(function.values[states.in(function.scope)]);
    group.inputs.push_back(std::move(spread));
    group.from.push_back(function.from);
  }
  group.outside.assign(count, kInfinite);
  return group;
}

/// A state's value without the input `except` (-1: with all).
static Int128 valueOf(const Group &group, size_t state, int except) {
  Int128 sum = group.own[state];
  for (size_t i = 0; i < group.inputs.size(); ++i)
    if (static_cast<int>(i) != except)
      sum = sumOf(sum, group.inputs[i][state]);
  return sum;
}

/// Backwards through the groups: what each option costs at least.
static void completeOptions(const BitWidthProblem &problem,
                            std::vector<Group> &groups, Int128 total,
                            const std::vector<Int128> &minima,
                            std::vector<std::vector<Int128>> &withOption) {
  // Other trees stand at their minima; a group's tree is that of its parent.
  std::vector<Int128> others(groups.size(), 0);
  for (size_t g = groups.size(); g-- > 0;) {
    Group &group = groups[g];
    unsigned variable = group.scope.back();
    size_t size = problem.variables[variable].options.size();
    if (group.scope.size() == 1) {
      others[g] = total >= kInfinite ? kInfinite : total - minima[g];
      std::fill(group.outside.begin(), group.outside.end(), Int128(0));
    }
    std::vector<Int128> best(size, kInfinite);
    for (size_t s = 0; s < group.own.size(); ++s)
      best[s % size] = std::min(best[s % size],
                                sumOf(valueOf(group, s, -1), group.outside[s]));
    for (size_t o = 0; o < size; ++o)
      withOption[variable][o] =
          std::max(withOption[variable][o], sumOf(best[o], others[g]));
    for (size_t i = 0; i < group.inputs.size(); ++i) {
      if (group.from[i] < 0)
        continue;
      Group &child = groups[static_cast<size_t>(group.from[i])];
      others[static_cast<size_t>(group.from[i])] = others[g];
      Scope rest(child.scope.begin(), child.scope.end() - 1);
      size_t childSize = problem.variables[child.scope.back()].options.size();
      std::vector<Int128> outside(child.own.size() / childSize, kInfinite);
      States states(problem, group.scope);
      for (size_t s = 0; s < group.own.size(); ++s, states.next()) {
        Int128 value =
            sumOf(valueOf(group, s, static_cast<int>(i)), group.outside[s]);
        Int128 &target = outside[states.in(rest)];
        target = std::min(target, value);
      }
      for (size_t s = 0; s < child.outside.size(); ++s)
        child.outside[s] = outside[s / childSize];
    }
  }
}

Int128 Replay::minimum(const Left &left, bool withObjective,
                       std::vector<std::vector<Int128>> *withOption) const {
  std::vector<Function> waiting;
  for (const Scope &scope : scopes)
    waiting.push_back({scope, tableValues(scope), -1});
  std::vector<Group> groups;
  std::vector<Int128> minima; ///< of groups without a rest, else 0
  Int128 total = 0;
  for (unsigned variable : solution.order) {
    std::vector<Function> here, later;
    for (Function &function : waiting) {
      bool isHere = std::find(function.scope.begin(), function.scope.end(),
                              variable) != function.scope.end();
      (isHere ? here : later).push_back(std::move(function));
    }
    waiting = std::move(later);
    std::vector<Int128> own = ownValues(variable, left, withObjective);
    size_t size = own.size();
    for (auto &[scope, members] : pack(problem, variable, std::move(here))) {
      Group group = makeGroup(problem, variable, scope, members, own);
      own.clear(); // only the first takes them
      std::vector<Int128> result(group.own.size() / size, kInfinite);
      for (size_t s = 0; s < group.own.size(); ++s)
        result[s / size] = std::min(result[s / size], valueOf(group, s, -1));
      minima.push_back(group.scope.size() == 1 ? result[0] : Int128(0));
      if (group.scope.size() == 1)
        total = sumOf(total, result[0]);
      else
        waiting.push_back({Scope(group.scope.begin(), group.scope.end() - 1),
                           std::move(result), static_cast<int>(groups.size())});
      groups.push_back(std::move(group));
    }
  }
  Int128 constant = 0;
  for (size_t k = 0; k < factors.size(); ++k)
    constant -= factors[k] * problem.constraints[k].cap;
  if (withOption) {
    withOption->clear();
    for (const std::vector<bool> &options : left)
      withOption->emplace_back(options.size(), -kInfinite);
    completeOptions(problem, groups, total, minima, *withOption);
    for (std::vector<Int128> &options : *withOption)
      for (Int128 &value : options)
        value = sumOf(value, constant);
  }
  return sumOf(total, constant);
}

std::string Replay::visit(const BitWidthProofNode &node, Left left) {
  // With fewer options left than the solver had, a branch may close early.
  auto closeBranch = [&] {
    open.push_back(Left(left.size()));
    open.push_back(Left(left.size()));
    return std::string();
  };
  bool isBranch = node.kind == BitWidthProofNode::Branch;
  if (anyGone(left))
    return isBranch ? closeBranch() : "";
  for (unsigned k = 0; k < problem.constraints.size(); ++k)
    if (!sweep(k, left)) {
      if (isBranch)
        return closeBranch();
      bool isExpected =
          node.kind != BitWidthProofNode::Budget || k <= node.budget;
      return isExpected ? "" : "another budget is exceeded";
    }
  if (node.kind == BitWidthProofNode::Budget)
    return "the budget can be kept";
  if (std::string wrong = setMultipliers(node); !wrong.empty())
    return wrong;
  if (node.kind == BitWidthProofNode::Excess)
    return minimum(left, false, nullptr) > 0
               ? ""
               : "the budgets can be kept with these multipliers";
  Int128 target = (Int128(solution.bound) - 1) * kUnit;
  std::vector<std::vector<Int128>> withOption;
  Int128 bound = minimum(left, true, &withOption);
  for (size_t v = 0; v < left.size(); ++v)
    for (size_t o = 0; o < left[v].size(); ++o)
      if (withOption[v][o] > target)
        left[v][o] = false;
  if (node.kind == BitWidthProofNode::Bound)
    return bound > target || anyGone(left)
               ? ""
               : "something below the bound is possible";
  if (node.variable >= left.size() || node.taken == 0 ||
      (left[node.variable].size() < 32 &&
       node.taken >> left[node.variable].size() != 0))
    return "branches on options that are not there";
  Left rest = left;
  for (size_t o = 0; o < left[node.variable].size(); ++o)
    (node.taken >> o & 1 ? rest : left)[node.variable][o] = false;
  open.push_back(std::move(rest));
  open.push_back(std::move(left));
  return "";
}

std::string Replay::run() {
  std::vector<bool> isThere(problem.variables.size(), false);
  for (unsigned v : solution.order)
    if (v < isThere.size())
      isThere[v] = true;
  if (solution.order.size() != isThere.size() ||
      std::find(isThere.begin(), isThere.end(), false) != isThere.end())
    return "expected each variable once in the order of elimination";
  Left left;
  for (const BitWidthVariable &variable : problem.variables)
    left.emplace_back(variable.options.size(), true);
  for (const auto &[scope, table] : allowed)
    for (size_t o = 0; scope.size() == 1 && o < table.size(); ++o)
      if (!table[o])
        left[scope[0]][o] = false;
  open.push_back(std::move(left));
  for (size_t at = 0; at < solution.proof.size(); ++at) {
    if (open.empty())
      return "the proof goes on after its end";
    Left next = std::move(open.back());
    open.pop_back();
    std::string wrong = visit(solution.proof[at], std::move(next));
    if (!wrong.empty())
      return "node " + std::to_string(at) + " of the proof: " + wrong;
  }
  return open.empty() ? "" : "the proof ends too early";
}

std::string checkProof(const BitWidthProblem &problem,
                       const BitWidthSolution &solution) {
  return Replay(problem, solution).run();
}

} // namespace m2c::solvers::replay
