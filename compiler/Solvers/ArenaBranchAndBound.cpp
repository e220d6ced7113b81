// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Placements from the bottom up. The state is the height reached in each run of
// steps with the same live buffers (section); a buffer lies on the highest of
// its sections, and later placements never lie lower than earlier ones. Buffers
// that share no section are placed apart, and what failed once is not tried again.
#include "compiler/Solvers/ArenaExact.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/MathExtras.h"
#include <algorithm>
#include <numeric>
#include <set>

namespace m2c::solvers {
namespace {

struct Item {
  size_t buffer;
  int64_t size, padded;
  size_t first, last; // sections
  int64_t width, total = 0;
};

class Search {
public:
  Search(const ArenaProblem &problem, int64_t capacity, int64_t &nodes,
         std::vector<int64_t> &offsets)
      : problem(problem), capacity(capacity), nodes(nodes), offsets(offsets) {
    cutIntoSections();
  }

  /// By the order in which places of the same height are tried, in turns that
  /// get longer: hard for one order is often easy for another.
  ArenaFit run() {
    constexpr unsigned orders = 6;
    for (int64_t turn = 1000; nodes > 0; turn *= 2)
      for (unsigned order = 0; order < orders && nodes > 0; ++order) {
        int64_t begin = std::min(turn, nodes);
        left = begin;
        sortBy(order / 2);
        lowestFirst = order % 2 == 0;
        floors.assign(sections, 0);
        refuted.clear();
        stored = 0;
        std::vector<size_t> open(items.size());
        std::iota(open.begin(), open.end(), size_t(0));
        bool found = place(open, 0);
        nodes -= begin - std::max<int64_t>(left, 0);
        if (found)
          return ArenaFit::Yes;
        if (left > 0) // all was tried
          return ArenaFit::No;
      }
    return ArenaFit::Unknown;
  }

private:
  void cutIntoSections() {
    std::vector<int64_t> begins;
    for (const ArenaBuffer &buffer : problem.buffers) {
      begins.push_back(buffer.first);
      begins.push_back(buffer.last + 1);
    }
    llvm::sort(begins);
    begins.erase(llvm::unique(begins), begins.end());
    auto sectionOf = [&](int64_t step) {
      return static_cast<size_t>(llvm::lower_bound(begins, step) -
                                 begins.begin());
    };
    sections = begins.size();
    rest.assign(sections, 0);
    for (auto [i, buffer] : llvm::enumerate(problem.buffers)) {
      if (buffer.size == 0)
        continue;
      auto padded =
          static_cast<int64_t>(llvm::alignTo(buffer.size, problem.alignment));
      items.push_back({i, buffer.size, padded, sectionOf(buffer.first),
                       sectionOf(buffer.last + 1) - 1,
                       buffer.last - buffer.first + 1});
      for (size_t s = items.back().first; s <= items.back().last; ++s)
        rest[s] += padded;
    }
    for (Item &item : items)
      item.total = *std::max_element(rest.begin() + item.first,
                                     rest.begin() + item.last + 1);
  }

  /// By total (of the fullest section that it is in), area and width (length of
  /// its life), in three orders of importance; those of minimalloc.
  void sortBy(unsigned order) {
    llvm::sort(items, [&](const Item &a, const Item &b) {
      auto key = [&](const Item &item) {
        int64_t t = -item.total, w = -item.width, s = w * item.padded;
        return order == 0   ? std::tuple(t, s, w, item.buffer)
               : order == 1 ? std::tuple(w, s, t, item.buffer)
                            : std::tuple(t, w, s, item.buffer);
      };
      return key(a) < key(b);
    });
  }

  int64_t floorOf(const Item &item) const {
    return *std::max_element(floors.begin() + item.first,
                             floors.begin() + item.last + 1);
  }

  /// Whether what is left may still fit above `lowest` in each section; the
  /// topmost buffer needs no padding.
  bool isHopeless(size_t first, size_t last, int64_t lowest) const {
    for (size_t s = first; s <= last; ++s)
      if (rest[s] > 0 &&
          std::max(floors[s], lowest) + rest[s] - (problem.alignment - 1) >
              capacity)
        return true;
    return false;
  }

  /// Places the `open` items, in their order, at `lowest` or above. False when
  /// there is no way or `left` is used up; then all is as before.
  bool place(const std::vector<size_t> &open, int64_t lowest) {
    if (open.empty())
      return true;
    std::vector<std::vector<size_t>> parts = apart(open);
    if (parts.size() == 1)
      return placeUnlessKnown(open, lowest);
    // What shares no section has nothing to do with each other.
    std::vector<int64_t> oldFloors = floors, oldRest = rest;
    for (const std::vector<size_t> &part : parts)
      if (!place(part, lowest)) {
        floors = std::move(oldFloors);
        rest = std::move(oldRest);
        return false;
      }
    return true;
  }

