// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Armv7E-M with the DSP extension and a single-precision FPU.

def BoardAn386 : Mps2Board<"mps2-an386">;

def CortexM4 : CortexM<"cortex-m4"> {
  let summary = "Armv7E-M, DSP, single FPU (such as STM32F4, nRF52)";
  let flags = ["-mcpu=cortex-m4", "-mthumb", "-mfpu=fpv4-sp-d16",
               "-mfloat-abi=hard"];
  let featureMacros = ["__ARM_FEATURE_DSP"];
  let kernelSets = ["dsp", "c"];
  let memory = [MemoryLevel<"ccm", 64>, MemoryLevel<"ram", 192>,
                MemoryLevel<"flash", 1024>]; // STM32F407: 64 K + 128 K
  // mac.f32: a 64x64 product of plain C, outputs innermost, no contraction, gcc
  // 12 -O3, blocks counted under QEMU, cycles by M4 TRM's instruction table.
  // mac.s8...: one row of a padded 3x3 convolution, 32 columns, 16 to 16 channels,
  // requantisation included, counted the same way (depthwise: 6 to 8).
  // The rest: first estimates in proportion.
  let costs = ["mac.f32=5", "elem.f32=8", "func.f32=120",
               "copy.byte=0.75", "row=60",
               "mac.s8=3.3", "mac.s8w4=3.9", "mac.s4=3.4",
               "mac.s4w4=3.9", "elem.s8=12"];
  let run = BoardAn386;
}
