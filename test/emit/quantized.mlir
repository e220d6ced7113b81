// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A quantised network from bytes to bytes and floats: typed interface, packed
// weights, exact outputs, and the widths in the reports.
// REQUIRES: venv
// RUN: %data %s %t.npz
// RUN: rm -rf %t && %m2c %s --target host -o %t --name net --verify %t.npz --verify-passes | FileCheck %s --check-prefix=VERIFY
// RUN: %m2c-run %s --input %t.npz | FileCheck %s --check-prefix=OUT
// RUN: %m2c %s --target host --stop-after=memory > %t.plan.mlir
// RUN: %m2c-run %t.plan.mlir --input %t.npz | FileCheck %s --check-prefix=OUT
// RUN: FileCheck %s --input-file %t/net.h --check-prefix=HEADER
// RUN: FileCheck %s --input-file %t/net.c --check-prefix=SOURCE
// RUN: FileCheck %s --input-file %t/net_weights.c --check-prefix=WEIGHTS
// RUN: FileCheck %s --input-file %t/net_selftest.c --check-prefix=SELFTEST
// RUN: FileCheck %s --input-file %t/net_report.json --check-prefix=REPORT
// RUN: FileCheck %s --input-file %t/net_report.html --check-prefix=HTML
// RUN: FileCheck %s --input-file %t/net_bits.json --check-prefix=BITS
// RUN: gcc -O2 -DNET_SELFTEST_MAIN %t/net.c %t/net_weights.c %t/net_selftest.c -o %t/net.exe && %t/net.exe
// RUN: %python %S/compile_all.py --target host --target generic %m2c %s %t.all

// A step of a quantised output is a difference: the C is changed, not the PC.
// RUN: sed -e 's/295, 1/295, 2000/' %t/net_weights.c > %t/net_weights_bad.c
// RUN: not cmp -s %t/net_weights.c %t/net_weights_bad.c
// RUN: gcc -O2 -DNET_SELFTEST_MAIN %t/net.c %t/net_weights_bad.c %t/net_selftest.c -o %t/bad.exe && not %t/bad.exe

// On cores with and without an FPU the same integers.
// RUN: %if arm-gcc && qemu-system %{ %m2c %s --target cortex-m4 -o %t.m4 --verify %t.npz | FileCheck %s --check-prefix=VERIFY %}
// RUN: %if arm-gcc && qemu-system %{ %m2c %s --target cortex-m0plus -o %t.m0 --verify %t.npz | FileCheck %s --check-prefix=VERIFY %}
// RUN: %if arm-gcc %{ %python %S/compile_all.py --target cortex-m0plus --target cortex-m4 --target cortex-m55 %m2c %s %t.arm %}

// Expected values from a loop over the integers in Python.
// DATA image: 1x4x4x2 = 0.5 -0.5 1.0 -1.0 0.25 0.75 -0.25 -0.75 0.125 -0.125 0.9 -0.9 0.3 0.6 -0.3 -0.6 \
// -0.4 0.4 0.2 -0.2 1.2 -1.2 0.05 -0.05 0.7 -0.7 0.35 -0.35 0.15 -0.15 0.45 -0.45
// EXPECT logits: 1x3 = -0.25 0.21875 0.28125
// EXPECT probs: 1x3 = 0.23260938 0.37170873 0.39568189
// VERIFY: evaluator: 6 values are equal; expected outputs: 6 values agree
// OUT: expected outputs: 6 values agree

// HEADER:      /* ONNX input 'image', uint8_t;
// HEADER-NEXT:  * an element q stands for (q - _ZERO_POINT) * _SCALE */
// HEADER-NEXT: #define NET_INPUT_IMAGE_DIMS { 1, 4, 4, 2 }
// HEADER-NEXT: #define NET_INPUT_IMAGE_COUNT 32u
// HEADER-NEXT: #define NET_INPUT_IMAGE_SCALE 0.0078125f
// HEADER-NEXT: #define NET_INPUT_IMAGE_ZERO_POINT (125)
// HEADER-NEXT: typedef uint8_t net_in_image[32];
// HEADER:      #define NET_OUTPUT_LOGITS_ZERO_POINT (5)
// HEADER-NEXT: typedef int8_t net_out_logits[3];
// HEADER:      /* ONNX output 'probs', float */
// HEADER:      const uint8_t *image;
// HEADER:      int8_t *logits;
// HEADER-NEXT: float *probs;

// SOURCE:      extern NET_WEIGHTS const int8_t net_const_{{.*}}_weights[36];
// SOURCE:      static NET_WEIGHTS const int8_t m2c_outside_fd[8] = {
// SOURCE-NEXT: -3, -3, -3, -3, -3, -3, -3, -3
// SOURCE:      m2c_window_s8(rows, x0, 4, 8, y - 1, 1, 3, m2c_outside_fd);

