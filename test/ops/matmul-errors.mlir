// RUN: %m2c-opt %s -split-input-file -verify-diagnostics

func.func @c1(%a: tensor<1x2x3xf32>, %b: tensor<1x2x2xf32>) {
  // expected-error @below {{matmul expected lhs [B, M, K] and rhs [B, K, N], got 'tensor<1x2x3xf32>' and 'tensor<1x2x2xf32>'}}
  // expected-error @below {{failed to infer returned types}}
  %0 = nn.matmul %a, %b : (tensor<1x2x3xf32>, tensor<1x2x2xf32>) -> tensor<1x2x2xf32>
  return
}

// -----

func.func @c1_rank(%a: tensor<2x3xf32>, %b: tensor<1x3x2xf32>) {
  // expected-error @below {{matmul expected lhs [B, M, K] and rhs [B, K, N], got 'tensor<2x3xf32>' and 'tensor<1x3x2xf32>'}}
  // expected-error @below {{failed to infer returned types}}
  %0 = nn.matmul %a, %b : (tensor<2x3xf32>, tensor<1x3x2xf32>) -> tensor<1x2x2xf32>
  return
}

// -----

func.func @c2(%a: tensor<3x2x2xf32>, %b: tensor<2x2x2xf32>) {
  // expected-error @below {{matmul expected batch 1 or 3 on the right, got 2}}
  // expected-error @below {{failed to infer returned types}}
  %0 = nn.matmul %a, %b : (tensor<3x2x2xf32>, tensor<2x2x2xf32>) -> tensor<3x2x2xf32>
  return
}

// -----

func.func @c2_left(%a: tensor<1x2x2xf32>, %b: tensor<2x2x2xf32>) {
  // expected-error @below {{matmul expected batch 1 or 1 on the right, got 2}}
  // expected-error @below {{failed to infer returned types}}
  %0 = nn.matmul %a, %b : (tensor<1x2x2xf32>, tensor<2x2x2xf32>) -> tensor<2x2x2xf32>
  return
}
