/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#define OVERLAY "mve/m2c_sub_s8.c"
#define FLOAT_FORM
#include "sub_s8.h"
