"""Probers in rotation, so that what the machine does meanwhile hits them alike: all of them once a round, one at a time."""

import time

import cost

from measuring import machine
from measuring.place import Place
from support.processes import pause

SETTLE_S = 2
ENOUGH = 0.9  # of what a paced prober should reach


def run(probers, targets, how, say):
    """For each round the sample of each prober by its name; one that did not work in a round has none there."""
    rounds = []
    for n in range(how.rounds):
        turn = n % len(probers) if probers else 0
        samples = {}
        for prober in probers[turn:] + probers[:turn]:
            try:
                samples[prober.name] = _one(prober, targets, how.window_s, say, f"round {n + 1}")
            except (AssertionError, OSError, ValueError) as error:
                say(f"round {n + 1}  {prober.name}: NO FIGURE: {error}")
        rounds.append(samples)
    return rounds


def _one(prober, targets, window_s, say, when):
    with Place() as place:
        running = prober.start(place, targets)
        pause(SETTLE_S)
        sample = _window(running, targets, window_s)
        say(f"{when}  {prober.name:<32} {sample}")
        complaint = running.complaint()
        if complaint:
            say(f"{when}  {prober.name}: {complaint}")
        if prober.per_second and sample.per_second < ENOUGH * prober.per_second:
            say(f"{when}  {prober.name}: slower than the {prober.per_second:,.0f}/s it should keep to")
        return sample


def _window(running, targets, window_s):
    before = cost.read(running.processes, running.beside, targets)
    pause(window_s / 2)
    running.visit()
    pause(max(0.0, before.at_s + window_s - time.monotonic()))
    after = cost.read(running.processes, running.beside, targets)
    return cost.sample(before, after, sum(machine.resident_mb(p.pid) for p in running.processes))
