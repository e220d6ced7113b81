/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#define OVERLAY "v6m/m2c_quantize_f32_s8.c"
#include "quantize_f32_s8.h"
