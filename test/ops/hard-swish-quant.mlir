// RUN: %m2c-opt %s | %m2c-opt | FileCheck %s
// RUN: %data %s %t.npz
// RUN: %m2c-run %s --input %t.npz | FileCheck %s --check-prefix=VALUES
// REQUIRES: venv

// In NumPy, in double and then rounded to float, for every stored value of 8 and 4 bits.

// DATA x: 1x256 = ramp -128
// DATA n: 1x16 = ramp -8
// LET quantised = lambda y, low, high: np.clip(np.rint(y.astype("f") / np.float32(.0123)) - 5, low, high)
// LET function = lambda f: f * np.clip(f / 6 + .5, 0, 1)
// EXPECT bytes: 1x256 = eval quantised(function(((x - 3) * np.float32(.03)).astype("d")), -128, 127)
// EXPECT nibbles: 1x16 = eval np.clip(quantised(function(((n - 3) * np.float32(.03)).astype("d")), -128, 127), -8, 7)
// VALUES: expected outputs: 272 values agree, largest difference 0

// The interface shows stored integers: scale 1.
!raw = !quant.uniform<i8:f32, 1.000000e+00>
!raw4 = !quant.uniform<i4:f32, 1.000000e+00>
!x = !quant.uniform<i8:f32, 0.029999999329447746:3>
!n = !quant.uniform<i4:f32, 0.029999999329447746:3>
!y = !quant.uniform<i8:f32, 0.012299999594688416:-5>
!m = !quant.uniform<i4:f32, 0.012299999594688416:-5>

// CHECK-LABEL: @main
// CHECK: nn.hard_swish %{{.*}} : (tensor<256x!quant.uniform<i8:f32, {{.*}}:3>>) -> tensor<256x!quant.uniform<i8:f32, {{.*}}:-5>>
func.func @main(%x_raw: tensor<256x!raw> {nn.name = "x", nn.shape = array<i64: 256>},
                %n_raw: tensor<16x!raw4> {nn.name = "n", nn.shape = array<i64: 16>})
    -> (tensor<256x!raw> {nn.name = "bytes", nn.shape = array<i64: 256>},
        tensor<16x!raw4> {nn.name = "nibbles", nn.shape = array<i64: 16>}) {
  %x = nn.reshape %x_raw : (tensor<256x!raw>) -> tensor<256x!x>
  %n = nn.reshape %n_raw : (tensor<16x!raw4>) -> tensor<16x!n>
  %bytes = nn.hard_swish %x : (tensor<256x!x>) -> tensor<256x!y>
  %nibbles = nn.hard_swish %n : (tensor<16x!n>) -> tensor<16x!m>
  %bytes_raw = nn.reshape %bytes : (tensor<256x!y>) -> tensor<256x!raw>
  %nibbles_raw = nn.reshape %nibbles : (tensor<16x!m>) -> tensor<16x!raw4>
  return %bytes_raw, %nibbles_raw : tensor<256x!raw>, tensor<16x!raw4>
}
