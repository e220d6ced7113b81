// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// m2c-lsp-server: completion, hover and errors for .mlir files of m2c's
// dialects in an editor.
#include "compiler/Pipeline.h"
#include "mlir/Tools/mlir-lsp-server/MlirLspServerMain.h"

int main(int argc, char **argv) {
  mlir::DialectRegistry registry;
  m2c::registerDialects(registry);
  return mlir::failed(mlir::MlirLspServerMain(argc, argv, registry));
}
