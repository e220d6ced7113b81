// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Bit-width certificates: writing, reading, checking.
#include "compiler/Solvers/BitWidthCertificate.h"
#include "compiler/Solvers/BitWidthCheck.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/SHA256.h"

namespace m2c::solvers {

namespace json = llvm::json;

static constexpr llvm::StringLiteral kFormat = "m2c-bit-widths";
static constexpr int64_t kVersion = 1;
static constexpr llvm::StringLiteral kKinds[] = {"branch", "bound", "budget",
                                                 "excess"};

/// Compact and with sorted keys.
static std::string hashOf(const json::Value &value) {
  std::string text = llvm::formatv("{0}", value);
  auto hash = llvm::SHA256::hash(llvm::arrayRefFromStringRef(text));
  return llvm::toHex(hash, /*LowerCase=*/true);
}

template <typename T>
static json::Array listOf(const std::vector<T> &values) {
  json::Array list;
  for (T value : values)
    list.push_back(static_cast<int64_t>(value));
  return list;
}

static json::Object toObject(const BitWidthProblem &problem) {
  json::Array variables, constraints, relations;
  for (const BitWidthVariable &variable : problem.variables) {
    json::Array options;
    for (const BitWidthOption &option : variable.options)
      options.push_back(json::Object{{"name", option.name},
                                     {"cost", option.cost},
                                     {"secondary", option.secondary}});
    variables.push_back(
        json::Object{{"name", variable.name}, {"options", std::move(options)}});
  }
  for (const BitWidthConstraint &constraint : problem.constraints) {
    json::Array terms;
    for (const BitWidthTerm &term : constraint.terms)
      terms.push_back(json::Object{{"scope", listOf(term.scope)},
                                   {"table", listOf(term.table)}});
    constraints.push_back(json::Object{{"name", constraint.name},
                                       {"cap", constraint.cap},
                                       {"terms", std::move(terms)}});
  }
  for (const BitWidthRelation &relation : problem.relations)
    relations.push_back(json::Object{{"name", relation.name},
                                     {"scope", listOf(relation.scope)},
                                     {"allowed", listOf(relation.allowed)}});
  return json::Object{{"cost_scale", problem.costScale},
                      {"variables", std::move(variables)},
                      {"constraints", std::move(constraints)},
                      {"relations", std::move(relations)}};
}

static json::Object toObject(const BitWidthProofNode &node) {
  json::Object object{{"kind", kKinds[node.kind]}};
  if (node.kind == BitWidthProofNode::Branch) {
    object["variable"] = static_cast<int64_t>(node.variable);
    object["taken"] = static_cast<int64_t>(node.taken);
  }
  if (node.kind == BitWidthProofNode::Budget) {
    object["budget"] = static_cast<int64_t>(node.budget);
    return object;
  }
  json::Array multipliers;
  for (auto [k, multiplier] : node.multipliers)
    multipliers.push_back(json::Array{static_cast<int64_t>(k), multiplier});
  object["multipliers"] = std::move(multipliers);
  return object;
}

void signBitWidthCertificate(json::Object &certificate) {
  certificate.erase("digest");
  std::string digest = hashOf(json::Value(json::Object(certificate)));
  certificate["digest"] = digest;
}

json::Object bitWidthCertificate(const BitWidthProblem &problem,
                                 const BitWidthSolution &solution) {
  json::Object object{{"format", kFormat},
                      {"version", kVersion},
                      {"problem", toObject(problem)},
                      {"solver", solution.solver},
                      {"status", bitWidthStatusName(solution.status)},
                      {"nodes", static_cast<int64_t>(solution.nodes)},
                      {"bound", solution.bound},
                      {"root_multipliers", listOf(solution.rootMultipliers)},
                      {"multiplier_bits", 40},
                      {"order", listOf(solution.order)}};
  object["problem_sha256"] = hashOf(*object.get("problem"));
  if (!solution.message.empty())
    object["message"] = solution.message;
  json::Array choices, budgets, proof;
  bool hasChoices = !solution.use.empty() || !solution.choices.empty() ||
                    solution.status == BitWidthStatus::Optimal;
  if (hasChoices) {
    for (size_t v = 0; v < solution.choices.size(); ++v)
      choices.push_back(problem.variables[v].options[solution.choices[v]].name);
    object["choices"] = std::move(choices);
    object["objective"] = solution.objective;
    object["secondary"] = solution.secondary;
    object["gap"] = solution.gap();
  }
  for (size_t k = 0; k < problem.constraints.size(); ++k) {
    json::Object budget{{"name", problem.constraints[k].name},
                        {"cap", problem.constraints[k].cap}};
    if (hasChoices)
      budget["use"] = solution.use[k];
    if (k < solution.conflict.budgets.size())
      budget["minimum"] = solution.conflict.budgets[k].minimum;
    budgets.push_back(std::move(budget));
  }
  object["budgets"] = std::move(budgets);
  for (const BitWidthProofNode &node : solution.proof)
    proof.push_back(toObject(node));
  object["proof"] = solution.proof.empty() ? json::Value(nullptr)
                                           : json::Value(std::move(proof));
  signBitWidthCertificate(object);
  return object;
}

std::string printBitWidthCertificate(const json::Object &certificate) {
  std::vector<llvm::StringRef> keys;
  for (const auto &entry : certificate)
    keys.push_back(entry.first);
  llvm::sort(keys);
  std::string text = "{";
  const char *separator = "\n";
  for (llvm::StringRef key : keys) {
    const json::Value &value = *certificate.get(key);
    text += separator + llvm::formatv("\"{0}\": ", key).str();
    separator = ",\n";
    const json::Array *nodes = value.getAsArray();
    if (key != "proof" || !nodes) {
      text += llvm::formatv("{0}", value);
      continue;
    }
    text += "[";
    const char *between = "\n";
    for (const json::Value &node : *nodes) {
      text += between + llvm::formatv("{0}", node).str();
      between = ",\n";
    }
    text += "]";
  }
  return text + "\n}\n";
}

namespace {

/// Reads a certificate; remembers the first thing that is not as expected.
class Reader {
public:
  std::string wrong;

