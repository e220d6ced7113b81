// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Every pass, in pipeline order. The flag is the kebab-case of the file name.
#ifndef M2C_PASSES_PASSES_TD
#define M2C_PASSES_PASSES_TD

include "mlir/Pass/PassBase.td"

//===-- convert: onnx -> nn ------------------------------------------------===//

def OnnxToNn : Pass<"onnx-to-nn", "::mlir::ModuleOp"> {
  let summary = "give each ONNX node its meaning as nn ops";
  let description = [{
    Infers shapes, checks operands and attributes by opset version, and replaces
    every `onnx.node`. Spatial ops become NHWC with explicit transposes. All
    nodes that are not supported are reported together, each with its name,
    operator, opset and a hint, before anything is converted. float16 and double
    become float32.
  }];
  let dependentDialects = ["::m2c::nn::NnDialect", "::mlir::func::FuncDialect"];
}

def NnSetInterface : Pass<"nn-set-interface", "::mlir::ModuleOp"> {
  let summary = "apply the user's names and element orders to inputs and outputs";
  let description = [{
    `renames` are OLD=NEW pairs of an ONNX input or output name and the C name
    to give it. `layouts` are NAME=nchw|nhwc pairs, or nchw|nhwc for every
    tensor of rank 4: with nhwc the caller's elements are in channels-last order,
    so that the transpose in front of the first convolution vanishes.
  }];
  let options = [
    ListOption<"renames", "renames", "std::string", "OLD=NEW">,
    ListOption<"layouts", "layouts", "std::string", "[NAME=]nchw|nhwc">
  ];
  let dependentDialects = ["::m2c::nn::NnDialect"];
}

def NnLayoutNhwc : Pass<"nn-layout-nhwc", "::mlir::func::FuncOp"> {
  let summary = "cancel transposes around channels-last ops";
  let description = [{
    Moves `nn.transpose` down through elementwise ops, concatenations, pads,
    slices and means until it meets its inverse, a reshape that makes it void,
    or a dense layer whose weights take the permutation. Afterwards a transpose
    is left only where the caller's data has another layout.
  }];
  let dependentDialects = ["::m2c::nn::NnDialect"];
}

//===-- graph: nn -> nn ----------------------------------------------------===//

def NnFoldConstants : Pass<"nn-fold-constants", "::mlir::func::FuncOp"> {
  let summary = "compute ops whose operands are all constant";
  let description = [{
    Runs the evaluator on them. Results of more than 1 M elements stay ops unless
    they are no larger than their operands (weights that are only moved).
    Constants that are dequantised stay so unless `dequantize` is set: layers may
    still become integer ones.
  }];
  let options = [
    Option<"dequantize", "dequantize", "bool", "false",
           "also fold nn.dequantize of a constant">
  ];
  let dependentDialects = ["::m2c::nn::NnDialect"];
}

def NnFoldPad : Pass<"nn-fold-pad", "::mlir::func::FuncOp"> {
  let summary = "fold zero padding into convolutions";
  let description = [{
    A `nn.pad` of zeros over height and width becomes the pads of the
    convolutions that read it (all of them, else the pad stays). The transpose
    or reshape that lays out a network's input moves in front of the pad.
  }];
  let dependentDialects = ["::m2c::nn::NnDialect"];
}

def NnFoldBatchNorm : Pass<"nn-fold-batch-norm", "::mlir::func::FuncOp"> {
  let summary = "fold batch normalisation into convolution and dense weights";
  let description = [{
    After the layer: scales its output channels, always exact up to rounding.
    Before the layer (dense; convolution without padding): scales its input
    channels and moves the shift into the bias. Weights are scaled in double and
    rounded once. A constant Mul or Add per channel counts as batch normalisation.
  }];
  let dependentDialects = ["::m2c::nn::NnDialect"];
}

def NnSplitDepthwiseSeparable : Pass<"nn-split-depthwise-separable", "::mlir::func::FuncOp"> {
  let summary = "make depthwise ops of grouped convolutions, split separable dense ones";
  let description = [{
    A convolution with group = input channels becomes `nn.depthwise_conv2d`. A
    dense convolution whose kernel is numerically of rank one per input channel
    (weights[o,y,x,i] = point[o,i] * depth[y,x,i] within `tolerance` of the
    largest weight) becomes depthwise + pointwise when that costs fewer MACs.
  }];
  let options = [
    Option<"tolerance", "tolerance", "double", "1e-6",
           "largest error of a weight, relative to the channel's largest weight">
  ];
  let dependentDialects = ["::m2c::nn::NnDialect"];
}

