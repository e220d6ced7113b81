// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Armv8-A, out of order, with NEON but no dot product instructions.

def CortexA72 : CortexA<"cortex-a72"> {
  let summary = "Armv8-A, NEON, out of order (such as Raspberry Pi 4)";
  let memory = [MemoryLevel<"l1", 32>, MemoryLevel<"l2", 1024>,
                MemoryLevel<"ram", 1048576>]; // BCM2711
  // mac.f32: a 64x64 product of plain C, outputs innermost, no contraction, gcc
  // 12 -O3, blocks counted under QEMU, cycles by llvm-mca with the A57's model.
  // The rest: first estimates in proportion.
  let costs = ["mac.f32=0.9", "elem.f32=1", "func.f32=25",
               "copy.byte=0.06", "row=30"];
}
