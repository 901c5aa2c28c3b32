import unittest

from said import Paced, Requests, by_paced, by_wrk, delays_ms

WRK = """\
Running 2s test @ http://127.0.0.1:8642/health
  1 threads and 64 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency   723.54us    0.91ms  12.33ms   94.21%
    Req/Sec   100.12k     6.20k  106.91k    85.00%
  199214 requests in 2.00s, 99.93MB read
Requests/sec:  99604.13
Transfer/sec:     49.96MB
"""


class ByWrk(unittest.TestCase):
    def test_are_requests_and_their_rate(self):
        self.assertEqual(Requests(199_214, 99_604.13), by_wrk(WRK))

    def test_is_no_figure_when_some_failed(self):
        for line in ("  Non-2xx or 3xx responses: 3\n", "  Socket errors: connect 0, read 2, write 0, timeout 0\n"):
            with self.subTest(line), self.assertRaises(ValueError):
                by_wrk(WRK + line)

    def test_is_no_figure_when_nobody_answered(self):
        for text in ("", "unable to connect\n", WRK.replace("199214 requests", "0 requests")):
            with self.subTest(text), self.assertRaises(ValueError):
                by_wrk(text)


class ByPaced(unittest.TestCase):
    def test_is_in_milliseconds(self):
        self.assertEqual(Paced(8000, 0.05, 0.31), by_paced("8000 0 50.0 310.0\n"))

    def test_is_no_figure_when_some_failed(self):
        for text in ("8000 1 50.0 310.0\n", "paced: a connection was closed\n", ""):
            with self.subTest(text), self.assertRaises(ValueError):
                by_paced(text)


class Delays(unittest.TestCase):
    def test_stand_between_lines_of_a_log(self):
        self.assertEqual([0.25, 1.0], delays_ms("250.0\n2026-11-24T03:41:07.250Z info region_down region=here\n1000.0\n"))

    def test_must_be_some(self):
        with self.assertRaises(ValueError):
            delays_ms("2026-11-24T03:41:07.250Z info started\n")


if __name__ == "__main__":
    unittest.main()
