import json
import unittest

from figures import buckets_between, quantile, ratios, result, spread


class Ratios(unittest.TestCase):
    def test_are_of_the_same_round(self):
        rounds = [{"a": 10, "b": 20}, {"a": 30, "b": 20}]
        self.assertEqual([0.5, 1.5], ratios(rounds, "a", "b", lambda s: s))

    def test_leave_out_a_round_in_which_one_did_not_work(self):
        rounds = [{"a": 10}, {"b": 20}, {}, {"a": 1, "b": 4}]
        self.assertEqual([0.25], ratios(rounds, "a", "b", lambda s: s))

    def test_have_a_spread(self):
        self.assertEqual("0.5 to 1.5", spread([1.0, 0.5, 1.5]))


class Result(unittest.TestCase):
    def test_is_a_line_that_the_runner_reads(self):
        self.assertEqual(
            {"name": "probe/x", "value": 1.235, "unit": "x", "target": 2, "op": "<="}, json.loads(result("probe/x", 1.23456, "x", 2)))

    def test_has_no_target_when_nothing_is_asked(self):
        self.assertEqual({"name": "memory/x", "value": 3.0, "unit": "MB"}, json.loads(result("memory/x", 3, "MB")))


class Histogram(unittest.TestCase):
    BEFORE = {"0.01": 100, "0.05": 100, "+Inf": 100}
    AFTER = {"0.01": 190, "0.05": 199, "+Inf": 200}

    def test_is_what_came_between(self):
        self.assertEqual([(0.01, 90), (0.05, 9), (float("inf"), 1)], buckets_between(self.BEFORE, self.AFTER))

    def test_may_have_begun_between(self):
        self.assertEqual([(0.01, 190), (0.05, 9), (float("inf"), 1)], buckets_between({}, self.AFTER))

    def test_is_ordered_by_the_bounds_and_not_by_their_text(self):
        self.assertEqual([(2.5, 1), (10.0, 2)], buckets_between({}, {"10": 3, "2.5": 1}))

    def test_has_quantiles_within_a_bucket(self):
        buckets = buckets_between(self.BEFORE, self.AFTER)
        self.assertAlmostEqual(0.005, quantile(buckets, 0.45))
        self.assertAlmostEqual(0.01, quantile(buckets, 0.90))
        self.assertAlmostEqual(0.05, quantile(buckets, 0.99))

    def test_has_no_quantile_beyond_the_last_bound(self):
        self.assertEqual(0.05, quantile(buckets_between(self.BEFORE, self.AFTER), 1.0))


if __name__ == "__main__":
    unittest.main()
