/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#define OVERLAY "dsp/m2c_sub_s8.c"
#include "sub_s8.h"
