// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Integers are no real numbers: a layer of them stays as it is, whatever its
// weights are.
// RUN: %m2c-opt --nn-eliminate-dead-channels %s | FileCheck %s

!in = tensor<1x2x!quant.uniform<i8:f32, 0.5:3>>
!w0 = tensor<2x2x!quant.uniform<i8:f32, 0.25>>
!b0 = tensor<2x!quant.uniform<i32:f32, 0.125>>
!mid = tensor<1x2x!quant.uniform<i8:f32, 0.5:-128>>
!w1 = tensor<1x2x!quant.uniform<i8:f32, 0.25>>
!out = tensor<1x1x!quant.uniform<i8:f32, 1.0>>

// CHECK-LABEL: @layers
// CHECK: nn.constant dense<{{\[+}}1, 2], [0, 0]]> : tensor<2x2xi8>
// CHECK: nn.constant dense<[4, 24]> : tensor<2xi32>
// CHECK: nn.constant dense<{{\[+}}3, -2]]> : tensor<1x2xi8>
// CHECK: nn.dense
// CHECK-NEXT: nn.dense
func.func @layers(%x: !in) -> !out {
  %w0 = nn.constant dense<[[1, 2], [0, 0]]> : tensor<2x2xi8> as !w0
  %b0 = nn.constant dense<[4, 24]> : tensor<2xi32> as !b0
  %w1 = nn.constant dense<[[3, -2]]> : tensor<1x2xi8> as !w1
  %a = nn.dense %x, %w0, %b0 {act = #nn<act relu>} : (!in, !w0, !b0) -> !mid
  %y = nn.dense %a, %w1 : (!mid, !w1) -> !out
  return %y : !out
}
