// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Sums and products of 4-bit tensors, one of them constant: its rows of 3 elements are
// packed in one go, as the kernels index them, and nothing is widened to scratch. Graph,
// plan and C agree with a loop over the integers.
// REQUIRES: venv
// RUN: %data %s %t.npz
// RUN: rm -rf %t && %m2c %s --target host -o %t --name net --verify %t.npz --verify-passes | FileCheck %s --check-prefix=VERIFY
// RUN: %if arm-gcc && qemu-system %{ %m2c %s --target cortex-m0plus -o %t.m0 --verify %t.npz | FileCheck %s --check-prefix=VERIFY %}
// RUN: FileCheck %s --input-file %t/net_weights.c --check-prefix=WEIGHTS
// RUN: %m2c %s --target host --stop-after=memory | FileCheck %s --check-prefix=PLAN

// DATA x: 1x2x4x3 = eval (np.arange(24) * 7 % 16 - 8.0).reshape(1, 2, 4, 3)
// LET c = np.array([-8, 7, 3, -1, 5, -6, 2, 0, 1, -3, 4, 6]).reshape(4, 3)
// EXPECT sum: 1x2x4x3 = eval np.clip(np.rint((x + c) * .5), -8, 7)
// EXPECT product: 1x2x4x3 = eval np.clip(np.rint(x * c * .125), -8, 7)
// VERIFY: evaluator: 48 values are equal; expected outputs: 48 values agree

// -8 and 7: 0x78; 3 and -1: 0xf3...
// WEIGHTS: const int8_t net_const_{{.*}}[6] = {
// WEIGHTS-NEXT: 120, -13, -91, 2, -47, 100
// PLAN: plan.const {{.*}} : <4x3xi4>
// PLAN-NOT: _scratch

!raw = tensor<2x4x3x!quant.uniform<i8:f32, 1.0>>
!n = tensor<2x4x3x!quant.uniform<i4:f32, 1.0>>
!c = tensor<4x3x!quant.uniform<i4:f32, 1.0>>
!half = tensor<2x4x3x!quant.uniform<i4:f32, 2.0>>
!eighth = tensor<2x4x3x!quant.uniform<i4:f32, 8.0>>

func.func @main(%x: !raw {nn.name = "x", nn.shape = array<i64: 2, 4, 3>})
    -> (!raw {nn.name = "sum", nn.shape = array<i64: 2, 4, 3>},
        !raw {nn.name = "product", nn.shape = array<i64: 2, 4, 3>}) {
  %n = nn.quantize %x : (!raw) -> !n
  %c = nn.constant dense<[[-8, 7, 3], [-1, 5, -6], [2, 0, 1], [-3, 4, 6]]> : tensor<4x3xi8> as !c
  %s = nn.add %n, %c : (!n, !c) -> !half
  %p = nn.mul %n, %c : (!n, !c) -> !eighth
  %s1 = nn.reshape %s : (!half) -> !n
  %p1 = nn.reshape %p : (!eighth) -> !n
  %sum = nn.quantize %s1 : (!n) -> !raw
  %product = nn.quantize %p1 : (!n) -> !raw
  return %sum, %product : !raw, !raw
}
