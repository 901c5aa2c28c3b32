"""Results that others send: a batch job says how it went, and falls silent."""

import unittest

from support.case import Scenario
from support.healthmodel import AT_ONCE, Daemon
from support.waiting import wait_until
from support.web import ask

TOKEN = "what-the-nightly-job-shows-to-be-let-in"
SILENT_S = 8

MODEL = """\
model: shop
regions: {{ north: {{}} }}
flows: {{ invoices: {{ needs: [nightly-job] }} }}
components:
  nightly-job:
    signals:
      result: {{ push: {{ token: "${{file:{token}}}" }}, every: 1s, ttl: {silent}s }}
      rows:
        push: {{ token: "${{file:{token}}}" }}
        every: 1h
        degraded: value < 100
        unhealthy: body.queue.depth > 20
"""


class Push(Scenario):
    def setUp(self):
        super().setUp()
        token = self.file("job.token", TOKEN + "\n")
        self.daemon = Daemon(self, MODEL.format(token=token, silent=SILENT_S) + AT_ONCE, admin=True)
        self.daemon.until_ready()  # a signal that waits for others to send delays nobody

    def push(self, signal, body, token=TOKEN):
        return ask("POST", f"{self.daemon.url}/api/v1/push/nightly-job@north/{signal}", body,
                   headers={"Authorization": f"Bearer {token}"}).status

    def judged(self, signal):
        return self.daemon.signal("nightly-job@north", signal).get("judged", {}).get("state")

    def test_is_believed_and_its_silence_is_noticed(self):
        self.assertEqual("unknown", self.daemon.state("nightly-job@north"))

        self.assertEqual(202, self.push("rows", {"value": 500, "queue": {"depth": 0}}))
        self.assertEqual(202, self.push("result", {"state": "healthy"}))
        self.daemon.until_state("invoices@north", "healthy", 2)
        self.assertEqual(202, self.push("result", {"state": "unhealthy", "detail": "no space on the disk"}))
        self.daemon.until_state("invoices@north", "unhealthy", 2)
        self.assertIn("no space on the disk", self.daemon.node("invoices@north")["reason"])
        self.assertEqual(503, self.daemon.verdict("north")[0])
        last = self.daemon.signal("nightly-job@north", "result")["observations"]
        self.assertEqual(["pushed", "ok"], [o["reason"] for o in last])

        self.assertEqual(202, self.push("result", {"state": "healthy"}))
        self.daemon.until_state("nightly-job@north", "healthy", 2)
        wait_until(lambda: self.daemon.state("nightly-job@north") == "unknown", SILENT_S + 5, "silent for its ttl")
        self.assertEqual(200, self.daemon.verdict("north")[0], "silence evicts nobody")

    def test_is_judged_by_the_signals_conditions(self):
        self.push("result", {"state": "healthy"})
        for body, state in (({"value": 99, "queue": {"depth": 0}}, "degraded"),
                            ({"value": 100, "queue": {"depth": 21}}, "unhealthy"),
                            ({"value": 100, "queue": {"depth": 20}}, "healthy")):
            self.assertEqual(202, self.push("rows", body))
            wait_until(lambda: self.judged("rows") == state, 2, f"{body} is {state}")

    def test_needs_the_signals_own_token(self):
        self.assertEqual(401, self.push("result", {"state": "healthy"}, token="what-the-nightly-job-shows-to-be-let-iN"))
        self.assertEqual(404, self.push("other", {"state": "healthy"}))
        self.assertEqual(400, self.push("result", {"state": "fine"}))
        self.assertEqual(400, self.push("result", {}))
        self.assertEqual("unknown", self.daemon.state("nightly-job@north"))
        self.assertNotIn(TOKEN, self.daemon.get("/api/v1/signals/nightly-job@north/result").text)
        self.assertNotIn(TOKEN, self.daemon.process.output())


if __name__ == "__main__":
    unittest.main()
