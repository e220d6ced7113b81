// RUN: %m2c-opt %s --nn-fuse-activation="bounds-only" | FileCheck %s

// What integer kernels take as bounds is fused; the rest stays, to become a table of the
// quantised tensor.
// CHECK-LABEL: func.func @main
// CHECK-NEXT: nn.add {{.*}} {act = #nn<act relu>}
// CHECK-NEXT: nn.add {{.*}} {act = #nn<act clip>, act_b = 6.000000e+00 : f32}
// CHECK-NEXT: [[A:%.*]] = nn.add {{[^{]*}} :
// CHECK-NEXT: [[B:%.*]] = nn.sigmoid [[A]]
// CHECK-NEXT: [[C:%.*]] = nn.add [[B]], [[B]] :
// CHECK-NEXT: nn.hard_swish [[C]]
// CHECK-NEXT: return
func.func @main(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = nn.add %x, %x : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  %1 = nn.relu %0 : (tensor<4xf32>) -> tensor<4xf32>
  %2 = nn.add %1, %x : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  %3 = nn.clip %2 {min = 0.0 : f32, max = 6.0 : f32} : (tensor<4xf32>) -> tensor<4xf32>
  %4 = nn.add %3, %x : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  %5 = nn.sigmoid %4 : (tensor<4xf32>) -> tensor<4xf32>
  %6 = nn.add %5, %5 : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  %7 = nn.hard_swish %6 : (tensor<4xf32>) -> tensor<4xf32>
  return %7 : tensor<4xf32>
}
