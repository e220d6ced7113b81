// RUN: %m2c-opt %s | %m2c-opt | FileCheck %s
// RUN: %data %s %t.npz
// RUN: %m2c-run %s --input %t.npz | FileCheck %s --check-prefix=VALUES
// REQUIRES: venv

// By hand: the sum over what lies inside, times scale / (scale * count); 3 / 2 = 1.5 and
// 5 / 2 = 2.5 both go to 2. Then the same in NumPy with scales and zero points.

// DATA x: 1x1x1x4x1 = 1 2 3 -1
// DATA m: 1x1x4x5x2 = eval (np.arange(40) * 53 % 256 - 128.0).reshape(1, 1, 4, 5, 2)
// LET taps = lambda y, x: m[0, 0, max(0, 2 * y - 1):2 * y + 1, max(0, 2 * x - 1):2 * x + 2].reshape(-1, 2)
// LET mean = lambda t: np.rint((t + 20).sum(0).astype("f") * (np.float32(.5) / (np.float32(.7) * np.float32(len(t))))) + 5
// EXPECT halves: 1x1x1x3x1 = 2 2 1
// EXPECT padded: 1x1x3x3x2 = eval np.clip([[mean(taps(y, x)) for x in range(3)] for y in range(3)], -20, 60)[None, None]
// VALUES: expected outputs: 21 values agree, largest difference 0

// The interface shows stored integers: scale 1.
!raw = !quant.uniform<i8:f32, 1.000000e+00>
!one = !quant.uniform<i8:f32, 1.000000e+00>
!q = !quant.uniform<i8:f32, 5.000000e-01:-20>
!y = !quant.uniform<i8:f32, 0.69999998807907104:5>

// CHECK-LABEL: @main
// CHECK: nn.avg_pool2d
// CHECK: nn.avg_pool2d {{.*}} : (tensor<1x4x5x2x!quant.uniform<i8:f32, 5.000000e-01:-20>>) -> tensor<1x3x3x2x!quant.uniform<i8:f32, 0.69999998807907104:5>>
func.func @main(%x: tensor<1x1x4x1x!one> {nn.name = "x", nn.shape = array<i64: 1, 1, 4, 1>},
                %m_raw: tensor<1x4x5x2x!raw> {nn.name = "m", nn.shape = array<i64: 1, 4, 5, 2>})
    -> (tensor<1x1x3x1x!one> {nn.name = "halves", nn.shape = array<i64: 1, 1, 3, 1>},
        tensor<1x3x3x2x!raw> {nn.name = "padded", nn.shape = array<i64: 1, 3, 3, 2>}) {
  %m = nn.reshape %m_raw : (tensor<1x4x5x2x!raw>) -> tensor<1x4x5x2x!q>
  %halves = nn.avg_pool2d %x {kernel = array<i64: 1, 2>} : (tensor<1x1x4x1x!one>) -> tensor<1x1x3x1x!one>
  %padded = nn.avg_pool2d %m {kernel = array<i64: 2, 3>, strides = array<i64: 2, 2>, pads = array<i64: 1, 1, 1, 1>, act = #nn<act clip>, act_a = -17.5 : f32, act_b = 38.5 : f32}
    : (tensor<1x4x5x2x!q>) -> tensor<1x3x3x2x!y>
  %padded_raw = nn.reshape %padded : (tensor<1x3x3x2x!y>) -> tensor<1x3x3x2x!raw>
  return %halves, %padded_raw : tensor<1x1x3x1x!one>, tensor<1x3x3x2x!raw>
}
