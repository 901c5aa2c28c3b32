import json
import tempfile
import unittest
from pathlib import Path

from cases import MAX_SKIPPED, load_all, load_skipped, param

CASES = Path(__file__).resolve().parents[1] / "cases"


class Skipped(unittest.TestCase):
    def read(self, skipped):
        with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
            json.dump(skipped, file)
            file.flush()
            return load_skipped(Path(file.name))

    def test_a_few_are_skipped_for_a_reason(self):
        self.assertEqual({"zabbix-001": "a reason"}, self.read({"zabbix-001": "a reason"}))

    def test_too_many_are_refused(self):
        with self.assertRaisesRegex(ValueError, "4 cases are skipped, at most 3"):
            self.read({f"zabbix-{n}": "a reason" for n in range(MAX_SKIPPED + 1)})

    def test_a_reason_is_required(self):
        with self.assertRaisesRegex(ValueError, "no reason is given for zabbix-001"):
            self.read({"zabbix-001": " "})

    def test_those_of_the_tree_are_few_and_exist(self):
        known = {case.id for case in load_all(CASES.glob("*-cases.json"))}
        self.assertEqual([], [id for id in load_skipped(CASES / "skipped.json") if id not in known])


class Cases(unittest.TestCase):
    def test_have_ids_of_their_own(self):
        file = CASES / "rollup-cases.json"
        with self.assertRaisesRegex(ValueError, "more than one case is called icinga-bp-001,"):
            load_all([file, file])

    def test_name_parameters_as_they_like(self):
        self.assertEqual("Error", param({"member_unavailable": "Error"}, "MemberUnavailable"))
        self.assertEqual(7, param({}, "MemberUnavailable", 7))


if __name__ == "__main__":
    unittest.main()
