"""Models → states, by `healthmodeld test`: each case becomes a file that can be read, and run by hand."""

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

import yaml_text
from cases import Case
from model import NODE, Model

AT = f"{NODE}@r"
LATER_S = 10  # after what was before
LIMIT_S = 300


@dataclass
class Experiment:
    """`states`: for each test of the model, what the node is expected to be."""
    case: Case
    model: Model
    states: list
    file: Path


@dataclass
class Observed:
    """For each test of an experiment: what the node was, and before, if that was asked."""
    now: list
    before: list


class NotLoaded(Exception):
    """The loader refused the model; what it said."""


def run(program, experiments):
    """Case id → Observed, or NotLoaded. All files in one run of the program."""
    for experiment in experiments:
        experiment.file.parent.mkdir(parents=True, exist_ok=True)
        experiment.file.write_text(text_of(experiment))
    command = [str(program), "test", "--json", *(str(e.file) for e in experiments)]
    outcome = subprocess.run(command, capture_output=True, text=True, timeout=LIMIT_S)
    try:
        results = json.loads(outcome.stdout)["tests"]
    except (ValueError, KeyError):
        raise RuntimeError(f"{program} test --json ended with {outcome.returncode}:\n{outcome.stderr}") from None
    by_file = {}
    for result in results:
        by_file.setdefault(result["file"], []).append(result)
    return {e.case.id: _observed(e, by_file.get(str(e.file), []), outcome.stderr) for e in experiments}


def text_of(experiment):
    case = experiment.case
    heading = f"# {case.id}: {case.rule}, {case.source}\n".replace("\n", " ").strip()
    document = {"model": experiment.model.yaml(), "tests": _tests(experiment)}
    return f"{heading}\n{yaml_text.text_of(document)}"


def _tests(experiment):
    model, name = experiment.model, experiment.case.id
    given = {f"{leaf}@r": standing for leaf, standing in model.given.items()}
    if not model.before:
        return [{"name": name, **({"given": given} if given else {}), "expect": {AT: experiment.states[0]}}]
    return [{"name": f"{name}, {before} before", "steps": [
                {"at": "0s", "given": dict.fromkeys(given, before), "expect": {AT: before}},
                {"at": f"{LATER_S}s", "given": given, "expect": {AT: state}}]}
            for before, state in zip(model.before, experiment.states)]


def _observed(experiment, results, complaints):
    """What an expectation failed with is what the node was; otherwise it was what was expected."""
    if len(results) != len(experiment.states):
        return NotLoaded(_said_of(experiment.file, complaints))
    observed = Observed([], [])
    for i, result in enumerate(results):
        actual = {failure["at_s"]: failure["actual"] for failure in result["failures"]}
        observed.now.append(actual.get(LATER_S if experiment.model.before else 0, experiment.states[i]))
        if experiment.model.before:
            observed.before.append(actual.get(0, experiment.model.before[i]))
    return observed


def _said_of(file, complaints):
    """The diagnostics of one file: from a line that names it to the next that names another."""
    said, ours = [], False
    for line in complaints.splitlines():
        if line[:1] not in ("", " "):
            ours = line.startswith(f"{file}:")
        if ours:
            said.append(line)
    return "\n".join(said) or "the model was not evaluated"
