// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What quantisation keeps of a network: calibrates on calib.npz of a model
// folder and prints accuracy and agreement with the float network on eval.npz.
//
//   m2c-ptq-bench FOLDER [SWITCH...] [CONFIG...]
//
// CONFIG: w8a8 w4a8 w4a4 mixed=F (bytes of weights and 8 a channel at most F
// times those of all layers at 8 bits) mixed32=F (times the file's floats).
#include "compiler/Driver/Load.h"
#include "compiler/Eval/Runner.h"
#include "compiler/Pipeline.h"
#include "compiler/Quant/Simulation.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"
#include <chrono>

using namespace mlir;
using namespace m2c;
using namespace m2c::quant;

namespace {

struct Bench {
  std::string folder;
  QuantOptions options;
  SensitivityKind kind = SensitivityKind::Direct;
  bool verbose = false;
  std::vector<std::string> configs;
  int64_t fileFloats = 0; ///< of the initialisers
};

double now() {
  using Clock = std::chrono::steady_clock;
  return std::chrono::duration<double>(Clock::now().time_since_epoch()).count();
}

void parseSwitch(StringRef text, Bench &bench) {
  QuantOptions &options = bench.options;
  auto [name, value] = text.split('=');
  double number = 0.0;
  value.getAsDouble(number);
  if (name == "minmax4")
    options.ranges4 = RangeMethod::MinMax;
  else if (name == "minmax8")
    options.ranges8 = RangeMethod::MinMax;
  else if (name == "percentile") {
    options.ranges4 = options.ranges8 = RangeMethod::Percentile;
    options.percentile = number;
  } else if (name == "nearest")
    options.rounding = Rounding::Nearest;
  else if (name == "gptq")
    options.rounding = Rounding::Gptq;
  else if (name == "noeq")
    options.equalize = false;
  else if (name == "eq")
    options.equalizeStrength = number;
  else if (name == "limit")
    options.equalizeLimit = number;
  else if (name == "headroom")
    options.headroom = number;
  else if (name == "nobc")
    options.biasCorrection = false;
  else if (name == "asym")
    options.asymmetry = number;
  else if (name == "damping")
    options.damping = number;
  else if (name == "in4")
    options.inputs4 = true;
  else if (name == "untied")
    options.tieConcat = false;
  else if (name == "hessian")
    bench.kind = SensitivityKind::Hessian;
  else if (name == "floats")
    bench.fileFloats = number;
  else if (name == "verbose")
    bench.verbose = true;
  else
    bench.configs.push_back(text.str());
}

int64_t bytesOf(const Layer &layer, unsigned bits) {
  int64_t row = layer.kind == Layer::Depthwise
                    ? (layer.weights.size() * bits + 7) / 8
                    : (layer.columns() * bits + 7) / 8 * layer.outC;
  return row + 8 * layer.outC;
}

/// Widths of the layers with the least sum of sensitivities within `most`
/// bytes: a knapsack over the bytes that 4 bits save, in units of 16.
std::vector<unsigned> chooseWidths(const Prepared &prepared,
                                   const Sensitivities &costs, int64_t most) {
  constexpr int64_t kUnit = 16;
  const std::vector<Layer> &layers = prepared.graph.layers;
  int64_t total = 0;
  std::vector<int64_t> saved;
  for (const Layer &layer : layers) {
    total += bytesOf(layer, 8);
    saved.push_back((bytesOf(layer, 8) - bytesOf(layer, 4)) / kUnit);
  }
  int64_t need = std::max<int64_t>((total - most + kUnit - 1) / kUnit, 0);
  // Walk back: find a predecessor that gives the value.
  std::vector<unsigned> bits(layers.size(), 8);
  std::vector<std::vector<double>> tables(layers.size() + 1);
  tables[0].assign(need + 1, 1e30);
  tables[0][0] = 0.0;
  for (size_t i = 0; i < layers.size(); ++i) {
    tables[i + 1] = tables[i];
    double cost = costs.layers[i].at4 - costs.layers[i].at8;
    for (int64_t have = 0; have <= need; ++have) {
      double &then = tables[i + 1][std::min(have + saved[i], need)];
      then = std::min(then, tables[i][have] + cost);
    }
  }
  int64_t at = need;
  for (size_t i = layers.size(); i-- > 0;) {
    if (tables[i + 1][at] == tables[i][at])
      continue;
    bits[i] = 4;
    double cost = costs.layers[i].at4 - costs.layers[i].at8;
    for (int64_t have = 0; have <= at; ++have)
      if (std::min(have + saved[i], need) == at &&
          tables[i][have] + cost == tables[i + 1][at]) {
        at = have;
        break;
      }
  }
  return bits;
}

void printScore(const Samples &calibration, const Samples &samples,
                const Agreement &result, ArrayRef<float> reference) {
  double score = 0, exact = 0;
  size_t counted = 0, size = samples.inputs[0].size() / samples.count;
  for (size_t i = 0; i < samples.count; ++i) {
    bool seen = false;
    for (size_t j = 0; j < calibration.count && !seen; ++j)
      seen = samples.input(0, i) == calibration.input(0, j);
    if (seen)
      continue;
    ++counted;
    for (size_t k = 0; k < size; ++k) {
      double x = samples.input(0, i)[k];
      score += (x - result.outputs[0][i * size + k]) *
               (x - result.outputs[0][i * size + k]) / size;
      exact +=
          (x - reference[i * size + k]) * (x - reference[i * size + k]) / size;
    }
  }
  llvm::outs() << llvm::format(
      "  score %.4f, float %.4f, %+.2f %%, %zu windows", score / counted,
      exact / counted, 100 * (score / exact - 1), counted);
}

class Runner {
public:
  Runner(Bench bench, const Prepared &prepared, const DataSet &data,
         const Samples &samples, std::vector<float> exact)
      : bench(std::move(bench)), prepared(prepared), data(data),
        samples(samples), exact(std::move(exact)) {}

