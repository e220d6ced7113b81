// RUN: %m2c-opt %s | %m2c-opt | FileCheck %s
// RUN: %data %s %t.npz
// RUN: %m2c-run %s --input %t.npz | FileCheck %s --check-prefix=VALUES
// REQUIRES: venv

// Against ONNX Runtime where it has the type. Ties go to the even neighbour before
// the zero point is added; what is beyond the range saturates; NaN gives the least.

// DATA x: 1x16 = 0 0.25 0.75 1.25 -0.25 -0.75 1.5 -1.5 62 62.4 -65.4 -66 inf -inf nan 1e-44
// DATA b: 1x6 = 0 127 128 200 255 3
// DATA s: 1x5 = -128 -3 0 1 127
// LET clean = np.where(np.isnan(x), -np.inf, x)
// EXPECT bytes: 1x16 = eval onnx("QuantizeLinear", clean, np.float32(.5), np.int8(3))
// EXPECT nibbles: 1x16 = eval np.clip(np.rint(clean / np.float32(.5)) - 1, -8, 7)
// EXPECT shifted: 1x6 = eval b - 128
// EXPECT back: 1x6 = eval b
// EXPECT coarser: 1x5 = eval np.clip(np.rint((s - 3) * np.float32(.5) / np.float32(.7)) - 10, -128, 127)
// EXPECT narrower: 1x5 = eval np.clip(np.rint((s - 3) * np.float32(.5) / np.float32(4)), -8, 7)
// VALUES: expected outputs: 54 values agree, largest difference 0

// The interface shows stored integers: scale 1.
!raw = !quant.uniform<i8:f32, 1.000000e+00>
!raw4 = !quant.uniform<i4:f32, 1.000000e+00>
!q = !quant.uniform<i8:f32, 5.000000e-01:3>
!q4 = !quant.uniform<i4:f32, 5.000000e-01:-1>
!u = !quant.uniform<u8:f32, 1.000000e+00>
!shifted = !quant.uniform<i8:f32, 1.000000e+00:-128>
!coarser = !quant.uniform<i8:f32, 0.69999998807907104:-10>
!narrower = !quant.uniform<i4:f32, 4.000000e+00>

// CHECK-LABEL: @main
// CHECK: nn.quantize %{{.*}} : (tensor<16xf32>) -> tensor<16x!quant.uniform<i8:f32, 5.000000e-01:3>>
// CHECK: nn.quantize %{{.*}} : (tensor<16xf32>) -> tensor<16x!quant.uniform<i4:f32, 5.000000e-01:-1>>
// CHECK: nn.quantize %{{.*}} : (tensor<6x!quant.uniform<u8:f32, 1.000000e+00>>) -> tensor<6x!quant.uniform<i8:f32, 1.000000e+00:-128>>
func.func @main(%x: tensor<16xf32> {nn.name = "x", nn.shape = array<i64: 16>},
                %b: tensor<6x!u> {nn.name = "b", nn.shape = array<i64: 6>},
                %s_raw: tensor<5x!raw> {nn.name = "s", nn.shape = array<i64: 5>})
    -> (tensor<16x!raw> {nn.name = "bytes", nn.shape = array<i64: 16>},
        tensor<16x!raw4> {nn.name = "nibbles", nn.shape = array<i64: 16>},
        tensor<6x!raw> {nn.name = "shifted", nn.shape = array<i64: 6>},
        tensor<6x!u> {nn.name = "back", nn.shape = array<i64: 6>},
        tensor<5x!raw> {nn.name = "coarser", nn.shape = array<i64: 5>},
        tensor<5x!raw4> {nn.name = "narrower", nn.shape = array<i64: 5>}) {
  %s = nn.reshape %s_raw : (tensor<5x!raw>) -> tensor<5x!q>
  %bytes = nn.quantize %x : (tensor<16xf32>) -> tensor<16x!q>
  %nibbles = nn.quantize %x : (tensor<16xf32>) -> tensor<16x!q4>
  %shifted = nn.quantize %b : (tensor<6x!u>) -> tensor<6x!shifted>
  %back = nn.quantize %shifted : (tensor<6x!shifted>) -> tensor<6x!u>
  %coarser = nn.quantize %s : (tensor<5x!q>) -> tensor<5x!coarser>
  %narrower = nn.quantize %s : (tensor<5x!q>) -> tensor<5x!narrower>
  %bytes_raw = nn.reshape %bytes : (tensor<16x!q>) -> tensor<16x!raw>
  %nibbles_raw = nn.reshape %nibbles : (tensor<16x!q4>) -> tensor<16x!raw4>
  %shifted_raw = nn.reshape %shifted : (tensor<6x!shifted>) -> tensor<6x!raw>
  %coarser_raw = nn.reshape %coarser : (tensor<5x!coarser>) -> tensor<5x!raw>
  %narrower_raw = nn.reshape %narrower : (tensor<5x!narrower>) -> tensor<5x!raw4>
  return %bytes_raw, %nibbles_raw, %shifted_raw, %back, %coarser_raw, %narrower_raw
    : tensor<16x!raw>, tensor<16x!raw4>, tensor<6x!raw>, tensor<6x!u>, tensor<5x!raw>, tensor<5x!raw4>
}
