// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Solve, measure, repair; the front of size and divergence.
#include "compiler/Quant/AssignWidths.h"
#include "llvm/ADT/StringSet.h"

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
    BitWidthSolution solution = model.solve(other);
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
    BitWidthSolution solution = model.solve(sized);
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