def NnEliminateDeadChannels : Pass<"nn-eliminate-dead-channels", "::mlir::func::FuncOp"> {
  let summary = "remove channels whose value cannot change or that nothing reads";
  let description = [{
    A channel is constant when its inputs cannot move its sum by half an ulp of
    what is known of it (the bias and constant inputs), or only where its
    activation is flat: sum w * x with bounds of x propagated through the
    network. Weights of exactly zero need no bound; for others graph inputs are
    taken to be finite and at most `input-bound` in magnitude (65536 covers
    pixels, 16-bit audio and anything normalised). Larger inputs cannot crash
    anything; they only miss what such a weight would have added.

    A constant channel is folded into the bias of its consumers (convolution
    with group 1, dense) and removed from its producer: where it adds the same
    to all positions, that is where the constant equals the padding value 0 or
    the consumer has no padding. Otherwise the border of the map differs; if
    `border-classes` is set the consumer's bias becomes a map that an `nn.add`
    adds, provided the map is no larger than the weights that go; else the
    channel stays. Channels that nothing reads go too. Both work through
    depthwise convolutions, pools, elementwise ops, concatenations, reshapes and
    means; a graph's inputs and results and grouped convolutions keep their
    channels, and every tensor keeps at least one.
  }];
  let options = [
    Option<"borderClasses", "border-classes", "bool", "true",
           "also fold constants that differ between positions, as a map of biases">,
    Option<"inputBound", "input-bound", "double", "65536",
           "largest magnitude that graph inputs are taken to have; 0 for no assumption">
  ];
  let dependentDialects = ["::m2c::nn::NnDialect"];
}

def NnFuseActivation : Pass<"nn-fuse-activation", "::mlir::func::FuncOp"> {
  let summary = "fuse activations into the op before";
  let description = [{
    relu, clip, leaky_relu, sigmoid, tanh, hard_sigmoid and hard_swish whose
    operand is an op with `act = none` and no other user become its `act`. With
    `bounds-only` relu and clip alone: what integer kernels take.
  }];
  let options = [
    Option<"boundsOnly", "bounds-only", "bool", "false",
           "fuse relu and clip only; the others become tables of quantised tensors">
  ];
  let dependentDialects = ["::m2c::nn::NnDialect"];
}

def NnVerifyGraph : Pass<"nn-verify-graph", "::mlir::ModuleOp"> {
  let summary = "close the graph phase: what select relies on holds";
  let description = [{
    One function, only nn ops and func.return, static f32 shapes, weights of
    convolutions and dense layers constant, inputs and outputs named uniquely.
  }];
}

//===-- quant: nn -> nn, bits in types -------------------------------------===//

class Nn_CalibratedPass<string flag> : Pass<flag, "::mlir::ModuleOp"> {
  list<Option> calibration = [
    Option<"data", "data", "std::string", "\"\"", "calibration samples (contract C3), without labels">,
    Option<"ranges", "ranges", "std::string", "\"auto\"", "auto, minmax, percentile or mse: ranges of activations">,
    Option<"equalize", "equalize", "bool", "true", "cross-layer equalisation">,
    Option<"rounding", "rounding", "std::string", "\"descent\"", "nearest, gptq or descent: rounding of weights">,
    ListOption<"inputs", "inputs", "std::string", "NAME=TYPE:SCALE:ZERO: inputs whose integers are given">,
    Option<"biasCorrection", "bias-correction", "bool", "true", "keep the mean of each channel">,
    Option<"asymmetry", "asymmetry", "double", "0.25", "share of the accumulated error that a layer makes good">
  ];
  let dependentDialects = ["::m2c::nn::NnDialect"];
}

