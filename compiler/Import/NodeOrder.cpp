// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Kahn's algorithm with a heap of file positions: a graph that is in order, as
// nearly all are, keeps its order.
#include "compiler/Import/NodeOrder.h"
#include "llvm/ADT/DenseMap.h"
#include <queue>

using namespace mlir;
using namespace m2c;

namespace {
class NodeSorter {
public:
  NodeSorter(const ProtoList<pb::NodeProto> &nodes, StringRef prefix,
             ImportErrors &errors)
      : nodes(nodes), prefix(prefix), errors(errors), missing(nodes.size()),
        users(nodes.size()) {}

  void collectOutputs(llvm::function_ref<bool(StringRef)> isDefined);
  void collectInputs(llvm::function_ref<bool(StringRef)> isDefined);
  FailureOr<std::vector<int>> sort();

private:
  void reportCycle();

  const ProtoList<pb::NodeProto> &nodes;
  StringRef prefix;
  ImportErrors &errors;
  llvm::DenseMap<StringRef, int> producers;
  std::vector<int> missing; // inputs whose producer is not placed yet
  std::vector<SmallVector<int, 2>> users;
};
} // namespace

void NodeSorter::collectOutputs(llvm::function_ref<bool(StringRef)> isDefined) {
  for (const auto &[index, node] : llvm::enumerate(nodes))
    for (const std::string &output : node.output()) {
      if (output.empty())
        continue;
      auto [first, isNew] = producers.try_emplace(output, index);
      if (!isNew)
        errors.report(NodeLabel(node, prefix),
                      "output " + quoteName(output) +
                          " is already defined by " +
                          NodeLabel(nodes[first->second], prefix).text());
      else if (isDefined(output))
        errors.report(NodeLabel(node, prefix),
                      "output " + quoteName(output) +
                          " is already defined by an input or initialiser");
    }
}

void NodeSorter::collectInputs(llvm::function_ref<bool(StringRef)> isDefined) {
  for (const auto &[index, node] : llvm::enumerate(nodes))
    for (const std::string &input : node.input()) {
      if (input.empty() || isDefined(input))
        continue;
      auto producer = producers.find(input);
      if (producer == producers.end()) {
        errors.report(NodeLabel(node, prefix),
                      "input " + quoteName(input) +
                          " is not defined by any input, initialiser or node");
        continue;
      }
      users[producer->second].push_back(index);
      ++missing[index];
    }
}

void NodeSorter::reportCycle() {
  // Each node that was not placed waits for another such node: going back from
  // any of them must meet one a second time.
  int at = 0;
  while (missing[at] == 0)
    ++at;
  std::vector<int> path;
  llvm::DenseMap<int, size_t> position;
  while (position.try_emplace(at, path.size()).second) {
    path.push_back(at);
    for (const std::string &input : nodes[at].input()) {
      auto producer = producers.find(input);
      if (producer == producers.end() || missing[producer->second] == 0)
        continue;
      at = producer->second;
      break;
    }
  }
  ArrayRef<int> cycle = ArrayRef(path).drop_front(position[at]);
  std::string names = quoteName(NodeLabel(nodes[at], prefix).name());
  for (int index : llvm::reverse(cycle.take_back(8)))
    names += " -> " + quoteName(NodeLabel(nodes[index], prefix).name());
  if (cycle.size() > 8)
    names += " -> ...";
  errors.report(NodeLabel(nodes[at], prefix).name(),
                "expected a graph without cycles, got " + names);
}

FailureOr<std::vector<int>> NodeSorter::sort() {
  std::priority_queue<int, std::vector<int>, std::greater<int>> ready;
  for (const auto &[index, count] : llvm::enumerate(missing))
    if (count == 0)
      ready.push(index);
  std::vector<int> order;
  order.reserve(missing.size());
  while (!ready.empty()) {
    int index = ready.top();
    ready.pop();
    order.push_back(index);
    for (int user : users[index])
      if (--missing[user] == 0)
        ready.push(user);
  }
  if (order.size() == missing.size())
    return order;
  reportCycle();
  return failure();
}

FailureOr<std::vector<int>>
m2c::orderNodes(const ProtoList<pb::NodeProto> &nodes,
                llvm::function_ref<bool(StringRef)> isDefined, StringRef prefix,
                ImportErrors &errors) {
  NodeSorter sorter(nodes, prefix, errors);
  sorter.collectOutputs(isDefined);
  sorter.collectInputs(isDefined);
  return sorter.sort();
}
