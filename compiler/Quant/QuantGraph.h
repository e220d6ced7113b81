// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// An nn graph as quantisation sees it: tensors, the groups of them that share
// one scale, and layers that own their weights as floats.
#ifndef M2C_QUANT_QUANTGRAPH_H
#define M2C_QUANT_QUANTGRAPH_H

#include "compiler/Eval/BindNn.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/ADT/DenseMap.h"

namespace m2c::quant {

/// Activations that are not quantised (network outputs behind a softmax).
inline constexpr int kFloat = -1;

/// An input of the network, a constant that is no weight, or an op's result.
struct Tensor {
  mlir::Value value;
  eval::Shape shape;
  int64_t count = 0;
  int group = kFloat;
  int producer = -1;                ///< node, -1 for inputs and constants
  int input = -1;                   ///< number of the network's input, else -1
  llvm::SmallVector<int> consumers; ///< nodes
  std::optional<std::vector<float>> constant; ///< its values
  bool isOutput = false;
};

/// Tensors with the same bits, scale and zero point, first to last.
struct Group {
  llvm::SmallVector<int> tensors;
  /// Network inputs, what feeds a softmax or leaves the network, constants, and
  /// rows that do not fill whole bytes at 4 bits.
  bool only8 = false;
  bool isInput = false, isConstant = false;
  bool isLogits = false; ///< feeds a softmax
  /// A probability: scale 1/(2^bits - 1) whatever the samples say.
  bool isSoftmax = false;
};

/// A conv2d, depthwise_conv2d or dense with constant weights. A dense of M rows
/// is a 1x1 convolution of a map of M rows and one column.
struct Layer {
  enum Kind { Conv2d, Depthwise, Dense } kind = Conv2d;
  int node = -1;
  eval::MapShape in;
  eval::Window window;
  int64_t outH = 1, outW = 1, outC = 1, group = 1;
  int64_t macs = 0;
  bool isHomogeneous = false; ///< act(a x) = a act(x) for a > 0
  bool isLinear = false;      ///< no activation
  bool hasRelu = false;
  std::vector<float> weights; ///< in nn's order
  std::vector<float> bias;    ///< outC values, zeros where the op has none

  int64_t taps() const { return window.kernelH * window.kernelW; }
  /// Weights of one output channel.
  int64_t columns() const { return weights.size() / outC; }
  /// Where weight `column` of output channel `channel` stands.
  size_t weightIndex(int64_t channel, int64_t column) const {
    return kind == Depthwise ? column * outC + channel
                             : channel * columns() + column;
  }
  /// No output reads outside the map.
  bool isUnpadded() const {
    auto inside = [](int64_t pad, int64_t last, int64_t reach, int64_t size) {
      return pad == 0 && last + reach < size;
    };
    return inside(window.padTop, (outH - 1) * window.strideH,
                  (window.kernelH - 1) * window.dilationH, in.h) &&
           inside(window.padLeft, (outW - 1) * window.strideW,
                  (window.kernelW - 1) * window.dilationW, in.w);
  }
  /// Input channels that an output channel reads, and the first of them.
  int64_t channelsRead() const { return kind == Depthwise ? 1 : in.c / group; }
  int64_t firstChannelRead(int64_t channel) const {
    return kind == Depthwise ? channel / (outC / in.c)
                             : channel / (outC / group) * (in.c / group);
  }
};

struct Node {
  mlir::Operation *op = nullptr;
  eval::OpFunction compute;
  llvm::SmallVector<int> operands; ///< tensors; a layer has its input only
  int result = -1;
  int layer = -1;
  /// Values pass unchanged, so that the result shares its operand's group.
  bool preserves = false;
  /// Further operands that stay as they are (batch_norm's scale and shift).
  std::vector<std::vector<float>> parameters;
};

struct QuantGraph {
  std::vector<Tensor> tensors;
  std::vector<Node> nodes; ///< in the order of the function
  std::vector<Layer> layers;
  std::vector<Group> groups; ///< by their first tensor
  llvm::SmallVector<int> inputs, outputs;
  llvm::DenseMap<mlir::Value, int> tensorOf;

  int inputOf(const Layer &layer) const {
    return nodes[layer.node].operands[0];
  }
  int outputOf(const Layer &layer) const { return nodes[layer.node].result; }

  /// The graph of @main's nn ops. `tieConcat`: the operands of a concat share
  /// its scale, so that it copies. Failure with a diagnostic for an op that is
  /// no nn op or whose constant cannot be read. The ops must outlive the graph.
  static mlir::FailureOr<QuantGraph> create(mlir::func::FuncOp function,
                                            bool tieConcat);
};

} // namespace m2c::quant

#endif
