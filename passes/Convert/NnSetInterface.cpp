// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Applies --rename and --io-layout to the graph's inputs and outputs.
#include "compiler/Support/CNames.h"
#include "compiler/Support/Text.h"
#include "passes/Passes.h"
#include "llvm/ADT/StringSet.h"

using namespace mlir;

namespace m2c {
#define GEN_PASS_DEF_NNSETINTERFACE
#include "passes/Passes.h.inc"

namespace {

constexpr int64_t kToNhwc[] = {0, 2, 3, 1};
constexpr int64_t kToNchw[] = {0, 3, 1, 2};

Value transpose(OpBuilder &builder, Location loc, Value value,
                ArrayRef<int64_t> perm) {
  auto type = cast<RankedTensorType>(value.getType());
  SmallVector<int64_t> shape;
  for (int64_t axis : perm)
    shape.push_back(type.getDimSize(axis));
  return nn::TransposeOp::create(
      builder, loc, RankedTensorType::get(shape, type.getElementType()), value,
      builder.getDenseI64ArrayAttr(perm));
}

struct NnSetInterfacePass : impl::NnSetInterfaceBase<NnSetInterfacePass> {
  using NnSetInterfaceBase::NnSetInterfaceBase;

  void runOnOperation() override {
    func = getOperation().lookupSymbol<func::FuncOp>("main");
    if (!func) {
      getOperation().emitError("expected a function @main");
      return signalPassFailure();
    }
    for (const std::string &text : renames)
      if (failed(rename(StringRef(text).rsplit('='))))
        return signalPassFailure();
    if (failed(checkRenamed()))
      return signalPassFailure();
    for (const std::string &text : layouts)
      if (failed(setLayout(text)))
        return signalPassFailure();
  }

  StringRef argName(unsigned i) {
    auto name = func.getArgAttrOfType<StringAttr>(i, nn::kNameAttr);
    return name ? name.getValue() : StringRef();
  }
  StringRef resultName(unsigned i) {
    auto name = func.getResultAttrOfType<StringAttr>(i, nn::kNameAttr);
    return name ? name.getValue() : StringRef();
  }

  LogicalResult unknown(StringRef flag, StringRef name) {
    std::vector<std::string> names;
    for (unsigned i = 0; i < func.getNumArguments(); ++i)
      names.push_back(argName(i).str());
    for (unsigned i = 0; i < func.getNumResults(); ++i)
      names.push_back(resultName(i).str());
    return func.emitError()
           << flag.str() << ": expected an input or output of the model, got "
           << quoteName(name) << "; it has " << quoteNames(names);
  }

  LogicalResult rename(std::pair<StringRef, StringRef> names) {
    auto [from, to] = names;
    if (cIdentifier(to, "") != to)
      return func.emitError()
             << "--rename: expected a C identifier, got " << quoteName(to);
    bool found = false;
    auto name = StringAttr::get(&getContext(), to);
    for (unsigned i = 0; i < func.getNumArguments(); ++i)
      if (argName(i) == from) {
        func.setArgAttr(i, nn::kCNameAttr, name);
        found = true;
      }
    for (unsigned i = 0; i < func.getNumResults(); ++i)
      if (resultName(i) == from) {
        func.setResultAttr(i, nn::kCNameAttr, name);
        found = true;
      }
    return found ? success() : unknown("--rename", from);
  }

  /// A name that the user chose must not become another one without a word,
  /// nor make another tensor's name become one.
  LogicalResult checkRenamed() {
    for (bool isInput : {true, false}) {
      unsigned count = isInput ? func.getNumArguments() : func.getNumResults();
      llvm::StringSet<> given, all;
      for (unsigned i = 0; i < count; ++i)
        if (StringAttr name = cName(isInput, i))
          given.insert(name.getValue().lower());
      for (unsigned i = 0; i < count; ++i) {
        StringRef name = isInput ? argName(i) : resultName(i);
        StringAttr chosen = cName(isInput, i);
        std::string key = chosen ? chosen.getValue().lower()
                                 : StringRef(cIdentifier(name, "_")).lower();
        if (!all.insert(key).second && given.contains(key))
          return func.emitError()
                 << "--rename: expected C names that differ (also in upper "
                 << "case), got " << quoteName(key) << " for "
                 << quoteName(name) << " and another "
                 << (isInput ? "input" : "output");
      }
    }
    return success();
  }

