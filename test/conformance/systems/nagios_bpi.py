"""Nagios BPI: BpGroup_class::determine_this_state, without its order."""

from cases import param
from model import Model, Scale, given, ladder, needs, needs_of, rung

SCALE = Scale(("OK", "good"), ("UP", "good"), ("WARNING", "warn"), ("DOWN", "warn"), ("UNKNOWN", "unknown"),
              ("CRITICAL", "bad"), ("UNREACHABLE", "bad"))
# A host's states are numbers, 1 and 2, and are read as a service's.
OF_A_HOST = {"up": "ok", "down": "warning", "unreachable": "critical"}
PROBLEM = "not ok"


def group(params, children):
    """The worst of three: the cluster, the essential members, and how many of all have a problem."""
    members = list(enumerate(children, 1))
    cluster = [member for member in members if member[1].get("option", "&") == "&"]
    essential = [member for member in members if member[1].get("option", "&") == "|"]
    parts = [_of_all(params, children)]
    if cluster:
        everybody = rung(f"percent({PROBLEM}) >= 100%", "critical")
        parts.append(_part(ladder(everybody, otherwise="ok"), cluster))
    if essential:
        parts.append(_part("worst", essential, {"unknown": "critical"}))
    return Model(SCALE, {"unknown": "state", "needs": parts}, given(children, SCALE.of))


def asserted(case):
    """An essential member that is CRITICAL or UNKNOWN makes the group CRITICAL. Nagios BPI lowers it to WARNING again when
    a later essential one has a problem, and a case may say so; here order never matters."""
    fatal = any(child.get("option") == "|" and child["state"] in ("CRITICAL", "UNKNOWN") for child in case.children)
    return "CRITICAL" if fatal and case.expected == "WARNING" else case.expected


def _of_all(params, children):
    levels = [("critical", param(params, "critical_threshold")), ("warning", param(params, "warning_threshold"))]
    rungs = [rung(f"count({PROBLEM}) >= {n}", state) for state, n in levels if n]  # 0: not looked at
    return {"rollup": ladder(*rungs, otherwise="ok"), "unknown": "state", "empty": "evaluate",
            "of": needs(children, lambda child: {"map": OF_A_HOST})}


def _part(rollup, members, edge={}):
    return {"rollup": rollup, "unknown": "state", "of": needs_of(members, lambda child: {"map": {**OF_A_HOST, **edge}})}
