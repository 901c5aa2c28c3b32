"""What the runner says while it works: one line a step when it is green, all that was said when it is red."""

import threading
import time

from failures import points_of
from results import Counts


class Report:
    def __init__(self):
        self.total = Counts()
        self.red = []  # name, counts, what failed: said once more at the end, where it is found
        self.started = time.monotonic()
        self.one_at_a_time = threading.RLock()  # steps end in several lanes

    def step(self, name, counts, outcome):
        """Counts a step's tests and says how they went."""
        red = counts.failed > 0
        with self.one_at_a_time:
            self.total += counts
            if red:
                print(outcome.output.rstrip(), flush=True)
                self.red.append((name, counts, points_of(outcome.output)))
            self.say(name, f"FAILED: {counts}" if red else _short(counts), outcome.seconds)

    def built(self, name, outcome):
        """A build is no test, but one that fails is a failure. Returns whether it is good."""
        if outcome.good:
            self.say(name, "built", outcome.seconds)
        else:
            self.step(name, Counts(failed=1), outcome)
        return outcome.good

    def say(self, name, text, seconds=None):
        print(f"  {name:<28} {text:<28}" + (f" {seconds:7.1f} s" if seconds is not None else ""), flush=True)

    def close(self):
        """The last line, and the exit code that goes with it. Before it is all that failed, once more and in short."""
        self.say("all of it", "", time.monotonic() - self.started)
        for name, counts, points in self.red:
            self.say(name, f"FAILED: {counts}")
            for point in points:
                print("\n".join(f"      {line}" for line in point))
        print(self.total, flush=True)
        return 1 if self.total.failed else 0


def _short(counts):
    return f"{counts.passed} passed" + (f", {counts.skipped} skipped" if counts.skipped else "")
