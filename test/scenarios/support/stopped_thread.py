"""One thread of a process stands still while the others go on, as when it is stuck in the kernel."""

import contextlib
import ctypes
import os
from pathlib import Path

PTRACE_SEIZE, PTRACE_INTERRUPT, PTRACE_DETACH = 0x4206, 0x4207, 17
_libc = ctypes.CDLL(None, use_errno=True)


def _ptrace(request, tid):
    if _libc.ptrace(request, tid, None, None) != 0:
        raise OSError(ctypes.get_errno(), f"ptrace({request}, {tid})")


def thread_named(pid, name):
    for task in Path(f"/proc/{pid}/task").iterdir():
        if (task / "comm").read_text().strip() == name:
            return int(task.name)
    raise OSError(f"process {pid} has no thread {name}")


@contextlib.contextmanager
def stopped_thread(pid, name):
    tid = thread_named(pid, name)
    _ptrace(PTRACE_SEIZE, tid)
    _ptrace(PTRACE_INTERRUPT, tid)
    os.waitpid(tid, 0x40000000)  # __WALL: a thread of somebody else's
    try:
        yield
    finally:
        _ptrace(PTRACE_DETACH, tid)
