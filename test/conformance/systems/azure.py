"""Azure Monitor health models and Service Fabric."""

from cases import has_flag, param
from model import Model, Scale, flagged, given, ladder, needs, needs_of, rung

# --- health models

HEALTH_MODEL = Scale(("Healthy", "good"), ("Degraded", "warn"), ("Unknown", "unknown"), ("Unhealthy", "bad"))
IMPACTS = {"Standard": "standard", "Limited": "limited", "Suppressed": "suppressed"}


def worst_of(params, children):
    return _entity("worst", params, children)


def minimum_healthy(params, children):
    return _entity(_thresholds("healthy", "<=", params), params, children)


def maximum_not_healthy(params, children):
    return _entity(_thresholds("in [degraded unhealthy]", ">=", params), params, children)


def _thresholds(who, comparator, params):
    share = param(params, "unit", "absolute").startswith("percent")
    measure, unit = ("percent", "%") if share else ("count", "")
    rungs = [rung(f"{measure}({who}) {comparator} {param(params, f'{state}_threshold')}{unit}", state)
             for state in ("unhealthy", "degraded") if param(params, f"{state}_threshold") is not None]
    return ladder(*rungs, otherwise="healthy")


def _entity(rollup, params, children):
    """Unknown ones do not count, unless `ignore unknown` is off."""
    node = {"rollup": rollup, "unknown": "drop" if param(params, "ignore_unknown", True) else "state",
            "needs": needs(children, lambda child: {"impact": IMPACTS[child.get("impact", "Standard")]})}
    return Model(HEALTH_MODEL, node, given(children, HEALTH_MODEL.of))


# --- Service Fabric

SERVICE_FABRIC = Scale(("OK", "good"), ("Warning", "warn"), ("Error", "bad"))


def reports(params, children):
    """The worst. One that has expired is an error, or is removed when it says so."""
    return Model(SERVICE_FABRIC, {"empty": "ok", "needs": needs(children, lambda _: {"map": _report_edge(params)})},
                 given(children, _report))


def max_percent_unhealthy(params, children):
    """Errors within the tolerance are a warning. Types with a tolerance of their own are pools apart from all others."""
    pools = next((value for value in params.values() if isinstance(value, dict)), {})
    everybody = list(enumerate(children, 1))
    others = [member for member in everybody if member[1].get("type") not in pools]
    parts = [_tolerant(param(params, "max_percent_unhealthy", 0), others)]
    for kind, percent in pools.items():
        parts.append(_tolerant(percent, [member for member in everybody if member[1].get("type") == kind]))
    of_all = {"rollup": "worst", "of": [part for part in parts if part["of"]]}
    node = {"empty": "ok", "needs": [of_all] if of_all["of"] else needs([])}
    return Model(SERVICE_FABRIC, node, given(children, _report))


def _tolerant(percent, members):
    too_many = rung(f"percent(error) > {percent}%", "error")
    some = rung("count(in [warning error]) >= 1", "warning")
    return {"rollup": ladder(too_many, some, otherwise="ok"),
            "of": needs_of(members, lambda _: {"map": _report_edge({})})}


def _report_edge(params):
    edge = {"stale": "drop" if param(params, "RemoveWhenExpired") else "error"}
    return {**edge, "warning": "error"} if param(params, "ConsiderWarningAsError") else edge


def _report(child):
    return flagged(SERVICE_FABRIC.name(child["state"]), stale=has_flag(child, "expired"))
