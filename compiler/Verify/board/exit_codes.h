/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 * What the harness ends with, for the harness and for m2c, which explains it
 * to the user. Also C++. */
#ifndef M2C_BOARD_EXIT_CODES_H
#define M2C_BOARD_EXIT_CODES_H

enum {
  HARNESS_OK = 0,
  HARNESS_FILES = 90,     /* cannot open, read or write its data files */
  HARNESS_STATUS = 91,    /* NAME_run returned something else than 0 */
  HARNESS_OVERWRITE = 92, /* NAME_run wrote outside its arena and outputs */
  HARNESS_FAULT = 93      /* the processor took an exception */
};

#endif
