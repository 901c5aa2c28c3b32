"""A rollout held to the health of its flow: by a daemon that is asked, by probes of its own, and through the script that deploys one
region after the other."""

import json
import os
import subprocess
import time
import unittest

from support.case import BIN, INTEGRATIONS, Scenario
from support.healthmodel import Daemon
from support.network import free_address
from support.target import Service, model_of
from support.waiting import wait_until

OPEN, CLOSED, USAGE = 0, 1, 2
# In the background the gate watches so long; far beyond what a test takes.
LONG = "2m"

DEPLOY = """\
#!/bin/sh
echo "deploy $1" >> done
test "$1" != "$BREAKS" || touch broken
"""
ROLLBACK = 'echo "roll back $1" >> done\n'


class Gates(Scenario):
    def setUp(self):
        super().setUp()
        self.services = {"west": Service(self), "north": Service(self)}
        self.model = model_of(self.services)

    def gate(self, *words, limit_s=60):
        run = subprocess.run([BIN / "healthmodeld", "gate", *map(str, words), "--json"], capture_output=True, text=True,
                             timeout=limit_s, cwd=self.directory)
        return run.returncode, json.loads(run.stdout) if run.stdout else run.stderr

    def start_daemon(self):
        self.daemon = Daemon(self, self.model)
        self.daemon.until_ready()

    def in_background(self, *words):
        return self.start([BIN / "healthmodeld", "gate", *words, "--json"], "gate")

    def closes(self, process, kind, words):
        _, code = process.wait(30)
        self.assertEqual(CLOSED, code, process.output())
        answer = json.loads(process.output().splitlines()[-1])
        self.assertIn((kind, words), [(r["kind"], r["detail"]) for r in answer["reasons"]])


class AskingADaemon(Gates):
    def test_open_for_the_whole_time_is_open(self):
        self.start_daemon()
        began = time.monotonic()
        code, answer = self.gate(self.daemon.url, "--flow", "browse", "--for", "3s")
        self.assertEqual((OPEN, True, []), (code, answer["open"], answer["reasons"]))
        self.assertGreaterEqual(time.monotonic() - began, 3)
        self.assertGreaterEqual(answer["watched_ms"], 3000)
        self.assertGreaterEqual(answer["looks"], 3)

    def test_what_goes_wrong_in_between_closes_it_where_it_went_wrong(self):
        self.start_daemon()
        west = self.in_background(self.daemon.url, "--flow", "browse", "--region", "west", "--for", LONG)
        self.services["west"].be("unhealthy")
        self.closes(west, "state", "browse@west is unhealthy")
        self.assertEqual(OPEN, self.gate(self.daemon.url, "--flow", "browse", "--region", "north", "--for", "0s")[0])
        self.assertEqual(CLOSED, self.gate(self.daemon.url, "--flow", "browse", "--for", "0s")[0])

    def test_degraded_will_do_where_it_is_said(self):
        self.services["west"].be("degraded")
        self.start_daemon()
        asked = (self.daemon.url, "--flow", "browse", "--region", "west", "--for", "0s")
        code, answer = self.gate(*asked)
        self.assertEqual((CLOSED, ["browse@west is degraded"]), (code, [r["detail"] for r in answer["reasons"]]))
        self.assertEqual(OPEN, self.gate(*asked, "--allow-degraded")[0])

    def test_a_daemon_that_dies_closes_it(self):
        self.start_daemon()
        gate = self.in_background(self.daemon.url, "--flow", "browse", "--for", LONG)
        wait_until(lambda: gate.alive() and self.daemon.get("/api/v1/gate?flow=browse").status == 200, 20, "it is open")
        self.daemon.process.kill()
        _, code = gate.wait(60)
        self.assertEqual(CLOSED, code, gate.output())
        (reason,) = json.loads(gate.output().splitlines()[-1])["reasons"]
        self.assertEqual("stale", reason["kind"])
        self.assertIn(f"no daemon at {self.daemon.url}", reason["detail"])

    def test_what_does_not_exist_is_usage(self):
        self.start_daemon()
        code, words = self.gate(self.daemon.url, "--flow", "brows", "--for", "0s")
        self.assertEqual((USAGE, 'healthmodeld: there is no node "brows"; did you mean "browse"?\n'), (code, words))
        self.assertEqual(USAGE, self.gate(self.daemon.url, "--flow", "browse", "--region", "nrth")[0])
        self.assertEqual(USAGE, self.gate(self.daemon.url, "--flow", "browse", "--for", "5")[0])
        self.assertEqual(USAGE, self.gate("ftp://" + free_address((80,)), "--flow", "browse")[0])


class ProbingFromHere(Gates):
    def test_a_model_is_probed_by_the_gate_itself(self):
        model = self.file("model.yaml", self.model)
        code, answer = self.gate(model, "--flow", "browse", "--for", "2s")
        self.assertEqual((OPEN, []), (code, answer["reasons"]))
        self.assertEqual(["model.yaml"], [f.name for f in self.directory.iterdir()], "it leaves nothing behind")

        gate = self.in_background(model, "--flow", "browse", "--region", "north", "--for", LONG)
        self.services["north"].be("unhealthy")
        self.closes(gate, "state", "browse@north is unhealthy")

    def test_a_model_with_mistakes_is_usage(self):
        code, words = self.gate(self.file("model.yaml", "model: shop\n"), "--flow", "browse")
        self.assertEqual(USAGE, code)
        self.assertIn('the key "regions" is missing', words)


class Rollouts(Gates):
    """The script that deploys one region after the other."""

    def roll_out(self, breaks=""):
        for name, text in (("deploy.sh", DEPLOY), ("rollback.sh", ROLLBACK)):
            self.file(name, text).chmod(0o755)
        env = {**os.environ, "PATH": f"{BIN}:{os.environ['PATH']}", "DEPLOY": "sh deploy.sh", "ROLLBACK": "sh rollback.sh", "BREAKS": breaks}
        run = subprocess.Popen([INTEGRATIONS / "rollout" / "rollout.sh", self.daemon.url, "browse", "4s", "west", "north"], cwd=self.directory,
                               env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.addCleanup(run.kill)
        if breaks:
            wait_until((self.directory / "broken").exists, 30, "the new version is there")
            self.services[breaks].be("unhealthy")
        said, _ = run.communicate(timeout=90)
        done = self.directory / "done"
        return run.returncode, done.read_text().splitlines() if done.exists() else [], said

    def test_all_regions_get_a_version_that_works(self):
        self.start_daemon()
        code, done, said = self.roll_out()
        self.assertEqual((0, ["deploy west", "deploy north"]), (code, done), said)

    def test_a_version_that_breaks_the_first_region_never_reaches_the_second(self):
        self.start_daemon()
        code, done, said = self.roll_out(breaks="west")
        self.assertEqual((1, ["deploy west", "roll back west"]), (code, done), said)
        self.assertIn("browse@west is unhealthy", said)

    def test_nothing_is_begun_in_an_outage(self):
        self.services["north"].be("unhealthy")
        self.start_daemon()
        code, done, said = self.roll_out()
        self.assertEqual((1, []), (code, done), said)


if __name__ == "__main__":
    unittest.main()
