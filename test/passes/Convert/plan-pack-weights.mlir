// RUN: %m2c-opt %s --split-input-file --nn-to-plan --plan-pack-weights="sets=dsp,c" | FileCheck %s
// RUN: %m2c-opt %s --split-input-file --nn-to-plan --plan-pack-weights="sets=c" | FileCheck %s --check-prefix=PLAIN
// RUN: %m2c-opt %s --split-input-file --nn-to-plan --plan-pack-weights="sets=dsp,c" --plan-pack-weights="sets=dsp,c" | FileCheck %s

// PLAIN-NOT: "packed"

!x = !quant.uniform<i8:f32, 1.0>
!w = !quant.uniform<i8:f32, 1.0>
!b = !quant.uniform<i32:f32, 1.0>

// Channels 0 and 1 in a lane: 256 * -4 + 1 + 128 is fc81, 256 * 127 - 128 + 128 is 7f00; k 0 and 2
// in a word, then k 1 and 3: 256 * 5 + 2 + 128 is 0582. Channel 2 alone: 3 + 128 is 0083. All else
// is padding: 0080.
// CHECK-LABEL: plan.model
// CHECK-NOT: _weights
// CHECK: [[P:%.*]] = plan.const "layer0_packed" dense<[2130771073, 8388739, 8390018, 8388736]> : tensor<4xi32>
// CHECK: plan.call "dense_s8" {{.*}} consts([[P]], {{.*}}const_fields = ["packed", "bias", "scale"]
func.func @main(%x: tensor<1x3x!x> {nn.name = "x", nn.shape = array<i64: 1, 3>})
    -> (tensor<1x3x!x> {nn.name = "y", nn.shape = array<i64: 1, 3>}) {
  %w = nn.constant dense<[[1, 2, -128], [-4, 5, 127], [3, 0, 0]]> : tensor<3x3xi8> as tensor<3x3x!w>
  %b = nn.constant dense<[1, 2, 3]> : tensor<3xi32> as tensor<3x!b>
  %0 = nn.dense %x, %w, %b : (tensor<1x3x!x>, tensor<3x3x!w>, tensor<3x!b>) -> tensor<1x3x!x>
  return %0 : tensor<1x3x!x>
}

// -----

!x = !quant.uniform<i8:f32, 1.0>
!w = !quant.uniform<i8:f32, 1.0>
!b = !quant.uniform<i32:f32, 1.0>

// Nine k are padded to twelve: two columns of 16-bit lanes and one window as it is.
// CHECK-LABEL: plan.model
// CHECK: plan.buffer "layer0_scratch" : <60xi8>
// CHECK: plan.call "conv2d_s8" {{.*}}scratch{{.*}}const_fields = ["packed", "bias", "scale"]
func.func @main(%x: tensor<1x4x4x3x!x> {nn.name = "x", nn.shape = array<i64: 1, 3, 4, 4>})
    -> (tensor<1x4x4x1x!x> {nn.name = "y", nn.shape = array<i64: 1, 1, 4, 4>}) {
  %w = nn.constant dense<1> : tensor<1x1x3x3xi8> as tensor<1x1x3x3x!w>
  %b = nn.constant dense<1> : tensor<1xi32> as tensor<1x!b>
  %0 = nn.conv2d %x, %w, %b {pads = array<i64: 0, 1, 0, 1>} : (tensor<1x4x4x3x!x>, tensor<1x1x3x3x!w>, tensor<1x!b>) -> tensor<1x4x4x1x!x>
  return %0 : tensor<1x4x4x1x!x>
}

// -----

!x = !quant.uniform<i8:f32, 1.0>
!w = !quant.uniform<i8:f32, 1.0>
!b = !quant.uniform<i32:f32, 1.0>

