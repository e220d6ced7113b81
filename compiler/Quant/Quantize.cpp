// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The steps of quantisation: calibrate, round layer by layer, compare.
#include "compiler/Quant/Equalize.h"
#include "compiler/Quant/LayerFit.h"
#include "compiler/Quant/Ranges.h"
#include "dialects/Nn/Nn.h"
#include "dialects/Support/Constants.h"
#include <cmath>

using namespace mlir;

namespace m2c::quant {

Prepared::Prepared() = default;
Prepared::~Prepared() = default;

Assignment Prepared::uniform(unsigned weightBits,
                             unsigned activationBits) const {
  Assignment assignment;
  assignment.weightBits.assign(graph.layers.size(), weightBits);
  for (const Group &group : graph.groups)
    assignment.activationBits.push_back(
        group.only8 || (group.isInput && !options.inputs4) ? 8
                                                           : activationBits);
  return assignment;
}

Samples samplesOf(func::FuncOp function, const DataSet &data) {
  Samples samples;
  samples.count = data.numSamples();
  for (unsigned i = 0; i < function.getNumArguments(); ++i) {
    auto layout = function.getArgAttrOfType<StringAttr>(i, nn::kLayoutAttr);
    auto shape =
        function.getArgAttrOfType<DenseI64ArrayAttr>(i, nn::kShapeAttr);
    bool nhwc = layout && shape && layout.getValue() == "nhwc";
    std::vector<float> &values = samples.inputs.emplace_back();
    for (size_t sample = 0; sample < samples.count; ++sample) {
      ArrayRef<float> own = data.input(i, sample);
      if (nhwc)
        llvm::append_range(values, nchwToNhwc(own, shape.asArrayRef()));
      else
        llvm::append_range(values, own);
    }
  }
  return samples;
}

static llvm::Error invalid(const llvm::Twine &message) {
  return llvm::createStringError(
      std::make_error_code(std::errc::invalid_argument), message);
}

static bool allFinite(ArrayRef<float> values) {
  return llvm::all_of(values, [](float value) { return std::isfinite(value); });
}

static llvm::Error checkSamples(const QuantGraph &graph,
                                const Samples &samples) {
  if (samples.count == 0)
    return invalid("calibration expected at least one sample, got none");
  if (samples.inputs.size() != graph.inputs.size())
    return invalid("calibration expected " + llvm::Twine(graph.inputs.size()) +
                   " inputs, got " + llvm::Twine(samples.inputs.size()));
  for (auto [i, tensor] : llvm::enumerate(graph.inputs)) {
    size_t want = graph.tensors[tensor].count * samples.count;
    if (samples.inputs[i].size() != want)
      return invalid("calibration expected " + llvm::Twine(want) +
                     " values for input " + llvm::Twine(i) + ", got " +
                     llvm::Twine(samples.inputs[i].size()));
    if (!allFinite(samples.inputs[i]))
      return invalid("calibration expected finite numbers, got NaN or infinity "
                     "in input " +
                     llvm::Twine(i));
  }
  return llvm::Error::success();
}

/// Names the first op that computes something else than numbers.
static llvm::Error checkTensors(const Simulation &reference) {
  const QuantGraph &graph = reference.graph();
  for (const Node &node : graph.nodes)
    if (!allFinite(reference.values(node.result))) {
      std::string text;
      llvm::raw_string_ostream(text)
          << "calibration got NaN or infinity from " << node.op->getName()
          << " at " << node.op->getLoc();
      return invalid(text);
    }
  return llvm::Error::success();
}

llvm::Expected<std::unique_ptr<Prepared>>
prepare(QuantGraph graph, Samples samples, const QuantOptions &options) {
  if (llvm::Error error = checkSamples(graph, samples))
    return std::move(error);
  useFixedCacheSizes();
  auto prepared = std::make_unique<Prepared>();
  prepared->options = options;
  prepared->graph = std::move(graph);
  prepared->samples = std::move(samples);
  prepared->reference = std::make_unique<Simulation>(
      prepared->graph, prepared->samples, eval::portableKernels());
  Simulation &reference = *prepared->reference;
  SimSettings exact(prepared->graph);
  reference.computeAll(exact);
  if (llvm::Error error = checkTensors(reference))
    return std::move(error);
  if (options.equalize && equalize(prepared->graph, reference, options)) {
    reference.computeAll(exact);
    if (llvm::Error error = checkTensors(reference))
      return std::move(error);
  }
  prepared->at8 = findRanges(reference, options, 8);
  prepared->at4 = findRanges(reference, options, 4);
  return prepared;
}

/// Frees what no node behind `id` reads.
static void dropRead(Simulation &simulation, int id) {
  const QuantGraph &graph = simulation.graph();
  for (int operand : graph.nodes[id].operands)
    if (graph.tensors[operand].consumers.back() == id)
      simulation.drop(operand);
}

QuantPlan quantize(const Prepared &prepared, const Assignment &assignment) {
  useFixedCacheSizes();
  const QuantGraph &graph = prepared.graph;
  QuantPlan plan;
  SimSettings settings(graph);
  for (auto [i, group] : llvm::enumerate(graph.groups))
    settings.groups[i] = prepared.rangeOf(i, assignment.activationBits[i]);
  for (const Tensor &tensor : graph.tensors)
    if (tensor.group != kFloat)
      plan.tensors[tensor.value] = settings.groups[tensor.group];
  Simulation simulation(graph, prepared.samples, eval::portableKernels());
  simulation.computeInputs(settings);
  for (auto [i, node] : llvm::enumerate(graph.nodes)) {
    if (node.layer >= 0) {
      const Layer &layer = graph.layers[node.layer];
      int input = node.operands[0];
      LayerInput values = {prepared.reference->values(input),
                           simulation.values(input), prepared.samples.count};
      LayerFitter fitter(layer, values, prepared.options);
      float scale = settings.groups[graph.tensors[input].group].scale;
      plan.layers.push_back(
          fitter.fit(assignment.weightBits[node.layer], scale));
      plan.layers.back().op = node.op;
      settings.layers[node.layer] = valuesOf(layer, plan.layers.back(), scale);
    }
    simulation.computeNode(i, settings);
    dropRead(simulation, i);
  }
  return plan;
}

static size_t bestOf(ArrayRef<float> values) {
  return llvm::max_element(values) - values.begin();
}

Agreement evaluatePlan(const Prepared &prepared, const QuantPlan &plan,
                       const Samples &samples) {
  const QuantGraph &graph = prepared.graph;
  Simulation simulation(graph, samples, eval::portableKernels());
  SimSettings exact(graph), quantized = settingsOf(graph, plan);
  std::vector<std::vector<float>> want(graph.outputs.size());
  simulation.run(exact, [&](size_t, ArrayRef<eval::Values> outputs) {
    for (auto [i, output] : llvm::enumerate(outputs))
      llvm::append_range(want[i], output);
  });
  Agreement result;
  result.samples = samples.count;
  result.outputs.resize(graph.outputs.size());
  Divergence divergence(graph);
  simulation.run(quantized, [&](size_t sample, ArrayRef<eval::Values> outputs) {
    SmallVector<eval::Values> exactOutputs;
    for (auto [i, output] : llvm::enumerate(outputs)) {
      llvm::append_range(result.outputs[i], output);
      exactOutputs.push_back(
          ArrayRef(want[i]).slice(sample * output.size(), output.size()));
    }
    divergence.add(exactOutputs, outputs);
    result.sameClass += bestOf(exactOutputs[0]) == bestOf(outputs[0]);
  });
  result.divergence = divergence.mean();
  return result;
}

} // namespace m2c::quant
