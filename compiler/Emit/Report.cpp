// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// NAME_report.json (contract C6).
#include "compiler/Emit/CWriter.h"
#include "compiler/Emit/ReportParts.h"
#include "compiler/Support/RuntimeFiles.h"
#include <cmath>

using namespace mlir;

namespace m2c {
namespace {

/// Null where there is none.
void writeNumber(llvm::json::OStream &json, StringRef key, FloatAttr value) {
  double number = value ? value.getValueAsDouble() : NAN;
  // JSON has no NaN and no infinity.
  json.attribute(key, std::isfinite(number) ? llvm::json::Value(number)
                                            : llvm::json::Value(nullptr));
}

template <typename OpT>
void writeTensors(llvm::json::OStream &json, plan::ModelOp model,
                  StringRef key) {
  json.attributeArray(key, [&] {
    for (OpT op : model.getOps<OpT>())
      json.object([&] {
        json.attribute("name", llvm::json::fixUTF8(op.getName()));
        json.attribute("c_name", op.getCName());
        json.attribute("dtype", dtypeName(op.getBuffer().getType()));
        json.attributeArray("shape", [&] {
          for (int64_t dim : op.getShape())
            json.value(dim);
        });
        json.attribute("count", op.getBuffer().getType().getNumElements());
        writeQuant(json, op);
        if (auto output = dyn_cast<plan::OutputOp>(op.getOperation()))
          json.attribute("exact", output.getExact());
      });
  });
}

/// The entry whose call touches the buffer first.
StringRef entryOf(plan::BufferOp buffer) {
  for (Operation *user : buffer.getBuffer().getUsers())
    if (auto call = dyn_cast<plan::CallOp>(user))
      return call.getEntry().value_or("");
    else if (auto view = dyn_cast<plan::ViewOp>(user))
      for (Operation *viewUser : view.getBuffer().getUsers())
        if (auto call = dyn_cast<plan::CallOp>(viewUser))
          return call.getEntry().value_or("");
  return "";
}

void writeBuffers(llvm::json::OStream &json, plan::ModelOp model) {
  json.attributeArray("buffers", [&] {
    for (auto buffer : model.getOps<plan::BufferOp>())
      json.object([&] {
        json.attribute("name", llvm::json::fixUTF8(buffer.getName()));
        json.attribute("offset", buffer.getOffset().value_or(0));
        json.attribute("size", buffer.getStorageBytes());
        json.attribute("first", buffer.getFirst().value_or(0));
        json.attribute("last", buffer.getLast().value_or(0));
        json.attribute("memory", "arena");
        // Of a ring the rows that it holds.
        std::optional<int64_t> rows = buffer.getRows();
        json.attribute("rows", rows ? llvm::json::Value(*rows)
                                    : llvm::json::Value(nullptr));
        // Its place when an entry runs, and between entries.
        if (std::optional<int64_t> place = buffer.getEntryOffset()) {
          json.attribute("entry", entryOf(buffer));
          json.attribute("entry_offset", *place);
        }
        if (std::optional<int64_t> place = buffer.getStateOffset())
          json.attribute("state_offset", *place);
      });
  });
}

void writeBudgets(llvm::json::OStream &json, ArrayAttr budgets) {
  for (auto budget : budgets.getAsRange<DictionaryAttr>())
    json.object([&] {
      if (auto name = budget.getAs<StringAttr>("name"))
        json.attribute("name", name.getValue());
      for (StringRef key : {"use", "cap"})
        if (auto value = budget.getAs<IntegerAttr>(key))
          json.attribute(key, value.getInt());
    });
}

/// What the solver of the widths said, null where there was none.
void writeBits(llvm::json::OStream &json, plan::ModelOp model) {
  DictionaryAttr bits = bitsInfo(model);
  if (!bits)
    return json.attribute("bits", nullptr);
  json.attributeObject("bits", [&] {
    for (StringRef key : {"objective", "bound", "gap", "predicted", "measured"})
      writeNumber(json, key, bits.getAs<FloatAttr>(key));
    for (StringRef key : {"status", "solver"}) {
      auto text = bits.getAs<StringAttr>(key);
      json.attribute(key, text ? llvm::json::Value(text.getValue())
                               : llvm::json::Value(nullptr));
    }
    for (StringRef key : {"nodes", "repairs", "samples", "same_class"})
      if (auto count = bits.getAs<IntegerAttr>(key))
        json.attribute(key, count.getInt());
    if (auto budgets = bits.getAs<ArrayAttr>("budgets"))
      json.attributeArray("budgets", [&] { writeBudgets(json, budgets); });
  });
}

void writeLayer(llvm::json::OStream &json, plan::CallOp call,
                const EmitInfo &info) {
  int64_t weightBytes = 0;
  for (Value constant : call.getConsts())
    weightBytes += cast<plan::BufferType>(constant.getType()).getBytes();
  json.object([&] {
    writeLayerName(json, call);
    json.attribute("op", call.getNnOp().value_or(""));
    json.attribute("kernel", ("m2c_" + call.getKernel()).str());
    json.attribute("macs", call.getMacs());
    json.attribute("weight_bits", call.getWeightBits());
    json.attribute("activation_bits", call.getActivationBits());
    json.attribute("weight_bytes", weightBytes);
    Operation *storage = plan::storageOf(call.getOutput());
    if (auto buffer = dyn_cast<plan::BufferOp>(storage))
      json.attribute("output_offset", buffer.getOffset().value_or(0));
    else
      json.attribute("output_offset", nullptr);
    json.attribute(
        "output_bytes",
        cast<plan::BufferType>(call.getOutput().getType()).getBytes());
    writeNumber(json, "sensitivity", call.getSensitivityAttr());
    std::optional<int64_t> segment = call.getSegment();
    json.attribute("segment", segment ? llvm::json::Value(*segment)
                                      : llvm::json::Value(nullptr));
    json.attribute("kernel_set",
                   kernelSetOf(call.getKernel(), info.kernelSets));
  });
}

void writeEntry(llvm::json::OStream &json, plan::ModelOp model,
                plan::EntryOp entry) {
  int64_t macs = 0;
  for (auto call : model.getOps<plan::CallOp>())
    if (call.getEntry() == entry.getName())
      macs += call.getMacs();
  auto names = [&](StringRef key, ArrayAttr list) {
    json.attributeArray(key, [&] {
      for (auto name : list.getAsRange<StringAttr>())
        json.value(name.getValue());
    });
  };
  auto write = [&](StringRef verb) {
    std::string name = (verb + entry.getName()).str();
    json.object([&] {
      json.attribute("name",
                     verb == "run_" ? entry.getName() : StringRef(name));
      json.attribute("symbol", (model.getSymName() + "_" + name).str());
      names("inputs", entry.getInputs());
      names("outputs", entry.getOutputs());
      json.attribute("arena_bytes", verb == "run_"
                                        ? entry.getArenaBytes().value_or(0)
                                        : entry.getPushArenaBytes());
      json.attribute("macs", macs);
    });
  };
  write("run_");
  if (entry.getPushed())
    write("push_");
}

} // namespace

std::string emitReportJson(plan::ModelOp model, const EmitInfo &info) {
  std::string text;
  llvm::raw_string_ostream os(text);
  llvm::json::OStream json(os, 2);
  int64_t ioBytes = 0, macs = totalMacs(model);
  for (auto op : model.getOps<plan::InputOp>())
    ioBytes += op.getBuffer().getType().getBytes();
  for (auto op : model.getOps<plan::OutputOp>())
    ioBytes += op.getBuffer().getType().getBytes();
  int64_t fp32Bytes = 0;
  if (auto dict = model.getModelInfo())
    if (auto bytes = dict->getAs<IntegerAttr>("fp32_bytes"))
      fp32Bytes = bytes.getInt();
  StringRef name = model.getSymName();
  json.object([&] {
    json.attribute("schema", 1);
    json.attribute("model", name);
    json.attribute("sha256", modelInfo(model, "sha256"));
    json.attribute("target", model.getTarget());
    writeOrigin(json, info);
    json.attributeArray("files", [&] {
      for (StringRef end : {".h", ".c", "_weights.c", "_selftest.c", ".cmake",
                            "_report.json", "_report.html", "_bits.json"})
        json.value((name + end).str());
    });
    writeTensors<plan::InputOp>(json, model, "inputs");
    writeTensors<plan::OutputOp>(json, model, "outputs");
    json.attribute("macs_onnx", info.macsOnnx);
    json.attribute("macs", macs);
    json.attribute("bops", totalBops(model));
    json.attribute("weights_bytes", constBytes(model));
    json.attribute("fp32_bytes", fp32Bytes);
    if (info.codeBytes)
      json.attribute("code_bytes", *info.codeBytes);
    json.attribute("arena_bytes", model.getArenaBytes().value_or(0));
    json.attribute("arena_lower_bound", model.getArenaLowerBound().value_or(0));
    json.attribute("arena_status", model.getArenaStatus().value_or("feasible"));
    if (std::optional<int64_t> peak = model.getOrderPeak()) {
      json.attribute("order_peak", *peak);
      json.attribute("order_lower_bound",
                     model.getOrderLowerBound().value_or(0));
      json.attribute("order_status", model.getOrderStatus().value_or(""));
    }
    json.attribute("state_bytes", model.getStateBytes().value_or(0));
    json.attribute("ram_bytes", model.getRamBytes());
    json.attribute("stack_bytes", model.getStackBytes().value_or(0));
    json.attribute("io_bytes", ioBytes);
    writeBuffers(json, model);
    json.attributeArray("layers", [&] {
      for (auto call : model.getOps<plan::CallOp>())
        writeLayer(json, call, info);
    });
    writeBits(json, model);
    json.attributeArray("entries", [&] {
      json.object([&] {
        json.attribute("name", "run");
        json.attribute("symbol", (name + "_run").str());
        json.attributeArray("inputs", [&] {
          for (auto op : model.getOps<plan::InputOp>())
            json.value(op.getCName());
        });
        json.attributeArray("outputs", [&] {
          for (auto op : model.getOps<plan::OutputOp>())
            json.value(op.getCName());
        });
        json.attribute("arena_bytes", model.getArenaBytes().value_or(0));
        json.attribute("macs", macs);
      });
      for (auto entry : model.getOps<plan::EntryOp>())
        writeEntry(json, model, entry);
    });
  });
  os << '\n';
  return text;
}

} // namespace m2c
