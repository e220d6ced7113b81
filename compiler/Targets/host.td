// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The PC that m2c runs on: for unit tests of the user's own code and for quick
// checks. No -march flag, so that the same file builds on every PC.

def Host : Native<"host"> {
  let summary = "the computer m2c runs on";
  let memory = [MemoryLevel<"l1", 32>, MemoryLevel<"l2", 1024>,
                MemoryLevel<"ram", 8388608>];
  // First estimates for a 4-lane SSE2 core, not measured.
  let costs = ["mac.f32=0.5", "elem.f32=1", "func.f32=10", "copy.byte=0.1",
               "row=20",
               "mac.s8=0.3", "mac.s8w4=0.35", "mac.s4=0.32",
               "mac.s4w4=0.36", "elem.s8=2"];
}
