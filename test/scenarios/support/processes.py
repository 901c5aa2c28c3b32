"""A process of a scenario: with a log of its own, and never outliving the test."""

import ctypes
import os
import signal
import subprocess
import time
from pathlib import Path

from support.waiting import wait_until

GRACE_S = 10
PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None)


def _die_with_parent():
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


class Process:
    def __init__(self, command, directory, name=None, env=None, inherit=()):
        self.command = [str(word) for word in command]
        self.name = name or Path(self.command[0]).name
        self.log_file = Path(directory) / f"{self.name}.log"
        with self.log_file.open("ab") as log:
            self._process = subprocess.Popen(
                self.command, cwd=directory, env={**os.environ, **(env or {})}, stdin=subprocess.DEVNULL, stdout=log,
                stderr=subprocess.STDOUT, pass_fds=inherit, preexec_fn=_die_with_parent)

    @property
    def pid(self):
        return self._process.pid

    def alive(self):
        return self._process.poll() is None

    def exit_code(self):
        """None while it runs; -n after signal n."""
        return self._process.poll()

    def output(self):
        return self.log_file.read_text(errors="replace")

    def wait(self, limit_s):
        """(seconds it took, exit code)"""
        seconds, _ = wait_until(lambda: not self.alive(), limit_s, f"{self.name} ends")
        return seconds, self.exit_code()

    def wait_for_output(self, text, limit_s):
        def said():
            if not self.alive() and text not in self.output():
                raise AssertionError(f"{self.name} ended with {self.exit_code()} before it said {text!r}:\n{self.output()}")
            return text in self.output()

        return wait_until(said, limit_s, f"{self.name} says {text!r}")

    def signal(self, number):
        self._process.send_signal(number)

    def kill(self):
        """As a crash would: no chance to say goodbye."""
        self._process.kill()
        self._process.wait(GRACE_S)

    def stop(self):
        """Asks it to end, ends it when it does not listen. Returns its exit code."""
        if self.alive():
            self._process.terminate()
            try:
                self._process.wait(GRACE_S)
            except subprocess.TimeoutExpired:
                self.kill()
        return self.exit_code()

    def resident_mib(self):
        for line in Path(f"/proc/{self.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
        raise OSError(f"{self.name} has no memory: it ended")


def alive(pid):
    """Whether a process that is not our child runs; a zombie does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def pause(seconds):
    """Real time must pass: for a peer that is to see a steady state. Never a substitute for wait_until."""
    time.sleep(seconds)
