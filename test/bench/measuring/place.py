"""Where the programs of one measurement live: a directory of its own, and nothing outlives it.

It looks to the peers of test/scenarios/support as a scenario does.
"""

import contextlib
import os
import tempfile
from pathlib import Path

from support.processes import Process

# Two processors of those we may use: who is measured has one to itself, everybody else shares the other.
MEASURED_CORE, OTHER_CORE, *_ = [*sorted(os.sched_getaffinity(0)), None, None]


class Place(contextlib.ExitStack):
    def __enter__(self):
        super().__enter__()
        self.directory = Path(self.enter_context(tempfile.TemporaryDirectory(prefix="healthmodel-bench-")))
        return self

    def start(self, command, name=None, env=None):
        process = Process(command, self.directory, name, env)
        self.callback(process.stop)
        return process

    def file(self, name, text):
        path = self.directory / name
        path.write_text(text)
        return path


def on(*cores):
    """What a command is begun with to run on these processors."""
    return ["taskset", "--cpu-list", ",".join(str(core) for core in cores)]