// Two weights of 4 bits to a byte, the earlier one low: 1 and -2, 3 and -4...
// WEIGHTS: const int8_t net_const_{{.*}}_weights[12] = {
// WEIGHTS-NEXT: -31, -61, -91, -121, 47, 77, 107, 121, 17, 34, 51, 68

// SELFTEST: static const uint8_t in_image[32] = {
// SELFTEST: static const int8_t expected_logits[3] = {
// SELFTEST: static float out_probs[3];
// SELFTEST: static int differs_exactly_float(
// SELFTEST: static int differs_exactly_int8_t(
// SELFTEST-NOT: differs(

// REPORT:      "name": "image",
// REPORT:      "dtype": "uint8",
// REPORT:      "scale": 0.0078125,
// REPORT-NEXT: "zero_point": 125
// REPORT:      "dtype": "int8",
// REPORT:      "exact": true
// REPORT:      "dtype": "float32",
// REPORT:      "scale": null,
// REPORT:      "exact": true
// 576 MACs of 8 x 8 and 24 of 4 x 8 bits.
// REPORT:      "macs": 600,
// REPORT-NEXT: "bops": 37632,
// REPORT:      "kernel": "m2c_dense_s8w4",
// REPORT-NEXT: "macs": 24,
// REPORT-NEXT: "weight_bits": 4,
// REPORT-NEXT: "activation_bits": 8,
// REPORT:      "sensitivity": null
// REPORT:      "bits": null,

// HTML: m2c_dense_s8w4</td><td>24</td>{{.*}}<td>4</td><td>8</td><td>36</td>

// BITS:      "layers": [
// BITS:      "weight_bits": 8
// BITS:      "weight_bits": 4
// BITS-NOT:  "weight_bits"
// BITS:      "tensors": [
// BITS:      "name": "image",
// BITS-NEXT: "activation_bits": 8,
// BITS-NEXT: "scale": 0.0078125,
// BITS-NEXT: "zero_point": 125

!image = tensor<1x4x4x2x!quant.uniform<u8:f32, 0.0078125:125>>
!in = tensor<1x4x4x2x!quant.uniform<i8:f32, 0.0078125:-3>>
!w = tensor<2x3x3x2x!quant.uniform<i8:f32:0, {0.0078125, 0.015625}>>
!b = tensor<2x!quant.uniform<i32:f32:0, {6.103515625e-05, 1.220703125e-04}>>
!map = tensor<1x4x4x2x!quant.uniform<i8:f32, 0.015625:-128>>
!half = tensor<1x2x2x2x!quant.uniform<i8:f32, 0.015625:-128>>
!flat = tensor<1x8x!quant.uniform<i8:f32, 0.015625:-128>>
!dw = tensor<3x8x!quant.uniform<i4:f32, 0.0625>>
!logits = tensor<1x3x!quant.uniform<i8:f32, 0.03125:5>>

func.func @main(%x: !image {nn.name = "image", nn.shape = array<i64: 1, 4, 4, 2>})
    -> (!logits {nn.name = "logits", nn.shape = array<i64: 1, 3>},
        tensor<1x3xf32> {nn.name = "probs", nn.shape = array<i64: 1, 3>}) {
  %q = nn.quantize %x : (!image) -> !in
  %w = nn.constant dense<[[[[1, -2], [3, 4], [-5, 6]], [[7, 8], [9, -10], [11, 12]], [[1, 2], [3, 4], [5, 6]]],
                          [[[-1, 2], [-3, 4], [5, -6]], [[7, -8], [9, 10], [-11, 12]], [[1, -2], [3, -4], [5, -6]]]]>
    : tensor<2x3x3x2xi8> as !w
  %b = nn.constant dense<[100, -50]> : tensor<2xi32> as !b
  %c = nn.conv2d %q, %w, %b {pads = array<i64: 1, 1, 1, 1>, act = #nn<act relu>} : (!in, !w, !b) -> !map
  %p = nn.max_pool2d %c {kernel = array<i64: 2, 2>, strides = array<i64: 2, 2>} : (!map) -> !half
  %r = nn.reshape %p : (!half) -> !flat
  %d = nn.constant dense<[[1, -2, 3, -4, 5, -6, 7, -8], [-1, 2, -3, 4, -5, 6, -7, 7], [1, 1, 2, 2, 3, 3, 4, 4]]>
    : tensor<3x8xi8> as !dw
  %l = nn.dense %r, %d : (!flat, !dw) -> !logits
  %y = nn.softmax %l {axis = 1 : i64} : (!logits) -> tensor<1x3xf32>
  return %l, %y : !logits, tensor<1x3xf32>
}
