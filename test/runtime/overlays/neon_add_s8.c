/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#define OVERLAY "neon/m2c_add_s8.c"
#define FLOAT_FORM
#include "add_s8.h"
