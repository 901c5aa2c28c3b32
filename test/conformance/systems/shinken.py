"""Shinken business rules: & | ! and X of:. UNKNOWN is worse than CRITICAL for |, and better for all others."""

from cases import param
from model import Model, Scale, given, ladder, needs, rung

FOR_OR = Scale(("OK", "good"), ("WARNING", "warn"), ("CRITICAL", "bad"), ("UNKNOWN", "unknown"))
FOR_OTHERS = Scale(("OK", "good"), ("WARNING", "warn"), ("UNKNOWN", "unknown"), ("CRITICAL", "bad"))
HOSTS = {"UP": "OK", "DOWN": "CRITICAL", "UNREACHABLE": "UNKNOWN"}
INVERTED = {"ok": "critical", "critical": "ok"}


def either(params, children):
    return _model(FOR_OR, "best", children)


def both(params, children):
    return _model(FOR_OTHERS, "worst", children)


def of(params, children):
    """So many OK, or that many WARNING or worse, or that many CRITICAL: the worst that applies. When none does, three
    numbers mean OK, and one the worst."""
    ok, warning, critical = (_enough(wanted, len(children)) for wanted in param(params, "of"))
    rungs = [rung(f"{critical('critical')}", "critical"), rung(f"{warning('in [warning critical]')}", "warning"),
             rung(f"{ok('ok')}", "ok")]
    return _model(FOR_OTHERS, ladder(*rungs, otherwise="ok" if param(params, "multi") else "worst"), children)


def _enough(wanted, total):
    """0 is all of them, and so many below 0 all but so many."""
    unit = "%" if wanted.endswith("%") else ""
    number = int(wanted.removesuffix("%"))
    everything = 100 if unit else total
    if number < 0:
        number = max(everything + number, 0)
    elif wanted == "0":
        number = total
    return lambda who: f"{'percent' if unit else 'count'}({who}) >= {number}{unit}"


def _model(scale, rollup, children):
    node = {"unknown": "state", "rollup": rollup,
            "needs": needs(children, lambda child: {"map": INVERTED} if child.get("not") else {})}
    return Model(scale, node, given(children, lambda child: _hard_state(child, scale)))


def _hard_state(child, scale):
    word = child["last_hard_state"] if child.get("state_type") == "SOFT" else child["state"]
    return scale.name(HOSTS.get(word, word))
