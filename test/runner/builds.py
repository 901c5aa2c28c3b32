"""The build trees: one a preset, below build/. Each is configured once; ninja does the rest."""

import contextlib
import fcntl
import json
import os
from dataclasses import dataclass
from pathlib import Path

import processes

ROOT = Path(__file__).resolve().parents[2]
CONFIGURE_LIMIT_S = 300
BUILD_LIMIT_S = 3600

# Clones at different places share what ccache keeps; what it does not have yet is not preprocessed twice.
ENVIRONMENT = {"CCACHE_BASEDIR": str(ROOT), "CCACHE_DEPEND": "1"}


@dataclass(frozen=True)
class CTest:
    """A test that CMake knows of. The command is empty until its program is built."""
    name: str
    command: list
    limit_s: float
    folder: str  # where it runs


class Build:
    def __init__(self, preset, report):
        self.preset = preset
        self.tree = ROOT / "build" / preset
        self.bin = self.tree / "bin"
        self.report = report

    def configure(self):
        """Whether the tree is configured; says why when it is not."""
        if (self.tree / "build.ninja").exists():
            return True
        with self._alone():
            outcome = self._run(["cmake", "-S", ROOT, "--preset", self.preset, "-Wno-dev"], CONFIGURE_LIMIT_S)
        return outcome.good or self.report.built(f"{self.preset}: configure", outcome)

    def build(self, *targets):
        """Builds the targets, or everything. Whether it worked."""
        if not self.configure():
            return False
        command = ["ninja", "--quiet", "-k", "0", "-j", str(os.cpu_count()), "-C", self.tree, *targets]
        with self._alone():
            outcome = self._run(command, BUILD_LIMIT_S)
        return self.report.built(f"{self.preset}: build", outcome)

    @contextlib.contextmanager
    def building_ahead(self, *targets):
        """Builds meanwhile, with what nobody else wants of the processors. build() does the rest, and tells what goes wrong."""
        command = ["nice", "-n", "19", "ninja", "--quiet", "-j", "1", "-C", self.tree, *targets]
        with self._alone(), processes.background(command, cwd=ROOT, env=ENVIRONMENT):
            yield

    def ctests(self):
        """The tests that CMake registered in this tree."""
        outcome = self._run(["ctest", "--test-dir", self.tree, "--show-only=json-v1"], CONFIGURE_LIMIT_S)
        if not outcome.good:
            return []
        found = json.loads(outcome.output[outcome.output.index("{"):])["tests"]
        return [_ctest(test) for test in found]

    @contextlib.contextmanager
    def _alone(self):
        """Nobody else works in the tree meanwhile: two ninjas in one break it. daemon/run knows the same lock."""
        self.tree.mkdir(parents=True, exist_ok=True)
        with (self.tree / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _run(self, command, limit_s):
        return processes.run(command, cwd=ROOT, limit_s=limit_s, env=ENVIRONMENT)


def _ctest(test):
    properties = {p["name"]: p["value"] for p in test.get("properties", [])}
    return CTest(test["name"], test.get("command", []), properties.get("TIMEOUT", 300),
                 properties["WORKING_DIRECTORY"])
