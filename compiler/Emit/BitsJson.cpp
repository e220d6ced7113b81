// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// NAME_bits.json: the width of each layer's weights and of each tensor, to look
// at, to edit and to be read again.
#include "compiler/Emit/CWriter.h"
#include "compiler/Emit/ReportParts.h"
#include "llvm/ADT/SmallPtrSet.h"

using namespace mlir;

namespace m2c {

DictionaryAttr bitsInfo(plan::ModelOp model) {
  std::optional<DictionaryAttr> info = model.getModelInfo();
  return info ? info->getAs<DictionaryAttr>("bits") : DictionaryAttr();
}

int64_t constBytes(plan::ModelOp model) {
  int64_t bytes = 0;
  for (auto constant : model.getOps<plan::ConstOp>())
    bytes += constant.getBuffer().getType().getBytes();
  return bytes;
}

int64_t totalMacs(plan::ModelOp model) {
  int64_t macs = 0;
  for (auto call : model.getOps<plan::CallOp>())
    macs += call.getMacs();
  return macs;
}

int64_t totalBops(plan::ModelOp model) {
  int64_t bops = 0;
  for (auto call : model.getOps<plan::CallOp>())
    bops += call.getMacs() * call.getWeightBits() * call.getActivationBits();
  return bops;
}

bool isWeighted(plan::CallOp call) {
  return llvm::any_of(call.getConstFields(), [](Attribute field) {
    StringRef name = cast<StringAttr>(field).getValue();
    return name == "weights" || name == "packed" || name == "padded" ||
           name == "sixteens" || name == "raised";
  });
}

void writeOrigin(llvm::json::OStream &json, const EmitInfo &info) {
  json.attribute("version", M2C_VERSION);
  json.attribute("options", llvm::json::fixUTF8(info.options));
  json.attribute("SPDX-License-Identifier",
                 "Apache-2.0 WITH LLVM-exception OR 0BSD");
}

void writeLayerName(llvm::json::OStream &json, plan::CallOp call) {
  json.attribute("name", llvm::json::fixUTF8(call.getName().value_or("")));
  json.attributeArray("onnx_nodes", [&] {
    for (Attribute node : onnxNodes(call))
      json.value(llvm::json::fixUTF8(cast<StringAttr>(node).getValue()));
  });
}

void writeQuant(llvm::json::OStream &json, std::optional<llvm::APFloat> scale,
                std::optional<int64_t> zeroPoint) {
  // Seventeen digits: the float reads back to its bits.
  json.attribute("scale", scale ? llvm::json::Value(static_cast<double>(
                                      scale->convertToFloat()))
                                : llvm::json::Value(nullptr));
  json.attribute("zero_point", scale ? llvm::json::Value(zeroPoint.value_or(0))
                                     : llvm::json::Value(nullptr));
}

/// A tensor that is computed has the name of the layer that computes it.
template <typename OpT>
static void writeTensor(llvm::json::OStream &json, StringRef name, OpT op) {
  Type element = op.getBuffer().getType().getElementType();
  json.object([&] {
    json.attribute("name", llvm::json::fixUTF8(name));
    json.attribute("activation_bits", int64_t(element.getIntOrFloatBitWidth()));
    writeQuant(json, op);
  });
}

static void writeTensors(llvm::json::OStream &json, plan::ModelOp model) {
  for (auto input : model.getOps<plan::InputOp>())
    writeTensor(json, input.getName(), input);
  llvm::SmallPtrSet<Operation *, 16> written;
  for (auto call : model.getOps<plan::CallOp>()) {
    Operation *storage = plan::storageOf(call.getOutput());
    if (!written.insert(storage).second)
      continue;
    StringRef name = call.getName().value_or("");
    if (auto buffer = dyn_cast<plan::BufferOp>(storage))
      writeTensor(json, name, buffer);
    else
      writeTensor(json, name, cast<plan::OutputOp>(storage));
  }
}

static StringRef certificateOf(plan::ModelOp model) {
  DictionaryAttr bits = bitsInfo(model);
  auto text = bits ? bits.getAs<StringAttr>("certificate") : StringAttr();
  // A plan from a file may hold anything.
  if (!text)
    return "";
  llvm::Expected<llvm::json::Value> value = llvm::json::parse(text.getValue());
  bool isJson = static_cast<bool>(value);
  llvm::consumeError(value.takeError());
  return isJson ? text.getValue() : "";
}

std::string emitBitsJson(plan::ModelOp model, const EmitInfo &info) {
  std::string text;
  llvm::raw_string_ostream os(text);
  llvm::json::OStream json(os, 2);
  json.object([&] {
    json.attribute("schema", 1);
    json.attribute("model", model.getSymName());
    json.attribute("sha256", modelInfo(model, "sha256"));
    writeOrigin(json, info);
    json.attributeArray("layers", [&] {
      for (auto call : model.getOps<plan::CallOp>())
        if (isWeighted(call))
          json.object([&] {
            writeLayerName(json, call);
            json.attribute("weight_bits", call.getWeightBits());
          });
    });
    json.attributeArray("tensors", [&] { writeTensors(json, model); });
    // One line for each part, as its author printed it.
    if (StringRef certificate = certificateOf(model); !certificate.empty()) {
      json.attributeBegin("certificate");
      json.rawValue(certificate.rtrim('\n'));
      json.attributeEnd();
    }
  });
  os << '\n';
  return text;
}

} // namespace m2c
