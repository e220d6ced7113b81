// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The integer kernels among those of BindPlan.h.
#ifndef M2C_EVAL_BINDPLANQUANT_H
#define M2C_EVAL_BINDPLANQUANT_H

#include "compiler/Eval/BindPlan.h"
#include "compiler/Eval/CallReader.h"

namespace m2c::eval {

/// Reads a call of one kernel; empty after an error.
using PlanBinder = CallFunction (*)(CallReader &reader, llvm::StringRef kernel);

/// Null for kernels that are none of integers.
PlanBinder quantBinderOf(llvm::StringRef kernel);

/// add_s8, sub_s8 and mul_s8.
CallFunction bindQuantBinary(CallReader &reader, llvm::StringRef kernel);

/// resize2d_f32 and resize2d_s8.
CallFunction bindResize2d(CallReader &reader, llvm::StringRef kernel);

/// out_min, out_max and out_bits; expects the output's elements to be of that
/// width.
void readBounds(CallReader &reader, int32_t &low, int32_t &high);

/// Whether all elements of the space lie in a buffer of `count`.
bool isInside(llvm::ArrayRef<int64_t> dims, llvm::ArrayRef<int64_t> strides,
              int64_t offset, int64_t count);

} // namespace m2c::eval

#endif
