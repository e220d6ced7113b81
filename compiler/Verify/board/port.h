/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 * What the harness needs from the machine it runs on. There is one
 * implementation on top of C's stdio and one of Arm semihosting. */
#ifndef M2C_VERIFY_PORT_H
#define M2C_VERIFY_PORT_H

#include <stddef.h>

/* Opens both files; 0 when it cannot. */
int port_open(const char *input, const char *output);
/* Exactly `bytes` bytes; 0 when fewer could be read or written. */
int port_read(void *to, size_t bytes);
int port_write(const void *from, size_t bytes);
/* 0 when the output could not be completed. */
int port_close(void);
void port_print(const char *text);

#endif
