// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The finished plan against the budgets, and what is said about its widths.
#ifndef M2C_COMPILER_DRIVER_BUDGETS_H
#define M2C_COMPILER_DRIVER_BUDGETS_H

#include "compiler/Emit/Emit.h"
#include "compiler/Options.h"

namespace m2c {

struct BudgetUse {
  std::string name; ///< of the option: "model-size"
  int64_t use = 0, cap = 0;
};

/// What the plan takes of each budget that was given; `code` is nothing unless
/// it was measured. Latency is known only where the widths were chosen under
/// it.
std::vector<BudgetUse> budgetUses(plan::ModelOp model,
                                  const BudgetSettings &budgets,
                                  std::optional<int64_t> code);

/// Lowers the caps under which widths are chosen by what the plan exceeded the
/// user's budgets. False when none was exceeded.
bool lowerCaps(plan::ModelOp model, llvm::ArrayRef<BudgetUse> uses,
               BudgetSettings &caps);

/// The message for budgets that were exceeded: what the plan needs, which would
/// do, and of RAM which buffers hold it up. `mixed`: its widths were chosen under
/// the budgets.
std::string excessText(plan::ModelOp model, llvm::ArrayRef<BudgetUse> uses,
                       bool mixed);

/// Whether the plan takes more of the budget `name` than was given.
bool exceeds(llvm::ArrayRef<BudgetUse> uses, llvm::StringRef name);

/// Puts the plan's own figures into the report's budgets.
void recordUses(plan::ModelOp model, llvm::ArrayRef<BudgetUse> uses);

/// What is said about the widths on a terminal, in up to five lines; nothing
/// where none were chosen.
std::string bitsSummary(plan::ModelOp model, llvm::ArrayRef<BudgetUse> uses);

/// NAME_pareto.json and NAME_pareto.svg, none where no front was asked for.
std::vector<OutputFile> paretoFiles(plan::ModelOp model);
/// The front as a table.
std::string paretoTable(plan::ModelOp model);

/// m2c --check-certificate: the exit code.
int checkCertificateFile(llvm::StringRef file, bool json);

} // namespace m2c

#endif
