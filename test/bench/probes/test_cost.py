import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from cost import Reading, sample  # noqa: E402


def reading(at_s, probes, cpu_s=0.0, targets_s=0.0, beside_s=0.0, machine_s=0.0, stolen_s=0.0):
    return Reading(at_s, probes, cpu_s, targets_s, beside_s, machine_s, stolen_s)


class Sample(unittest.TestCase):
    def test_is_processor_time_for_each_probe(self):
        s = sample(reading(10, 100, cpu_s=1.0), reading(14, 40_101, cpu_s=3.0), 20.0)
        self.assertEqual((10_000, 50, 0.5, 20.0), (s.per_second, round(s.cpu_us, 9), s.busy, s.resident_mb))

    def test_tells_what_others_used(self):
        s = sample(reading(0, 0), reading(2, 11, cpu_s=1.0, targets_s=0.5, beside_s=0.5, machine_s=3.0, stolen_s=0.2), 1.0)
        self.assertEqual((0.25, 0.5, 0.1), (s.targets_busy, s.others, s.stolen))

    def test_takes_rounding_for_no_others(self):
        self.assertEqual(0, sample(reading(0, 0), reading(1, 11, cpu_s=1.0, machine_s=0.99), 1.0).others)

    def test_is_none_when_nothing_was_probed(self):
        with self.assertRaises(ValueError):
            sample(reading(0, 7), reading(1, 8, cpu_s=1.0), 1.0)


if __name__ == "__main__":
    unittest.main()
