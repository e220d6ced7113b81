// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// From the solver's answer to attributes.
#include "passes/Quant/BitsReport.h"
#include "compiler/Solvers/BitWidthCertificate.h"
#include "dialects/Onnx/Onnx.h"
#include "mlir/IR/Builders.h"

using namespace mlir;

namespace m2c {

static ArrayAttr budgetsAttr(Builder &builder,
                             const quant::WidthChoice &choice) {
  SmallVector<Attribute> budgets;
  for (const quant::WidthModel::Use &use : choice.budgets)
    budgets.push_back(builder.getDictionaryAttr(
        {builder.getNamedAttr("name", builder.getStringAttr(use.name)),
         builder.getNamedAttr("use", builder.getI64IntegerAttr(use.use)),
         builder.getNamedAttr("cap", builder.getI64IntegerAttr(use.cap))}));
  return builder.getArrayAttr(budgets);
}

static ArrayAttr frontAttr(Builder &builder,
                           ArrayRef<quant::ParetoPoint> front) {
  SmallVector<Attribute> points;
  for (const quant::ParetoPoint &point : front) {
    NamedAttrList entries;
    entries.append("cap", builder.getI64IntegerAttr(point.cap));
    entries.append("model_size", builder.getI64IntegerAttr(point.modelSize));
    entries.append("predicted", builder.getF64FloatAttr(point.predicted));
    entries.append("divergence", builder.getF64FloatAttr(point.divergence));
    if (point.top1)
      entries.append("top1", builder.getF64FloatAttr(*point.top1));
    points.push_back(entries.getDictionary(builder.getContext()));
  }
  return builder.getArrayAttr(points);
}

void setBitsReport(ModuleOp module, const quant::WidthChoice &choice,
                   ArrayRef<quant::ParetoPoint> front) {
  Builder builder(module.getContext());
  NamedAttrList bits;
  const solvers::BitWidthSolution &solution = choice.solution;
  double scale = double(choice.problem.costScale);
  auto real = [&](StringRef key, double value) {
    bits.append(key, builder.getF64FloatAttr(value));
  };
  auto text = [&](StringRef key, const llvm::Twine &value) {
    bits.append(key, builder.getStringAttr(value));
  };
  auto count = [&](StringRef key, int64_t value) {
    bits.append(key, builder.getI64IntegerAttr(value));
  };
  real("objective", double(solution.objective) / scale);
  real("bound", double(solution.bound) / scale);
  real("gap", double(solution.gap()) / scale);
  text("status", solvers::bitWidthStatusName(solution.status));
  text("solver", solution.solver);
  count("nodes", static_cast<int64_t>(solution.nodes));
  real("predicted", choice.predicted);
  real("measured", choice.measured.divergence);
  count("samples", static_cast<int64_t>(choice.measured.samples));
  count("same_class", static_cast<int64_t>(choice.measured.sameClass));
  count("repairs", choice.repairs);
  bits.append("budgets", budgetsAttr(builder, choice));
  llvm::json::Object certificate =
      solvers::bitWidthCertificate(choice.problem, solution);
  solvers::signBitWidthCertificate(certificate);
  text("certificate", solvers::printBitWidthCertificate(certificate));
  if (!front.empty())
    bits.append("pareto", frontAttr(builder, front));
  NamedAttrList info(module->getAttrOfType<DictionaryAttr>(onnx::kModelAttr));
  info.set("bits", bits.getDictionary(module.getContext()));
  module->setAttr(onnx::kModelAttr, info.getDictionary(module.getContext()));
}

} // namespace m2c
