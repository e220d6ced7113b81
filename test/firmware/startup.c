/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD
 * From reset to main. Your chip's vendor ships such a file; the one thing to
 * look for in it is that it switches the FPU on. */
#include "semihosting.h"

#define CPACR (*(volatile uint32_t *)0xe000ed88u)

/* From the linker script. */
extern uint32_t data_start[], data_end[], data_load[], bss_start[], bss_end[];
extern uint32_t stack_top[];

int main(void);
void reset_handler(void);

/* Not inlined: the compiler may save FPU registers on entry. */
__attribute__((noinline)) static void start(void) {
  const uint32_t *from = data_load;
  for (uint32_t *to = data_start; to < data_end;)
    *to++ = *from++;
  for (uint32_t *to = bss_start; to < bss_end;)
    *to++ = 0;
  semihosting_exit(main());
}

void reset_handler(void) {
  CPACR |= 0xfu << 20; /* the FPU is coprocessor 10 and 11 */
  __asm__ volatile("dsb\n\tisb" : : : "memory");
  start();
}

static void fault_handler(void) {
  semihosting_print("firmware: fault\n");
  semihosting_exit(2);
}

struct vector_table {
  void *initial_stack;
  void (*handlers[15])(void);
};

__attribute__((section(".vectors"),
               used)) static const struct vector_table vectors = {
    stack_top,
    {reset_handler, fault_handler, fault_handler, fault_handler, fault_handler,
     fault_handler}};
