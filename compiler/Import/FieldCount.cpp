// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Walks protobuf's wire format along the messages of onnx.proto. Tensor data is
// stepped over, so that only structure costs time.
#include "compiler/Import/FieldCount.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/LEB128.h"
#include <optional>

using namespace m2c;
using llvm::StringRef;

namespace {
enum class Message : uint8_t {
  Model,
  Training,
  Graph,
  Function,
  Node,
  Attribute,
  Sparse,
  ValueInfo,
  Type,
  TensorType,
  ElementType,
  MapType,
  Leaf // holds strings and messages without content that matters
};

/// Field `number` of `from` is a message `to`.
struct Edge {
  Message from;
  uint8_t number;
  Message to;
};

class FieldCounter {
public:
  explicit FieldCounter(size_t limit) : limit(limit) {}
  void countMessage(StringRef bytes, Message kind, unsigned depth);
  size_t count = 0;

private:
  std::optional<uint64_t> takeNumber(StringRef &bytes);
  size_t limit;
};
} // namespace

/// Numbers of onnx.proto. All other fields are strings or numbers.
static constexpr Edge edges[] = {{Message::Model, 7, Message::Graph},
                                 {Message::Model, 20, Message::Training},
                                 {Message::Model, 25, Message::Function},
                                 {Message::Training, 1, Message::Graph},
                                 {Message::Training, 2, Message::Graph},
                                 {Message::Graph, 1, Message::Node},
                                 {Message::Graph, 5, Message::Leaf},
                                 {Message::Graph, 11, Message::ValueInfo},
                                 {Message::Graph, 12, Message::ValueInfo},
                                 {Message::Graph, 13, Message::ValueInfo},
                                 {Message::Graph, 14, Message::Leaf},
                                 {Message::Graph, 15, Message::Sparse},
                                 {Message::Function, 7, Message::Node},
                                 {Message::Function, 11, Message::Attribute},
                                 {Message::Node, 5, Message::Attribute},
                                 {Message::Attribute, 5, Message::Leaf},
                                 {Message::Attribute, 6, Message::Graph},
                                 {Message::Attribute, 10, Message::Leaf},
                                 {Message::Attribute, 11, Message::Graph},
                                 {Message::Attribute, 14, Message::Type},
                                 {Message::Attribute, 15, Message::Type},
                                 {Message::Attribute, 22, Message::Sparse},
                                 {Message::Attribute, 23, Message::Sparse},
                                 {Message::Sparse, 1, Message::Leaf},
                                 {Message::Sparse, 2, Message::Leaf},
                                 {Message::ValueInfo, 2, Message::Type},
                                 {Message::Type, 1, Message::TensorType},
                                 {Message::Type, 4, Message::ElementType},
                                 {Message::Type, 5, Message::MapType},
                                 {Message::Type, 8, Message::TensorType},
                                 {Message::Type, 9, Message::ElementType},
                                 {Message::TensorType, 2, Message::Leaf},
                                 {Message::ElementType, 1, Message::Type},
                                 {Message::MapType, 2, Message::Type}};

/// Protobuf's own limit of nesting.
static constexpr unsigned kMaxDepth = 100;

std::optional<uint64_t> FieldCounter::takeNumber(StringRef &bytes) {
  unsigned size = 0;
  const char *error = nullptr;
  uint64_t number = llvm::decodeULEB128(bytes.bytes_begin(), &size,
                                        bytes.bytes_end(), &error);
  if (error)
    return std::nullopt;
  bytes = bytes.drop_front(size);
  return number;
}

void FieldCounter::countMessage(StringRef bytes, Message kind, unsigned depth) {
  while (!bytes.empty() && count < limit) {
    std::optional<uint64_t> tag = takeNumber(bytes);
    if (!tag)
      return;
    uint64_t skip = 0;
    switch (*tag & 7) {
    case 0:
      if (!takeNumber(bytes))
        return;
      break;
    case 1:
      skip = 8;
      break;
    case 2: {
      std::optional<uint64_t> size = takeNumber(bytes);
      if (!size || *size > bytes.size())
        return;
      ++count;
      skip = *size;
      const Edge *edge = llvm::find_if(edges, [&](const Edge &edge) {
        return edge.from == kind && edge.number == *tag >> 3;
      });
      if (edge != std::end(edges) && depth < kMaxDepth)
        countMessage(bytes.take_front(skip), edge->to, depth + 1);
      break;
    }
    case 5:
      skip = 4;
      break;
    default: // groups, which ONNX does not have
      return;
    }
    if (skip > bytes.size())
      return;
    bytes = bytes.drop_front(skip);
  }
}

size_t m2c::countFields(StringRef bytes, size_t limit) {
  FieldCounter counter(limit);
  counter.countMessage(bytes, Message::Model, 0);
  return counter.count;
}
