// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Looks the table up that tools/scripts/measure_stack.py writes.
#include "compiler/Targets/Stack.h"
#include "compiler/Targets/Target.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringRef.h"

namespace m2c {
namespace {

/// One number for each of kStackTargets.
struct StackRow {
  llvm::StringLiteral kernel;
  uint16_t bytes[9];
};

#include "compiler/Targets/StackTable.inc"

static_assert(std::size(kStackTargets) == std::size(kStackBase) &&
                  std::size(kStackTargets) == std::size(kStackRows[0].bytes),
              "expected a column for each target");

std::optional<size_t> columnOf(llvm::StringRef target) {
  const auto *at = llvm::find(kStackTargets, target);
  if (at == std::end(kStackTargets))
    return std::nullopt;
  return at - std::begin(kStackTargets);
}

} // namespace

std::optional<int64_t> kernelStackBytes(llvm::StringRef target,
                                        llvm::StringRef kernel) {
  std::optional<size_t> column = columnOf(target);
  const auto *row = llvm::find_if(
      kStackRows, [&](const StackRow &one) { return one.kernel == kernel; });
  if (!column || row == std::end(kStackRows))
    return std::nullopt;
  return row->bytes[*column];
}

int64_t baseStackBytes(llvm::StringRef target) {
  return kStackBase[columnOf(target).value_or(0)];
}

} // namespace m2c
