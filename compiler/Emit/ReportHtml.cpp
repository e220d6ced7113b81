// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// NAME_report.html: the report for people, in one file that loads nothing.
#include "compiler/Emit/CWriter.h"
#include "compiler/Emit/MemoryMap.h"
#include "compiler/Emit/ReportParts.h"

using namespace mlir;

namespace m2c {
namespace {

constexpr llvm::StringLiteral kStyle =
    R"(body{font:15px system-ui,sans-serif;margin:2em auto;max-width:75em;padding:0 1em;color:#1b1f24}
h1{margin-bottom:.2em}h2{margin:1.6em 0 .5em}.origin{color:#57606a}
table{border-collapse:collapse}td,th{padding:.2em .8em;text-align:right;border-bottom:1px solid #d0d7de}
th{font-weight:600}td:first-child,th:first-child{text-align:left}.text{text-align:left}
.bar{display:inline-block;height:.7em;background:#8ab4e8;vertical-align:baseline}
.wide{overflow-x:auto}.over{color:#b3261e;font-weight:600}
svg{font:11px system-ui,sans-serif;max-width:100%;height:auto}svg rect{stroke:#fff;stroke-width:.7}
.mid{text-anchor:middle}.end{text-anchor:end}.grid{stroke:#e3e7eb}.lead{stroke:#9aa4ae;fill:none;stroke-width:.6}
.segment{fill:#57606a}.scratch{fill:#cfd4d9}
.e0{fill:#8ab4e8;background:#8ab4e8}.e1{fill:#f2b880;background:#f2b880}.e2{fill:#a8d5a2;background:#a8d5a2}
.e3{fill:#d9a7d9;background:#d9a7d9}.e4{fill:#e8d98a;background:#e8d98a}.e5{fill:#9fd6d2;background:#9fd6d2}
.key{display:inline-block;width:.8em;height:.8em;margin:0 .4em 0 1.2em})";

class HtmlReport {
public:
  HtmlReport(llvm::raw_ostream &os, plan::ModelOp model, const EmitInfo &info)
      : os(os), model(model), info(info) {}

  void write();

private:
  void writeHead();
  void writeTotals();
  void writeBudgets();
  void writeMemory();
  void writeEntries();
  void writeLayers();
  void writeLayer(plan::CallOp call, size_t step, int64_t most);
  void total(const Twine &what, int64_t value) {
    os << "<tr><td>" << what << "</td><td>" << value << "</td></tr>\n";
  }

  llvm::raw_ostream &os;
  plan::ModelOp model;
  const EmitInfo &info;
};

std::string list(ArrayAttr names) {
  std::string text;
  for (StringRef name : names.getAsValueRange<StringAttr>())
    text += (text.empty() ? "" : ", ") + htmlText(name);
  return text;
}

/// Of the constants that only this call reads.
int64_t weightBytes(plan::CallOp call) {
  int64_t bytes = 0;
  for (Value constant : call.getConsts())
    bytes += cast<plan::BufferType>(constant.getType()).getBytes();
  return bytes;
}

void HtmlReport::writeHead() {
  StringRef name = model.getSymName();
  os << "<!DOCTYPE html>\n<!-- SPDX-License-Identifier: Apache-2.0 WITH "
        "LLVM-exception OR 0BSD -->\n<html lang=\"en\">\n<head>\n<meta "
        "charset=\"utf-8\">\n<title>"
     << name << "</title>\n<style>" << kStyle
     << "</style>\n</head>\n<body>\n<h1>" << name
     << "</h1>\n<p class=\"origin\">From " << htmlText(info.modelFile)
     << " for " << htmlText(model.getTarget())
     << "; options: " << htmlText(info.options)
     << "<br>m2c " M2C_VERSION ", model SHA-256 "
     << htmlText(modelInfo(model, "sha256")) << "</p>\n";
}

void HtmlReport::writeTotals() {
  os << "<table>\n";
  total("weights, bytes", constBytes(model));
  if (info.codeBytes)
    total("code, bytes", *info.codeBytes);
  total("arena, bytes (" + model.getArenaStatus().value_or("") +
            ", no arena below " +
            Twine(model.getArenaLowerBound().value_or(0)) + ")",
        static_cast<int64_t>(model.getArenaBytes().value_or(0)));
  if (std::optional<int64_t> state = model.getStateBytes()) {
    total("state between calls of branches, bytes", *state);
    total("RAM that the caller reserves, bytes", model.getRamBytes());
  }
  if (std::optional<int64_t> stack = model.getStackBytes())
    total("stack of a call, at most, bytes", *stack);
  total("MACs (ONNX: " + Twine(info.macsOnnx) + ")", totalMacs(model));
  total("bit operations (MACs x weight bits x activation bits)",
        totalBops(model));
  os << "</table>\n";
}

/// Use against cap, where budgets were given.
void HtmlReport::writeBudgets() {
  DictionaryAttr bits = bitsInfo(model);
  auto budgets = bits ? bits.getAs<ArrayAttr>("budgets") : ArrayAttr();
  if (!budgets || budgets.empty())
    return;
  os << "<h2>Budgets</h2>\n<table>\n<tr><th>budget</th><th>use</th><th>limit"
        "</th><th>part</th></tr>\n";
  for (auto budget : budgets.getAsRange<DictionaryAttr>()) {
    auto name = budget.getAs<StringAttr>("name");
    auto use = budget.getAs<IntegerAttr>("use");
    auto cap = budget.getAs<IntegerAttr>("cap");
    if (!name || !use || !cap || cap.getInt() <= 0)
      continue;
    os << "<tr><td>" << htmlText(name.getValue()) << "</td><td>" << use.getInt()
       << "</td><td>" << cap.getInt() << "</td><td>"
       << 100 * use.getInt() / cap.getInt() << " %</td></tr>\n";
  }
  os << "</table>\n";
}

void HtmlReport::writeMemory() {
  os << "<h2>Memory</h2>\n<p>The arena of <code>" << model.getSymName()
     << "_run</code>: what lies where, and during which steps.";
  for (auto entry : model.getOps<plan::EntryOp>())
    os << "<span class=\"key " << entryClass(model, entry.getName())
       << "\"></span>" << htmlText(entry.getName());
  os << "<span class=\"key scratch\" style=\"background:#cfd4d9\"></span>"
        "scratch</p>\n<div class=\"wide\">\n";
  writeMemoryMap(os, model);
  os << "</div>\n";
}

void HtmlReport::writeEntries() {
  if (model.getOps<plan::EntryOp>().empty())
    return;
  os << "<h2>Branches</h2>\n<table>\n<tr><th>function</th><th>reads</th>"
        "<th>writes</th><th>needs</th><th>arena, "
        "bytes</th><th>MACs</th></tr>\n";
  for (auto entry : model.getOps<plan::EntryOp>()) {
    int64_t macs = 0;
    for (plan::CallOp call : entry.getCalls())
      macs += call.getMacs();
    auto row = [&](StringRef verb, uint64_t arena) {
      os << "<tr><td><span class=\"key " << entryClass(model, entry.getName())
         << "\"></span>" << model.getSymName() << verb << entry.getName()
         << "</td><td>" << list(entry.getInputs()) << "</td><td>"
         << list(entry.getOutputs()) << "</td><td>" << list(entry.getNeeds())
         << "</td><td>" << arena << "</td><td>" << macs << "</td></tr>\n";
    };
    row("_run_", entry.getArenaBytes().value_or(0));
    if (entry.getPushed())
      row("_push_", entry.getPushArenaBytes());
  }
  os << "</table>\n";
}

void HtmlReport::writeLayer(plan::CallOp call, size_t step, int64_t most) {
  bool weighted = isWeighted(call);
  auto number = [&](int64_t value, bool there) {
    os << "<td>" << (there ? std::to_string(value) : "") << "</td>";
  };
  os << "<tr><td>" << htmlText(call.getName().value_or(""))
     << "</td><td class=\"text\">" << call.getNnOp().value_or("")
     << "</td><td class=\"text\">m2c_" << call.getKernel() << "</td>";
  number(call.getMacs(), true);
  os << "<td class=\"text\">";
  if (call.getMacs() > 0 && most > 0)
    os << "<span class=\"bar\" style=\"width:"
       << std::max<int64_t>(1, 80 * int64_t(call.getMacs()) / most)
       << "px\"></span>";
  os << "</td>";
  number(call.getWeightBits(), weighted);
  number(call.getActivationBits(), true);
  number(weightBytes(call), !call.getConsts().empty());
  number(cast<plan::BufferType>(call.getOutput().getType()).getBytes(), true);
  number(static_cast<int64_t>(step), true);
  os << "</tr>\n";
}

void HtmlReport::writeLayers() {
  os << "<h2>Layers</h2>\n<div class=\"wide\">\n<table>\n<tr><th>layer</th>"
        "<th class=\"text\">op</th><th class=\"text\">kernel</th><th>MACs</th>"
        "<th></th><th>weight bits</th><th>activation bits</th><th>weight "
        "bytes</th><th>output bytes</th><th>step</th></tr>\n";
  int64_t most = 0;
  for (auto call : model.getOps<plan::CallOp>())
    most = std::max<int64_t>(most, call.getMacs());
  for (auto [step, call] : llvm::enumerate(model.getOps<plan::CallOp>()))
    writeLayer(call, step, most);
  os << "</table>\n</div>\n";
}

void HtmlReport::write() {
  writeHead();
  writeTotals();
  writeBudgets();
  writeMemory();
  writeEntries();
  writeLayers();
  os << "</body>\n</html>\n";
}

} // namespace

std::string emitReportHtml(plan::ModelOp model, const EmitInfo &info) {
  std::string text;
  llvm::raw_string_ostream os(text);
  HtmlReport(os, model, info).write();
  return text;
}

} // namespace m2c
