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
  // The rest: first estimates in proportion.
  let costs = ["mac.f32=4.6", "elem.f32=6", "func.f32=100",
               "copy.byte=0.5", "row=50"];
  let run = BoardAn500;
}
