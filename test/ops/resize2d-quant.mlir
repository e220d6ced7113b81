// RUN: %m2c-opt %s | %m2c-opt | FileCheck %s
// RUN: %data %s %t.npz
// RUN: %m2c-run %s --input %t.npz | FileCheck %s --check-prefix=VALUES
// RUN: %m2c %s --target host -o %t.out --verify %t.npz | FileCheck %s --check-prefix=VALUES
// RUN: %if arm-gcc && qemu-system %{ %m2c %s --target cortex-m4 -o %t.m4 --verify %t.npz | FileCheck %s --check-prefix=VALUES %}
// REQUIRES: venv

// Nearest against ONNX Runtime's Resize of bytes; linear against the formula in NumPy's
// binary32, at positions from half_pixel and align_corners; then 4 bits.

// DATA x: 1x1x4x5x2 = eval (np.arange(40) * 53 % 256 - 128.0).reshape(1, 1, 4, 5, 2)
// DATA n: 1x1x4x4x2 = eval (np.arange(32) * 5 % 16 - 8.0).reshape(1, 1, 4, 4, 2)
// LET q = lambda x, *size, **a: onnx("Resize", x[0].transpose(0, 3, 1, 2).astype("b"), None, None, np.array([1, 2, *size]), **a).transpose(0, 2, 3, 1)[None]
// LET f = np.float32
// LET half = lambda n, m: np.clip((np.arange(m, dtype="f") + f(.5)) / (f(m) / f(n)) - f(.5), f(0), f(n - 1))
// LET ends = lambda n, m: np.arange(m, dtype="f") * f(n - 1) / f(m - 1)
// LET mix = lambda t, p, axis, ones: np.take(t, p.astype(int), axis) * (f(1) - p % f(1)).reshape(ones) + np.take(t, np.minimum(p.astype(int) + 1, t.shape[axis] - 1), axis) * (p % f(1)).reshape(ones)
// LET linear = lambda t, rows, columns: mix(mix(t, columns, 1, (1, -1, 1)), rows, 0, (-1, 1, 1))
// LET steps = lambda t, ratio, zero: np.rint(t * f(ratio)) + zero
// EXPECT nearest: 1x1x8x7x2 = eval q(x, 8, 7)
// EXPECT twice: 1x1x8x10x2 = eval np.clip(steps(linear(x[0, 0].astype("f") + f(20), half(4, 8), half(5, 10)), f(.5) / f(.3), 7), -128, 127)[None, None]
// EXPECT corners: 1x1x3x9x2 = eval steps(linear(x[0, 0].astype("f") + f(20), ends(4, 3), ends(5, 9)), 1, -20)[None, None]
// EXPECT nibbles: 1x1x8x8x2 = eval q(n, 8, 8)
// EXPECT mixed: 1x1x7x3x2 = eval np.clip(steps(linear(n[0, 0].astype("f") - f(1), half(4, 7), half(4, 3)), .5, -2), -8, 7)[None, None]
// VALUES: expected outputs: 496 values agree, largest difference 0

// The interface shows stored integers: scale 1, in bytes.
!raw = !quant.uniform<i8:f32, 1.000000e+00>
!raw4 = !quant.uniform<i4:f32, 1.000000e+00>
!q = !quant.uniform<i8:f32, 5.000000e-01:-20>
!y = !quant.uniform<i8:f32, 0.30000001192092896:7>
!n = !quant.uniform<i4:f32, 5.000000e-01:1>
!m = !quant.uniform<i4:f32, 1.000000e+00:-2>

