// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// One integer per buffer, in units of the alignment; two that are live together
// lie one above the other (QF_IDL). Compiled with exceptions and RTTI.
#include "compiler/Solvers/ArenaZ3.h"
#include <z3++.h>

namespace m2c::solvers {

static bool together(const ArenaBuffer &a, const ArenaBuffer &b) {
  return a.first <= b.last && b.first <= a.last;
}

static ArenaFit fit(const ArenaProblem &problem, int64_t capacity,
                    unsigned &resources, std::vector<int64_t> &offsets) {
  z3::context context;
  z3::solver solver(context, "QF_IDL");
  z3::params parameters(context);
  parameters.set("rlimit", resources);
  parameters.set("random_seed", 0u);
  solver.set(parameters);
  int64_t unit = problem.alignment;
  std::vector<z3::expr> at;
  for (size_t i = 0; i < problem.buffers.size(); ++i) {
    const ArenaBuffer &buffer = problem.buffers[i];
    at.push_back(context.int_const(("o" + std::to_string(i)).c_str()));
    if (buffer.size > capacity)
      return ArenaFit::No;
    solver.add(at[i] >= 0);
    solver.add(at[i] <= context.int_val((capacity - buffer.size) / unit));
    auto units = [&](const ArenaBuffer &b) {
      return context.int_val((b.size + unit - 1) / unit);
    };
    for (size_t j = 0; j < i; ++j)
      if (const ArenaBuffer &other = problem.buffers[j];
          together(buffer, other) && buffer.size > 0 && other.size > 0)
        solver.add(at[i] + units(buffer) <= at[j] ||
                   at[j] + units(other) <= at[i]);
  }
  z3::check_result result = solver.check();
  z3::stats statistics = solver.statistics();
  unsigned used = resources;
  for (unsigned i = 0; i < statistics.size(); ++i)
    if (statistics.key(i) == "rlimit count" && statistics.is_uint(i))
      used = std::min(used, statistics.uint_value(i));
  resources -= used;
  if (result != z3::sat)
    return result == z3::unsat ? ArenaFit::No : ArenaFit::Unknown;
  z3::model model = solver.get_model();
  offsets.clear();
  for (const z3::expr &place : at)
    offsets.push_back(model.eval(place, true).get_numeral_int64() * unit);
  return ArenaFit::Yes;
}

ArenaFit fitArenaZ3(const ArenaProblem &problem, int64_t capacity,
                    unsigned &resources,
                    std::vector<int64_t> &offsets) noexcept {
  if (resources == 0)
    return ArenaFit::Unknown;
  try {
    return fit(problem, capacity, resources, offsets);
  } catch (const z3::exception &) {
    resources = 0; // out of what it needs: nothing more to hope for
    return ArenaFit::Unknown;
  }
}

} // namespace m2c::solvers
