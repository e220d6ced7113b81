/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* Integer sums of products over contiguous inputs and weights, several at a
 * time so that every loaded value serves two products. */
#ifndef M2C_RUNTIME_DOT_S8_H
#define M2C_RUNTIME_DOT_S8_H

#include "m2c/m2c_types.h"

#endif
