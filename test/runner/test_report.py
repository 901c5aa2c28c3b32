import contextlib
import io
import unittest

from processes import Outcome
from report import Report
from results import Counts


class Close(unittest.TestCase):
    def setUp(self):
        self.said = io.StringIO()
        self.report = Report()

    def step(self, name, counts, output):
        with contextlib.redirect_stdout(io.StringIO()):
            self.report.step(name, counts, Outcome(0, output, 0.1, False))

    def close(self):
        with contextlib.redirect_stdout(self.said):
            return self.report.close()

    def test_ends_with_the_counts_and_says_yes_when_all_is_green(self):
        self.step("lint", Counts(3), "")
        self.assertEqual(0, self.close())
        self.assertEqual("3 passed, 0 failed, 0 skipped", self.said.getvalue().splitlines()[-1])
        self.assertNotIn("FAILED", self.said.getvalue())

    def test_says_once_more_what_failed_before_the_counts(self):
        self.step("first", Counts(1, 1), "FAIL: test_a (x.X)\nTraceback …\nValueError: the reason\n\n")
        self.step("second", Counts(2), "")
        self.assertEqual(1, self.close())
        said = [line.strip() for line in self.said.getvalue().splitlines()]
        self.assertEqual(["FAIL: test_a (x.X)", "ValueError: the reason", "3 passed, 1 failed, 0 skipped"], said[-3:])
        self.assertRegex(said[-4], "^first +FAILED: 1 passed, 1 failed, 0 skipped$")


if __name__ == "__main__":
    unittest.main()
