"""Icinga Business Process Modeling: BpNode::reCalculateState."""

from cases import has_flag, param
from model import Model, Scale, flagged, given, ladder, needs, rung

# EMPTY, a process with nothing monitored below, counts as OK beside others.
SEVERITIES = [("EMPTY", "good"), ("OK", "good"), ("PENDING", "unknown"), ("WARNING", "warn"), ("UNKNOWN", "unknown"),
              ("CRITICAL", "bad")]
HOSTS = {"UP": "OK", "DOWN": "CRITICAL", "UNREACHABLE": "UNKNOWN"}
BY_NUMBER = {"0": "OK", "1": "WARNING", "2": "CRITICAL", "3": "UNKNOWN"}  # in overrides

PLAIN = Scale(*SEVERITIES)

# Pairs of severity and how it is taken care of; of equal severity the one that nobody takes care of is worst.
HANDLING = {"downtime": "maintenance", "acknowledged": "acknowledged"}
PAIRS = Scale(SEVERITIES[0], *((f"{word} {how}".strip(), kind)
                              for word, kind in SEVERITIES[1:] for how in (*HANDLING, "")))


def process(params, children):
    """Any operator, over severities."""
    return Model(PLAIN, _node(params, children, PLAIN), given(children, lambda c: _standing(c, params)))


def handled_process(params, children):
    """Any operator, over pairs; says whether the result is in downtime or acknowledged."""
    return Model(PAIRS, _node(params, children, PAIRS), given(children, lambda c: _standing(c, params)), said=_pair)


def _node(params, children, scale):
    return {"unknown": "state", "empty": "evaluate", **_operator(params, scale),
            "needs": needs(children, lambda child: {"map": _edge(params, child, scale)})}


def _operator(params, scale):
    n = param(params, "n")
    all_of = lambda word: [name for name in scale.names if name.split("-")[0] == word]
    in_ok = f"in [{' '.join(['empty', *all_of('ok')])}]"
    inverted = {"ok": "critical", "warning": "warning", "pending": "pending", "unknown": "ok", "critical": "ok"}
    return {
        "AND": {"rollup": _ladder(otherwise="worst")},
        "OR": {"rollup": _ladder(rung("count(empty) >= 1", "ok"), otherwise="best")},
        "NOT": {"rollup": _ladder(otherwise="worst"),  # and what was taken care of is forgotten
                "output": {name: to for word, to in inverted.items() for name in all_of(word)}},
        "DEG": {"rollup": _ladder(otherwise="worst"),
                "output": {name: name.replace("critical", "warning") for name in all_of("critical")}},
        "XOR": {"rollup": _ladder(rung(f"count({in_ok}) == 1", "ok"), otherwise="critical")},
        "MIN": {"rollup": _ladder(rung(f"count(any) < {n}", "unknown"), rung(f"count({in_ok}) >= {n}", "ok"),
                                  otherwise="worst")},
    }[param(params, "operator")]


def _ladder(*rungs, otherwise):
    """A process with nothing monitored below is EMPTY, whatever its operator."""
    return ladder(rung("count(not empty) == 0", "empty"), *rungs, otherwise=otherwise)


def _edge(params, child, scale):
    """Missing ones are UNKNOWN (a host: UNREACHABLE, which is that); then overrides and what is switched to OK."""
    edge = {"missing": "unknown", **_overrides(child)}
    for how, flag in HANDLING.items():
        if param(params, f"{how}_is_ok") or how == "acknowledged" and param(params, "ack_is_ok"):
            edge[flag] = scale.all_to("ok")
        elif scale is PAIRS:
            edge[flag] = {name: f"{name}-{how}" for name in scale.names if f"{name}-{how}" in scale.names}
        elif flag == "maintenance":
            edge[flag] = {name: name for name in scale.names}
    return edge


def _overrides(child):
    """Of this child: { WARNING: OK }, or as the configuration has it, 1-0,2-1."""
    overrides = child.get("state_overrides", {})
    if isinstance(overrides, str):
        overrides = dict(pair.split("-") for pair in overrides.split(","))
    word = lambda state: BY_NUMBER.get(str(state), str(state)).lower()
    return {word(old): word(new) for old, new in overrides.items()}


def _standing(child, params):
    """Hard states, unless the process goes by soft ones, too."""
    if has_flag(child, "missing"):
        return flagged("unknown", missing=True)
    soft = child.get("state_type") == "SOFT" and param(params, "state_type", "hard").lower() == "hard"
    word = child["last_hard_state"] if soft else child["state"]
    return flagged(PLAIN.name(HOSTS.get(word, word)), maintenance=has_flag(child, "in_downtime"),
                   acknowledged=has_flag(child, "acknowledged"))


def _pair(name):
    word, _, how = PAIRS.word(name).partition(" ")
    return {"state": word, "in_downtime": how == "downtime", "acknowledged": how == "acknowledged"}