  StringAttr cName(bool isInput, unsigned i) {
    return isInput ? func.getArgAttrOfType<StringAttr>(i, nn::kCNameAttr)
                   : func.getResultAttrOfType<StringAttr>(i, nn::kCNameAttr);
  }

  LogicalResult setLayout(StringRef text) {
    auto [name, layout] =
        text.contains('=') ? text.rsplit('=') : std::pair(StringRef(), text);
    bool found = name.empty();
    for (unsigned i = 0; i < func.getNumArguments(); ++i)
      if (name.empty() || argName(i) == name) {
        found = true;
        if (failed(setArgLayout(i, layout, /*all=*/name.empty())))
          return failure();
      }
    for (unsigned i = 0; i < func.getNumResults(); ++i)
      if (name.empty() || resultName(i) == name) {
        found = true;
        if (failed(setResultLayout(i, layout, /*all=*/name.empty())))
          return failure();
      }
    return found ? success() : unknown("--io-layout", name);
  }

  LogicalResult checkRank(Type type, StringRef name, bool all) {
    if (cast<RankedTensorType>(type).getRank() == 4)
      return success();
    if (!all)
      func.emitError() << "--io-layout: expected a tensor of rank 4, got "
                       << quoteName(name) << " of type " << type;
    return failure();
  }

  LogicalResult setArgLayout(unsigned i, StringRef layout, bool all) {
    BlockArgument arg = func.getArgument(i);
    if (failed(checkRank(arg.getType(), argName(i), all)))
      return success(all);
    bool isNhwc = !!func.getArgAttr(i, nn::kLayoutAttr);
    if (isNhwc == (layout == "nhwc"))
      return success();
    OpBuilder builder = OpBuilder::atBlockBegin(&func.getBody().front());
    auto type = cast<RankedTensorType>(arg.getType());
    SmallVector<int64_t> shape;
    for (int64_t axis : isNhwc ? kToNchw : kToNhwc)
      shape.push_back(type.getDimSize(axis));
    arg.setType(RankedTensorType::get(shape, type.getElementType()));
    Value turned =
        transpose(builder, arg.getLoc(), arg, isNhwc ? kToNhwc : kToNchw);
    arg.replaceAllUsesExcept(turned, turned.getDefiningOp());
    if (isNhwc)
      func.removeArgAttr(i, StringAttr::get(&getContext(), nn::kLayoutAttr));
    else
      func.setArgAttr(i, nn::kLayoutAttr, builder.getStringAttr("nhwc"));
    updateType();
    return success();
  }

  LogicalResult setResultLayout(unsigned i, StringRef layout, bool all) {
    auto ret = cast<func::ReturnOp>(func.getBody().front().getTerminator());
    Value value = ret.getOperand(i);
    if (failed(checkRank(value.getType(), resultName(i), all)))
      return success(all);
    bool isNhwc = !!func.getResultAttr(i, nn::kLayoutAttr);
    if (isNhwc == (layout == "nhwc"))
      return success();
    OpBuilder builder(ret);
    ret.setOperand(
        i, transpose(builder, ret.getLoc(), value, isNhwc ? kToNchw : kToNhwc));
    if (isNhwc)
      func.removeResultAttr(i, StringAttr::get(&getContext(), nn::kLayoutAttr));
    else
      func.setResultAttr(i, nn::kLayoutAttr, builder.getStringAttr("nhwc"));
    updateType();
    return success();
  }

  void updateType() {
    Operation *ret = func.getBody().front().getTerminator();
    func.setType(FunctionType::get(&getContext(),
                                   func.getBody().getArgumentTypes(),
                                   ret->getOperandTypes()));
  }

  func::FuncOp func;
};

} // namespace
} // namespace m2c
