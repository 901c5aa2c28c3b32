"""Runs the programs of test/bench and gathers what they measured in build/bench/results.json.

Each prints lines of JSON, {"name": "rollup/full", "value": 17.2, "unit": "ms", "target": 20, "op": "<="}; other lines are
remarks. `ok` follows from value, op and target. A missed target is reported, and fails nothing: a shared machine is no
place to judge a figure by one run.
"""

import json
import operator

AREAS = ("rollup/", "load/", "publish/", "probe/", "schedule/", "memory/", "shard/", "health/", "metrics/", "verdict/", "slo/",
         "history/")
OPERATORS = {"<=": operator.le, "<": operator.lt, ">=": operator.ge, ">": operator.gt, "==": operator.eq}
KEYS = ("name", "value", "unit", "target", "op", "ok")


def names(folder):
    """Of all benches: <name>_bench.cpp is one, and so is <name>/main.py."""
    programs = [file.stem.removesuffix("_bench") for file in folder.glob("*_bench.cpp")]
    return sorted(programs + [file.parent.name for file in folder.glob("*/main.py")])


def command(folder, built, name):
    script = folder / name / "main.py"
    return ["/usr/bin/python3", script] if script.exists() else [built / f"{name}_bench"]


def read(output):
    """(results, complaints) of one program's output."""
    results, complaints = [], []
    for line in output.splitlines():
        if not line.startswith("{"):
            continue
        try:
            results.append(_checked(json.loads(line)))
        except (ValueError, KeyError, TypeError) as error:
            complaints.append(f"not a result: {line} ({error})")
    return results, complaints


def _checked(result):
    """The result with its six keys; one without a target is a figure that nothing is asked of."""
    if not result["name"].startswith(AREAS):
        raise ValueError(f"the name must begin with one of {' '.join(AREAS)}")
    result = {"target": None, "op": None, **result}
    if not isinstance(result["value"], (int, float)):
        raise ValueError("the value must be a number")
    if result["target"] is None:
        result["ok"] = True
    else:
        result["ok"] = bool(OPERATORS[result["op"]](result["value"], result["target"]))
    return {key: result[key] for key in KEYS}


def write(results, file):
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("[\n" + ",\n".join("  " + json.dumps(r) for r in results) + "\n]\n")


def line_of(result):
    asked = "" if result["target"] is None else f"  (asked: {result['op']} {result['target']:g})"
    missed = "" if result["ok"] else "  MISSED"
    return f"{result['name']:<40} {result['value']:>12.4g} {result['unit']}{asked}{missed}"
