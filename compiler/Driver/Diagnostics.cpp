// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// How errors reach the user.
#include "compiler/Driver/Diagnostics.h"
#include "compiler/Driver/Driver.h"
#include "mlir/IR/Location.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;

namespace m2c {

/// "node 'conv1'", "model.mlir:3:5", or "" where nothing is known.
static std::string placeOf(Location loc) {
  if (auto name = dyn_cast<NameLoc>(loc))
    return "'" + name.getName().str() + "'";
  if (auto file = dyn_cast<FileLineColLoc>(loc))
    return file.getFilename().str() +
           (file.getLine() == 0 ? ""
                                : ":" + std::to_string(file.getLine()) + ":" +
                                      std::to_string(file.getColumn()));
  if (auto fused = dyn_cast<FusedLoc>(loc))
    for (Location part : fused.getLocations())
      if (std::string place = placeOf(part); !place.empty())
        return place;
  return "";
}

static std::string describe(Diagnostic &diagnostic) {
  std::string place = placeOf(diagnostic.getLocation()),
              text = diagnostic.str();
  bool named = place.empty() || StringRef(text).contains(place);
  return named ? text : place + ": " + text;
}

DiagnosticCollector::DiagnosticCollector(MLIRContext *context)
    : handler(context, [this](Diagnostic &diagnostic) {
        if (diagnostic.getSeverity() != DiagnosticSeverity::Error)
          return failure();
        std::string text = describe(diagnostic);
        for (Diagnostic &note : diagnostic.getNotes())
          text += "\n  note: " + describe(note);
        messages.push_back(text);
        return success();
      }) {}

StringRef DiagnosticCollector::kind() const {
  std::string all = text();
  return StringRef(all).contains("is not supported")           ? "operator"
         : StringRef(all).contains("budgets cannot be kept: ") ? "budget"
                                                               : "input";
}

bool DiagnosticCollector::isUsersFault() const {
  static constexpr StringLiteral kSubjects[] = {"calibration data: ",
                                                "bit plan: ",
                                                "budgets cannot be kept: ",
                                                "which --latency needs",
                                                "--io ",
                                                "--missing ",
                                                "--stream-input ",
                                                "expected ranges ",
                                                "expected rounding "};
  return hasErrors() && llvm::all_of(messages, [](StringRef message) {
           return llvm::any_of(kSubjects, [&](StringRef subject) {
             return message.contains(subject);
           });
         });
}

bool DiagnosticCollector::isLimit() const {
  return hasErrors() && llvm::all_of(messages, [](StringRef message) {
           return message.contains(" at most ") ||
                  message.contains(" is not supported");
         });
}

std::string DiagnosticCollector::text() const {
  return llvm::join(messages, "\n");
}

int reportError(StringRef kind, StringRef message, bool json) {
  if (json) {
    llvm::json::OStream out(llvm::outs());
    out.object([&] {
      out.attributeObject("error", [&] {
        out.attribute("kind", kind);
        out.attribute("message", llvm::json::fixUTF8(message));
      });
    });
    llvm::outs() << '\n';
  } else {
    SmallVector<StringRef> lines;
    message.split(lines, '\n');
    for (StringRef line : lines)
      llvm::errs() << (line.starts_with("  note: ") ? "" : "m2c: error: ")
                   << line << '\n';
  }
  return llvm::StringSwitch<int>(kind)
      .Case("internal", kInternalError)
      .Case("verify", kVerificationFailed)
      .Default(kUserError);
}

} // namespace m2c
