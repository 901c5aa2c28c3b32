#!/usr/bin/python3
"""Whether each header compiles by itself, so that the order of includes never matters.

By default the headers of model/ and config/: those with Asio in them take seconds each. `headers_alone.py --all` takes
every folder.
"""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

from source_tree import FOLDERS, ROOT, Finding, cpp_files, report

QUICK = ("model", "config")
JOBS = 2
COMPILE = ["g++", "-std=c++20", "-fsyntax-only", "-Wall", "-Wextra", "-x", "c++", "-DBOOST_ASIO_SEPARATE_COMPILATION",
           "-DBOOST_BEAST_SEPARATE_COMPILATION", "-DBOOST_ASIO_NO_DEPRECATED", "-DSPDLOG_COMPILED_LIB", "-DSPDLOG_FMT_EXTERNAL"]


def headers(folders, root=ROOT):
    return [str(f) for f in cpp_files(root) if f.suffix == ".hpp" and f.parts[0] in folders]


def check_one(header, root=ROOT):
    run = subprocess.run([*COMPILE, f"-I{root}", "-"], input=f'#include "{header}"\n#include "{header}"\n', cwd=root,
                         capture_output=True, text=True)
    if run.returncode == 0:
        return []
    first = next((line for line in run.stderr.splitlines() if "error" in line), run.stderr.strip())
    return [Finding(header, 1, f"does not compile alone: {first}")]


def check(folders=QUICK, root=ROOT):
    with ThreadPoolExecutor(JOBS) as pool:
        return [f for found in pool.map(lambda h: check_one(h, root), headers(folders, root)) for f in found]


if __name__ == "__main__":
    sys.exit(report(check(FOLDERS if "--all" in sys.argv[1:] else QUICK)))
