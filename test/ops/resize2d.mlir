// RUN: %m2c-opt %s | %m2c-opt | FileCheck %s
// RUN: %data %s %t.npz
// RUN: %m2c-run %s --input %t.npz | FileCheck %s --check-prefix=VALUES
// RUN: %m2c %s --target host -o %t.out --verify %t.npz --verify-passes | FileCheck %s --check-prefix=VALUES
// RUN: %if arm-gcc && qemu-system %{ %m2c %s --target cortex-m4 -o %t.m4 --verify %t.npz | FileCheck %s --check-prefix=VALUES %}
// REQUIRES: venv

// Against ONNX Runtime's Resize, each mode of coordinates and each rounding.

// DATA x: 1x5x6x3 = random 5
// LET r = lambda sizes, **a: onnx("Resize", x.transpose(0, 3, 1, 2), None, None, np.array([1, 3, *sizes]), **a).transpose(0, 2, 3, 1)
// LET s = lambda scales, **a: onnx("Resize", x.transpose(0, 3, 1, 2), None, np.float32([1, 1, *scales]), **a).transpose(0, 2, 3, 1)
// EXPECT twice: 1x10x12x3 = eval s([2, 2], mode="linear")
// EXPECT corners: 1x3x11x3 = eval r([3, 11], mode="linear", coordinate_transformation_mode="align_corners")
// EXPECT pytorch: 1x1x7x3 = eval r([1, 7], mode="linear", coordinate_transformation_mode="pytorch_half_pixel")
// EXPECT scaled: 1x12x8x3 = eval s([2.5, 1.4], mode="linear", coordinate_transformation_mode="asymmetric")
// EXPECT floor: 1x10x12x3 = eval s([2, 2], coordinate_transformation_mode="asymmetric", nearest_mode="floor")
// EXPECT ceil: 1x7x4x3 = eval r([7, 4], coordinate_transformation_mode="pytorch_half_pixel", nearest_mode="ceil")
// EXPECT prefer_floor: 1x3x3x3 = eval r([3, 3])
// EXPECT prefer_ceil: 1x9x3x3 = eval r([9, 3], coordinate_transformation_mode="align_corners", nearest_mode="round_prefer_ceil")
// 7 / (14 / 13) is 6.4999995 in binary32: still the middle, and the other way round for 36 to 42.
// DATA z: 1x36x13x1 = random 6
// EXPECT middle: 1x42x14x1 = eval onnx("Resize", z.transpose(0, 3, 1, 2), None, None, np.array([1, 1, 42, 14]), coordinate_transformation_mode="asymmetric", nearest_mode="round_prefer_ceil").transpose(0, 2, 3, 1)
// EXPECT middle_floor: 1x42x14x1 = eval onnx("Resize", z.transpose(0, 3, 1, 2), None, None, np.array([1, 1, 42, 14])).transpose(0, 2, 3, 1)
// VALUES: expected outputs: 2496 values agree

