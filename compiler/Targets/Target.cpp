// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Lookup in the generated table of targets.
#include "compiler/Targets/Target.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace m2c;

namespace {
#include "compiler/Targets/Targets.inc"
} // namespace

std::optional<uint64_t> Target::memoryBytes(StringRef level) const {
  for (const MemoryLevel &candidate : memory)
    if (candidate.name == level)
      return candidate.bytes;
  return std::nullopt;
}

std::optional<double> Target::cost(StringRef key) const {
  for (const TargetCost &candidate : costs)
    if (candidate.key == key)
      return candidate.cycles;
  return std::nullopt;
}

ArrayRef<Target> m2c::allTargets() { return knownTargets; }

const Target *m2c::lookupTarget(StringRef name) {
  for (const Target &target : knownTargets)
    if (target.name == name)
      return &target;
  return nullptr;
}

/// The target whose name is nearest to `name`; null when none is near. A bare
/// core number such as "m7" is seven edits away from its name but no mystery,
/// so an ending that only one target has counts as near too.
static const Target *nearestTarget(StringRef name) {
  const Target *nearest = nullptr;
  unsigned best = name.size() / 3 + 2; // more edits than this are no typo
  for (const Target &target : knownTargets) {
    unsigned distance = target.name.edit_distance_insensitive(name);
    if (distance < best) {
      best = distance;
      nearest = &target;
    }
  }
  auto endsInName = [&](const Target &target) {
    return target.name.ends_with_insensitive(name);
  };
  if (!nearest && name.size() > 1 &&
      llvm::count_if(knownTargets, endsInName) == 1)
    nearest = llvm::find_if(knownTargets, endsInName);
  return nearest;
}

std::string m2c::unknownTargetMessage(StringRef name) {
  auto names = llvm::map_range(
      knownTargets, [](const Target &target) { return target.name; });
  std::string message = "unknown target '" + name.str() +
                        "'; expected one of " + llvm::join(names, ", ");
  if (const Target *nearest = nearestTarget(name))
    message += "; did you mean '" + nearest->name.str() + "'?";
  return message;
}