  /// The items by runs of sections that none of them crosses; fewest first.
  std::vector<std::vector<size_t>>
  apart(const std::vector<size_t> &open) const {
    std::vector<size_t> byFirst = open;
    llvm::sort(byFirst, [&](size_t a, size_t b) {
      return std::tie(items[a].first, a) < std::tie(items[b].first, b);
    });
    std::vector<std::vector<size_t>> parts;
    size_t last = 0;
    for (size_t i : byFirst) {
      if (parts.empty() || items[i].first > last)
        parts.emplace_back();
      parts.back().push_back(i);
      last = std::max(last, items[i].last);
    }
    if (parts.size() > 1)
      for (std::vector<size_t> &part : parts)
        llvm::sort(part);
    llvm::sort(parts, [](const auto &a, const auto &b) {
      return std::make_pair(a.size(), a.front()) <
             std::make_pair(b.size(), b.front());
    });
    return parts;
  }

  /// Many ways lead to the same heights with the same buffers left.
  bool placeUnlessKnown(const std::vector<size_t> &open, int64_t lowest) {
    std::vector<int64_t> state{lowest};
    size_t first = SIZE_MAX, last = 0;
    std::vector<bool> isOpen(problem.buffers.size());
    for (size_t i : open) {
      first = std::min(first, items[i].first);
      last = std::max(last, items[i].last);
      isOpen[items[i].buffer] = true;
    }
    for (size_t i = 0; i < isOpen.size(); ++i) {
      if (i % 63 == 0)
        state.push_back(0);
      state.back() = state.back() * 2 + isOpen[i];
    }
    for (size_t s = first; s <= last; ++s)
      state.push_back(rest[s] > 0 ? floors[s] : 0);
    if (refuted.count(state))
      return false;
    if (placeNext(open, lowest))
      return true;
    if (left > 0 && stored + state.size() <= kMostStored) {
      stored += state.size();
      refuted.insert(std::move(state));
    }
    return false;
  }

  bool placeNext(const std::vector<size_t> &open, int64_t lowest) {
    size_t first = SIZE_MAX, last = 0;
    for (size_t i : open) {
      first = std::min(first, items[i].first);
      last = std::max(last, items[i].last);
    }
    if (isHopeless(first, last, lowest) || --left <= 0)
      return false;
    std::vector<std::pair<int64_t, size_t>> choices;
    int64_t leastTop = INT64_MAX;
    // Where the next buffer of each section may begin at the earliest.
    std::vector<int64_t> least(last - first + 1, INT64_MAX);
    for (size_t i : open) {
      int64_t at = std::max(floorOf(items[i]), lowest);
      if (at + items[i].size > capacity)
        return false;
      choices.push_back({at, i});
      for (size_t s = items[i].first; s <= items[i].last; ++s)
        least[s - first] = std::min(least[s - first], at);
      leastTop = std::min(leastTop, floorOf(items[i]) + items[i].padded);
    }
    for (size_t s = first; s <= last; ++s)
      if (rest[s] > 0 &&
          least[s - first] + rest[s] - (problem.alignment - 1) > capacity)
        return false;
    if (lowestFirst)
      llvm::sort(choices);
    for (auto [at, i] : choices) {
      if (left <= 0)
        return false;
      // Another buffer would fit wholly below, and comes first; or it would
      // hang in the air, and an earlier choice had it.
      if (at >= leastTop || floorOf(items[i]) < lowest)
        continue;
      if (placeItem(open, i, at))
        return true;
      // Nothing can lie above it: it is not what the others failed on.
      if (std::all_of(rest.begin() + items[i].first,
                      rest.begin() + items[i].last + 1,
                      [padded = items[i].padded](int64_t bytes) {
                        return bytes == padded;
                      }))
        return false;
    }
    return false;
  }

  bool placeItem(const std::vector<size_t> &open, size_t i, int64_t at) {
    const Item &item = items[i];
    std::vector<int64_t> before(floors.begin() + item.first,
                                floors.begin() + item.last + 1);
    std::fill(floors.begin() + item.first, floors.begin() + item.last + 1,
              at + item.padded);
    for (size_t s = item.first; s <= item.last; ++s)
      rest[s] -= item.padded;
    offsets[item.buffer] = at;
    std::vector<size_t> others;
    for (size_t other : open)
      if (other != i)
        others.push_back(other);
    if (place(others, at))
      return true;
    for (size_t s = item.first; s <= item.last; ++s)
      rest[s] += item.padded;
    std::copy(before.begin(), before.end(), floors.begin() + item.first);
    return false;
  }

  const ArenaProblem &problem;
  int64_t capacity;
  int64_t &nodes;
  std::vector<int64_t> &offsets;
  std::vector<Item> items;
  size_t sections = 0;
  std::vector<int64_t> floors, rest; // of each section
  int64_t left = 0;
  /// States from which all was tried in this turn, and their words.
  std::set<std::vector<int64_t>> refuted;
  size_t stored = 0;
  static constexpr size_t kMostStored = 8 << 20;
  bool lowestFirst = false; // else by the order of the items
};

} // namespace

ArenaFit fitArenaBranchAndBound(const ArenaProblem &problem, int64_t capacity,
                                int64_t &nodes, std::vector<int64_t> &offsets) {
  offsets.assign(problem.buffers.size(), 0);
  return Search(problem, capacity, nodes, offsets).run();
}

} // namespace m2c::solvers
