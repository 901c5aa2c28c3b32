"""The rows of the table in test/bench/README.md: which figures there are, what is asked of them, and how each comes about."""

import math
import time
from dataclasses import dataclass
from statistics import median

import gaps
import rounds
from probers import START_LIMIT_S, Healthmodeld, bare_epoll, blackbox, haproxy, healthmodeld, knows, prometheus

from measuring import figures, machine
from measuring.place import MEASURED_CORE, OTHER_CORE, Place, on
from measuring.program import Effort
from measuring.targets import Targets
from support.case import BIN
from support.healthmodel import series_of
from support.processes import pause


@dataclass(frozen=True)
class How:
    rounds: int
    window_s: float           # of one prober in a round
    schedule_windows: int
    schedule_window_s: int
    many_window_s: float


# The last is what needs no peer that the other tests do not need, and takes half a minute.
FULL = Effort(How(rounds=5, window_s=4, schedule_windows=3, schedule_window_s=6, many_window_s=20))
QUICK = Effort(How(rounds=2, window_s=2, schedule_windows=1, schedule_window_s=3, many_window_s=10))
SHORT = Effort(How(rounds=1, window_s=2, schedule_windows=1, schedule_window_s=3, many_window_s=10), ("probe/10k-to-epoll", "memory/10k"))

CATCH_UP_S = 20  # the first round of 100,000 is squeezed into five seconds, which is more than a processor can do

REUSE = ", reuse: true"
TWO_SHARDS = "probing: { shards: 2 }\n"

OURS = healthmodeld("10,000 targets", 10_000, every_ms=1000, per_second=10_000)
OURS_1K = healthmodeld("1,000 targets", 1000, every_ms=1000, per_second=1000)
OURS_REUSE = healthmodeld("reuse", 10_000, every_ms=1000, per_second=10_000, more=REUSE)
OURS_TWO_SHARDS = healthmodeld(
    "two shards", 10_000, every_ms=1000, per_second=10_000, settings=TWO_SHARDS, cores=(MEASURED_CORE, OTHER_CORE))
# 25,000 a second are asked for, which is more than a processor can do.
OURS_SATURATED = healthmodeld("saturated", 10_000, every_ms=400)
EPOLL = bare_epoll("10,000 targets", at_once=2000, per_second=10_000)
EPOLL_SATURATED = bare_epoll("saturated", at_once=64)
HAPROXY = haproxy("10,000 targets", 10_000, every_ms=1000, per_second=10_000)
HAPROXY_1K = haproxy("1,000 targets", 1000, every_ms=1000, per_second=1000)
HAPROXY_SATURATED = haproxy("saturated", 10_000, every_ms=100)
BLACKBOX = blackbox()
PROMETHEUS = prometheus(500)


@dataclass(frozen=True)
class Ratio:
    """Of processor time per probe: the median of what one prober's is to another's in the same round."""
    name: str
    of: object
    to: object
    at_most: float


RATIOS = (
    Ratio("probe/10k-to-epoll", OURS, EPOLL, 1.15),
    Ratio("probe/10k-to-haproxy", OURS, HAPROXY, 1.00),
    Ratio("probe/10k-to-blackbox", OURS, BLACKBOX, 1 / 8),
    Ratio("probe/10k-to-prometheus", OURS, PROMETHEUS, 1 / 12),
    Ratio("probe/1k-to-haproxy", OURS_1K, HAPROXY_1K, 0.80),
    Ratio("probe/saturated-to-haproxy", OURS_SATURATED, HAPROXY_SATURATED, 0.80),
    Ratio("probe/saturated-to-epoll", OURS_SATURATED, EPOLL_SATURATED, 1.20),
    Ratio("probe/reuse-to-haproxy", OURS_REUSE, HAPROXY, 0.40),
    Ratio("shard/two-to-one-cost", OURS_TWO_SHARDS, OURS, 1.10),
)
MEMORY = {"memory/10k": (OURS, 60), "memory/10k-haproxy": (HAPROXY, None)}
SCHEDULE = ("schedule/drift", "schedule/gap-p99", "schedule/busiest-10ms")
MANY = ("schedule/100k-missed", "schedule/100k-lag-p99")
ALONE = ("schedule/100k-share",)
SHARDS_ALONE = ("shard/two-to-one-rate",)

# What this daemon may not know yet: the language that a prober needs.
NEEDS = {OURS_REUSE: {"more": REUSE}, OURS_TWO_SHARDS: {"settings": TWO_SHARDS}}


def measure(wanted, how, say):
    """Yields each figure whose name is wanted, as a line of JSON; None for one that could not be measured."""
    with Place() as place:
        unknown = {prober for prober, language in NEEDS.items() if not knows(place, **language)}
    yield from compared(wanted, how, say, unknown)
    for names, of_one_prober in ((SCHEDULE, regularity), (MANY, many), (ALONE, alone), (SHARDS_ALONE, shards_alone)):
        if not any(map(wanted, names)):
            continue
        try:
            yield from of_one_prober(how, say)
        except (AssertionError, OSError, ValueError) as error:
            say(f"{', '.join(names)}: NO FIGURE: {error}")
            yield None


