// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// How fast the evaluator's operators are: GMAC/s on the convolutional and dense
// layers of two published networks, one core, for every table of inner loops.
#include "compiler/Eval/Ops.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"
#include <algorithm>
#include <chrono>
#include <functional>

using namespace m2c::eval;

namespace {

struct Layer {
  enum Kind { Conv, Depthwise, Dense } kind;
  int64_t h, w, c, outC, kernel, stride;

  int64_t outH() const { return (h + stride - 1) / stride; }
  int64_t outW() const { return (w + stride - 1) / stride; }
  int64_t weights() const {
    return kind == Depthwise ? kernel * kernel * c : outC * kernel * kernel * c;
  }
  int64_t macs() const { return outH() * outW() * weights(); }
};

/// ResNet8 for 32x32x3 images (MLPerf Tiny's image classification).
const Layer kResNet8[] = {
    {Layer::Conv, 32, 32, 3, 16, 3, 1},  {Layer::Conv, 32, 32, 16, 16, 3, 1},
    {Layer::Conv, 32, 32, 16, 16, 3, 1}, {Layer::Conv, 32, 32, 16, 32, 3, 2},
    {Layer::Conv, 16, 16, 32, 32, 3, 1}, {Layer::Conv, 32, 32, 16, 32, 1, 2},
    {Layer::Conv, 16, 16, 32, 64, 3, 2}, {Layer::Conv, 8, 8, 64, 64, 3, 1},
    {Layer::Conv, 16, 16, 32, 64, 1, 2}, {Layer::Dense, 1, 1, 64, 10, 1, 1}};

/// TinyM2Net's case study 2: audio 44x13x1 and image 32x32x3, each a 3x3
/// convolution to 64 channels, two separable convolutions and a dense layer.
const Layer kAudioImage[] = {{Layer::Conv, 44, 13, 1, 64, 3, 1},
                             {Layer::Depthwise, 44, 13, 64, 64, 3, 1},
                             {Layer::Conv, 44, 13, 64, 32, 1, 1},
                             {Layer::Depthwise, 22, 6, 32, 32, 3, 1},
                             {Layer::Conv, 22, 6, 32, 64, 1, 1},
                             {Layer::Dense, 1, 1, 2112, 64, 1, 1},
                             {Layer::Conv, 32, 32, 3, 64, 3, 1},
                             {Layer::Depthwise, 32, 32, 64, 64, 3, 1},
                             {Layer::Conv, 32, 32, 64, 32, 1, 1},
                             {Layer::Depthwise, 16, 16, 32, 32, 3, 1},
                             {Layer::Conv, 16, 16, 32, 64, 1, 1},
                             {Layer::Dense, 1, 1, 4096, 64, 1, 1}};

/// Runs the layer once on these values.
std::function<void()> callOf(OpContext &context, const Layer &layer,
                             Values input, Values weights,
                             MutableValues output) {
  int64_t pad = (layer.kernel - 1) / 2;
  MapShape in = {1, layer.h, layer.w, layer.c};
  Window window = {layer.kernel, layer.kernel, layer.stride, layer.stride, 1, 1,
                   pad,          pad};
  Activation relu = {Activation::Relu};
  if (layer.kind == Layer::Conv)
    return [=, &context] {
      conv2d(context,
             {in, window, layer.outH(), layer.outW(), layer.outC, 1, relu},
             input, weights, {}, output);
    };
  if (layer.kind == Layer::Depthwise)
    return [=, &context] {
      depthwiseConv2d(context,
                      {in, window, layer.outH(), layer.outW(), 1, relu}, input,
                      weights, {}, output);
    };
  return [=, &context] {
    dense(context, {1, layer.c, layer.outC, relu}, input, weights, {}, output);
  };
}

/// Seconds of one call: the best of some rounds, so that other load on the
/// machine matters less.
double secondsOf(const std::function<void()> &run) {
  using Clock = std::chrono::steady_clock;
  double best = 1e9;
  for (int round = 0; round < 7; ++round) {
    int calls = 0;
    double elapsed = 0;
    Clock::time_point begin = Clock::now();
    do {
      run();
      ++calls;
      elapsed = std::chrono::duration<double>(Clock::now() - begin).count();
    } while (elapsed < 0.004);
    best = std::min(best, elapsed / calls);
  }
  return best;
}

void measure(llvm::StringRef name, llvm::ArrayRef<Layer> layers,
             const SimdKernels &kernels) {
  static const char *const kinds[] = {"conv", "depthwise", "dense"};
  OpContext context(kernels);
  double seconds = 0;
  int64_t macs = 0;
  for (const Layer &layer : layers) {
    std::vector<float> input(layer.h * layer.w * layer.c, 0.5f),
        weights(layer.weights(), 0.25f),
        output(layer.outH() * layer.outW() * layer.outC);
    double own = secondsOf(callOf(context, layer, input, weights, output));
    llvm::outs() << llvm::format(
        "  %-9s %2dx%2dx%-4d -> %-3d kernel %d stride %d: %6.2f GMAC/s\n",
        kinds[layer.kind], int(layer.h), int(layer.w), int(layer.c),
        int(layer.outC), int(layer.kernel), int(layer.stride),
        layer.macs() / own * 1e-9);
    seconds += own;
    macs += layer.macs();
  }
  llvm::outs() << name << ", " << kernels.name << ": "
               << llvm::format("%.2f MMAC in %.3f ms, %.2f GMAC/s\n",
                               macs * 1e-6, seconds * 1e3,
                               macs / seconds * 1e-9);
}

} // namespace

int main() {
  for (const SimdKernels *kernels : runnableKernels()) {
    measure("ResNet8", kResNet8, *kernels);
    measure("audio + image", kAudioImage, *kernels);
  }
  return 0;
}
