/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* Steps that make their rows interleaved, and rings that hold a few rows. */
#ifndef M2C_RUNTIME_ROWS_H
#define M2C_RUNTIME_ROWS_H

#include "m2c/m2c_types.h"

/* Input rows that must be there before output row y is made, of `most` that
 * there will ever be: row y reads rows up to y * stride + first - 1. May be
 * negative. */
M2C_KERNEL int32_t m2c_rows_needed(int32_t y, int32_t stride, int32_t first,
                                   int32_t most) {
  const int32_t rows = y * stride + first;
  return rows < most ? rows : most;
}

/* The place of row `row`, which may be negative, in a ring. */
M2C_KERNEL int32_t m2c_ring_slot(int32_t row, int32_t ring) {
  const int32_t slot = row % ring;
  return slot < 0 ? slot + ring : slot;
}

/* The place after `slot` by `step` rows. One division by the ring for each
 * window is enough: cores without an instruction for it have few to do. */
M2C_KERNEL int32_t m2c_ring_next(int32_t slot, int32_t step, int32_t ring) {
  slot += step;
  while (slot >= ring)
    slot -= ring;
  return slot;
}

#endif
