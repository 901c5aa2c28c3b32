#!/usr/bin/python3
"""Holds the evaluator against cases of other systems: main.py [--bin DIR] [FILE…], as test/run conformance does.
Without files against all of test/cases/*-cases.json.

Ends with `N passed, N failed, N skipped`, and with 1 when a case failed. Cases about SLO numbers and alerts are named,
and not counted. The models that were made stay in build/conformance/.
"""

import argparse
import shutil
import sys
from collections import Counter
from functools import partial
from pathlib import Path

import availability
import cases
import evaluation
from conformance import FAILED, NO_ROLLUP, PASSED, SKIPPED, judge

ROOT = Path(__file__).resolve().parents[2]
CASES = ROOT / "test" / "cases"
MADE = ROOT / "build" / "conformance"


def main(arguments):
    parser = argparse.ArgumentParser(description="cases of other systems' rollups against healthmodeld")
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE", default=sorted(CASES.glob("*-cases.json")))
    parser.add_argument("--bin", type=Path, default=ROOT / "build" / "release" / "bin", help="where healthmodeld is")
    parser.add_argument("--made", type=Path, default=MADE, help="where the models go")
    options = parser.parse_args(arguments)
    try:
        asked = cases.load_all(options.files)
        skipped = cases.load_skipped(CASES / "skipped.json")
    except (OSError, ValueError, TypeError) as error:
        print(f"no cases can be read: {error}")
        return 2
    for system in {case.system for case in asked}:
        shutil.rmtree(options.made / system, ignore_errors=True)  # of the run before
    verdicts = judge(asked, skipped, options.made, partial(evaluation.run, options.bin / "healthmodeld"))
    verdicts = availability.judged(verdicts, skipped, options.made, options.bin / "healthmodeld")
    print(text_of(verdicts))
    return 1 if any(v.kind == FAILED for v in verdicts) else 0


def text_of(verdicts):
    kinds = {}
    for verdict in verdicts:
        kinds.setdefault(verdict.case.system, Counter())[verdict.kind] += 1
    lines = [_of_one(v) for v in verdicts if v.kind in (FAILED, SKIPPED)]
    lines += [f"{system:<24} " + ", ".join(f"{n} {kind}" for kind, n in count.items())
              for system, count in kinds.items() if NO_ROLLUP not in count]
    elsewhere = ", ".join(f"{system} {count[NO_ROLLUP]}" for system, count in kinds.items() if NO_ROLLUP in count)
    if elsewhere:
        lines.append(f"no rollups, not counted: {elsewhere}")
    total = Counter(v.kind for v in verdicts)
    return "\n".join([*lines, f"{total[PASSED]} passed, {total[FAILED]} failed, {total[SKIPPED]} skipped"])


def _of_one(verdict):
    case = verdict.case
    lines = [f"{verdict.kind.upper()} {case.id}, {case.rule}: {verdict.why}"]
    if verdict.kind == FAILED:
        lines += [f"    {case.source}"] + ([f"    {verdict.file}"] if verdict.file else [])
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
