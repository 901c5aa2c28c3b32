#!/usr/bin/python3
"""What stands at the root of the repository: the five folders, and what tools insist on finding there. Nothing joins."""

import subprocess
import sys

from source_tree import ROOT, Finding, report

FOLDERS = {"daemon", "model", "probes", "config", "test"}
FILES = {"CMakeLists.txt", "README.md", "CMakePresets.json", "LICENSE", "CHANGELOG.md"}
DOT_ENTRIES = {".clang-format", ".clang-tidy", ".gitignore", ".ci"}


def check(names):
    known = FOLDERS | FILES | DOT_ENTRIES
    return [Finding(name, 1, "does not belong at the root") for name in sorted(set(names) - known)]


def tracked_or_new(root=ROOT):
    """Names at the root that git tracks or would add: what is ignored (build/) is nobody's business."""
    listed = subprocess.run(
        ["git", "-C", str(root), "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        check=True, capture_output=True, text=True).stdout
    return {path.split("/")[0] for path in listed.split("\0") if path}


if __name__ == "__main__":
    sys.exit(report(check(tracked_or_new())))
