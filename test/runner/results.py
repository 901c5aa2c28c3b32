"""Counts of tests, read from what the test programs say at their end."""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Counts:
    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def __add__(self, other):
        return Counts(self.passed + other.passed, self.failed + other.failed, self.skipped + other.skipped)

    def __str__(self):
        return f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped"


def of_catch2(outcome):
    """Catch2 counts its test cases in its last lines; a program that crashed did not get there."""
    if match := re.search(r"^All tests passed \(.* in (\d+) test cases?\)", outcome.output, re.MULTILINE):
        return _at_least_one_failed(Counts(passed=int(match.group(1))), outcome)
    line = re.search(r"^test cases:\s*\d+(.*)$", outcome.output, re.MULTILINE)
    parts = dict((word, int(n)) for n, word in re.findall(r"(\d+) (passed|failed)", line.group(1))) if line else {}
    return _at_least_one_failed(Counts(parts.get("passed", 0), parts.get("failed", 0)), outcome)


def of_unittest(outcome):
    """unittest says "Ran 7 tests in 1.2s" and then OK or FAILED with the numbers of each kind."""
    ran = re.search(r"^Ran (\d+) tests?", outcome.output, re.MULTILINE)
    end = re.findall(r"^(?:OK|FAILED)(?: \((.*)\))?$", outcome.output, re.MULTILINE)
    if not ran or not end:
        return Counts(failed=1)
    kinds = dict((kind, int(n)) for kind, n in re.findall(r"([a-z ]+)=(\d+)", end[-1]))
    kinds = {kind.strip(): n for kind, n in kinds.items()}
    failed = kinds.get("failures", 0) + kinds.get("errors", 0) + kinds.get("unexpected successes", 0)
    skipped = kinds.get("skipped", 0)
    return _at_least_one_failed(Counts(max(0, int(ran.group(1)) - failed - skipped), failed, skipped), outcome)


def of_node(outcome):
    """Node's test runner ends with a line for each kind: "# pass 7", or with another sign before it where colours are shown."""
    kinds = {kind: int(n) for kind, n in re.findall(r"^\S (pass|fail|cancelled|skipped) (\d+)$", outcome.output, re.MULTILINE)}
    failed = kinds.get("fail", 0) + kinds.get("cancelled", 0)
    return _at_least_one_failed(Counts(kinds.get("pass", 0), failed, kinds.get("skipped", 0)), outcome)


def of_conformance(outcome):
    """Its last line counts the cases. There may be none: a file of cases that are no rollups is not a bad one."""
    match = re.search(r"^(\d+) passed, (\d+) failed, (\d+) skipped\s*\Z", outcome.output, re.MULTILINE)
    if not match:
        return Counts(failed=1)
    counts = Counts(*(int(n) for n in match.groups()))
    return counts if outcome.good or counts.failed else counts + Counts(failed=1)


def of_program(outcome):
    """A program that is one test."""
    return Counts(passed=1) if outcome.good else Counts(failed=1)


def _at_least_one_failed(counts, outcome):
    """A bad exit without a failed test is a failure too: a crash, a leak, a test without assertions."""
    if counts.failed == 0 and (not outcome.good or counts.passed + counts.skipped == 0):
        return counts + Counts(failed=1)
    return counts
