#!/usr/bin/python3
"""What probing costs, against who else probes. Figures go to standard output, one JSON object a line, remarks to standard error.

    main.py [--short | --quick] [WORD…]     only figures whose names contain one of the words

HM_BIN is where healthmodeld and bare_epoll are. Nothing but this should run on the machine meanwhile.
"""

import argparse
import os
import resource
import sys
import time

import place
import rows


def arguments():
    parser = argparse.ArgumentParser(description="what probing costs, against who else probes")
    parser.add_argument("--quick", action="store_true", help="two short rounds: to see whether it works")
    parser.add_argument("--short", action="store_true", help="one short round against the bare loop")
    parser.add_argument("words", nargs="*", metavar="WORD", help="only figures whose names contain one of them")
    return parser.parse_args()


def say(text):
    print(f"    {text}", file=sys.stderr, flush=True)


def main():
    options = arguments()
    if place.OTHER_CORE is None:
        say("two processors are needed: one for the prober, one for everybody else")
        return 2
    started = time.monotonic()
    os.sched_setaffinity(0, {place.OTHER_CORE})
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))  # of nginx and HAProxy, who inherit it

    how = rows.SHORT if options.short else rows.QUICK if options.quick else rows.FULL
    words = options.words or (rows.SHORT_ROWS if options.short else ("",))
    complete = True
    for figure in rows.measure(lambda name: any(word in name for word in words), how, say):
        if figure is None:
            complete = False
        else:
            print(figure, flush=True)
    say(f"all of it took {time.monotonic() - started:.0f} s")
    return 0 if complete else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
