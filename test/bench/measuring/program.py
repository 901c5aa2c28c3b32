"""The command line of a bench that sets programs side by side. Figures go to standard output, one JSON object a line,
remarks to standard error."""

import argparse
import os
import resource
import sys
import time
from dataclasses import dataclass

from measuring import place


@dataclass(frozen=True)
class Effort:
    how: object             # what `measure` is given
    words: tuple = ("",)    # figures whose names contain one of these, unless words are given


def run(about, measure, full, quick, short):
    """`measure(wanted, how, say)` yields lines of JSON, None for a figure that could not be measured. Returns the exit code."""
    options = _arguments(about)
    if place.OTHER_CORE is None:
        say("two processors are needed: one for who is measured, one for everybody else")
        return 2
    started = time.monotonic()
    os.sched_setaffinity(0, {place.OTHER_CORE})
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))  # of nginx and HAProxy, who inherit it

    effort = short if options.short else quick if options.quick else full
    words = options.words or effort.words
    complete = True
    for figure in measure(lambda name: any(word in name for word in words), effort.how, say):
        if figure is None:
            complete = False
        else:
            print(figure, flush=True)
    say(f"all of it took {time.monotonic() - started:.0f} s")
    return 0 if complete else 1


def _arguments(about):
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--quick", action="store_true", help="a short form of all figures: to see whether they work")
    parser.add_argument("--short", action="store_true", help="what CI has the time for")
    parser.add_argument("words", nargs="*", metavar="WORD", help="only figures whose names contain one of them")
    return parser.parse_args()


def say(text):
    print(f"    {text}", file=sys.stderr, flush=True)
