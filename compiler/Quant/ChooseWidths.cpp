// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Solve, measure, repair; the front of size and divergence.
#include "compiler/Quant/AssignWidths.h"
#include "llvm/ADT/StringSet.h"
#include <map>

using namespace mlir;

namespace m2c::quant {

using solvers::BitWidthProblem;
using solvers::BitWidthSolution;

namespace {

/// A measured divergence below this says nothing.
constexpr double kNoiseFloor = 1e-4;
/// How far a measurement may exceed the prediction.
constexpr double kTrust = 1.5;
/// What a repaired choice must be better by.
constexpr double kClearlyBetter = 0.9;
constexpr unsigned kMostRepairs = 8;

/// The budget that a constraint belongs to: "ram" of "ram@conv3".
StringRef budgetOf(const solvers::BitWidthConstraint &constraint) {
  return StringRef(constraint.name).split('@').first;
}

/// Makes the widths cost their bytes.
void preferSmall(BitWidthProblem &problem) {
  for (solvers::BitWidthVariable &variable : problem.variables)
    for (solvers::BitWidthOption &option : variable.options)
      option.cost = option.secondary;
}

/// A value of one budget with which the others can be kept: the least that it
/// can be alone if that will do, else what small widths need.
std::optional<int64_t> valueThatDoes(const WidthModel &model,
                                     const BitWidthProblem &problem,
                                     const BitWidthSolution &infeasible,
                                     StringRef budget) {
  BitWidthProblem least = problem, without = problem;
  int64_t minimum = 0;
  for (auto [k, own] : llvm::enumerate(infeasible.conflict.budgets))
    if (budgetOf(problem.constraints[k]) == budget)
      minimum = std::max(minimum, own.minimum);
  for (solvers::BitWidthConstraint &constraint : least.constraints)
    if (budgetOf(constraint) == budget)
      constraint.cap = std::max(constraint.cap, minimum);
  if (!model.solve(least).choices.empty())
    return minimum;
  llvm::erase_if(without.constraints,
                 [&](const auto &own) { return budgetOf(own) == budget; });
  preferSmall(without);
  BitWidthSolution solution = model.solve(without);
  if (!solution.choices.empty())
    for (const WidthModel::Use &use : model.uses(solution.choices))
      if (use.name == budget)
        return use.use;
  return std::nullopt;
}

/// Where several budgets are too small: values that do together, the least of
/// each where these go together, else what the smallest widths need.
std::string allThatDo(const WidthModel &model, BitWidthProblem problem,
                      const BitWidthSolution &infeasible) {
  std::map<std::string, int64_t> values, caps;
  for (auto [k, own] : llvm::enumerate(infeasible.conflict.budgets)) {
    std::string budget = budgetOf(problem.constraints[k]).str();
    int64_t &value = values[budget];
    caps[budget] = problem.constraints[k].cap;
    value = std::max({value, own.minimum, caps[budget]});
  }
  BitWidthProblem least = problem;
  for (solvers::BitWidthConstraint &constraint : least.constraints)
    constraint.cap = values[budgetOf(constraint).str()];
  if (model.solve(least).choices.empty()) {
    preferSmall(problem);
    problem.constraints.clear();
    BitWidthSolution small = model.solve(problem);
    for (const WidthModel::Use &use : model.uses(small.choices))
      if (caps.count(use.name))
        values[use.name] = std::max(use.use, caps[use.name]);
  }
  std::string text;
  for (auto [budget, value] : values)
    if (value > caps[budget])
      text += (text.empty() ? "; --" : " with --") + budget + " " +
              std::to_string(value);
  return text;
}

std::string whatWouldDo(const WidthModel &model, const BitWidthProblem &problem,
                        const BitWidthSolution &infeasible) {
  std::string text;
  llvm::StringSet<> tried;
  for (const solvers::BitWidthConstraint &constraint : problem.constraints) {
    StringRef budget = budgetOf(constraint);
    if (!tried.insert(budget).second)
      continue;
    if (auto value = valueThatDoes(model, problem, infeasible, budget))
      text += (text.empty() ? "; --" : " or --") + budget.str() + " " +
              std::to_string(*value);
  }
  if (text.empty())
    text = allThatDo(model, problem, infeasible);
  text += text.empty() ? "" : " would do";
  bool narrower = llvm::any_of(problem.constraints, [](const auto &constraint) {
    StringRef budget = budgetOf(constraint);
    return budget == "ram" || budget == "bops";
  });
  if (narrower && !llvm::is_contained(model.settings().activationBits, 4u))
    text += "; so might --a-bits 4,8";
  return text;
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
              whatWouldDo(model, best.problem, best.solution));
    measure(best);
    if (model.settings().repair)
      repair(best);
    return best;
  }

private:
  WidthChoice solve() const {
    WidthChoice choice;
    choice.problem = model.problem(costs);
    choice.solution = model.solve(choice.problem);
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

/// Optimal plans from the largest down to the smallest: each is the best that
/// is smaller than the one before, by at least 1/200 of the range.
static std::vector<ParetoPoint> walkFront(const WidthModel &model,
                                          const Sensitivities &costs) {
  int64_t least = model.modelSize().at(model.extreme(false)),
          most = model.modelSize().at(model.extreme(true)),
          step = std::max<int64_t>(1, (most - least) / 200);
  BitWidthProblem problem = model.problem(costs);
  llvm::erase_if(problem.constraints, [](const auto &constraint) {
    return budgetOf(constraint) == "model-size";
  });
  std::vector<ParetoPoint> points;
  int64_t cap = most;
  // The last step leads to the smallest plan itself.
  for (bool last = false; !last;) {
    last = cap <= least;
    cap = std::max(cap, least);
    BitWidthProblem sized = problem;
    sized.constraints.push_back(
        model.modelSize().constraint("model-size", cap));
    BitWidthSolution solution = model.solve(sized);
    if (solution.choices.empty())
      break;
    ParetoPoint &point = points.emplace_back();
    point.cap = cap;
    point.modelSize = model.modelSize().at(solution.choices);
    point.predicted = double(solution.objective) / double(sized.costScale);
    point.assignment = model.assignment(solution.choices);
    last |= point.modelSize <= least;
    cap = point.modelSize - step;
  }
  return points;
}

std::vector<ParetoPoint> paretoFront(const WidthModel &model,
                                     const Sensitivities &costs,
                                     const Samples &samples,
                                     ArrayRef<int64_t> labels, unsigned count,
                                     WidthProgress progress) {
  const Prepared &prepared = model.calibrated();
  std::vector<ParetoPoint> walked = walkFront(model, costs), points;
  std::reverse(walked.begin(), walked.end());
  size_t chosen = std::min<size_t>(count, walked.size());
  for (size_t i = 0; i < chosen; ++i) {
    progress("front " + Twine(i + 1) + " of " + Twine(chosen));
    ParetoPoint &point = points.emplace_back(
        walked[chosen < 2 ? 0 : i * (walked.size() - 1) / (chosen - 1)]);
    Agreement agreement =
        evaluatePlan(prepared, quantize(prepared, point.assignment), samples);
    point.divergence = agreement.divergence;
    point.top1 = top1(agreement, labels);
  }
  return points;
}

} // namespace m2c::quant
