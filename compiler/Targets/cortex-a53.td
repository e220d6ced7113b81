// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Armv8-A, in order, with NEON but no dot product instructions.

def CortexA53 : CortexA<"cortex-a53"> {
  let summary = "Armv8-A, NEON, in order (such as Raspberry Pi 3)";
  let memory = [MemoryLevel<"l1", 32>, MemoryLevel<"l2", 512>,
                MemoryLevel<"ram", 1048576>]; // BCM2837
  // mac.f32: a 64x64 product of plain C, outputs innermost, no contraction, gcc
  // 12 -O3, blocks counted under QEMU, cycles by llvm-mca.
  // mac.s8...: one row of a padded 3x3 convolution, 32 columns, 16 to 16 channels,
  // requantisation included, counted the same way (depthwise: 1.2 to 1.9).
  // The rest: first estimates in proportion.
  let costs = ["mac.f32=1.7", "elem.f32=2", "func.f32=40",
               "copy.byte=0.12", "row=40",
               "mac.s8=0.81", "mac.s8w4=0.93", "mac.s4=0.85",
               "mac.s4w4=0.98", "elem.s8=4"];
}
