import tempfile
import unittest
from pathlib import Path

from benches import command, names, read


class Benches(unittest.TestCase):
    def setUp(self):
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        for file in ("load_bench.cpp", "README.md", "helper.cpp", "probes/main.py", "probes/rows.py", "inputs/a.yaml"):
            (self.folder / file).parent.mkdir(exist_ok=True)
            (self.folder / file).touch()

    def test_are_programs_and_scripts(self):
        self.assertEqual(["load", "probes"], names(self.folder))

    def test_are_run_each_in_its_way(self):
        self.assertEqual([Path("/built/load_bench")], command(self.folder, Path("/built"), "load"))
        self.assertEqual(["/usr/bin/python3", self.folder / "probes" / "main.py"], command(self.folder, Path("/built"), "probes"))


class Read(unittest.TestCase):
    def test_judges_by_value_and_target(self):
        results, complaints = read(
            'a remark\n{"name":"rollup/full","value":21,"unit":"ms","target":20,"op":"<=","ok":true}\n'
            '{"name":"rollup/leaf","value":2,"unit":"us","target":2,"op":"<="}\n')
        self.assertEqual([], complaints)
        self.assertEqual([False, True], [r["ok"] for r in results])
        self.assertEqual(["name", "value", "unit", "target", "op", "ok"], list(results[0]))

    def test_takes_a_figure_without_a_target(self):
        self.assertEqual([True], [r["ok"] for r in read('{"name":"memory/rss","value":3,"unit":"MB"}')[0]])

    def test_complains_of_what_is_not_a_result(self):
        for line in ('{"name":"other/x","value":1,"unit":"s"}', '{"name":"load/x","unit":"s"}', "{broken",
                     '{"name":"load/x","value":1,"unit":"s","target":1,"op":"~"}', '{"name":"load/x","value":"1","unit":"s"}'):
            with self.subTest(line):
                results, complaints = read(line)
                self.assertEqual(([], 1), (results, len(complaints)))


if __name__ == "__main__":
    unittest.main()
