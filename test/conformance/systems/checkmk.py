"""Checkmk BI: aggregation functions, and attributes by evaluating again."""

from cases import has_flag, param
from model import Model, Scale, flagged, given, ladder, needs, rung

WORDS = [("OK", "good"), ("PENDING", "unknown"), ("WARN", "warn"), ("UNKNOWN", "unknown"), ("CRIT", "bad")]
SCALE = Scale(*WORDS)

WITH_HOSTS = Scale(*WORDS[:1], ("UP", "good"), *WORDS[1:4], ("UNREACHABLE", "unknown"), WORDS[4], ("DOWN", "bad"))
OF_A_HOST = {"up": "ok", "down": "crit", "unreachable": "unknown"}

# In a rule whose result has vanished this is left; a parent says it.
GONE = Scale(*WORDS, (None, "unknown", "gone"))


def best(params, children):
    return _rule({"best": param(params, "count", 1)}, params, children)


def worst(params, children):
    return _rule({"worst": param(params, "count", 1)}, params, children)


def count_ok(params, children):
    enough = rung(_measure(param(params, "levels_ok")), "ok")
    some = rung(_measure(param(params, "levels_warn")), "warn")
    return _rule(ladder(enough, some, otherwise="crit"), params, children)


def leaf(params, children):
    """What was never checked is PENDING; UP, DOWN and UNREACHABLE are a host's words."""
    node = {"unknown": "state", "needs": needs(children, lambda child: {"map": OF_A_HOST})}
    standing = lambda child: WITH_HOSTS.of(child) if child.get("has_been_checked", True) else "pending"
    return Model(WITH_HOSTS, node, given(children, standing))


def _measure(level):
    return f"percent(ok) >= {level['value']}%" if level["type"] == "percentage" else f"count(ok) >= {level['value']}"


def _rule(rollup, params, children):
    """Asked for its state, or whether an attribute holds."""
    attribute = param(params, "attribute")
    if attribute is not None:
        return _attribute(attribute, rollup, params, children)
    parent = {"unknown": "state", "empty": "gone", "needs": ["rule"]}
    return Model(GONE, parent, given(children, _standing), {"rule": _function(rollup, params, children, AS_THEY_ARE)})


def _function(rollup, params, children, edge):
    """Missing children are dropped, and without any the rule vanishes. What is worse than restrict_state is that."""
    cap = SCALE.names.index(SCALE.name(param(params, "restrict_state", "CRIT")))
    capped = {name: SCALE.names[cap] for name in SCALE.names[cap + 1:]}
    return {"unknown": "state", "empty": "drop", "rollup": rollup, **({"output": capped} if capped else {}),
            "needs": needs(children, lambda child: {"map": {"missing": "drop", **edge}})}


def _standing(child, attribute=None):
    """By the last hard state. Where the service period is asked about, outside of it is what maintenance is elsewhere."""
    if has_flag(child, "missing"):
        return flagged("pending", missing=True)
    state = SCALE.name(child["last_hard_state"]) if child.get("state_type") == "SOFT" else SCALE.of(child)
    if attribute == "acknowledged":
        return flagged(state, acknowledged=has_flag(child, "acknowledged"))
    if attribute == "in_service_period":
        return flagged(state, maintenance=not child.get("in_service_period", True))
    return flagged(state, maintenance=has_flag(child, "in_downtime"))


# --- attributes: the rule again, over the same children seen otherwise, and a node that says whether that came out right

YES, NO = "ok", "crit"
IF_OK = {"ok": YES, **{name: NO for name in SCALE.names[1:]}}
IF_NOT_OK = {"ok": NO, **{name: YES for name in SCALE.names[1:]}}
IF_CRIT = {"crit": YES, **{name: NO for name in SCALE.names[:-1]}}

AS_THEY_ARE = {"maintenance": {name: name for name in SCALE.names}}
ACKNOWLEDGED_ARE_OK = {"acknowledged": SCALE.all_to("ok")}
DOWN_ARE_OK = {"maintenance": SCALE.all_to("ok")}
ONLY_THOSE_ARE_CRIT = {**SCALE.all_to("ok"), "maintenance": SCALE.all_to("crit")}  # in downtime, or out of the period


def _attribute(attribute, rollup, params, children):
    question = {"acknowledged": _acknowledged, "in_service_period": _in_service_period, "downtime": _in_downtime}
    seen = question[attribute](params)
    nodes = {name: _function(rollup, params, children, edge) for name, (edge, _) in seen.items()}
    answer = {"unknown": "state", "needs": [{"name": name, "map": right} for name, (_, right) in seen.items()]}
    return Model(SCALE, answer, given(children, lambda child: _standing(child, attribute)), nodes,
                 said=lambda name: name == YES)


def _acknowledged(params):
    """Not OK, and would be, were everything acknowledged well."""
    return {"as-it-is": (AS_THEY_ARE, IF_NOT_OK), "mended": (ACKNOWLEDGED_ARE_OK, IF_OK)}


def _in_service_period(params):
    return {"outside": (ONLY_THOSE_ARE_CRIT, IF_OK)}


def _in_downtime(params):
    """Where every problem must be covered, also: OK, were those in downtime well."""
    enough = IF_CRIT if param(params, "escalate_downtimes_as_warn") is False else IF_NOT_OK
    seen = {"down": (ONLY_THOSE_ARE_CRIT, enough)}
    if param(params, "only_when_all_problems_covered"):
        seen["covered"] = (DOWN_ARE_OK, IF_OK)
    return seen
