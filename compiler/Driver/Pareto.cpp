// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The front of divergence and model size, for programs and for people.
#include "compiler/Driver/Budgets.h"
#include "compiler/Emit/ReportParts.h"
#include "llvm/Support/Format.h"
#include <cmath>

using namespace mlir;

namespace m2c {
namespace {

struct Point {
  int64_t cap, size;
  double predicted, divergence;
  std::optional<double> top1;
};

std::vector<Point> pointsOf(plan::ModelOp model) {
  DictionaryAttr bits = bitsInfo(model);
  auto front = bits ? bits.getAs<ArrayAttr>("pareto") : ArrayAttr();
  std::vector<Point> points;
  if (!front)
    return points;
  for (auto entry : front.getAsRange<DictionaryAttr>()) {
    auto integer = [&](StringRef key) {
      auto value = entry.getAs<IntegerAttr>(key);
      return value ? value.getInt() : 0;
    };
    auto real = [&](StringRef key) {
      auto value = entry.getAs<FloatAttr>(key);
      return value ? value.getValueAsDouble() : 0.0;
    };
    Point &point = points.emplace_back(Point{integer("cap"),
                                             integer("model_size"),
                                             real("predicted"),
                                             real("divergence"),
                                             {}});
    if (entry.get("top1"))
      point.top1 = real("top1");
  }
  return points;
}

std::string pointsJson(plan::ModelOp model, ArrayRef<Point> points) {
  std::string text;
  llvm::raw_string_ostream os(text);
  llvm::json::OStream json(os, 2);
  json.object([&] {
    json.attribute("schema", 1);
    json.attribute("model", model.getSymName());
    json.attribute("version", M2C_VERSION);
    json.attribute("SPDX-License-Identifier",
                   "Apache-2.0 WITH LLVM-exception OR 0BSD");
    json.attributeArray("points", [&] {
      for (const Point &point : points)
        json.object([&] {
          json.attribute("cap", point.cap);
          json.attribute("weights_bytes", point.size);
          json.attribute("predicted", point.predicted);
          json.attribute("divergence", point.divergence);
          json.attribute("top1", point.top1 ? llvm::json::Value(*point.top1)
                                            : llvm::json::Value(nullptr));
        });
    });
  });
  os << '\n';
  return text;
}

/// Where values stand in the picture: bytes from left to right, divergence (in
/// decades) from bottom to top.
class Axes {
public:
  explicit Axes(ArrayRef<Point> points)
      : left(points.front().size), right(points.back().size) {
    for (const Point &point : points) {
      low = std::min(low, decade(point));
      high = std::max(high, decade(point));
    }
    low = std::floor(low);
    high = std::max(std::ceil(high), low + 1);
    right = std::max(right, left + 1);
  }
  double x(const Point &point) const {
    return 70 + 500.0 * double(point.size - left) / double(right - left);
  }
  double y(double decade) const {
    return 340 - 300 * (decade - low) / (high - low);
  }
  /// Of the divergence; 10^-9 stands for all below it.
  static double decade(const Point &point) {
    return std::log10(std::max(point.divergence, 1e-9));
  }
  int64_t left, right;
  double low = 9, high = -9;
};

std::string pointsSvg(plan::ModelOp model, ArrayRef<Point> points) {
  std::string text;
  llvm::raw_string_ostream os(text);
  Axes axes(points);
  os << "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"600\" "
        "height=\"400\" font-family=\"sans-serif\" font-size=\"12\">\n"
     << "<!-- SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD "
        "-->\n<title>"
     << model.getSymName() << ": divergence against weight bytes</title>\n"
     << "<rect width=\"600\" height=\"400\" fill=\"white\"/>\n";
  for (int decade = static_cast<int>(axes.low);
       decade <= static_cast<int>(axes.high); ++decade)
    os << llvm::format("<path d=\"M70 %.1fH570\" stroke=\"#ccc\"/>\n"
                       "<text x=\"62\" y=\"%.1f\" text-anchor=\"end\">1e%d"
                       "</text>\n",
                       axes.y(decade), axes.y(decade) + 4, decade);
  os << "<polyline fill=\"none\" stroke=\"#06c\" stroke-width=\"2\" points=\"";
  for (const Point &point : points)
    os << llvm::format("%.1f,%.1f ", axes.x(point),
                       axes.y(Axes::decade(point)));
  os << "\"/>\n";
  for (const Point &point : points) {
    double x = axes.x(point), y = axes.y(Axes::decade(point));
    os << llvm::format("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"4\" "
                       "fill=\"#06c\"><title>",
                       x, y)
       << point.size << " bytes, divergence "
       << llvm::format("%.4g", point.divergence) << "</title></circle>\n";
    if (point.top1)
      os << llvm::format("<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\">"
                         "%.1f%%</text>\n",
                         x, y - 8, 100 * *point.top1);
  }
  os << "<text x=\"70\" y=\"362\">" << axes.left
     << "</text>\n<text x=\"570\" y=\"362\" text-anchor=\"end\">" << axes.right
     << "</text>\n<text x=\"320\" y=\"385\" text-anchor=\"middle\">weight "
        "bytes</text>\n<text x=\"70\" y=\"25\">divergence from the float "
        "network"
     << (points.front().top1 ? "; labels: top-1" : "") << "</text>\n</svg>\n";
  return text;
}

} // namespace

std::vector<OutputFile> paretoFiles(plan::ModelOp model) {
  std::vector<Point> points = pointsOf(model);
  std::string name = model.getSymName().str();
  if (points.empty())
    return {};
  return {{name + "_pareto.json", pointsJson(model, points)},
          {name + "_pareto.svg", pointsSvg(model, points)}};
}

std::string paretoTable(plan::ModelOp model) {
  std::string text;
  llvm::raw_string_ostream os(text);
  std::vector<Point> points = pointsOf(model);
  if (!points.empty())
    os << "  weight bytes   divergence"
       << (points.front().top1 ? "   top-1\n" : "\n");
  for (const Point &point : points) {
    os << llvm::format("  %12lld   %10.4g", static_cast<long long>(point.size),
                       point.divergence);
    if (point.top1)
      os << llvm::format("   %4.1f %%", 100 * *point.top1);
    os << '\n';
  }
  return text;
}

} // namespace m2c
