// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Widths as a problem for the solver, and its answers.
#include "compiler/Quant/AssignWidths.h"
#include "llvm/ADT/StringSet.h"
#include <cmath>

using namespace mlir;

namespace m2c::quant {

using solvers::BitWidthProblem;
using solvers::BitWidthSolution;
using solvers::BitWidthStatus;

namespace {
/// A measured divergence below this says nothing.
constexpr double kNoiseFloor = 1e-4;
/// How far a measurement may exceed the prediction.
constexpr double kTrust = 1.5;
/// What a repaired choice must be better by.
constexpr double kClearlyBetter = 0.9;
constexpr unsigned kMostRepairs = 8;
} // namespace

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
      size(constantBytes(prepared.graph, scope, options.scaleBytes)),
      operations(bitOperations(prepared.graph, scope)),
      time(quant::cycles(prepared.graph, scope, options.cycles)),
      steps(arenaSteps(prepared.graph, scope, options.align,
                       this->names.nodes)) {}

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
  llvm::StringSet<> taken;
  auto add = [&](std::string name, const Sensitivities::Pair &cost,
                 function_ref<int64_t(unsigned)> bytes) {
    auto &variable = problem.variables.emplace_back();
    variable.name = uniqueName(taken, std::move(name));
    for (unsigned bits : scope.widthsOf(problem.variables.size() - 1)) {
      variable.options.push_back({std::to_string(bits), 0, bytes(bits)});
      real.push_back(std::max(0.0, bits == 4 ? cost.at4 : cost.at8));
    }
  };
  for (auto [i, layer] : llvm::enumerate(graph.layers))
    add(names.layers[i], costs.layers[i],
        [&, &layer = layer](unsigned bits) {
          return layerBytes(layer, bits, options.scaleBytes);
        });
  for (auto [i, group] : llvm::enumerate(graph.groups))
    add(names.groups[i] + " (activations)", costs.groups[i],
        [&, &group = group](unsigned bits) {
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

namespace {

/// The budget that a constraint belongs to: "ram" of "ram@conv3".
StringRef budgetOf(const solvers::BitWidthConstraint &constraint) {
  return StringRef(constraint.name).split('@').first;
}

/// For each budget a value with which the others can be kept, if there is one.
std::string whatWouldDo(const WidthModel &model, const Sensitivities &costs) {
  BitWidthProblem problem = model.problem(costs);
  std::string text;
  llvm::StringSet<> tried;
  for (const solvers::BitWidthConstraint &constraint : problem.constraints) {
    StringRef budget = budgetOf(constraint);
    if (!tried.insert(budget).second)
      continue;
    // The widths that need least of this budget, the others kept.
    BitWidthProblem other = problem;
    llvm::erase_if(other.constraints,
                   [&](const auto &own) { return budgetOf(own) == budget; });
    for (auto &variable : other.variables)
      for (auto &option : variable.options)
        option.cost = option.secondary;
    BitWidthSolution solution = solvers::solveBitWidths(other, {});
    if (solution.choices.empty())
      continue;
    for (const WidthModel::Use &use : model.uses(solution.choices))
      if (use.name == budget)
        text += (text.empty() ? "" : " or ") + ("--" + budget).str() + " " +
                std::to_string(use.use);
  }
  std::string hint = text.empty() ? "" : "; " + text + " would do";
  if (!llvm::is_contained(model.settings().activationBits, 4u))
    hint += "; so might --a-bits 4,8";
  return hint;
}

class Chooser {
public:
  Chooser(const WidthModel &model, Sensitivities costs, WidthProgress progress)
      : model(model), costs(std::move(costs)), progress(progress) {}

  llvm::Expected<WidthChoice> run() {
    progress("solving");
    WidthChoice best = solve();
    if (best.solution.choices.empty())
      return llvm::createStringError(
          std::make_error_code(std::errc::result_out_of_range),
          "the budgets cannot be kept: " + best.solution.message +
              whatWouldDo(model, costs));
    measure(best);
    if (model.settings().repair)
      repair(best);
    return best;
  }

private:
  WidthChoice solve() const {
    WidthChoice choice;
    choice.problem = model.problem(costs);
    choice.solution = solvers::solveBitWidths(choice.problem, {});
    if (choice.solution.choices.empty())
      return choice;
    choice.assignment = model.assignment(choice.solution.choices);
    choice.budgets = model.uses(choice.solution.choices);
    choice.predicted =
        double(choice.solution.objective) / double(choice.problem.costScale);
    return choice;
  }

  Agreement evaluate(const Assignment &assignment) const {
    const Prepared &prepared = model.calibrated();
    return evaluatePlan(prepared, quantize(prepared, assignment),
                        prepared.samples);
  }

  void measure(WidthChoice &choice) const {
    progress("rounding");
    choice.measured = evaluate(choice.assignment);
  }

  /// The dearest thing at 4 bits whose cost is still that of it alone.
  Sensitivities::Pair *dearest(Assignment &assignment, unsigned *&bits) {
    Sensitivities::Pair *found = nullptr;
    auto look = [&](std::vector<unsigned> &widths,
                    std::vector<Sensitivities::Pair> &pairs) {
      for (auto [width, pair] : llvm::zip_equal(widths, pairs))
        if (width == 4 && !llvm::is_contained(corrected, &pair) &&
            (!found || pair.at4 > found->at4)) {
          found = &pair;
          bits = &width;
        }
    };
    look(assignment.weightBits, costs.layers);
    look(assignment.activationBits, costs.groups);
    return found;
  }

  void repair(WidthChoice &best) {
    for (unsigned round = 1; round <= kMostRepairs; ++round) {
      if (best.measured.divergence <= kTrust * best.predicted + kNoiseFloor)
        return;
      Assignment promoted = best.assignment;
      unsigned *bits = nullptr;
      Sensitivities::Pair *cost = dearest(promoted, bits);
      if (!cost)
        return;
      progress("repair " + Twine(round));
      *bits = 8;
      corrected.push_back(cost);
      double gain = best.measured.divergence - evaluate(promoted).divergence;
      cost->at4 = cost->at8 + std::max(0.0, gain);
      WidthChoice next = solve();
      if (next.solution.choices.empty() ||
          next.solution.choices == best.solution.choices)
        continue;
      next.measured = evaluate(next.assignment);
      unsigned repairs = best.repairs + 1;
      if (next.measured.divergence < kClearlyBetter * best.measured.divergence)
        best = std::move(next);
      best.repairs = repairs;
    }
  }

  const WidthModel &model;
  Sensitivities costs;
  WidthProgress progress;
  SmallVector<Sensitivities::Pair *> corrected;
};

} // namespace

llvm::Expected<WidthChoice> chooseWidths(const WidthModel &model,
                                         const Sensitivities &costs,
                                         WidthProgress progress) {
  return Chooser(model, costs, progress).run();
}

static std::optional<double> top1(const Agreement &agreement,
                                  ArrayRef<int64_t> labels) {
  if (labels.size() != agreement.samples || agreement.outputs.empty())
    return std::nullopt;
  ArrayRef<float> values = agreement.outputs.front();
  size_t classes = values.size() / agreement.samples, counted = 0, right = 0;
  for (auto [sample, label] : llvm::enumerate(labels)) {
    if (label < 0 || label >= static_cast<int64_t>(classes))
      continue;
    ArrayRef<float> own = values.slice(sample * classes, classes);
    ++counted;
    right += llvm::max_element(own) - own.begin() == label;
  }
  return counted ? std::optional<double>(double(right) / double(counted))
                 : std::nullopt;
}

std::vector<ParetoPoint> paretoFront(const WidthModel &model,
                                     const Sensitivities &costs,
                                     const Samples &samples,
                                     ArrayRef<int64_t> labels, unsigned count,
                                     WidthProgress progress) {
  const Prepared &prepared = model.calibrated();
  int64_t least = model.modelSize().at(model.extreme(false)),
          most = model.modelSize().at(model.extreme(true));
  BitWidthProblem problem = model.problem(costs);
  llvm::erase_if(problem.constraints, [](const auto &constraint) {
    return budgetOf(constraint) == "model-size";
  });
  std::vector<ParetoPoint> points;
  for (unsigned i = 0; i < count; ++i) {
    int64_t cap = least + (most - least) * i / std::max(1u, count - 1);
    BitWidthProblem sized = problem;
    sized.constraints.push_back(
        model.modelSize().constraint("model-size", cap));
    BitWidthSolution solution = solvers::solveBitWidths(sized, {});
    if (solution.choices.empty())
      continue;
    ParetoPoint point;
    point.cap = cap;
    point.assignment = model.assignment(solution.choices);
    if (!points.empty() &&
        points.back().assignment.weightBits == point.assignment.weightBits &&
        points.back().assignment.activationBits ==
            point.assignment.activationBits)
      continue;
    progress("front " + Twine(i + 1) + " of " + Twine(count));
    point.modelSize = model.modelSize().at(solution.choices);
    point.predicted = double(solution.objective) / double(sized.costScale);
    Agreement agreement =
        evaluatePlan(prepared, quantize(prepared, point.assignment), samples);
    point.divergence = agreement.divergence;
    point.top1 = top1(agreement, labels);
    points.push_back(std::move(point));
  }
  return points;
}

} // namespace m2c::quant
