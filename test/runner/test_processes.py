import os
import tempfile
import unittest
from pathlib import Path

import processes
from processes import background, run


def lives(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().split(")")[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


class Run(unittest.TestCase):
    def test_says_what_was_said_and_how_it_ended(self):
        outcome = run(["sh", "-c", "echo out; echo err >&2; exit 3"], cwd="/", limit_s=10)
        self.assertEqual((3, "out\nerr\n", False), (outcome.code, outcome.output, outcome.good))

    def test_shows_errors_at_once_when_asked_to(self):
        with tempfile.TemporaryFile() as shown:
            kept = os.dup(2)
            os.dup2(shown.fileno(), 2)
            try:
                outcome = run(["sh", "-c", "echo out; echo err >&2"], cwd="/", limit_s=10, errors_shown=True)
            finally:
                os.dup2(kept, 2)
                os.close(kept)
            shown.seek(0)
            self.assertEqual(("out\n", b"err\n"), (outcome.output, shown.read()))

    def test_says_a_signal_as_a_shell_does(self):
        self.assertEqual(139, run(["sh", "-c", "kill -SEGV $$"], cwd="/", limit_s=10).code)

    def test_ends_what_takes_too_long_and_what_it_started(self):
        outcome = run(["sh", "-c", "sleep 600 & echo $!; wait"], cwd="/", limit_s=0.3)
        self.assertTrue(outcome.timed_out)
        self.assertFalse(lives(outcome.output.split()[0]))

    def test_ends_what_a_command_leaves_behind(self):
        outcome = run(["sh", "-c", "sleep 600 >/dev/null 2>&1 & echo $!"], cwd="/", limit_s=10)
        self.assertTrue(outcome.good)
        self.assertFalse(lives(outcome.output.split()[0]))

    def test_ends_one_that_does_not_listen(self):
        grace, processes.GRACE_S = processes.GRACE_S, 0.3
        self.addCleanup(setattr, processes, "GRACE_S", grace)
        outcome = run(["sh", "-c", "trap '' TERM; echo $$; while :; do sleep 0.05; done"], cwd="/", limit_s=0.3)
        self.assertFalse(lives(outcome.output.split()[0]))


class Background(unittest.TestCase):
    def test_runs_while_the_block_does_and_ends_with_it(self):
        with background(["sh", "-c", "sleep 600 & wait"], cwd="/") as process:
            self.assertTrue(lives(process.pid))
        self.assertFalse(lives(process.pid))

    def test_ends_with_a_block_that_fails(self):
        with self.assertRaises(KeyboardInterrupt), background(["sleep", "600"], cwd="/") as process:
            raise KeyboardInterrupt
        self.assertFalse(lives(process.pid))

    def test_may_have_ended_before(self):
        with background(["true"], cwd="/") as process:
            process.wait()


if __name__ == "__main__":
    unittest.main()
