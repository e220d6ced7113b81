/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD
 * Printing without printf, which would be larger than a small model. */
#ifndef M2C_FIRMWARE_CONSOLE_H
#define M2C_FIRMWARE_CONSOLE_H

void console_text(const char *text);
void console_integer(long value);
/* Six decimals; values from 2^31 on print as "large", NaN as "nan". */
void console_float(float value);

#endif