// A sum of 24 bits does not fit beside another one: 516 * 127 * 128 is 8388096, with one more k it is
// beyond 2^23. The even channel may have it.
// CHECK-LABEL: plan.model
// CHECK: plan.call "dense_s8" {{.*}}const_fields = ["packed", "bias", "scale"]
// CHECK: plan.call "dense_s8" {{.*}}const_fields = ["weights", "bias", "scale"]
func.func @main(%x: tensor<1x516x!x> {nn.name = "x", nn.shape = array<i64: 1, 516>},
                %y: tensor<1x517x!x> {nn.name = "y", nn.shape = array<i64: 1, 517>})
    -> (tensor<1x2x!x> {nn.name = "p", nn.shape = array<i64: 1, 2>},
        tensor<1x2x!x> {nn.name = "q", nn.shape = array<i64: 1, 2>}) {
  %w = nn.constant dense<127> : tensor<2x516xi8> as tensor<2x516x!w>
  %v = nn.constant dense<127> : tensor<2x517xi8> as tensor<2x517x!w>
  %b = nn.constant dense<1> : tensor<2xi32> as tensor<2x!b>
  %0 = nn.dense %x, %w, %b : (tensor<1x516x!x>, tensor<2x516x!w>, tensor<2x!b>) -> tensor<1x2x!x>
  %1 = nn.dense %y, %v, %b : (tensor<1x517x!x>, tensor<2x517x!w>, tensor<2x!b>) -> tensor<1x2x!x>
  return %0, %1 : tensor<1x2x!x>, tensor<1x2x!x>
}

// -----

!x = !quant.uniform<i8:f32, 1.0>
!w = !quant.uniform<i8:f32, 1.0>
!b = !quant.uniform<i32:f32, 1.0>

// Taps 1 to 9 of channel 0: bytes 1 2 4 5, 3 7 6 8, then 9. Four channels are the least.
// CHECK-LABEL: plan.model
// CHECK: plan.const "layer0_packed" dense<[84148737, 134612739, 9, {{.*}}]> : tensor<12xi32>
// CHECK: plan.buffer "layer0_scratch" : <128xi8>
// CHECK: plan.call "depthwise_conv2d_s8" {{.*}}strip = 2 : i32{{.*}}const_fields = ["packed", "bias", "scale"]
// CHECK: plan.call "depthwise_conv2d_s8" {{.*}}const_fields = ["weights", "bias", "scale"]
func.func @main(%x: tensor<1x4x4x4x!x> {nn.name = "x", nn.shape = array<i64: 1, 4, 4, 4>},
                %y: tensor<1x4x4x3x!x> {nn.name = "y", nn.shape = array<i64: 1, 3, 4, 4>})
    -> (tensor<1x2x2x4x!x> {nn.name = "p", nn.shape = array<i64: 1, 4, 2, 2>},
        tensor<1x2x2x3x!x> {nn.name = "q", nn.shape = array<i64: 1, 3, 2, 2>}) {
  %w = nn.constant dense<[[[1, 0, 0, 0], [2, 0, 0, 0], [3, 0, 0, 0]],
                          [[4, 0, 0, 0], [5, 0, 0, 0], [6, 0, 0, 0]],
                          [[7, 0, 0, 0], [8, 0, 0, 0], [9, 0, 0, 0]]]> : tensor<3x3x4xi8> as tensor<3x3x4x!w>
  %v = nn.constant dense<1> : tensor<3x3x3xi8> as tensor<3x3x3x!w>
  %b = nn.constant dense<1> : tensor<4xi32> as tensor<4x!b>
  %c = nn.constant dense<1> : tensor<3xi32> as tensor<3x!b>
  %0 = nn.depthwise_conv2d %x, %w, %b : (tensor<1x4x4x4x!x>, tensor<3x3x4x!w>, tensor<4x!b>) -> tensor<1x2x2x4x!x>
  %1 = nn.depthwise_conv2d %y, %v, %c : (tensor<1x4x4x3x!x>, tensor<3x3x3x!w>, tensor<3x!b>) -> tensor<1x2x2x3x!x>
  return %0, %1 : tensor<1x2x2x4x!x>, tensor<1x2x2x3x!x>
}
