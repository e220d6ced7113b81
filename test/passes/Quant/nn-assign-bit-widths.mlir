// REQUIRES: venv
// RUN: %data %s %t.npz
// RUN: %m2c-opt %s --nn-assign-bit-widths="data=%t.npz weight-bits=4 activation-bits=8" | FileCheck %s --check-prefixes=CHECK,UNIFORM
// RUN: %m2c-opt %s --nn-assign-bit-widths="data=%t.npz weight-bits=4,8 activation-bits=8 mixed model-size=1102" | FileCheck %s --check-prefixes=CHECK,MIXED
// RUN: not %m2c-opt %s --nn-assign-bit-widths="data=%t.npz weight-bits=4,8 activation-bits=8 mixed model-size=1000" 2>&1 | FileCheck %s --check-prefix=NONE

// The layers have 16 and 8 weights, 4 and 2 channels; the softmax has a table of 1024 bytes:
// 1102 bytes at 8 bits, 1090 at 4 (a scale takes 5 bytes without an FPU).
// NONE: the budgets cannot be kept: {{.*}} 'model-size' needs at least 1090, the cap is 1000 {{.*}} --model-size 1090 would do

// DATA x: 8x4 = random 1

// UNIFORM-NOT: nn.sensitivit
// MIXED: bits = {
// MIXED-SAME: status = "optimal"
// CHECK: @main(%{{.*}}: tensor<1x4xf32> {nn.activation_bits = 8 : i64
// UNIFORM: nn.dense {{.*}} {act = #nn<act relu>, nn.activation_bits = 8 : i64, nn.weight_bits = 4 : i64}
// UNIFORM: nn.dense {{.*}} {nn.activation_bits = 8 : i64, nn.weight_bits = 4 : i64}
// MIXED: nn.dense {{.*}} nn.sensitivity = {{[^,]+}}, nn.weight_bits = 8 : i64}
// MIXED: nn.dense {{.*}} nn.sensitivity = {{[^,]+}}, nn.weight_bits = 8 : i64}
func.func @main(%x: tensor<1x4xf32> {nn.name = "x", nn.shape = array<i64: 1, 4>})
    -> (tensor<1x2xf32> {nn.name = "y", nn.shape = array<i64: 1, 2>}) {
  %w = nn.constant dense<[[0.5, -1.0, 0.25, 2.0], [1.5, 0.75, -0.5, 1.0], [-0.3, 0.9, 1.1, -1.7], [0.2, 0.4, -0.8, 1.6]]> : tensor<4x4xf32>
  %v = nn.constant dense<[[1.0, -0.7, 0.3, 0.1], [-0.9, 0.6, 0.2, 1.3]]> : tensor<2x4xf32>
  %a = nn.dense %x, %w {act = #nn<act relu>} : (tensor<1x4xf32>, tensor<4x4xf32>) -> tensor<1x4xf32>
  %b = nn.dense %a, %v : (tensor<1x4xf32>, tensor<2x4xf32>) -> tensor<1x2xf32>
  %y = nn.softmax %b {axis = 1 : i64} : (tensor<1x2xf32>) -> tensor<1x2xf32>
  return %y : tensor<1x2xf32>
}
