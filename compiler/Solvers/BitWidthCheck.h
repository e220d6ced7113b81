// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The independent check of a bit-width solution: replays its proof in 128-bit
// integers and uses nothing of the solvers.
#ifndef M2C_COMPILER_SOLVERS_BITWIDTHCHECK_H
#define M2C_COMPILER_SOLVERS_BITWIDTHCHECK_H

#include "compiler/Solvers/BitWidthProblem.h"

namespace m2c::solvers {

/// What is wrong with a solution of a valid problem; empty when nothing is.
///
/// The choices (unless infeasible or unknown) must keep all constraints and
/// relations, with the objective, secondary and uses as claimed. The proof must
/// show that no choice that keeps them costs less than `bound`, which must be
/// the objective (optimal), less (feasible), or above the cost of every choice
/// (infeasible). That no choice of the same cost has a smaller secondary is not
/// proven. What Z3 proves comes without a tree to replay: then `hasProof` is
/// false, and all the rest is checked.
///
/// The proof is a tree, its nodes in depth-first order. Every node has a domain
/// (options left) for each variable; the root's lacks what relations of one
/// variable forbid. A node whose parent left it an empty domain is closed.
/// Otherwise, in this order:
/// 1. Sweep. For each constraint in turn: its terms of equal scope are added
///    up. Each such table has a least value over the states whose options are
///    left and which no relation over exactly that scope forbids. An option
///    goes when the sum of the least values, with it taken, exceeds the cap.
///    When the whole sum does or a domain becomes empty, the node is closed.
///    A Budget node must close so, at its budget or before.
/// 2. Bound. Variables are eliminated in `order` from
///        2^40 * cost (Excess: nothing)
///      + sum over the multipliers m of m * (use - cap).
///    Functions that mention a variable are taken in this order: the tables
///    (one for each distinct scope of two or more variables, scopes ascending),
///    then the results of former eliminations, by age; and packed first-fit
///    into groups whose joint scope has at most 2187 states (over all options,
///    left or not). The first group also takes the variable's own values. Each
///    group is minimised over the variable by itself.
///    Excess closes when the minimum exceeds 0; Bound, when it exceeds
///    (bound - 1) * 2^40, or when step 3 empties a domain.
/// 3. Drop (Bound, Branch). An option goes when the minimum with it taken
///    exceeds (bound - 1) * 2^40: the greatest, over the variable's
///    groups, of what the group's tree of groups yields with that option, plus
///    the minima of the other trees.
/// Then a Branch node has two children: `variable` has one of the `taken`
/// options, and it has none of them.
///
/// Weakness: both sides of a branch are explored even where step 3 made one
/// empty.
std::string checkBitWidths(const BitWidthProblem &problem,
                           const BitWidthSolution &solution,
                           bool hasProof = true);

} // namespace m2c::solvers

#endif // M2C_COMPILER_SOLVERS_BITWIDTHCHECK_H
