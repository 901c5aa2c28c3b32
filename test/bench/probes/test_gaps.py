import unittest

from gaps import read, regularity


def evenly(targets, interval_s, seconds, begin_s=1000.0, stretch=1.0):
    """Each target once in every interval, all of them spread over it."""
    return [(begin_s + round((k * stretch + t / targets) * interval_s, 3), f"/{t}")
            for k in range(int(seconds / interval_s)) for t in range(targets)]


class Read(unittest.TestCase):
    def test_takes_when_and_which(self):
        self.assertEqual([(12.345, "a:1/x"), (12.346, "b:2/y")], read(["12.345 a:1/x\n", "12.346 b:2/y\n"]))

    def test_leaves_out_what_is_not_written_to_its_end(self):
        self.assertEqual([(1.0, "a")], read(["1.000 a\n", "\n", "1.001 b"]))


class Regularity(unittest.TestCase):
    def test_of_an_even_prober_is_perfect(self):
        r = regularity(evenly(1000, 1.0, 5), 1.0, 1000, 1005)
        self.assertAlmostEqual(0, r.drift_ms, 6)
        self.assertAlmostEqual(0, r.p99_ms, 6)
        self.assertAlmostEqual(1, r.busiest, 6)
        self.assertEqual(5000, r.probes)

    def test_sees_an_interval_that_counts_from_the_end_of_a_probe(self):
        r = regularity(evenly(1000, 1.0, 6, stretch=1.006), 1.0, 1000, 1005)
        self.assertAlmostEqual(6, r.drift_ms, 3)
        self.assertAlmostEqual(6, r.p99_ms, 3)

    def test_takes_a_probe_that_was_left_out_for_late_and_not_for_drift(self):
        seen = [s for s in evenly(10, 1.0, 5) if s != (1002.0, "/0")]
        r = regularity(seen, 1.0, 1000, 1005)
        self.assertAlmostEqual(0, r.drift_ms, 6)
        self.assertAlmostEqual(1000, r.p99_ms, 3)

    def test_is_no_worse_for_one_late_probe_in_a_hundred(self):
        late = [(1002.5, "/500")] + [s for s in evenly(1000, 1.0, 5) if s != (1002.5, "/500")]
        self.assertAlmostEqual(0, regularity(late, 1.0, 1000, 1005).p99_ms, 6)

    def test_sees_a_burst(self):
        seen = evenly(1000, 1.0, 2) + [(1001.5, f"/burst{n}") for n in range(20)]
        self.assertAlmostEqual(30 / 10.1, regularity(seen, 1.0, 1000, 1002).busiest, 6)

    def test_is_of_its_window_alone(self):
        seen = evenly(100, 1.0, 3) + [(999.9, "/0"), (1003.1, "/0")]
        self.assertEqual(300, regularity(seen, 1.0, 1000, 1003).probes)

    def test_needs_two_probes_of_one_target(self):
        with self.assertRaises(ValueError):
            regularity([(1000.1, "/0"), (1000.2, "/1")], 1.0, 1000, 1005)


if __name__ == "__main__":
    unittest.main()
