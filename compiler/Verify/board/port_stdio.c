/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 * The harness's files through C's stdio: on this computer and under a
 * user-mode emulator. */
#include "port.h"
#include <stdio.h>
#include <sys/resource.h>

static FILE *input_file, *output_file;

int port_open(const char *input, const char *output) {
  /* A model that crashes is to leave no core file in the user's folder. */
  const struct rlimit none = {0, 0};
  if (setrlimit(RLIMIT_CORE, &none) != 0)
    return 0;
  input_file = fopen(input, "rb");
  output_file = fopen(output, "wb");
  return input_file && output_file;
}

int port_read(void *to, size_t bytes) {
  return fread(to, 1, bytes, input_file) == bytes;
}

int port_write(const void *from, size_t bytes) {
  return fwrite(from, 1, bytes, output_file) == bytes;
}

int port_close(void) {
  int failed = fclose(output_file);
  return !fclose(input_file) && !failed;
}

void port_print(const char *text) { fputs(text, stderr); }