  void run(StringRef config) {
    Assignment assignment = prepared.uniform(8, 8);
    if (config == "w4a8")
      assignment = prepared.uniform(4, 8);
    else if (config == "w4a4")
      assignment = prepared.uniform(4, 4);
    else if (config == "w8a4")
      assignment = prepared.uniform(8, 4);
    else if (config.starts_with("mixed"))
      assignment.weightBits = mixed(config);
    double begin = now();
    QuantPlan plan = quantize(prepared, assignment);
    double seconds = now() - begin;
    Agreement result = evaluatePlan(prepared, plan, samples);
    Agreement own = evaluatePlan(prepared, plan, prepared.samples);
    llvm::outs() << llvm::format("%-12s", config.str().c_str());
    printTop1(result);
    llvm::outs() << llvm::format(
        " agrees %6.2f  divergence %.5f (calibration %.5f), %.1f s",
        100.0 * result.sameClass / result.samples, result.divergence,
        own.divergence, seconds);
    if (samples.inputs.size() == 1 &&
        result.outputs[0].size() == samples.inputs[0].size())
      printScore(prepared.samples, samples, result, exact);
    llvm::outs() << "\n";
    llvm::outs().flush();
  }

private:
  std::vector<unsigned> mixed(StringRef config) {
    double part = 1.0;
    config.split('=').second.getAsDouble(part);
    int64_t all8 = 0, all4 = 0, bytes = 0;
    for (const Layer &layer : prepared.graph.layers) {
      all8 += bytesOf(layer, 8);
      all4 += bytesOf(layer, 4);
    }
    bool ofFile = config.starts_with("mixed32");
    int64_t most = part * (ofFile ? 4 * bench.fileFloats : all8);
    if (!costs) {
      double begin = now();
      costs = measureSensitivity(prepared, bench.kind);
      llvm::outs() << llvm::format("sensitivities %.1f s\n", now() - begin);
      if (bench.verbose)
        printCosts();
    }
    std::vector<unsigned> bits = chooseWidths(prepared, *costs, most);
    std::string text;
    for (size_t i = 0; i < bits.size(); ++i) {
      bytes += bytesOf(prepared.graph.layers[i], bits[i]);
      text += std::to_string(bits[i]);
    }
    llvm::outs() << llvm::format("%s: %ld of %ld bytes, W8 %ld, W4 %ld: %s\n",
                                 config.str().c_str(), bytes, most, all8, all4,
                                 text.c_str());
    return bits;
  }

