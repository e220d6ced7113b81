// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Constants, operations and cycles as functions of the widths.
#include "compiler/Quant/WidthTerms.h"
#include "compiler/Quant/Depthwise3x3.h"
#include "compiler/Quant/DspPacking.h"
#include "compiler/Quant/MvePacking.h"
#include "compiler/Quant/NeonPacking.h"
#include "compiler/Quant/V6mPacking.h"
#include "dialects/Nn/Nn.h"
#include "dialects/Nn/NnQuantCalls.h"
#include "llvm/ADT/TypeSwitch.h"
#include "llvm/Support/MathExtras.h"
#include <cmath>

using namespace mlir;

namespace m2c::quant {

void WidthSum::add(ArrayRef<int> variables, Function value) {
  std::vector<unsigned> own;
  for (int variable : variables)
    if (variable != WidthScope::kNone)
      own.push_back(variable);
  llvm::sort(own);
  own.erase(llvm::unique(own), own.end());
  if (own.empty())
    own.push_back(0); // a constant: the same whatever the first variable is
  size_t states = 1;
  for (unsigned variable : own)
    states *= scope->widthsOf(variable).size();
  std::vector<int64_t> &table = tables[own];
  table.resize(states);
  for (size_t state = 0; state < states; ++state) {
    std::map<unsigned, unsigned> width;
    size_t rest = state;
    for (unsigned variable : llvm::reverse(own)) {
      ArrayRef<unsigned> widths = scope->widthsOf(variable);
      width[variable] = widths[rest % widths.size()];
      rest /= widths.size();
    }
    SmallVector<unsigned> arguments;
    for (int variable : variables)
      arguments.push_back(variable == WidthScope::kNone ? kFloatBits
                                                        : width[variable]);
    table[state] += value(arguments);
  }
}

solvers::BitWidthConstraint WidthSum::constraint(std::string name,
                                                 int64_t cap) const {
  solvers::BitWidthConstraint constraint;
  constraint.name = std::move(name);
  constraint.cap = cap;
  for (const auto &[variables, table] : tables)
    constraint.terms.push_back({variables, table});
  return constraint;
}

int64_t WidthSum::at(ArrayRef<unsigned> choices) const {
  int64_t sum = 0;
  for (const auto &[variables, table] : tables) {
    size_t state = 0;
    for (unsigned variable : variables)
      state = state * scope->widthsOf(variable).size() + choices[variable];
    sum += table[state];
  }
  return sum;
}

int64_t WidthSum::most() const {
  int64_t sum = 0;
  for (const auto &entry : tables)
    sum += *llvm::max_element(entry.second);
  return sum;
}

bool WidthSum::isBelow(const WidthSum &other) const {
  return llvm::all_of(tables, [&](const auto &entry) {
    auto theirs = other.tables.find(entry.first);
    return theirs != other.tables.end() &&
           llvm::all_of(llvm::zip_equal(entry.second, theirs->second),
                        [](auto pair) {
                          return std::get<0>(pair) <= std::get<1>(pair);
                        });
  });
}

static DepthwiseShape depthwiseShape(const Layer &layer) {
  return {layer.outC,           layer.outC / layer.in.c, layer.window.kernelH,
          layer.window.kernelW, layer.window.dilationW,  layer.window.strideW};
}

/// As they are where the kernels of the set read no others.
static int64_t dspBytes(const Layer &layer) {
  if (layer.kind == Layer::Depthwise)
    return depthwiseShape(layer).fitsDsp() ? 12 * layer.outC
                                           : layer.weights.size();
  return layer.group == 1 ? dspDotBytes(layer.outC, layer.columns())
                          : layer.weights.size();
}

static int64_t mveBytes(const Layer &layer) {
  if (layer.kind == Layer::Depthwise)
    return depthwiseShape(layer).fitsMve() ? 16 * layer.outC
                                           : layer.weights.size();
  return layer.group == 1 ? mveRowBytes(layer.outC, layer.columns())
                          : layer.weights.size();
}

static int64_t neonBytes(const Layer &layer) {
  return layer.kind == Layer::Depthwise || layer.group != 1
             ? layer.weights.size()
             : neonRowBytes(layer.outC, layer.columns());
}

static int64_t v6mBytes(const Layer &layer) {
  if (layer.kind == Layer::Depthwise || layer.group != 1)
    return layer.weights.size();
  return layer.kind == Layer::Dense ? v6mQuadBytes(layer.outC, layer.columns())
                                    : v6mRowBytes(layer.outC, layer.columns());
}

/// Weights of 8 bits as the target's kernels read them.
static int64_t packedBytes(const Layer &layer, ConstantForm::Weights form) {
  switch (form) {
  case ConstantForm::Plain:
    return layer.weights.size();
  case ConstantForm::Dsp:
    return dspBytes(layer);
  case ConstantForm::Mve:
    return mveBytes(layer);
  case ConstantForm::Neon:
    return neonBytes(layer);
  case ConstantForm::V6m:
    return v6mBytes(layer);
  }
  llvm_unreachable("a form of weights that this switch does not know");
}

/// Sets with kernels of their own for weights of 4 bits; depthwise weights have 8
/// bits there.
static bool sharesBytes(ConstantForm::Weights form) {
  return form == ConstantForm::Dsp || form == ConstantForm::Mve ||
         form == ConstantForm::Neon;
}

int64_t layerBytes(const Layer &layer, unsigned weightBits,
                   const ConstantForm &form, bool packs) {
  int64_t count = layer.weights.size();
  if (weightBits == kFloatBits)
    return 4 * (count + layer.outC);
  // A depthwise layer's rows are its taps, another's its output channels.
  int64_t row = layer.kind == Layer::Depthwise ? layer.outC : layer.columns();
  int64_t bytes = count;
  if (weightBits == 4 && packs && sharesBytes(form.weights))
    bytes = packedBytes(layer, form.weights) /
            (layer.kind == Layer::Depthwise ? 1 : 2);
  else if (weightBits == 4)
    bytes = count / row * llvm::divideCeil(row, 2);
  else if (packs)
    bytes = packedBytes(layer, form.weights);
  return bytes + (4 + form.scaleBytes) * layer.outC;
}

/// Tables and scales of an op that is no layer, its operands quantised.
static int64_t tableBytes(Operation *op, unsigned inputBits,
                          int64_t scaleBytes) {
  int64_t entries = int64_t(1) << inputBits;
  return llvm::TypeSwitch<Operation *, int64_t>(op)
      .Case([&](nn::SoftmaxOp) { return 4 * entries; })
      .Case<nn::ReluOp, nn::ClipOp, nn::LeakyReluOp, nn::SigmoidOp, nn::TanhOp,
            nn::HardSigmoidOp, nn::HardSwishOp>([&](auto) { return entries; })
      .Case<nn::MatmulOp, nn::ReduceMeanOp>([&](auto) { return scaleBytes; })
      .Case([&](nn::AvgPool2dOp pool) {
        auto [fewest, most] = nn::windowCounts(pool);
        return scaleBytes * (most - fewest + 1);
      })
      .Case([](nn::Resize2dOp resize) { // indices and weights
        return (resize.isNearest() ? 4 : 8) *
               (resize.getSize()[0] + resize.getSize()[1]);
      })
      .Default(int64_t(0));
}

WidthSum constantBytes(const QuantGraph &graph, const WidthScope &scope,
                       const ConstantForm &form) {
  WidthSum sum(scope);
  for (const Tensor &tensor : graph.tensors)
    if (tensor.constant && !tensor.consumers.empty())
      sum.add(tensor.group == kFloat ? 4 * tensor.count : tensor.count);
  for (const Node &node : graph.nodes) {
    for (const std::vector<float> &parameter : node.parameters)
      sum.add(4 * static_cast<int64_t>(parameter.size()));
    int input = scope.ofTensor(node.operands[0]);
    if (node.layer < 0) {
      if (input != WidthScope::kNone)
        sum.add({input}, [&](ArrayRef<unsigned> widths) {
          return tableBytes(node.op, widths[0], form.scaleBytes);
        });
      continue;
    }
    const Layer &layer = graph.layers[node.layer];
    if (input == WidthScope::kNone)
      sum.add(layerBytes(layer, kFloatBits, form, false));
    else
      sum.add({scope.ofLayer(node.layer), input, scope.ofTensor(node.result)},
              [&](ArrayRef<unsigned> widths) {
                return layerBytes(layer, widths[0], form,
                                  widths[1] == 8 && widths[2] == 8);
              });
  }
  return sum;
}

/// A reshape has no kernel.
static int64_t macsOf(const Node &node) {
  auto kernel = dyn_cast<nn::KernelOpInterface>(node.op);
  return kernel ? kernel.getMacs() : 0;
}

WidthSum bitOperations(const QuantGraph &graph, const WidthScope &scope) {
  WidthSum sum(scope);
  for (const Node &node : graph.nodes) {
    int64_t macs = macsOf(node);
    if (macs == 0)
      continue;
    int input = scope.ofTensor(node.operands[0]), second = WidthScope::kNone;
    if (node.layer >= 0 && input != WidthScope::kNone)
      second = scope.ofLayer(node.layer);
    else if (node.layer < 0 && node.operands.size() > 1)
      second = scope.ofTensor(node.operands[1]);
    sum.add({input, second}, [&](ArrayRef<unsigned> widths) {
      return macs * widths[0] * widths[1];
    });
  }
  return sum;
}

WidthSum cycles(const QuantGraph &graph, const WidthScope &scope,
                const WidthCycles &costs) {
  auto whole = [](double value) {
    return static_cast<int64_t>(std::ceil(value));
  };
  WidthSum sum(scope);
  for (const Node &node : graph.nodes) {
    if (isa<nn::ReshapeOp>(node.op))
      continue;
    int64_t macs = macsOf(node);
    if (node.layer < 0) {
      double elements = costs.elemS8 * graph.tensors[node.result].count;
      sum.add(whole(elements + costs.macS8 * macs));
      continue;
    }
    const Layer &layer = graph.layers[node.layer];
    int input = scope.ofTensor(node.operands[0]);
    sum.add({scope.ofLayer(node.layer), input}, [&](ArrayRef<unsigned> widths) {
      return whole(costs.mac(widths[0], widths[1]) * macs +
                   costs.row * layer.outH);
    });
  }
  return sum;
}

} // namespace m2c::quant
