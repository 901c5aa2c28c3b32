"""A start that cannot go well says why, once, and leaves nothing; a daemon that is asked to end does so."""

import signal
import socket
import subprocess
import unittest
from pathlib import Path

from support.case import BIN, EXAMPLE, ROOT, Scenario
from support.healthmodel import LB_PORT, SERVE_PORT, Daemon
from support.network import accepts, free_address
from support.processes import alive
from support.waiting import wait_until

MODEL = """\
model: shop
regions: { north: {} }
flows: { browse: { needs: [page] } }
components: { page: { signals: { answers: { http: { url: "http://127.0.0.1:1/" } } } } }
"""
END_LIMIT_S = 4     # it takes 0.1 s; a busy machine makes that more
START_LIMIT_S = 30
STARTED = 5         # what the demo starts: what is shared, two stamps, their users, the daemon


def run(*arguments):
    return subprocess.run([BIN / "healthmodeld", "run", *arguments], capture_output=True, text=True, timeout=START_LIMIT_S)


class BadInput(Scenario):
    def test_a_model_that_is_not_there(self):
        outcome = run(self.directory / "missing.yaml")
        self.assertEqual(2, outcome.returncode)
        self.assertIn("missing.yaml", outcome.stderr)
        self.assertNotIn("listening", outcome.stderr)

    def test_a_model_that_may_not_be_read(self):
        outcome = run(self.directory)  # root may read every file, so that a directory must do
        self.assertEqual(2, outcome.returncode)
        self.assertIn(str(self.directory), outcome.stderr)

    def test_every_mistake_is_told_and_nothing_starts(self):
        model = self.file("model.yaml", MODEL.replace("needs: [page]", "needs: [pge, shelf]").replace("signals:", "sginals:"))
        settings = self.file("settings.yaml", "listeners: 5\n")
        outcome = run(model, "--settings", settings)
        self.assertEqual(2, outcome.returncode)
        for place in ("model.yaml:3:", "pge", "shelf", "model.yaml:4:", "sginals", "settings.yaml:1:"):
            self.assertIn(place, outcome.stderr)
        self.assertNotIn("listening", outcome.stderr)

    def test_an_unknown_option(self):
        outcome = run(EXAMPLE, "--no-such-option")
        self.assertEqual(2, outcome.returncode)


class PortInUse(Scenario):
    def test_is_one_clear_line(self):
        address = free_address((SERVE_PORT, LB_PORT))
        with socket.create_server((address, LB_PORT)):
            daemon = Daemon(self, MODEL, address=address)
            _, code = daemon.process.wait(START_LIMIT_S)
        self.assertEqual(1, code)
        lines = [line for line in daemon.process.output().splitlines() if line.strip()]
        self.assertEqual(1, len(lines), lines)
        self.assertIn(f"{address}:{LB_PORT}", lines[0])
        self.assertFalse(accepts(address, SERVE_PORT))


class End(Scenario):
    def ends_by(self, number):
        daemon = Daemon(self, MODEL)
        daemon.process.wait_for_output("started", START_LIMIT_S)
        self.assertEqual(2, len(daemon.events("listening")), daemon.process.output())
        daemon.process.signal(number)
        seconds, code = daemon.process.wait(START_LIMIT_S)
        self.assertEqual(0, code, daemon.process.output())
        self.assertLess(seconds, END_LIMIT_S)

    def test_by_sigterm(self):
        self.ends_by(signal.SIGTERM)

    def test_by_sigint(self):
        self.ends_by(signal.SIGINT)

    def test_with_somebody_who_listens_to_events_and_one_who_says_nothing(self):
        daemon = Daemon(self, MODEL)
        daemon.process.wait_for_output("started", START_LIMIT_S)
        with socket.create_connection((daemon.address, SERVE_PORT)) as listener, \
                socket.create_connection((daemon.address, SERVE_PORT)):
            listener.sendall(b"GET /api/v1/events HTTP/1.1\r\nHost: x\r\n\r\n")
            self.assertTrue(listener.recv(100))
            daemon.process.signal(signal.SIGTERM)
            seconds, code = daemon.process.wait(START_LIMIT_S)
        self.assertEqual(0, code)
        self.assertLess(seconds, END_LIMIT_S)


class DaemonRun(Scenario):
    """The command `daemon/run`, on programs that are built: nothing is installed here."""

    def setUp(self):
        super().setUp()
        if BIN != ROOT / "build" / "release" / "bin":
            self.skipTest("daemon/run builds and runs the release build only")
        wait_until(lambda: not accepts("127.0.0.1", SERVE_PORT), 60, "port 8640 is free: end the daemon/run that has it")

    def run_command(self, *arguments):
        return self.start([ROOT / "daemon" / "run", *arguments], "run", {"HM_NO_INSTALL": "1"})

    def test_starts_within_5_s(self):
        """The best of a few: a busy machine delays any of them."""
        took = []
        while not took or (min(took) >= 5 and len(took) < 4):
            process = self.run_command()
            took.append(process.wait_for_output("Three things to try", START_LIMIT_S)[0])
            process.signal(signal.SIGTERM)
            process.wait(START_LIMIT_S)
        self.assertLess(min(took), 5)

    def test_ends_with_all_it_started(self):
        process = self.run_command()
        process.wait_for_output("Three things to try", START_LIMIT_S)
        started = until_children(process.pid, STARTED)
        process.signal(signal.SIGTERM)
        _, code = process.wait(START_LIMIT_S)
        self.assertEqual(0, code, process.output())
        self.assertEqual([], [pid for pid in started if alive(pid)])

    def test_leaves_nothing_when_it_is_killed(self):
        process = self.run_command()
        process.wait_for_output("Three things to try", START_LIMIT_S)
        started = children_of(process.pid)
        process.kill()
        wait_until(lambda: not [pid for pid in started if alive(pid)], 5, "all that it started is gone")

    def test_leaves_nothing_when_the_daemon_cannot_start_and_says_so(self):
        with socket.create_server(("127.0.0.1", SERVE_PORT)):
            process = self.run_command()
            _, code = process.wait(START_LIMIT_S)
        self.assertEqual(1, code, process.output())
        self.assertNotIn("Three things to try", process.output())
        self.assertFalse(accepts("127.0.1.1", 9200))

    def test_passes_on_what_the_daemon_says_of_a_model(self):
        process = self.run_command(self.file("model.yaml", "model: 5\n"))
        _, code = process.wait(START_LIMIT_S)
        self.assertEqual(2, code, process.output())

    def test_runs_the_daemon_alone_on_a_model(self):
        address = free_address((SERVE_PORT, LB_PORT))
        settings = self.file("settings.yaml", f'listeners: [ {{ listen: "{address}:{SERVE_PORT}", serves: [lb] }} ]\n')
        process = self.run_command(self.file("model.yaml", MODEL), "--settings", settings)
        process.wait_for_output("started", START_LIMIT_S)
        until_children(process.pid, 1)
        process.signal(signal.SIGINT)
        _, code = process.wait(START_LIMIT_S)
        self.assertEqual(0, code, process.output())


def until_children(pid, number):
    """The script's own commands are its children, too, for a moment."""
    def found():
        children = children_of(pid)
        return children if len(children) == number else None

    return wait_until(found, 10, f"{number} processes run")[1]


def children_of(pid):
    """The processes whose parent it is."""
    return [int(child) for task in Path(f"/proc/{pid}/task").iterdir() for child in (task / "children").read_text().split()]


if __name__ == "__main__":
    unittest.main()
