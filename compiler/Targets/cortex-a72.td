// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Armv8-A, out of order, with NEON but no dot product instructions.

def CortexA72 : CortexA<"cortex-a72"> {
  let summary = "Armv8-A, NEON, out of order (such as Raspberry Pi 4)";
  let memory = [MemoryLevel<"l1", 32>, MemoryLevel<"l2", 1024>,
                MemoryLevel<"ram", 1048576>]; // BCM2711
  // mac.f32: a 64x64 product of plain C, outputs innermost, no contraction, gcc
  // 12 -O3, blocks counted under QEMU, cycles by llvm-mca with the A57's model.
  // mac.s8...: one row of a padded 3x3 convolution, 32 columns, 16 to 16 channels,
  // requantisation included, counted the same way (depthwise: 0.5 to 0.7).
  // The rest: first estimates in proportion.
  let costs = ["mac.f32=0.9", "elem.f32=1", "func.f32=25",
               "copy.byte=0.06", "row=30",
               "mac.s8=0.28", "mac.s8w4=0.36", "mac.s4=0.30",
               "mac.s4w4=0.36", "elem.s8=2"];
}
