"""The point of a red step's output, for the end of a long run: what failed, where, and what was said of it."""

import re

MOST_FAILURES = 8
MOST_LINES_EACH = 8

CATCH2 = re.compile(r"^\S+:\d+: FAILED:$")
UNITTEST = re.compile(r"^(?:FAIL|ERROR): ")
SANITIZER = re.compile(r"^SUMMARY: ")
RULE = re.compile(r"^-{20,}$|^={20,}$|^\.{20,}$")


def points_of(output):
    """A list of lines for each failure that was found, the first MOST_FAILURES of them; the last lines where none was."""
    lines = output.splitlines()
    found = []
    for at, line in enumerate(lines):
        if CATCH2.match(line):
            found.append([_catch2_title(lines, at), line, *_paragraph(lines, at + 1)])
        elif UNITTEST.match(line):
            found.append([line, *_last_of_traceback(lines, at + 1)])
        elif SANITIZER.match(line):
            found.append([line])
    return [point[:MOST_LINES_EACH] for point in found[:MOST_FAILURES]] or [lines[-MOST_LINES_EACH:]]


def _paragraph(lines, at):
    end = at
    while end < len(lines) and lines[end].strip():
        end += 1
    return lines[at:end]


def _catch2_title(lines, at):
    """Above the first failure of a test case is its name, between two rules; further failures have the same."""
    for above in range(at, 1, -1):
        if RULE.match(lines[above]) and lines[above][0] == "-" and (begin := _rule_above(lines, above)) is not None:
            return " / ".join(line.strip() for line in lines[begin + 1:above])
    return "(a test case without a name)"


def _rule_above(lines, at):
    return next((i for i in range(at - 1, -1, -1) if RULE.match(lines[i]) and lines[i][0] == "-"), None)


def _last_of_traceback(lines, at):
    """From the exception on: the first line after the traceback that is not indented."""
    while at < len(lines) and (RULE.match(lines[at]) or lines[at].startswith((" ", "Traceback"))):
        at += 1
    return _paragraph(lines, at)
