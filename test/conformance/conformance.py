"""Cases → verdicts: a model of each case by the compat table, evaluated by the real program, compared."""

from dataclasses import dataclass

import evaluation
from compat import entry_for, expected_of
from evaluation import Experiment, NotLoaded
from model import UnknownWord

PASSED, FAILED, SKIPPED, NO_ROLLUP = "passed", "failed", "skipped", "no rollup"


@dataclass(frozen=True)
class Verdict:
    case: object
    kind: str
    why: str = ""
    file: object = None


def judge(cases, skipped, folder, evaluate):
    """A verdict on each, in their order. `skipped`: id → reason; `evaluate`: experiments → id → Observed or NotLoaded."""
    verdicts, experiments = {}, []
    for case in cases:
        verdict = _before_evaluation(case, skipped)
        if verdict is None:
            try:
                experiments.append(_experiment(case, folder))
            except (UnknownWord, LookupError, ValueError, TypeError, AttributeError) as error:
                verdict = Verdict(case, FAILED, f"no model can be made of it: {type(error).__name__}: {error}")
        verdicts[case.id] = verdict
    observed = evaluate(experiments) if experiments else {}
    for experiment in experiments:
        verdicts[experiment.case.id] = _compare(experiment, observed[experiment.case.id])
    return list(verdicts.values())


def _before_evaluation(case, skipped):
    if not case.is_rollup:
        return Verdict(case, NO_ROLLUP)
    if case.id in skipped:
        return Verdict(case, SKIPPED, skipped[case.id])
    if entry_for(case) is None:
        return Verdict(case, SKIPPED, f"the compat table has no rule {case.rule!r} of {case.system}")
    return None


def _experiment(case, folder):
    """What no state means cannot be expected; any state will do then to see what the node is."""
    model = entry_for(case)(case.params, case.children)
    states = model.states_for(expected_of(case)) or [model.scale.names[-1]] * max(1, len(model.before))
    return Experiment(case, model, states, folder / case.system / f"{case.id}.yaml")


def _compare(experiment, observed):
    case, model = experiment.case, experiment.model
    if isinstance(observed, NotLoaded):
        return Verdict(case, FAILED, str(observed), experiment.file)
    wrong = []
    got, expected = model.value(observed.now, observed.before), expected_of(case)
    if not agrees(expected, got):
        wrong.append(f"expected {expected!r}, got {got!r}")
    code = model.code(observed.now[0]) if model.code else None
    if case.http is not None and code != case.http:
        wrong.append(f"expected HTTP {case.http}, got {code}")
    return Verdict(case, FAILED if wrong else PASSED, "; ".join(wrong), experiment.file)


def agrees(expected, got):
    """Equal, where true is not 1. Of a state that is not reached a case may say no more: "not critical"."""
    if isinstance(expected, str) and expected.startswith("not "):
        return got != expected.removeprefix("not ")
    return type(expected) is type(got) and expected == got
