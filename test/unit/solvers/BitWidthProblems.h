// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Random bit-width problems: small ones with everything in them, and layers
// like those of networks.
#ifndef M2C_TEST_UNIT_SOLVERS_BITWIDTHPROBLEMS_H
#define M2C_TEST_UNIT_SOLVERS_BITWIDTHPROBLEMS_H

#include "test/unit/solvers/BitWidthTestUtils.h"
#include <cmath>

namespace m2c::solvers {

/// Sum over the terms of the smallest or the largest value: reachable only
/// together if no two terms share a variable.
inline int64_t extreme(const BitWidthConstraint &constraint, bool largest) {
  int64_t sum = 0;
  for (const BitWidthTerm &term : constraint.terms) {
    int64_t best = term.table[0];
    for (int64_t value : term.table)
      best = largest ? std::max(best, value) : std::min(best, value);
    sum += best;
  }
  return sum;
}

/// Half-way (0.5) or otherwise between the least and the most.
inline void setCap(BitWidthConstraint &constraint, double tightness) {
  int64_t least = extreme(constraint, false), most = extreme(constraint, true);
  constraint.cap = least + static_cast<int64_t>(
                               tightness * static_cast<double>(most - least));
}

/// A small problem with everything in it: weights and activations of a chain
/// with a residual edge, tables over two and three variables, rows of memory,
/// ties, kernels that do not exist.
inline BitWidthProblem mixedProblem(std::mt19937 &random, unsigned layers) {
  BitWidthProblem problem;
  auto addVariable = [&](std::string name, std::vector<unsigned> widths,
                         int64_t elements) {
    BitWidthVariable variable;
    variable.name = std::move(name);
    for (unsigned width : widths)
      variable.options.push_back({std::to_string(width),
                                  pick(random, 60) * (16 / width),
                                  pick(random, 3) ? elements * width / 8 : 0});
    problem.variables.push_back(std::move(variable));
    return static_cast<unsigned>(problem.variables.size() - 1);
  };
  auto randomTable = [&](size_t states, int64_t least) {
    std::vector<int64_t> table(states);
    for (int64_t &value : table)
      value = least + pick(random, 40);
    return table;
  };
  BitWidthConstraint size = {"size", 0, {}}, bops = {"bops", 0, {}},
                     latency = {"latency", 0, {}};
  std::vector<unsigned> tensors = {addVariable("t0", {8, 4}, 10)};
  for (unsigned i = 0; i < layers; ++i) {
    unsigned in = tensors.back();
    unsigned w = addVariable("w" + std::to_string(i), {8, 4, 2}, 20);
    bool isResidual = i > 0 && pick(random, 3) == 0;
    unsigned out = isResidual
                       ? tensors[tensors.size() - 2]
                       : addVariable("t" + std::to_string(i + 1), {8, 4}, 10);
    tensors.push_back(out);
    size.terms.push_back({{w}, randomTable(3, 1)});
    bops.terms.push_back({{w, in}, randomTable(6, 0)});
    if (out != in)
      latency.terms.push_back({{out, w, in}, randomTable(12, -5)});
    if (pick(random, 5) == 0)
      addBitWidthTie(problem, w, in);
    if (pick(random, 4) == 0)
      problem.relations.push_back(
          {"kernel",
           {in, w},
           {1, 1, static_cast<uint8_t>(pick(random, 2)), 1, 1,
            static_cast<uint8_t>(pick(random, 2))}});
  }
  for (BitWidthConstraint *constraint : {&size, &bops, &latency})
    if (pick(random, 4) != 0) {
      setCap(*constraint, static_cast<double>(2 + pick(random, 7)) / 10);
      problem.constraints.push_back(*constraint);
    }
  for (size_t i = 0; i + 1 < tensors.size(); ++i) {
    BitWidthConstraint ram = {"ram@" + std::to_string(i), 0, {}};
    ram.terms.push_back({{tensors[i]}, randomTable(2, 5)});
    if (tensors[i + 1] != tensors[i])
      ram.terms.push_back({{tensors[i + 1]}, randomTable(2, 5)});
    setCap(ram, static_cast<double>(3 + pick(random, 8)) / 10);
    problem.constraints.push_back(ram);
  }
  return problem;
}

/// Layers like MobileNet's, one variable each: `widths` options of weight
/// width, or 9 of weight and activation width. Sensitivities spread over four
/// decades. Budgets: size, bops, latency, activations.
inline BitWidthProblem layeredProblem(std::mt19937 &random, unsigned layers,
                                      unsigned options, unsigned budgets,
                                      double costUnit) {
  BitWidthProblem problem;
  const char *names[] = {"size", "bops", "latency", "activations"};
  for (unsigned k = 0; k < budgets; ++k)
    problem.constraints.push_back({names[k], 0, {}});
  for (unsigned i = 0; i < layers; ++i) {
    bool isDepthwise = i % 2 == 1;
    double channels = 16 * std::pow(2, 5.0 * i / layers);
    double weights = isDepthwise ? 9 * channels : channels * channels;
    double pixels = 96 * 96 / std::pow(4, 5.0 * i / layers);
    weights *= 0.5 + static_cast<double>(pick(random, 1000)) / 1000;
    // Deviation 2.3: 95 % within four decades.
    double sensitivity = costUnit * std::exp(2.3 * normal(random));
    BitWidthVariable variable;
    variable.name = "layer" + std::to_string(i);
    std::vector<std::vector<int64_t>> uses(4);
    for (unsigned o = 0; o < options; ++o) {
      unsigned w = 8u >> (o % 3), a = 16u >> (o / 3);
      if (options <= 3)
        a = 8;
      double noise = 0.8 + static_cast<double>(pick(random, 1000)) / 2500;
      double cost = sensitivity * noise *
                    (std::pow(4, 8 - static_cast<double>(w)) +
                     0.2 * std::pow(4, 8 - static_cast<double>(a)));
      BitWidthOption option;
      option.name = "w" + std::to_string(w) + "a" + std::to_string(a);
      option.cost = static_cast<int64_t>(std::llround(cost));
      option.secondary = static_cast<int64_t>(weights * w / 8);
      variable.options.push_back(option);
      uses[0].push_back(option.secondary);
      uses[1].push_back(static_cast<int64_t>(weights * pixels * w * a / 64));
      uses[2].push_back(static_cast<int64_t>(
          weights * pixels / 16 * (a == 16 ? 1.7 : 1) *
          (0.8 + static_cast<double>(pick(random, 1000)) / 2500)));
      uses[3].push_back(static_cast<int64_t>(pixels * channels * a / 8));
    }
    problem.variables.push_back(variable);
    for (unsigned k = 0; k < budgets; ++k)
      problem.constraints[k].terms.push_back({{i}, uses[k]});
  }
  for (BitWidthConstraint &constraint : problem.constraints)
    setCap(constraint, 0.5);
  return problem;
}

} // namespace m2c::solvers

#endif // M2C_TEST_UNIT_SOLVERS_BITWIDTHPROBLEMS_H
