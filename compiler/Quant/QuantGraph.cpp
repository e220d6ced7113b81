// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Reads @main into a QuantGraph and joins the tensors that share a scale.
#include "compiler/Quant/QuantGraph.h"
#include "dialects/Nn/Nn.h"
#include "dialects/Support/Constants.h"
#include "llvm/ADT/IntEqClasses.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;

namespace m2c::quant {
namespace {

template <typename OpT>
void readWindow(OpT op, int64_t kernelH, int64_t kernelW, Layer &layer) {
  ArrayRef<int64_t> strides = op.getStrides(), dilations = op.getDilations(),
                    pads = op.getPads(),
                    in = op.getInput().getType().getShape(),
                    out = op.getOutput().getType().getShape();
  layer.window = {kernelH,      kernelW,      strides[0], strides[1],
                  dilations[0], dilations[1], pads[0],    pads[1]};
  layer.in = {in[0], in[1], in[2], in[3]};
  layer.outH = out[1];
  layer.outW = out[2];
  layer.outC = out[3];
}

void readShape(nn::Conv2dOp op, Layer &layer) {
  ArrayRef<int64_t> weights = op.getWeights().getType().getShape();
  readWindow(op, weights[1], weights[2], layer);
  layer.group = op.getGroup();
}

void readShape(nn::DepthwiseConv2dOp op, Layer &layer) {
  ArrayRef<int64_t> weights = op.getWeights().getType().getShape();
  readWindow(op, weights[0], weights[1], layer);
  layer.kind = Layer::Depthwise;
  layer.group = layer.in.c;
}

void readShape(nn::DenseOp op, Layer &layer) {
  ArrayRef<int64_t> weights = op.getWeights().getType().getShape();
  layer.kind = Layer::Dense;
  layer.in = {1, op.getInput().getType().getShape()[0], 1, weights[1]};
  layer.outH = layer.in.h;
  layer.outC = weights[0];
}

class Builder {
public:
  Builder(QuantGraph &graph, bool tieConcat)
      : graph(graph), tieConcat(tieConcat) {}

  LogicalResult build(func::FuncOp function) {
    auto ret = dyn_cast<func::ReturnOp>(function.front().getTerminator());
    if (!function.getBody().hasOneBlock() || !ret)
      return function.emitError("expected one block that ends in func.return");
    for (BlockArgument argument : function.getArguments()) {
      int tensor = addTensor(argument);
      graph.tensors[tensor].input = argument.getArgNumber();
      graph.inputs.push_back(tensor);
    }
    for (Operation &op : function.front().without_terminator())
      if (!isa<nn::ConstantOp>(op) && failed(addNode(op)))
        return failure();
    for (OpOperand &result : ret->getOpOperands()) {
      FailureOr<int> tensor = tensorOf(result.get(), ret);
      if (failed(tensor))
        return failure();
      graph.tensors[*tensor].isOutput = true;
      graph.outputs.push_back(*tensor);
    }
    addGroups();
    return success();
  }

private:
  int addTensor(Value value) {
    int id = graph.tensors.size();
    Tensor &tensor = graph.tensors.emplace_back();
    tensor.value = value;
    tensor.shape = eval::Shape(cast<ShapedType>(value.getType()).getShape());
    tensor.count = eval::countOf(tensor.shape);
    graph.tensorOf[value] = id;
    return id;
  }

  static FailureOr<std::vector<float>> readConstant(Value value,
                                                    Operation *user) {
    FailureOr<std::vector<float>> values = floatElements(constantValue(value));
    if (failed(values))
      user->emitOpError("expected constants with values, got none or too few");
    return values;
  }

  /// Constants become tensors when they are first used as one.
  FailureOr<int> tensorOf(Value value, Operation *user) {
    auto found = graph.tensorOf.find(value);
    if (found != graph.tensorOf.end())
      return found->second;
    FailureOr<std::vector<float>> values = readConstant(value, user);
    if (failed(values))
      return failure();
    int id = addTensor(value);
    graph.tensors[id].constant = std::move(*values);
    return id;
  }

  LogicalResult addNode(Operation &op) {
    int id = graph.nodes.size();
    Node node;
    node.op = &op;
    node.compute = eval::bindNnOp(&op);
    if (!node.compute || op.getNumResults() != 1)
      return op.emitError("quantisation expected an nn op, got '")
             << op.getName() << "'";
    bool isLayer = constantValue(op.getOperand(op.getNumOperands() - 1)) &&
                   isa<nn::Conv2dOp, nn::DepthwiseConv2dOp, nn::DenseOp>(op) &&
                   constantValue(op.getOperand(1));
    unsigned activations =
        isLayer || isa<nn::BatchNormOp>(op) ? 1 : op.getNumOperands();
    for (Value operand : op.getOperands().take_front(activations)) {
      FailureOr<int> tensor = tensorOf(operand, &op);
      if (failed(tensor))
        return failure();
      node.operands.push_back(*tensor);
      graph.tensors[*tensor].consumers.push_back(id);
    }
    for (Value operand : op.getOperands().drop_front(activations)) {
      auto values = readConstant(operand, &op);
      if (failed(values))
        return failure();
      node.parameters.push_back(std::move(*values));
    }
    if (isLayer)
      addLayer(node, id);
    node.preserves = preservesValues(op);
    node.result = addTensor(op.getResult(0));
    graph.tensors[node.result].producer = id;
    graph.nodes.push_back(std::move(node));
    return success();
  }

