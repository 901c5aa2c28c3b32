import unittest

from failures import MOST_FAILURES, MOST_LINES_EACH, points_of

RULE, DOTS, DOUBLE = "-" * 79, "." * 79, "=" * 79

CATCH2 = f"""2026-11-28T20:48:28.948Z info a_line_of_the_log
{RULE}
a store that is locked
  is tried again
{RULE}
../../test/daemon/store_test.cpp:7
{DOTS}

../../test/daemon/store_test.cpp:9: FAILED:
  CHECK( tries == 2 )
with expansion:
  1 == 2

../../test/daemon/store_test.cpp:11: FAILED:
  REQUIRE( usable )
with expansion:
  false

{DOUBLE}
test cases: 2 | 1 passed | 1 failed
"""

UNITTEST = f"""test_a (test_x.X) ... FAIL
log of the daemon

{DOUBLE}
FAIL: test_a (test_x.X)
{RULE}
Traceback (most recent call last):
  File "test_x.py", line 3, in test_a
    self.assertEqual(1, 2)
AssertionError: 1 != 2 : more
on a second line

{RULE}
Ran 1 test in 0.1s

FAILED (failures=1)
"""


class PointsOf(unittest.TestCase):
    def test_are_name_place_and_values_of_catch2s_failures(self):
        name = "a store that is locked / is tried again"
        self.assertEqual([
            [name, "../../test/daemon/store_test.cpp:9: FAILED:", "  CHECK( tries == 2 )", "with expansion:", "  1 == 2"],
            [name, "../../test/daemon/store_test.cpp:11: FAILED:", "  REQUIRE( usable )", "with expansion:", "  false"],
        ], points_of(CATCH2))

    def test_are_name_and_exception_of_unittests_failures(self):
        self.assertEqual([["FAIL: test_a (test_x.X)", "AssertionError: 1 != 2 : more", "on a second line"]],
                         points_of(UNITTEST))

    def test_are_the_summaries_of_sanitizers(self):
        self.assertEqual([["SUMMARY: ThreadSanitizer: data race x.cpp:3 in f"]],
                         points_of("WARNING: …\n  #0 f\nSUMMARY: ThreadSanitizer: data race x.cpp:3 in f\n"))

    def test_are_the_last_lines_of_what_is_not_known(self):
        self.assertEqual([[]], points_of(""))
        self.assertEqual([["running", "Segmentation fault"]], points_of("running\nSegmentation fault\n"))

    def test_are_bounded(self):
        long = "x.cpp:1: FAILED:\n" + "  a line\n" * 100 + "\n"
        points = points_of(long * 100)
        self.assertEqual(MOST_FAILURES, len(points))
        self.assertEqual({MOST_LINES_EACH}, {len(point) for point in points})


if __name__ == "__main__":
    unittest.main()
