/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD
 * Arm semihosting: printing on, and files of, the PC that runs the emulator or
 * the debugger. A product has none of this. */
#ifndef M2C_FIRMWARE_SEMIHOSTING_H
#define M2C_FIRMWARE_SEMIHOSTING_H

#include <stddef.h>
#include <stdint.h>

void semihosting_print(const char *text);

/* Opens a file of the PC for reading; negative when there is none. */
int semihosting_open(const char *path);

/* How many of `bytes` bytes could be read. */
size_t semihosting_read(int file, void *to, size_t bytes);

/* Ends the emulator, which passes `code` on. */
void semihosting_exit(int code);

#endif
