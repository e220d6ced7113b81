// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Plans the elimination of variables: the order, and which tables meet where.
#include "compiler/Solvers/BitWidthModel.h"
#include "llvm/ADT/STLExtras.h"
#include <algorithm>
#include <set>

namespace m2c::solvers::bitwidth {

/// Always the variable whose elimination makes the smallest table; the lower
/// index on a tie. On networks this follows the tensors from either end.
static std::vector<unsigned> eliminationOrder(const Model &model) {
  std::vector<std::set<unsigned>> neighbours(model.variables());
  for (const Slot &slot : model.slots)
    for (unsigned a : slot.scope)
      for (unsigned b : slot.scope)
        if (a != b)
          neighbours[a].insert(b);
  std::vector<unsigned> order;
  std::vector<bool> done(model.variables(), false);
  while (order.size() < model.variables()) {
    unsigned best = 0;
    double bestStates = 0;
    for (unsigned v = 0; v < model.variables(); ++v) {
      if (done[v])
        continue;
      double states = model.sizes[v];
      for (unsigned other : neighbours[v])
        states *= model.sizes[other];
      if (bestStates == 0 || states < bestStates) {
        best = v;
        bestStates = states;
      }
    }
    done[best] = true;
    order.push_back(best);
    for (unsigned a : neighbours[best]) {
      neighbours[a].erase(best);
      for (unsigned b : neighbours[best])
        if (a != b)
          neighbours[a].insert(b);
    }
  }
  return order;
}

namespace {

/// A slot, or a message that waits for the next of its variables.
struct Function {
  bool isSlot;
  unsigned index;
  std::vector<unsigned> scope; ///< ascending
};

} // namespace

static uint64_t statesOf(const Model &model,
                         const std::vector<unsigned> &scope) {
  uint64_t states = 1;
  for (unsigned v : scope)
    states *= model.sizes[v];
  return states;
}

/// For each state over `scope`, in its order, the state over `part`.
static std::vector<uint32_t> project(const Model &model,
                                     const std::vector<unsigned> &scope,
                                     const std::vector<unsigned> &part) {
  std::vector<size_t> strides(scope.size(), 0);
  size_t stride = 1;
  for (unsigned v : llvm::reverse(part)) {
    strides[llvm::find(scope, v) - scope.begin()] = stride;
    stride *= model.sizes[v];
  }
  std::vector<uint32_t> at = {0};
  for (size_t i = 0; i < scope.size(); ++i) {
    std::vector<uint32_t> next;
    for (uint32_t base : at)
      for (unsigned o = 0; o < model.sizes[scope[i]]; ++o)
        next.push_back(base + static_cast<uint32_t>(strides[i] * o));
    at = std::move(next);
  }
  return at;
}

/// Distributes functions over as few tables as the limit allows, first fit.
static std::vector<std::vector<Function>>
partition(const Model &model, std::vector<Function> functions) {
  std::vector<std::vector<Function>> parts;
  std::vector<std::vector<unsigned>> scopes;
  for (Function &function : functions) {
    size_t i = 0;
    std::vector<unsigned> joint;
    for (; i < parts.size(); ++i) {
      joint.clear();
      std::set_union(scopes[i].begin(), scopes[i].end(), function.scope.begin(),
                     function.scope.end(), std::back_inserter(joint));
      if (statesOf(model, joint) <= kMaxStates)
        break;
    }
    if (i == parts.size()) {
      parts.emplace_back();
      scopes.emplace_back();
      joint = function.scope;
    }
    scopes[i] = joint;
    parts[i].push_back(std::move(function));
  }
  if (parts.empty())
    parts.emplace_back();
  return parts;
}

BucketTree::BucketTree(const Model &model)
    : order(eliminationOrder(model)), bucketsOf(model.variables()) {
  std::vector<Function> waiting;
  for (unsigned s = 0; s < model.slots.size(); ++s)
    waiting.push_back({true, s, model.slots[s].scope});
  for (unsigned v : order) {
    std::vector<Function> here, later;
    for (Function &function : waiting)
      (llvm::is_contained(function.scope, v) ? here : later)
          .push_back(std::move(function));
    waiting = std::move(later);
    bucketsOf[v].first = static_cast<unsigned>(buckets.size());
    for (const std::vector<Function> &part : partition(model, here)) {
      Bucket bucket;
      bucket.variable = v;
      bucket.hasUnary = buckets.size() == bucketsOf[v].first;
      std::set<unsigned> scope;
      for (const Function &function : part)
        scope.insert(function.scope.begin(), function.scope.end());
      scope.erase(v);
      bucket.rest.assign(scope.begin(), scope.end());
      std::vector<unsigned> all = bucket.rest;
      all.push_back(v);
      bucket.states = statesOf(model, all);
      for (const Function &function : part)
        bucket.inputs.push_back({function.isSlot, function.index,
                                 project(model, all, function.scope)});
      if (!bucket.rest.empty())
        waiting.push_back(
            {false, static_cast<unsigned>(buckets.size()), bucket.rest});
      buckets.push_back(std::move(bucket));
    }
    bucketsOf[v].second = static_cast<unsigned>(buckets.size());
  }
}

} // namespace m2c::solvers::bitwidth
