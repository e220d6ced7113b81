// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Maps of another size.
#ifndef M2C_DIALECTS_NN_OPS_RESIZE_TD
#define M2C_DIALECTS_NN_OPS_RESIZE_TD

include "dialects/Nn/NnDialect.td"

def Nn_ResizeMode : I32EnumAttr<"ResizeMode", "which input rows and columns make an output", [
    I32EnumAttrCase<"linear", 0>, I32EnumAttrCase<"prefer_floor", 1>, I32EnumAttrCase<"prefer_ceil", 2>,
    I32EnumAttrCase<"floor", 3>, I32EnumAttrCase<"ceil", 4>]> {
  let cppNamespace = "::m2c::nn";
  let genSpecializedAttr = 0;
}
/// `#nn<resize linear>`; all others take the nearest position and say how a
/// position between two is rounded, the first two where it is in the middle.
def Nn_ResizeModeAttr : EnumAttr<Nn_Dialect, Nn_ResizeMode, "resize">;

def Nn_Coordinates : I32EnumAttr<"Coordinates", "input position of an output position", [
    I32EnumAttrCase<"half_pixel", 0>, I32EnumAttrCase<"pytorch_half_pixel", 1>,
    I32EnumAttrCase<"align_corners", 2>, I32EnumAttrCase<"asymmetric", 3>]> {
  let cppNamespace = "::m2c::nn";
  let genSpecializedAttr = 0;
}
def Nn_CoordinatesAttr : EnumAttr<Nn_Dialect, Nn_Coordinates, "coordinates">;

def Nn_Resize2dOp : Nn_InferringKernelOp<"resize2d", "resize2d", ["Resize-11", "Upsample-7"]> {
  let summary = "a map with other numbers of rows and columns";
  let description = [{
    `size` is [OH, OW]. Output position i of an axis of n elements that becomes
    one of m lies at input position p, computed in binary32 with `scales`
    ([SH, SW], else m / n):

    - half_pixel: (i + 0.5) / scale - 0.5; pytorch_half_pixel the same, 0 where
      m is 1
    - align_corners: i * (n - 1) / (m - 1), 0 where m is 1
    - asymmetric: i / scale

    linear: p is clamped to [0, n - 1]; with w = p - floor(p) the output is
    x[floor(p)] * (1 - w) + x[floor(p) + 1] * w, along columns, then along rows.
    Else the element at p rounded as `mode` says, clamped to [0, n - 1]; 1e-6
    beside the middle between two is the middle, as in ONNX Runtime.

    Constraints: c1 two sizes from 1 to 16777216; c2 two scales, finite and
    above 0, if any; c3 the map has rows and columns.

    Example:
    ```mlir
    %y = nn.resize2d %x {size = array<i64: 8, 8>, mode = #nn<resize linear>, coordinates = #nn<coordinates half_pixel>}
       : (tensor<1x4x4x2xf32>) -> tensor<1x8x8x2xf32>
    ```
    Emitted C:
    ```c
    m2c_resize2d_f32(&p, out, rows, NULL);
    ```
  }];
  let arguments = (ins Nn_Map:$input, DenseI64ArrayAttr:$size,
    OptionalAttr<DenseF32ArrayAttr>:$scales, Nn_ResizeModeAttr:$mode,
    Nn_CoordinatesAttr:$coordinates);
  let results = (outs Nn_Map:$output);
  let extraClassDeclaration = [{
    /// Whether values move without being computed with.
    bool isNearest() { return getMode() != ::m2c::nn::ResizeMode::linear; }
  }];
}

#endif
