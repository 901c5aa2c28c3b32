"""test/run's other half: runs a suite, or everything, and ends with one line that counts the tests."""

import os
import sys

import processes
from builds import ENVIRONMENT
from report import Report
from suites import SUITES, whole


def main(arguments):
    os.environ.update(ENVIRONMENT)
    processes.interrupt_on_signals()
    report = Report()
    try:
        if arguments:
            SUITES[arguments[0]](report, *arguments[1:])
        else:
            whole(report)
    except KeyboardInterrupt:
        print("interrupted", flush=True)
        return 130
    return report.close()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
