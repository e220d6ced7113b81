/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 * Runs an emitted model on samples from a file and writes what it computes to
 * another file. harness_model.h, generated for each build, names the model. */
#include "exit_codes.h"
#include "harness_model.h"
#include "port.h"
#include "stack.h"
#include <stdint.h>
#include <string.h>

/* The least that the C interface promises is all that the model gets here: the
 * arena has exactly the alignment it asks for, a tensor that of its element.
 * Guards around both show writes outside; they and everything that a run may
 * not read are filled with bytes that are NaN as a float. */
#define GUARD 16
#define POISON 0xff
#define ARENA_GUARD (M2C_HARNESS_ARENA_ALIGN)
#define KNOWN_DEPTH 1024

_Static_assert(M2C_HARNESS_ARENA_ALIGN >= 8,
               "expected an arena alignment from 8");

static _Alignas(2 * M2C_HARNESS_ARENA_ALIGN) unsigned char arena
    [ARENA_GUARD + M2C_HARNESS_ARENA_BYTES + ARENA_GUARD];

#define DECLARE(member, type, count)                                           \
  static _Alignas(64) type member##_buffer[GUARD + 1 + (count) + GUARD];
#define DATA(member) (member##_buffer + GUARD + 1)
M2C_HARNESS_INPUTS(DECLARE)
M2C_HARNESS_OUTPUTS(DECLARE)

/* The header and m2c must agree on the sizes. */
#define CHECK_INPUT(member, type, count)                                       \
  _Static_assert(sizeof(M2C_HARNESS_INPUT_TYPE(member)) ==                     \
                     (count) * sizeof(type),                                   \
                 "unexpected size of input " #member);
#define CHECK_OUTPUT(member, type, count)                                      \
  _Static_assert(sizeof(M2C_HARNESS_OUTPUT_TYPE(member)) ==                    \
                     (count) * sizeof(type),                                   \
                 "unexpected size of output " #member);
M2C_HARNESS_INPUTS(CHECK_INPUT)
M2C_HARNESS_OUTPUTS(CHECK_OUTPUT)

/* Whether `bytes` bytes still have the value that poisoning gave them. */
static int is_poison(const void *start, size_t bytes) {
  const unsigned char *p = start;
  for (size_t i = 0; i < bytes; i++)
    if (p[i] != POISON)
      return 0;
  return 1;
}

static int guards_hold(const void *buffer, size_t before, size_t data,
                       size_t after) {
  const unsigned char *p = buffer;
  return is_poison(p, before) && is_poison(p + before + data, after);
}

static void poison(void) {
  memset(arena, POISON, sizeof arena);
#define POISON_BUFFER(member, type, count)                                     \
  memset(member##_buffer, POISON, sizeof member##_buffer);
  M2C_HARNESS_INPUTS(POISON_BUFFER)
  M2C_HARNESS_OUTPUTS(POISON_BUFFER)
}

/* The name of the first buffer that was written outside, or null. */
static const char *overwritten(void) {
  if (!guards_hold(arena, ARENA_GUARD, M2C_HARNESS_ARENA_BYTES, ARENA_GUARD))
    return "the arena";
#define CHECK_GUARDS(member, type, count)                                      \
  if (!guards_hold(member##_buffer, (GUARD + 1) * sizeof(type),                \
                   (count) * sizeof(type), GUARD * sizeof(type)))              \
    return #member;
  M2C_HARNESS_INPUTS(CHECK_GUARDS)
  M2C_HARNESS_OUTPUTS(CHECK_GUARDS)
  return 0;
}

static void print_number(int number) {
  char text[16];
  char *p = text + sizeof text - 1;
  unsigned magnitude = number < 0 ? 0u - (unsigned)number : (unsigned)number;
  *p = 0;
  do
    *--p = (char)('0' + magnitude % 10u);
  while ((magnitude /= 10u) != 0);
  if (number < 0)
    *--p = '-';
  port_print(text + (p - text));
}

static int deepest; /* bytes of stack that NAME_run has taken */

/* A call whose depth is known, to tell what the harness itself takes. */
__attribute__((noinline)) static int
known_depth(void *memory, const M2C_HARNESS_INPUTS_TYPE *in,
            const M2C_HARNESS_OUTPUTS_TYPE *out) {
  volatile unsigned char block[KNOWN_DEPTH];
  int i, sum = 0;
  for (i = 0; i < KNOWN_DEPTH; i++)
    block[i] = (unsigned char)(memory != 0 && in != 0 && out != 0);
  for (i = 0; i < KNOWN_DEPTH; i++)
    sum += block[i];
  return sum - KNOWN_DEPTH;
}

typedef int run_function(void *, const M2C_HARNESS_INPUTS_TYPE *,
                         const M2C_HARNESS_OUTPUTS_TYPE *);

/* Through a pointer that no compiler knows: one frame for both calls. */
__attribute__((noinline)) static int
call_painted(run_function *volatile *function,
             const M2C_HARNESS_INPUTS_TYPE *in,
             const M2C_HARNESS_OUTPUTS_TYPE *out, int *depth) {
  const char *top = __builtin_frame_address(0);
  int status;
  stack_paint(top);
  status = (*function)(arena + ARENA_GUARD, in, out);
  *depth = stack_depth(top);
  return status;
}

static int run_model(const M2C_HARNESS_INPUTS_TYPE *in,
                     const M2C_HARNESS_OUTPUTS_TYPE *out) {
  run_function *volatile function = known_depth;
  int own, depth, status = call_painted(&function, in, out, &own);
  if (status != 0)
    return status;
  function = M2C_HARNESS_RUN;
  status = call_painted(&function, in, out, &depth);
  depth -= own - KNOWN_DEPTH;
  if (depth > deepest)
    deepest = depth;
  return status;
}

static int run_sample(void) {
  poison();
#define READ(member, type, count)                                              \
  if (!port_read(DATA(member), (count) * sizeof(type)))                        \
    return HARNESS_FILES;
  M2C_HARNESS_INPUTS(READ)

#define SET(member, type, count) .member = DATA(member),
  const M2C_HARNESS_INPUTS_TYPE in = {M2C_HARNESS_INPUTS(SET)};
  const M2C_HARNESS_OUTPUTS_TYPE out = {M2C_HARNESS_OUTPUTS(SET)};
  int status = run_model(&in, &out);
  if (status != 0) {
    port_print("status ");
    print_number(status);
    port_print("\n");
    return HARNESS_STATUS;
  }
  const char *name = overwritten();
  if (name) {
    port_print("outside ");
    port_print(name);
    port_print("\n");
    return HARNESS_OVERWRITE;
  }
#define WRITE(member, type, count)                                             \
  if (!port_write(DATA(member), (count) * sizeof(type)))                       \
    return HARNESS_FILES;
  M2C_HARNESS_OUTPUTS(WRITE)
  return HARNESS_OK;
}

int main(void) {
  if (!port_open(M2C_HARNESS_INPUT_FILE, M2C_HARNESS_OUTPUT_FILE))
    return HARNESS_FILES;
  for (unsigned long sample = 0; sample < M2C_HARNESS_SAMPLES; sample++) {
    int code = run_sample();
    if (code != HARNESS_OK)
      return code;
  }
  port_print("stack ");
  print_number(deepest);
  port_print("\n");
  return port_close() ? HARNESS_OK : HARNESS_FILES;
}
