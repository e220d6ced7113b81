// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Budgets of the finished plan.
#include "compiler/Driver/Budgets.h"
#include "compiler/Driver/Driver.h"
#include "compiler/Emit/ReportParts.h"
#include "compiler/Solvers/BitWidthCertificate.h"
#include "compiler/Support/Text.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/MemoryBuffer.h"

using namespace mlir;

namespace m2c {

static int64_t integer(DictionaryAttr dict, StringRef key) {
  auto value = dict.getAs<IntegerAttr>(key);
  return value ? value.getInt() : 0;
}

static double real(DictionaryAttr dict, StringRef key) {
  auto value = dict.getAs<FloatAttr>(key);
  return value ? value.getValueAsDouble() : 0.0;
}

static StringRef text(DictionaryAttr dict, StringRef key) {
  auto value = dict.getAs<StringAttr>(key);
  return value ? value.getValue() : "";
}

/// What the choice of widths counted on, where nothing else is known.
static std::optional<int64_t> chosenUse(plan::ModelOp model, StringRef name) {
  DictionaryAttr bits = bitsInfo(model);
  auto budgets = bits ? bits.getAs<ArrayAttr>("budgets") : ArrayAttr();
  if (budgets)
    for (auto budget : budgets.getAsRange<DictionaryAttr>())
      if (text(budget, "name") == name)
        return integer(budget, "use");
  return std::nullopt;
}

std::vector<BudgetUse> budgetUses(plan::ModelOp model,
                                  const BudgetSettings &budgets,
                                  std::optional<int64_t> code) {
  std::vector<BudgetUse> uses;
  auto add = [&](const char *name, std::optional<int64_t> cap,
                 std::optional<int64_t> use) {
    if (cap && use)
      uses.push_back({name, *use, *cap});
  };
  int64_t weights = constBytes(model);
  add("model-size", budgets.modelSize, weights);
  if (code)
    add("flash", budgets.flash, weights + *code);
  add("ram", budgets.ram, model.getRamBytes());
  add("bops", budgets.bops, totalBops(model));
  add("latency", budgets.latency, chosenUse(model, "latency"));
  return uses;
}

bool lowerCaps(plan::ModelOp model, ArrayRef<BudgetUse> uses,
               BudgetSettings &caps) {
  int64_t weights = constBytes(model);
  bool any = false;
  for (const BudgetUse &use : uses) {
    int64_t excess = use.use - use.cap;
    if (excess <= 0)
      continue;
    any = true;
    if (use.name == "latency")
      continue;
    bool isFlash = use.name == "flash";
    std::optional<int64_t> &cap = use.name == "ram"    ? caps.ram
                                  : use.name == "bops" ? caps.bops
                                                       : caps.modelSize;
    int64_t lower =
        isFlash && !cap ? weights - excess : cap.value_or(use.cap) - excess;
    // Code takes the same whatever the weights' cap was.
    if (isFlash && cap && weights < *cap)
      lower = std::min(lower, weights - excess);
    // Widths that keep the lower cap as well would only be chosen again. Of
    // RAM the choice counts whole tensors, of which the plan needs a part.
    if (std::optional<int64_t> chosen = chosenUse(model, use.name)) {
      if (use.name == "ram")
        lower =
            *chosen / use.use * use.cap + *chosen % use.use * use.cap / use.use;
      lower = std::min(lower, *chosen - 1);
    }
    cap = std::max<int64_t>(1, lower); // 0 would mean none
  }
  return any;
}

bool exceeds(ArrayRef<BudgetUse> uses, StringRef name) {
  return llvm::any_of(uses, [&](const BudgetUse &use) {
    return use.name == name && use.use > use.cap;
  });
}

/// The step with most live bytes, and its largest buffers.
static std::string ramHolders(plan::ModelOp model) {
  auto buffers = llvm::to_vector(model.getOps<plan::BufferOp>());
  auto isLive = [](plan::BufferOp buffer, uint64_t step) {
    return buffer.getFirst().value_or(0) <= step &&
           step <= buffer.getLast().value_or(0);
  };
  int64_t most = -1;
  uint64_t worst = 0;
  for (plan::BufferOp at : buffers) {
    int64_t bytes = 0;
    for (plan::BufferOp buffer : buffers)
      if (isLive(buffer, at.getFirst().value_or(0)))
        bytes += buffer.getStorageBytes();
    if (bytes > most) {
      most = bytes;
      worst = at.getFirst().value_or(0);
    }
  }
  llvm::erase_if(buffers,
                 [&](plan::BufferOp buffer) { return !isLive(buffer, worst); });
  llvm::sort(buffers, [](plan::BufferOp a, plan::BufferOp b) {
    return std::tuple(-a.getStorageBytes(), a.getName()) <
           std::tuple(-b.getStorageBytes(), b.getName());
  });
  std::string text;
  for (plan::BufferOp buffer : ArrayRef(buffers).take_front(4)) {
    text += (text.empty() ? "" : ", ") + quoteName(buffer.getName()) + " " +
            std::to_string(buffer.getStorageBytes());
    if (buffer.getRows())
      text += " (" + std::to_string(*buffer.getRows()) + " rows)";
  }
  return text;
}

std::string excessText(plan::ModelOp model, ArrayRef<BudgetUse> uses,
                       bool mixed) {
  std::string needs, would;
  for (const BudgetUse &use : uses) {
    if (use.use <= use.cap)
      continue;
    needs += (needs.empty() ? "'" : "; '") + use.name + "' needs " +
             std::to_string(use.use) + ", the cap is " +
             std::to_string(use.cap);
    would += (would.empty() ? "--" : " with --") + use.name + " " +
             std::to_string(use.use);
  }
  std::string holders = exceeds(uses, "ram") ? ramHolders(model) : "";
  return "the budgets cannot be kept: " + needs +
         (mixed ? " with the best widths found" : "") + "; " + would +
         " would do" +
         (mixed ? ""
                : ", smaller widths (--calibrate DATA --bits mixed) might") +
         (holders.empty() ? "" : "\n  note: most RAM is held by " + holders);
}

void recordUses(plan::ModelOp model, ArrayRef<BudgetUse> uses) {
  DictionaryAttr bits = bitsInfo(model);
  if (!bits)
    return;
  Builder builder(model.getContext());
  SmallVector<Attribute> budgets;
  for (const BudgetUse &use : uses)
    budgets.push_back(builder.getDictionaryAttr(
        {builder.getNamedAttr("name", builder.getStringAttr(use.name)),
         builder.getNamedAttr("use", builder.getI64IntegerAttr(use.use)),
         builder.getNamedAttr("cap", builder.getI64IntegerAttr(use.cap))}));
  NamedAttrList own(bits), info(*model.getModelInfo());
  own.set("budgets", builder.getArrayAttr(budgets));
  info.set("bits", own.getDictionary(model.getContext()));
  model.setModelInfoAttr(info.getDictionary(model.getContext()));
}

std::string bitsSummary(plan::ModelOp model, ArrayRef<BudgetUse> uses) {
  std::string said;
  llvm::raw_string_ostream os(said);
  if (DictionaryAttr bits = bitsInfo(model)) {
    os << "  widths: " << text(bits, "status") << " by " << text(bits, "solver")
       << ", " << integer(bits, "nodes") << " nodes, objective "
       << llvm::format("%.6g", real(bits, "objective")) << ", bound "
       << llvm::format("%.6g", real(bits, "bound")) << ", gap "
       << llvm::format("%.6g", real(bits, "gap")) << '\n';
    os << "  divergence: predicted "
       << llvm::format("%.6g", real(bits, "predicted")) << ", measured "
       << llvm::format("%.6g", real(bits, "measured")) << "; same class "
       << integer(bits, "same_class") << " of " << integer(bits, "samples")
       << " samples; repairs " << integer(bits, "repairs") << '\n';
  }
  if (!uses.empty()) {
    os << "  budgets:";
    for (const BudgetUse &use : uses)
      os << (&use == uses.begin() ? " " : ", ") << use.name << ' ' << use.use
         << " of " << use.cap;
    os << '\n';
  }
  return said;
}

/// Whether the layers of a NAME_bits.json have the widths that its certificate
/// proves: the first layer that has not, or "".
static std::string disagreement(const llvm::json::Object &plan,
                                const llvm::json::Object &certificate) {
  const llvm::json::Array *layers = plan.getArray("layers"),
                          *choices = certificate.getArray("choices");
  if (!layers || !choices || layers->size() > choices->size())
    return "";
  for (auto [layer, choice] : llvm::zip_first(*layers, *choices)) {
    const llvm::json::Object *object = layer.getAsObject();
    auto bits = object ? object->getInteger("weight_bits") : std::nullopt;
    auto proven = choice.getAsString();
    // A layer that stays float is no choice.
    if (!bits || !proven || *bits == 32 || std::to_string(*bits) == *proven)
      continue;
    return ("layer " + quoteName(object->getString("name").value_or("")) +
            " has weight_bits " + llvm::Twine(*bits) + ", proven is " + *proven)
        .str();
  }
  return "";
}

/// What is wrong with a certificate, or with a NAME_bits.json that holds one.
static std::string checkText(StringRef text, std::string &verdict) {
  llvm::Expected<llvm::json::Value> value = llvm::json::parse(text);
  if (!value)
    return llvm::toString(value.takeError());
  const llvm::json::Object *object = value->getAsObject();
  const llvm::json::Object *own =
      object ? object->getObject("certificate") : nullptr;
  if (!own)
    return solvers::checkBitWidthCertificate(text, verdict);
  if (std::string wrong = disagreement(*object, *own); !wrong.empty())
    return wrong;
  std::string alone =
      llvm::formatv("{0}", llvm::json::Value(llvm::json::Object(*own)));
  return solvers::checkBitWidthCertificate(alone, verdict);
}

int checkCertificateFile(StringRef file, bool json) {
  auto buffer = llvm::MemoryBuffer::getFile(file, /*IsText=*/true);
  if (!buffer)
    return reportError("input",
                       "cannot read " + quoteName(file) + ": " +
                           buffer.getError().message(),
                       json);
  std::string verdict, wrong = checkText((*buffer)->getBuffer(), verdict);
  if (!wrong.empty())
    return reportError("verify",
                       "the certificate in " + quoteName(file) +
                           " is refused: " + wrong,
                       json);
  if (json)
    llvm::outs() << llvm::formatv("{0}\n", llvm::json::Value(llvm::json::Object{
                                               {"certificate", verdict}}));
  else
    llvm::outs() << verdict << '\n';
  return kDone;
}

} // namespace m2c