// CHECK-LABEL: @main
// CHECK: nn.resize2d {{.*}} mode = #nn<resize prefer_floor>{{.*}} : (tensor<1x4x5x2x!quant.uniform<i8:f32, 5.000000e-01:-20>>) -> tensor<1x8x7x2x!quant.uniform<i8:f32, 5.000000e-01:-20>>
// CHECK: nn.resize2d {{.*}} mode = #nn<resize linear>{{.*}} -> tensor<1x8x10x2x!quant.uniform<i8:f32, 0.30000001192092896:7>>
func.func @main(%x_raw: tensor<1x4x5x2x!raw> {nn.name = "x", nn.shape = array<i64: 1, 4, 5, 2>},
                %n_bytes: tensor<1x4x4x2x!raw> {nn.name = "n", nn.shape = array<i64: 1, 4, 4, 2>})
    -> (tensor<1x8x7x2x!raw> {nn.name = "nearest", nn.shape = array<i64: 1, 8, 7, 2>},
        tensor<1x8x10x2x!raw> {nn.name = "twice", nn.shape = array<i64: 1, 8, 10, 2>},
        tensor<1x3x9x2x!raw> {nn.name = "corners", nn.shape = array<i64: 1, 3, 9, 2>},
        tensor<1x8x8x2x!raw> {nn.name = "nibbles", nn.shape = array<i64: 1, 8, 8, 2>},
        tensor<1x7x3x2x!raw> {nn.name = "mixed", nn.shape = array<i64: 1, 7, 3, 2>}) {
  %x = nn.reshape %x_raw : (tensor<1x4x5x2x!raw>) -> tensor<1x4x5x2x!q>
  %n_raw = nn.quantize %n_bytes : (tensor<1x4x4x2x!raw>) -> tensor<1x4x4x2x!raw4>
  %n = nn.reshape %n_raw : (tensor<1x4x4x2x!raw4>) -> tensor<1x4x4x2x!n>
  %nearest = nn.resize2d %x {size = array<i64: 8, 7>, mode = #nn<resize prefer_floor>, coordinates = #nn<coordinates half_pixel>}
    : (tensor<1x4x5x2x!q>) -> tensor<1x8x7x2x!q>
  %twice = nn.resize2d %x {size = array<i64: 8, 10>, mode = #nn<resize linear>, coordinates = #nn<coordinates half_pixel>}
    : (tensor<1x4x5x2x!q>) -> tensor<1x8x10x2x!y>
  %corners = nn.resize2d %x {size = array<i64: 3, 9>, mode = #nn<resize linear>, coordinates = #nn<coordinates align_corners>}
    : (tensor<1x4x5x2x!q>) -> tensor<1x3x9x2x!q>
  %nibbles = nn.resize2d %n {size = array<i64: 8, 8>, mode = #nn<resize prefer_floor>, coordinates = #nn<coordinates half_pixel>}
    : (tensor<1x4x4x2x!n>) -> tensor<1x8x8x2x!n>
  %mixed = nn.resize2d %n {size = array<i64: 7, 3>, mode = #nn<resize linear>, coordinates = #nn<coordinates half_pixel>}
    : (tensor<1x4x4x2x!n>) -> tensor<1x7x3x2x!m>
  %nearest_raw = nn.reshape %nearest : (tensor<1x8x7x2x!q>) -> tensor<1x8x7x2x!raw>
  %twice_raw = nn.reshape %twice : (tensor<1x8x10x2x!y>) -> tensor<1x8x10x2x!raw>
  %corners_raw = nn.reshape %corners : (tensor<1x3x9x2x!q>) -> tensor<1x3x9x2x!raw>
  %nibbles_raw4 = nn.reshape %nibbles : (tensor<1x8x8x2x!n>) -> tensor<1x8x8x2x!raw4>
  %mixed_raw4 = nn.reshape %mixed : (tensor<1x7x3x2x!m>) -> tensor<1x7x3x2x!raw4>
  %nibbles_raw = nn.quantize %nibbles_raw4 : (tensor<1x8x8x2x!raw4>) -> tensor<1x8x8x2x!raw>
  %mixed_raw = nn.quantize %mixed_raw4 : (tensor<1x7x3x2x!raw4>) -> tensor<1x7x3x2x!raw>
  return %nearest_raw, %twice_raw, %corners_raw, %nibbles_raw, %mixed_raw
    : tensor<1x8x7x2x!raw>, tensor<1x8x10x2x!raw>, tensor<1x3x9x2x!raw>, tensor<1x8x8x2x!raw>, tensor<1x7x3x2x!raw>
}
