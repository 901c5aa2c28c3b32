"""Cases of availability arithmetic: a model of the parts with their figures, calculated by `healthmodeld slo`."""

import json
import subprocess
from decimal import Decimal

import yaml_text
from conformance import FAILED, PASSED, SKIPPED, Verdict

SYSTEM = "availability-math"
FLOW = "flow"
LIMIT_S = 60


def judged(verdicts, skipped, folder, program):
    """The same verdicts, with those of this system judged."""
    return [_judge(v.case, skipped, folder, program) if v.case.system == SYSTEM else v for v in verdicts]


def _judge(case, skipped, folder, program):
    if case.id in skipped:
        return Verdict(case, SKIPPED, skipped[case.id])
    model = model_of(case)
    if model is None:
        return Verdict(case, SKIPPED, f"no model is known for {case.rule!r}")
    file = folder / SYSTEM / f"{case.id}.yaml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"# {case.id}: {case.rule}, {case.source}\n{yaml_text.text_of(model)}")
    outcome = subprocess.run([str(program), "slo", "--json", str(file)], capture_output=True, text=True, timeout=LIMIT_S)
    if outcome.returncode != 0:
        return Verdict(case, FAILED, outcome.stderr, file)
    percent = 100 * json.loads(outcome.stdout)["flows"][0]["availability"]
    expected = case.expected["availability_percent"]
    agrees = round(percent, decimals_of(expected)) == expected
    return Verdict(case, PASSED if agrees else FAILED, "" if agrees else f"expected {expected}, got {percent}", file)


def model_of(case):
    """Children in the rule's own structure; None for a rule that is not known here."""
    names = [child["name"] for child in case.children]
    parts = {child["name"]: {"sla": percent_of(child["availability"])} for child in case.children}
    flow = {"needs": names}
    regions = case.params.get("regions", 1)
    rule = case.rule.lower()
    if rule.startswith("shared x"):
        parts["shared"]["scope"] = "global"
    elif "parallel" in rule or "any of" in rule:
        flow["rollup"] = "best"
    elif " of " in rule and "k" in case.params:
        flow["rollup"] = {"at_least": {"healthy": case.params["k"]}}
    elif not ("serial" in rule or "series" in rule or "product" in rule):
        return None
    return {"model": "case", "regions": {f"r{n}": {} for n in range(regions)}, "flows": {FLOW: flow}, "dependencies": parts}


def percent_of(fraction):
    return f"{(Decimal(str(fraction)) * 100).normalize():f}%"


def decimals_of(number):
    """As many as it is printed with."""
    return max(0, -Decimal(str(number)).as_tuple().exponent)
