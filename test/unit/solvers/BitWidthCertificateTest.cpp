// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Bit-width certificates: they hold as written, and no change to them does. The
// Python checker must give the same verdicts.
#include "compiler/Solvers/BitWidthCertificate.h"
#include "compiler/Solvers/BitWidthCheck.h"
#include "test/unit/Contains.h"
#include "test/unit/solvers/BitWidthProblems.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Program.h"
#include "llvm/Support/raw_ostream.h"
#include "gtest/gtest.h"

using namespace m2c;
using namespace m2c::solvers;
namespace json = llvm::json;

namespace {

std::string check(llvm::StringRef text) {
  std::string verdict;
  return checkBitWidthCertificate(text, verdict);
}

/// The Python checker's exit code.
int checkWithPython(llvm::StringRef text) {
  llvm::SmallString<128> path;
  int file = -1;
  EXPECT_FALSE(
      llvm::sys::fs::createTemporaryFile("certificate", "json", file, path));
  llvm::raw_fd_ostream(file, /*shouldClose=*/true) << text;
  const char *script = M2C_SOURCE_DIR "/tools/scripts/check_certificate.py";
  std::optional<llvm::StringRef> quiet[] = {{""}, {""}, {""}};
  int code = llvm::sys::ExecuteAndWait(
      "/usr/bin/python3", {"python3", script, path.str()}, std::nullopt, quiet);
  llvm::sys::fs::remove(path);
  return code;
}

struct Case {
  BitWidthProblem problem;
  BitWidthSolution solution;
};

/// A few problems of each kind, with proofs that branch.
std::vector<Case> cases() {
  std::vector<Case> result;
  std::mt19937 random(11);
  for (int round = 0; round < 24; ++round) {
    Case one;
    one.problem = round % 3 ? mixedProblem(random, 6)
                            : layeredProblem(random, 20, 3, 3, 1);
    BitWidthOptions options;
    if (round % 8 == 7)
      options.nodeLimit = 2;
    one.solution = solveBitWidths(one.problem, options);
    result.push_back(std::move(one));
  }
  return result;
}

using Node = BitWidthProofNode;

/// Claims that nothing is possible, with the same proof.
BitWidthSolution asInfeasible(const BitWidthProblem &problem,
                              const BitWidthSolution &solution) {
  BitWidthSolution other = solution;
  other.status = BitWidthStatus::Infeasible;
  other.choices.clear();
  other.use.clear();
  other.bound = 1;
  for (const BitWidthVariable &variable : problem.variables) {
    int64_t most = 0;
    for (const BitWidthOption &option : variable.options)
      most = std::max(most, option.cost);
    other.bound += most;
  }
  return other;
}

} // namespace

TEST(BitWidthCertificate, HoldsAsWritten) {
  int statuses[5] = {};
  for (const Case &one : cases()) {
    json::Object certificate = bitWidthCertificate(one.problem, one.solution);
    std::string text = printBitWidthCertificate(certificate);
    std::string verdict;
    EXPECT_EQ(checkBitWidthCertificate(text, verdict), "");
    EXPECT_TRUE(contains(verdict, "nodes of the proof hold"));
    EXPECT_EQ(checkWithPython(text), 0) << text;
    ++statuses[static_cast<int>(one.solution.status)];
  }
  EXPECT_GT(statuses[0], 8);
  EXPECT_GT(statuses[2], 2);
}

TEST(BitWidthCertificate, SaysTheSameTwice) {
  Case one = std::move(cases()[0]);
  std::string text =
      printBitWidthCertificate(bitWidthCertificate(one.problem, one.solution));
  BitWidthSolution again = solveBitWidths(one.problem, {});
  EXPECT_EQ(printBitWidthCertificate(bitWidthCertificate(one.problem, again)),
            text);
}

TEST(BitWidthCertificate, NoticesEveryChangedDigit) {
  Case one = std::move(cases()[0]);
  std::string text =
      printBitWidthCertificate(bitWidthCertificate(one.problem, one.solution));
  ASSERT_EQ(check(text), "");
  for (size_t i = 0; i < text.size(); i += 7) {
    if (!llvm::isDigit(text[i]))
      continue;
    std::string changed = text;
    changed[i] = changed[i] == '9' ? '8' : static_cast<char>(changed[i] + 1);
    EXPECT_NE(check(changed), "") << i;
    if (i % 41 == 0)
      EXPECT_EQ(checkWithPython(changed), 1) << i;
  }
}

