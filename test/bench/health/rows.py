"""The rows of the table in test/bench/README.md: which figures there are, what is asked of them, and how each comes about."""

from dataclasses import dataclass
from statistics import median

from loads import flat_out, paced, verdict_delays
from scraper import Scraper
from servers import HOUR_MS, Healthmodeld, Nginx, size_of_answer
from windows import window

from measuring import figures, machine
from measuring.place import Place
from measuring.program import Effort
from measuring.targets import Targets
from support.processes import pause


@dataclass(frozen=True)
class How:
    rounds: int
    window_s: int         # flat out
    paced_s: int
    events: int           # verdicts that change


FULL = Effort(How(rounds=5, window_s=4, paced_s=6, events=200))
QUICK = Effort(How(rounds=2, window_s=2, paced_s=3, events=40))
SHORT = Effort(How(rounds=1, window_s=1, paced_s=2, events=20))

PACE = 2000           # requests a second
PROBING_MS = 1000     # 2,000 signals: as many probes a second
SETTLE_S = 1
DWELL_MS = 250        # of the verdicts that have one

FLAT_OUT = {"keepalive": True, "new-connection": False}
# Name, what it is of a window, what is asked.
TO_NGINX = [(f"health/{mode}-{what}-to-nginx", mode, value, asked, op) for mode in FLAT_OUT for what, value, asked, op in (
    ("rate", lambda w: w.said.per_second, 0.9, ">="), ("cpu", lambda w: w.cpu_us, 1.1, "<="))]
PACED_TO_NGINX, BUSY_CPU, BUSY_P99 = "health/paced-cpu-to-nginx", "health/busy-cpu-to-idle", "health/busy-p99-added"
DELAYS = {"verdict/published": 0, "verdict/dwell-published": DWELL_MS}
MEDIAN_MS, P99_MS = 2, 10


def measure(wanted, how, say):
    """Yields each figure whose name is wanted, as a line of JSON; None for one that could not be measured."""
    yield from answers(wanted, how, say)
    for name, dwell_ms in DELAYS.items():
        if wanted(f"{name}-median") or wanted(f"{name}-p99"):
            yield from delays(name, dwell_ms, how, say)


def answers(wanted, how, say):
    modes = {mode for name, mode, *_ in TO_NGINX if wanted(name)}
    at_a_pace, busy = wanted(PACED_TO_NGINX), wanted(BUSY_CPU) or wanted(BUSY_P99)
    if not modes and not at_a_pace and not busy:
        return
    rounds = []
    for n in range(how.rounds):
        windows = {}
        try:
            windows = one_round(n, modes, at_a_pace, busy, how)
        except (AssertionError, OSError, ValueError) as error:
            say(f"round {n + 1}: NO FIGURE: {error}")
        for (who, load), w in windows.items():
            say(f"round {n + 1}  {who:<18} {load:<15} {w}")
        rounds.append(windows)
    machine.complain_of(max((w.others for windows in rounds for w in windows.values()), default=0), say)
    yield from (f for name, f in rows_of(rounds, say) if wanted(name))


def one_round(n, modes, at_a_pace, busy, how):
    """Window by (who, load). Who begins is another one each round."""
    windows = {}
    with Place() as place:
        targets = Targets(place)
        idle = Healthmodeld(place, targets, HOUR_MS)
        servers = [idle, Nginx(place, size_of_answer(idle))]
        pause(SETTLE_S)
        for server in servers if n % 2 == 0 else servers[::-1]:
            for mode in sorted(modes):
                windows[server.name, mode] = window(server, lambda: flat_out(place, server.url, how.window_s, FLAT_OUT[mode]))
            if at_a_pace or busy and server is idle:
                windows[server.name, "paced"] = window(server, lambda: at_pace(place, server, how))
        idle.process.stop()
        if busy:
            probing = Healthmodeld(place, targets, PROBING_MS, "probing")
            pause(SETTLE_S)
            with Scraper(probing.daemon.url) as scraper:
                windows[probing.name, "paced"] = window(probing, lambda: at_pace(place, probing, how), [targets.process])
            if scraper.pages < how.paced_s:
                raise ValueError(f"only {scraper.pages} pages of metrics were read")
    return windows


def at_pace(place, server, how):
    return paced(place, server.address, server.port, server.path, PACE, how.paced_s)


def rows_of(rounds, say):
    """(name, figure) of all, as far as there are windows for it."""
    def compared(name, of, to, value, at_most, op="<="):
        values = figures.ratios(rounds, of, to, value)
        if not values:
            return name, None
        say(f"{name}: {figures.spread(values)} in {len(values)} rounds")
        return name, figures.result(name, median(values), "x", at_most, op)

    for name, mode, value, asked, op in TO_NGINX:
        yield compared(name, ("healthmodeld", mode), ("nginx", mode), value, asked, op)
    cpu_us = lambda w: w.cpu_us  # noqa: E731
    yield compared(PACED_TO_NGINX, ("healthmodeld", "paced"), ("nginx", "paced"), cpu_us, None)
    yield compared(BUSY_CPU, ("probing", "paced"), ("healthmodeld", "paced"), cpu_us, 1.15)
    added = [w["probing", "paced"].said.p99_ms - w["healthmodeld", "paced"].said.p99_ms for w in rounds if ("probing", "paced") in w]
    if added:
        say(f"{BUSY_P99}: {figures.spread(added)} ms in {len(added)} rounds")
    yield BUSY_P99, figures.result(BUSY_P99, median(added), "ms", 1) if added else None


def delays(name, dwell_ms, how, say):
    try:
        with Place() as place:
            seen = sorted(verdict_delays(place, dwell_ms, how.events))
    except (AssertionError, OSError, ValueError) as error:
        say(f"{name}: NO FIGURE: {error}")
        yield None
        return
    say(f"{name}: {figures.spread(seen)} ms in {len(seen)} events")
    yield figures.result(f"{name}-median", median(seen), "ms", MEDIAN_MS)
    yield figures.result(f"{name}-p99", seen[min(len(seen) - 1, int(0.99 * len(seen)))], "ms", P99_MS)
