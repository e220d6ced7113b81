// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// NAME.c of a small network: guards, used kernels once each, one function per
// step, and NAME_run. The other files of the same network: header.test,
// weights.test, report.test.
// RUN: rm -rf %t && %m2c %s --target cortex-m4 --name small -o %t
// RUN: FileCheck %s --input-file %t/small.c
// RUN: FileCheck %s --input-file %t/small.c --check-prefix=ONCE

// CHECK:      /* small.c: the network as C99.
// CHECK-NEXT:  * Made by m2c {{[0-9.]+}} from source.mlir; do not edit.
// CHECK-NEXT:  * Model SHA-256: 00ff
// CHECK-NEXT:  * Options: --target cortex-m4 --name small
// CHECK-NEXT:  * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD
// CHECK-NEXT:  */
// CHECK-NEXT: #include "small.h"
// CHECK:      #if defined(__arm__) && !defined(SMALL_PORTABLE)
// CHECK-NEXT: #ifndef __ARM_FEATURE_DSP
// CHECK-NEXT: #error "small.c is made for cortex-m4 (__ARM_FEATURE_DSP): build it with -mcpu=cortex-m4 {{.*}}, or define SMALL_PORTABLE"
// CHECK-NEXT: #endif
// CHECK-NEXT: #endif

// CHECK: /* ---- m2c_types.h ---- */
// CHECK: #error "build this file without -ffast-math
// ONCE-COUNT-1: {{^}}M2C_KERNEL void m2c_conv2d_f32(
// ONCE-COUNT-1: {{^}}M2C_KERNEL void m2c_dense_f32(
// ONCE-COUNT-1: {{^}}M2C_KERNEL void m2c_softmax_f32(
// ONCE-NOT:     {{^}}M2C_KERNEL void m2c_{{[a-z0-9_]+}}_f32(const m2c_
// Kernels that this network does not use are not there.
// CHECK-NOT: m2c_matmul_f32
// CHECK-NOT: m2c_avg_pool2d_f32

// CHECK:      extern SMALL_WEIGHTS const float small_const_conv_1_weights[18];
// CHECK-NEXT: extern SMALL_WEIGHTS const float small_const_conv_1_bias[2];
// CHECK:      /* The row outside every map. */
// CHECK-NEXT: static SMALL_WEIGHTS const float m2c_zeros[4] = { 0.0f };

// The convolution does most of the work and gets a body of its own; it computes
// one output row from row pointers.
// CHECK:      /* Step 0: conv/1 (conv2d; ONNX conv/1, relu) 1x4x4x1 -> 1x4x4x2 */
// CHECK-NEXT: static const m2c_conv2d_f32_params m2c_p0 = {
// CHECK:      .weights = small_const_conv_1_weights
// CHECK-SAME: .bias = small_const_conv_1_bias
// CHECK:      M2C_STEP SMALL_CODE void m2c_step0(float *out, const float *x0)
// CHECK-NEXT: {
// CHECK-NEXT:   const float *rows[3];
// CHECK-NEXT:   int32_t y;
// CHECK-NEXT:   for (y = 0; y < 4; ++y) {
// CHECK-NEXT:     m2c_window_f32(rows, x0, 4, 4, y - 1, 1, 3, m2c_zeros);
// CHECK-NEXT:     m2c_conv2d_f32(&m2c_p0, out + y * 8, rows, NULL);
// CHECK-NEXT:   }
// CHECK-NEXT: }

// CHECK: M2C_STEP SMALL_CODE void m2c_step1(float *out, const float *x0)
// CHECK: m2c_dense_f32(&m2c_p1, out + y * 3, rows, NULL);
// The softmax has no MACs: it shares one body.
// CHECK: M2C_STEP SMALL_CODE void m2c_step2(float *out, const float *x0)
// CHECK: m2c_softmax_f32_shared(&m2c_p2, out, rows, NULL);

// CHECK:      SMALL_CODE int small_run(void *arena, const small_inputs *in, const small_outputs *out)
// CHECK-NEXT: {
// CHECK-NEXT:   unsigned char *const base = (unsigned char *)arena;
// CHECK-NEXT:   if (arena == NULL || in == NULL || out == NULL ||
// CHECK-NEXT:       in->image == NULL ||
// CHECK-NEXT:       out->probs == NULL)
// CHECK-NEXT:     return SMALL_BAD_ARGUMENT;
// CHECK-NEXT:   if ((((uintptr_t)base % SMALL_ARENA_ALIGN) |
// CHECK-NEXT:        ((uintptr_t)in->image % sizeof(float)) |
// CHECK-NEXT:        ((uintptr_t)out->probs % sizeof(float))) != 0u)
// CHECK-NEXT:     return SMALL_BAD_ALIGNMENT;
// CHECK-NEXT:   m2c_step0((float *)(void *)(base + [[CONV:[0-9]+]]), in->image);
// CHECK-NEXT:   M2C_DONE(0u, base + [[CONV]], 128u);
// CHECK-NEXT:   m2c_step1((float *)(void *)(base + [[DENSE:[0-9]+]]), (const float *)(const void *)(base + [[CONV]]));
// CHECK-NEXT:   M2C_DONE(1u, base + [[DENSE]], {{[0-9]+}}u);
// CHECK-NEXT:   m2c_step2(out->probs, (const float *)(const void *)(base + [[DENSE]]));
// CHECK-NEXT:   M2C_DONE(2u, out->probs, {{[0-9]+}}u);
// CHECK-NEXT:   return SMALL_OK;
// CHECK-NEXT: }

// CHECK:      SMALL_CODE const char *small_step_name(unsigned step)
// CHECK:          "conv/1",
// CHECK-NEXT:     "dense",
// CHECK-NEXT:     "softmax",
// CHECK-NEXT:     NULL
// CHECK-NEXT:   };
// CHECK-NEXT:   return step < 3u ? names[step] : NULL;

module attributes {onnx.model = {fp32_bytes = 472 : i64, sha256 = "00ff"}} {
  func.func @main(%image: tensor<1x4x4x1xf32> {nn.name = "image", nn.shape = array<i64: 1, 1, 4, 4>})
      -> (tensor<1x3xf32> {nn.name = "probs:0", nn.shape = array<i64: 1, 3>, nn.c_name = "probs"}) {
    %w = nn.constant dense<[[[[1.0], [0.5], [-1.0]], [[2.0], [0.1], [0.0]], [[-0.0], [3.0], [1.0e-45]]],
                            [[[0.25], [4.0], [8.0]], [[-2.0], [16.0], [1.0]], [[0.5], [-0.5], [3.0e38]]]]> : tensor<2x3x3x1xf32>
    %b = nn.constant dense<[0.5, -16777216.0]> : tensor<2xf32>
    %v = nn.constant dense<0.0625> : tensor<3x32xf32>
    %0 = nn.conv2d %image, %w, %b {act = #nn<act relu>, pads = array<i64: 1, 1, 1, 1>}
      : (tensor<1x4x4x1xf32>, tensor<2x3x3x1xf32>, tensor<2xf32>) -> tensor<1x4x4x2xf32>
      loc(fused["conv/1", "relu"])
    %1 = nn.reshape %0 : (tensor<1x4x4x2xf32>) -> tensor<1x32xf32> loc("flatten")
    %2 = nn.dense %1, %v : (tensor<1x32xf32>, tensor<3x32xf32>) -> tensor<1x3xf32> loc("dense")
    %3 = nn.softmax %2 {axis = 1 : i64} : (tensor<1x3xf32>) -> tensor<1x3xf32> loc("softmax")
    return %3 : tensor<1x3xf32>
  }
}
