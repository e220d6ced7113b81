/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 * The harness's files through Arm semihosting: on an emulated board, or on a
 * real one under a debugger. */
#include "port.h"
#include "semihosting.h"
#include <string.h>

static uintptr_t input_file, output_file;

static uintptr_t open_file(const char *path, uintptr_t mode) {
  const uintptr_t arguments[3] = {(uintptr_t)path, mode, strlen(path)};
  return semihosting(SEMIHOSTING_OPEN, arguments);
}

int port_open(const char *input, const char *output) {
  input_file = open_file(input, 1);   /* "rb" */
  output_file = open_file(output, 5); /* "wb" */
  return input_file != UINTPTR_MAX && output_file != UINTPTR_MAX;
}

/* Reading and writing both return how many bytes they left out. */
int port_read(void *to, size_t bytes) {
  const uintptr_t arguments[3] = {input_file, (uintptr_t)to, bytes};
  return semihosting(SEMIHOSTING_READ, arguments) == 0;
}

int port_write(const void *from, size_t bytes) {
  const uintptr_t arguments[3] = {output_file, (uintptr_t)from, bytes};
  return semihosting(SEMIHOSTING_WRITE, arguments) == 0;
}

int port_close(void) {
  const uintptr_t input[1] = {input_file}, output[1] = {output_file};
  uintptr_t failed = semihosting(SEMIHOSTING_CLOSE, output);
  return semihosting(SEMIHOSTING_CLOSE, input) == 0 && failed == 0;
}

void port_print(const char *text) { semihosting(SEMIHOSTING_WRITE0, text); }
