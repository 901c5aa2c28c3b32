#!/usr/bin/python3
"""The kind that probes/README.md shows: as short as it says, and laid out as all our files are. That it works is tested where it
is compiled (test/probes/kind_of_readme_test.cpp)."""

import re
import subprocess
import sys

from source_tree import ROOT, Finding, report

README = "probes/README.md"
MOST_LINES = 60  # of its settings, and who probes

_BLOCK = re.compile(r"^```cpp\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(text):
    """(line, code) of each piece of C++ in a text."""
    return [(text.count("\n", 0, m.start(1)) + 1, m.group(1)) for m in _BLOCK.finditer(text)]


def check_length(text):
    """Its settings are the first piece, who probes the second."""
    pieces = blocks(text)[:2]
    if len(pieces) < 2:
        return [Finding(README, 1, "shows no kind")]
    lines = sum(code.count("\n") for _, code in pieces)
    return [Finding(README, pieces[0][0], f"the kind has {lines} lines, more than {MOST_LINES}")] if lines > MOST_LINES else []


def check_layout(text, root=ROOT):
    """Of whole files: the others are lines that stand in others."""
    findings = []
    for line, code in blocks(text):
        if not code.startswith("//"):
            continue
        laid_out = subprocess.run(["clang-format-16", f"--assume-filename={root}/{README}.cpp"], input=code, capture_output=True,
                                  text=True, check=True).stdout
        if laid_out != code:
            findings.append(Finding(README, line, "is not laid out as .clang-format says"))
    return findings


def check(text):
    return check_length(text) + check_layout(text)


if __name__ == "__main__":
    sys.exit(report(check((ROOT / README).read_text())))