  int64_t integer(const json::Value *value, int64_t least, int64_t most) {
    std::optional<int64_t> number;
    if (value && value->kind() == json::Value::Number)
      number = value->getAsInteger();
    if (!number || *number < least || *number > most) {
      fail("expected an integer from " + std::to_string(least) + " to " +
           std::to_string(most));
      return least;
    }
    return *number;
  }
  int64_t integer(const json::Value *value) {
    return integer(value, std::numeric_limits<int64_t>::min(),
                   std::numeric_limits<int64_t>::max());
  }
  std::string text(const json::Value *value) {
    if (auto string = value ? value->getAsString() : std::nullopt)
      return string->str();
    fail("expected a text");
    return "";
  }
  const json::Array &list(const json::Value *value) {
    if (const json::Array *array = value ? value->getAsArray() : nullptr)
      return *array;
    fail("expected a list");
    return noList;
  }
  const json::Object &object(const json::Value *value) {
    if (const json::Object *found = value ? value->getAsObject() : nullptr)
      return *found;
    fail("expected an object");
    return noObject;
  }
  template <typename T>
  std::vector<T> integers(const json::Value *value) {
    std::vector<T> result;
    for (const json::Value &entry : list(value))
      result.push_back(static_cast<T>(integer(
          &entry, std::is_signed_v<T> ? std::numeric_limits<int64_t>::min() : 0,
          static_cast<int64_t>(std::numeric_limits<T>::max()))));
    return result;
  }
  void fail(std::string message) {
    if (wrong.empty())
      wrong = std::move(message);
  }

  BitWidthProblem problem(const json::Object &from);
  BitWidthSolution solution(const json::Object &from,
                            const BitWidthProblem &problem);

private:
  BitWidthProofNode node(const json::Object &from);
  void choices(const json::Object &from, const BitWidthProblem &problem,
               BitWidthSolution &solution);

