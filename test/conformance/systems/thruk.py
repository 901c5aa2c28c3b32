"""Thruk business processes: Functions.pm, Utils.pm."""

from cases import has_flag, param
from model import Model, Scale, flagged, given, ladder, needs, needs_of, rung

# Pairs of state and how it is handled: a problem that nobody handles ranks above all that somebody does.
PROBLEMS = [("WARNING", "warn"), ("CRITICAL", "bad"), ("UNKNOWN", "unknown")]
HANDLING = {"downtime": "maintenance", "acknowledged": "acknowledged"}
SCALE = Scale(
    ("PENDING", "good"), ("OK", "good"),
    *((f"{word} {how}", kind.replace("bad", "warn")) for how in HANDLING for word, kind in PROBLEMS), *PROBLEMS)
HOSTS = {"UP": "OK", "DOWN": "CRITICAL", "UNREACHABLE": "UNKNOWN"}
GOOD = "in [ok pending]"
COUNTS_IN_DOWNTIME = {"maintenance": {name: name for name in SCALE.names}}


def worst(params, children):
    return _ranked("worst", params, children)


def best(params, children):
    return _ranked("best", params, children)


def at_least(params, children):
    """Bad is how many are good, up to and including the threshold, whatever the label says."""
    warning = param(params, "warning")
    critical = param(params, "critical", warning)
    nobody = rung("count(any) == 0", "critical")  # none are no more than any share of none
    return _counted(ladder(nobody, rung(_compared("<=", critical), "critical"), rung(_compared("<=", warning), "warning"),
                           otherwise="ok"), params, children)


def not_more(params, children):
    warning = param(params, "warning")
    critical = param(params, "critical", warning)
    return _counted(ladder(rung(_compared(">", critical), "critical"), rung(_compared(">", warning), "warning"),
                           otherwise="ok"), params, children)


def equals(params, children):
    exactly = rung(_compared("==", param(params, "number")), "ok")
    return _counted(ladder(exactly, otherwise="critical"), params, children, empty="unknown")


def fixed(params, children):
    state = SCALE.name(str(param(params, "status", param(params, "state"))).upper())
    return _counted(ladder(otherwise=state), params, children)


def group_status(params, children):
    """Down hosts and services, against thresholds of their own. A service with a warning is up."""
    groups = []
    for kind in ("host", "service"):
        members = [child for child in enumerate(children, 1) if child[1].get("type", "service") == kind]
        levels = [("critical", param(params, f"{kind}_crit")), ("warning", param(params, f"{kind}_warn"))]
        rungs = [rung(_compared(">=", n, "in [critical unknown]"), state) for state, n in levels if n is not None]
        if members:
            groups.append({"rollup": ladder(*rungs, otherwise="ok"), "unknown": "state",
                           "of": needs_of(members, lambda _: {"map": {**COUNTS_IN_DOWNTIME, **_filters(params)}})})
    return Model(SCALE, {"unknown": "state", "needs": groups}, given(children, _standing), said=_word)


def _compared(comparator, threshold, who=GOOD):
    measure = "percent" if str(threshold).endswith("%") else "count"
    return f"{measure}({who}) {comparator} {threshold}"


def _ranked(rollup, params, children):
    handled = {flag: {**SCALE.all_to("ok"), "pending": "pending", **{
        word.lower(): f"{word.lower()}-{how}" for word, _ in PROBLEMS}} for how, flag in HANDLING.items()}
    return _model({"rollup": rollup, "empty": "unknown"}, {**handled, **_filters(params)}, children)


def _counted(rollup, params, children, empty="evaluate"):
    return _model({"rollup": rollup, "empty": empty}, {**COUNTS_IN_DOWNTIME, **_filters(params)}, children)


def _filters(params):
    """What counts as OK: acknowledged_filter, downtime_filter, unknown_filter."""
    keys = {"acknowledged_filter": "acknowledged", "downtime_filter": "maintenance", "unknown_filter": "unknown"}
    return {keys[name]: "ok" for name in param(params, "filter", [])}


def _model(how, edge, children):
    node = {"unknown": "state", **how, "needs": needs(children, lambda child: {"map": edge})}
    return Model(SCALE, node, given(children, _standing), said=_word)


def _standing(child):
    """Who has acknowledged a problem is heard before its downtime."""
    word = HOSTS.get(child["state"], child["state"])
    acknowledged = has_flag(child, "acknowledged") and word != "OK"
    return flagged(SCALE.name(word), acknowledged=acknowledged,
                   maintenance=has_flag(child, "in_downtime") and not acknowledged)


def _word(name):
    return SCALE.word(name).partition(" ")[0]
