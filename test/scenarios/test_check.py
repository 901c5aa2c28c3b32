"""`healthmodeld check` as scripts and people call it: what is said where, and the exit codes."""

import json
import subprocess
import unittest

from support.case import BIN, EXAMPLE, ROOT, Scenario

WARNED_OF = ROOT / "test" / "bad-config" / "warnings.yaml"
WRONG = ROOT / "test" / "bad-config" / "unknown-key.yaml"


def healthmodeld(*arguments):
    return subprocess.run([BIN / "healthmodeld", *arguments], capture_output=True, text=True, timeout=30)


class Check(Scenario):
    def test_a_good_model_is_summed_up(self):
        outcome = healthmodeld("check", "--strict", EXAMPLE)
        self.assertEqual(0, outcome.returncode, outcome.stderr)
        self.assertIn("contoso-shoes: 2 regions", outcome.stdout)
        self.assertEqual("", outcome.stderr)

    def test_warnings_pass_and_fail_when_it_is_strict(self):
        outcome = healthmodeld("check", WARNED_OF)
        self.assertEqual(0, outcome.returncode)
        self.assertIn("0 errors,", outcome.stderr)
        strict = healthmodeld("check", "--strict", WARNED_OF)
        self.assertEqual(2, strict.returncode)
        self.assertIn(" 0 warnings", strict.stderr)

    def test_json_is_all_that_stands_on_standard_output(self):
        for model, code in ((EXAMPLE, 0), (WARNED_OF, 0), (WRONG, 2), (self.directory / "missing.yaml", 2)):
            with self.subTest(model=model):
                outcome = healthmodeld("check", "--json", model)
                self.assertEqual(code, outcome.returncode)
                self.assertEqual("", outcome.stderr)
                self.assertEqual(code == 0, json.loads(outcome.stdout)["ok"])


if __name__ == "__main__":
    unittest.main()
