"""Zabbix services: service_get_main_status, service_get_rule_status, propagation."""

import re

from model import Model, Scale, given, ladder, needs, rung

# Ignored is what shows that a child left the set; it is the best, so that no rule of the others meets it.
SCALE = Scale(("ignored", "unknown"), (-1, "good", "ok"), (0, "warn", "not-classified"), (1, "warn", "information"),
              (2, "warn", "warning"), (3, "bad", "average"), (4, "bad", "high"), (5, "bad", "disaster"))
OK, LOWEST_PROBLEM, HIGHEST = -1, 0, 5

MAIN = {
    "MOST_CRITICAL": [rung("count(any) >= 1", "worst")],
    "MOST_CRITICAL_IF_ALL": [rung("count(any) >= 1 and count(ok) == 0", "worst")],
    "SET_OK": [],
    "OK": [],
}


def service(params, children):
    """A main algorithm and extra rules. The worst of all that fire: rules can only raise."""
    main = MAIN[params.get("algorithm", "SET_OK")]
    extra = params.get("rules", [params] if "type" in params else [])
    node = {"empty": "evaluate",
            "rollup": ladder(*main, *(_rule(rule) for rule in extra), otherwise="ok", match="worst", round="floor"),
            "needs": needs(children, _edge)}
    return Model(SCALE, node, given(children, SCALE.of))


def propagation(params, children):
    """What the parent of one child sees of it."""
    node = {"empty": "ignored", "needs": needs(children, lambda child: {"map": _propagated(params)})}
    return Model(SCALE, node, given(children, SCALE.of))


def _edge(child):
    """Weights are 0 unless they are set: rules of weights are inert until then."""
    propagated = {"map": _propagated(child["propagation"])} if "propagation" in child else {}
    return {"weight": child.get("weight", 0), **propagated}


def _rule(rule):
    """N, NP, W, WP: number, percent, weight, percent of weight; GE: those at least so critical; L, LT: those at most."""
    measured, way = re.fullmatch(r"(NP?|WP?)_(GE|LT?)", rule["type"]).groups()
    measure = {"N": "count", "NP": "percent", "W": "weight", "WP": "weight_percent"}[measured]
    unit = "%" if measured.endswith("P") else ""
    who, compared = ("or worse", ">=") if way == "GE" else ("or better", "<")
    limit = f"{SCALE.name(rule['limit_status'])} {who}"
    return rung(f"{measure}({limit}) {compared} {rule['limit_value']}{unit}", SCALE.name(rule["new_status"]))


def _propagated(rule):
    """OK stays OK, whatever is added, taken away or set; only when it is ignored it is."""
    action, value = rule["action"], rule.get("value", 0)
    change = {
        "KEEP": lambda status: status,
        "INCREASE": lambda status: min(status + value, HIGHEST),
        "DECREASE": lambda status: max(status - value, LOWEST_PROBLEM),
        "SET": lambda status: value,
    }
    if action == "IGNORE":
        return {SCALE.name(status): "drop" for status in range(OK, HIGHEST + 1)}
    return {SCALE.name(status): SCALE.name(change[action](status)) for status in range(LOWEST_PROBLEM, HIGHEST + 1)}
