// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The nn dialect and the base classes of its ops.
#ifndef M2C_DIALECTS_NN_DIALECT_TD
#define M2C_DIALECTS_NN_DIALECT_TD

include "dialects/Nn/NnInterfaces.td"
include "mlir/IR/AttrTypeBase.td"
include "mlir/IR/CommonAttrConstraints.td"
include "mlir/IR/CommonTypeConstraints.td"
include "mlir/IR/EnumAttr.td"
include "mlir/IR/OpBase.td"
include "mlir/Interfaces/InferTypeOpInterface.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

def Nn_Dialect : Dialect {
  let name = "nn";
  let cppNamespace = "::m2c::nn";
  let summary = "neural-network operators on tensors: static shapes, channels last";
  let description = [{
    What the network computes, without buffers. Shapes are static. Spatial ops
    (convolutions, pools) take NHWC maps; where ONNX has NCHW an explicit
    `nn.transpose` says so until `nn-layout-nhwc` cancels it. Weights are
    operands made by `nn.constant`. A graph is a `func.func`; arguments and
    results carry `nn.name` (the ONNX name) and `nn.shape` (the ONNX shape).

    Elements are `f32` or `!quant.uniform<...>`, whose integers stand for
    (q - zero point) * scale. The same op computes both; docs/numerics.md has
    the integer arithmetic. Which mixes an op takes: dialects/Nn/NnQuant.cpp.
  }];
  let dependentDialects = ["::mlir::quant::QuantDialect"];
  let useDefaultAttributePrinterParser = 1;
}

def Nn_Quantized : Type<CPred<"::m2c::nn::isQuantized($_self)">, "quantised element">;
def Nn_Tensor : StaticShapeTensorOf<[F32, Nn_Quantized]>;
def Nn_Map : Type<And<[Nn_Tensor.predicate, CPred<"::mlir::cast<::mlir::ShapedType>($_self).getRank() == 4">]>,
                  "NHWC map of 32-bit floats or quantised elements with static shape",
                  "::mlir::TensorType">;

/// Elements of operands and results go together: verifyElements.
def Nn_ElementsVerified : NativeOpTrait<"ElementsVerified"> {
  let cppNamespace = "::m2c::nn";
}

class Nn_Op<string mnemonic, list<Trait> traits = []>
    : Op<Nn_Dialect, mnemonic, !listconcat(traits, [Nn_ElementsVerified, Pure])> {
  let assemblyFormat = "operands attr-dict `:` functional-type(operands, results)";
}

/// An op that becomes kernel calls. The fields are data for the generators of
/// docs and for the layout check.
class Nn_KernelOp<string mnemonic, string stem, list<string> onnx, list<Trait> traits = []>
    : Nn_Op<mnemonic, !listconcat(traits, [DeclareOpInterfaceMethods<Nn_KernelOpInterface>])> {
  /// Kernel stem: the kernel is m2c_<stem>_f32, with quantised elements
  /// m2c_<stem>_s8 and its like.
  string kernelStem = stem;
  /// ONNX operators that the conversion turns into this op, with the first
  /// opset version understood: "Conv-1".
  list<string> onnxOps = onnx;
}

/// Infers its result type from operands and attributes; the elements of a
/// quantised result are given.
def Nn_InferShape : InferTypeOpAdaptorBase<[{
  static bool isCompatibleReturnTypes(::mlir::TypeRange l, ::mlir::TypeRange r) {
    return ::m2c::nn::sameShapes(l, r);
  }
}]>;
class Nn_InferringKernelOp<string mnemonic, string stem, list<string> onnx, list<Trait> traits = []>
    : Nn_KernelOp<mnemonic, stem, onnx, !listconcat(traits, [Nn_InferShape])>;

def Nn_Act : I32EnumAttr<"Act", "fused activation", [
    I32EnumAttrCase<"none", 0>, I32EnumAttrCase<"relu", 1>, I32EnumAttrCase<"clip", 2>,
    I32EnumAttrCase<"leaky_relu", 3>, I32EnumAttrCase<"sigmoid", 4>, I32EnumAttrCase<"tanh", 5>,
    I32EnumAttrCase<"hard_sigmoid", 6>, I32EnumAttrCase<"hard_swish", 7>]> {
  let cppNamespace = "::m2c::nn";
  let genSpecializedAttr = 0;
}
/// `#nn<act relu>`; the parameters are act_a and act_b: clip (a = min, b = max),
/// leaky_relu (a = alpha), hard_sigmoid (a = alpha, b = beta).
def Nn_ActAttr : EnumAttr<Nn_Dialect, Nn_Act, "act">;

/// The three attributes of a fused activation, to append to `arguments`.
defvar Nn_ActDefault = "::m2c::nn::Act::none";

#endif
