// RUN: m2c-opt %s --nn-set-interface="renames=image:0=pixels layouts=nhwc" | FileCheck %s
// RUN: m2c-opt %s --nn-set-interface="layouts=map=nhwc" | FileCheck %s --check-prefix=ONE
// RUN: not m2c-opt %s --nn-set-interface="renames=imag=pixels" 2>&1 | FileCheck %s --check-prefix=UNKNOWN
// RUN: not m2c-opt %s --nn-set-interface="renames=image:0=2x" 2>&1 | FileCheck %s --check-prefix=NAME
// RUN: not m2c-opt %s --nn-set-interface="layouts=sound=nhwc" 2>&1 | FileCheck %s --check-prefix=RANK
// RUN: not m2c-opt %s --nn-set-interface="renames=image:0=Sound" 2>&1 | FileCheck %s --check-prefix=CLASH
// RUN: not m2c-opt %s --nn-set-interface="renames=image:0=a renames=sound=A" 2>&1 | FileCheck %s --check-prefix=BOTH
// RUN: m2c-opt %s --nn-set-interface="renames=image:0=sound,sound=image" | FileCheck %s --check-prefix=SWAP

// CLASH: --rename: expected C names that differ (also in upper case), got 'sound' for 'sound' and another input
// BOTH: --rename: expected C names that differ (also in upper case), got 'a' for 'sound' and another input
// SWAP: nn.c_name = "sound"{{.*}}nn.name = "image:0"
// SWAP-SAME: nn.c_name = "image"
// UNKNOWN: --rename: expected an input or output of the model, got 'imag'; it has 'image:0', 'sound', 'map'
// NAME: --rename: expected a C identifier, got '2x'
// RANK: --io-layout: expected a tensor of rank 4, got 'sound'

// The caller's image and map are channels last; the graph inside is unchanged.
// Tensors of another rank keep their order.
// CHECK-LABEL: func.func @main
// CHECK-SAME: %[[IMAGE:[a-z0-9]+]]: tensor<1x4x5x3xf32>
// CHECK-SAME: nn.c_name = "pixels", nn.layout = "nhwc", nn.name = "image:0", nn.shape = array<i64: 1, 3, 4, 5>
// CHECK-SAME: %[[SOUND:[a-z0-9]+]]: tensor<1x7xf32> {nn.name = "sound"
// CHECK-SAME: -> (tensor<1x4x5x3xf32> {nn.layout = "nhwc"
// CHECK: %[[INNER:.*]] = nn.transpose %[[IMAGE]] {perm = array<i64: 0, 3, 1, 2>}
// CHECK: %[[Y:.*]] = nn.relu %[[INNER]] : (tensor<1x3x4x5xf32>)
// CHECK: %[[OUT:.*]] = nn.transpose %[[Y]] {perm = array<i64: 0, 2, 3, 1>}
// CHECK: return %[[OUT]], %[[SOUND]]

// ONE: %{{.*}}: tensor<1x3x4x5xf32> {nn.name = "image:0"
// ONE-SAME: -> (tensor<1x4x5x3xf32> {nn.layout = "nhwc", nn.name = "map"
func.func @main(%image: tensor<1x3x4x5xf32> {nn.name = "image:0", nn.shape = array<i64: 1, 3, 4, 5>},
                %sound: tensor<1x7xf32> {nn.name = "sound", nn.shape = array<i64: 1, 7>})
    -> (tensor<1x3x4x5xf32> {nn.name = "map", nn.shape = array<i64: 1, 3, 4, 5>},
        tensor<1x7xf32> {nn.name = "sound", nn.shape = array<i64: 1, 7>}) {
  %y = nn.relu %image : (tensor<1x3x4x5xf32>) -> tensor<1x3x4x5xf32>
  return %y, %sound : tensor<1x3x4x5xf32>, tensor<1x7xf32>
}
