// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What m2c knows about the cores it compiles for. The table is generated from
// the records in this folder; no other code names a core.
#ifndef M2C_TARGETS_TARGET_H
#define M2C_TARGETS_TARGET_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include <cstdint>
#include <optional>
#include <string>

namespace m2c {

using llvm::ArrayRef;
using llvm::StringRef;

/// A program that compiles C for a target.
struct TargetCompiler {
  StringRef program;         ///< as found on PATH
  StringRef package;         ///< Debian package that ships it
  ArrayRef<StringRef> flags; ///< for this compiler only, before Target::flags
};

/// One level of the memory hierarchy.
struct MemoryLevel {
  StringRef name;
  uint64_t bytes;
};

/// One entry of the cost table, in cycles; the keys are listed in Target.td.
struct TargetCost {
  StringRef key;
  double cycles;
};

enum class RunKind {
  None,   ///< nothing here can run the code
  Native, ///< this computer
  User,   ///< a Linux program under a user-mode emulator
  System  ///< a bare-metal program on an emulated board, with semihosting
};

struct MemoryRegion {
  uint64_t origin;
  uint64_t size; ///< bytes
};

/// How a built program is run. Only `kind` means something when it is None or
/// Native; the regions only when it is System.
struct TargetRunner {
  RunKind kind;
  StringRef program; ///< the emulator
  StringRef package; ///< its Debian package
  StringRef machine;
  StringRef cpu;
  ArrayRef<StringRef> options;
  MemoryRegion code;
  MemoryRegion ram;
  uint64_t vectorOrigin;
};

struct Target {
  StringRef name;
  StringRef summary;
  ArrayRef<TargetCompiler> compilers; ///< never empty, best first
  StringRef linker;                   ///< empty: the compiler links
  StringRef linkerPackage;
  ArrayRef<StringRef> flags;
  StringRef archMacro;               ///< empty: code for any architecture
  ArrayRef<StringRef> featureMacros; ///< defined when built with `flags`
  ArrayRef<StringRef> kernelSets;    ///< best first, "c" last
  unsigned pointerBits;
  unsigned arenaAlignment;
  bool hasFpu;
  ArrayRef<MemoryLevel> memory; ///< nearest to the core first
  ArrayRef<TargetCost> costs;
  TargetRunner run;

  /// The size of the memory level `level`, or nothing if there is none.
  std::optional<uint64_t> memoryBytes(StringRef level) const;
  /// The cost `key` in cycles, or nothing if the record does not give it.
  std::optional<double> cost(StringRef key) const;
};

/// The target spelled `name`, or null. It lives as long as the program.
const Target *lookupTarget(StringRef name);

/// All targets, in the order in which lists show them.
ArrayRef<Target> allTargets();

/// What to say when `name` is no target: the known ones, and the one that was
/// probably meant where the spelling is near.
std::string unknownTargetMessage(StringRef name);

} // namespace m2c

#endif // M2C_TARGETS_TARGET_H