TEST(BitWidthCertificate, NeedsEveryNodeOfTheProof) {
  int checked = 0;
  for (const Case &one : cases()) {
    auto expectWrong = [&](const BitWidthSolution &changed, bool byPython) {
      EXPECT_NE(checkBitWidths(one.problem, changed), "");
      if (byPython)
        EXPECT_EQ(checkWithPython(printBitWidthCertificate(
                      bitWidthCertificate(one.problem, changed))),
                  1);
      ++checked;
    };
    const std::vector<Node> &proof = one.solution.proof;
    for (size_t i = 0; i < proof.size(); ++i) {
      BitWidthSolution changed = one.solution;
      changed.proof.erase(changed.proof.begin() + static_cast<long>(i));
      expectWrong(changed, checked % 40 == 0);
      changed = one.solution;
      changed.proof.insert(changed.proof.begin() + static_cast<long>(i),
                           proof[i]);
      expectWrong(changed, checked % 41 == 0);
    }
  }
  EXPECT_GT(checked, 100);
}

TEST(BitWidthCertificate, NeedsTheMultipliers) {
  // Those of single nodes are often redundant: what is left of the options
  // after the nodes above is little. But not those of all nodes.
  std::mt19937 random(12);
  int needed = 0, useless = 0;
  for (int round = 0; round < 20; ++round) {
    BitWidthProblem problem = layeredProblem(random, 60, 9, 3, 1);
    BitWidthSolution solution = solveBitWidths(problem, {});
    ASSERT_EQ(checkBitWidths(problem, solution), "");
    for (int percent : {0, 70, 130}) {
      BitWidthSolution changed = solution;
      for (Node &node : changed.proof) {
        if (percent == 0)
          node.multipliers.clear();
        for (auto &entry : node.multipliers)
          entry.second = entry.second / 100 * percent;
      }
      ++(checkBitWidths(problem, changed).empty() ? useless : needed);
    }
  }
  EXPECT_EQ(useless, 0);
  EXPECT_EQ(needed, 60);
}

TEST(BitWidthCertificate, RefusesBetterClaims) {
  for (const Case &one : cases()) {
    BitWidthSolution changed = asInfeasible(one.problem, one.solution);
    bool isPossible = one.solution.status == BitWidthStatus::Optimal ||
                      one.solution.status == BitWidthStatus::Feasible;
    EXPECT_EQ(checkBitWidths(one.problem, changed).empty(),
              one.solution.status == BitWidthStatus::Infeasible);
    if (isPossible)
      EXPECT_EQ(checkWithPython(printBitWidthCertificate(
                    bitWidthCertificate(one.problem, changed))),
                1);
    // Optimal without being so.
    if (one.solution.status == BitWidthStatus::Feasible) {
      changed = one.solution;
      changed.status = BitWidthStatus::Optimal;
      EXPECT_NE(checkBitWidths(one.problem, changed), "");
      changed.bound = changed.objective;
      EXPECT_NE(checkBitWidths(one.problem, changed), "");
      EXPECT_EQ(checkWithPython(printBitWidthCertificate(
                    bitWidthCertificate(one.problem, changed))),
                1);
    }
    for (size_t v = 0; v < one.solution.choices.size(); ++v) {
      changed = one.solution;
      changed.choices[v] =
          (changed.choices[v] + 1) %
          static_cast<unsigned>(one.problem.variables[v].options.size());
      if (changed.choices[v] != one.solution.choices[v])
        EXPECT_NE(checkBitWidths(one.problem, changed), "");
    }
  }
}

TEST(BitWidthCertificate, SaysWhatIsWrong) {
  Case one = std::move(cases()[0]);
  json::Object good = bitWidthCertificate(one.problem, one.solution);
  auto changed = [&](llvm::StringRef key, json::Value value) {
    json::Object other = good;
    other[key] = std::move(value);
    signBitWidthCertificate(other);
    std::string text = printBitWidthCertificate(other);
    EXPECT_EQ(checkWithPython(text), 1) << key.str();
    return check(text);
  };
  EXPECT_TRUE(contains(check("{"), "not JSON"));
  EXPECT_TRUE(contains(check("[]"), "expected a certificate of format"));
  EXPECT_EQ(changed("bound", one.solution.bound - 1),
            "the gap is not the objective minus the bound");
  EXPECT_EQ(changed("proof", json::Array()), "expected a proof");
  EXPECT_EQ(changed("proof", nullptr), "expected a proof");
  EXPECT_EQ(changed("problem_sha256", "00"),
            "problem_sha256 is not the hash of the problem");
  EXPECT_TRUE(contains(changed("objective", 1), "the gap is not"));
  EXPECT_EQ(changed("order", json::Array{0, 0}),
            "expected each variable once in the order of elimination");
}
