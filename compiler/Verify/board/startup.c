/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 * From reset to main on a Cortex-M, and what happens on a fault: a report and
 * the end of the emulator. No interrupt is ever enabled. */
#include "exit_codes.h"
#include "port.h"
#include "semihosting.h"

#define REGISTER(address) (*(volatile uint32_t *)(address))
#define CPACR 0xe000ed88u
#define CFSR 0xe000ed28u
#define CFSR_STKOF (1u << 20)

/* From the linker script. */
extern uint32_t data_start[], data_end[], data_load[], bss_start[], bss_end[];
extern uint32_t stack_top[], stack_limit[];

int main(void);
void reset_handler(void);
void fault_handler(void);

typedef void (*handler)(void);
struct vector_table {
  void *initial_stack;
  handler handlers[15];
};

extern const struct vector_table vectors;
__attribute__((section(".vectors"), used)) const struct vector_table vectors = {
    stack_top,
    {reset_handler, fault_handler, fault_handler, fault_handler, fault_handler,
     fault_handler, fault_handler, 0, 0, 0, fault_handler, fault_handler, 0,
     fault_handler, fault_handler}};

/* Not inlined: a compiler may use (or save) floating-point registers here, so
 * this must not become part of the function that switches the FPU on. */
__attribute__((noinline, noreturn)) static void start(void) {
  const uint32_t *from = data_load;
  for (uint32_t *to = data_start; to < data_end;)
    *to++ = *from++;
  for (uint32_t *to = bss_start; to < bss_end;)
    *to++ = 0;
  semihosting_exit(main());
  __builtin_unreachable();
}

/* The core has loaded the stack pointer from the vector table. */
void reset_handler(void) {
#if __ARM_ARCH >= 8
  __asm__ volatile("msr msplim, %0" : : "r"(stack_limit));
#endif
#if defined(__ARM_FP) || defined(__ARM_FEATURE_MVE)
  REGISTER(CPACR) |= 0xfu << 20; /* full access to CP10 and CP11 */
  __asm__ volatile("dsb\n\tisb" : : : "memory");
#endif
  start();
}

static void print_hex(uint32_t value) {
  char text[] = "0x00000000";
  for (unsigned i = 9; i > 1; i--, value >>= 4)
    text[i] = "0123456789abcdef"[value & 15u];
  port_print(text);
}

/* After a stack overflow there is no frame to read: it lies below the stack, or
 * (Armv8-M, which has a limit register and a fault status bit for it) was not
 * pushed at all. */
static int stack_overflowed(const uint32_t *frame) {
#if __ARM_ARCH >= 8
  if (REGISTER(CFSR) & CFSR_STKOF)
    return 1;
#endif
  return frame < stack_limit || frame + 8 > stack_top;
}

/* `frame` is what the core pushed: r0-r3, r12, lr, pc, xpsr. */
__attribute__((used, noreturn)) static void
report_fault(const uint32_t *frame) {
  port_print("fault");
  if (stack_overflowed(frame)) {
    port_print(": stack overflow");
  } else {
    port_print(" at ");
    print_hex(frame[6]);
  }
#if __ARM_ARCH >= 7
  port_print(", CFSR ");
  print_hex(REGISTER(CFSR));
#endif
  port_print("\n");
  semihosting_exit(HARNESS_FAULT);
  __builtin_unreachable();
}

/* Starts a new stack, for the old one may be what is broken. */
__attribute__((naked)) void fault_handler(void) {
  __asm__("mov r0, sp\n\t"
          "ldr r1, =stack_top\n\t"
          "mov sp, r1\n\t"
          "bl report_fault");
}