def NnAssignBitWidths : Nn_CalibratedPass<"nn-assign-bit-widths"> {
  let summary = "choose the bit width of every layer's weights and every tensor";
  let description = [{
    Sets `nn.weight_bits` on convolutions and dense layers and
    `nn.activation_bits` on ops and (as argument attribute) on inputs. With one
    width for all weights and one for all activations it only writes them down;
    with `plan` it takes those of a NAME_bits.json.

    With `mixed` it measures what each width costs (`nn.sensitivity` on layers,
    all costs as `nn.sensitivities` on the module, where a second run finds
    them), solves for the cheapest widths that keep the budgets (0: none), and
    repairs the choice by measurements (compiler/Quant/AssignWidths.h). Objective,
    bound, budgets and certificate go to `bits` in the module's `onnx.model`.
    Budgets that no widths keep are an error that says what would do.

    Tensors that cannot have 4 bits (rows of an odd number of elements, what a
    softmax or the caller reads) keep 8.
  }];
  let options = !listconcat(calibration, [
    ListOption<"weightBits", "weight-bits", "unsigned", "widths that weights may have">,
    ListOption<"activationBits", "activation-bits", "unsigned", "widths that tensors may have">,
    Option<"mixed", "mixed", "bool", "false", "choose among the widths for every layer and tensor">,
    Option<"tie", "tie", "bool", "false", "a layer's weights have its input's width">,
    Option<"sensitivity", "sensitivity", "std::string", "\"direct\"", "direct or hessian">,
    Option<"repair", "repair", "bool", "true", "correct the choice by measurements">,
    Option<"solver", "solver", "std::string", "\"bb\"", "bb (branch and bound, with proof) or z3">,
    Option<"target", "target", "std::string", "\"generic\"", "target record with the cost table">,
    Option<"modelSize", "model-size", "int64_t", "0", "most bytes of constants">,
    Option<"ram", "ram", "int64_t", "0", "most bytes of the arena">,
    Option<"bops", "bops", "int64_t", "0", "most bit operations">,
    Option<"latency", "latency", "int64_t", "0", "most cycles by the cost table">,
    Option<"paretoPoints", "pareto-points", "unsigned", "0", "also find the front of divergence and model size">,
    Option<"paretoData", "pareto-data", "std::string", "\"\"", "samples for the front instead of the calibration's">,
    Option<"plan", "plan", "std::string", "\"\"", "NAME_bits.json with the widths">
  ]);
}

def NnQuantize : Nn_CalibratedPass<"nn-quantize"> {
  let summary = "integer weights and scales for the chosen widths";
  let description = [{
    Equalises, finds ranges, rounds the weights layer by layer so that each
    makes good what those before it lost, corrects biases, and puts
    `nn.quantize` and `nn.dequantize` around every tensor that has a width
    (compiler/Quant). `nn-fuse-quantized` then makes integer ops.
  }];
  let options = calibration;
}

def NnFoldDeadChannels : Pass<"nn-fold-dead-channels", "::mlir::func::FuncOp"> {
  let summary = "remove channels of integer layers whose value cannot change";
  let description = [{
    An output channel of an integer layer is constant when every weight by which
    it takes an input is zero, or that input is constant itself and adds the same
    at all positions (it is the zero point, or there is no padding). Its value is
    that of the layer's own requantisation of the bias. It goes, with its weights,
    when each reader is a convolution (group 1) or dense layer that takes it
    uniformly, into whose bias weight * (value - zero point) goes, or a depthwise
    convolution, mean or reshape whose channel goes as well. So does what then
    nothing reads. All outputs stay the same to the bit; results and arguments of
    the graph keep their channels, and every tensor at least one.
  }];
  let dependentDialects = ["::m2c::nn::NnDialect"];
}

def NnFuseQuantized : Pass<"nn-fuse-quantized", "::mlir::func::FuncOp"> {
  let summary = "integer ops from float ops between dequantize and quantize";
  let description = [{
    Moves `nn.dequantize` down and `nn.quantize` up through ops that only move
    values, cancels pairs of one type, and lets convolutions, dense layers, sums,
    products, pools, means, softmax and elementwise functions take the integers
    where all their operands are dequantised and all users quantise alike (a
    softmax may also give floats). Biases become int32 in steps of input scale *
    weight scale, and a zero point is taken off weights where a byte holds what
    is left. Ops without an integer form, layers whose weights less their zero
    point need more than a byte or whose sums may not fit 32 bits, and 4-bit
    tensors with an odd row stay float between the two.
  }];
  let dependentDialects = ["::m2c::nn::NnDialect"];
}

