"""`healthmodeld test`, `whatif` and `check --explain` as people and CI call them: what is said, and the exit codes."""

import hashlib
import json
import subprocess
import unittest
from xml.etree import ElementTree

from support.case import BIN, EXAMPLE, ROOT, Scenario

TESTS = ROOT / "config" / "examples" / "tests"


def healthmodeld(*arguments):
    return subprocess.run([BIN / "healthmodeld", *arguments], capture_output=True, text=True, timeout=60)


class ModelTests(Scenario):
    def write(self, expected):
        path = self.directory / "shop-tests.yaml"
        path.write_text(
            "model: { model: shop, regions: { eu: {} }, flows: { buy: { needs: [db] } },\n"
            "         dependencies: { db: { signals: { up: { tcp: '127.0.0.1:1' } } } } }\n"
            "tests:\n"
            "  - { name: without a database nobody buys, given: { db@eu: unhealthy }, expect: { buy@eu: %s } }\n" % expected)
        return path

    def test_the_examples_pass(self):
        outcome = healthmodeld("test", TESTS)
        self.assertEqual(0, outcome.returncode, outcome.stdout + outcome.stderr)
        self.assertRegex(outcome.stdout, r"\d+ passed, 0 failed\n$")

    def test_a_failing_expectation_shows_the_tree_and_exits_with_1(self):
        outcome = healthmodeld("test", self.write("healthy"))
        self.assertEqual(1, outcome.returncode)
        self.assertIn("FAILED without a database nobody buys", outcome.stdout)
        self.assertIn("state is unhealthy, expected healthy", outcome.stdout)
        self.assertIn("db@eu/up: unhealthy (0)", outcome.stdout)

    def test_json_and_junit_say_the_same(self):
        junit = self.directory / "junit.xml"
        outcome = healthmodeld("test", self.write("healthy"), "--json", "--junit", junit)
        said = json.loads(outcome.stdout)
        self.assertEqual((0, 1), (said["passed"], said["failed"]))
        self.assertEqual("unhealthy", said["tests"][0]["failures"][0]["actual"])
        self.assertEqual("1", ElementTree.parse(junit).getroot().find("testsuite").get("failures"))

    def test_a_file_that_cannot_be_read_or_used_exits_with_2(self):
        self.assertEqual(2, healthmodeld("test", self.directory / "nothing.yaml").returncode)
        outcome = healthmodeld("test", self.write("fine"))
        self.assertEqual(2, outcome.returncode)
        self.assertIn('the model has no state "fine"', outcome.stderr)


class Token(Scenario):
    def test_the_token_alone_stands_on_standard_output_and_its_digest_in_the_line_for_the_settings(self):
        outcome = healthmodeld("token", "alice", "--role", "viewer")
        self.assertEqual(0, outcome.returncode, outcome.stderr)
        self.assertRegex(outcome.stdout, r"^[0-9a-f]{64}\n$")
        digest = hashlib.sha256(outcome.stdout.strip().encode()).hexdigest()
        self.assertIn(f'alice: {{ token_sha256: "{digest}", role: viewer }}', outcome.stderr)
        self.assertNotIn(outcome.stdout.strip(), outcome.stderr)

        settings = self.directory / "settings.yaml"
        settings.write_text(outcome.stderr[outcome.stderr.index("tokens:"):])
        self.assertEqual(0, healthmodeld("check", EXAMPLE, "--settings", settings, "--strict").returncode)

    def test_who_has_no_name_or_another_role_gets_none(self):
        for arguments in (["Alice"], ["alice", "--role", "admin"], []):
            with self.subTest(arguments=arguments):
                outcome = healthmodeld("token", *arguments)
                self.assertEqual((2, ""), (outcome.returncode, outcome.stdout))


class WhatIf(Scenario):
    def test_a_dead_database_takes_its_region_down_and_no_other(self):
        outcome = healthmodeld("whatif", EXAMPLE, "--set", "cosmos-db@westeurope/read=unhealthy", "--json")
        self.assertEqual(1, outcome.returncode)
        said = json.loads(outcome.stdout)
        self.assertEqual({"westeurope": "down", "northeurope": "up"},
                         {r["id"]: r["computed_verdict"] for r in said["regions"]})

    def test_broken_writes_take_nobody_down(self):
        outcome = healthmodeld("whatif", EXAMPLE, "--set", "cosmos-db@westeurope/write=unhealthy", "--explain", "add-comment@westeurope")
        self.assertEqual(0, outcome.returncode)
        self.assertIn("balancers are told: westeurope degraded", outcome.stdout)
        self.assertIn("  cosmos-db@westeurope/write: unhealthy (0)", outcome.stdout)

    def test_a_typo_gets_a_hint(self):
        outcome = healthmodeld("whatif", EXAMPLE, "--set", "cosmos-db@westeurop=unhealthy")
        self.assertEqual(2, outcome.returncode)
        self.assertIn('did you mean "cosmos-db@westeurope"?', outcome.stderr)


class Explain(Scenario):
    def test_the_expansion_of_the_example_is_a_model(self):
        expanded = self.directory / "expanded.yaml"
        expanded.write_text(healthmodeld("check", EXAMPLE, "--explain").stdout)
        outcome = healthmodeld("check", expanded)
        self.assertEqual(0, outcome.returncode, outcome.stderr)
        self.assertIn("contoso-shoes: 2 regions", outcome.stdout)


if __name__ == "__main__":
    unittest.main()
