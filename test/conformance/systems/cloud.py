"""Route 53's calculated health checks, and ServiceNow's cluster influence."""

from cases import has_flag, param
from model import Model, Scale, flagged, given, ladder, needs, rung

# --- Route 53

ROUTE53 = Scale(("healthy", "good"), ("insufficient data", "unknown"), ("unhealthy", "bad"))
INVERTED = {"healthy": "unhealthy", "unhealthy": "healthy"}


def health_threshold(params, children):
    """So many are healthy."""
    enough = rung(f"count(healthy) >= {param(params, 'health_threshold')}", "healthy")
    lacking = param(params, "InsufficientDataHealthStatus", "Unhealthy")
    by_history = lacking == "LastKnownStatus"
    edge = {"unknown": {"hold": "1h"}} if by_history else {"map": {"insufficient-data": ROUTE53.name(lacking.lower())}}
    node = {"empty": "evaluate", "rollup": ladder(enough, otherwise="unhealthy"),
            "needs": needs(children, lambda _: edge)}
    if param(params, "inverted", param(params, "invert")):
        node["output"] = INVERTED
    return Model(ROUTE53, node, given(children, _check), before=["healthy", "unhealthy"] if by_history else [])


def _check(child):
    """A disabled check is no longer evaluated, and healthy."""
    return "healthy" if has_flag(child, "disabled") else ROUTE53.name(child["state"].replace("_", " "))


# --- ServiceNow

SERVICENOW = Scale(("ok", "good"), ("warning", "warn"), ("minor", "warn"), ("major", "bad"), ("critical", "bad"))


def cluster_influence(params, children):
    """Critical from that share of critical members on. Those in maintenance do not count."""
    reached = rung(f"percent(critical) >= {param(params, 'influence_percent')}%", "critical")
    return Model(SERVICENOW, {"rollup": ladder(reached, otherwise="ok"), "empty": "ok", "needs": needs(children)},
                 given(children, _member))


def _member(child):
    return flagged(SERVICENOW.name(child["state"]), maintenance=has_flag(child, "maintenance", "in_maintenance"))