// CHECK-LABEL: @main
// CHECK: nn.resize2d %{{.*}} {coordinates = #nn<coordinates half_pixel>, mode = #nn<resize linear>, size = array<i64: 10, 12>} : (tensor<1x5x6x3xf32>) -> tensor<1x10x12x3xf32>
// CHECK: nn.resize2d %{{.*}} {coordinates = #nn<coordinates align_corners>, mode = #nn<resize linear>
// CHECK: nn.resize2d %{{.*}} {coordinates = #nn<coordinates pytorch_half_pixel>, mode = #nn<resize linear>
// CHECK: nn.resize2d %{{.*}} {coordinates = #nn<coordinates asymmetric>, mode = #nn<resize linear>, scales = array<f32: 2.500000e+00, 1.400000e+00>
// CHECK: nn.resize2d %{{.*}} mode = #nn<resize floor>
// CHECK: nn.resize2d %{{.*}} mode = #nn<resize ceil>
// CHECK: nn.resize2d %{{.*}} mode = #nn<resize prefer_floor>
// CHECK: nn.resize2d %{{.*}} mode = #nn<resize prefer_ceil>
func.func @main(%x: tensor<1x5x6x3xf32> {nn.name = "x", nn.shape = array<i64: 1, 5, 6, 3>},
                %z: tensor<1x36x13x1xf32> {nn.name = "z", nn.shape = array<i64: 1, 36, 13, 1>})
    -> (tensor<1x10x12x3xf32> {nn.name = "twice", nn.shape = array<i64: 1, 10, 12, 3>},
        tensor<1x3x11x3xf32> {nn.name = "corners", nn.shape = array<i64: 1, 3, 11, 3>},
        tensor<1x1x7x3xf32> {nn.name = "pytorch", nn.shape = array<i64: 1, 1, 7, 3>},
        tensor<1x12x8x3xf32> {nn.name = "scaled", nn.shape = array<i64: 1, 12, 8, 3>},
        tensor<1x10x12x3xf32> {nn.name = "floor", nn.shape = array<i64: 1, 10, 12, 3>},
        tensor<1x7x4x3xf32> {nn.name = "ceil", nn.shape = array<i64: 1, 7, 4, 3>},
        tensor<1x3x3x3xf32> {nn.name = "prefer_floor", nn.shape = array<i64: 1, 3, 3, 3>},
        tensor<1x9x3x3xf32> {nn.name = "prefer_ceil", nn.shape = array<i64: 1, 9, 3, 3>},
        tensor<1x42x14x1xf32> {nn.name = "middle", nn.shape = array<i64: 1, 42, 14, 1>},
        tensor<1x42x14x1xf32> {nn.name = "middle_floor", nn.shape = array<i64: 1, 42, 14, 1>}) {
  %twice = nn.resize2d %x {size = array<i64: 10, 12>, mode = #nn<resize linear>, coordinates = #nn<coordinates half_pixel>}
    : (tensor<1x5x6x3xf32>) -> tensor<1x10x12x3xf32>
  %corners = nn.resize2d %x {size = array<i64: 3, 11>, mode = #nn<resize linear>, coordinates = #nn<coordinates align_corners>}
    : (tensor<1x5x6x3xf32>) -> tensor<1x3x11x3xf32>
  %pytorch = nn.resize2d %x {size = array<i64: 1, 7>, mode = #nn<resize linear>, coordinates = #nn<coordinates pytorch_half_pixel>}
    : (tensor<1x5x6x3xf32>) -> tensor<1x1x7x3xf32>
  %scaled = nn.resize2d %x {size = array<i64: 12, 8>, scales = array<f32: 2.5, 1.4>, mode = #nn<resize linear>, coordinates = #nn<coordinates asymmetric>}
    : (tensor<1x5x6x3xf32>) -> tensor<1x12x8x3xf32>
  %floor = nn.resize2d %x {size = array<i64: 10, 12>, mode = #nn<resize floor>, coordinates = #nn<coordinates asymmetric>}
    : (tensor<1x5x6x3xf32>) -> tensor<1x10x12x3xf32>
  %ceil = nn.resize2d %x {size = array<i64: 7, 4>, mode = #nn<resize ceil>, coordinates = #nn<coordinates pytorch_half_pixel>}
    : (tensor<1x5x6x3xf32>) -> tensor<1x7x4x3xf32>
  %prefer_floor = nn.resize2d %x {size = array<i64: 3, 3>, mode = #nn<resize prefer_floor>, coordinates = #nn<coordinates half_pixel>}
    : (tensor<1x5x6x3xf32>) -> tensor<1x3x3x3xf32>
  %prefer_ceil = nn.resize2d %x {size = array<i64: 9, 3>, mode = #nn<resize prefer_ceil>, coordinates = #nn<coordinates align_corners>}
    : (tensor<1x5x6x3xf32>) -> tensor<1x9x3x3xf32>
  %middle = nn.resize2d %z {size = array<i64: 42, 14>, mode = #nn<resize prefer_ceil>, coordinates = #nn<coordinates asymmetric>}
    : (tensor<1x36x13x1xf32>) -> tensor<1x42x14x1xf32>
  %middle_floor = nn.resize2d %z {size = array<i64: 42, 14>, mode = #nn<resize prefer_floor>, coordinates = #nn<coordinates half_pixel>}
    : (tensor<1x36x13x1xf32>) -> tensor<1x42x14x1xf32>
  return %twice, %corners, %pytorch, %scaled, %floor, %ceil, %prefer_floor, %prefer_ceil, %middle, %middle_floor
    : tensor<1x10x12x3xf32>, tensor<1x3x11x3xf32>, tensor<1x1x7x3xf32>, tensor<1x12x8x3xf32>,
      tensor<1x10x12x3xf32>, tensor<1x7x4x3xf32>, tensor<1x3x3x3xf32>, tensor<1x9x3x3xf32>,
      tensor<1x42x14x1xf32>, tensor<1x42x14x1xf32>
}
