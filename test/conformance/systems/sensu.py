"""Sensu: sensu-aggregate-check, and BSM's rule template of the same name."""

from cases import has_flag, param
from model import Model, Scale, flagged, given, ladder, needs, rung

SCALE = Scale(("OK", "good"), ("WARNING", "warn"), ("UNKNOWN", "unknown"), ("CRITICAL", "bad"))


def aggregate_check(params, children):
    return _aggregate(params, children, critical="crit_percent", warning="warn_percent",
                      criticals="crit_count", warnings="warn_count")


def bsm_aggregate(params, children):
    return _aggregate(params, children, critical="critical_threshold", warning="warning_threshold",
                      criticals="critical_count", warnings="warning_count")


def _aggregate(params, children, critical, warning, criticals, warnings):
    """The first that holds, in this order, of those that are set: percents of OK, then numbers. Percents are cut off."""
    tests = [(critical, "percent(ok) <= {}%", "critical"), (warning, "percent(ok) <= {}%", "warning"),
             (criticals, "count(critical) >= {}", "critical"), (warnings, "count(warning) >= {}", "warning")]
    rungs = [rung(when.format(param(params, name)), state) for name, when, state in tests if param(params, name)]
    node = {"unknown": "state", "empty": "warning", "rollup": ladder(*rungs, otherwise="ok", round="floor"),
            "needs": needs(children)}
    return Model(SCALE, node, given(children, _standing))


def _standing(child):
    """Silenced ones are left out, as those in maintenance are."""
    return flagged(SCALE.name(child["state"]), maintenance=has_flag(child, "silenced"))
