// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// m2c-opt: runs single passes or phases on .mlir files, for tests and for
// looking into the compiler.
#include "compiler/Pipeline.h"
#include "mlir/Pass/PassRegistry.h"
#include "mlir/Tools/mlir-opt/MlirOptMain.h"

int main(int argc, char **argv) {
  mlir::DialectRegistry registry;
  m2c::registerDialects(registry);
  m2c::registerAllPasses();
  // --m2c-<phase> runs one whole phase with default options.
  for (m2c::Phase phase : m2c::passPhases())
    mlir::registerPassPipeline(
        ("m2c-" + m2c::phaseName(phase)).str(),
        ("the " + m2c::phaseName(phase) + " phase of m2c").str(),
        [phase](mlir::OpPassManager &manager, llvm::StringRef,
                llvm::function_ref<mlir::LogicalResult(const llvm::Twine &)>) {
          m2c::Options options;
          options.select.name = "model";
          m2c::addPhase(manager, phase, options);
          return mlir::success();
        },
        [](llvm::function_ref<void(const mlir::detail::PassOptions &)>) {});
  return mlir::asMainReturnCode(
      mlir::MlirOptMain(argc, argv, "m2c optimizer driver\n", registry));
}
