/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#define OVERLAY "dsp/m2c_add_s8.c"
#include "add_s8.h"
