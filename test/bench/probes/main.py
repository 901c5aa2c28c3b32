#!/usr/bin/python3
"""What probing costs, against who else probes. Figures go to standard output, one JSON object a line, remarks to standard error.

    main.py [--short | --quick] [WORD…]     only figures whose names contain one of the words

HM_BIN is where healthmodeld and bare_epoll are. Nothing but this should run on the machine meanwhile.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from measuring import program  # noqa: E402

import rows  # noqa: E402

if __name__ == "__main__":
    try:
        sys.exit(program.run("what probing costs, against who else probes", rows.measure, rows.FULL, rows.QUICK, rows.SHORT))
    except KeyboardInterrupt:
        sys.exit(130)
