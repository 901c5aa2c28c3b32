import unittest

from machine import seconds_in


class Seconds(unittest.TestCase):
    def test_leaves_out_who_waits(self):
        text = "cpu  100 200 300 9999 8888 40 60 70 5 5\ncpu0 1 2 3 4 5 6 7 8 9 10\n"
        self.assertEqual((7.0, 0.7), seconds_in(text))


if __name__ == "__main__":
    unittest.main()
