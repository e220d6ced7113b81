// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Owners and poison of the arena's floats.
#include "compiler/Eval/PlanMemory.h"
#include "llvm/ADT/STLExtras.h"
#include <cstring>
#include <numeric>
#include <tuple>

namespace m2c::eval {

/// Exponent all ones, quiet bit clear, some other bit set.
static constexpr uint32_t kSignallingNan = 0x7fa00000;

void PlanMemory::poison(llvm::MutableArrayRef<float> values) {
  // As bytes: a signalling NaN that passes through a float register may become
  // a quiet one.
  for (float &value : values)
    std::memcpy(&value, &kSignallingNan, sizeof(value));
}

PlanMemory::PlanMemory(int64_t arenaFloats, std::vector<PlanBuffer> list)
    : buffers(std::move(list)), arena(arenaFloats),
      owners(arenaFloats, kNobody), births(buffers.size()) {
  std::iota(births.begin(), births.end(), 0);
  deaths = births;
  llvm::sort(births, [&](uint32_t a, uint32_t b) {
    return std::tie(buffers[a].first, a) < std::tie(buffers[b].first, b);
  });
  llvm::sort(deaths, [&](uint32_t a, uint32_t b) {
    return std::tie(buffers[a].last, a) < std::tie(buffers[b].last, b);
  });
}

void PlanMemory::reset() {
  poison(arena);
  llvm::fill(owners, kNobody);
  nextBirth = nextDeath = 0;
}

void PlanMemory::beginCall(int64_t call) {
  for (; nextBirth < births.size(); ++nextBirth) {
    uint32_t index = births[nextBirth];
    const PlanBuffer &buffer = buffers[index];
    if (buffer.first > call)
      return;
    poison(values(index));
    std::fill_n(owners.begin() + buffer.offset, buffer.count, index);
  }
}

void PlanMemory::endCall(int64_t call) {
  for (; nextDeath < deaths.size(); ++nextDeath) {
    uint32_t index = deaths[nextDeath];
    const PlanBuffer &buffer = buffers[index];
    if (buffer.last > call)
      return;
    for (int64_t i = buffer.offset; i < buffer.offset + buffer.count; ++i)
      if (owners[i] == index) {
        owners[i] = kNobody;
        poison(arena[i]);
      }
  }
}

void PlanMemory::poisonForeign(unsigned index) {
  const PlanBuffer &buffer = buffers[index];
  for (int64_t i = buffer.offset; i < buffer.offset + buffer.count; ++i)
    if (owners[i] != index)
      poison(arena[i]);
}

llvm::MutableArrayRef<float> PlanMemory::values(unsigned index) {
  const PlanBuffer &buffer = buffers[index];
  return llvm::MutableArrayRef(arena).slice(buffer.offset, buffer.count);
}

} // namespace m2c::eval
