// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Owners and poison of the arena's bytes.
#include "compiler/Eval/PlanMemory.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/MathExtras.h"
#include <cstring>
#include <numeric>
#include <tuple>

namespace m2c::eval {

/// Exponent all ones, quiet bit clear, some other bit set.
static constexpr uint32_t kSignallingNan = 0x7fa00000;

/// Both halves of a byte, each of which may hold an element of its own.
static constexpr uint8_t kBoth = 3;

void PlanMemory::poison(llvm::MutableArrayRef<float> values) {
  // As bytes: a signalling NaN that passes through a float register may become
  // a quiet one.
  for (float &value : values)
    std::memcpy(&value, &kSignallingNan, sizeof(value));
}

PlanMemory::PlanMemory(int64_t arenaBytes, std::vector<PlanBuffer> list)
    : buffers(std::move(list)), arena(arenaBytes), owners(arenaBytes, kNobody),
      poisoned(arenaBytes, kBoth), births(buffers.size()) {
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
  llvm::fill(owners, kNobody);
  llvm::fill(poisoned, kBoth);
  nextBirth = nextDeath = 0;
}

void PlanMemory::poisonBytes(const PlanBuffer &buffer) {
  std::fill(poisoned.begin() + buffer.offset, poisoned.begin() + buffer.end(),
            kBoth);
}

void PlanMemory::beginCall(int64_t call) {
  for (; nextBirth < births.size(); ++nextBirth) {
    uint32_t index = births[nextBirth];
    const PlanBuffer &buffer = buffers[index];
    if (buffer.first > call)
      return;
    poisonBytes(buffer);
    std::fill(owners.begin() + buffer.offset, owners.begin() + buffer.end(),
              index);
  }
}

void PlanMemory::endCall(int64_t call) {
  for (; nextDeath < deaths.size(); ++nextDeath) {
    uint32_t index = deaths[nextDeath];
    const PlanBuffer &buffer = buffers[index];
    if (buffer.last > call)
      return;
    for (int64_t i = buffer.offset; i < buffer.end(); ++i)
      if (owners[i] == index) {
        owners[i] = kNobody;
        poisoned[i] = kBoth;
      }
  }
}

bool PlanMemory::isSound(unsigned index, int64_t byte, int64_t bytes,
                         uint8_t halves) const {
  // No early exit, so that long ranges are checked by SIMD.
  uint32_t wrong = 0;
  for (int64_t i = byte; i < byte + bytes; ++i)
    wrong |= (owners[i] ^ index) | (poisoned[i] & halves);
  return wrong == 0;
}

void PlanMemory::load(unsigned index, llvm::MutableArrayRef<float> values,
                      int64_t first) const {
  const PlanBuffer &buffer = buffers[index];
  if (values.empty())
    return;
  if (buffer.element.kind != Element::Float)
    return loadIntegers(index, values, first);
  constexpr int64_t size = sizeof(float);
  auto count = static_cast<int64_t>(values.size());
  int64_t begin = buffer.offset + first * size;
  if (isSound(index, begin, count * size, kBoth)) {
    std::memcpy(values.data(), &arena[begin], count * size);
    return;
  }
  poison(values);
  for (int64_t i = 0; i < count; ++i)
    if (int64_t at = begin + i * size; isSound(index, at, size, kBoth))
      std::memcpy(&values[i], &arena[at], size);
}

/// The lowest `bits` of `raw` as the element says.
static float fromBits(uint32_t raw, Element element) {
  if (element.bits == 32)
    return static_cast<float>(static_cast<int32_t>(raw));
  if (element.kind == Element::Signed)
    return static_cast<float>(llvm::SignExtend64(raw, element.bits));
  return static_cast<float>(raw);
}

void PlanMemory::loadIntegers(unsigned index,
                              llvm::MutableArrayRef<float> values,
                              int64_t first) const {
  const PlanBuffer &buffer = buffers[index];
  unsigned bits = buffer.element.bits, size = llvm::divideCeil(bits, 8u);
  for (auto [i, value] : llvm::enumerate(values)) {
    int64_t at = buffer.offset + (first + int64_t(i)) * bits / 8;
    // The earlier of two elements is in the low half of the byte.
    unsigned half = bits == 4 ? (first + int64_t(i)) % 2 : 0;
    if (!isSound(index, at, size, bits == 4 ? 1u << half : kBoth)) {
      poison(value);
      continue;
    }
    uint32_t raw = arena[at] >> (4 * half);
    for (unsigned byte = 1; byte < size; ++byte)
      raw |= uint32_t(arena[at + byte]) << (8 * byte);
    value = fromBits(raw & (UINT32_MAX >> (32 - bits)), buffer.element);
  }
}

/// Whether the element can hold the value, which is false for NaN.
static bool holds(Element element, float value) {
  // Of 32 bits those that a float holds with all their neighbours.
  if (element.bits == 32)
    return value > -0x1p24f && value < 0x1p24f &&
           value == static_cast<float>(static_cast<int32_t>(value));
  float high = static_cast<float>(
      1 << (element.bits - (element.kind == Element::Signed)));
  float low = element.kind == Element::Signed ? -high : 0.0f;
  return value >= low && value < high && value == float(int32_t(value));
}

void PlanMemory::store(unsigned index, llvm::ArrayRef<float> values,
                       int64_t first) {
  const PlanBuffer &buffer = buffers[index];
  if (values.empty())
    return;
  int64_t begin = buffer.offset + buffer.element.bytes(first);
  int64_t end = begin + buffer.element.bytes(values.size());
  if (buffer.element.kind == Element::Float)
    std::memcpy(&arena[begin], values.data(), values.size() * sizeof(float));
  for (int64_t i = begin; i < end; ++i)
    poisoned[i] = owners[i] == index ? 0 : kBoth;
  if (buffer.element.kind != Element::Float)
    storeIntegers(index, values, first);
}

void PlanMemory::storeIntegers(unsigned index, llvm::ArrayRef<float> values,
                               int64_t first) {
  const PlanBuffer &buffer = buffers[index];
  unsigned bits = buffer.element.bits, size = llvm::divideCeil(bits, 8u);
  for (auto [i, value] : llvm::enumerate(values)) {
    int64_t at = buffer.offset + (first + int64_t(i)) * bits / 8;
    unsigned half = bits == 4 ? (first + int64_t(i)) % 2 : 0;
    if (!holds(buffer.element, value)) {
      for (unsigned byte = 0; byte < size; ++byte)
        poisoned[at + byte] |= bits == 4 ? 1u << half : kBoth;
      continue;
    }
    auto raw = static_cast<uint32_t>(static_cast<int32_t>(value));
    if (bits == 4) {
      arena[at] = (arena[at] & (0xf0u >> (4 * half))) | (raw & 15u)
                                                            << (4 * half);
      continue;
    }
    for (unsigned byte = 0; byte < size; ++byte)
      arena[at + byte] = static_cast<uint8_t>(raw >> (8 * byte));
  }
}

void PlanMemory::scribble(unsigned index) { poisonBytes(buffers[index]); }

} // namespace m2c::eval
