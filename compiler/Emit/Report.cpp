// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// NAME_report.json (contract C6), NAME_report.html and NAME_bits.json.
#include "compiler/Emit/CWriter.h"
#include "llvm/Support/JSON.h"

using namespace mlir;

namespace m2c {
namespace {

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

template <typename OpT>
void writeTensors(llvm::json::OStream &json, plan::ModelOp model, StringRef key,
                  bool isOutput) {
  json.attributeArray(key, [&] {
    for (OpT op : model.getOps<OpT>())
      json.object([&] {
        json.attribute("name", llvm::json::fixUTF8(op.getName()));
        json.attribute("c_name", op.getCName());
        json.attribute("dtype", "float32");
        json.attributeArray("shape", [&] {
          for (int64_t dim : op.getShape())
            json.value(dim);
        });
        json.attribute("count", op.getBuffer().getType().getNumElements());
        json.attribute("scale", nullptr);
        json.attribute("zero_point", nullptr);
        if (isOutput)
          json.attribute("exact", false);
      });
  });
}

void writeBuffers(llvm::json::OStream &json, plan::ModelOp model) {
  json.attributeArray("buffers", [&] {
    for (auto buffer : model.getOps<plan::BufferOp>())
      json.object([&] {
        json.attribute("name", llvm::json::fixUTF8(buffer.getName()));
        json.attribute("offset", buffer.getOffset().value_or(0));
        json.attribute("size", buffer.getBuffer().getType().getBytes());
        json.attribute("first", buffer.getFirst().value_or(0));
        json.attribute("last", buffer.getLast().value_or(0));
        json.attribute("memory", "arena");
      });
  });
}

/// What C files have in the comment at their head.
void writeOrigin(llvm::json::OStream &json, const EmitInfo &info) {
  json.attribute("version", M2C_VERSION);
  json.attribute("options", llvm::json::fixUTF8(info.options));
  json.attribute("SPDX-License-Identifier",
                 "Apache-2.0 WITH LLVM-exception OR 0BSD");
}

void writeLayer(llvm::json::OStream &json, plan::CallOp call) {
  int64_t weightBytes = 0;
  for (Value constant : call.getConsts())
    weightBytes += cast<plan::BufferType>(constant.getType()).getBytes();
  json.object([&] {
    json.attribute("name", llvm::json::fixUTF8(call.getName().value_or("")));
    json.attributeArray("onnx_nodes", [&] {
      for (Attribute node : onnxNodes(call))
        json.value(llvm::json::fixUTF8(cast<StringAttr>(node).getValue()));
    });
    json.attribute("op", call.getNnOp().value_or(""));
    json.attribute("kernel", ("m2c_" + call.getKernel()).str());
    json.attribute("macs", call.getMacs());
    json.attribute("weight_bits", 32);
    json.attribute("activation_bits", 32);
    json.attribute("weight_bytes", weightBytes);
    Operation *storage = plan::storageOf(call.getOutput());
    if (auto buffer = dyn_cast<plan::BufferOp>(storage))
      json.attribute("output_offset", buffer.getOffset().value_or(0));
    else
      json.attribute("output_offset", nullptr);
    json.attribute(
        "output_bytes",
        cast<plan::BufferType>(call.getOutput().getType()).getBytes());
  });
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
    writeTensors<plan::InputOp>(json, model, "inputs", false);
    writeTensors<plan::OutputOp>(json, model, "outputs", true);
    json.attribute("macs_onnx", info.macsOnnx);
    json.attribute("macs", macs);
    json.attribute("bops", macs * 32 * 32);
    json.attribute("weights_bytes", constBytes(model));
    json.attribute("fp32_bytes", fp32Bytes);
    json.attribute("arena_bytes", model.getArenaBytes().value_or(0));
    json.attribute("arena_lower_bound", model.getArenaLowerBound().value_or(0));
    json.attribute("arena_status", model.getArenaStatus().value_or("feasible"));
    json.attribute("state_bytes", 0);
    json.attribute("io_bytes", ioBytes);
    writeBuffers(json, model);
    json.attributeArray("layers", [&] {
      for (auto call : model.getOps<plan::CallOp>())
        writeLayer(json, call);
    });
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
    });
  });
  os << '\n';
  return text;
}

static std::string htmlText(StringRef text) {
  std::string out;
  for (char c : llvm::json::fixUTF8(text)) {
    if (c == '<')
      out += "&lt;";
    else if (c == '&')
      out += "&amp;";
    else if (c == '"')
      out += "&quot;";
    else
      out.push_back(c);
  }
  return out;
}

std::string emitReportHtml(plan::ModelOp model, const EmitInfo &info) {
  std::string text;
  llvm::raw_string_ostream os(text);
  StringRef name = model.getSymName();
  os << "<!DOCTYPE html>\n<!-- SPDX-License-Identifier: Apache-2.0 WITH "
        "LLVM-exception OR 0BSD -->\n<html lang=\"en\">\n<head>\n<meta "
        "charset=\"utf-8\">\n<title>"
     << name
     << "</title>\n<style>body{font:15px "
        "sans-serif;margin:2em;max-width:70em}table{border-collapse:"
     << "collapse}td,th{padding:.2em .8em;text-align:right;border-bottom:1px "
        "solid #ccc}"
     << "td:first-child,th:first-child{text-align:left}</style>\n</"
        "head>\n<body>\n<h1>"
     << name << "</h1>\n<p>From " << htmlText(info.modelFile) << " for "
     << htmlText(model.getTarget()) << "; options: " << htmlText(info.options)
     << "</p>\n<p>m2c " M2C_VERSION ", model SHA-256 "
     << htmlText(modelInfo(model, "sha256")) << "</p>\n<table>\n"
     << "<tr><td>weights, bytes</td><td>" << constBytes(model) << "</td></tr>\n"
     << "<tr><td>arena, bytes (" << model.getArenaStatus().value_or("")
     << ", no arena below " << model.getArenaLowerBound().value_or(0)
     << ")</td><td>" << model.getArenaBytes().value_or(0)
     << "</td></tr>\n<tr><td>MACs (ONNX: " << info.macsOnnx << ")</td><td>"
     << totalMacs(model)
     << "</td></tr>\n</table>\n<h2>Layers</h2>\n<table>\n<tr><th>layer</"
        "th><th>op</th>"
     << "<th>kernel</th><th>MACs</th><th>output bytes</th></tr>\n";
  for (auto call : model.getOps<plan::CallOp>())
    os << "<tr><td>" << htmlText(call.getName().value_or("")) << "</td><td>"
       << call.getNnOp().value_or("") << "</td><td>m2c_" << call.getKernel()
       << "</td><td>" << call.getMacs() << "</td><td>"
       << cast<plan::BufferType>(call.getOutput().getType()).getBytes()
       << "</td></tr>\n";
  os << "</table>\n</body>\n</html>\n";
  return text;
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
        json.object([&] {
          json.attribute("name",
                         llvm::json::fixUTF8(call.getName().value_or("")));
          json.attribute("weight_bits", 32);
          json.attribute("activation_bits", 32);
        });
    });
  });
  os << '\n';
  return text;
}

} // namespace m2c
