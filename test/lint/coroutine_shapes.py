#!/usr/bin/python3
"""Shapes of co_await that GCC 12 miscompiles: use after free, double free, or a coroutine that never continues.

Statements are taken as a whole, however many lines they have. `coroutine_shapes.py` prints each bad one and exits 1.
The shapes: an await inside the condition of if, while or switch; beside ?:, && or ||; beside a lambda that owns what it
captures; beside a brace list; and a lambda with owning captures that is itself a coroutine.
"""

import re
import sys
from dataclasses import dataclass, field

from source_tree import ROOT, Finding, bare, cpp_files, report

_CONDITION = re.compile(r"\b(if|while|switch|for)\s*(?:constexpr\s*)?\(")
_OWNING_CAPTURE = re.compile(r"(?<![\w\])])\[(?!\s*[&\]])[^\]]*\]\s*[({]|(?<![\w\])])\[[^\]]*,\s*(?!&|this)\w[^\]]*\]\s*[({]")
_LAMBDA_HEAD = re.compile(
    r"(?<![\w\])])\[[^\[\]]*\]\s*(\((?:[^()]|\([^()]*\))*\))?\s*(?:mutable|noexcept|\s)*(->[^{};]*)?$")
_BLOCK_HEAD = re.compile(r"(^|[)\]};:]|\b(else|do|try|const|noexcept|override|final|mutable)|\)[^()]*->[^(){};]*)\s*$")
_TYPE_HEAD = re.compile(r"^\s*(\w+\s*<[^;{}]*>\s*)?(namespace|struct|class|union|enum|extern|export|template)\b")


@dataclass
class _Block:
    """A { … } of statements that is open: what was said before it, and the statement under way in it."""
    outer: str
    outer_line: int
    is_lambda: bool
    owning: bool
    opened: list = field(default_factory=list)  # the brackets of the statement under way


def statements(text):
    """(line, statement, inside a lambda with owning captures) of each statement; lambda bodies stand apart."""
    found = []
    stack = [_Block("", 1, False, False)]
    current, start, line = "", 1, 1

    def end():
        nonlocal current
        if current.strip():
            found.append((start, " ".join(current.split()), any(b.is_lambda and b.owning for b in stack)))
        current = ""

    for char in text:
        if char == "\n":
            line += 1
        if not current.strip() and not char.isspace():
            current, start = "", line
        brackets = stack[-1].opened
        if char == "{":
            is_lambda = bool(_LAMBDA_HEAD.search(current))
            is_block = is_lambda or bool(_BLOCK_HEAD.search(current)) or (not brackets and _TYPE_HEAD.search(current))
            if not is_block:
                brackets.append(char)
                current += char
                continue
            block = _Block(current, start, is_lambda, is_lambda and bool(_OWNING_CAPTURE.search(current + "{")))
            if not is_lambda:
                end()
            stack.append(block)
            current = ""
        elif char == "}" and not brackets and len(stack) > 1:
            end()
            block = stack.pop()
            if block.is_lambda:
                current, start = block.outer + "{}", block.outer_line
            else:
                current = ""
        elif char == ";" and not brackets:
            current += char
            end()
        else:
            if char in "([":
                brackets.append(char)
            elif char in ")]}" and brackets:
                brackets.pop()
            current += char
    end()
    return found


def _split_conditions(statement):
    """What stands in the ( ) of if, while, switch and for, and the statement without it."""
    conditions = []
    while match := _CONDITION.search(statement):
        depth, at = 1, match.end()
        while at < len(statement) and depth:
            depth += {"(": 1, ")": -1}.get(statement[at], 0)
            at += 1
        conditions.append((match.group(1), statement[match.end():at]))
        statement = statement[: match.start()] + statement[at:]
    return conditions, statement


def _wrong(statement, in_owning_lambda):
    if not re.search(r"\bco_(await|return|yield)\b", statement):
        return
    if in_owning_lambda:
        yield "a lambda that owns its captures is a coroutine: make it a named function"
    conditions, rest = _split_conditions(statement)
    for keyword, condition in conditions:
        if "co_await" in condition and keyword != "for":  # for (init; co_await c;) was measured to be right
            yield f"co_await inside the condition of {keyword}: name the result first"
    if "co_await" not in rest:
        return
    after = rest[rest.index("co_await"):]
    if len(re.findall(r"\bco_await\b", rest)) > 1:
        yield "two co_await in one statement"
    if re.search(r"\?.*co_await", rest) or re.search(r"co_await.*\?", rest):
        yield "co_await beside ?: – write an if"
    if re.search(r"(&&|\|\|).*co_await|co_await.*(&&|\|\|)", re.sub(r"\bauto\s*&&", "auto", rest)):
        yield "co_await beside && or ||"
    if _OWNING_CAPTURE.search(rest):
        yield "co_await beside a lambda that owns its captures: name the lambda first"
    if re.search(r"\w\s*\{\s*[^}\s]|[(,]\s*\{\s*[^}\s]", after) or re.search(r"[\w(,]\s*\{\s*[^}\s].*co_await", rest):
        yield "co_await beside a brace list: name the value first"


def check(file, text):
    return [Finding(file, line, message)
            for line, statement, owning in statements(bare(text))
            for message in _wrong(statement, owning)]


def check_tree(root=ROOT):
    return [f for file in cpp_files(root) for f in check(str(file), (root / file).read_text())]


if __name__ == "__main__":
    sys.exit(report(check_tree()))
