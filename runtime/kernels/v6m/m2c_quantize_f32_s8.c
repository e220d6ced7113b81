/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* Floats to quantised integers without float instructions: 16 bits of the
 * mantissas of x and of 1 / scale decide, unless the quotient is close to a tie
 * (about two in 64 of random ones are). Formula, params and operands are in
 * m2c_quantize_f32_s8.h. */
#include "m2c/m2c_quantize_f32_s8.h"
#include "m2c/m2c_v6m_requant.h"

/* Products are within 2^-16 of the quotient, and cut once; beyond 300 all give a
 * bound. Infinities and NaN are left to the portable code. */
M2C_V6M_BLOCK void m2c_quantize_f32_s8_fast(const m2c_quantize_f32_s8_params *p,
                                            int8_t *out, const float *x) {
  const uint32_t inverse = m2c_f32_to_bits(1.0f / p->scale);
  const uint32_t factor = m2c_v6m_mantissa(inverse);
  const int32_t base = 276 - (int32_t)(inverse >> 23); /* to 256ths */
  int32_t i;
  for (i = 0; i < p->n; i++) {
    const uint32_t bits = m2c_f32_to_bits(x[i]);
    const int32_t exponent = (int32_t)(bits << 1 >> 24);
    const int32_t down = base - exponent;
    int32_t fixed = 0;
    if (down < 32)
      fixed = (int32_t)(m2c_v6m_mantissa(bits) * factor >> (down & 31));
    if (bits >> 31)
      fixed = -fixed;
    if (down > 0 && exponent < 255 && m2c_v6m_is_sure(fixed))
      out[i] = m2c_v6m_round(fixed, p->out_zero, p->out_min, p->out_max);
    else
      out[i] = (int8_t)m2c_quantize_f32_s8_one(p, x[i]);
  }
}

M2C_KERNEL void m2c_quantize_f32_s8(const m2c_quantize_f32_s8_params *p,
                                    int8_t *M2C_RESTRICT out,
                                    const float *const *rows, void *scratch) {
  (void)scratch;
  /* Scales whose inverse is a normal number. */
  if (p->out_bits == 8 && p->scale > 1e-30f && p->scale < 1e30f)
    m2c_quantize_f32_s8_fast(p, out, rows[0]);
  else
    m2c_quantize_f32_s8_run(p, out, rows[0], 0);
}
