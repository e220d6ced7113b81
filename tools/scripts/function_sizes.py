# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Estimates where C and C++ functions begin and end, by counting braces.

No parser: enough to keep functions short. Known weakness: a function whose
braces differ between the branches of an #if is measured wrongly.
"""

import re

NOISE = re.compile(
    r"""
      //[^\n]*
    | /\*.*?\*/
    | R"(?P<mark>[^()\s\\]*)\(.*?\)(?P=mark)"
    | "(?:\\.|[^"\\\n])*"
    | (?<!\w)'(?:\\.|[^'\\\n])*'
    | ^[ ]*\#(?:\\\n|[^\n])*
    """,
    re.VERBOSE | re.DOTALL | re.MULTILINE,
)
# A block that may hold functions.
SCOPE = re.compile(r'^(?:inline\s+)?(?:namespace\b|extern\s*"?|typedef\s+struct\b)')
TYPE = re.compile(r"\b(?:class|struct|union|enum)\b[^()]*$")
# What may stand between the parameter list and the body: nothing, qualifiers,
# a result type, or the initialisers of a constructor.
HEAD = re.compile(
    r"\)\s*(?:const|noexcept|override|final|mutable|&|\s)*"
    r"(?:->[^;{}]*|:[^:;{}].*)?$",
    re.DOTALL,
)
# `Foo(int a) : b` right before a brace: a member initialiser, not the body.
MEMBER = re.compile(r"\)\s*:[^:].*[\w>]$", re.DOTALL)
ATTRIBUTE = re.compile(r"__attribute__\s*\(\(.*?\)\)|\[\[.*?\]\]|alignas\(\w+\)", re.DOTALL)


def strip(text):
    """Returns the text without comments, strings and directives, lines kept."""

    def blank(match):
        text = match.group(0)
        return '""' + "\n" * text.count("\n") if text[0] in "\"R'" else "\n" * text.count("\n")

    return NOISE.sub(blank, text)


def is_function(head):
    """Tells whether the text before a brace begins a function."""
    head = ATTRIBUTE.sub("", re.sub(r"^template\s*<.*?>\s*(?=[\w:])", "", head.strip()))
    if SCOPE.match(head) or TYPE.search(head):
        return False
    before_parameters = head.split("(", 1)[0]
    return "=" not in before_parameters.replace("operator=", "") and bool(HEAD.search(head))


def functions(text):
    """Yields (name, first line, number of lines) of each function in a source text.

    The lines run from the one of the opening brace to that of the closing one,
    plus those of the head; lambdas and local types belong to their function.
    """
    head, head_line, line = "", 1, 1
    # Per open brace: (name, first line) of a function or None; the head to go on
    # with behind it, and that head's line.
    stack = []
    inside = 0  # how many open braces are functions
    for character in strip(text):
        if character == "\n":
            line += 1
        if character == "{":
            found = None
            member = not inside and MEMBER.search(head)
            if not inside and not member and is_function(head):
                name = re.search(r"([\w:~]+|operator\W+)\s*\(", head)
                found = (name.group(1) if name else "?", head_line)
                inside += 1
            # The braces of a member initialiser leave the head open.
            stack.append((found, head if member else "", head_line))
            head = ""
        elif character == "}":
            found, head, kept_line = stack.pop() if stack else (None, "", line)
            if found:
                inside -= 1
                yield found[0], found[1], line - found[1] + 1
            head_line = kept_line
        elif character == ";" and head.count("(") == head.count(")"):
            head = ""
        else:
            if not head.strip():
                head, head_line = "", line
            head += character
