// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The simplex method behind the Lagrangian bound. Whatever rounding does to it,
// any multipliers give a bound, and claims are made in integers elsewhere.
#include "compiler/Solvers/BitWidthMaster.h"
#include <algorithm>
#include <cmath>
#include <cstddef>

// The same doubles on every machine.
#pragma STDC FP_CONTRACT OFF

namespace m2c::solvers::bitwidth {

Master::Master(const std::vector<double> &start,
               const std::vector<double> &reach, double cost,
               const std::vector<double> &excess,
               const std::vector<unsigned> &choices)
    : rows(start.size()), step(reach), lambda(start) {
  for (size_t k = 0; k < rows; ++k) {
    lower.push_back(std::max(0.0, start[k] - reach[k]));
    upper.push_back(start[k] + reach[k]);
  }
  inverse.assign(rows + 1, std::vector<double>(rows + 1, 0));
  for (size_t k = 0; k < rows; ++k) {
    bool isOver = excess[k] > 0;
    basis.push_back(side(isOver ? Column::AtMost : Column::AtLeast, k));
    values.push_back(std::abs(excess[k]));
    inverse[k][k] = isOver ? -1 : 1;
    inverse[k][rows] = isOver ? excess[k] : -excess[k];
  }
  Column first = {Column::Choice, 0, cost, excess, choices};
  first.entries.push_back(1);
  basis.push_back(std::move(first));
  values.push_back(1);
  inverse[rows][rows] = 1;
}

/// AtMost lets a use exceed its cap at the price `upper`; AtLeast pays `lower`
/// for what is left of a cap.
Master::Column Master::side(Column::Kind kind, size_t row) const {
  Column column = {kind, row, 0, std::vector<double>(rows + 1, 0), {}};
  column.entries[row] = kind == Column::AtMost ? -1 : 1;
  column.cost = kind == Column::AtMost ? upper[row] : -lower[row];
  return column;
}

void Master::price() {
  for (size_t k = 0; k <= rows; ++k) {
    double dual = 0;
    for (size_t i = 0; i <= rows; ++i)
      dual += basis[i].cost * inverse[i][k];
    if (k < rows)
      lambda[k] = -dual;
    else
      eta = dual;
  }
}

const std::vector<double> &Master::multipliers() {
  price();
  // First back into the box; each pivot costs next to nothing.
  for (size_t pivots = 4 * rows; pivots > 0; --pivots) {
    double worst = 0;
    size_t row = 0;
    bool isOver = false;
    for (size_t k = 0; k < rows; ++k) {
      double over = lambda[k] - upper[k], under = lower[k] - lambda[k];
      double size = std::max(over, under) / (1e-300 + step[k]);
      if (size > std::max(worst, 1e-9)) {
        worst = size;
        row = k;
        isOver = over > under;
      }
    }
    if (worst <= 0 ||
        !enter(side(isOver ? Column::AtMost : Column::AtLeast, row)))
      break;
    price();
  }
  for (double &value : lambda)
    value = std::max(0.0, value);
  return lambda;
}

bool Master::add(double cost, const std::vector<double> &excess,
                 const std::vector<unsigned> &choices) {
  double bound = cost;
  for (size_t k = 0; k < rows; ++k)
    bound += lambda[k] * excess[k];
  if (bound >= eta - 1e-10 * std::abs(eta) - 1e-9)
    return false;
  Column column = {Column::Choice, 0, cost, excess, choices};
  column.entries.push_back(1);
  return enter(std::move(column));
}

bool Master::enter(Column column) {
  std::vector<double> change(rows + 1, 0);
  for (size_t i = 0; i <= rows; ++i)
    for (size_t k = 0; k <= rows; ++k)
      change[i] += inverse[i][k] * column.entries[k];
  size_t leaving = rows + 1;
  double least = 0;
  for (size_t i = 0; i <= rows; ++i) {
    if (change[i] <= 1e-10)
      continue;
    double ratio = std::max(0.0, values[i]) / change[i];
    if (leaving > rows || ratio < least ||
        (ratio == least && change[i] > change[leaving])) {
      leaving = i;
      least = ratio;
    }
  }
  if (leaving > rows)
    return false;
  double pivot = change[leaving];
  for (double &entry : inverse[leaving])
    entry /= pivot;
  for (size_t i = 0; i <= rows; ++i) {
    if (i == leaving)
      continue;
    values[i] -= least * change[i];
    if (change[i] != 0)
      for (size_t k = 0; k <= rows; ++k)
        inverse[i][k] -= change[i] * inverse[leaving][k];
  }
  values[leaving] = least;
  basis[leaving] = std::move(column);
  return true;
}

bool Master::widen() {
  bool changed = false;
  for (size_t k = 0; k < rows; ++k) {
    double near = 1e-9 * step[k];
    bool isHigh = lambda[k] >= upper[k] - near;
    bool isLow = lower[k] > 0 && lambda[k] <= lower[k] + near;
    if (!isHigh && !isLow)
      continue;
    step[k] *= 4;
    if (isHigh)
      upper[k] = lambda[k] + step[k];
    else
      lower[k] = std::max(0.0, lambda[k] - step[k]);
    changed = true;
  }
  for (Column &column : basis)
    if (column.kind != Column::Choice)
      column.cost = column.kind == Column::AtMost ? upper[column.row]
                                                  : -lower[column.row];
  return changed;
}

} // namespace m2c::solvers::bitwidth
