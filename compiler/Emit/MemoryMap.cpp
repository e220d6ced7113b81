// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Where there is no room for a name inside its rectangle, it goes to the right
// of the picture, with a line between the two.
#include "compiler/Emit/MemoryMap.h"
#include "dialects/Plan/RowSchedule.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/JSON.h"
#include <tuple>

using namespace mlir;

namespace m2c {

std::string htmlText(StringRef text) {
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

std::string entryClass(plan::ModelOp model, StringRef entry) {
  size_t number = 0;
  for (auto op : model.getOps<plan::EntryOp>()) {
    if (op.getName() == entry)
      return "e" + std::to_string(number % 6);
    ++number;
  }
  return "e0";
}

namespace {

/// Pixels of the picture.
constexpr double kLeft = 62, kTop = 34, kHeight = 400, kMostWidth = 640;
constexpr double kLabels = 300; // room for names on the right
constexpr double kLine = 13, kChar = 6.3;

/// One rectangle, in pixels.
struct Box {
  plan::BufferOp op;
  double x, y, width, height;
  std::string label, details, style;

  bool hasRoom() const {
    return height >= kLine &&
           static_cast<double>(label.size()) * kChar + 6 <= width;
  }
};

class MemoryMap {
public:
  MemoryMap(llvm::raw_ostream &os, plan::ModelOp model) : os(os), model(model) {
    for (auto call : model.getOps<plan::CallOp>()) {
      if (Value scratch = call.getScratch())
        scratches.insert(plan::storageOf(scratch));
      for (Value operand : call->getOperands())
        owners.try_emplace(plan::storageOf(operand),
                           call.getEntry().value_or(""));
      ++steps;
    }
    bytes = std::max<int64_t>(1, model.getArenaBytes().value_or(0));
    step = std::min(60.0, kMostWidth / static_cast<double>(std::max(1, steps)));
    for (auto buffer : model.getOps<plan::BufferOp>())
      boxes.push_back(boxOf(buffer));
    // From top to bottom, so that lines to names do not cross.
    llvm::sort(boxes, [](const Box &a, const Box &b) {
      return std::make_tuple(a.y + a.height / 2, a.x, a.label) <
             std::make_tuple(b.y + b.height / 2, b.x, b.label);
    });
  }

  void write();

private:
  Box boxOf(plan::BufferOp buffer);
  double yOf(double address) const {
    return kTop + address / static_cast<double>(bytes) * kHeight;
  }
  double right() const { return kLeft + step * steps; }
  void writeAxes();
  void writeSegments();
  void writeBox(const Box &box);
  void writeLabels();
  llvm::raw_ostream &number(double value) {
    return os << llvm::format("%.1f", value);
  }

  llvm::raw_ostream &os;
  plan::ModelOp model;
  llvm::SetVector<Operation *> scratches;
  DenseMap<Operation *, StringRef> owners;
  SmallVector<Box> boxes;
  int steps = 0;
  int64_t bytes = 1;
  double step = 1;
};

Box MemoryMap::boxOf(plan::BufferOp buffer) {
  auto first = static_cast<double>(buffer.getFirst().value_or(0));
  auto last = static_cast<double>(buffer.getLast().value_or(0));
  int64_t size = buffer.getStorageBytes();
  int64_t offset = buffer.getOffset().value_or(0);
  Box box;
  box.op = buffer;
  box.x = kLeft + first * step;
  box.width = (last - first + 1) * step;
  box.y = yOf(static_cast<double>(offset));
  box.height = yOf(static_cast<double>(offset + size)) - box.y;
  bool isScratch = scratches.contains(buffer);
  box.label = buffer.getName().str();
  if (isScratch && !StringRef(box.label).contains("scratch"))
    box.label += " scratch";
  if (std::optional<int64_t> rows = buffer.getRows())
    box.label +=
        " (" + std::to_string(*rows) + (*rows == 1 ? " row)" : " rows)");
  box.details =
      (Twine(box.label) + ": " + Twine(size) + " bytes at " + Twine(offset) +
       ", steps " + Twine(buffer.getFirst().value_or(0)) + " to " +
       Twine(buffer.getLast().value_or(0)))
          .str();
  box.style = isScratch ? "scratch" : entryClass(model, owners.lookup(buffer));
  return box;
}

void MemoryMap::writeAxes() {
  for (int quarter = 0; quarter <= 4; ++quarter) {
    double y = kTop + kHeight * quarter / 4;
    os << "<path class=\"grid\" d=\"M";
    number(kLeft) << ' ';
    number(y) << 'H';
    number(right()) << "\"/><text class=\"end\" x=\"";
    number(kLeft - 6) << "\" y=\"";
    number(y + 4) << "\">" << bytes * quarter / 4 << "</text>\n";
  }
  int every = step >= 20 ? 1 : step >= 9 ? 2 : step >= 4 ? 5 : 20;
  for (int i = 0; i < steps; i += every) {
    os << "<text class=\"mid\" x=\"";
    number(kLeft + (i + 0.5) * step) << "\" y=\"";
    number(kTop + kHeight + 16) << "\">" << i << "</text>\n";
  }
  os << "<text class=\"mid\" x=\"";
  number((kLeft + right()) / 2) << "\" y=\"";
  number(kTop + kHeight + 34) << "\">step</text>\n<text class=\"end\" x=\"";
  number(kLeft - 6) << "\" y=\"";
  number(kTop - 14) << "\">bytes</text>\n";
}

/// A bar over the steps that run row by row.
void MemoryMap::writeSegments() {
  int begin = 0;
  for (ArrayRef<plan::CallOp> segment : plan::segmentsOf(model)) {
    int length = static_cast<int>(segment.size());
    plan::CallOp first = segment.front();
    if (first.getSegment() && length > 1) {
      double x = kLeft + begin * step + 1;
      os << "<rect class=\"segment\" x=\"";
      number(x) << "\" y=\"";
      number(kTop - 7) << "\" width=\"";
      number(length * step - 2)
          << "\" height=\"4\"><title>steps " << begin << " to "
          << begin + length - 1 << " run row by row</title></rect>\n";
      if (length * step > 90) {
        os << "<text x=\"";
        number(x) << "\" y=\"";
        number(kTop - 12) << "\">row by row</text>\n";
      }
    }
    begin += length;
  }
}

void MemoryMap::writeBox(const Box &box) {
  os << "<rect class=\"" << box.style << "\" x=\"";
  number(box.x) << "\" y=\"";
  number(box.y) << "\" width=\"";
  number(box.width) << "\" height=\"";
  number(box.height) << "\"><title>" << htmlText(box.details)
                     << "</title></rect>\n";
  if (!box.hasRoom())
    return;
  os << "<text x=\"";
  number(box.x + 4) << "\" y=\"";
  number(box.y + box.height / 2 + 4)
      << "\">" << htmlText(box.label) << "</text>\n";
}

void MemoryMap::writeLabels() {
  SmallVector<const Box *> outside;
  for (const Box &box : boxes)
    if (!box.hasRoom())
      outside.push_back(&box);
  // As near to its rectangle as the names below it leave room for.
  double room = kTop + kHeight - kLine * static_cast<double>(outside.size());
  double y = -kLine;
  for (const Box *box : outside) {
    double middle = box->y + box->height / 2;
    y = std::max(y + kLine, std::min(middle, std::max(room, y + kLine)));
    room += kLine;
    os << "<path class=\"lead\" d=\"M";
    number(box->x + box->width) << ' ';
    number(middle) << 'H';
    number(right()) << 'L';
    number(right() + 22) << ' ';
    number(y) << "\"/><text x=\"";
    number(right() + 25) << "\" y=\"";
    number(y + 4) << "\">" << htmlText(box->label) << "</text>\n";
  }
}

void MemoryMap::write() {
  size_t outside =
      llvm::count_if(boxes, [](const Box &box) { return !box.hasRoom(); });
  double height = std::max(kTop + kHeight + 44,
                           kLine * static_cast<double>(outside) + kTop);
  os << "<svg viewBox=\"0 0 ";
  number(right() + kLabels) << ' ';
  number(height) << "\" width=\"";
  number(right() + kLabels) << "\" role=\"img\" aria-label=\"memory map\">\n";
  writeAxes();
  writeSegments();
  for (const Box &box : boxes)
    writeBox(box);
  writeLabels();
  os << "</svg>\n";
}

} // namespace

void writeMemoryMap(llvm::raw_ostream &os, plan::ModelOp model) {
  MemoryMap(os, model).write();
}

} // namespace m2c
