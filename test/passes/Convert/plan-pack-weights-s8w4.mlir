// RUN: %m2c-opt %s --nn-to-plan --plan-pack-weights="sets=mve,c" | FileCheck %s --check-prefixes=CHECK,MVE,SHARED
// RUN: %m2c-opt %s --nn-to-plan --plan-pack-weights="sets=neon,c" | FileCheck %s --check-prefixes=CHECK,NEON,SHARED
// RUN: %m2c-opt %s --nn-to-plan --plan-pack-weights="sets=dsp,c" | FileCheck %s --check-prefixes=CHECK,DSP

!x = !quant.uniform<i8:f32, 1.0>
!w = !quant.uniform<i4:f32, 1.0>
!b = !quant.uniform<i32:f32, 1.0>

// Channels 0 and 1 share bytes, 2 (and nothing) the next ones: 1 and -8, 2 and 3, -2
// and 7.
// CHECK-LABEL: plan.model
// MVE: plan.const "layer0_sixteens" {{.*}} tensor<32xi8>
// MVE: plan.call "dense_s8w4" {{.*}}const_fields = ["sixteens", "bias", "scale"]
// NEON: plan.const "layer0_padded" {{.*}} tensor<32xi8>
// NEON: plan.call "dense_s8w4" {{.*}}const_fields = ["padded", "bias", "scale"]

// Digits with an offset of 8: 1, -8, 5 and -2, 7, 7 are 9, 0, 13 and 6, 15, 15, or
// 0x0d09 and 0x0ff6; 2, 3, 6 and nothing are 0x0eba and 0x0888.
// DSP: plan.const "layer0_packed" dense<[267783433, 143134394]>
// DSP: plan.call "dense_s8w4" {{.*}}const_fields = ["packed", "bias", "scale"]
// DSP: plan.call "dense_s8w4" {{.*}}const_fields = ["packed", "bias", "scale"]

// 16 times such a sum is beyond 32 bits: the weights stay.
// SHARED: plan.call "dense_s8w4" {{.*}}const_fields = ["weights", "bias", "scale"]

// SHARED: layer0_{{.*}}: "0x0{{.}}00000081327E00000000000000000000000000050607
func.func @main(%x: tensor<1x3x!x> {nn.name = "x", nn.shape = array<i64: 1, 3>})
    -> (tensor<1x3x!x> {nn.name = "p", nn.shape = array<i64: 1, 3>},
        tensor<1x1x!x> {nn.name = "q", nn.shape = array<i64: 1, 1>}) {
  %w = nn.constant dense<[[1, 2, -2], [-8, 3, 7], [5, 6, 7]]> : tensor<3x3xi8> as tensor<3x3x!w>
  %b = nn.constant dense<1> : tensor<3xi32> as tensor<3x!b>
  %v = nn.constant dense<[[1, 2, 3]]> : tensor<1x3xi8> as tensor<1x3x!w>
  %c = nn.constant dense<134217728> : tensor<1xi32> as tensor<1x!b>
  %0 = nn.dense %x, %w, %b : (tensor<1x3x!x>, tensor<3x3x!w>, tensor<3x!b>) -> tensor<1x3x!x>
  %1 = nn.dense %x, %v, %c : (tensor<1x3x!x>, tensor<1x3x!w>, tensor<1x!b>) -> tensor<1x1x!x>
  return %0, %1 : tensor<1x3x!x>, tensor<1x1x!x>
}
