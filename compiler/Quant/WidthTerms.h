// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What a choice of bit widths costs on the device, as sums of tables over the
// widths: bytes of constants, bit operations, cycles, bytes of the arena.
#ifndef M2C_QUANT_WIDTHTERMS_H
#define M2C_QUANT_WIDTHTERMS_H

#include "compiler/Quant/QuantGraph.h"
#include "compiler/Solvers/BitWidthProblem.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include <map>

namespace m2c::quant {

/// The widths of a float layer or tensor in the formulas.
inline constexpr unsigned kFloatBits = 32;

/// Cycles by Target.td's cost keys.
struct WidthCycles {
  double macS8 = 0, macS8W4 = 0, macS4 = 0, macS4W4 = 0; ///< per MAC
  double elemS8 = 0; ///< per output element of other ops
  double row = 0;    ///< per output row of a layer

  double mac(unsigned weightBits, unsigned inputBits) const {
    return inputBits == 4 ? (weightBits == 4 ? macS4W4 : macS4)
                          : (weightBits == 4 ? macS8W4 : macS8);
  }
};

/// Which variable holds which width. The variables of the layers come first,
/// then those of the groups.
class WidthScope {
public:
  /// `widths`: for each variable the widths of its options.
  WidthScope(const QuantGraph &graph, std::vector<std::vector<unsigned>> widths)
      : graph(graph), widths(std::move(widths)) {}

  static constexpr int kNone = -1;
  int ofLayer(int layer) const { return layer; }
  int ofGroup(int group) const {
    return group == kFloat ? kNone
                           : static_cast<int>(graph.layers.size()) + group;
  }
  int ofTensor(int tensor) const {
    return ofGroup(graph.tensors[tensor].group);
  }
  llvm::ArrayRef<unsigned> widthsOf(unsigned variable) const {
    return widths[variable];
  }
  unsigned numVariables() const { return widths.size(); }

private:
  const QuantGraph &graph;
  std::vector<std::vector<unsigned>> widths;
};

/// A sum of functions of widths; functions of the same variables are added up.
class WidthSum {
public:
  explicit WidthSum(const WidthScope &scope) : scope(&scope) {}

  using Function = llvm::function_ref<int64_t(llvm::ArrayRef<unsigned>)>;
  /// `variables`: up to three, WidthScope::kNone (a width of kFloatBits) and
  /// repeated ones allowed; `value` gets a width for each.
  void add(llvm::ArrayRef<int> variables, Function value);
  void add(int64_t constant) {
    add({}, [=](auto) { return constant; });
  }

  /// At most `cap`; the sum's constant part is in the terms.
  solvers::BitWidthConstraint constraint(std::string name, int64_t cap) const;
  int64_t at(llvm::ArrayRef<unsigned> choices) const;
  /// The sum of the largest values, which no choice exceeds.
  int64_t most() const;
  /// Whether no choice makes this sum larger than `other`, table by table.
  bool isBelow(const WidthSum &other) const;

private:
  const WidthScope *scope;
  std::map<std::vector<unsigned>, std::vector<int64_t>> tables;
};

/// What the target's constants look like.
struct ConstantForm {
  int64_t scaleBytes = 4; ///< or 5 (a multiplier and a shift) without FPU
  /// Weights of 8 bits: as they are, or as in DspPacking.h and so on.
  enum Weights { Plain, Dsp, Mve, Neon, V6m } weights = Plain;
};

/// Bytes of all constant arrays in NAME_weights.c: rows of weights padded to a
/// byte, a bias of 4 bytes and a scale for each channel, tables.
WidthSum constantBytes(const QuantGraph &graph, const WidthScope &scope,
                       const ConstantForm &form);
/// The part of a layer's weights, biases and scales. `packs`: the kernel is one
/// that has packed weights (8 bits in and out).
int64_t layerBytes(const Layer &layer, unsigned weightBits,
                   const ConstantForm &form, bool packs);

/// MACs x weight bits x input bits.
WidthSum bitOperations(const QuantGraph &graph, const WidthScope &scope);

WidthSum cycles(const QuantGraph &graph, const WidthScope &scope,
                const WidthCycles &costs);

/// Bytes of the buffers in the arena at one kernel call.
struct WidthStep {
  std::string name; ///< of the node
  WidthSum bytes;
};
/// The steps that no other step exceeds whatever the widths. A buffer's size
/// is rounded up to `align`; tensors in `callers` have none. Order and lifetimes are those of the plan without
/// in-place calls.
std::vector<WidthStep> arenaSteps(const QuantGraph &graph,
                                  const WidthScope &scope, int64_t align,
                                  llvm::ArrayRef<int> callers,
                                  llvm::ArrayRef<std::string> nodeNames);

} // namespace m2c::quant

#endif
