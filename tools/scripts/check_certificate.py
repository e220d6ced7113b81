#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Checks a bit-width certificate (NAME_bits.json) without m2c and without a solver.

    check_certificate.py FILE

Replays the proof in Python's integers by the rules that stand at the head of
compiler/Solvers/BitWidthCheck.h. Prints one line; exit code 0 when everything
holds, 1 when not.
"""

import hashlib
import itertools
import json
import math
import pathlib
import sys

UNIT = 1 << 40
MOST_STATES = 2187
INFINITE = math.inf  # Python compares it with integers of any size, exactly.


class Wrong(Exception):
    """The certificate does not show what it claims."""


def expect(condition, message):
    if not condition:
        raise Wrong(message)


def hash_of(value):
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def is_int(value, least=None, most=None):
    if type(value) is not int:
        return False
    return (least is None or value >= least) and (most is None or value <= most)


class Problem:
    """The problem with the tables of equal scope added up, scopes ascending."""

    def __init__(self, data):
        self.costs, self.secondaries, self.names = [], [], []
        for variable in data["variables"]:
            options = variable["options"]
            expect(1 <= len(options) <= 32, "expected 1 to 32 options")
            self.costs.append([option["cost"] for option in options])
            self.secondaries.append([option["secondary"] for option in options])
            self.names.append([option["name"] for option in options])
            expect(len(set(self.names[-1])) == len(options), "an option is there twice")
            expect(all(is_int(c) for c in self.costs[-1]), "expected integer costs")
            expect(
                all(is_int(s, 0) for s in self.secondaries[-1]),
                "expected integer secondaries of at least 0",
            )
        self.sizes = [len(costs) for costs in self.costs]
        self.caps = [constraint["cap"] for constraint in data["constraints"]]
        self.labels = [constraint["name"] for constraint in data["constraints"]]
        expect(all(is_int(cap) for cap in self.caps), "expected integer caps")
        self.tables = []
        scopes = set()
        for constraint in data["constraints"]:
            tables = {}
            for term in constraint["terms"]:
                scope, values = self.ascending(term["scope"], term["table"])
                old = tables.get(scope, [0] * len(values))
                tables[scope] = [a + b for a, b in zip(old, values)]
            self.tables.append(tables)
            scopes |= tables.keys()
        self.allowed = {}
        for relation in data["relations"]:
            scope, values = self.ascending(relation["scope"], relation["allowed"])
            old = self.allowed.get(scope, [True] * len(values))
            self.allowed[scope] = [a and b != 0 for a, b in zip(old, values)]
            scopes.add(scope)
        self.scopes = sorted(scope for scope in scopes if len(scope) > 1)

    def states(self, scope):
        """All states of a scope in the order of its tables."""
        return itertools.product(*(range(self.sizes[v]) for v in scope))

    def ascending(self, scope, table):
        """Returns the scope in ascending order and the table that belongs to it."""
        expect(
            1 <= len(scope) <= 3
            and len(set(scope)) == len(scope)
            and all(is_int(v, 0, len(self.sizes) - 1) for v in scope),
            "expected a scope of one to three variables",
        )
        expect(
            len(table) == math.prod(self.sizes[v] for v in scope)
            and all(is_int(value) for value in table),
            "expected an integer for each state of a table",
        )
        values = dict(zip(self.states(scope), table))
        places = [scope.index(v) for v in sorted(scope)]
        moved = {tuple(state[p] for p in places): value for state, value in values.items()}
        return tuple(sorted(scope)), [moved[s] for s in self.states(sorted(scope))]


class Group:
    """Functions that are minimised together over the last variable of the scope."""

    def __init__(self, scope, values):
        self.scope = scope
        self.own = values  # {state: value}
        self.inputs = []  # [(group or None, scope, {state: value})]

    def value(self, state, skip=None):
        total = self.own[state]
        by_variable = dict(zip(self.scope, state))
        for number, (_, scope, values) in enumerate(self.inputs):
            if number != skip:
                total += values[tuple(by_variable[v] for v in scope)]
        return total


class Replay:
    def __init__(self, problem, order, bound):
        self.problem = problem
        self.order = order
        self.target = (bound - 1) * UNIT
        expect(sorted(order) == list(range(len(problem.sizes))), "order: expected each variable once")

    def sweep(self, k, left):
        """Rule 1 for one constraint; False when it closes the node."""
        problem, cap = self.problem, self.problem.caps[k]
        least, extra = 0, {}
        for scope, table in problem.tables[k].items():
            relation = problem.allowed.get(scope) if len(scope) > 1 else None
            best, best_with = INFINITE, {}
            for number, state in enumerate(problem.states(scope)):
                if not all(o in left[v] for v, o in zip(scope, state)):
                    continue
                if relation and not relation[number]:
                    continue
                best = min(best, table[number])
                for place in zip(scope, state):
                    best_with[place] = min(best_with.get(place, INFINITE), table[number])
            if best == INFINITE:
                return False
            least += best
            for v in scope:
                for o in left[v]:
                    more = best_with.get((v, o), INFINITE) - best
                    extra[v, o] = extra.get((v, o), 0) + more
        if least > cap:
            return False
        for (v, o), more in extra.items():
            if least + more > cap:
                left[v].discard(o)
        return all(left)

    def functions(self, factors):
        problem = self.problem
        for scope in problem.scopes:
            values = [0] * math.prod(problem.sizes[v] for v in scope)
            for k, factor in factors.items():
                if scope in problem.tables[k]:
                    values = [a + factor * b for a, b in zip(values, problem.tables[k][scope])]
            if scope in problem.allowed:
                values = [a if b else INFINITE for a, b in zip(values, problem.allowed[scope])]
            yield None, scope, dict(zip(problem.states(scope), values))

    def own(self, v, left, factors, with_objective):
        problem, values = self.problem, []
        for o in range(problem.sizes[v]):
            value = 0
            if with_objective:
                value = UNIT * problem.costs[v][o]
            for k, factor in factors.items():
                if (v,) in problem.tables[k]:
                    value += factor * problem.tables[k][v,][o]
            values.append(value if o in left[v] else INFINITE)
        return values

    def groups_of(self, v, here, own):
        """First fit; the first group takes the variable's own values."""
        packed = []
        for function in here:
            for scope, members in packed:
                joint = scope | set(function[1])
                if math.prod(self.problem.sizes[u] for u in joint) <= MOST_STATES:
                    scope |= joint
                    members.append(function)
                    break
            else:
                packed.append((set(function[1]), [function]))
        for number, (scope, members) in enumerate(packed or [({v}, [])]):
            ordered = (*sorted(scope - {v}), v)
            states = self.problem.states(ordered)
            group = Group(ordered, {s: 0 if number else own[s[-1]] for s in states})
            group.inputs = members
            yield group

    def minimum(self, left, factors, with_objective):
        """Rule 2: returns the minimum and, for rule 3, {(v, o): minimum with it}."""
        waiting, groups, total = list(self.functions(factors)), [], 0
        for v in self.order:
            here = [f for f in waiting if v in f[1]]
            waiting = [f for f in waiting if v not in f[1]]
            own = self.own(v, left, factors, with_objective)
            for group in self.groups_of(v, here, own):
                rest, result = group.scope[:-1], {}
                for state in group.own:
                    value = group.value(state)
                    result[state[:-1]] = min(result.get(state[:-1], INFINITE), value)
                if rest:
                    waiting.append((group, rest, result))
                else:
                    total += result[()]
                    group.minimum = result[()]
                groups.append(group)
        constant = -sum(factor * self.problem.caps[k] for k, factor in factors.items())
        if total == INFINITE:
            return INFINITE, {}
        with_option = {}
        for group in reversed(groups):
            self.complete(group, total, with_option)
        return total + constant, {p: value + constant for p, value in with_option.items()}

    @staticmethod
    def complete(group, total, with_option):
        """What each option of a group costs at least, and what its inputs' groups
        have around them."""
        if len(group.scope) == 1:
            group.others = total - group.minimum
            group.outside = {(): 0}
        v, best = group.scope[-1], {}
        whole = {s: group.value(s) + group.outside[s[:-1]] for s in group.own}
        for state, value in whole.items():
            best[state[-1]] = min(best.get(state[-1], INFINITE), value)
        for o, value in best.items():
            with_option[v, o] = max(with_option.get((v, o), -INFINITE), value + group.others)
        for number, (child, scope, _) in enumerate(group.inputs):
            if child is None:
                continue
            child.others, child.outside = group.others, {}
            for state in group.own:
                by_variable = dict(zip(group.scope, state))
                place = tuple(by_variable[u] for u in scope)
                value = group.value(state, skip=number) + group.outside[state[:-1]]
                child.outside[place] = min(child.outside.get(place, INFINITE), value)

    def factors(self, node):
        pairs, last, factors = node["multipliers"], -1, {}
        for k, multiplier in pairs:
            expect(
                is_int(k, last + 1, len(self.problem.caps) - 1) and is_int(multiplier, 1),
                "expected ascending constraints and multipliers above 0",
            )
            factors[k] = multiplier
            last = k
        return factors

    def visit(self, node, left):
        """Returns the domains of the children, first taken, then forbidden."""
        kind = node["kind"]
        expect(kind in ("branch", "bound", "budget", "excess"), f"unknown kind '{kind}'")
        early = [[set()], [set()]] if kind == "branch" else []
        if not all(left):
            return early
        for k in range(len(self.problem.caps)):
            if not self.sweep(k, left):
                expect(kind != "budget" or k <= node["budget"], "another budget is exceeded")
                return early
        expect(kind != "budget", "the budget can be kept")
        factors = self.factors(node)
        if kind == "excess":
            bound, _ = self.minimum(left, factors, False)
            expect(bound > 0, "the budgets can be kept with these multipliers")
            return []
        bound, with_option = self.minimum(left, factors, True)
        if bound == INFINITE:
            left = [set() for _ in left]
        for (v, o), value in with_option.items():
            if value > self.target:
                left[v].discard(o)
        if kind == "bound":
            expect(
                bound > self.target or not all(left), "something below the bound is possible"
            )
            return []
        v, taken = node["variable"], node["taken"]
        expect(
            is_int(v, 0, len(left) - 1) and is_int(taken, 1, (1 << self.problem.sizes[v]) - 1),
            "branches on options that are not there",
        )
        chosen = {o for o in range(self.problem.sizes[v]) if taken >> o & 1}
        take, forbid = [set(d) for d in left], [set(d) for d in left]
        take[v] &= chosen
        forbid[v] -= chosen
        return [take, forbid]

    def run(self, proof):
        left = [set(range(size)) for size in self.problem.sizes]
        for scope, table in self.problem.allowed.items():
            if len(scope) == 1:
                left[scope[0]] -= {o for o, is_allowed in enumerate(table) if not is_allowed}
        stack = [left]
        for number, node in enumerate(proof):
            expect(stack, "the proof goes on after its end")
            try:
                stack += reversed(self.visit(node, stack.pop()))
            except Wrong as wrong:
                raise Wrong(f"node {number} of the proof: {wrong}") from None
        expect(not stack, "the proof ends too early")


