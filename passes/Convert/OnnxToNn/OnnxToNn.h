// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What the conversions of single ONNX operators work with.
#ifndef M2C_PASSES_CONVERT_ONNXTONN_ONNXTONN_H
#define M2C_PASSES_CONVERT_ONNXTONN_ONNXTONN_H

#include "dialects/Nn/Nn.h"
#include "dialects/Onnx/Onnx.h"
#include "dialects/Support/Constants.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/StringMap.h"
#include <map>

namespace m2c::convert {

/// An ONNX value after conversion: a tensor (run-time or constant float, or
/// quantised), an integer constant (shapes, axes, indices, stored weights), or
/// an absent optional input.
struct Item {
  /// f32 or quantised, null for the other two. Unsigned bytes of ONNX are
  /// signed ones here, with their zero point moved along by 128.
  mlir::Value tensor;
  std::optional<std::vector<int64_t>> ints; ///< row-major
  llvm::SmallVector<int64_t> shape;         ///< of either
  mlir::Type integer; ///< ONNX element type where it is an integer, if known

  bool isNone() const { return !tensor && !ints; }
};

inline llvm::ArrayRef<int64_t> shapeOf(mlir::Value value) {
  return mlir::cast<mlir::RankedTensorType>(value.getType()).getShape();
}
/// Of dimensions that belong to one tensor: the count of a part of its axes. No
/// division by the rest, which may be 0 in a constant.
inline int64_t productOf(llvm::ArrayRef<int64_t> dims) {
  int64_t product = 1;
  for (int64_t dim : dims)
    product *= dim;
  return product;
}
inline int64_t countOf(mlir::Value value) {
  return mlir::cast<mlir::RankedTensorType>(value.getType()).getNumElements();
}

/// One node on its way to nn: its attributes with their defaults, its inputs as
/// items, errors that name it, and builders.
class NodeContext {
public:
  NodeContext(onnx::NodeOp node, llvm::ArrayRef<Item> inputs)
      : node(node), builder(node), inputs(inputs),
        outputs(node.getNumResults()) {}

  /// "node 'conv1' (Conv): " and the message; always failure.
  mlir::InFlightDiagnostic error() const;

  int64_t version() const { return node.getVersion(); }
  mlir::Location loc() const { return node.getLoc(); }
  size_t numOutputs() const { return outputs.size(); }
  /// Output `index` exists and something reads it.
  bool isUsed(unsigned index) const {
    return index < node.getNumResults() && !node.getResult(index).use_empty();
  }

  // Attributes. The default is returned where the node has none.
  bool hasAttr(llvm::StringRef name) const {
    return !!node.getAttrs().get(name);
  }
  mlir::FailureOr<int64_t> intAttr(llvm::StringRef name,
                                   int64_t fallback) const;
  mlir::FailureOr<float> floatAttr(llvm::StringRef name, float fallback) const;
  mlir::FailureOr<std::vector<int64_t>>
  intsAttr(llvm::StringRef name, llvm::ArrayRef<int64_t> fallback) const;
  /// Has no default.
  mlir::FailureOr<std::vector<float>> floatsAttr(llvm::StringRef name) const;
  mlir::FailureOr<std::string> stringAttr(llvm::StringRef name,
                                          llvm::StringRef fallback) const;

  // Inputs.
  size_t numInputs() const { return inputs.size(); }
  bool has(unsigned index) const {
    return index < inputs.size() && !inputs[index].isNone();
  }
  const Item &input(unsigned index) const { return inputs[index]; }
  /// A tensor; an error if the input is absent or an integer constant.
  mlir::FailureOr<mlir::Value> tensor(unsigned index) const;
  /// An integer constant, `what` names it in the error.
  mlir::FailureOr<std::vector<int64_t>> ints(unsigned index,
                                             llvm::StringRef what) const;
  /// A float constant.
  mlir::FailureOr<std::vector<float>> floats(unsigned index,
                                             llvm::StringRef what) const;

