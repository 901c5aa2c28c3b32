"""A new model while the daemon runs: what stays goes on, what goes is gone, and a mistake changes nothing."""

import signal
import unittest

from support.case import Scenario
from support.healthmodel import Daemon
from support.nginx import PORT, Nginx
from support.waiting import throughout, wait_until
from support.web import ask

SOON_S = 5
TOKEN = "the-token-of-an-operator-of-this-scenario"

MODEL = """\
model: shop
regions: {{ {regions} }}
defaults: {{ signal: {{ every: 1s, timeout: 500ms }} }}
flows: {{ browse: {{ needs: [{needs}] }} }}
dependencies:
{dependencies}"""
DEPENDENCY = '  {name}: {{ signals: {{ up: {{ http: {{ url: "http://{address}:{port}/{name}" }}{more} }} }} }}\n'


class Reload(Scenario):
    def setUp(self):
        super().setUp()
        self.nginx = Nginx(self)
        self.token_file = self.file("operator.token", TOKEN + "\n")
        self.daemon = Daemon(
            self, self.model(["db", "cache", "queue", "mail"]),
            more_settings=f'tokens: {{ alice: "${{file:{self.token_file}}}" }}\n', admin=True)
        self.daemon.until_ready()
        self.daemon.until_state("shop", "healthy", 10)

    def model(self, names, regions=("north", "south"), more=""):
        return MODEL.format(
            regions=", ".join(f"{r}: {{}}" for r in regions), needs=", ".join(names),
            dependencies="".join(
                DEPENDENCY.format(name=n, address=self.nginx.address, port=PORT, more=more) for n in names))

    def write(self, text):
        self.daemon.model_file.write_text(text)

    def generation(self):
        return self.daemon.get("/api/v1/status").json()["generation"]

    def hang_up(self):
        self.daemon.process.signal(signal.SIGHUP)

    def post(self, query="", token=TOKEN):
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return ask("POST", f"{self.daemon.url}/api/v1/reload{query}", headers=headers)

    def runs(self, name):
        return sum(v for has, v in self.daemon.series("healthmodel_probe_results_total") if has["signal"] == name)

    def test_what_stays_goes_on_and_what_goes_is_gone(self):
        wait_until(lambda: self.runs("db@north/up") >= 4, 10, "a few runs")
        since, seen = self.daemon.node("db@north")["since"], self.runs("db@north/up")
        first = self.daemon.signal("db@north", "up")["observations"][-1]["at"]

        self.write(self.model(["db", "cache", "queue", "search"]))
        self.hang_up()
        wait_until(lambda: self.generation() == 2, SOON_S, "the second generation")
        self.assertEqual(404, self.daemon.get("/api/v1/nodes/mail@north").status)
        self.assertEqual(404, self.daemon.get("/api/v1/signals/mail@north/up").status)
        for path in ("/metrics", "/api/v1/nodes", "/api/v1/status", "/api/v1/regions"):
            self.assertNotIn("mail", self.daemon.get(path).text, path)
        self.daemon.until_state("search@north", "healthy", SOON_S)
        self.assertEqual(since, self.daemon.node("db@north")["since"], "the state is as old as it was")
        self.assertGreaterEqual(self.runs("db@north/up"), seen)
        self.assertEqual(first, self.daemon.signal("db@north", "up")["observations"][-1]["at"], "the last runs are kept")
        self.assertEqual(1, self.daemon.metric("healthmodel_config_last_reload_successful"))
        self.assertEqual(2, self.daemon.metric("healthmodel_config_generation"))

    def test_a_flow_by_another_name_cuts_no_balancer_off(self):
        self.write(self.model(["db", "cache", "queue", "mail"]).replace("browse", "surf"))
        self.hang_up()
        wait_until(lambda: self.generation() == 2, SOON_S, "the second generation")
        for flow, status in (("browse", 200), ("surf", 200), ("never", 400)):
            self.assertEqual(status, self.daemon.get(f"/health/north/{flow}").status, flow)
        self.assertNotIn("browse", self.daemon.get("/api/v1/nodes").text)

    def test_a_mistake_keeps_the_old_model_and_says_so(self):
        self.write(self.model(["db", "cache"]).replace("needs", "kneads"))
        self.hang_up()
        wait_until(lambda: self.daemon.metric("healthmodel_config_last_reload_successful") == 0, SOON_S, "the metric says so")
        self.assertEqual(1, len(self.daemon.events("reload_failed")))
        self.assertIn("kneads", self.daemon.events("reload_failed")[0])
        self.assertEqual(1, self.generation())
        self.assertEqual(200, self.daemon.get("/api/v1/nodes/mail@north").status)

        answer = self.post()
        self.assertEqual(422, answer.status)
        self.assertIn("unknown key", answer.text)
        self.write(self.model(["db", "cache", "queue", "mail"]))
        self.assertEqual(200, self.post().status)
        wait_until(lambda: self.daemon.metric("healthmodel_config_last_reload_successful") == 1, SOON_S, "the metric says so")

    def test_only_operators_may_and_only_with_force_may_much_go(self):
        self.assertEqual(401, self.post(token=None).status)
        self.assertEqual(401, self.post(token=TOKEN[:-1]).status)
        self.assertEqual(405, self.daemon.get("/api/v1/reload").status)

        self.write(self.model(["db", "cache", "queue", "mail"], regions=["north"]))
        refused = self.post()
        self.assertEqual(409, refused.status)
        self.assertIn("more than 30 %", refused.text)
        self.hang_up()
        wait_until(lambda: len(self.daemon.events("reload_failed")) == 2, SOON_S, "SIGHUP is no force")
        self.assertEqual(1, self.generation())

        self.assertEqual(200, self.post("?force=true").status)
        wait_until(lambda: self.generation() == 2, SOON_S, "forced")
        status, line = self.daemon.verdict("south")
        self.assertEqual(200, status, "a region that is gone answers for a while what it answered last")
        self.assertIn("verdict=up", line)
        self.assertEqual(404, self.daemon.get("/api/v1/nodes/south").status)
        self.assertEqual(400, self.daemon.verdict("nowhere")[0])

    def test_balancers_notice_nothing_of_reloads(self):
        def well():
            return all(self.daemon.verdict(region)[0] == 200 for region in ("north", "south"))

        for round_ in range(10):
            names = ["db", "cache", "queue", "mail"] + (["search"] if round_ % 2 else [])
            self.write(self.model(names, more=", degraded: latency > 400ms" if round_ % 3 == 0 else ""))
            self.hang_up()
            throughout(well, 0.7, "both regions serve")
        wait_until(lambda: self.generation() == 11, SOON_S, "every one of them counted")
        self.assertEqual([], self.daemon.events("region_down"))


if __name__ == "__main__":
    unittest.main()
