/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 * Calls into the host through Arm semihosting (Arm document "Semihosting for
 * AArch32 and AArch64"), as a Cortex-M makes them. */
#ifndef M2C_VERIFY_SEMIHOSTING_H
#define M2C_VERIFY_SEMIHOSTING_H

#include <stdint.h>

enum {
  SEMIHOSTING_OPEN = 0x01,
  SEMIHOSTING_CLOSE = 0x02,
  SEMIHOSTING_WRITE0 = 0x04,
  SEMIHOSTING_WRITE = 0x05,
  SEMIHOSTING_READ = 0x06,
  SEMIHOSTING_EXIT_EXTENDED = 0x20
};

static inline uintptr_t semihosting(uintptr_t operation, const void *argument) {
  register uintptr_t r0 __asm__("r0") = operation;
  register const void *r1 __asm__("r1") = argument;
  __asm__ volatile("bkpt 0xab" : "+r"(r0) : "r"(r1) : "memory");
  return r0;
}

/* Ends the emulator with `code` as its exit code. */
static inline void semihosting_exit(int code) {
  const uintptr_t arguments[2] = {0x20026 /* ApplicationExit */,
                                  (uintptr_t)code};
  for (;;)
    (void)semihosting(SEMIHOSTING_EXIT_EXTENDED, arguments);
}

#endif
