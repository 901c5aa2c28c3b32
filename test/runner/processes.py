"""Runs commands so that none outlives the runner: each in a process group of its own, which ends with it."""

import contextlib
import os
import signal
import subprocess
import time
from dataclasses import dataclass

GRACE_S = 10  # for who was asked to end

_running = set()


@dataclass(frozen=True)
class Outcome:
    code: int       # as a shell would say: 128 + n after signal n
    output: str     # standard output and error together
    seconds: float
    timed_out: bool = False

    @property
    def good(self):
        return self.code == 0 and not self.timed_out


def interrupt_on_signals():
    """SIGTERM and SIGHUP end the runner as Ctrl-C does: through the `finally`s."""

    def interrupt(number, _frame):
        signal.signal(number, signal.SIG_IGN)
        raise KeyboardInterrupt

    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        signal.signal(number, interrupt)


def run(command, *, cwd, limit_s, env=None, errors_shown=False):
    """Runs `command` to its end, or for `limit_s` seconds. Never raises for what the command does. With `errors_shown`
    its standard error goes where ours does, at once, and is not part of the output."""
    started = time.monotonic()
    process = subprocess.Popen(
        [str(word) for word in command], cwd=cwd, env={**os.environ, **(env or {})}, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=None if errors_shown else subprocess.STDOUT, text=True, errors="replace",
        start_new_session=True)
    _running.add(process)
    timed_out = False
    output = ""
    try:
        output, _ = process.communicate(timeout=limit_s)
    except subprocess.TimeoutExpired:
        timed_out = True
    finally:
        _end_group(process)
        _running.discard(process)
    if timed_out:
        rest, _ = process.communicate()
        output = f"{rest}\n(ended after {limit_s} s: it took too long)\n"
    code = process.returncode if process.returncode >= 0 else 128 - process.returncode
    return Outcome(code, output, time.monotonic() - started, timed_out)


@contextlib.contextmanager
def background(command, *, cwd, env=None):
    """`command` runs while the block does; what is left of it then is ended. What it says is not heard."""
    process = subprocess.Popen(
        [str(word) for word in command], cwd=cwd, env={**os.environ, **(env or {})}, stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    try:
        yield process
    finally:
        _end_group(process)
        process.wait()


def end_all():
    """Asks all that run() runs, in whatever thread, to end."""
    for process in list(_running):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)


def _end_group(process):
    """Asks what is left of the group to end, then ends it. The group's own leader may have ended before."""
    for number, patience in ((signal.SIGTERM, GRACE_S), (signal.SIGKILL, GRACE_S)):
        try:
            os.killpg(process.pid, number)
        except ProcessLookupError:
            return
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline and _group_lives(process):
            time.sleep(0.02)


def _group_lives(process):
    process.poll()
    try:
        os.killpg(process.pid, 0)
        return True
    except ProcessLookupError:
        return False
