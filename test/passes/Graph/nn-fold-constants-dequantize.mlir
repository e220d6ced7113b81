// RUN: %m2c-opt %s --nn-fold-constants | FileCheck %s --check-prefix=KEEP
// RUN: %m2c-opt %s --nn-fold-constants="dequantize" | FileCheck %s --check-prefix=FOLD

!w = !quant.uniform<i8:f32:0, {2.500000e-01, 1.250000e-01}>

// A layer may still take the integers; at the end of the quant phase none does, and
// (q - zero) * scale is computed while compiling: a scale per row here.
// KEEP-LABEL: func.func @main
// KEEP: [[W:%.*]] = nn.constant dense<{{\[\[}}4, -8], [8, 1]]> : tensor<2x2xi8>
// KEEP: nn.dequantize [[W]]
// FOLD-LABEL: func.func @main
// FOLD-NEXT: [[W:%.*]] = nn.constant dense<{{\[\[}}1.000000e+00, -2.000000e+00], [1.000000e+00, 1.250000e-01]]> : tensor<2x2xf32>
// FOLD-NEXT: nn.dense %arg0, [[W]]
func.func @main(%x: tensor<1x2xf32>) -> tensor<1x2xf32> {
  %w = nn.constant dense<[[4, -8], [8, 1]]> : tensor<2x2xi8> as tensor<2x2x!w>
  %0 = nn.dequantize %w : (tensor<2x2x!w>) -> tensor<2x2xf32>
  %1 = nn.dense %x, %0 : (tensor<1x2xf32>, tensor<2x2xf32>) -> tensor<1x2xf32>
  return %1 : tensor<1x2xf32>
}