  void addLayer(Node &node, int id) {
    Layer layer;
    layer.node = id;
    llvm::TypeSwitch<Operation *>(node.op)
        .Case<nn::Conv2dOp, nn::DepthwiseConv2dOp, nn::DenseOp>([&](auto op) {
          readShape(op, layer);
          layer.macs = op.getMacs();
          layer.isLinear = op.getAct() == nn::Act::none;
          layer.hasRelu = op.getAct() == nn::Act::relu;
          layer.isHomogeneous = layer.isLinear || layer.hasRelu ||
                                op.getAct() == nn::Act::leaky_relu;
        });
    layer.weights = std::move(node.parameters[0]);
    if (node.parameters.size() > 1)
      layer.bias = std::move(node.parameters[1]);
    else
      layer.bias.assign(layer.outC, 0.0f);
    node.parameters.clear();
    node.layer = graph.layers.size();
    graph.layers.push_back(std::move(layer));
  }

  bool preservesValues(Operation &op) const {
    if (auto pool = dyn_cast<nn::MaxPool2dOp>(op))
      return pool.getAct() == nn::Act::none;
    if (auto pad = dyn_cast<nn::PadOp>(op))
      return pad.getValue().isZero();
    if (auto resize = dyn_cast<nn::Resize2dOp>(op))
      return resize.isNearest();
    if (isa<nn::ConcatOp>(op))
      return tieConcat;
    return isa<nn::ReshapeOp, nn::TransposeOp, nn::SliceOp>(op);
  }

  /// A softmax whose values leave the network and are used nowhere else.
  bool isFloatOutput(const Tensor &tensor) const {
    if (tensor.consumers.empty())
      return tensor.isOutput;
    return llvm::all_of(tensor.consumers, [&](int id) {
      const Node &node = graph.nodes[id];
      return node.preserves && isFloatOutput(graph.tensors[node.result]);
    });
  }

  void addGroups() {
    llvm::IntEqClasses classes(graph.tensors.size());
    llvm::BitVector isFloat(graph.tensors.size());
    for (const Node &node : graph.nodes) {
      const Tensor &result = graph.tensors[node.result];
      bool fromFloat = node.preserves && isFloat.test(node.operands[0]);
      if (fromFloat || (isa<nn::SoftmaxOp>(node.op) && isFloatOutput(result)))
        isFloat.set(node.result);
      else if (node.preserves)
        for (int operand : node.operands)
          classes.join(operand, node.result);
    }
    classes.compress();
    SmallVector<int> groupOf(classes.getNumClasses(), kFloat);
    for (auto [i, tensor] : llvm::enumerate(graph.tensors)) {
      if (isFloat.test(i))
        continue;
      int &group = groupOf[classes[i]];
      if (group == kFloat) {
        group = graph.groups.size();
        graph.groups.emplace_back();
      }
      tensor.group = group;
      graph.groups[group].tensors.push_back(i);
      describe(tensor, graph.groups[group]);
    }
  }

  void describe(const Tensor &tensor, Group &group) const {
    ArrayRef<int64_t> shape = tensor.shape;
    bool oddRow = shape.size() == 4 && shape[2] * shape[3] % 2 != 0;
    bool feedsSoftmax = llvm::any_of(tensor.consumers, [&](int id) {
      return isa<nn::SoftmaxOp>(graph.nodes[id].op);
    });
    group.isLogits |= feedsSoftmax;
    group.isInput |= tensor.input >= 0;
    group.isConstant |= tensor.constant.has_value();
    group.isSoftmax |= tensor.producer >= 0 &&
                       isa<nn::SoftmaxOp>(graph.nodes[tensor.producer].op);
    group.only8 |= tensor.isOutput || feedsSoftmax || oddRow ||
                   tensor.count % 2 != 0 || tensor.constant.has_value();
  }

  QuantGraph &graph;
  bool tieConcat;
};

} // namespace

FailureOr<QuantGraph> QuantGraph::create(func::FuncOp function,
                                         bool tieConcat) {
  QuantGraph graph;
  if (failed(Builder(graph, tieConcat).build(function)))
    return failure();
  return graph;
}

} // namespace m2c::quant
