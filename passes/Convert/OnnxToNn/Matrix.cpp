// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// ONNX Gemm and MatMul: dense layers where the right side is constant, else
// products of run-time tensors.
#include "dialects/Nn/NnWeights.h"
#include "mlir/Dialect/Traits.h"
#include "passes/Convert/OnnxToNn/OnnxToNn.h"

using namespace mlir;

namespace m2c::convert {

static bool isConstant(Value value) { return nn::isConstantWeights(value); }

/// A constant [K, N] (or [N, K] if `transposed`) as dense weights [N, K],
/// multiplied by `scale`.
static FailureOr<Value> denseWeights(NodeContext &node, Value weights,
                                     bool transposed, float scale) {
  if (!transposed) {
    ArrayRef<int64_t> shape = shapeOf(weights);
    FailureOr<Value> turned =
        nn::permuteWeights(node.builder, weights, shape, {1, 0},
                           {shape[1], shape[0]}, "dense_weights");
    if (failed(turned))
      return node.error() << "expected the values of the weights, got a tensor "
                          << "without data";
    weights = *turned;
  }
  ElementsAttr attr = constantValue(weights);
  if (scale == 1.0f)
    return weights;
  if (!attr)
    return node.error() << "expected alpha of 1 with quantised weights, got "
                        << scale;
  std::vector<float> values = *floatElements(attr);
  for (float &value : values)
    value *= scale;
  return node.constant(shapeOf(weights), values, "dense_weights");
}

static FailureOr<Value> scaled(NodeContext &node, Value value, float factor) {
  if (factor == 1.0f)
    return value;
  return node.create<nn::MulOp>(
      {value, node.constant({1}, {factor}, "factor")});
}

/// C of Gemm where it is one row: [N], [1, N] or one number.
static FailureOr<Value> gemmBias(NodeContext &node, Value c, int64_t count,
                                 float beta) {
  if (beta == 1.0f && c.getDefiningOp<nn::DequantizeOp>() &&
      countOf(c) == count) {
    if (shapeOf(c).size() == 1)
      return c;
    // One row: all axes but the last have size 1.
    SmallVector<int64_t> view(shapeOf(c)),
        perm(llvm::to_vector(llvm::seq<int64_t>(0, view.size())));
    return nn::permuteWeights(node.builder, c, view, perm, {count},
                              "dense_bias");
  }
  ElementsAttr attr = constantValue(c);
  if (!attr)
    return node.error() << "expected C to be one row of a float constant, or "
                        << "dequantised integers with beta of 1";
  FailureOr<std::vector<float>> values = floatElements(attr);
  if (failed(values))
    return node.error()
           << "expected the values of C, got a tensor without data";
  if (values->size() == 1)
    values->assign(count, values->front());
  for (float &value : *values)
    value *= beta;
  return node.constant({count}, *values, "dense_bias");
}

static LogicalResult convertGemm(NodeContext &node) {
  FailureOr<Value> a = node.tensor(0), b = node.tensor(1);
  FailureOr<int64_t> transA = node.intAttr("transA", 0),
                     transB = node.intAttr("transB", 0);
  FailureOr<float> alpha = node.floatAttr("alpha", 1.0f),
                   beta = node.floatAttr("beta", 1.0f);
  if (failed(a) || failed(b) || failed(transA) || failed(transB) ||
      failed(alpha) || failed(beta))
    return failure();
  if (shapeOf(*a).size() != 2 || shapeOf(*b).size() != 2)
    return node.error() << "expected two matrices, got " << a->getType()
                        << " and " << b->getType();
  FailureOr<Value> left = *transA ? node.transpose(*a, {1, 0}) : a;
  if (failed(left))
    return failure();
  int64_t outs = shapeOf(*b)[*transB ? 0 : 1];
  if (shapeOf(*left)[1] != shapeOf(*b)[*transB ? 1 : 0])
    return node.error() << "expected inner sizes that agree, got "
                        << a->getType() << " and " << b->getType();
  FailureOr<Value> c = node.has(2) ? node.tensor(2) : FailureOr<Value>(Value());
  if (failed(c))
    return failure();
  // A constant row goes into the dense layer, anything else is added behind it.
  bool row =
      *c && isConstant(*c) &&
      (countOf(*c) == 1 || (countOf(*c) == outs && shapeOf(*c).back() == outs));
  FailureOr<Value> result;
  if (isConstant(*b)) {
    FailureOr<Value> weights = denseWeights(node, *b, *transB, *alpha);
    if (failed(weights))
      return failure();
    SmallVector<Value> operands{*left, *weights};
    if (row) {
      FailureOr<Value> bias = gemmBias(node, *c, outs, *beta);
      if (failed(bias))
        return failure();
      operands.push_back(*bias);
    }
    result = node.create<nn::DenseOp>(operands);
  } else {
    row = false;
    FailureOr<Value> right = *transB ? node.transpose(*b, {1, 0}) : b;
    if (failed(right))
      return failure();
    ArrayRef<int64_t> l = shapeOf(*left), r = shapeOf(*right);
    FailureOr<Value> product =
        node.create<nn::MatmulOp>({node.reshape(*left, {1, l[0], l[1]}),
                                   node.reshape(*right, {1, r[0], r[1]})});
    if (failed(product))
      return failure();
    result = scaled(node, node.reshape(*product, {l[0], r[1]}), *alpha);
  }
  if (succeeded(result) && *c && !row) {
    SmallVector<int64_t> shape(shapeOf(*result));
    FailureOr<Value> addend = scaled(node, *c, *beta);
    if (failed(addend))
      return failure();
    result = node.create<nn::AddOp>({*result, *addend});
    if (succeeded(result) && shapeOf(*result) != ArrayRef<int64_t>(shape))
      return node.error() << "expected C to broadcast to the product, got "
                          << c->getType();
  }
  if (failed(result))
    return failure();
  node.setTensor(0, *result);
  return success();
}

/// A batch of matrices repeated to the batch `batch`, which it broadcasts to.
static FailureOr<Value> repeatBatch(NodeContext &node, Value value,
                                    ArrayRef<int64_t> batch) {
  SmallVector<int64_t> shape(batch.size() + 2 - shapeOf(value).size(), 1);
  llvm::append_range(shape, shapeOf(value));
  value = node.reshape(value, shape);
  for (auto [axis, size] : llvm::enumerate(batch)) {
    if (shape[axis] == size)
      continue;
    FailureOr<Value> repeated = node.create<nn::ConcatOp>(
        SmallVector<Value>(size, value),
        {node.named("axis", static_cast<int64_t>(axis))});
    if (failed(repeated))
      return failure();
    value = *repeated;
  }
  return value;
}

/// [.., M, K] x [.., K, N] of run-time tensors, the batches broadcast.
static FailureOr<Value> batchedProduct(NodeContext &node, Value a, Value b) {
  SmallVector<int64_t> out;
  if (!OpTrait::util::getBroadcastedShape(shapeOf(a).drop_back(2),
                                          shapeOf(b).drop_back(2), out))
    return node.error() << "expected batches that broadcast, got "
                        << a.getType() << " and " << b.getType();
  int64_t count = productOf(out);
  ArrayRef<int64_t> l = shapeOf(a), r = shapeOf(b);
  int64_t countA = productOf(l.drop_back(2)),
          countB = productOf(r.drop_back(2));
  // The kernel takes one matrix on the right for the whole batch; any other
  // broadcast is rare enough for copies, as long as there are few.
  if (count > 64 && (countA != count || (countB != count && countB != 1)))
    return node.error() << "broadcasting to a batch of " << count
                        << " is not supported; expected at "
                        << "most 64, equal batches, or one matrix on the right";
  FailureOr<Value> left = countA == count ? a : repeatBatch(node, a, out);
  FailureOr<Value> right =
      countB == count || countB == 1 ? b : repeatBatch(node, b, out);
  if (failed(left) || failed(right))
    return failure();
  countA = count;
  countB = countB == 1 ? 1 : count;
  a = *left;
  b = *right;
  l = shapeOf(a);
  r = shapeOf(b);
  out.push_back(l[l.size() - 2]);
  out.push_back(r.back());
  FailureOr<Value> product = node.create<nn::MatmulOp>(
      {node.reshape(a, {countA, l[l.size() - 2], l.back()}),
       node.reshape(b, {countB, r[r.size() - 2], r.back()})});
  if (failed(product))
    return failure();
  return node.reshape(*product, out);
}

FailureOr<Value> buildMatMul(NodeContext &node, Value a, Value b) {
  ArrayRef<int64_t> l = shapeOf(a), r = shapeOf(b);
  if (l.empty() || r.empty())
    return node.error() << "expected tensors of rank 1 or more, got "
                        << a.getType() << " and " << b.getType();
  bool rowLeft = l.size() == 1, columnRight = r.size() == 1;
  Value left = rowLeft ? node.reshape(a, {1, l[0]}) : a;
  Value right = columnRight ? node.reshape(b, {r[0], 1}) : b;
  if (shapeOf(left).back() != shapeOf(right)[shapeOf(right).size() - 2])
    return node.error() << "expected inner sizes that agree, got "
                        << a.getType() << " and " << b.getType();
  FailureOr<Value> result;
  if (isConstant(b) && r.size() == 2) {
    SmallVector<int64_t> out(shapeOf(left));
    int64_t inner = out.back(), rows = productOf(shapeOf(left).drop_back());
    out.back() = r[1];
    FailureOr<Value> weights =
        denseWeights(node, b, /*transposed=*/false, 1.0f);
    if (failed(weights))
      return failure();
    result =
        node.create<nn::DenseOp>({node.reshape(left, {rows, inner}), *weights});
    if (succeeded(result))
      result = node.reshape(*result, out);
  } else {
    result = batchedProduct(node, left, right);
  }
  if (failed(result))
    return failure();
  SmallVector<int64_t> shape(shapeOf(*result));
  if (columnRight)
    shape.pop_back();
  if (rowLeft)
    shape.erase(shape.end() - (columnRight ? 1 : 2));
  return node.reshape(*result, shape);
}

static LogicalResult convertMatMul(NodeContext &node) {
  FailureOr<Value> a = node.tensor(0), b = node.tensor(1);
  if (failed(a) || failed(b))
    return failure();
  FailureOr<Value> result = buildMatMul(node, *a, *b);
  if (failed(result))
    return failure();
  node.setTensor(0, *result);
  return success();
}

void addMatrixConverters(Registry &registry) {
  registry.add("Gemm", 7, convertGemm);
  registry.add("MatMul", 1, convertMatMul);
}

} // namespace m2c::convert