def check_choices(problem, certificate):
    names = certificate["choices"]
    expect(len(names) == len(problem.sizes), "expected a choice for each variable")
    choices = []
    for v, name in enumerate(names):
        expect(name in problem.names[v], f"variable {v} has no option '{name}'")
        choices.append(problem.names[v].index(name))
    objective = sum(costs[o] for costs, o in zip(problem.costs, choices))
    secondary = sum(values[o] for values, o in zip(problem.secondaries, choices))
    expect(certificate["objective"] == objective, f"expected objective {objective}")
    expect(certificate["secondary"] == secondary, f"expected secondary {secondary}")
    expect(certificate["gap"] == objective - certificate["bound"], "wrong gap")

    def state(scope):
        number = 0
        for v in scope:
            number = number * problem.sizes[v] + choices[v]
        return number

    for k, tables in enumerate(problem.tables):
        use = sum(table[state(scope)] for scope, table in tables.items())
        expect(certificate["budgets"][k]["use"] == use, f"'{problem.labels[k]}': expected use {use}")
        expect(use <= problem.caps[k], f"'{problem.labels[k]}': use {use} exceeds the cap")
    for scope, allowed in problem.allowed.items():
        expect(allowed[state(scope)], "a relation forbids the choice")


def check(certificate):
    """Returns what was checked, in a line; raises Wrong."""
    expect(
        (certificate["format"], certificate["version"]) == ("m2c-bit-widths", 1),
        "expected a certificate of format m2c-bit-widths, version 1",
    )
    rest = {key: value for key, value in certificate.items() if key != "digest"}
    expect(certificate["digest"] == hash_of(rest), "the digest is not that of the certificate")
    expect(
        certificate["problem_sha256"] == hash_of(certificate["problem"]),
        "problem_sha256 is not the hash of the problem",
    )
    problem = Problem(certificate["problem"])
    budgets = [(budget["name"], budget["cap"]) for budget in certificate["budgets"]]
    expect(budgets == list(zip(problem.labels, problem.caps)), "not the budgets of the problem")
    bound, largest = certificate["bound"], sum(map(max, problem.costs))
    expect(is_int(bound), "expected an integer as bound")
    status = certificate["status"]
    if status in ("optimal", "feasible"):
        check_choices(problem, certificate)
        objective = certificate["objective"]
        is_right = bound == objective if status == "optimal" else bound < objective
        expect(is_right, f"{status}, but objective and bound say otherwise")
    else:
        expect(status in ("infeasible", "unknown"), f"unknown status '{status}'")
        expect("choices" not in certificate, f"choices, but {status}")
        is_above = bound > largest
        expect(is_above == (status == "infeasible"), f"{status}, but the bound says otherwise")
    proof = certificate["proof"]
    if proof is None:
        expect(certificate["solver"] != "branch-and-bound", "expected a proof")
        return f"{status}, no proof to replay, the rest holds"
    Replay(problem, certificate["order"], bound).run(proof)
    return f"{status}, {len(proof)} nodes of the proof hold"


def main():
    if len(sys.argv) != 2:
        print(__doc__.strip().split("\n\n")[1].strip())
        return 1
    try:
        text = json.loads(pathlib.Path(sys.argv[1]).read_text(encoding="utf-8"))
        print(check(text.get("certificate", text)))
    except Wrong as wrong:
        print(f"wrong: {wrong}")
    except (OSError, ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
        print(f"not a certificate: {type(error).__name__}: {error}")
    else:
        return 0
    return 1


if __name__ == "__main__":
    sys.exit(main())
