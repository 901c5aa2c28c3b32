"""The conformance suite with the real program: what is right passes, what is wrong fails, what is unknown is skipped."""

import json
import subprocess
import unittest

from support.case import BIN, ROOT, Scenario

WARNING_OF_TWO = {"system": "consul", "rule": "AggregatedStatus", "params": {}, "kind": "unit-test", "source": "somewhere",
                  "children": [{"state": "passing"}, {"state": "warning"}]}


class Conformance(Scenario):
    def test_each_case_is_judged_by_what_the_program_makes_of_it(self):
        outcome = self.run_cases([
            {**WARNING_OF_TWO, "id": "right", "expected": "warning"},
            {**WARNING_OF_TWO, "id": "wrong", "expected": "critical"},
            {**WARNING_OF_TWO, "id": "unknown", "expected": "warning", "rule": "Quorum"},
            {**WARNING_OF_TWO, "id": "elsewhere", "expected": {"factor": 14.4}, "system": "sloth"}])

        self.assertEqual(1, outcome.returncode, outcome.stdout)
        self.assertIn("FAILED wrong, AggregatedStatus: expected 'critical', got 'warning'", outcome.stdout)
        self.assertIn("SKIPPED unknown, Quorum: the compat table has no rule 'Quorum' of consul", outcome.stdout)
        self.assertIn("no rollups, not counted: sloth 1", outcome.stdout)
        self.assertEqual("1 passed, 1 failed, 1 skipped", outcome.stdout.splitlines()[-1])

    def test_a_file_that_is_none_is_named(self):
        outcome = self.run_program(self.directory / "missing.json")
        self.assertEqual(2, outcome.returncode)
        self.assertIn("missing.json", outcome.stdout)

    def run_cases(self, cases):
        return self.run_program(self.file("cases.json", json.dumps(cases)))

    def run_program(self, file):
        command = [ROOT / "test" / "conformance" / "main.py", "--bin", BIN, "--made", self.directory / "made", file]
        return subprocess.run(["/usr/bin/python3", *command], capture_output=True, text=True, timeout=60)


if __name__ == "__main__":
    unittest.main()
