// The three ops of the onnx dialect.
// RUN: %m2c-opt %s --mlir-print-debuginfo | %m2c-opt --mlir-print-debuginfo | FileCheck %s

// CHECK: module attributes {onnx.model = {fp32_bytes = 24 : i64, ir_version = 8 : i64, opsets = {ai.onnx = 17 : i64, com.microsoft = 1 : i64}, producer = "by hand", sha256 = "00"}}
// CHECK-LABEL: @main
// CHECK-SAME: tensor<1x1x4x4xf32> {onnx.name = "in:0"}
// CHECK-SAME: -> (!onnx.value {onnx.name = "out"}, tensor<1xi64>)
module attributes {onnx.model = {sha256 = "00", ir_version = 8, producer = "by hand", fp32_bytes = 24, opsets = {ai.onnx = 17, "com.microsoft" = 1}}} {
  func.func @main(%x: tensor<1x1x4x4xf32> {onnx.name = "in:0"}) -> (!onnx.value {onnx.name = "out"}, tensor<1xi64>) {
    // Constants of any element type; the location is the initialiser's name.
    // CHECK: %[[W:.*]] = onnx.const dense<1.000000e+00> : tensor<1x1x3x3xf32> loc(#[[WLOC:.*]])
    // CHECK: %[[I:.*]] = onnx.const dense<7> : tensor<1xi64>
    // CHECK: %[[E:.*]] = onnx.const dense<> : tensor<0xf16>
    // CHECK: %[[N:.*]] = onnx.none : none
    %w = onnx.const dense<1.0> : tensor<1x1x3x3xf32> loc("conv1.weight")
    %i = onnx.const dense<7> : tensor<1xi64>
    %e = onnx.const dense<> : tensor<0xf16>
    %n = onnx.none : none
    // Attributes of every kind; an absent optional input in the middle.
    // CHECK: %[[C:.*]] = onnx.node "Conv" version 17(%{{.*}}, %[[W]], %[[N]]) {alpha = 5.000000e-01 : f32, auto_pad = "SAME_UPPER", group = 1 : i64, names = ["a", "b"], scales = array<f32: 1.000000e+00, 2.500000e-01>, strides = array<i64: 1, 2>, value = dense<1.000000e+00> : tensor<f32>} : (tensor<1x1x4x4xf32>, tensor<1x1x3x3xf32>, none) -> !onnx.value loc(#[[CLOC:.*]])
    %0 = onnx.node "Conv" version 17 (%x, %w, %n) {auto_pad = "SAME_UPPER", group = 1 : i64, alpha = 0.5 : f32, strides = array<i64: 1, 2>, scales = array<f32: 1.0, 0.25>, names = ["a", "b"], value = dense<1.0> : tensor<f32>}
       : (tensor<1x1x4x4xf32>, tensor<1x1x3x3xf32>, none) -> !onnx.value loc("conv1")
    // Another domain, several results, no inputs, no results.
    // CHECK: %[[S:.*]]:2 = onnx.node "Split" domain "my.ops" version 1(%[[C]], %[[E]]) {} : (!onnx.value, tensor<0xf16>) -> (!onnx.value, tensor<2xf32>)
    // CHECK: onnx.node "Nothing" version 1() {} : () -> ()
    // CHECK: return %[[S]]#0, %[[I]]
    %1:2 = onnx.node "Split" domain "my.ops" version 1 (%0, %e) {} : (!onnx.value, tensor<0xf16>) -> (!onnx.value, tensor<2xf32>)
    onnx.node "Nothing" version 1 () {} : () -> ()
    return %1#0, %i : !onnx.value, tensor<1xi64>
  }
}
// CHECK-DAG: #[[WLOC]] = loc("conv1.weight")
// CHECK-DAG: #[[CLOC]] = loc("conv1")
