// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Widths from a file.
#include "passes/Quant/BitPlan.h"
#include "compiler/Support/Text.h"
#include "dialects/Nn/Nn.h"
#include "dialects/Support/Names.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/MemoryBuffer.h"

using namespace mlir;

namespace m2c {

static std::string nameOf(Operation *op) {
  SmallVector<StringRef> names;
  collectNames(op->getLoc(), names);
  return names.empty() ? op->getName().stripDialect().str()
                       : names.front().str();
}

std::string nameOf(const quant::Tensor &tensor) {
  if (Operation *op = tensor.value.getDefiningOp())
    return nameOf(op);
  auto argument = cast<BlockArgument>(tensor.value);
  auto function = cast<func::FuncOp>(argument.getOwner()->getParentOp());
  auto name = function.getArgAttrOfType<StringAttr>(argument.getArgNumber(),
                                                    nn::kNameAttr);
  return name ? name.str() : "input" + std::to_string(argument.getArgNumber());
}

quant::WidthNames namesOf(const quant::QuantGraph &graph) {
  quant::WidthNames names;
  for (const quant::Node &node : graph.nodes)
    names.nodes.push_back(nameOf(node.op));
  for (const quant::Layer &layer : graph.layers)
    names.layers.push_back(names.nodes[layer.node]);
  for (const quant::Group &group : graph.groups)
    names.groups.push_back(nameOf(graph.tensors[group.tensors.front()]));
  return names;
}

namespace {

class PlanReader {
public:
  explicit PlanReader(const quant::Prepared &prepared)
      : graph(prepared.graph), inputs4(prepared.options.inputs4),
        assignment(prepared.uniform(8, 8)), groupSaid(graph.groups.size()) {
    for (auto [i, layer] : llvm::enumerate(graph.layers))
      layers[nameOf(graph.nodes[layer.node].op)].push_back(i);
    // A reshape's result is its operand in the plan.
    for (auto [i, tensor] : llvm::enumerate(graph.tensors))
      if (!tensor.constant && !tensor.value.getDefiningOp<nn::ReshapeOp>())
        tensors[nameOf(tensor)].push_back(i);
  }

  llvm::Expected<quant::Assignment> read(const llvm::json::Object &plan) {
    if (llvm::Error error = readArray(plan, "layers", "weight_bits", layers,
                                      &PlanReader::setLayer))
      return std::move(error);
    if (llvm::Error error = readArray(plan, "tensors", "activation_bits",
                                      tensors, &PlanReader::setTensor))
      return std::move(error);
    return assignment;
  }

private:
  using Index = llvm::StringMap<SmallVector<int>>;
  using Setter = llvm::Error (PlanReader::*)(int, unsigned, StringRef);

  static llvm::Error fail(const llvm::Twine &message) {
    return llvm::createStringError(
        std::make_error_code(std::errc::invalid_argument), message);
  }

  llvm::Error readArray(const llvm::json::Object &plan, StringRef key,
                        StringRef widthKey, const Index &index, Setter set) {
    const llvm::json::Array *entries = plan.getArray(key);
    if (!entries)
      return plan.get(key) ? fail("expected an array '" + key + "'")
                           : llvm::Error::success();
    llvm::StringMap<unsigned> used;
    StringRef what = key.drop_back(); // "layer", "tensor"
    for (const llvm::json::Value &entry : *entries) {
      const llvm::json::Object *object = entry.getAsObject();
      auto name = object ? object->getString("name") : std::nullopt;
      auto bits = object ? object->getInteger(widthKey) : std::nullopt;
      if (!name || !bits)
        return fail("expected 'name' and '" + widthKey +
                    "' in every entry of '" + key + "'");
      // A tensor at the border of the integers is listed as float, too.
      if (*bits == quant::kFloatBits && key == "tensors")
        continue;
      if (*bits != 4 && *bits != 8)
        return fail(what + " " + quoteName(*name) + " has " + widthKey + " " +
                    llvm::Twine(*bits) + "; expected 4 or 8");
      auto found = index.find(*name);
      unsigned number = used[*name]++;
      if (found == index.end() || number >= found->second.size()) {
        if (found != index.end() && key == "tensors")
          continue; // the integers and their float copy have one name
        return unknown(what, *name, index);
      }
      if (llvm::Error error = (this->*set)(found->second[number], *bits, *name))
        return error;
    }
    return llvm::Error::success();
  }

  static llvm::Error unknown(StringRef what, StringRef name,
                             const Index &index) {
    std::vector<std::string> known;
    for (const auto &entry : index)
      known.push_back(entry.getKey().str());
    llvm::sort(known);
    StringRef near = nearestName(name, known);
    return fail("no " + what + " " + quoteName(name) + " in the model" +
                (near.empty() ? "; it has " + quoteNames(known)
                              : "; did you mean " + quoteName(near) + "?"));
  }

  llvm::Error setLayer(int layer, unsigned bits, StringRef) {
    assignment.weightBits[layer] = bits;
    return llvm::Error::success();
  }

  llvm::Error setTensor(int id, unsigned bits, StringRef name) {
    int group = graph.tensors[id].group;
    if (group == quant::kFloat)
      return llvm::Error::success();
    const quant::Group &own = graph.groups[group];
    if (bits == 4 && (own.only8 || (own.isInput && !inputs4)))
      return fail("tensor " + quoteName(name) +
                  " cannot have activation_bits 4 (inputs, rows of an odd "
                  "number of elements, and what a softmax or the caller reads "
                  "have 8); 8 would do");
    if (groupSaid[group].first != 0 && groupSaid[group].first != bits)
      return fail("tensors " + quoteName(groupSaid[group].second) + " and " +
                  quoteName(name) +
                  " share one scale; the same activation_bits for both would "
                  "do");
    groupSaid[group] = {bits, name.str()};
    assignment.activationBits[group] = bits;
    return llvm::Error::success();
  }

  const quant::QuantGraph &graph;
  bool inputs4;
  quant::Assignment assignment;
  /// Width and name of the tensor that set it.
  std::vector<std::pair<unsigned, std::string>> groupSaid;
  Index layers, tensors;
};

} // namespace

llvm::Expected<quant::Assignment> readBitPlan(StringRef file,
                                              const quant::Prepared &prepared) {
  auto buffer = llvm::MemoryBuffer::getFile(file);
  if (!buffer)
    return llvm::createStringError(buffer.getError(),
                                   "cannot read " + quoteName(file) + ": " +
                                       buffer.getError().message());
  llvm::Expected<llvm::json::Value> value =
      llvm::json::parse((*buffer)->getBuffer());
  if (!value)
    return value.takeError();
  const llvm::json::Object *plan = value->getAsObject();
  if (!plan || (!plan->get("layers") && !plan->get("tensors")))
    return llvm::createStringError(
        std::make_error_code(std::errc::invalid_argument),
        "expected an object with 'layers' and 'tensors', as in NAME_bits.json");
  return PlanReader(prepared).read(*plan);
}

} // namespace m2c
