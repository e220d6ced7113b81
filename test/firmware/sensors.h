/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD
 * Where the model's inputs come from. */
#ifndef M2C_FIRMWARE_SENSORS_H
#define M2C_FIRMWARE_SENSORS_H

/* Fills one input of the model; `name` is the input's name, `count` its number
 * of values. The inputs are asked for in the order of NAME_inputs. */
void sensors_read(const char *name, float *values, unsigned count);

#endif
