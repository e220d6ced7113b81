// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Turns the choice that the multipliers prefer into one that keeps the budgets,
// and that into a better one, by changing single variables. Proves nothing.
#ifndef M2C_COMPILER_SOLVERS_BITWIDTHREPAIR_H
#define M2C_COMPILER_SOLVERS_BITWIDTHREPAIR_H

#include "compiler/Solvers/BitWidthModel.h"
#include <optional>

namespace m2c::solvers::bitwidth {

class Repair {
public:
  /// `prices`: cost units per unit of each constraint. `isThorough`: change
  /// pairs of variables, too; quadratic in the options left.
  Repair(const Model &model, const Domains &domains,
         llvm::ArrayRef<double> prices, bool isThorough)
      : model(model), domains(domains), prices(prices), isThorough(isThorough) {
  }

  /// A choice within the domains that keeps everything, not far from `start`
  /// (which keeps the relations); empty if none was found.
  std::optional<std::vector<unsigned>> run(llvm::ArrayRef<unsigned> start);

private:
  using Change = std::pair<unsigned, unsigned>; ///< variable, former option

  bool change(unsigned variable, unsigned option, std::vector<Change> &trail);
  void set(unsigned variable, unsigned option);
  void undo(std::vector<Change> &trail);
  double excess() const;
  bool reduceExcess();
  bool reduceCost();
  bool reduceCostByPair();

  struct Move {
    unsigned variable, option;
    Int128 objective;         ///< by how much it changes
    std::vector<int64_t> use; ///< the same of each constraint
  };
  std::vector<Move> moves();
  bool shareSlot(unsigned a, unsigned b) const;

  const Model &model;
  const Domains &domains;
  llvm::ArrayRef<double> prices;
  bool isThorough;
  std::vector<unsigned> choices;
  std::vector<int64_t> used;
  Int128 objective = 0;
};

} // namespace m2c::solvers::bitwidth

#endif // M2C_COMPILER_SOLVERS_BITWIDTHREPAIR_H
