// RUN: %m2c-opt %s | %m2c-opt | FileCheck %s
// RUN: %data %s %t.npz
// RUN: %m2c-run %s --input %t.npz | FileCheck %s --check-prefix=VALUES
// RUN: %m2c %s --target host -o %t.out --verify %t.npz --verify-passes | FileCheck %s --check-prefix=VALUES
// REQUIRES: venv

// By hand: along the channels, along the first axis, one value twice, a constant.

// DATA a: 1x2x2 = 1 2, 3 4
// DATA b: 1x2x1 = 5, 6
// EXPECT channels: 1x2x5 = 1 2 5 1 2, 3 4 6 3 4
// EXPECT first: 1x3x2x2 = 1 2 3 4, -1 -2 -3 -4, 1 2 3 4
// VALUES: expected outputs: 22 values agree

// CHECK-LABEL: @main
// CHECK: nn.concat %{{.*}}, %{{.*}}, %{{.*}} {axis = 2 : i64} : (tensor<1x2x2xf32>, tensor<1x2x1xf32>, tensor<1x2x2xf32>) -> tensor<1x2x5xf32>
// CHECK: nn.concat
func.func @main(%a: tensor<1x2x2xf32> {nn.name = "a", nn.shape = array<i64: 1, 2, 2>}, %b: tensor<1x2x1xf32> {nn.name = "b", nn.shape = array<i64: 1, 2, 1>})
    -> (tensor<1x2x5xf32> {nn.name = "channels", nn.shape = array<i64: 1, 2, 5>},
        tensor<3x2x2xf32> {nn.name = "first", nn.shape = array<i64: 3, 2, 2>}) {
  %c = nn.constant dense<[[[-1.0, -2.0], [-3.0, -4.0]]]> : tensor<1x2x2xf32>
  %channels = nn.concat %a, %b, %a {axis = 2 : i64} : (tensor<1x2x2xf32>, tensor<1x2x1xf32>, tensor<1x2x2xf32>) -> tensor<1x2x5xf32>
  %first = nn.concat %a, %c, %a {axis = 0 : i64} : (tensor<1x2x2xf32>, tensor<1x2x2xf32>, tensor<1x2x2xf32>) -> tensor<3x2x2xf32>
  return %channels, %first : tensor<1x2x5xf32>, tensor<3x2x2xf32>
}
