"""The C++ files of the tree, and their text without comments and without the insides of literals.

What all lints here share. Lines keep their numbers, so that a finding can say where it is.
"""

import re
import unittest
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("config", "model", "probes", "daemon", "test")
SUFFIXES = (".hpp", ".cpp")


@dataclass(frozen=True, order=True)
class Finding:
    file: str
    line: int
    message: str

    def __str__(self):
        return f"{self.file}:{self.line}: {self.message}"


def cpp_files(root=ROOT):
    """Paths below `root`, relative, sorted."""
    found = []
    for folder in FOLDERS:
        found += [p.relative_to(root) for p in (root / folder).rglob("*") if p.suffix in SUFFIXES]
    return sorted(found)


_LITERALS = re.compile(
    r"""//[^\n]*                                  # a comment to the end of the line
      | /\*.*?\*/                                 # a comment over several
      | R"(?P<d>[^(\s]*)\(.*?\)(?P=d)"            # a raw string
      | "(?:\\.|[^"\\\n])*"                       # a string
      | (?<![0-9a-fA-F])'(?:\\.|[^'\\\n])+'       # a character, but not the ' inside 10'000
    """,
    re.VERBOSE | re.DOTALL,
)


def bare(text):
    """`text` with comments blanked and literals emptied; every newline stays."""

    def blank(match):
        token = match.group(0)
        lines = "\n" * token.count("\n")
        if token.startswith("/"):
            return lines or " "
        return ("''" if token.startswith("'") else '""') + lines

    return _LITERALS.sub(blank, text)


def report(findings):
    """Prints the findings; the exit code of a lint that is run by hand."""
    for finding in sorted(findings):
        print(finding)
    return 1 if findings else 0


class TreeCase(unittest.TestCase):
    """A test of the tree itself: it fails with the findings, one a line."""

    def assert_clean(self, findings):
        if findings:
            self.fail("\n" + "\n".join(str(f) for f in sorted(findings)))
