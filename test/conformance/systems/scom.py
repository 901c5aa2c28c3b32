"""SCOM dependency and aggregate monitors."""

from cases import has_flag, param
from model import Model, Scale, flagged, given, needs

SCALE = Scale(("Success", "good"), ("Warning", "warn"), ("Error", "bad"), ("Uninitialized", "unknown"))


def worst_of(params, children):
    return _monitor("worst", params, children)


def best_of(params, children):
    return _monitor("best", params, children)


def percentage(params, children):
    """The worst of that share of the members that are best."""
    return _monitor({"best": f"{param(params, 'percentage')}%"}, params, children)


def dependency(params, children):
    """Of any algorithm, which is among the parameters; WorstOf unless it is."""
    algorithms = {"WorstOf": worst_of, "BestOf": best_of, "Percentage": percentage}
    return algorithms[param(params, "algorithm", "WorstOf")](params, children)


def _monitor(rollup, params, children):
    """Members in maintenance or not there count as what the monitor says, and not at all when it says nothing."""
    edge = {"maintenance": _counts_as(param(params, "MemberInMaintenance")),
            "missing": _counts_as(param(params, "MemberUnavailable")), "uninitialized": "drop"}
    node = {"rollup": rollup, "empty": "uninitialized", "needs": needs(children, lambda child: {"map": edge})}
    return Model(SCALE, node, given(children, _standing))


def _counts_as(word):
    return "drop" if word in (None, "Uninitialized") else SCALE.name(word)


def _standing(child):
    word = child.get("state") or "Uninitialized"
    missing = has_flag(child, "missing", "unavailable") or word == "Unavailable"
    return flagged("uninitialized" if missing else SCALE.name(word), missing=missing,
                   maintenance=has_flag(child, "maintenance", "in_maintenance", "in_downtime"))
