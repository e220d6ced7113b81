// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Turns a layer and its inputs into rounding problems, one for each set of
// output channels that read the same inputs, and the answers into integers.
#include "compiler/Quant/LayerFit.h"
#include <Eigen/Cholesky>
#include <cmath>
#include <numeric>

using namespace llvm;

namespace m2c::quant {
namespace {

/// Patches that a fit looks at: enough to know a Hessian of K columns.
constexpr int64_t kLeastRows = 4096, kRowsPerColumn = 8;

/// What the weights of one output position multiply.
class PatchReader {
public:
  PatchReader(const Layer &layer, ArrayRef<float> values)
      : layer(layer), values(values) {}

  int64_t pixels() const { return layer.outH * layer.outW; }

  /// Calls `visit(tap, pointer to the in.c channels)` for the taps inside the
  /// map.
  template <typename Visit>
  void visit(int64_t sample, int64_t pixel, Visit visit) const {
    const eval::Window &window = layer.window;
    int64_t top = pixel / layer.outW * window.strideH - window.padTop;
    int64_t left = pixel % layer.outW * window.strideW - window.padLeft;
    auto [firstY, lastY] =
        eval::insideTaps(top, window.dilationH, window.kernelH, layer.in.h);
    auto [firstX, lastX] =
        eval::insideTaps(left, window.dilationW, window.kernelW, layer.in.w);
    for (int64_t ky = firstY; ky < lastY; ++ky)
      for (int64_t kx = firstX; kx < lastX; ++kx) {
        int64_t y = sample * layer.in.h + top + ky * window.dilationH;
        int64_t x = left + kx * window.dilationW;
        visit(ky * window.kernelW + kx,
              values.data() + (y * layer.in.w + x) * layer.in.c);
      }
  }

private:
  const Layer &layer;
  ArrayRef<float> values;
};

/// Rows [first, first + step, ...) of the patch matrix of one block, less the
/// means.
Matrix readPatches(const Layer &layer, ArrayRef<float> values, int64_t samples,
                   int64_t step, int64_t firstIn,
                   const Eigen::VectorXf &means) {
  PatchReader reader(layer, values);
  int64_t rows = (samples * reader.pixels() + step - 1) / step,
          channels = layer.channelsRead();
  Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor> patches(
      rows, layer.columns());
  patches.rowwise() = -means.transpose();
  for (int64_t row = 0; row < rows; ++row) {
    int64_t index = row * step;
    float *to = patches.row(row).data();
    reader.visit(index / reader.pixels(), index % reader.pixels(),
                 [&](int64_t tap, const float *from) {
                   for (int64_t c = 0; c < channels; ++c)
                     to[tap * channels + c] += from[firstIn + c];
                 });
  }
  return patches;
}

/// Every step-th patch, in all columns and rows of the map alike.
int64_t rowStep(const Layer &layer, int64_t rows) {
  int64_t most = std::max(kLeastRows, kRowsPerColumn * layer.columns());
  int64_t step = std::max<int64_t>(rows / most, 1);
  while (std::gcd(step, layer.outW) != 1)
    ++step;
  return step;
}

} // namespace

std::vector<double> meanPatch(const Layer &layer, ArrayRef<float> values,
                              size_t samples) {
  PatchReader reader(layer, values);
  std::vector<double> sums(layer.taps() * layer.in.c);
  std::vector<float> own(sums.size());
  for (size_t sample = 0; sample < samples; ++sample) {
    std::fill(own.begin(), own.end(), 0.0f);
    for (int64_t pixel = 0; pixel < reader.pixels(); ++pixel)
      reader.visit(sample, pixel, [&](int64_t tap, const float *from) {
        float *to = own.data() + tap * layer.in.c;
        for (int64_t c = 0; c < layer.in.c; ++c)
          to[c] += from[c];
      });
    for (size_t i = 0; i < sums.size(); ++i)
      sums[i] += own[i];
  }
  for (double &sum : sums)
    sum /= static_cast<double>(samples * reader.pixels());
  return sums;
}

/// The mean that weight `column` of a channel multiplies.
static double meanOf(const Layer &layer, ArrayRef<double> means,
                     int64_t channel, int64_t column) {
  int64_t channels = layer.channelsRead();
  return means[column / channels * layer.in.c +
               layer.firstChannelRead(channel) + column % channels];
}

double meanOutput(const Layer &layer, ArrayRef<float> weights,
                  ArrayRef<double> means, int64_t channel) {
  double sum = 0;
  for (int64_t column = 0; column < layer.columns(); ++column)
    sum += weights[layer.weightIndex(channel, column)] *
           meanOf(layer, means, channel, column);
  return sum;
}

LayerFitter::LayerFitter(const Layer &layer, const LayerInput &input,
                         const QuantOptions &options)
    : layer(layer), options(options) {
  if (options.biasCorrection) {
    exactMeans = meanPatch(layer, input.exact, input.samples);
    quantizedMeans = meanPatch(layer, input.quantized, input.samples);
  }
  int64_t step =
      layer.outC / (layer.kind == Layer::Depthwise ? layer.in.c : layer.group);
  for (int64_t first = 0; first < layer.outC; first += step)
    addBlock(first, step, input);
  for (const Block &block : blocks)
    rounders.push_back(std::make_unique<Rounder>(block.problem));
}

void LayerFitter::addBlock(int64_t firstOut, int64_t channels,
                           const LayerInput &input) {
  Block &block = blocks.emplace_back(Block{firstOut, channels, {}});
  RoundingProblem &problem = block.problem;
  int64_t columns = layer.columns();
  problem.weights.resize(columns, channels);
  for (int64_t c = 0; c < channels; ++c)
    for (int64_t k = 0; k < columns; ++k)
      problem.weights(k, c) = layer.weights[layer.weightIndex(firstOut + c, k)];
  problem.inputs = Matrix::Zero(0, columns);
  problem.shift = Matrix::Zero(0, channels);
  if (options.rounding == Rounding::Nearest)
    return;
  // A bias that is corrected takes care of the means.
  Eigen::VectorXf exactMean = Eigen::VectorXf::Zero(columns), mean = exactMean;
  for (int64_t k = 0; options.biasCorrection && k < columns; ++k) {
    exactMean[k] = meanOf(layer, exactMeans, firstOut, k);
    mean[k] = meanOf(layer, quantizedMeans, firstOut, k);
  }
  int64_t rows = input.samples * layer.outH * layer.outW,
          step = rowStep(layer, rows), in = layer.firstChannelRead(firstOut);
  Matrix inputs =
      readPatches(layer, input.quantized, input.samples, step, in, mean);
  float norm = 1.0f / std::sqrt(float(inputs.rows()));
  inputs *= norm;
  // Relative to the mean eigenvalue that is not 0: few samples of a wide layer
  // say nothing about most directions, and the fit must not bend along them.
  int64_t rank = std::min<int64_t>(inputs.rows(), columns);
  problem.damping = options.damping * inputs.squaredNorm() / double(rank);
  Matrix moves;
  bool moved =
      options.asymmetry > 0.0 && input.exact.data() != input.quantized.data();
  if (moved)
    moves =
        readPatches(layer, input.exact, input.samples, step, in, exactMean) *
            norm -
        inputs;
  float part = options.asymmetry;
  if (inputs.rows() <= columns) {
    problem.shift = Matrix::Zero(inputs.rows(), channels);
    if (moved)
      problem.shift.noalias() = -part * moves * problem.weights;
    problem.inputs = std::move(inputs);
    return;
  }
  // Many rows: a triangular factor of the Hessian stands for them.
  Eigen::MatrixXd hessian = (inputs.transpose() * inputs).cast<double>();
  hessian.diagonal().array() += 1e-6 * hessian.trace() / columns + 1e-30;
  Eigen::LLT<Eigen::MatrixXd> factor(hessian);
  problem.inputs = Eigen::MatrixXd(factor.matrixU()).cast<float>();
  problem.shift = Matrix::Zero(columns, channels);
  if (moved) {
    Matrix cross = inputs.transpose() * moves;
    Eigen::MatrixXd right = (-part * (cross * problem.weights)).cast<double>();
    problem.shift = factor.matrixL().solve(right).cast<float>();
  }
}

/// A channel of tiny weights must not need a bias beyond int32.
Eigen::VectorXf LayerFitter::leastScales(const Block &block,
                                         float inputScale) const {
  constexpr double kMostBias = 1 << 30;
  Eigen::VectorXf least(block.channels);
  for (int64_t c = 0; c < block.channels; ++c) {
    double bias = std::abs(layer.bias[block.firstOut + c]);
    if (options.biasCorrection)
      bias += std::abs(
          meanOutput(layer, layer.weights, exactMeans, block.firstOut + c));
    least[c] =
        std::max(static_cast<float>(bias / (kMostBias * inputScale)), 0x1p-60f);
  }
  return least;
}

LayerPlan LayerFitter::fit(unsigned bits, float inputScale) {
  LayerPlan plan;
  plan.bits = bits;
  plan.scales.resize(layer.outC);
  plan.weights.resize(layer.weights.size());
  plan.floatWeights = layer.weights;
  plan.floatBias = layer.bias;
  int limit = (1 << (bits - 1)) - 1;
  for (auto [i, block] : enumerate(blocks)) {
    RoundedWeights rounded = rounders[i]->round(options.rounding, limit,
                                                leastScales(block, inputScale));
    for (int64_t c = 0; c < block.channels; ++c) {
      plan.scales[block.firstOut + c] = rounded.scales[c];
      for (int64_t k = 0; k < layer.columns(); ++k)
        plan.weights[layer.weightIndex(block.firstOut + c, k)] =
            static_cast<int8_t>(rounded.q(k, c));
    }
  }
  for (int64_t channel = 0; channel < layer.outC; ++channel) {
    double unit = inputScale * plan.scales[channel];
    double bias = std::nearbyint(correctedBias(plan, channel) / unit);
    plan.bias.push_back(
        static_cast<int32_t>(std::clamp(bias, -2147483648.0, 2147483647.0)));
  }
  return plan;
}

double LayerFitter::correctedBias(const LayerPlan &plan,
                                  int64_t channel) const {
  double bias = layer.bias[channel];
  if (!options.biasCorrection)
    return bias;
  bias += meanOutput(layer, layer.weights, exactMeans, channel);
  for (int64_t column = 0; column < layer.columns(); ++column)
    bias -= double(plan.weights[layer.weightIndex(channel, column)]) *
            plan.scales[channel] *
            meanOf(layer, quantizedMeans, channel, column);
  return bias;
}

LayerValues LayerFitter::realValues(const LayerPlan &plan) const {
  LayerValues values;
  values.weights.resize(plan.weights.size());
  for (int64_t channel = 0; channel < layer.outC; ++channel) {
    for (int64_t column = 0; column < layer.columns(); ++column) {
      size_t at = layer.weightIndex(channel, column);
      values.weights[at] = plan.weights[at] * plan.scales[channel];
    }
    values.bias.push_back(correctedBias(plan, channel));
  }
  return values;
}

} // namespace m2c::quant
