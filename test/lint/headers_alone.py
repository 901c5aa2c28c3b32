#!/usr/bin/python3
"""Whether each header compiles by itself, so that the order of includes never matters, and only once.

Most need no look here: their own .cpp includes them before anything else, and the build compiles that. The others are compiled.
"""

import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

from source_tree import ROOT, Finding, cpp_files, report

JOBS = 2
COMPILE = ["g++", "-std=c++20", "-fsyntax-only", "-Wall", "-Wextra", "-x", "c++", "-DBOOST_ASIO_SEPARATE_COMPILATION",
           "-DBOOST_BEAST_SEPARATE_COMPILATION", "-DBOOST_ASIO_NO_DEPRECATED", "-DSPDLOG_COMPILED_LIB", "-DSPDLOG_FMT_EXTERNAL"]
FIRST_INCLUDE = re.compile(r"^#include\s+(\S+)", re.MULTILINE)


def headers(root=ROOT):
    return [f for f in cpp_files(root) if f.suffix == ".hpp"]


def is_first_in_its_source(header, root=ROOT):
    source = (root / header).with_suffix(".cpp")
    first = FIRST_INCLUDE.search(source.read_text()) if source.exists() else None
    return first is not None and first[1] == f'"{header}"'


def guards(root=ROOT):
    return [Finding(str(h), 1, "has no #pragma once") for h in headers(root) if "#pragma once" not in (root / h).read_text()]


def check_one(header, root=ROOT):
    run = subprocess.run([*COMPILE, f"-I{root}", "-"], input=f'#include "{header}"\n', cwd=root, capture_output=True,
                         text=True)
    if run.returncode == 0:
        return []
    first = next((line for line in run.stderr.splitlines() if "error" in line), run.stderr.strip())
    return [Finding(str(header), 1, f"does not compile alone: {first}")]


def check(root=ROOT):
    rest = [h for h in headers(root) if not is_first_in_its_source(h, root)]
    with ThreadPoolExecutor(JOBS) as pool:
        return guards(root) + [f for found in pool.map(lambda h: check_one(h, root), rest) for f in found]


if __name__ == "__main__":
    sys.exit(report(check()))
