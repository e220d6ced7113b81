// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Reads the attributes and shapes of each nn op into the parameters of
// compiler/Eval/Ops.h. What the ops mean is written in dialects/Nn/NnOps*.td.
#include "compiler/Eval/BindNnQuant.h"
#include "compiler/Eval/BindNnShapes.h"
#include "dialects/Nn/Nn.h"
#include "llvm/ADT/TypeSwitch.h"
#include <algorithm>

using namespace mlir;

namespace m2c::eval {

static Activation::Kind kindOf(nn::Act act) {
  switch (act) {
  case nn::Act::none:
    return Activation::None;
  case nn::Act::relu:
    return Activation::Relu;
  case nn::Act::clip:
    return Activation::Clip;
  case nn::Act::leaky_relu:
    return Activation::LeakyRelu;
  case nn::Act::sigmoid:
    return Activation::Sigmoid;
  case nn::Act::tanh:
    return Activation::Tanh;
  case nn::Act::hard_sigmoid:
    return Activation::HardSigmoid;
  case nn::Act::hard_swish:
    return Activation::HardSwish;
  }
  llvm_unreachable("unknown activation");
}

template <typename OpT>
static Activation activationOf(OpT op) {
  return {kindOf(op.getAct()), op.getActA().convertToFloat(),
          op.getActB().convertToFloat()};
}

/// The bias is the last operand, if it is there.
static Values biasOf(ArrayRef<Values> operands) {
  return operands.size() > 2 ? operands[2] : Values();
}

static OpFunction bind(nn::Conv2dOp op) {
  ArrayRef<int64_t> weights = shapeOf(op.getWeights());
  MapShape out = mapOf(op.getOutput());
  int64_t group = op.getGroup();
  Conv2dParams params = {mapOf(op.getInput()),
                         windowOf(op, weights[1], weights[2]),
                         out.h,
                         out.w,
                         out.c,
                         group,
                         activationOf(op)};
  return [params](OpContext &context, ArrayRef<Values> in, MutableValues out) {
    conv2d(context, params, in[0], in[1], biasOf(in), out);
  };
}

static OpFunction bind(nn::DepthwiseConv2dOp op) {
  ArrayRef<int64_t> weights = shapeOf(op.getWeights());
  MapShape in = mapOf(op.getInput()), out = mapOf(op.getOutput());
  DepthwiseParams params = {in,           windowOf(op, weights[0], weights[1]),
                            out.h,        out.w,
                            out.c / in.c, activationOf(op)};
  return [params](OpContext &context, ArrayRef<Values> in, MutableValues out) {
    depthwiseConv2d(context, params, in[0], in[1], biasOf(in), out);
  };
}

static OpFunction bind(nn::DenseOp op) {
  ArrayRef<int64_t> in = shapeOf(op.getInput());
  DenseParams params = {in[0], in[1], shapeOf(op.getWeights())[0],
                        activationOf(op)};
  return [params](OpContext &context, ArrayRef<Values> in, MutableValues out) {
    dense(context, params, in[0], in[1], biasOf(in), out);
  };
}

static OpFunction bind(nn::MatmulOp op) {
  ArrayRef<int64_t> lhs = shapeOf(op.getLhs()), rhs = shapeOf(op.getRhs());
  MatmulParams params = {lhs[0], lhs[1], lhs[2], rhs[2], rhs[0]};
  return [params](OpContext &context, ArrayRef<Values> in, MutableValues out) {
    matmul(context, params, in[0], in[1], out);
  };
}

template <typename OpT>
static PoolParams activatedPool(OpT op) {
  PoolParams params = poolParams(op);
  params.act = activationOf(op);
  return params;
}

static OpFunction bind(nn::MaxPool2dOp op) {
  return [params = activatedPool(op)](OpContext &, ArrayRef<Values> in,
                                      MutableValues out) {
    maxPool2d(params, in[0], out);
  };
}

static OpFunction bind(nn::AvgPool2dOp op) {
  return [params = activatedPool(op)](OpContext &, ArrayRef<Values> in,
                                      MutableValues out) {
    avgPool2d(params, in[0], out);
  };
}

static OpFunction bind(nn::ReduceMeanOp op) {
  AxisParams params = splitAround(shapeOf(op.getInput()), op.getAxes());
  return [params, act = activationOf(op)](OpContext &, ArrayRef<Values> in,
                                          MutableValues out) {
    reduceMean(params, act, in[0], out);
  };
}

static OpFunction bindUnary(Activation act) {
  return [act](OpContext &, ArrayRef<Values> in, MutableValues out) {
    std::copy(in[0].begin(), in[0].end(), out.begin());
    applyActivation(act, out);
  };
}

static OpFunction bind(nn::ReluOp) { return bindUnary({Activation::Relu}); }
static OpFunction bind(nn::SigmoidOp) {
  return bindUnary({Activation::Sigmoid});
}
static OpFunction bind(nn::TanhOp) { return bindUnary({Activation::Tanh}); }
static OpFunction bind(nn::HardSwishOp) {
  return bindUnary({Activation::HardSwish});
}
static OpFunction bind(nn::LeakyReluOp op) {
  return bindUnary({Activation::LeakyRelu, op.getAlpha().convertToFloat()});
}
static OpFunction bind(nn::ClipOp op) {
  return bindUnary({Activation::Clip, op.getMin().convertToFloat(),
                    op.getMax().convertToFloat()});
}
static OpFunction bind(nn::HardSigmoidOp op) {
  return bindUnary({Activation::HardSigmoid, op.getAlpha().convertToFloat(),
                    op.getBeta().convertToFloat()});
}

template <typename OpT>
static OpFunction bindBinary(BinaryParams::Kind kind, OpT op) {
  ArrayRef<int64_t> shape = shapeOf(op.getOutput());
  BinaryParams params = {
      kind, Shape(shape), broadcastStrides(shapeOf(op.getLhs()), shape),
      broadcastStrides(shapeOf(op.getRhs()), shape), activationOf(op)};
  return [params](OpContext &, ArrayRef<Values> in, MutableValues out) {
    binary(params, in[0], in[1], out);
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
static OpFunction bind(nn::DivOp op) {
  return bindBinary(BinaryParams::Div, op);
}

static OpFunction bind(nn::SoftmaxOp op) {
  return [params = splitAt(shapeOf(op.getInput()), op.getAxis())](
             OpContext &, ArrayRef<Values> in, MutableValues out) {
    softmax(params, in[0], out);
  };
}

static OpFunction bind(nn::BatchNormOp op) {
  return [params = splitAt(shapeOf(op.getInput()), op.getAxis())](
             OpContext &, ArrayRef<Values> in, MutableValues out) {
    batchNorm(params, in[0], in[1], in[2], out);
  };
}

static OpFunction bindCopy(StridedCopy params) {
  return [params](OpContext &, ArrayRef<Values> in, MutableValues out) {
    stridedCopy(params, in[0], out);
  };
}

static OpFunction bind(nn::ReshapeOp) { return bindUnary({}); }
static OpFunction bind(nn::TransposeOp op) {
  return bindCopy(transposeCopy(shapeOf(op.getInput()), op.getPerm()));
}
static OpFunction bind(nn::SliceOp op) {
  return bindCopy(sliceCopy(shapeOf(op.getInput()), op.getBegins(),
                            op.getSizes(), op.getSteps()));
}

static OpFunction bind(nn::ConcatOp op) {
  std::vector<StridedCopy> pieces;
  ArrayRef<int64_t> result = shapeOf(op.getOutput());
  Shape begins(result.size(), 0);
  for (Value input : op.getInputs()) {
    pieces.push_back(placeCopy(shapeOf(input), result, begins));
    begins[op.getAxis()] += shapeOf(input)[op.getAxis()];
  }
  return [pieces](OpContext &, ArrayRef<Values> in, MutableValues out) {
    for (size_t i = 0; i < pieces.size(); ++i)
      stridedCopy(pieces[i], in[i], out);
  };
}

static OpFunction bind(nn::PadOp op) {
  StridedCopy params = placeCopy(shapeOf(op.getInput()),
                                 shapeOf(op.getOutput()), op.getBefore());
  return [params, value = op.getValue().convertToFloat()](
             OpContext &, ArrayRef<Values> in, MutableValues out) {
    std::fill(out.begin(), out.end(), value);
    stridedCopy(params, in[0], out);
  };
}

static OpFunction bind(nn::Resize2dOp op) { return bindResize2d(op); }

static bool isQuantizedOp(Operation *op) {
  auto quantized = [](Value value) { return nn::isQuantized(value); };
  return llvm::any_of(op->getOperands(), quantized) ||
         llvm::any_of(op->getResults(), quantized);
}

OpFunction bindNnOp(Operation *op) {
  if (isQuantizedOp(op))
    if (OpFunction function = bindQuantizedNnOp(op))
      return function;
  return llvm::TypeSwitch<Operation *, OpFunction>(op)
      .Case<nn::Conv2dOp, nn::DepthwiseConv2dOp, nn::DenseOp, nn::MatmulOp,
            nn::MaxPool2dOp, nn::AvgPool2dOp, nn::ReduceMeanOp, nn::ReluOp,
            nn::SigmoidOp, nn::TanhOp, nn::HardSwishOp, nn::LeakyReluOp,
            nn::ClipOp, nn::HardSigmoidOp, nn::AddOp, nn::SubOp, nn::MulOp,
            nn::DivOp, nn::SoftmaxOp, nn::BatchNormOp, nn::ReshapeOp,
            nn::TransposeOp, nn::SliceOp, nn::ConcatOp, nn::PadOp,
            nn::Resize2dOp>([](auto op) { return bind(op); })
      .Default(OpFunction());
}

} // namespace m2c::eval
