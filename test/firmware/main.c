/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD
 * A firmware around a model that m2c compiled: read the sensors, run the
 * model, print what it says. No heap, no operating system. */
#include "console.h"
#include "firmware_model.h" /* yours: #include "NAME.h" */
#include "sensors.h"

/* Scratch memory of the model. It is dead between two calls, so other models
 * and other code may use the same bytes. */
static _Alignas(FIRMWARE_ARENA_ALIGN) unsigned char arena[FIRMWARE_ARENA_BYTES];

static void print_output(const struct firmware_tensor *output) {
  unsigned best = 0;
  console_text(output->name);
  console_text(":");
  for (unsigned i = 0; i < output->count; i++) {
    console_text(" ");
    console_float(output->values[i]);
    if (output->values[i] > output->values[best])
      best = i;
  }
  console_text("\n");
  if (output->count > 1) {
    console_text("prediction of ");
    console_text(output->name);
    console_text(": ");
    console_integer((long)best);
    console_text("\n");
  }
}

int main(void) {
  for (unsigned i = 0; i < FIRMWARE_INPUT_COUNT; i++)
    sensors_read(firmware_inputs[i].name, firmware_inputs[i].values,
                 firmware_inputs[i].count);

  int status = FIRMWARE_RUN(arena, &firmware_in, &firmware_out);
  if (status != 0) {
    console_text("the model returned ");
    console_integer(status);
    console_text("\n");
    return 1;
  }

  for (unsigned i = 0; i < FIRMWARE_OUTPUT_COUNT; i++)
    print_output(&firmware_outputs[i]);
  return 0;
}
