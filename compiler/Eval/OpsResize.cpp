// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Resize from ONNX's description. Positions are binary32 as in ONNX Runtime:
// in a wider format other elements would be nearest.
#include "compiler/Eval/OpsResize.h"
#include <algorithm>
#include <cmath>

using namespace llvm;

namespace m2c::eval {

static float positionOf(ResizeRule rule, int64_t i, int64_t in, int64_t out,
                        float scale) {
  float x = static_cast<float>(i);
  if (rule.coordinates == ResizeRule::Asymmetric)
    return x / scale;
  if (out == 1 && rule.coordinates != ResizeRule::HalfPixel)
    return 0.0f;
  if (rule.coordinates == ResizeRule::AlignCorners)
    return x * static_cast<float>(in - 1) / static_cast<float>(out - 1);
  float centre = x + 0.5f;
  return centre / scale - 0.5f;
}

/// The neighbours below and above are compared by their distance.
static float nearest(ResizeRule::Mode mode, float position) {
  float below = std::floor(position), above = std::ceil(position);
  if (mode == ResizeRule::Floor)
    return below;
  if (mode == ResizeRule::Ceil)
    return above;
  double down = double(position) - below, up = double(above) - position;
  if (std::abs(down - up) <= 2e-6) // ONNX Runtime's middle
    return mode == ResizeRule::PreferFloor ? below : above;
  return down < up ? below : above;
}

ResizeAxis resizeAxis(ResizeRule rule, int64_t in, int64_t out, float scale) {
  ResizeAxis axis;
  float last = static_cast<float>(in - 1);
  for (int64_t i = 0; i < out; ++i) {
    float position = positionOf(rule, i, in, out, scale);
    if (rule.mode != ResizeRule::Linear) {
      float found =
          std::min(std::max(nearest(rule.mode, position), 0.0f), last);
      axis.index.push_back(static_cast<int64_t>(found));
      continue;
    }
    position = std::min(std::max(position, 0.0f), last);
    axis.index.push_back(static_cast<int64_t>(position));
    axis.weight.push_back(position - std::trunc(position));
  }
  return axis;
}

namespace {
/// The elements that make an output: of the upper and of the lower row, left
/// and right.
struct Corners {
  const float *upperLeft, *upperRight, *lowerLeft, *lowerRight;
};
} // namespace

/// Calls pixel(corners, y, x, output pixel) for each output pixel.
template <typename Fn>
static void forEachPixel(const ResizeParams &params, Values input,
                         MutableValues output, Fn pixel) {
  const MapShape &in = params.in;
  float *out = output.data();
  for (int64_t n = 0; n < in.n; ++n)
    for (size_t y = 0; y < params.rows.index.size(); ++y)
      for (size_t x = 0; x < params.columns.index.size(); ++x, out += in.c) {
        auto at = [&](int64_t row, int64_t column) {
          row = std::min(row, in.h - 1);
          column = std::min(column, in.w - 1);
          return input.data() + ((n * in.h + row) * in.w + column) * in.c;
        };
        int64_t row = params.rows.index[y], column = params.columns.index[x];
        pixel(Corners{at(row, column), at(row, column + 1), at(row + 1, column),
                      at(row + 1, column + 1)},
              y, x, out);
      }
}

static void moveNearest(const ResizeParams &params, Values input,
                        MutableValues output) {
  forEachPixel(params, input, output,
               [&](const Corners &corners, size_t, size_t, float *out) {
                 std::copy_n(corners.upperLeft, params.in.c, out);
               });
}

void resize2d(const ResizeParams &params, Values input, MutableValues output) {
  if (params.rows.weight.empty())
    return moveNearest(params, input, output);
  forEachPixel(params, input, output,
               [&](const Corners &from, size_t y, size_t x, float *out) {
                 double w = params.rows.weight[y], v = params.columns.weight[x];
                 for (int64_t c = 0; c < params.in.c; ++c) {
                   double upper =
                       from.upperLeft[c] * (1 - v) + from.upperRight[c] * v;
                   double lower =
                       from.lowerLeft[c] * (1 - v) + from.lowerRight[c] * v;
                   out[c] = static_cast<float>(upper * (1 - w) + lower * w);
                 }
               });
}

/// l * (1 - share) + r * share, each of the four operations rounded.
static float mix(float l, float r, float share) {
  float rest = 1.0f - share;
  float first = l * rest;
  float second = r * share;
  return first + second;
}

void quantResize2d(const ResizeParams &params, int32_t inputZero, float ratio,
                   const Requant &requant, Values input, MutableValues output) {
  if (params.rows.weight.empty())
    return moveNearest(params, input, output);
  float zero = static_cast<float>(inputZero);
  forEachPixel(params, input, output,
               [&](const Corners &from, size_t y, size_t x, float *out) {
                 float w = params.rows.weight[y], v = params.columns.weight[x];
                 for (int64_t c = 0; c < params.in.c; ++c) {
                   float upper = mix(from.upperLeft[c] - zero,
                                     from.upperRight[c] - zero, v);
                   float lower = mix(from.lowerLeft[c] - zero,
                                     from.lowerRight[c] - zero, v);
                   out[c] = requant.round(mix(upper, lower, w) * ratio);
                 }
               });
}

} // namespace m2c::eval
