"""Who asks, on the other processor: wrk as fast as it can, and `paced` at an even pace."""

import said
from measuring.place import OTHER_CORE, on
from support.case import BIN

CONNECTIONS = 64        # of wrk
PACED_CONNECTIONS = 16
GRACE_S = 30


def flat_out(place, url, seconds, keeps):
    """What came of it, as said.Requests. `keeps`: its connections; else each request has a new one."""
    connection = "keep-alive" if keeps else "close"
    return said.by_wrk(_output(place, seconds, [
        "/usr/bin/wrk", "--threads", 1, "--connections", CONNECTIONS, "--duration", f"{seconds}s", "--header",
        f"Connection: {connection}", url]))


def paced(place, address, port, path, per_second, seconds):
    """What came of it, as said.Paced."""
    return said.by_paced(_output(place, seconds, [BIN / "paced", address, port, path, per_second, PACED_CONNECTIONS, seconds]))


def verdict_delays(place, dwell_ms, events):
    """In milliseconds."""
    return said.delays_ms(_output(place, GRACE_S + events * (0.3 + 2 * dwell_ms / 1e3), [BIN / "verdict_delay", dwell_ms, events], ()))


def _output(place, seconds, command, cores=(OTHER_CORE,)):
    process = place.start([*(on(*cores) if cores else ()), *command])
    _, code = process.wait(seconds + GRACE_S)
    if code != 0:
        raise ValueError(f"{process.name} ended with {code}: {process.output()}")
    text = process.output()
    process.log_file.unlink()  # the next one of this name begins anew
    return text
