#!/usr/bin/python3
"""Which folder may include which, and which libraries: the arrows of config → model ← probes, daemon on top.

`include_directions.py` prints each include that points the wrong way and exits 1 when there is one.
"""

import re
import sys
from dataclasses import dataclass

from source_tree import ROOT, Finding, cpp_files, report


@dataclass(frozen=True)
class Rule:
    ours: tuple        # folders whose headers may be included
    libraries: tuple   # what may start the path of a <library/…> or <library.h>; "*": any but the forbidden
    forbidden: tuple = ()


# POSIX headers are told from others by their name's end: the pure model may have none.
POSIX = r"[a-z_0-9/]+\.h$"
STANDARD = r"[a-z_0-9]+$"

RULES = {
    "model": Rule(("model",), ("fmt/",)),
    "config": Rule(("config", "model"), ("fmt/", "yaml-cpp/", POSIX), ("boost/", "spdlog/", "openssl/", "ares", "sqlite3", "sys/socket.h")),
    "probes": Rule(("probes", "model"), ("*",), ("yaml-cpp/", "spdlog/", "prometheus/", "sqlite3", "CLI/")),
    "daemon": Rule(("daemon", "config", "probes", "model"), ("*",), ("yaml-cpp/",)),
    # The sample application is a stranger: it could be anybody's.
    "test/contoso": Rule(("test/contoso",), ("*",), ("yaml-cpp/", "prometheus/", "spdlog/")),
    "test": Rule(("test", "daemon", "config", "probes", "model"), ("*",)),
}

_INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')


def rule_of(file):
    """The rule of the innermost folder that has one."""
    for folder in sorted(RULES, key=len, reverse=True):
        if file.startswith(folder + "/"):
            return folder, RULES[folder]
    raise ValueError(f"{file} is in no known folder")


def _wrong_own(folder, rule, path):
    if any(path.startswith(other + "/") for other in rule.ours):
        return None
    if "/" not in path or path.startswith("."):
        return f'"{path}": headers of ours are included by their full path from the root'
    return f'"{path}": {folder}/ may include only {", ".join(o + "/" for o in rule.ours)}'


def _wrong_library(folder, rule, path):
    if any(path.startswith(name) for name in rule.forbidden):
        return f"<{path}>: {folder}/ does not know {path.split('/')[0]}"
    if re.match(STANDARD, path) or "*" in rule.libraries:
        return None
    if any(re.match(allowed, path) for allowed in rule.libraries):
        return None
    return f"<{path}>: {folder}/ stands on {', '.join(['std'] + [a for a in rule.libraries if a.endswith('/')])} only"


def check(file, text):
    """The findings in one file; `file` is its path from the root."""
    folder, rule = rule_of(file)
    findings = []
    for number, line in enumerate(text.splitlines(), start=1):
        match = _INCLUDE.match(line)
        if match:
            wrong = _wrong_own if match.group(1) == '"' else _wrong_library
            message = wrong(folder, rule, match.group(2))
            if message:
                findings.append(Finding(file, number, message))
    return findings


def check_tree(root=ROOT):
    return [f for file in cpp_files(root) for f in check(str(file), (root / file).read_text())]


if __name__ == "__main__":
    sys.exit(report(check_tree()))
