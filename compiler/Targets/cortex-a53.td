// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Armv8-A, in order, with NEON but no dot product instructions.

def CortexA53 : CortexA<"cortex-a53"> {
  let summary = "Armv8-A, NEON, in order (such as Raspberry Pi 3)";
  let memory = [MemoryLevel<"l1", 32>, MemoryLevel<"l2", 512>,
                MemoryLevel<"ram", 1048576>]; // BCM2837
  // mac.f32: a 64x64 product of plain C, outputs innermost, no contraction, gcc
  // 12 -O3, blocks counted under QEMU, cycles by llvm-mca.
  // The rest: first estimates in proportion.
  let costs = ["mac.f32=1.7", "elem.f32=2", "func.f32=40",
               "copy.byte=0.12", "row=40"];
}