  void printCosts() const {
    for (size_t i = 0; i < costs->layers.size(); ++i)
      llvm::outs() << llvm::format("layer %zu: %.6f %.6f\n", i,
                                   costs->layers[i].at4, costs->layers[i].at8);
    for (size_t i = 0; i < costs->groups.size(); ++i)
      llvm::outs() << llvm::format("group %zu: %.6f %.6f\n", i,
                                   costs->groups[i].at4, costs->groups[i].at8);
  }

  void printTop1(const Agreement &result) const {
    if (data.labels().empty())
      return;
    size_t counted = 0, right = 0, exactRight = 0,
           classes = result.outputs[0].size() / result.samples;
    for (size_t i = 0; i < result.samples; ++i) {
      int64_t label = data.labels()[i];
      if (label < 0 || label >= int64_t(classes))
        continue;
      auto best = [&](ArrayRef<float> values) {
        values = values.slice(i * classes, classes);
        return llvm::max_element(values) - values.begin();
      };
      ++counted;
      right += best(result.outputs[0]) == label;
      exactRight += best(exact) == label;
    }
    llvm::outs() << llvm::format(" top-1 %6.2f (float %6.2f)",
                                 100.0 * right / counted,
                                 100.0 * exactRight / counted);
  }

  Bench bench;
  const Prepared &prepared;
  const DataSet &data;
  const Samples &samples;
  std::vector<float> exact;
  std::optional<Sensitivities> costs;
};

/// The model behind the graph phase.
OwningOpRef<ModuleOp> load(MLIRContext &context, const std::string &file,
                           std::vector<TensorSpec> &inputs,
                           std::vector<TensorSpec> &outputs) {
  OwningOpRef<ModuleOp> module = loadForEvaluation(context, file, {});
  if (!module)
    return {};
  PassManager manager(&context);
  addPhase(manager, Phase::Graph, Options());
  if (failed(manager.run(*module)))
    return {};
  auto model = EvalModel::create(*module);
  if (failed(model))
    return {};
  inputs.assign((*model)->inputs().begin(), (*model)->inputs().end());
  outputs.assign((*model)->outputs().begin(), (*model)->outputs().end());
  return module;
}

std::vector<float> floatOutput(const Prepared &prepared,
                               const Samples &samples) {
  std::vector<float> values;
  Simulation simulation(prepared.graph, samples, eval::fastKernels());
  simulation.run(SimSettings(prepared.graph),
                 [&](size_t, ArrayRef<eval::Values> outputs) {
                   llvm::append_range(values, outputs[0]);
                 });
  return values;
}

int runBench(const Bench &bench) {
  DialectRegistry registry;
  registerDialects(registry);
  MLIRContext context(registry);
  context.disableMultithreading();
  std::vector<TensorSpec> inputs, outputs;
  auto module = load(context, bench.folder + "/model.onnx", inputs, outputs);
  if (!module)
    return 1;
  if (bench.verbose)
    module->print(llvm::outs(), OpPrintingFlags().elideLargeElementsAttrs());
  auto calib = loadDataSet(bench.folder + "/calib.npz", inputs, outputs);
  auto data = loadDataSet(bench.folder + "/eval.npz", inputs, outputs);
  if (!calib || !data)
    return 1;
  auto function = module->lookupSymbol<func::FuncOp>("main");
  auto graph = QuantGraph::create(function, bench.options.tieConcat);
  if (failed(graph))
    return 1;
  double begin = now();
  auto prepared =
      prepare(std::move(*graph), samplesOf(function, *calib), bench.options);
  if (!prepared) {
    llvm::errs() << llvm::toString(prepared.takeError()) << "\n";
    return 1;
  }
  llvm::outs() << bench.folder << ": " << (*prepared)->graph.layers.size()
               << " layers, " << (*prepared)->graph.groups.size() << " groups, "
               << llvm::format("prepared in %.1f s\n", now() - begin);
  Samples samples = samplesOf(function, *data);
  std::vector<float> exact = floatOutput(**prepared, samples);
  Runner runner(bench, **prepared, *data, samples, exact);
  for (const std::string &config : bench.configs)
    runner.run(config);
  return 0;
}

} // namespace

int main(int argc, char **argv) {
  Bench bench;
  for (int i = 1; i < argc; ++i)
    if (bench.folder.empty())
      bench.folder = argv[i];
    else
      parseSwitch(argv[i], bench);
  if (bench.configs.empty())
    bench.configs = {"w8a8", "w4a8", "w4a4"};
  return runBench(bench);
}
