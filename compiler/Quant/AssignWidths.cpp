// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Widths as a problem for the solver, and its answers.
#include "compiler/Quant/AssignWidths.h"
#include "compiler/Solvers/BitWidthZ3.h"
#include "llvm/ADT/StringSet.h"
#include <cmath>

using namespace mlir;

namespace m2c::quant {

using solvers::BitWidthProblem;
using solvers::BitWidthSolution;

std::vector<std::vector<unsigned>> WidthModel::widthLists() const {
  const QuantGraph &graph = prepared.graph;
  std::vector<std::vector<unsigned>> groups, lists;
  for (const Group &group : graph.groups)
    groups.push_back(group.only8 || (group.isInput && !prepared.options.inputs4)
                         ? std::vector<unsigned>{8}
                         : options.activationBits);
  for (unsigned layer = 0; layer < graph.layers.size(); ++layer) {
    int group = inputGroup(layer);
    lists.push_back(group == kFloat ? std::vector<unsigned>{8}
                    : options.tie   ? groups[group]
                                    : options.weightBits);
  }
  llvm::append_range(lists, groups);
  return lists;
}

int WidthModel::inputGroup(unsigned layer) const {
  const QuantGraph &graph = prepared.graph;
  return graph.tensors[graph.inputOf(graph.layers[layer])].group;
}

WidthModel::WidthModel(const Prepared &prepared, const WidthOptions &options,
                       const WidthNames &names)
    : prepared(prepared), options(options), names(names),
      scope(prepared.graph, widthLists()),
      size(constantBytes(prepared.graph, scope, options.form)),
      operations(bitOperations(prepared.graph, scope)),
      time(quant::cycles(prepared.graph, scope, options.cycles)),
      steps(arenaSteps(prepared.graph, scope, options.align,
                       this->options.callers, this->names.nodes)) {}

/// Names of variables must differ only in messages, but people read those.
static std::string uniqueName(llvm::StringSet<> &taken, std::string name) {
  std::string unique = name;
  for (unsigned i = 2; !taken.insert(unique).second; ++i)
    unique = name + "_" + std::to_string(i);
  return unique;
}

BitWidthProblem WidthModel::problem(const Sensitivities &costs) const {
  const QuantGraph &graph = prepared.graph;
  BitWidthProblem problem;
  std::vector<double> real;
  llvm::StringSet<> taken, takenGroups;
  auto add = [&](std::string name, const Sensitivities::Pair &cost,
                 function_ref<int64_t(unsigned)> bytes) {
    auto &variable = problem.variables.emplace_back();
    variable.name = std::move(name);
    for (unsigned bits : scope.widthsOf(problem.variables.size() - 1)) {
      variable.options.push_back({std::to_string(bits), 0, bytes(bits)});
      real.push_back(std::max(0.0, bits == 4 ? cost.at4 : cost.at8));
    }
  };
  for (auto [i, layer] : llvm::enumerate(graph.layers))
    add(uniqueName(taken, names.layers[i]), costs.layers[i],
        [&, &layer = layer](unsigned bits) {
          return layerBytes(layer, bits, options.form, /*packs=*/true);
        });
  for (auto [i, group] : llvm::enumerate(graph.groups))
    add(uniqueName(takenGroups, names.groups[i]) + " (activations)",
        costs.groups[i], [&, &group = group](unsigned bits) {
          int64_t bytes = 0;
          for (int tensor : group.tensors)
            bytes += (graph.tensors[tensor].count * bits + 7) / 8;
          return bytes;
        });
  problem.costScale = solvers::bitWidthCostScale(real);
  auto next = real.begin();
  for (auto &variable : problem.variables)
    for (auto &option : variable.options)
      option.cost = std::llround(*next++ * double(problem.costScale));

  const WidthBudgets &budgets = options.budgets;
  auto limit = [&](const WidthSum &sum, std::string name,
                   std::optional<int64_t> cap) {
    if (cap && !problem.variables.empty())
      problem.constraints.push_back(sum.constraint(std::move(name), *cap));
  };
  limit(size, "model-size", budgets.modelSize);
  limit(operations, "bops", budgets.bops);
  limit(time, "latency", budgets.latency);
  for (const WidthStep &step : steps)
    if (budgets.ram && step.bytes.most() > *budgets.ram)
      limit(step.bytes, "ram@" + step.name, budgets.ram);
  if (options.tie)
    for (unsigned layer = 0; layer < graph.layers.size(); ++layer)
      if (int group = inputGroup(layer); group != kFloat)
        solvers::addBitWidthTie(problem, scope.ofLayer(layer),
                                scope.ofGroup(group));
  return problem;
}

Assignment WidthModel::assignment(ArrayRef<unsigned> choices) const {
  Assignment assignment;
  for (auto [variable, choice] : llvm::enumerate(choices))
    (variable < prepared.graph.layers.size() ? assignment.weightBits
                                             : assignment.activationBits)
        .push_back(scope.widthsOf(variable)[choice]);
  return assignment;
}

std::vector<unsigned> WidthModel::extreme(bool largest) const {
  std::vector<unsigned> choices;
  for (unsigned i = 0; i < scope.numVariables(); ++i)
    choices.push_back(largest ? scope.widthsOf(i).size() - 1 : 0);
  return choices;
}

std::vector<WidthModel::Use>
WidthModel::uses(ArrayRef<unsigned> choices) const {
  std::vector<Use> uses;
  auto add = [&](const char *name, std::optional<int64_t> cap, int64_t use) {
    if (cap)
      uses.push_back({name, use, *cap});
  };
  add("model-size", options.budgets.modelSize, size.at(choices));
  add("bops", options.budgets.bops, operations.at(choices));
  add("latency", options.budgets.latency, time.at(choices));
  int64_t peak = 0;
  for (const WidthStep &step : steps)
    peak = std::max(peak, step.bytes.at(choices));
  add("ram", options.budgets.ram, peak);
  return uses;
}

BitWidthSolution WidthModel::solve(const BitWidthProblem &problem) const {
  return options.z3 ? solvers::solveBitWidthsZ3(problem, {})
                    : solvers::solveBitWidths(problem, {});
}

} // namespace m2c::quant
