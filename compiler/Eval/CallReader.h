// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Reads what a plan.call says, once, with a diagnostic for what is missing,
// wrong or never asked for.
#ifndef M2C_EVAL_CALLREADER_H
#define M2C_EVAL_CALLREADER_H

#include "compiler/Eval/Ops.h"
#include "dialects/Plan/Plan.h"
#include "llvm/ADT/StringSet.h"

namespace m2c::eval {

/// Every getter returns a harmless value after an error; `finish` tells.
class CallReader {
public:
  explicit CallReader(plan::CallOp call) : call(call) {}

  /// An integer parameter; an error below `least`.
  int64_t integer(llvm::StringRef name, int64_t least = 0);
  float real(llvm::StringRef name);
  /// act, act_a, act_b.
  Activation activation();

  /// The elements of the constant array that fills `field`; an error unless
  /// there are `count`.
  std::vector<float> constant(llvm::StringRef field, int64_t count);

  /// The window; an error when there is none or it has not these sizes.
  /// Fills the vertical half of `window` and the number of samples and rows.
  struct Rows {
    int64_t batch = 1, inH = 1, outH = 1;
  };
  Rows rows(Window &window, int64_t inRow, int64_t outRow, bool zeroOutside);

  /// Errors unless the call has this many inputs, or the buffers these sizes.
  void expectInputs(size_t count);
  void expectInput(size_t index, int64_t count);
  void expectOutput(int64_t count);
  void expect(bool condition, const llvm::Twine &what);

  bool hasWindow() { return bool(call.getWindowAttr()); }
  int64_t inputCount(size_t index);
  int64_t outputCount();

  /// Failure if anything was wrong, or if the call has a parameter, constant
  /// or window that nobody asked for.
  mlir::LogicalResult finish();

private:
  mlir::Attribute param(llvm::StringRef name);
  void error(const llvm::Twine &message);

  plan::CallOp call;
  llvm::StringSet<> used;
  bool windowUsed = false, failed = false;
};

/// Product that stays at INT64_MAX on overflow; for sizes that come from text.
int64_t sizeOf(std::initializer_list<int64_t> dims);

} // namespace m2c::eval

#endif
