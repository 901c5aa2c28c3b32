import os
import signal
import threading
import time
import unittest

import processes
import suites
from lanes import side_by_side


class SideBySide(unittest.TestCase):
    def test_two_steps_meet_and_a_third_waits_for_one_of_them(self):
        both, ended, seen = threading.Barrier(2, timeout=10), [], []

        def first():
            both.wait()
            ended.append("first")

        side_by_side([first, first, lambda: seen.append(list(ended))])
        self.assertIn("first", seen[0])

    def test_what_a_step_raises_is_raised_and_no_more_is_begun(self):
        called = []
        with self.assertRaises(ValueError):
            side_by_side([lambda: int("x"), *[lambda: called.append(time.sleep(0.05))] * 50], width=1)
        self.assertEqual([], called)

    def test_an_interrupt_ends_what_runs(self):
        processes_of_steps = []

        def step():
            processes_of_steps.append(processes.run(["sleep", "600"], cwd="/", limit_s=600))

        threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGINT)).start()
        with self.assertRaises(KeyboardInterrupt):
            side_by_side([step, step, step])
        self.assertEqual([143, 143], [outcome.code for outcome in processes_of_steps])


class Plan(unittest.TestCase):
    def test_scenarios_that_need_the_same_addresses_are_one_group_and_the_busy_ones_are_apart(self):
        together, alone = suites.plan(["test_bad_start", "test_dns", "test_package", "test_self_suspicion", "test_tls"])
        self.assertEqual([["test_bad_start", "test_package"], ["test_dns"], ["test_tls"]], together)
        self.assertEqual(["test_self_suspicion"], alone)

    def test_the_named_ones_exist(self):
        for name in (*suites.AT_DEFAULT_ADDRESSES, *suites.ALONE):
            self.assertTrue((suites.TEST / "scenarios" / f"test_{name}.py").is_file(), name)


if __name__ == "__main__":
    unittest.main()
