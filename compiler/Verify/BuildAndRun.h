// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Builds emitted C with the target's compiler and runs it: on this computer,
// under a user-mode emulator or on an emulated board. Knows the C interface of
// the emitted files and nothing else of m2c.
#ifndef M2C_VERIFY_BUILDANDRUN_H
#define M2C_VERIFY_BUILDANDRUN_H

#include "compiler/Targets/Target.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/Error.h"
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace m2c {

/// One input or output of the C interface.
struct IoSpec {
  std::string cName;             ///< member of NAME_inputs or NAME_outputs
  uint64_t count;                ///< elements of one sample
  std::string dtype = "float32"; ///< as the report spells it; see elementBytes
};

/// The size in bytes of one element of `dtype` (a numpy name), or 0 when the C
/// interface has no such type.
unsigned elementBytes(StringRef dtype);

struct BuildAndRunRequest {
  explicit BuildAndRunRequest(const Target &target) : target(target) {}

  const Target &target;
  std::string dir;  ///< folder of NAME.c, NAME_weights.c and NAME.h
  std::string name; ///< NAME
  std::vector<IoSpec> inputs;
  std::vector<IoSpec> outputs;
  uint64_t samples = 0;
  /// One per input: all samples one after the other, in this computer's byte
  /// order (all targets are little-endian, like every host that LLVM 22 and
  /// QEMU run on here).
  std::vector<ArrayRef<char>> inputData;

  /// Appended to the flags of the model's own files and of the link.
  std::vector<std::string> extraFlags;
  /// See ToolchainRequest.
  std::string compiler;
  std::vector<std::string> searchPath;
  /// Ends a model that hangs. Emulated vector instructions are slow: with them
  /// a large model needs minutes.
  unsigned timeoutSeconds = 3600;
  /// Where to build, and to leave everything afterwards; empty: in a temporary
  /// folder that is removed.
  std::string workDir;
  /// Told in a few words what is going on; may be empty.
  std::function<void(StringRef)> progress;
};

struct BuildAndRunResult {
  /// One per output: all samples one after the other.
  std::vector<std::vector<char>> outputs;
  /// The most stack that a call has taken, in bytes, to within some tens; at
  /// most 24 KiB.
  int64_t stackBytes = 0;

  /// Output `index`, whose dtype is float32.
  std::vector<float> floats(size_t index) const;
};

/// The bytes of `values`, for BuildAndRunRequest::inputData.
inline ArrayRef<char> bytesOf(ArrayRef<float> values) {
  return {reinterpret_cast<const char *>(values.data()),
          values.size() * sizeof(float)};
}

/// Builds and runs; every error is a VerifyError. Each sample is run with an
/// arena full of NaN and guards around every buffer, so that the model's
/// promises on memory are checked too.
llvm::Expected<BuildAndRunResult>
buildAndRun(const BuildAndRunRequest &request);

} // namespace m2c

#endif // M2C_VERIFY_BUILDANDRUN_H
