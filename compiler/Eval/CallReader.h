// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Reads what a plan.call says, once, with a diagnostic for what is missing,
// wrong or never asked for.
#ifndef M2C_EVAL_CALLREADER_H
#define M2C_EVAL_CALLREADER_H

#include "compiler/Eval/Ops.h"
#include "compiler/Eval/PlanMemory.h"
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

  /// The same of an integer array.
  std::vector<int64_t> integers(llvm::StringRef field, int64_t count);
  /// Whether the call has this constant.
  bool hasConstant(llvm::StringRef field);

  /// The half of a window that the kernel's parameters state.
  Window window();
  /// The window; an error when there is none or it has not these sizes.
  /// Fills the vertical half of `window` and the number of samples and rows.
  /// Rows outside the map hold `outside` if `zeroOutside`.
  struct Rows {
    int64_t batch = 1, inH = 1, outH = 1;
  };
  Rows rows(Window &window, int64_t inRow, int64_t outRow, bool zeroOutside,
            int64_t outside = 0);
  /// outer, `middle` and inner of the only input.
  AxisParams axis(llvm::StringRef middle);
  /// prefix0, prefix1...
  Shape axes(llvm::StringRef prefix, int count, int64_t least);

  /// Errors unless the call has this many inputs, or the buffers these sizes.
  void expectInputs(size_t count);
  void expectInput(size_t index, int64_t count);
  void expectOutput(int64_t count);
  /// How the elements of an input, or of the output, are stored.
  void expectElements(size_t input, Element element);
  void expectOutputElements(Element element);
  /// Floats everywhere; everywhere the same of so many bits.
  void expectFloats();
  void expectSameElements(unsigned bits);
  void expect(bool condition, const llvm::Twine &what);

  bool hasWindow() { return bool(call.getWindowAttr()); }
  int64_t inputCount(size_t index);
  int64_t outputCount();

  /// Whether nothing was wrong so far.
  bool isGood() const { return !failed; }

  /// Failure if anything was wrong, or if the call has a parameter, constant
  /// or window that nobody asked for.
  mlir::LogicalResult finish();

private:
  mlir::Attribute param(llvm::StringRef name);
  mlir::ElementsAttr constantOf(llvm::StringRef field);
  void expectElements(mlir::Value buffer, Element element,
                      const llvm::Twine &name);
  void error(const llvm::Twine &message);

  plan::CallOp call;
  llvm::StringSet<> used;
  bool windowUsed = false, failed = false;
};

/// How a buffer type stores its elements.
Element elementOf(plan::BufferType type);

/// Product that stays at INT64_MAX on overflow; for sizes that come from text.
int64_t sizeOf(std::initializer_list<int64_t> dims);

} // namespace m2c::eval

#endif
