import unittest
from fnmatch import fnmatchcase
from pathlib import Path

from cases import load_all
from compat import COMPAT, entry_for
from model import NODE
from systems.expressions import parse

CASES = Path(__file__).resolve().parents[1] / "cases"
ROLLUPS = [case for case in load_all(CASES.glob("*-cases.json")) if case.is_rollup]


class Compat(unittest.TestCase):
    def test_knows_every_rule_of_the_cases(self):
        self.assertEqual([], [(case.id, case.rule) for case in ROLLUPS if entry_for(case) is None])

    def test_has_no_pattern_that_no_case_meets(self):
        rules = {(case.system, case.rule) for case in ROLLUPS}
        for of, entries in COMPAT.items():
            for pattern, _ in entries:
                with self.subTest(system=of, pattern=pattern):
                    self.assertTrue(any(system == of and fnmatchcase(rule, pattern) for system, rule in rules))

    def test_makes_a_model_of_the_children_and_parameters_alone(self):
        for case in ROLLUPS:
            with self.subTest(case.id):
                model = entry_for(case)(case.params, case.children).yaml()
                self.assertIn(NODE, model["components"])
                self.assertEqual(max(1, len(case.children)), len(model["dependencies"]))


class Parse(unittest.TestCase):
    def test_and_binds_more_than_or_and_not_most(self):
        a, b, c = (("atom", name, None) for name in "ABC")
        self.assertEqual(("or", [a, ("and", [b, ("not", c)])]), parse("A || B && !C"))
        self.assertEqual(("and", [("or", [a, b]), c]), parse("(A || B) && C"))

    def test_predicates_have_an_argument(self):
        self.assertEqual(("and", [("atom", "ALARM", "a b"), ("not", ("atom", "OK", "c"))]),
                         parse('ALARM("a b") AND NOT OK(c)'))

    def test_what_is_left_over_is_refused(self):
        with self.assertRaisesRegex(ValueError, "'B' is not expected in A B"):
            parse("A B")


if __name__ == "__main__":
    unittest.main()
