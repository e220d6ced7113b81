// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Bytes of the arena as functions of the widths, call by call.
#include "compiler/Quant/WidthTerms.h"
#include "dialects/Nn/Nn.h"
#include "runtime/include/m2c/m2c_scratch.h"
#include "llvm/ADT/TypeSwitch.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;

namespace m2c::quant {
namespace {

/// A tensor's memory; that of a reshape is its operand's.
struct Storage {
  int tensor;
  int first, last; ///< calls
};

class ArenaModel {
public:
  ArenaModel(const QuantGraph &graph, const WidthScope &scope, int64_t align,
             ArrayRef<int> callers)
      : graph(graph), scope(scope), align(align), callers(callers) {
    addStorages();
  }

  /// Quantising the inputs, the last one first, then the nodes.
  int numCalls() const { return graph.inputs.size() + graph.nodes.size(); }
  int callOfNode(int node) const { return graph.inputs.size() + node; }

  WidthSum bytesAt(int call) const {
    WidthSum sum(scope);
    for (const Storage &storage : storages)
      if (storage.first <= call && call <= storage.last)
        addTensor(storage.tensor, sum);
    int node = call - static_cast<int>(graph.inputs.size());
    if (node >= 0)
      addScratch(graph.nodes[node], sum);
    return sum;
  }

private:
  void addStorages() {
    std::vector<int> storageOf(graph.tensors.size(), -1);
    for (auto [i, input] : llvm::enumerate(graph.inputs))
      if (graph.tensors[input].group != kFloat &&
          !llvm::is_contained(callers, input)) {
        int call = graph.inputs.size() - 1 - i;
        storageOf[input] = storages.size();
        storages.push_back({input, call, call});
      }
    for (auto [i, node] : llvm::enumerate(graph.nodes)) {
      int call = callOfNode(i);
      for (int operand : node.operands)
        if (int storage = storageOf[operand]; storage >= 0)
          storages[storage].last = call;
      int &own = storageOf[node.result];
      if (isa<nn::ReshapeOp>(node.op)) {
        own = storageOf[node.operands[0]];
      } else if (!isCallers(node.result)) {
        own = storages.size();
        storages.push_back({node.result, call, call});
      }
    }
  }

  /// What leaves the network as it is, perhaps reshaped, is written to the
  /// caller's memory.
  bool isCallers(int id) const {
    const Tensor &tensor = graph.tensors[id];
    if (llvm::is_contained(callers, id) ||
        (tensor.group == kFloat && tensor.isOutput))
      return true;
    return llvm::any_of(tensor.consumers, [&](int node) {
      return isa<nn::ReshapeOp>(graph.nodes[node].op) &&
             isCallers(graph.nodes[node].result);
    });
  }

  void addTensor(int id, WidthSum &sum) const {
    int64_t count = graph.tensors[id].count;
    sum.add({scope.ofTensor(id)}, [&](ArrayRef<unsigned> widths) {
      int64_t bytes =
          widths[0] == kFloatBits ? 4 * count : m2c_bytes_of(count, widths[0]);
      return static_cast<int64_t>(llvm::alignTo(bytes, align));
    });
  }

  void addScratch(const Node &node, WidthSum &sum) const {
    SmallVector<int> variables;
    for (int operand : ArrayRef(node.operands).take_front(2))
      variables.push_back(scope.ofTensor(operand));
    if (node.operands.size() < 2)
      variables.push_back(node.layer >= 0 ? scope.ofLayer(node.layer)
                                          : WidthScope::kNone);
    variables.push_back(scope.ofTensor(node.result));
    if (variables.front() == WidthScope::kNone || isa<nn::ReshapeOp>(node.op))
      return;
    sum.add(variables, [&](ArrayRef<unsigned> widths) {
      int64_t bytes = scratch(node, widths[0], widths[1], widths[2]);
      return static_cast<int64_t>(llvm::alignTo(bytes, align));
    });
  }

  /// `second`: width of the weights or of the second operand.
  int64_t scratch(const Node &node, unsigned in, unsigned second,
                  unsigned out) const {
    if (node.layer >= 0)
      return layerScratch(graph.layers[node.layer], in, second, out);
    const Tensor &input = graph.tensors[node.operands[0]],
                 &result = graph.tensors[node.result];
    int64_t count = result.count;
    return llvm::TypeSwitch<Operation *, int64_t>(node.op)
        .Case<nn::MaxPool2dOp, nn::AvgPool2dOp>([&](auto pool) {
          return m2c_scratch_pool2d_s8(pool.getKernel()[0], input.shape[2],
                                       result.shape[2], input.shape[3], in,
                                       out);
        })
        .Case([&](nn::Resize2dOp) {
          return m2c_scratch_resize2d_s8(input.shape[2], result.shape[2],
                                         input.shape[3], in, out);
        })
        .Case([&](nn::MatmulOp) {
          return m2c_scratch_whole_s8(0, count, 8, out);
        })
        .Case([&](nn::SoftmaxOp) {
          return m2c_scratch_whole_s8(input.count, out == 4 ? count : 0, in,
                                      out);
        })
        .Default(int64_t(0));
  }

  static int64_t layerScratch(const Layer &layer, unsigned in, unsigned weights,
                              unsigned out) {
    const eval::Window &window = layer.window;
    switch (layer.kind) {
    case Layer::Depthwise:
      return m2c_scratch_depthwise_conv2d_s8(window.kernelH, window.kernelW,
                                             layer.in.w, layer.in.c, layer.outW,
                                             layer.outC, in, weights, out);
    case Layer::Dense:
      return m2c_scratch_dense_s8(layer.in.c, layer.outC, in, out);
    case Layer::Conv2d:
      break;
    }
    int64_t last = (layer.outW - 1) * window.strideW - window.padLeft +
                   (window.kernelW - 1) * window.dilationW;
    bool border = window.padLeft > 0 || last >= layer.in.w;
    return m2c_scratch_conv2d_s8(window.kernelH, window.kernelW, layer.in.w,
                                 layer.in.c, layer.outW, layer.outC,
                                 layer.group, border, in, weights, out);
  }

  const QuantGraph &graph;
  const WidthScope &scope;
  int64_t align;
  ArrayRef<int> callers;
  std::vector<Storage> storages;
};

} // namespace

std::vector<WidthStep> arenaSteps(const QuantGraph &graph,
                                  const WidthScope &scope, int64_t align,
                                  ArrayRef<int> callers,
                                  ArrayRef<std::string> nodeNames) {
  ArenaModel model(graph, scope, align, callers);
  std::vector<WidthStep> steps;
  for (int call = 0; call < model.numCalls(); ++call) {
    int node = call - static_cast<int>(graph.inputs.size());
    WidthStep step{node < 0 ? "inputs" : nodeNames[node], model.bytesAt(call)};
    if (llvm::any_of(steps, [&](const WidthStep &other) {
          return step.bytes.isBelow(other.bytes);
        }))
      continue;
    llvm::erase_if(steps, [&](const WidthStep &other) {
      return other.bytes.isBelow(step.bytes);
    });
    steps.push_back(std::move(step));
  }
  return steps;
}

} // namespace m2c::quant
