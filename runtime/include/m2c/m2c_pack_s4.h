/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* 4-bit integers in memory: two's complement -8..7, two to a byte, the low
 * nibble first. In registers and scratch they are int8_t like all others. */
#ifndef M2C_RUNTIME_PACK_S4_H
#define M2C_RUNTIME_PACK_S4_H

#include "m2c/m2c_types.h"

/* The elements of one byte. Shifting an int32_t right keeps its sign with every
 * compiler that we know. */
M2C_KERNEL int32_t m2c_s4_low(int8_t pair) {
  return (int32_t)((uint32_t)pair << 28) >> 28;
}
M2C_KERNEL int32_t m2c_s4_high(int8_t pair) { return pair >> 4; }

M2C_KERNEL int8_t m2c_s4_pair(int32_t low, int32_t high) {
  return (int8_t)(uint8_t)(((uint32_t)low & 15u) |
                           ((uint32_t)high << 4 & 240u));
}

/* Element i of a packed array. */
M2C_KERNEL int32_t m2c_s4_at(const int8_t *packed, int32_t i) {
  const int8_t pair = packed[i / 2];
  return i % 2 != 0 ? m2c_s4_high(pair) : m2c_s4_low(pair);
}

/* Stores element i of a packed array, leaving its neighbour alone. */
M2C_KERNEL void m2c_s4_set(int8_t *packed, int32_t i, int32_t value) {
  const int8_t pair = packed[i / 2];
  packed[i / 2] = i % 2 != 0 ? m2c_s4_pair(pair, value)
                             : m2c_s4_pair(value, m2c_s4_high(pair));
}

/* out[0 .. n - 1] from n >= 0 packed elements. */
M2C_KERNEL void m2c_unpack_s4(int8_t *M2C_RESTRICT out,
                              const int8_t *M2C_RESTRICT packed, int32_t n) {
  const int32_t pairs = n / 2;
  int32_t i;
  for (i = 0; i < pairs; i++) {
    const int8_t pair = packed[i];
    out[2 * i] = (int8_t)m2c_s4_low(pair);
    out[2 * i + 1] = (int8_t)m2c_s4_high(pair);
  }
  if (n % 2 != 0)
    out[n - 1] = (int8_t)m2c_s4_low(packed[pairs]);
}

/* n >= 0 elements of -8..7 to (n + 1) / 2 bytes; a last nibble without element
 * becomes 0. */
M2C_KERNEL void m2c_pack_s4(int8_t *M2C_RESTRICT packed,
                            const int8_t *M2C_RESTRICT x, int32_t n) {
  const int32_t pairs = n / 2;
  int32_t i;
  for (i = 0; i < pairs; i++)
    packed[i] = m2c_s4_pair(x[2 * i], x[2 * i + 1]);
  if (n % 2 != 0)
    packed[pairs] = m2c_s4_pair(x[n - 1], 0);
}

/* Input rows of a window, as they came or widened one after the other. */
typedef struct {
  const int8_t *const *rows; /* as they came: 8 bits, or only asked for NULL */
  const int8_t *widened;     /* NULL, or row k at widened + k * pitch */
  int32_t pitch;             /* elements of a row */
} m2c_rows_s8;

/* The rows of a window as 8 bits; widened at `scratch` if they have 4. Rows
 * that are NULL stay so. in_bits is a literal. */
M2C_KERNEL m2c_rows_s8 m2c_rows_s8_of(const int8_t *const *rows, int32_t count,
                                      int32_t pitch, int32_t in_bits,
                                      int8_t *scratch) {
  m2c_rows_s8 r;
  int32_t k;
  r.rows = rows;
  r.widened = NULL;
  r.pitch = pitch;
  if (in_bits == 4) {
    for (k = 0; k < count; k++)
      if (rows[k])
        m2c_unpack_s4(scratch + k * pitch, rows[k], pitch);
    r.widened = scratch;
  }
  return r;
}

M2C_KERNEL const int8_t *m2c_rows_s8_at(m2c_rows_s8 r, int32_t k) {
  return r.widened ? r.widened + k * r.pitch : r.rows[k];
}

#endif
