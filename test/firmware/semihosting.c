/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD
 * Arm semihosting as a Cortex-M calls it. */
#include "semihosting.h"
#include <string.h>

enum { OPEN = 0x01, WRITE0 = 0x04, READ = 0x06, EXIT_EXTENDED = 0x20 };

static int call(int operation, const void *argument) {
  register int r0 __asm__("r0") = operation;
  register const void *r1 __asm__("r1") = argument;
  __asm__ volatile("bkpt 0xab" : "+r"(r0) : "r"(r1) : "memory");
  return r0;
}

void semihosting_print(const char *text) { (void)call(WRITE0, text); }

int semihosting_open(const char *path) {
  const uint32_t arguments[3] = {(uint32_t)path, 1 /* "rb" */, strlen(path)};
  return call(OPEN, arguments);
}

size_t semihosting_read(int file, void *to, size_t bytes) {
  const uint32_t arguments[3] = {(uint32_t)file, (uint32_t)to, bytes};
  return bytes - (size_t)call(READ, arguments);
}

void semihosting_exit(int code) {
  const uint32_t arguments[2] = {0x20026 /* ApplicationExit */, (uint32_t)code};
  for (;;)
    (void)call(EXIT_EXTENDED, arguments);
}
