/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD
 * Printing without printf. On a board of your own, replace console_text by
 * your UART. */
#include "console.h"
#include "semihosting.h"

void console_text(const char *text) { semihosting_print(text); }

/* `digits` decimal digits at least. */
static void print_digits(unsigned long value, int digits) {
  char text[16];
  char *p = text + sizeof text - 1;
  *p = 0;
  do {
    *--p = (char)('0' + value % 10u);
    value /= 10u;
    digits--;
  } while (value != 0 || digits > 0);
  console_text(p);
}

void console_integer(long value) {
  if (value < 0)
    console_text("-");
  print_digits(value < 0 ? 0ul - (unsigned long)value : (unsigned long)value,
               1);
}

void console_float(float value) {
  if (value != value) {
    console_text("nan");
    return;
  }
  if (value < 0) {
    console_text("-");
    value = -value;
  }
  if (value >= 2147483648.0f) {
    console_text("large");
    return;
  }
  unsigned long whole = (unsigned long)value;
  unsigned long millionths =
      (unsigned long)((value - (float)whole) * 1e6f + 0.5f);
  if (millionths >= 1000000ul) {
    whole++;
    millionths -= 1000000ul;
  }
  print_digits(whole, 1);
  console_text(".");
  print_digits(millionths, 6);
}
