import unittest

from processes import Outcome
from results import Counts, of_catch2, of_conformance, of_node, of_program, of_unittest


def ended(output, code=0, timed_out=False):
    return Outcome(code, output, 0.1, timed_out)


class OfCatch2(unittest.TestCase):
    def test_counts_test_cases_when_all_passed(self):
        self.assertEqual(Counts(12, 0, 0), of_catch2(ended("====\nAll tests passed (40 assertions in 12 test cases)\n")))
        self.assertEqual(Counts(1, 0, 0), of_catch2(ended("All tests passed (1 assertion in 1 test case)\n")))

    def test_counts_test_cases_when_some_failed(self):
        self.assertEqual(Counts(3, 2, 0), of_catch2(ended("test cases:  5 |  3 passed | 2 failed\nassertions: …", 2)))
        self.assertEqual(Counts(0, 1, 0), of_catch2(ended("test cases: 1 | 1 failed\n", 1)))

    def test_counts_a_crash_as_one_failed(self):
        self.assertEqual(Counts(0, 1, 0), of_catch2(ended("Segmentation fault", 139)))

    def test_counts_a_sanitizers_complaint_after_the_end_as_one_failed(self):
        self.assertEqual(Counts(2, 1, 0), of_catch2(ended("All tests passed (9 assertions in 2 test cases)\nleaks", 1)))

    def test_counts_none_as_one_failed(self):
        self.assertEqual(Counts(0, 1, 0), of_catch2(ended("No tests ran")))


class OfUnittest(unittest.TestCase):
    def test_counts_each_kind(self):
        self.assertEqual(Counts(3, 0, 0), of_unittest(ended("...\nRan 3 tests in 0.1s\n\nOK\n")))
        self.assertEqual(Counts(2, 0, 1), of_unittest(ended("..s\nRan 3 tests in 0.1s\n\nOK (skipped=1)\n")))
        said = "Ran 7 tests in 0.1s\n\nFAILED (failures=1, errors=2, skipped=1, unexpected successes=1)\n"
        self.assertEqual(Counts(2, 4, 1), of_unittest(ended(said, 1)))

    def test_counts_no_end_as_one_failed(self):
        self.assertEqual(Counts(0, 1, 0), of_unittest(ended("Traceback …", 1)))
        self.assertEqual(Counts(0, 1, 0), of_unittest(ended("Ran 0 tests in 0.0s\n\nOK\n")))


class OfNode(unittest.TestCase):
    def test_counts_each_kind_with_either_sign(self):
        said = "# tests 9\n# suites 0\n# pass 5\n# fail 2\n# cancelled 1\n# skipped 1\n# todo 0\n"
        self.assertEqual(Counts(5, 3, 1), of_node(ended(said, 1)))
        self.assertEqual(Counts(4, 0, 0), of_node(ended("ℹ pass 4\nℹ fail 0\n")))

    def test_counts_no_end_as_one_failed(self):
        self.assertEqual(Counts(0, 1, 0), of_node(ended("SyntaxError: …", 1)))
        self.assertEqual(Counts(0, 1, 0), of_node(ended("# pass 0\n# fail 0\n")))


class OfConformance(unittest.TestCase):
    def test_is_the_last_line(self):
        self.assertEqual(Counts(7, 1, 2), of_conformance(ended("zabbix 9 passed\n7 passed, 1 failed, 2 skipped\n", 1)))
        self.assertEqual(Counts(0, 0, 0), of_conformance(ended("0 passed, 0 failed, 0 skipped\n")))

    def test_counts_no_last_line_or_a_bad_end_as_one_failed(self):
        self.assertEqual(Counts(0, 1, 0), of_conformance(ended("7 passed, 0 failed, 0 skipped\nTraceback …", 1)))
        self.assertEqual(Counts(7, 1, 0), of_conformance(ended("7 passed, 0 failed, 0 skipped\n", 139)))


class OfProgram(unittest.TestCase):
    def test_goes_by_the_exit_and_the_time(self):
        self.assertEqual(Counts(1, 0, 0), of_program(ended("")))
        self.assertEqual(Counts(0, 1, 0), of_program(ended("", 3)))
        self.assertEqual(Counts(0, 1, 0), of_program(ended("", 0, timed_out=True)))


if __name__ == "__main__":
    unittest.main()
