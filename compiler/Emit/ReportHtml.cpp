// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// NAME_report.html: the report for people.
#include "compiler/Emit/CWriter.h"
#include "compiler/Emit/ReportParts.h"

using namespace mlir;

namespace m2c {

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

/// Nothing where a layer has no weights.
static std::string weightBitsText(plan::CallOp call) {
  return isWeighted(call) ? std::to_string(call.getWeightBits()) : "";
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
     << "</td></tr>\n<tr><td>bit operations (MACs x weight bits x activation "
        "bits)</td><td>"
     << totalBops(model)
     << "</td></tr>\n</table>\n<h2>Layers</h2>\n<table>\n<tr><th>layer</"
        "th><th>op</th>"
     << "<th>kernel</th><th>MACs</th><th>weight bits</th><th>activation "
        "bits</th><th>output bytes</th></tr>\n";
  for (auto call : model.getOps<plan::CallOp>())
    os << "<tr><td>" << htmlText(call.getName().value_or("")) << "</td><td>"
       << call.getNnOp().value_or("") << "</td><td>m2c_" << call.getKernel()
       << "</td><td>" << call.getMacs() << "</td><td>" << weightBitsText(call)
       << "</td><td>" << call.getActivationBits() << "</td><td>"
       << cast<plan::BufferType>(call.getOutput().getType()).getBytes()
       << "</td></tr>\n";
  os << "</table>\n</body>\n</html>\n";
  return text;
}

} // namespace m2c
