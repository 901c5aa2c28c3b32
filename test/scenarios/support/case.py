"""The base of all scenarios: a directory of its own for each test, whose files are kept when it fails."""

import os
import shutil
import signal
import tempfile
import unittest
from pathlib import Path

from support.processes import Process

ROOT = Path(__file__).resolve().parents[3]
BIN = Path(os.environ.get("HM_BIN", ROOT / "build" / "release" / "bin"))
# Programs without sanitizers, whatever the daemon was built with.
PEERS_BIN = Path(os.environ.get("HM_PEERS_BIN", ROOT / "build" / "release" / "bin"))
KEPT = ROOT / "build" / "scenarios"
EXAMPLE = ROOT / "config" / "examples" / "contoso-shoes.yaml"
INTEGRATIONS = ROOT / "config" / "integrations"
TAIL_LINES = 40

# Being asked to end is like Ctrl-C: everything that was started ends.
signal.signal(signal.SIGTERM, signal.default_int_handler)


class Scenario(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.directory = Path(tempfile.mkdtemp(prefix="healthmodel-"))

    def start(self, command, name=None, env=None):
        """A process that ends with the test."""
        process = Process(command, self.directory, name, env)
        self.addCleanup(process.stop)
        return process

    def needs_root(self, what):
        if os.geteuid() != 0:
            self.skipTest(f"only root can make {what}")

    def file(self, name, text):
        path = self.directory / name
        path.write_text(text)
        return path

    def run(self, result=None):
        before = len(result.failures) + len(result.errors) if result else 0
        try:
            super().run(result)
            if result and len(result.failures) + len(result.errors) > before:
                self._keep()
        finally:
            self.doCleanups()  # what an interrupted test left; otherwise there is nothing left to do
            shutil.rmtree(getattr(self, "directory", ""), ignore_errors=True)

    def _keep(self):
        """The files of a failed test, and the end of each log where the reader looks."""
        if not hasattr(self, "directory"):
            return
        kept = KEPT / self.id()
        shutil.rmtree(kept, ignore_errors=True)
        shutil.copytree(self.directory, kept, ignore=shutil.ignore_patterns("*.sock", "data"), ignore_dangling_symlinks=True)
        print(f"\n{self.id()} failed; its files are in {kept}")
        for log in sorted(kept.glob("*.log")):
            lines = log.read_text(errors="replace").splitlines()[-TAIL_LINES:]
            print(f"--- the end of {log.name}\n" + "\n".join(lines))
