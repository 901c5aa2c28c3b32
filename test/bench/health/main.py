#!/usr/bin/python3
"""What an answer of /health costs, against nginx, and while the daemon probes; how soon a verdict is told. Figures go to standard
output, one JSON object a line, remarks to standard error.

    main.py [--short | --quick] [WORD…]     only figures whose names contain one of the words

HM_BIN is where healthmodeld, paced and verdict_delay are. Nothing but this should run on the machine meanwhile.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from measuring import program  # noqa: E402

import rows  # noqa: E402

if __name__ == "__main__":
    try:
        sys.exit(program.run("what an answer of /health costs", rows.measure, rows.FULL, rows.QUICK, rows.SHORT))
    except KeyboardInterrupt:
        sys.exit(130)
