// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The memory of a plan, made to betray wrong plans: what is dead reads as NaN,
// and a buffer that overlaps a live one takes its bytes away.
#ifndef M2C_EVAL_PLANMEMORY_H
#define M2C_EVAL_PLANMEMORY_H

#include "llvm/ADT/ArrayRef.h"
#include <cstdint>
#include <vector>

namespace m2c::eval {

/// How memory holds the elements of a buffer. The evaluator computes on floats
/// that hold the integers.
struct Element {
  enum Kind : uint8_t { Float, Signed, Unsigned };
  Kind kind = Float;
  uint8_t bits = 32; ///< 32 for floats; 4 (two to a byte), 8 or 16 for integers

  bool operator==(const Element &other) const {
    return kind == other.kind && bits == other.bits;
  }
  /// Bytes of `count` elements.
  int64_t bytes(int64_t count) const { return (count * bits + 7) / 8; }
};

/// A buffer of a plan. `offset` in bytes, of any alignment; `count` elements;
/// `first` and `last` number the calls between which it is live, both included.
struct PlanBuffer {
  int64_t offset, count, first, last;
  Element element = {};

  int64_t end() const { return offset + element.bytes(count); }
};

/// An arena in which each byte belongs to one buffer or to none, and is sound or
/// poisoned:
///   at the start, and when its buffer dies, a byte is poisoned and nobody's;
///   a buffer that is born takes all its bytes and poisons them;
///   a write makes the buffer's own bytes sound and poisons all others.
/// An element reads as NaN when one of its bytes is poisoned or not the
/// buffer's own. So every value that outlives its buffer's lifetime, and every
/// use of two buffers that overlap in space and time, turns up as NaN in what is
/// computed from it.
class PlanMemory {
public:
  /// `arenaBytes`: size of the arena; every buffer must lie inside.
  PlanMemory(int64_t arenaBytes, std::vector<PlanBuffer> buffers);

  /// Before each run.
  void reset();
  /// Before and after call number `call`.
  void beginCall(int64_t call);
  void endCall(int64_t call);

  /// The elements of a buffer from `first` on, NaN where they are not to be had.
  void load(unsigned index, llvm::MutableArrayRef<float> values,
            int64_t first = 0) const;
  /// Where an element is NaN, or no integer that the buffer can hold, it poisons
  /// its place. `first` is at the start of a byte.
  void store(unsigned index, llvm::ArrayRef<float> values, int64_t first = 0);
  /// What a kernel may do to its scratch: poisons every byte of it.
  void scribble(unsigned index);

  /// A signalling NaN in all elements.
  static void poison(llvm::MutableArrayRef<float> values);

private:
  static constexpr uint32_t kNobody = UINT32_MAX;

  void poisonBytes(const PlanBuffer &buffer);
  /// `halves`: bit 0 for the low half of each byte, bit 1 for the high one.
  bool isSound(unsigned index, int64_t byte, int64_t bytes,
               uint8_t halves) const;
  void loadIntegers(unsigned index, llvm::MutableArrayRef<float> values,
                    int64_t first) const;
  void storeIntegers(unsigned index, llvm::ArrayRef<float> values,
                     int64_t first);

  std::vector<PlanBuffer> buffers;
  std::vector<uint8_t> arena;
  std::vector<uint32_t> owners;  // of each byte
  std::vector<uint8_t> poisoned; // halves of each byte, as for isSound
  // Buffers by birth and by death, and how far the run has come in each.
  std::vector<uint32_t> births, deaths;
  size_t nextBirth = 0, nextDeath = 0;
};

} // namespace m2c::eval

#endif
