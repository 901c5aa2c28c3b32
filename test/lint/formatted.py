#!/usr/bin/python3
"""Whether the C++ files are laid out as .clang-format says. `formatted.py --fix` lays them out."""

import subprocess
import sys

from source_tree import ROOT, Finding, cpp_files, report

TOOL = "clang-format-16"


def check(files, root=ROOT):
    """The first finding of each file that is not laid out as it should be."""
    if not files:
        return []
    run = subprocess.run([TOOL, "--dry-run", "-Werror", *files], cwd=root, capture_output=True, text=True)
    findings, seen = [], set()
    for line in run.stderr.splitlines():
        place, _, message = line.partition(": error: ")
        if message and (file := place.split(":")[0]) not in seen:
            seen.add(file)
            findings.append(Finding(file, int(place.split(":")[1]), f"{message.split(' [')[0]} ({TOOL} -i {file})"))
    if run.returncode and not findings:
        findings.append(Finding(TOOL, run.returncode, run.stderr.strip()))
    return findings


if __name__ == "__main__":
    everything = [str(f) for f in cpp_files()]
    if "--fix" in sys.argv[1:]:
        sys.exit(subprocess.run([TOOL, "-i", *everything], cwd=ROOT).returncode)
    sys.exit(report(check(everything)))
