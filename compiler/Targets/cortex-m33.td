// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Armv8-M with the DSP extension and a single-precision FPU.

def BoardAn505 : RunBoard<"mps2-an505"> { // the Secure aliases of its memories
  let codeOrigin = 0x10000000;
  let codeSize = 0x400000;
  let ramOrigin = 0x38000000;
  let ramSize = 0x400000;
  let vectorOrigin = 0x10000000;
}

def CortexM33 : CortexM<"cortex-m33"> {
  let summary = "Armv8-M, DSP, single FPU (such as STM32U5, nRF53)";
  let flags = ["-mcpu=cortex-m33", "-mthumb", "-mfpu=fpv5-sp-d16",
               "-mfloat-abi=hard"];
  let featureMacros = ["__ARM_FEATURE_DSP"];
  let kernelSets = ["dsp", "c"];
  let memory = [MemoryLevel<"ram", 768>, MemoryLevel<"flash", 2048>]; // STM32U575
  // mac.f32: a 64x64 product of plain C, outputs innermost, no contraction, gcc
  // 12 -O3, blocks counted under QEMU, cycles by llvm-mca with the M4's model.
  // mac.s8...: one row of a padded 3x3 convolution, 32 columns, 16 to 16 channels,
  // requantisation included, counted the same way (depthwise: 5.8 to 7.6).
  // The rest: first estimates in proportion.
  let costs = ["mac.f32=4", "elem.f32=8", "func.f32=110",
               "copy.byte=0.75", "row=60",
               "mac.s8=3.1", "mac.s8w4=3.7", "mac.s4=3.2",
               "mac.s4w4=3.7", "elem.s8=12"];
  let run = BoardAn505;
}
