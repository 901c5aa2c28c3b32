"""Waiting for something to become true, never longer than a limit."""

import time

POLL_S = 0.02


class TookTooLong(AssertionError):
    pass


def wait_until(holds, limit_s, what):
    """Returns (seconds until `holds()` was true, what it returned). An OSError in it means not yet."""
    started = time.monotonic()
    last = None
    while True:
        try:
            if seen := holds():
                return time.monotonic() - started, seen
            last = seen
        except OSError as error:
            last = error
        if time.monotonic() - started > limit_s:
            raise TookTooLong(f"after {limit_s} s still not: {what} (last: {last!r})")
        time.sleep(POLL_S)


def throughout(holds, seconds, what):
    """Fails as soon as `holds()` is not true, within these seconds."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if not holds():
            raise AssertionError(f"did not stay so: {what}")
        time.sleep(5 * POLL_S)
