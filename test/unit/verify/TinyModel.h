// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A request to build and run the hand-written model in tiny/ on two samples.
#ifndef M2C_TEST_UNIT_VERIFY_TINYMODEL_H
#define M2C_TEST_UNIT_VERIFY_TINYMODEL_H

#include "compiler/Verify/BuildAndRun.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"

namespace m2c {

struct TinyRequest {
  explicit TinyRequest(StringRef target) : request(*lookupTarget(target)) {
    request.dir = M2C_TINY_MODEL_DIR;
    request.name = "tiny";
    request.inputs = {{"audio", 3}, {"image", 2}};
    request.outputs = {{"probs", 3}, {"gap", 1}};
    request.samples = 2;
    request.inputData = {bytesOf(audio), bytesOf(image)};
  }

  // Exact in binary32, and all different: a swap of samples or inputs shows.
  std::vector<float> audio = {0.5f, -1.25f, 3.0f, 100.0f, -0.0f, 1e-3f};
  std::vector<float> image = {7.0f, 2.5f, -4.0f, 16.0f};
  BuildAndRunRequest request;
};

} // namespace m2c

#endif // M2C_TEST_UNIT_VERIFY_TINYMODEL_H