def compared(wanted, how, say, unknown):
    ratios = [r for r in RATIOS if wanted(r.name)]
    for r in [r for r in ratios if r.of in unknown]:
        say(f"{r.name} is left out: this healthmodeld does not know {''.join(NEEDS[r.of].values()).strip(', ')}")
        ratios.remove(r)
    memory = {name: row for name, row in MEMORY.items() if wanted(name)}
    probers = list(dict.fromkeys([p for r in ratios for p in (r.of, r.to)] + [p for p, _ in memory.values()]))
    if not probers:
        return
    with Place() as place:
        samples = rounds.run(probers, Targets(place), how, say)
    others = max((s.others for r in samples for s in r.values()), default=0)
    machine.complain_of(others, say)
    for r in ratios:
        of_rounds = figures.ratios(samples, r.of.name, r.to.name, lambda s: s.cpu_us)
        if of_rounds:
            say(f"{r.name}: {figures.spread(of_rounds)} in {len(of_rounds)} rounds")
        yield figures.result(r.name, median(of_rounds), "x", r.at_most) if of_rounds else None
    for name, (prober, at_most) in memory.items():
        seen = [s[prober.name].resident_mb for s in samples if prober.name in s]
        yield figures.result(name, median(seen), "MB", at_most) if seen else None


def regularity(how, say):
    """When the targets were asked, by their own log: 10,000 of them, every second."""
    with Place() as place:
        targets = Targets(place, logged=True)
        Healthmodeld(place, targets, 10_000, every_ms=1000, timeout_ms=1000)
        pause(rounds.SETTLE_S)
        first = math.ceil(time.time())
        end = first + how.schedule_windows * how.schedule_window_s
        pause(end - time.time() + 2)  # nginx writes once a second
        with targets.log.open() as log:
            seen = gaps.read(log)
    overall = gaps.regularity(seen, 1.0, first, end)
    windows = [gaps.regularity(seen, 1.0, begin, begin + how.schedule_window_s)
               for begin in range(first, end, how.schedule_window_s)]
    for w in windows:
        say(f"schedule: {w}")
    yield figures.result("schedule/drift", abs(overall.drift_ms), "ms", 0.1)
    yield figures.result("schedule/gap-p99", median(w.p99_ms for w in windows), "ms", 20)
    yield figures.result("schedule/busiest-10ms", median(w.busiest for w in windows), "x mean", 2)


def many(how, say):
    """100,000 signals, each every 10 seconds, by what the daemon says of itself."""
    with Place() as place:
        daemon = Healthmodeld(place, Targets(place), 100_000, every_ms=10_000, timeout_ms=1000)
        pause(CATCH_UP_S)
        before, cpu_s, began = daemon.page(), machine.cpu_seconds(daemon.process.pid), time.monotonic()
        pause(how.many_window_s)
        busy = (machine.cpu_seconds(daemon.process.pid) - cpu_s) / (time.monotonic() - began)
        after = daemon.page()
        complaint = daemon.complaint()
        if complaint:
            say(f"100,000 signals: {complaint}")
        say(f"100,000 signals: busy {busy:.0%}, {machine.resident_mb(daemon.process.pid):.0f} MB")
    runs = figures.buckets_between(_lag(before), _lag(after))
    say(f"100,000 signals: {sum(n for _, n in runs):,.0f} runs by their lag: {[(b, round(n)) for b, n in runs if n]}")
    yield figures.result("schedule/100k-missed", _missed(after) - _missed(before), "runs", 0, "==")
    yield figures.result("schedule/100k-lag-p99", figures.quantile(runs, 0.99) * 1e3, "ms", 50)


def alone(how, say):
    """The schedule of 100,000 signals, each every second, without anything to run."""
    shares = [null_target((MEASURED_CORE,), "schedule", how.window_s) for _ in range(how.rounds)]
    say(f"the schedule alone: {', '.join(f'{share:.2%}' for share in shares)} of a processor")
    yield figures.result(*ALONE, median(shares) * 100, "% of a core", 2)


def shards_alone(how, say):
    """Runs that are scheduled, judged and counted but never leave the process: what a second shard adds."""
    ratios = []
    for n in range(how.rounds):
        one = null_target((MEASURED_CORE,), "shards", 1, how.window_s / 2)
        two = null_target((MEASURED_CORE, OTHER_CORE), "shards", 2, how.window_s / 2)
        say(f"round {n + 1}  null target: one shard {one:,.0f} runs/s, {1e9 / one:.0f} ns each; two {two:,.0f}/s")
        ratios.append(two / one)
    yield figures.result(*SHARDS_ALONE, median(ratios), "x", 1.8, ">=")


def null_target(cores, *words):
    """What it prints: a number. Raises ValueError when it complains instead."""
    with Place() as place:
        process = place.start([*on(*cores), BIN / "null_target", *words])
        process.wait(START_LIMIT_S)
        return float(process.output())


def _lag(page):
    """Summed over shards, should there be several."""
    by_bound = {}
    for has, runs in series_of(page, "healthmodel_scheduler_lag_seconds_bucket"):
        by_bound[has["le"]] = by_bound.get(has["le"], 0) + runs
    return by_bound


def _missed(page):
    return sum(runs for _, runs in series_of(page, "healthmodel_probe_runs_missed_total"))
