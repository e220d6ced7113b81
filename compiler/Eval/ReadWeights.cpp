// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/Eval/ReadWeights.h"

using namespace mlir;

namespace m2c::eval {

int64_t inputBits(StringRef kernel) { return kernel.contains("_s4") ? 4 : 8; }

static int64_t weightBits(StringRef kernel) {
  return kernel.ends_with("w4") ? 4 : 8;
}

/// The lower or upper half of a byte, with its sign.
static int64_t halfOf(int64_t byte, int64_t upper) {
  int64_t half = byte >> (upper * 4) & 15;
  return half < 8 ? half : half - 16;
}

/// [rows][n] elements from words with four of them each: rows c and c + 1, where
/// c is even, by k and k + 2. Such a pair of rows is 16 bits, 256 times the
/// second and the first with an offset of 128; word 0 has rows 0 and 1 of four,
/// word 1 rows 2 and 3, then come the words of k + 1 and k + 3.
static std::vector<float> readPacked(CallReader &reader, int64_t rows,
                                     int64_t n) {
  int64_t fours = (n + 3) / 4;
  std::vector<int64_t> words =
      reader.integers("packed", sizeOf({(rows + 3) / 4, fours, 4}));
  std::vector<float> weights;
  if (words.empty())
    return weights;
  for (int64_t row = 0; row < rows; ++row)
    for (int64_t k = 0; k < n; ++k) {
      int64_t word = (row / 4 * fours + k / 4) * 4 + k % 2 * 2 + row % 4 / 2;
      auto pair = static_cast<int16_t>(words[word] >> (k % 4 / 2 * 16));
      int first = (pair & 255) - 128, second = (pair - (pair & 255)) / 256;
      weights.push_back(static_cast<float>(row % 2 ? second : first));
    }
  return weights;
}

/// [rows][n] elements of 4 bits from words with eight of them: those of four rows by
/// k and k + 2, from the lowest bits on, with an offset of 8 but for the last row of
/// four; then comes the word of k + 1 and k + 3.
static std::vector<float> readDigits(CallReader &reader, int64_t rows,
                                     int64_t n) {
  int64_t fours = (n + 3) / 4;
  std::vector<int64_t> words =
      reader.integers("packed", sizeOf({(rows + 3) / 4, fours, 2}));
  std::vector<float> weights;
  for (int64_t row = 0; row < rows && !words.empty(); ++row)
    for (int64_t k = 0; k < n; ++k) {
      int64_t word = words[(row / 4 * fours + k / 4) * 2 + k % 2];
      int64_t digit = word >> (k % 4 / 2 * 16 + row % 4 * 4) & 15;
      weights.push_back(
          static_cast<float>(row % 4 == 3 ? halfOf(digit, 0) : digit - 8));
    }
  return weights;
}

/// [rows][n] elements, of more rows with more elements: whole fours and sixteens (4
/// bits: rows c and c + 1, where c is even, share bytes, c in the lower half).
static std::vector<float> readPadded(CallReader &reader, StringRef kernel,
                                     int64_t rows, int64_t n) {
  int64_t pitch = (n + 15) / 16 * 16;
  bool halves = weightBits(kernel) == 4;
  std::vector<int64_t> all = reader.integers(
      "padded", sizeOf({(rows + 3) / 4, halves ? 2 : 4, pitch}));
  std::vector<float> weights;
  for (int64_t row = 0; row < rows && !all.empty(); ++row)
    for (int64_t k = 0; k < n; ++k)
      weights.push_back(
          static_cast<float>(halves ? halfOf(all[row / 2 * pitch + k], row % 2)
                                    : all[row * pitch + k]));
  return weights;
}

/// [rows][kernelH][kernelW][channels] elements from vectors of 16: those of rows c
/// and c + 1, where c is even, take turns (4 bits: share a byte, c in the lower
/// half), and k runs over [kernelW][kernelH][channels].
static std::vector<float> readSixteens(CallReader &reader, StringRef kernel,
                                       int64_t rows, const Window &window,
                                       int64_t channels) {
  int64_t h = window.kernelH, w = window.kernelW;
  int64_t vectors = (h * w * channels + 15) / 16;
  bool halves = weightBits(kernel) == 4;
  std::vector<int64_t> all = reader.integers(
      "sixteens", sizeOf({(rows + 3) / 4, halves ? 2 : 4, vectors, 16}));
  std::vector<float> weights;
  for (int64_t row = 0; row < rows && !all.empty(); ++row)
    for (int64_t ky = 0; ky < h; ++ky)
      for (int64_t kx = 0; kx < w; ++kx)
        for (int64_t c = 0; c < channels; ++c) {
          int64_t k = (kx * h + ky) * channels + c;
          int64_t vector = row / 2 * vectors + k / 16;
          weights.push_back(static_cast<float>(
              halves ? halfOf(all[vector * 16 + k % 16], row % 2)
                     : all[(2 * vector + row % 2) * 16 + k % 16]));
        }
  return weights;
}

/// [rows][n] elements from bytes of them and 128: rows to whole eights, or (quads)
/// four rows to a word, and four words before those of a quad.
static std::vector<float> readRaised(CallReader &reader, bool quads,
                                     int64_t rows, int64_t n) {
  std::vector<float> weights;
  auto add = [&](int64_t raised) {
    weights.push_back(static_cast<float>((raised & 255) - 128));
  };
  if (quads) {
    int64_t pitch = 4 + (n + 3) / 4 * 4;
    std::vector<int64_t> words =
        reader.integers("raised", sizeOf({(rows + 3) / 4, pitch}));
    for (int64_t row = 0; row < rows && !words.empty(); ++row)
      for (int64_t k = 0; k < n; ++k)
        add(words[row / 4 * pitch + 4 + k] >> (row % 4 * 8));
    return weights;
  }
  int64_t pitch = (n + 7) / 8 * 8;
  std::vector<int64_t> bytes = reader.integers("raised", sizeOf({rows, pitch}));
  for (int64_t row = 0; row < rows && !bytes.empty(); ++row)
    for (int64_t k = 0; k < n; ++k)
      add(bytes[row * pitch + k]);
  return weights;
}

/// [rows][n] elements of 4 or 8 bits, of 4 bits two to a byte with the earlier one
/// in the low half; each row begins at a byte.
static std::vector<float> readPlain(CallReader &reader, StringRef kernel,
                                    int64_t rows, int64_t n) {
  if (weightBits(kernel) == 8)
    return reader.constant("weights", sizeOf({rows, n}));
  int64_t pitch = (n + 1) / 2;
  std::vector<int64_t> packed =
      reader.integers("weights", sizeOf({rows, pitch}));
  std::vector<float> weights;
  if (packed.empty())
    return weights;
  for (int64_t row = 0; row < rows; ++row)
    for (int64_t i = 0; i < n; ++i)
      weights.push_back(
          static_cast<float>(halfOf(packed[row * pitch + i / 2], i % 2)));
  return weights;
}

std::vector<float> readRows(CallReader &reader, StringRef kernel, int64_t rows,
                            const Window &window, int64_t channels) {
  int64_t n = sizeOf({window.kernelH, window.kernelW, channels});
  if (reader.hasConstant("packed"))
    return weightBits(kernel) == 4 ? readDigits(reader, rows, n)
                                   : readPacked(reader, rows, n);
  if (reader.hasConstant("padded"))
    return readPadded(reader, kernel, rows, n);
  if (reader.hasConstant("sixteens"))
    return readSixteens(reader, kernel, rows, window, channels);
  if (reader.hasConstant("raised"))
    return readRaised(reader, kernel.starts_with("dense"), rows, n);
  return readPlain(reader, kernel, rows, n);
}

/// Weights [9][channels] of 3x3 taps from three words for each channel: eight
/// bytes in the order of kOrder, then the last tap as a number.
static std::vector<float> readPackedTaps(CallReader &reader, int64_t channels) {
  static constexpr int64_t kOrder[] = {0, 1, 3, 4, 2, 6, 5, 7};
  std::vector<int64_t> words = reader.integers("packed", sizeOf({channels, 3}));
  std::vector<float> weights(words.size() * 3);
  for (int64_t c = 0; c < channels && !words.empty(); ++c) {
    for (int64_t i = 0; i < 8; ++i)
      weights[kOrder[i] * channels + c] =
          static_cast<int8_t>(words[c * 3 + i / 4] >> (i % 4 * 8));
    weights[8 * channels + c] = static_cast<float>(words[c * 3 + 2]);
  }
  return weights;
}

/// Weights [9][channels] from 16 bytes for each channel: four of each kx, the
/// first three of which are those of ky.
static std::vector<float> readSixteenTaps(CallReader &reader,
                                          int64_t channels) {
  std::vector<float> all = reader.constant("sixteens", sizeOf({channels, 16}));
  std::vector<float> weights;
  for (int64_t tap = 0; tap < 9 && !all.empty(); ++tap)
    for (int64_t c = 0; c < channels; ++c)
      weights.push_back(all[16 * c + tap % 3 * 4 + tap / 3]);
  return weights;
}

std::vector<float> readTaps(CallReader &reader, StringRef kernel,
                            const Window &window, int64_t channels) {
  bool packed = reader.hasConstant("packed");
  bool sixteens = reader.hasConstant("sixteens");
  reader.expect((!packed && !sixteens) ||
                    (window.kernelH == 3 && window.kernelW == 3),
                "packed weights of 3x3 taps only");
  if (packed)
    return readPackedTaps(reader, channels);
  if (sixteens)
    return readSixteenTaps(reader, channels);
  int64_t taps = sizeOf({window.kernelH, window.kernelW});
  if (reader.hasConstant("padded")) // by nothing
    return reader.constant("padded", sizeOf({taps, channels}));
  return readPlain(reader, kernel, taps, channels);
}

} // namespace m2c::eval
