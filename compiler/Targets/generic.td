// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Plain C99 for a compiler and a core that m2c knows nothing about. There is no
// memory record and the costs only rank one plan against another.

def Generic : Native<"generic"> {
  let summary = "plain C99 for any compiler and core";
  let pointerBits = 32;
  let hasFpu = 0;
  // First estimates for a single-issue core with an FPU, not measured.
  let costs = ["mac.f32=6", "elem.f32=8", "func.f32=80", "copy.byte=1",
               "row=50",
               "mac.s8=4", "mac.s8w4=4.6", "mac.s4=4.1",
               "mac.s4w4=4.7", "elem.s8=14"];
}
