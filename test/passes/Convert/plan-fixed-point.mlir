// RUN: %m2c-opt %s --split-input-file --nn-to-plan --plan-fixed-point="fpu=false" | FileCheck %s --check-prefixes=CHECK,INT
// RUN: %m2c-opt %s --split-input-file --nn-to-plan --plan-fixed-point | FileCheck %s --check-prefixes=CHECK,FPU

!x = !quant.uniform<i8:f32, 5.000000e-01:3>
!w = !quant.uniform<i8:f32:0, {2.500000e-01, 1.250000e-01}>
!b = !quant.uniform<i32:f32:0, {1.250000e-01, 6.250000e-02}>
!y = !quant.uniform<i8:f32, 1.000000e+00:-1>

// 1/8 and 1/16 have ties, which go to even numbers: no multiplier does that. The shift of -1
// says that the float formula stays, on the bits 0x3e000000 and 0x3d800000 of the scales.
// CHECK-LABEL: plan.model
// INT-NOT: _scale
// INT-DAG: [[M:%.*]] = plan.const "layer0_multiplier" dense<[1040187392, 1031798784]> : tensor<2xi32>
// INT-DAG: [[S:%.*]] = plan.const "layer0_shift" dense<-1> : tensor<2xi8>
// INT: plan.call "dense_s8" {{.*}} consts({{.*}}, [[M]], [[S]]) {{.*}}const_fields = ["weights", "bias", "multiplier", "shift"]
// FPU: [[S:%.*]] = plan.const "layer0_scale" dense<[1.250000e-01, 6.250000e-02]>
// FPU: plan.call "dense_s8" {{.*}}split = 0 : i32{{.*}} consts({{.*}}, [[S]]) {{.*}}const_fields = ["weights", "bias", "scale"]
func.func @main(%x: tensor<1x2x!x> {nn.name = "x", nn.shape = array<i64: 1, 2>})
    -> (tensor<1x2x!y> {nn.name = "y", nn.shape = array<i64: 1, 2>}) {
  %w = nn.constant dense<[[1, 2], [3, -4]]> : tensor<2x2xi8> as tensor<2x2x!w>
  %b = nn.constant dense<[40, -56]> : tensor<2xi32> as tensor<2x!b>
  %0 = nn.dense %x, %w, %b : (tensor<1x2x!x>, tensor<2x2x!w>, tensor<2x!b>) -> tensor<1x2x!y>
  return %0 : tensor<1x2x!y>
}

// -----

!x = !quant.uniform<i8:f32, 0.0471000000834465:3>
!z = !quant.uniform<i8:f32, 0.031300000846385956:-7>
!y = !quant.uniform<i8:f32, 0.057100001722574234:-1>

// A sum is made of integers on every core, a product on those without FPU.
// CHECK-LABEL: plan.model
// CHECK: plan.call "add_s8" {{.*}}a_multiplier = {{[1-9][0-9]*}} : i32, {{.*}}b_multiplier = {{[1-9][0-9]*}} : i32, {{.*}}shift = {{[1-9][0-9]*}} : i32
// INT: plan.call "mul_s8" {{.*}}a_multiplier = {{[1-9][0-9]*}} : i32, {{.*}}shift = {{[1-9][0-9]*}} : i32
// FPU: plan.call "mul_s8" {{.*}}a_multiplier = 0 : i32, {{.*}}shift = -1 : i32
func.func @main(%x: tensor<1x4x!x> {nn.name = "x", nn.shape = array<i64: 1, 4>},
                %z: tensor<1x4x!z> {nn.name = "z", nn.shape = array<i64: 1, 4>})
    -> (tensor<1x4x!y> {nn.name = "sum", nn.shape = array<i64: 1, 4>},
        tensor<1x4x!y> {nn.name = "product", nn.shape = array<i64: 1, 4>}) {
  %0 = nn.add %x, %z : (tensor<1x4x!x>, tensor<1x4x!z>) -> tensor<1x4x!y>
  %1 = nn.mul %x, %z : (tensor<1x4x!x>, tensor<1x4x!z>) -> tensor<1x4x!y>
  return %0, %1 : tensor<1x4x!y>, tensor<1x4x!y>
}

// -----

!x = !quant.uniform<i8:f32, 1.000000e+00>
!w = !quant.uniform<i8:f32:0, {0.31709998846054077, 0.012299999594688416}>
!b = !quant.uniform<i32:f32:0, {0.31709998846054077, 0.012299999594688416}>
!y = !quant.uniform<i8:f32, 1.000000e+00>

// No ties: without an FPU every channel has a multiplier below 2^31 and a shift.
// CHECK-LABEL: plan.model
// INT-NOT: _scale
// INT-DAG: [[M:%.*]] = plan.const "layer0_multiplier" dense<[{{[1-9][0-9]*, [1-9][0-9]*}}]> : tensor<2xi32>
// INT-DAG: [[S:%.*]] = plan.const "layer0_shift" dense<{{[[]?[1-9][^-]*}}> : tensor<2xi8>
// INT: plan.call "dense_s8" {{.*}} consts({{.*}}, [[M]], [[S]])
// FPU: [[S:%.*]] = plan.const "layer0_scale" dense<[3.171000e-01, 1.230000e-02]>
func.func @main(%x: tensor<1x2x!x> {nn.name = "x", nn.shape = array<i64: 1, 2>})
    -> (tensor<1x2x!y> {nn.name = "y", nn.shape = array<i64: 1, 2>}) {
  %w = nn.constant dense<[[1, 0], [0, 1]]> : tensor<2x2xi8> as tensor<2x2x!w>
  %b = nn.constant dense<[0, 0]> : tensor<2xi32> as tensor<2x!b>
  %0 = nn.dense %x, %w, %b : (tensor<1x2x!x>, tensor<2x2x!w>, tensor<2x!b>) -> tensor<1x2x!y>
  return %0 : tensor<1x2x!y>
}