def NnSetIo : Pass<"nn-set-io", "::mlir::ModuleOp"> {
  let summary = "the element types of the C interface";
  let description = [{
    `requests` are `float` or `quantized` for all inputs and outputs, or
    `NAME=float`, `NAME=quantized` (the integers that the network computes with)
    or `NAME=TYPE:SCALE:ZERO` (raw sensor data: an integer q means
    (q - ZERO) * SCALE; TYPE uint8, int8 or, for inputs, int16; SCALE such as
    0.5 or 1/255). A softmax gives its probabilities in steps of 1/256.
  }];
  let options = [
    ListOption<"requests", "requests", "std::string", "[NAME=]float|quantized|TYPE:SCALE:ZERO">
  ];
  let dependentDialects = ["::m2c::nn::NnDialect"];
}

def NnVerifyQuant : Pass<"nn-verify-quant", "::mlir::func::FuncOp"> {
  let summary = "close the quant phase: integers where kernels take them";
  let description = [{
    No constant is quantised or dequantised at run time, rows of 4-bit elements
    begin at a byte, scales per channel and 32-bit integers are weights and
    biases of layers only, and bytes without sign and 16-bit integers occur at
    the interface only.
  }];
}

//===-- select: nn -> plan -------------------------------------------------===//

def NnToPlan : Pass<"nn-to-plan", "::mlir::ModuleOp"> {
  let summary = "make the kernel calls and buffers of the C library";
  let description = [{
    Asks every op for its kernel calls (KernelOpInterface), packs weights into
    the order that the kernel reads, and gives each tensor a buffer. Reshapes
    become views. `specialize-share` is the share of all MACs in per cent above
    which a step gets a kernel body of its own.
  }];
  let options = [
    Option<"model", "model", "std::string", "\"model\"", "C identifier of the library">,
    Option<"target", "target", "std::string", "\"generic\"", "name of the target record">,
    Option<"arenaAlign", "arena-align", "int64_t", "16", "alignment of the arena and its buffers in bytes">,
    Option<"specializeShare", "specialize-share", "int64_t", "5", "per cent of the MACs">
  ];
  let dependentDialects = ["::m2c::plan::PlanDialect"];
}

def PlanFixedPoint : Pass<"plan-fixed-point", "::m2c::plan::ModelOp"> {
  let summary = "integer multipliers in place of scales, where proved equal";
  let description = [{
    For cores without FPU every scale of a requantisation becomes a multiplier
    and a shift that give the same output for every sum that can occur, which
    follows from the weights, the bias and the input's range; a channel for which
    there is no such pair keeps the float formula. Sums of two tensors get their
    integer form on all cores: it is checked for all pairs of operands, and is
    faster than the float formula everywhere (compiler/Quant/FixedPoint.h).
  }];
  let options = [
    Option<"fpu", "fpu", "bool", "true", "the core computes binary32 itself">
  ];
}

def PlanPackWeights : Pass<"plan-pack-weights", "::m2c::plan::ModelOp"> {
  let summary = "weights as the target's kernels read them";
  let description = [{
    A kernel set may have its own kernel of a name, which reads the weights in
    another order and form than the portable one. Where the values allow, the
    constant `weights` of such a call becomes `packed`, an array of words, and
    its scratch grows to what that kernel needs; other calls stay as they are,
    which every kernel must be able to run. `dsp`: two channels in a 16-bit lane
    (runtime/include/m2c/m2c_dsp_dot.h), while the sums of each second channel
    fit in 24 bits. `neon`: `padded` with zeros to whole vectors
    (runtime/include/m2c/m2c_neon.h), while pairs of products fit in 16 bits. `mve`:
    `sixteens`, vectors of two channels in turn (m2c_mve_dot.h). `v6m`: `raised`,
    bytes of w + 128 (m2c_v6m_dot.h). Weights of 4 bits stay as small: digits of a
    lane for `dsp` (m2c_dsp_digits.h), halves of bytes for `neon` and `mve`; but
    those of depthwise convolutions, which are few, get 8 bits.
  }];
  let options = [
    ListOption<"sets", "sets", "std::string", "kernel sets, best first">,
    Option<"tight", "tight", "bool", "false", "scratch comes before speed">
  ];
}

def PlanVerifyCalls : Pass<"plan-verify-calls", "::m2c::plan::ModelOp"> {
  let summary = "close the select phase: every call has a kernel";
  let description = [{
    Each call names an embedded kernel file; every buffer is written before it
    is read.
  }];
}

include "passes/MemoryPasses.td"

#endif
