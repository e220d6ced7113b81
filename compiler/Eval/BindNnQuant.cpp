// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Ops on quantised tensors: types, scales and constants into the parameters of
// OpsQuant.h. What the ops mean is written in docs/numerics.md.
#include "compiler/Eval/BindNnQuant.h"
#include "compiler/Eval/BindNnShapes.h"
#include "compiler/Eval/OpsQuant.h"
#include "dialects/Nn/Nn.h"
#include "dialects/Support/Constants.h"
#include "llvm/ADT/TypeSwitch.h"
#include <cmath>

using namespace mlir;

namespace m2c::eval {

/// Zero point and bounds of the result, the latter with the fused relu or clip.
template <typename OpT>
static Requant boundsOf(OpT op) {
  nn::TensorQuant out = nn::tensorQuant(op.getOutput());
  Requant requant;
  requant.zero = out.zero;
  requant.low = out.min();
  requant.high = out.max();
  if (op.getAct() == nn::Act::relu)
    requant.low = std::max(requant.low, out.zero);
  if (op.getAct() == nn::Act::clip) {
    requant.high = out.quantize(op.getActB().convertToFloat());
    requant.low =
        std::min(out.quantize(op.getActA().convertToFloat()), requant.high);
  }
  return requant;
}

/// input scale * weight scale / output scale, in that order.
template <typename OpT>
static Requant layerRequant(OpT op, int64_t channels) {
  Requant requant = boundsOf(op);
  for (float scale : nn::channelScales(op.getWeights().getType(), channels))
    requant.scale.push_back(nn::tensorQuant(op.getInput()).scale * scale /
                            nn::tensorQuant(op.getOutput()).scale);
  return requant;
}

/// The bias as integers: as floats some would be rounded.
template <typename OpT>
static std::vector<int64_t> biasOf(OpT op, int64_t channels) {
  if (op.getBias())
    if (ElementsAttr value = constantValue(op.getBias()))
      if (auto values = intElements(value); succeeded(values))
        return *values;
  return std::vector<int64_t>(channels, 0);
}

static OpFunction bind(nn::Conv2dOp op) {
  ArrayRef<int64_t> weights = shapeOf(op.getWeights());
  MapShape out = mapOf(op.getOutput());
  Conv2dParams params;
  params.in = mapOf(op.getInput());
  params.window = windowOf(op, weights[1], weights[2]);
  params.outH = out.h;
  params.outW = out.w;
  params.outC = out.c;
  params.group = op.getGroup();
  return [params, zero = nn::tensorQuant(op.getInput()).zero,
          requant = layerRequant(op, out.c), bias = biasOf(op, out.c)](
             OpContext &context, ArrayRef<Values> in, MutableValues out) {
    quantConv2d(context, params, zero, requant, in[0], in[1], bias, out);
  };
}

static OpFunction bind(nn::DepthwiseConv2dOp op) {
  ArrayRef<int64_t> weights = shapeOf(op.getWeights());
  MapShape in = mapOf(op.getInput()), out = mapOf(op.getOutput());
  DepthwiseParams params;
  params.in = in;
  params.window = windowOf(op, weights[0], weights[1]);
  params.outH = out.h;
  params.outW = out.w;
  params.multiplier = out.c / in.c;
  return [params, zero = nn::tensorQuant(op.getInput()).zero,
          requant = layerRequant(op, out.c), bias = biasOf(op, out.c)](
             OpContext &context, ArrayRef<Values> in, MutableValues out) {
    quantDepthwiseConv2d(context, params, zero, requant, in[0], in[1], bias,
                         out);
  };
}

static OpFunction bind(nn::DenseOp op) {
  ArrayRef<int64_t> in = shapeOf(op.getInput());
  DenseParams params;
  params.m = in[0];
  params.k = in[1];
  params.n = shapeOf(op.getWeights())[0];
  return [params, zero = nn::tensorQuant(op.getInput()).zero,
          requant = layerRequant(op, params.n), bias = biasOf(op, params.n)](
             OpContext &context, ArrayRef<Values> in, MutableValues out) {
    quantDense(context, params, zero, requant, in[0], in[1], bias, out);
  };
}

static OpFunction bind(nn::MatmulOp op) {
  ArrayRef<int64_t> lhs = shapeOf(op.getLhs()), rhs = shapeOf(op.getRhs());
  nn::TensorQuant a = nn::tensorQuant(op.getLhs()),
                  b = nn::tensorQuant(op.getRhs()),
                  out = nn::tensorQuant(op.getOutput());
  MatmulParams params = {lhs[0], lhs[1], lhs[2], rhs[2], rhs[0]};
  Requant requant{
      {a.scale * b.scale / out.scale}, out.zero, out.min(), out.max()};
  return [=](OpContext &, ArrayRef<Values> in, MutableValues out) {
    quantMatmul(params, a.zero, b.zero, requant, in[0], in[1], out);
  };
}

static OpFunction bind(nn::MaxPool2dOp op) {
  return [params = poolParams(op), requant = boundsOf(op)](
             OpContext &, ArrayRef<Values> in, MutableValues out) {
    quantMaxPool2d(params, requant.low, requant.high, in[0], out);
  };
}

static OpFunction bind(nn::AvgPool2dOp op) {
  nn::TensorQuant in = nn::tensorQuant(op.getInput());
  return [params = poolParams(op), requant = boundsOf(op), in,
          outScale = nn::tensorQuant(op.getOutput()).scale](
             OpContext &, ArrayRef<Values> values, MutableValues out) {
    quantAvgPool2d(params, in.zero, in.scale, outScale, requant, values[0],
                   out);
  };
}

static OpFunction bind(nn::ReduceMeanOp op) {
  AxisParams params = splitAround(shapeOf(op.getInput()), op.getAxes());
  nn::TensorQuant in = nn::tensorQuant(op.getInput());
  Requant requant = boundsOf(op);
  requant.scale = {in.scale / (nn::tensorQuant(op.getOutput()).scale *
                               static_cast<float>(params.n))};
  return [=](OpContext &, ArrayRef<Values> values, MutableValues out) {
    quantReduceMean(params, in.zero, requant, values[0], out);
  };
}

template <typename OpT>
static OpFunction bindBinary(BinaryParams::Kind kind, OpT op) {
  ArrayRef<int64_t> shape = shapeOf(op.getOutput());
  nn::TensorQuant a = nn::tensorQuant(op.getLhs()),
                  b = nn::tensorQuant(op.getRhs()),
                  out = nn::tensorQuant(op.getOutput());
  Requant bounds = boundsOf(op);
  QuantBinary params;
  params.shape = {kind,
                  Shape(shape),
                  broadcastStrides(shapeOf(op.getLhs()), shape),
                  broadcastStrides(shapeOf(op.getRhs()), shape),
                  {}};
  params.low = bounds.low;
  params.high = bounds.high;
  params.lhsZero = a.zero;
  params.rhsZero = b.zero;
  float zero = static_cast<float>(out.zero);
  if (kind == BinaryParams::Mul) {
    params.lhsScale = a.scale * b.scale / out.scale;
    params.fixed = zero;
  } else {
    params.lhsScale = a.scale / out.scale;
    params.rhsScale = b.scale / out.scale;
    float right = params.rhsScale * static_cast<float>(b.zero);
    params.fixed = zero - std::fma(params.lhsScale, static_cast<float>(a.zero),
                                   kind == BinaryParams::Add ? right : -right);
  }
  return [params](OpContext &, ArrayRef<Values> in, MutableValues out) {
    quantBinary(params, in[0], in[1], out);
  };
}

static OpFunction bind(nn::AddOp op) {
  return bindBinary(BinaryParams::Add, op);
}
static OpFunction bind(nn::SubOp op) {
  return bindBinary(BinaryParams::Sub, op);
}
static OpFunction bind(nn::MulOp op) {
  return bindBinary(BinaryParams::Mul, op);
}

static OpFunction bind(nn::SoftmaxOp op) {
  AxisParams params = splitAt(shapeOf(op.getInput()), op.getAxis());
  nn::TensorQuant in = nn::tensorQuant(op.getInput());
  std::vector<float> table =
      expTable(in.scale, int64_t(in.max()) - in.min() + 1);
  if (!nn::isQuantized(op.getOutput()))
    return [=](OpContext &, ArrayRef<Values> values, MutableValues out) {
      quantSoftmax(params, table, values[0], out);
    };
  nn::TensorQuant out = nn::tensorQuant(op.getOutput());
  Requant requant{{1.0f}, out.zero, out.min(), out.max()};
  float inverse = std::floor(1.0f / out.scale);
  return [=](OpContext &, ArrayRef<Values> values, MutableValues to) {
    quantSoftmax(params, table, inverse, requant, values[0], to);
  };
}

/// A function of one value: computed in double, rounded to float, quantised.
static OpFunction bindFunction(Operation *op,
                               double (*function)(double, double, double),
                               double a = 0.0, double b = 0.0) {
  nn::TensorQuant in = nn::tensorQuant(op->getOperand(0)),
                  out = nn::tensorQuant(op->getResult(0));
  return [=](OpContext &, ArrayRef<Values> values, MutableValues to) {
    for (size_t i = 0; i < to.size(); ++i) {
      float q = values[0][i];
      double x = (q - static_cast<float>(in.zero)) * in.scale;
      float y = static_cast<float>(function(x, a, b));
      to[i] = std::isnan(q) ? q : static_cast<float>(out.quantize(y));
    }
  };
}

static OpFunction bind(nn::ReluOp op) {
  return bindFunction(
      op, [](double x, double, double) { return x > 0.0 ? x : 0.0; });
}
static OpFunction bind(nn::SigmoidOp op) {
  return bindFunction(
      op, [](double x, double, double) { return 1.0 / (1.0 + std::exp(-x)); });
}
static OpFunction bind(nn::TanhOp op) {
  return bindFunction(op,
                      [](double x, double, double) { return std::tanh(x); });
}
static OpFunction bind(nn::LeakyReluOp op) {
  return bindFunction(
      op, [](double x, double a, double) { return x < 0.0 ? a * x : x; },
      op.getAlpha().convertToFloat());
}
static OpFunction bind(nn::ClipOp op) {
  return bindFunction(
      op,
      [](double x, double a, double b) { return std::min(std::max(x, a), b); },
      op.getMin().convertToFloat(), op.getMax().convertToFloat());
}
static OpFunction bind(nn::HardSigmoidOp op) {
  return bindFunction(
      op,
      [](double x, double a, double b) {
        return std::max(0.0, std::min(1.0, a * x + b));
      },
      op.getAlpha().convertToFloat(), op.getBeta().convertToFloat());
}
static OpFunction bind(nn::HardSwishOp op) {
  return bindFunction(op, [](double x, double, double) {
    return x * std::max(0.0, std::min(1.0, x / 6.0 + 0.5));
  });
}

static OpFunction bind(nn::QuantizeOp op) {
  if (nn::isQuantized(op.getInput()))
    return bindFunction(op, [](double x, double, double) { return x; });
  nn::TensorQuant out = nn::tensorQuant(op.getOutput());
  Requant requant{{1.0f}, out.zero, out.min(), out.max()};
  return [=](OpContext &, ArrayRef<Values> in, MutableValues to) {
    quantize(out.scale, requant, in[0], to);
  };
}

/// Per tensor, or (weights of a model whose layers stay float) per channel.
static OpFunction bind(nn::DequantizeOp op) {
  auto type = cast<RankedTensorType>(op.getInput().getType());
  ArrayRef<int64_t> shape = type.getShape();
  if (nn::isPerTensor(type)) {
    nn::TensorQuant in = nn::tensorQuant(type);
    return [=](OpContext &, ArrayRef<Values> values, MutableValues out) {
      dequantize(in.scale, in.zero, values[0], out);
    };
  }
  int64_t axis = nn::channelAxis(type),
          inner = countOf(shape.drop_front(axis + 1));
  SmallVector<float> scales = nn::channelScales(type, shape[axis]);
  return [=](OpContext &, ArrayRef<Values> values, MutableValues out) {
    for (size_t i = 0; i < out.size(); ++i)
      out[i] = values[0][i] * scales[i / inner % scales.size()];
  };
}

static OpFunction bind(nn::PadOp op) {
  StridedCopy params = placeCopy(shapeOf(op.getInput()),
                                 shapeOf(op.getOutput()), op.getBefore());
  float value = static_cast<float>(
      nn::tensorQuant(op.getInput()).quantize(op.getValue().convertToFloat()));
  return [=](OpContext &, ArrayRef<Values> in, MutableValues out) {
    std::fill(out.begin(), out.end(), value);
    stridedCopy(params, in[0], out);
  };
}

OpFunction bindQuantizedNnOp(Operation *op) {
  return llvm::TypeSwitch<Operation *, OpFunction>(op)
      .Case<nn::Conv2dOp, nn::DepthwiseConv2dOp, nn::DenseOp, nn::MatmulOp,
            nn::MaxPool2dOp, nn::AvgPool2dOp, nn::ReduceMeanOp, nn::AddOp,
            nn::SubOp, nn::MulOp, nn::SoftmaxOp, nn::ReluOp, nn::SigmoidOp,
            nn::TanhOp, nn::LeakyReluOp, nn::ClipOp, nn::HardSigmoidOp,
            nn::HardSwishOp, nn::QuantizeOp, nn::DequantizeOp, nn::PadOp>(
          [](auto op) { return bind(op); })
      .Default(OpFunction());
}

} // namespace m2c::eval
