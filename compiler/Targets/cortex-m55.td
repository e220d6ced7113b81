// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Armv8.1-M with the vector extension (MVE) for integers and floats.

def BoardAn547 : RunBoard<"mps3-an547"> { // code and data in the Secure DDR alias
  let codeOrigin = 0x70000000;
  let codeSize = 0x1000000;
  let ramOrigin = 0x71000000;
  let ramSize = 0x1000000;
  let vectorOrigin = 0x00000000;          // ITCM
}

def CortexM55 : CortexM<"cortex-m55"> {
  let summary = "Armv8.1-M, MVE vectors (such as Alif Ensemble, Corstone-300)";
  let flags = ["-mcpu=cortex-m55", "-mthumb", "-mfloat-abi=hard"];
  let featureMacros = ["__ARM_FEATURE_DSP", "__ARM_FEATURE_MVE"];
  let kernelSets = ["mve", "dsp", "c"];
  let memory = [MemoryLevel<"dtcm", 256>, MemoryLevel<"ram", 2048>,
                MemoryLevel<"flash", 4096>]; // Alif Ensemble E3, its M55-HE
  // mac.f32: a 64x64 product of plain C, outputs innermost, no contraction, gcc
  // 12 -O3, blocks counted under QEMU, cycles by llvm-mca.
  // mac.s8...: one row of a padded 3x3 convolution, 32 columns, 16 to 16 channels,
  // requantisation included, counted the same way (depthwise: 5.3 to 6.5).
  // The rest: first estimates in proportion.
  let costs = ["mac.f32=1.8", "elem.f32=2.5", "func.f32=40",
               "copy.byte=0.15", "row=60",
               "mac.s8=2.7", "mac.s8w4=3.1", "mac.s4=2.8",
               "mac.s4w4=3.2", "elem.s8=8"];
  let run = BoardAn547;
}
