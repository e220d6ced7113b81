// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Branch and bound with the Lagrangian bound. Weakness: variables that look
// alike in cost and use are told apart only by branching.
#include "compiler/Solvers/BitWidthSearch.h"
#include "compiler/Solvers/BitWidthRepair.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/bit.h"

namespace m2c::solvers::bitwidth {

bool isEmpty(const Domains &domains) {
  return llvm::any_of(domains, [](Domain domain) { return domain == 0; });
}

static bool isSingle(Domain domain) { return llvm::popcount(domain) == 1; }

void dropCostly(const Model &model, llvm::ArrayRef<Int128> marginals,
                Int128 target, Domains &domains) {
  for (size_t v = 0; v < model.variables(); ++v)
    for (unsigned o = 0; o < model.sizes[v]; ++o)
      if (marginals[model.first[v] + o] > target)
        domains[v] &= ~(Domain(1) << o);
}

void Search::record(BitWidthProofNode::Kind kind, unsigned a, unsigned b,
                    Multipliers multipliers) {
  if (!limits.proof)
    return;
  BitWidthProofNode node;
  node.kind = kind;
  if (kind == BitWidthProofNode::Branch) {
    node.variable = a;
    node.taken = b;
  } else if (kind == BitWidthProofNode::Budget) {
    node.budget = a;
  }
  node.multipliers = std::move(multipliers);
  proof.push_back(std::move(node));
}

void Search::tryChoices(const Domains &domains, llvm::ArrayRef<double> lambda,
                        llvm::ArrayRef<unsigned> choices) {
  std::vector<double> prices(model.constraints());
  for (size_t k = 0; k < prices.size(); ++k)
    prices[k] = lambda[k] / lagrangian.scales[k];
  // Nodes are many, and their choices resemble one another.
  bool isThorough = nodes <= 16 || nodes % 64 == 0;
  Repair repair(model, domains, prices, isThorough);
  std::optional<std::vector<unsigned>> found = repair.run(choices);
  if (!found)
    return;
  Int128 objective = model.objective(*found);
  if (objective < cutoff) {
    cutoff = objective;
    best = std::move(*found);
  }
}

/// In cost units.
double Search::climbTarget() const {
  return static_cast<double>(cutoff) / static_cast<double>(model.weight);
}

/// The options with the largest shares; may break a relation.
static std::vector<unsigned> rounded(const Model &model, const Climb &climb) {
  std::vector<unsigned> choices = climb.choices;
  for (size_t v = 0; v < model.variables() && !climb.shares.empty(); ++v) {
    const double *shares = &climb.shares[model.first[v]];
    choices[v] = static_cast<unsigned>(
        std::max_element(shares, shares + model.sizes[v]) - shares);
  }
  return choices;
}

/// Without an incumbent nothing is too dear, but the budgets themselves may
/// contradict one another.
bool Search::closeByExcess(const Domains &domains,
                           llvm::ArrayRef<double> lambda) {
  Multipliers multipliers = lagrangian.quantize(lambda);
  if (lagrangian.exactBound(domains, multipliers, false) <= 0)
    return false;
  record(BitWidthProofNode::Excess, 0, 0, std::move(multipliers));
  return true;
}

/// What each option uses at the multipliers' prices; tables left out.
std::vector<double> Search::pricedUses(size_t v, const Climb &climb) const {
  std::vector<double> priced(model.sizes[v], 0);
  for (const Use &use : model.unary[v])
    for (unsigned o = 0; o < model.sizes[v]; ++o)
      priced[o] += climb.lambda[use.constraint] /
                   lagrangian.scales[use.constraint] *
                   static_cast<double>(use.table[o]);
  return priced;
}

/// How far the mixture's options lie apart: the mean deviation of their priced
/// uses, and the share of all but the largest as a tie-break.
std::pair<double, double> Search::spread(size_t v, const Climb &climb) const {
  if (climb.shares.empty())
    return {0, 0};
  const double *shares = &climb.shares[model.first[v]];
  std::vector<double> priced = pricedUses(v, climb);
  double mean = 0, deviation = 0, largest = 0;
  for (unsigned o = 0; o < model.sizes[v]; ++o)
    mean += shares[o] * priced[o];
  for (unsigned o = 0; o < model.sizes[v]; ++o) {
    deviation += shares[o] * std::abs(priced[o] - mean);
    largest = std::max(largest, shares[o]);
  }
  // What rounding leaves behind is no spread.
  return {largest > 1 - 1e-7 ? 0 : deviation, 1 - largest};
}

/// Which options to take first, the others afterwards: those whose priced use
/// is on the preferred option's side of the mixture's mean. So neither side
/// can repeat the mixture.
Domain Search::divide(Domain domain, size_t v, unsigned preferred,
                      const Climb &climb) const {
  std::vector<double> priced = pricedUses(v, climb);
  double mean = 0;
  for (unsigned o = 0; o < model.sizes[v] && !climb.shares.empty(); ++o)
    mean += climb.shares[model.first[v] + o] * priced[o];
  Domain side = 0;
  for (unsigned o = 0; o < model.sizes[v]; ++o)
    if (domain >> o & 1 && (priced[o] <= mean) == (priced[preferred] <= mean))
      side |= Domain(1) << o;
  if (side != domain && side != 0)
    return side;
  if (domain >> preferred & 1)
    return Domain(1) << preferred;
  return domain & (~domain + 1); // the lowest
}

void Search::branch(Node node, const Climb &climb,
                    const Multipliers &multipliers) {
  // A variable that stands in more than one bucket weakens the bound: first.
  // Among these the one whose choice matters most to the budgets.
  std::vector<unsigned> preferred = rounded(model, climb);
  size_t chosen = 0;
  std::tuple<bool, double, double> most;
  bool found = false;
  for (size_t v = 0; v < model.variables(); ++v) {
    if (isSingle(node.domains[v]))
      continue;
    auto [begin, end] = lagrangian.tree.bucketsOf[v];
    auto [deviation, share] = spread(v, climb);
    std::tuple<bool, double, double> rank = {end - begin > 1, deviation, share};
    if (!found || rank > most) {
      found = true;
      most = rank;
      chosen = v;
    }
  }
  Domain taken = divide(node.domains[chosen], chosen, preferred[chosen], climb);
  record(BitWidthProofNode::Branch, static_cast<unsigned>(chosen), taken,
         multipliers);
  Node forbid = node;
  forbid.domains[chosen] &= ~taken;
  node.domains[chosen] &= taken;
  stack.push_back(std::move(forbid));
  stack.push_back(std::move(node));
}

void Search::visit(Node node) {
  using Proof = BitWidthProofNode;
  ++nodes;
  if (node.bound > closed() || isEmpty(node.domains))
    return record(Proof::Bound, 0, 0, lagrangian.quantize(node.lambda));
  if (int k = sweepBudgets(model, node.domains); k >= 0)
    return record(Proof::Budget, static_cast<unsigned>(k), 0, {});
  bool single = llvm::all_of(node.domains, isSingle);
  Climb climb;
  climb.lambda = node.lambda;
  if (single) {
    // Now the objective itself is the bound.
    climb.lambda.assign(model.constraints(), 0);
    lagrangian.ascend(node.domains, climb, 1, 0);
    tryChoices(node.domains, climb.lambda, climb.choices);
    climb.lambda.assign(model.constraints(), 0);
  } else if (nodes == 1) {
    lagrangian.ascend(node.domains, climb, rootSteps, climbTarget());
  } else {
    lagrangian.ascend(node.domains, climb, 60, climbTarget());
  }
  Multipliers multipliers = lagrangian.quantize(climb.lambda);
  if (nodes == 1) {
    rootLambda = climb.lambda;
    rootMultipliers = multipliers;
  }
  Int128 bound = lagrangian.exactBound(node.domains, multipliers);
  if (bound <= closed() && !single) {
    tryChoices(node.domains, climb.lambda, climb.choices);
    if (!climb.shares.empty())
      tryChoices(node.domains, climb.lambda, rounded(model, climb));
  }
  if (bound > closed())
    return record(Proof::Bound, 0, 0, std::move(multipliers));
  std::vector<Int128> marginals;
  lagrangian.exactMarginals(marginals);
  if (best.empty() && closeByExcess(node.domains, climb.lambda))
    return;
  dropCostly(model, marginals, closed(), node.domains);
  if (isEmpty(node.domains))
    return record(Proof::Bound, 0, 0, std::move(multipliers));
  node.bound = bound;
  node.lambda = climb.lambda;
  branch(std::move(node), climb, multipliers);
}

void Search::run(const Domains &domains, llvm::ArrayRef<double> lambda,
                 unsigned steps) {
  rootSteps = steps;
  rootLambda = lambda.vec();
  stack.push_back({domains, lambda.vec(), -infinity<Int128>()});
  while (!stack.empty() && nodes < limits.nodes &&
         !(limits.stopAtFirst && !best.empty())) {
    Node node = std::move(stack.back());
    stack.pop_back();
    visit(std::move(node));
  }
  complete = stack.empty();
  // What was not visited keeps its parent's bound.
  Int128 open = closed() + 1;
  for (Node &node : llvm::reverse(stack)) {
    open = std::min(open, node.bound);
    record(BitWidthProofNode::Bound, 0, 0, lagrangian.quantize(node.lambda));
  }
  // Rounded up: objectives are integers.
  const Int128 unit = Int128(1) << kMultiplierBits;
  lowerBound = open / unit + (open % unit > 0 ? 1 : 0);
}

} // namespace m2c::solvers::bitwidth
