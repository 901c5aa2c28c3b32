"""Cases of other systems' rollups, as test/cases/rollup-cases.json has them, and which of them are left out."""

import json
from collections import Counter
from dataclasses import dataclass, field

# About SLO numbers and alerts: no state follows from states there.
NOT_ROLLUPS = frozenset({
    "alertmanager-inhibit", "availability-math", "elastic-composite-slo", "openslo-budget", "openslo-composite", "pyrra",
    "sloth", "sre-workbook", "zabbix-sla"})

MAX_SKIPPED = 3


@dataclass(frozen=True)
class Case:
    id: str
    system: str
    rule: str
    expected: object
    params: dict = field(default_factory=dict)
    children: list = field(default_factory=list)
    source: str = ""
    http: int | None = None  # the status code that goes with `expected`

    @property
    def is_rollup(self):
        return self.system not in NOT_ROLLUPS


def load(file):
    fields = ("id", "system", "rule", "expected", "params", "children", "source", "http")
    return [Case(**{key: entry[key] for key in fields if key in entry}) for entry in json.loads(file.read_text())]


def load_all(files):
    """Each id once, because that is how a case is spoken of."""
    cases = [case for file in files for case in load(file)]
    twice = [id for id, n in Counter(case.id for case in cases).items() if n > 1]
    if twice:
        raise ValueError(f"more than one case is called {', '.join(twice)}")
    return cases


def load_skipped(file):
    """Id → why. More than MAX_SKIPPED are too many to call what is left conformance."""
    skipped = json.loads(file.read_text())
    if len(skipped) > MAX_SKIPPED:
        raise ValueError(f"{file}: {len(skipped)} cases are skipped, at most {MAX_SKIPPED} may be")
    unexplained = [id for id, reason in skipped.items() if not str(reason).strip()]
    if unexplained:
        raise ValueError(f"{file}: no reason is given for {', '.join(unexplained)}")
    return skipped


def param(params, name, default=None):
    """By its name, however that is written: MemberUnavailable is member_unavailable."""
    wanted = _letters(name)
    return next((value for key, value in params.items() if _letters(key) == wanted), default)


def has_flag(child, *names):
    return any(child.get(name) for name in names)


def _letters(name):
    return "".join(c for c in name.lower() if c.isalnum())