  // Results.
  void setTensor(unsigned index, mlir::Value value);
  void setInts(unsigned index, std::vector<int64_t> values,
               llvm::ArrayRef<int64_t> shape);
  /// The ONNX element type of a result of integers.
  void setInteger(unsigned index, mlir::Type type) {
    outputs[index].integer = type;
  }
  void setItem(unsigned index, const Item &item) { outputs[index] = item; }
  llvm::ArrayRef<Item> results() const { return outputs; }

  // Builders of nn ops at the node.
  template <typename OpT>
  mlir::FailureOr<mlir::Value>
  create(mlir::ValueRange operands,
         llvm::ArrayRef<mlir::NamedAttribute> attrs = {}) {
    mlir::FailureOr<OpT> op =
        nn::createChecked<OpT>(builder, loc(), operands, attrs);
    if (mlir::failed(op))
      return mlir::failure();
    return mlir::Value((*op)->getResult(0));
  }
  mlir::NamedAttribute named(llvm::StringRef name,
                             llvm::ArrayRef<int64_t> values) {
    return builder.getNamedAttr(name, builder.getDenseI64ArrayAttr(values));
  }
  mlir::NamedAttribute named(llvm::StringRef name, int64_t value) {
    return builder.getNamedAttr(name, builder.getI64IntegerAttr(value));
  }
  mlir::FailureOr<mlir::Value> transpose(mlir::Value value,
                                         llvm::ArrayRef<int64_t> perm);
  mlir::Value reshape(mlir::Value value, llvm::ArrayRef<int64_t> shape);
  mlir::Value constant(llvm::ArrayRef<int64_t> shape,
                       llvm::ArrayRef<float> values, llvm::StringRef name);
  /// `axis` in [-rank, rank) as [0, rank), or an error.
  mlir::FailureOr<int64_t> normalizeAxis(int64_t axis, int64_t rank) const;

  mutable onnx::NodeOp node; // op handles have no const accessors
  mlir::OpBuilder builder;

private:
  llvm::ArrayRef<Item> inputs;
  llvm::SmallVector<Item> outputs;
};

using Converter = mlir::LogicalResult (*)(NodeContext &);

/// Converters by operator and the opset version from which they hold.
class Registry {
public:
  void add(llvm::StringRef op, int64_t since, Converter converter) {
    entries[op][since] = converter;
  }
  /// The converter for an operator at an opset version, or null.
  Converter find(llvm::StringRef op, int64_t version) const;
  bool knows(llvm::StringRef op) const { return entries.contains(op); }

private:
  llvm::StringMap<std::map<int64_t, Converter>> entries;
};

// One function per file of this folder.
void addConvConverters(Registry &registry);
void addElementwiseConverters(Registry &registry);
void addMatrixConverters(Registry &registry);
void addPoolConverters(Registry &registry);
void addQuantConverters(Registry &registry);
void addResizeConverters(Registry &registry);
void addShapeConverters(Registry &registry);
void addSliceConverters(Registry &registry);

/// Conv of these operands; the window and group are the node's attributes.
mlir::FailureOr<mlir::Value> buildConv(NodeContext &node, mlir::Value input,
                                       mlir::Value weights, mlir::Value bias);
/// MatMul of these operands.
mlir::FailureOr<mlir::Value> buildMatMul(NodeContext &node, mlir::Value a,
                                         mlir::Value b);

/// Window of a spatial operator over [H, W]; 1-D operators have H = 1.
struct Window {
  llvm::SmallVector<int64_t, 2> kernel, strides, dilations;
  llvm::SmallVector<int64_t, 4> pads; ///< top, left, bottom, right
};

/// Reads strides, dilations, pads and auto_pad of a node with `spatial` 1 or 2
/// spatial axes of sizes `map` (always [H, W]).
mlir::FailureOr<Window> readWindow(NodeContext &node,
                                   llvm::ArrayRef<int64_t> kernel,
                                   unsigned spatial,
                                   llvm::ArrayRef<int64_t> map);

/// [N, C, W] or [N, C, H, W] to NHWC, and back to the ONNX layout of `like`.
mlir::FailureOr<mlir::Value> toNhwc(NodeContext &node, mlir::Value value);
mlir::FailureOr<mlir::Value> fromNhwc(NodeContext &node, mlir::Value map,
                                      size_t rank);

} // namespace m2c::convert

#endif
