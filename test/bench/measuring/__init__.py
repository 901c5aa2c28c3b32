"""What the benches that set programs side by side share: where their programs live, what these cost, and from rounds to figures."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "scenarios"))
