// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Finds the multipliers with the best Lagrangian bound: the linear programme
// over mixtures of choices whose average use keeps the budgets (Dantzig and
// Wolfe, 1960), in doubles. Its duals are the multipliers.
#ifndef M2C_COMPILER_SOLVERS_BITWIDTHMASTER_H
#define M2C_COMPILER_SOLVERS_BITWIDTHMASTER_H

#include <cstddef>
#include <vector>

namespace m2c::solvers::bitwidth {

/// Revised simplex on a few rows. Multipliers stay within a box that grows
/// while it holds them back (Marsten, Hogan, Blankenship: "The boxstep method",
/// 1975): far from the best ones the cuts say little.
class Master {
public:
  /// Starts at one choice of cost `cost` whose uses exceed the caps by
  /// `excess`, and at `lambda`, within `reach` of which the box lies.
  Master(const std::vector<double> &lambda, const std::vector<double> &reach,
         double cost, const std::vector<double> &excess,
         const std::vector<unsigned> &choices);

  /// The multipliers to ask for next. After it, `value()` is what the best
  /// bound within the box can at most be.
  const std::vector<double> &multipliers();
  double value() const { return eta; }

  /// Adds the cheapest choice at the multipliers. False when it improves
  /// nothing (or numbers degenerate).
  bool add(double cost, const std::vector<double> &excess,
           const std::vector<unsigned> &choices);

  /// Widens the box where it holds multipliers back; false where it does not.
  bool widen();

  /// Calls with each choice of the mixture and its share.
  template <typename Function>
  void forEachShare(Function function) const {
    for (std::size_t i = 0; i < basis.size(); ++i)
      if (basis[i].kind == Column::Choice && values[i] > 1e-9)
        function(basis[i].choices, values[i]);
  }

private:
  struct Column {
    enum Kind { Choice, AtMost, AtLeast } kind; ///< the others: box sides
    std::size_t row;                            ///< box sides
    double cost;
    std::vector<double> entries;
    std::vector<unsigned> choices;
  };
  Column side(Column::Kind kind, std::size_t row) const;
  bool enter(Column column);
  void price();

  std::size_t rows; ///< constraints; one more row says that shares sum to 1
  std::vector<double> lower, upper, step; ///< the box and how fast it grows
  std::vector<Column> basis;
  std::vector<std::vector<double>> inverse;
  std::vector<double> values; ///< of the basis
  std::vector<double> lambda;
  double eta = 0;
};

} // namespace m2c::solvers::bitwidth

#endif // M2C_COMPILER_SOLVERS_BITWIDTHMASTER_H
