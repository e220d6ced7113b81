// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Armv6-M without FPU, DSP instructions, division or unaligned access. QEMU has
// no board with an M0+; the M0 of the micro:bit executes the same instructions,
// and its memories are enlarged so that a whole float model fits.

def BoardMicrobit : RunBoard<"microbit"> {
  let options = ["-global", "nrf51-soc.flash-size=8388608",
                 "-global", "nrf51-soc.sram-size=8388608"];
  let codeOrigin = 0x00000000;
  let codeSize = 0x800000;
  let ramOrigin = 0x20000000;
  let ramSize = 0x800000;
  let vectorOrigin = 0x00000000;
}

def CortexM0Plus : CortexM<"cortex-m0plus"> {
  let summary = "Armv6-M, no FPU (such as RP2040, STM32G0)";
  let flags = ["-mcpu=cortex-m0plus", "-mthumb", "-mfloat-abi=soft"];
  let hasFpu = 0;
  let kernelSets = ["v6m", "c"];
  let memory = [MemoryLevel<"ram", 144>, MemoryLevel<"flash", 512>]; // STM32G0B1
  // mac.f32: a 64x64 product of plain C, outputs innermost, no contraction, gcc
  // 12 -O3, blocks counted under QEMU, cycles by M0+ TRM's instruction table.
  // mac.s8...: one row of a padded 3x3 convolution, 32 columns, 16 to 16 channels,
  // requantisation included, counted the same way (depthwise: 51).
  // The rest: first estimates in proportion.
  let costs = ["mac.f32=220", "elem.f32=130", "func.f32=3000",
               "copy.byte=1", "row=120",
               "mac.s8=10.3", "mac.s8w4=11.1", "mac.s4=10.5",
               "mac.s4w4=11.3", "elem.s8=150"];
  let run = BoardMicrobit;
}
