"""Boolean expressions over children: Datadog's composite monitors, CloudWatch's composite alarms.

An expression becomes groups: or is the worst of its parts, and the best, not a group whose result is turned round. That
is also why true is what is bad: the alarm.
"""

import re
from string import ascii_letters

from cases import param
from model import Model, Scale, given


# --- expressions → ("or", [parts]), ("and", [parts]), ("not", part), ("atom", word, argument)

_TOKEN = re.compile(r'\s*(&&|\|\||[!()]|"[^"]*"|[^\s()!&|"]+)')
_WORDS = {"||": "or", "OR": "or", "&&": "and", "AND": "and", "!": "not", "NOT": "not"}


def parse(expression):
    tokens = [_WORDS.get(token, token) for token in _TOKEN.findall(expression)]
    tree = _any_of(tokens)
    if tokens:
        raise ValueError(f"{tokens[0]!r} is not expected in {expression}")
    return tree


def _any_of(tokens):
    return _joined("or", lambda: _joined("and", lambda: _one(tokens), tokens), tokens)


def _joined(word, read_part, tokens):
    parts = [read_part()]
    while tokens[:1] == [word]:
        tokens.pop(0)
        parts.append(read_part())
    return parts[0] if len(parts) == 1 else (word, parts)


def _one(tokens):
    token = tokens.pop(0)
    if token == "not":
        return ("not", _one(tokens))
    if token == "(":
        inner = _any_of(tokens)
        tokens.pop(0)
        return inner
    if tokens[:1] == ["("]:  # a predicate: ALARM(a)
        argument = tokens[1]
        del tokens[:3]
        return ("atom", token, argument.strip('"'))
    return ("atom", token, None)


# --- trees → groups

def group_of(tree, inverted, need_of):
    """`inverted`: what NOT makes of each state. `need_of`: an atom's word and argument → a need."""
    kind, parts, *_ = tree
    if kind == "atom":
        return {"rollup": "worst", "of": [need_of(*tree[1:])], "unknown": "state"}
    if kind == "not":
        return {"rollup": "worst", "of": [group_of(parts, inverted, need_of)], "unknown": "state", "output": inverted}
    return {"rollup": "worst" if kind == "or" else "best", "of": [group_of(part, inverted, need_of) for part in parts],
            "unknown": "state"}


def leaf_named(name, children):
    """Children are called a, b, …, unless they have names."""
    names = [child.get("name", ascii_letters[i]) for i, child in enumerate(children)]
    return f"c{[n.lower() for n in names].index(name.lower()) + 1}"


# --- Datadog

DATADOG = Scale(("Ok", "good"), ("No Data", "unknown"), ("Warn", "warn"), ("Alert", "bad"))
NOT_ALERTING = {"ok": "alert", "warn": "ok", "alert": "ok"}


def datadog(params, children):
    """Without notifications of No Data, a composite that comes to it keeps its last known state. Then it is looked at
    after each of the others."""
    tree = parse(param(params, "expression"))
    group = group_of(tree, NOT_ALERTING, lambda name, _: {"name": leaf_named(name, children)})
    states = given(children, DATADOG.of)
    if param(params, "notify_no_data", True):
        return Model(DATADOG, {"unknown": "state", "needs": [group]}, states)
    return Model(DATADOG, {"unknown": {"hold": "1h"}, "needs": [group]}, states, before=["ok", "warn", "alert"])


# --- CloudWatch

CLOUDWATCH = Scale(("OK", "good"), ("INSUFFICIENT_DATA", "unknown"), ("ALARM", "bad"))
NOT_ALARM = {"ok": "alarm", "alarm": "ok"}


def cloudwatch(params, children):
    """ALARM(x), OK(x) and INSUFFICIENT_DATA(x) map x's states to alarm or ok; TRUE and FALSE those of any child."""

    def need_of(word, argument):
        if argument is None:
            return {"name": "c1", "map": CLOUDWATCH.all_to("alarm" if word == "TRUE" else "ok")}
        holds = {**CLOUDWATCH.all_to("ok"), CLOUDWATCH.name(word): "alarm"}
        return {"name": leaf_named(argument, children), "map": holds}

    group = group_of(parse(param(params, "expression")), NOT_ALARM, need_of)
    return Model(CLOUDWATCH, {"unknown": "state", "needs": [group]},
                 given(children, CLOUDWATCH.of))