  json::Array noList;
  json::Object noObject;
};

} // namespace

BitWidthProblem Reader::problem(const json::Object &from) {
  BitWidthProblem problem;
  problem.costScale = integer(from.get("cost_scale"));
  for (const json::Value &value : list(from.get("variables"))) {
    BitWidthVariable variable;
    variable.name = text(object(&value).get("name"));
    for (const json::Value &entry : list(object(&value).get("options"))) {
      const json::Object &option = object(&entry);
      variable.options.push_back({text(option.get("name")),
                                  integer(option.get("cost")),
                                  integer(option.get("secondary"))});
    }
    problem.variables.push_back(std::move(variable));
  }
  for (const json::Value &value : list(from.get("constraints"))) {
    BitWidthConstraint constraint;
    constraint.name = text(object(&value).get("name"));
    constraint.cap = integer(object(&value).get("cap"));
    for (const json::Value &entry : list(object(&value).get("terms")))
      constraint.terms.push_back(
          {integers<unsigned>(object(&entry).get("scope")),
           integers<int64_t>(object(&entry).get("table"))});
    problem.constraints.push_back(std::move(constraint));
  }
  for (const json::Value &value : list(from.get("relations")))
    problem.relations.push_back(
        {text(object(&value).get("name")),
         integers<unsigned>(object(&value).get("scope")),
         integers<uint8_t>(object(&value).get("allowed"))});
  return problem;
}

BitWidthProofNode Reader::node(const json::Object &from) {
  BitWidthProofNode node;
  std::string kind = text(from.get("kind"));
  size_t index = llvm::find(kKinds, kind) - std::begin(kKinds);
  if (index >= std::size(kKinds)) {
    fail("expected a kind of node, got '" + kind + "'");
    return node;
  }
  node.kind = static_cast<BitWidthProofNode::Kind>(index);
  const int64_t most = std::numeric_limits<uint32_t>::max();
  if (node.kind == BitWidthProofNode::Branch) {
    node.variable =
        static_cast<unsigned>(integer(from.get("variable"), 0, most));
    node.taken = static_cast<uint32_t>(integer(from.get("taken"), 0, most));
  }
  if (node.kind == BitWidthProofNode::Budget) {
    node.budget = static_cast<unsigned>(integer(from.get("budget"), 0, most));
    return node;
  }
  for (const json::Value &value : list(from.get("multipliers"))) {
    std::vector<int64_t> pair = integers<int64_t>(&value);
    if (pair.size() != 2 || pair[0] < 0 || pair[0] > most) {
      fail("expected a pair of constraint and multiplier");
      return node;
    }
    node.multipliers.push_back({static_cast<unsigned>(pair[0]), pair[1]});
  }
  return node;
}

void Reader::choices(const json::Object &from, const BitWidthProblem &problem,
                     BitWidthSolution &solution) {
  const json::Array &names = list(from.get("choices"));
  if (names.size() != problem.variables.size())
    return fail("expected a choice for each variable");
  for (size_t v = 0; v < names.size(); ++v) {
    std::string name = text(&names[v]);
    const std::vector<BitWidthOption> &options = problem.variables[v].options;
    size_t option = 0;
    while (option < options.size() && options[option].name != name)
      ++option;
    solution.choices.push_back(static_cast<unsigned>(option));
  }
  solution.objective = integer(from.get("objective"));
  solution.secondary = integer(from.get("secondary"));
  Int128 gap = Int128(solution.objective) - solution.bound;
  if (integer(from.get("gap")) != gap)
    fail("the gap is not the objective minus the bound");
}

BitWidthSolution Reader::solution(const json::Object &from,
                                  const BitWidthProblem &problem) {
  BitWidthSolution solution;
  solution.solver = text(from.get("solver"));
  std::string status = text(from.get("status"));
  solution.status = BitWidthStatus::Invalid;
  for (BitWidthStatus known :
       {BitWidthStatus::Optimal, BitWidthStatus::Feasible,
        BitWidthStatus::Infeasible, BitWidthStatus::Unknown})
    if (status == bitWidthStatusName(known))
      solution.status = known;
  solution.nodes = static_cast<uint64_t>(
      integer(from.get("nodes"), 0, std::numeric_limits<int64_t>::max()));
  solution.bound = integer(from.get("bound"));
  solution.order = integers<unsigned>(from.get("order"));
  bool hasChoices = from.get("choices");
  if (hasChoices)
    choices(from, problem, solution);
  const json::Array &budgets = list(from.get("budgets"));
  if (budgets.size() != problem.constraints.size())
    fail("expected a budget for each constraint");
  for (size_t k = 0; k < budgets.size() && wrong.empty(); ++k) {
    const json::Object &budget = object(&budgets[k]);
    if (hasChoices)
      solution.use.push_back(integer(budget.get("use")));
    if (integer(budget.get("cap")) != problem.constraints[k].cap ||
        text(budget.get("name")) != problem.constraints[k].name)
      fail("the budgets are not those of the problem");
  }
  if (const json::Value *proof = from.get("proof");
      proof && !proof->getAsNull())
    for (const json::Value &value : list(proof))
      solution.proof.push_back(node(object(&value)));
  return solution;
}

std::string checkBitWidthCertificate(llvm::StringRef text,
                                     std::string &verdict) {
  llvm::Expected<json::Value> parsed = json::parse(text);
  if (!parsed)
    return "not JSON: " + llvm::toString(parsed.takeError());
  Reader reader;
  json::Object certificate = reader.object(&*parsed);
  if (reader.text(certificate.get("format")) != kFormat ||
      reader.integer(certificate.get("version")) != kVersion)
    return "expected a certificate of format '" + kFormat.str() +
           "', version " + std::to_string(kVersion);
  std::string digest = reader.text(certificate.get("digest"));
  certificate.erase("digest");
  if (digest != hashOf(json::Value(json::Object(certificate))))
    return "the digest is not that of the certificate: it was changed";
  const json::Object &problemObject = reader.object(certificate.get("problem"));
  BitWidthProblem problem = reader.problem(problemObject);
  if (!reader.wrong.empty())
    return "problem: " + reader.wrong;
  if (reader.text(certificate.get("problem_sha256")) !=
      hashOf(json::Value(json::Object(problemObject))))
    return "problem_sha256 is not the hash of the problem";
  if (std::string wrong = checkBitWidthProblem(problem); !wrong.empty())
    return wrong;
  BitWidthSolution solution = reader.solution(certificate, problem);
  if (!reader.wrong.empty())
    return reader.wrong;
  bool hasProof = !solution.proof.empty();
  if (!hasProof && solution.solver == "branch-and-bound")
    return "expected a proof";
  std::string wrong = checkBitWidths(problem, solution, hasProof);
  if (!wrong.empty())
    return wrong;
  verdict = std::string(bitWidthStatusName(solution.status)) + ", " +
            (hasProof ? std::to_string(solution.proof.size()) +
                            " nodes of the proof hold"
                      : "no proof to replay, the rest holds");
  return "";
}

} // namespace m2c::solvers
