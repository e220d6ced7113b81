// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The command line of m2c as plain data. Only Options.cpp knows the flags.
#ifndef M2C_COMPILER_OPTIONS_H
#define M2C_COMPILER_OPTIONS_H

#include "llvm/ADT/StringRef.h"
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace m2c {

enum class Phase { Import, Convert, Graph, Quant, Select, Memory, Emit };

struct ImportSettings {
  std::vector<std::pair<std::string, int64_t>> dims; ///< --dim NAME=N
};

struct GraphSettings {
  bool borderClasses = true;
};

struct QuantSettings {
  std::string data; ///< --calibrate DATA; empty: the model as it is
  /// One width each, or those that `mixed` may use.
  std::vector<unsigned> weightBits = {8}, activationBits = {8};
  bool mixed = false;   ///< widths by layer, chosen under the budgets
  bool tieBits = false; ///< a layer's weights have its input's width
  bool repair = true;   ///< measure the choice and correct it
  bool pareto = false;  ///< sweep the model size
  std::string sensitivity = "direct";
  std::string plan; ///< --bit-plan FILE: the widths as a file says
  std::string ranges = "auto", rounding = "descent";
  bool equalize = true, biasCorrection = true;
  std::vector<std::string> io; ///< --io, as nn-set-io reads it
};

/// Hard limits on the result (contract C2); none where there is no value.
struct BudgetSettings {
  std::optional<int64_t> modelSize, ///< weights_bytes
      flash,                        ///< weights_bytes + code_bytes
      ram,                          ///< arena_bytes + state_bytes
      bops, latency;                ///< bit operations; cycles

  bool any() const { return modelSize || flash || ram || bops || latency; }
};

struct SelectSettings {
  std::string name; ///< C identifier of the library
  std::string target = "generic";
  std::vector<std::pair<std::string, std::string>>
      renames; ///< --rename OLD=NEW
  std::vector<std::pair<std::string, std::string>>
      ioLayouts; ///< tensor ("" = all) = nchw|nhwc
};

struct MemorySettings {
  std::string opt = "balanced";          ///< --opt speed|size|balanced
  std::vector<std::string> missing;      ///< --missing NAME=mean|zero
  std::string missingData;               ///< samples for the means
  std::vector<std::string> streamInputs; ///< --stream-input: pushed by rows
  /// Instructions that row streaming may add, as a part of all.
  double mostOverhead() const {
    return opt == "speed" ? 0.01 : opt == "size" ? 1e9 : 0.1;
  }
};

struct VerifySettings {
  std::string data;   ///< --verify DATA; empty: no check
  unsigned limit = 0; ///< samples; 0 = all
};

struct Options {
  std::string model;
  std::string outputDir;
  ImportSettings import;
  GraphSettings graph;
  QuantSettings quant;
  BudgetSettings budgets;
  SelectSettings select;
  MemorySettings memory;
  VerifySettings verify;
  Phase stopAfter = Phase::Emit;
  bool verifyPasses = false;
  bool json = false;
  bool listTargets = false;
  std::string certificate; ///< --check-certificate FILE; empty: compile
  /// The options that shape the output files, in one line and without folders.
  std::string summary() const;
};

/// Parses the command line into the flags that exist; on a usage error returns
/// false with `error` set, in one line.
bool parseCommandLine(int argc, char **argv, llvm::StringRef overview,
                      std::string &error);

/// Parses --dim NAME=N; on an error returns false with `error` set.
bool parseDim(llvm::StringRef text,
              std::vector<std::pair<std::string, int64_t>> &dims,
              std::string &error);

/// Parses m2c's command line; flags of MLIR's pass manager included. Prints help
/// or the version and exits the program when asked to. On a usage error returns
/// false with `error` set.
bool parseOptions(int argc, char **argv, Options &options, std::string &error);

} // namespace m2c

#endif
