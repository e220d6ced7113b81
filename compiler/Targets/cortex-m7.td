// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Armv7E-M, dual issue, with the DSP extension and a double-precision FPU.

def BoardAn500 : Mps2Board<"mps2-an500">;

def CortexM7 : CortexM<"cortex-m7"> {
  let summary = "Armv7E-M, dual issue, DSP, double FPU (such as STM32H7, i.MX RT)";
  let flags = ["-mcpu=cortex-m7", "-mthumb", "-mfpu=fpv5-d16",
               "-mfloat-abi=hard"];
  let featureMacros = ["__ARM_FEATURE_DSP"];
  let kernelSets = ["dsp", "c"];
  let memory = [MemoryLevel<"dtcm", 128>, MemoryLevel<"ram", 512>,
                MemoryLevel<"flash", 2048>]; // STM32H743: the largest SRAM
  // mac.f32: a 64x64 product of plain C, outputs innermost, no contraction, gcc
  // 12 -O3, blocks counted under QEMU, cycles by llvm-mca.
  // mac.s8...: one row of a padded 3x3 convolution, 32 columns, 16 to 16 channels,
  // requantisation included, counted the same way (depthwise: 4.5 to 6.3).
  // The rest: first estimates in proportion.
  let costs = ["mac.f32=4.6", "elem.f32=6", "func.f32=100",
               "copy.byte=0.5", "row=50",
               "mac.s8=2.5", "mac.s8w4=2.9", "mac.s4=2.6",
               "mac.s4w4=3.0", "elem.s8=9"];
  let run = BoardAn500;
}
