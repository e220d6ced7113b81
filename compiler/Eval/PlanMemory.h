// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The memory of a plan, made to betray wrong plans: what is dead holds
// signalling NaN, and a buffer that overlaps a live one takes its bytes away.
#ifndef M2C_EVAL_PLANMEMORY_H
#define M2C_EVAL_PLANMEMORY_H

#include "llvm/ADT/ArrayRef.h"
#include <cstdint>
#include <vector>

namespace m2c::eval {

/// A buffer of a plan. Offset and size in floats; `first` and `last` number the
/// calls between which it is live, both included.
struct PlanBuffer {
  int64_t offset, count, first, last;
};

/// An arena in which each float belongs to one buffer or to none:
///   at the start, and when its buffer dies, a float is NaN and nobody's;
///   a buffer that is born takes all its floats and poisons them;
///   a use of a buffer poisons those of its floats that are not its own.
/// So every value that outlives its buffer's lifetime, and every use of two
/// buffers that overlap in space and time, turns up as NaN in what is computed
/// from it.
class PlanMemory {
public:
  /// `arenaFloats`: size of the arena; every buffer must lie inside.
  PlanMemory(int64_t arenaFloats, std::vector<PlanBuffer> buffers);

  /// Before each run.
  void reset();
  /// Before and after call number `call`.
  void beginCall(int64_t call);
  void endCall(int64_t call);
  /// Before each read, and before and after each write, of buffer `index`.
  void poisonForeign(unsigned index);

  llvm::MutableArrayRef<float> values(unsigned index);

  /// A signalling NaN in all elements.
  static void poison(llvm::MutableArrayRef<float> values);

private:
  static constexpr uint32_t kNobody = UINT32_MAX;

  std::vector<PlanBuffer> buffers;
  std::vector<float> arena;
  std::vector<uint32_t> owners; // of each float
  // Buffers by birth and by death, and how far the run has come in each.
  std::vector<uint32_t> births, deaths;
  size_t nextBirth = 0, nextDeath = 0;
};

} // namespace m2c::eval

#endif
