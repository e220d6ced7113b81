// RUN: %m2c-opt %s | %m2c-opt | FileCheck %s
// RUN: %data %s %t.npz
// RUN: %m2c-run %s --input %t.npz | FileCheck %s --check-prefix=VALUES
// RUN: %m2c %s --target host -o %t.out --verify %t.npz --verify-passes | FileCheck %s --check-prefix=VALUES
// REQUIRES: venv

// A constant as an output, as an operand, and as a resource (two floats, 1 and -2).

// DATA x: 2x2 = 1 2, 3 4
// EXPECT out: 2x2 = 0.5 -4, 0.5 -4
// EXPECT sum: 2x2 = 2 0, 4 2
// VALUES: expected outputs: 8 values agree

// CHECK-LABEL: @main
// CHECK-DAG: nn.constant dense<{{\[\[}}5.000000e-01, -4.000000e+00]]> : tensor<1x2xf32>
// CHECK-DAG: nn.constant dense_resource<two_floats> : tensor<2xf32>
// CHECK: two_floats: "0x040000000000803F000000C0"
func.func @main(%x: tensor<1x2xf32> {nn.name = "x", nn.shape = array<i64: 1, 2>})
    -> (tensor<1x2xf32> {nn.name = "out", nn.shape = array<i64: 1, 2>},
        tensor<1x2xf32> {nn.name = "sum", nn.shape = array<i64: 1, 2>}) {
  %out = nn.constant dense<[[0.5, -4.0]]> : tensor<1x2xf32>
  %r = nn.constant dense_resource<two_floats> : tensor<2xf32>
  %sum = nn.add %x, %r : (tensor<1x2xf32>, tensor<2xf32>) -> tensor<1x2xf32>
  return %out, %sum : tensor<1x2xf32>, tensor<1x2xf32>
}

{-#
  dialect_resources: {
    builtin: {
      two_floats: "0x040000000000803F000000C0"
    }
  }
#-}
