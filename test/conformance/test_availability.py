import unittest

from availability import decimals_of, model_of, percent_of
from cases import Case


def case(rule, params, **figures):
    return Case("x", "availability-math", rule, {}, params, [{"name": n, "availability": a} for n, a in figures.items()])


class Models(unittest.TestCase):
    def test_what_is_shared_is_global(self):
        model = model_of(case("shared x (1-(1-regional)^2)", {"regions": 2}, shared=0.9998, regional=0.99546))
        self.assertEqual(2, len(model["regions"]))
        self.assertEqual({"sla": "99.98%", "scope": "global"}, model["dependencies"]["shared"])
        self.assertEqual({"sla": "99.546%"}, model["dependencies"]["regional"])

    def test_rules_are_known_by_their_words(self):
        self.assertNotIn("rollup", model_of(case("serial", {}, a=0.9))["flows"]["flow"])
        self.assertEqual("best", model_of(case("parallel", {}, a=0.9))["flows"]["flow"]["rollup"])
        self.assertEqual({"at_least": {"healthy": 2}}, model_of(case("k of n", {"k": 2}, a=0.9))["flows"]["flow"]["rollup"])
        self.assertIsNone(model_of(case("repair crews", {}, a=0.9)))

    def test_figures_keep_their_decimals(self):
        self.assertEqual("99.999%", percent_of(0.99999))
        self.assertEqual("100%", percent_of(1))
        self.assertEqual(4, decimals_of(99.9779))


if __name__ == "__main__":
    unittest.main()
