"""HAProxy by the configurations that we ship, each way of asking us; what it does while the daemon is dead, too."""

import signal
import socket
import sys
import unittest

from support.case import INTEGRATIONS, Scenario
from support.haproxy import FRONT_PORT, Shipped
from support.healthmodel import AGENT_PORT, LB_PORT, SERVE_PORT, Daemon
from support.network import free_address
from support.operators import OPERATOR, command
from support.target import Service, model_of
from support.waiting import throughout, wait_until
from support.web import get

WEST, NORTH = "westeurope", "northeurope"
REGIONS = (WEST, NORTH)
PINNED = {WEST: 8650, NORTH: 8651}
PINNED_AGENTS = {WEST: 8653, NORTH: 8654}
KNOWN_S, NOTICED_S = 20, 40
USERS = 20
QUIET_S = 8  # longer than it takes HAProxy to be sure of anything

# Users come back to the region that served them first.
STICKY = {"balance roundrobin": "balance roundrobin\n    cookie region insert indirect nocache"}
STICKY_SERVERS = {
    "agent-check.cfg": {"weight 225": f"weight 225 cookie {WEST}", "weight 75": f"weight 75 cookie {NORTH}"},
    "http-check.cfg": {"weight 75": f"weight 75 cookie {WEST}", "weight 25": f"weight 25 cookie {NORTH}"},
}


class Regions(Scenario):
    def setUp(self):
        super().setUp()
        self.api = {region: Service(self, region) for region in REGIONS}
        self.db = {region: Service(self, region) for region in REGIONS}
        address = free_address((SERVE_PORT, LB_PORT, AGENT_PORT, *PINNED.values(), *PINNED_AGENTS.values()))
        listeners = f'  - {{ listen: "{address}:{AGENT_PORT}", serves: agent }}\n'
        for ports, what in ((PINNED, "lb"), (PINNED_AGENTS, "agent")):
            for region, port in ports.items():
                listeners += f'  - {{ listen: "{address}:{port}", serves: {what}, pinned: {region} }}\n'
        self.token = self.file("alice.token", OPERATOR)
        tokens = f'tokens: {{ alice: "${{file:{self.token}}}" }}\n'
        self.daemon = Daemon(self, model_of(self.api, self.db), listeners + tokens, address=address, admin=True)
        self.daemon.until_ready()

    def haproxy_by(self, file, **more):
        replaced = {"192.0.2.11:80": self.api[WEST].at, "192.0.2.12:80": self.api[NORTH].at}
        daemon = {"agent-addr 127.0.0.1": f"agent-addr {self.daemon.address}"} if file.startswith("agent") else \
            {"check addr 127.0.0.1": f"check addr {self.daemon.address}"}
        self.haproxy = Shipped(self, file, {**replaced, **daemon, **more.get("replaced", {})})
        self.until(WEST, "UP", limit_s=KNOWN_S)
        self.until(NORTH, "UP", limit_s=KNOWN_S)

    def until(self, region, begins, limit_s=NOTICED_S):
        """Until HAProxy shows a region like this; how long that took."""
        return wait_until(lambda: self.haproxy.status(region).startswith(begins), limit_s, f"{region} is {begins}")[0]

    def until_weight(self, region, weight):
        wait_until(lambda: self.haproxy.weight(region) == weight, NOTICED_S, f"the weight of {region} is {weight}")

    def served_by(self):
        """Who answers the users, each of whom must be answered well."""
        answers = [get(self.haproxy.url) for _ in range(USERS)]
        self.assertEqual({200}, {a.status for a in answers})
        return {a.json()["name"] for a in answers}

    def fail_open_served(self):
        return sum(int(row["stot"]) for row in self.haproxy.servers("regions_fail_open").values())

    def flips(self, how):
        """A region's service fails, and is mended."""
        self.api[WEST].be("unhealthy")
        out_s = self.until(WEST, "DOWN")
        self.assertEqual({NORTH}, self.served_by())
        self.api[WEST].be("healthy")
        back_s = self.until(WEST, "UP")
        print(f"\n  HAProxy by {how}: out after {out_s:.1f} s, back after {back_s:.1f} s", file=sys.stderr)
        wait_until(lambda: self.served_by() == {WEST, NORTH}, NOTICED_S, "both serve again")

    def survives_our_answers(self):
        """What somebody did at HAProxy's command line stays, whatever we say meanwhile."""
        self.haproxy.cli(f"set server regions/{WEST} state drain")
        throughout(lambda: self.haproxy.status(WEST).startswith("DRAIN"), QUIET_S, "drained")
        self.api[WEST].be("unhealthy")
        self.until(WEST, "DOWN")
        self.api[WEST].be("healthy")
        self.until(WEST, "DRAIN")
        throughout(lambda: self.haproxy.status(WEST).startswith("DRAIN"), QUIET_S, "drained still")
        self.assertEqual({NORTH}, self.served_by())
        self.haproxy.cli(f"set server regions/{WEST} state ready")
        self.until(WEST, "UP")

    def operator(self, *words):
        said = command(self.daemon, self.token, *words)
        self.assertEqual(0, said.returncode, said.stdout + said.stderr)

    def an_operators_drain_is_graceful(self, file, is_seen):
        """New users go elsewhere; who is there already stays, and so does who comes back to it; and it returns."""
        self.haproxy_by(file, replaced=STICKY | STICKY_SERVERS[file])
        known_there = wait_until(lambda: self.user_of(WEST), NOTICED_S, f"a user of {WEST}")[1]
        waits_there = self.waiting_in(WEST, known_there["Cookie"])
        self.operator("drain", WEST, "--reason", "a drill")
        drained_s, _ = wait_until(is_seen, NOTICED_S, f"{WEST} is drained")
        self.assertEqual({NORTH}, self.served_by())
        self.assertEqual(WEST, get(self.haproxy.url, headers=known_there).json()["name"])
        self.api[WEST].finish_slow.set()
        self.assertIn(WEST, waits_there.makefile().read())
        self.operator("undo", WEST)
        back_s, _ = wait_until(lambda: self.haproxy.status(WEST) == "UP" and self.haproxy.weight(WEST) > 0, NOTICED_S, f"{WEST} is back")
        print(f"\n  HAProxy by {file}: drained after {drained_s:.1f} s, back after {back_s:.1f} s", file=sys.stderr)
        wait_until(lambda: self.served_by() == {WEST, NORTH}, NOTICED_S, "both serve again")

    def user_of(self, region):
        """The headers by which HAProxy knows one whom this region served; nothing while another one does."""
        answer = get(self.haproxy.url)
        return answer.json()["name"] == region and {"Cookie": answer.headers["set-cookie"].partition(";")[0]}

    def waiting_in(self, region, cookie):
        """A user whom the region has not answered yet."""
        user = socket.create_connection((self.haproxy.address, FRONT_PORT), timeout=20)
        self.addCleanup(user.close)
        user.sendall(f"GET /slow HTTP/1.1\r\nHost: x\r\nCookie: {cookie}\r\nConnection: close\r\n\r\n".encode())
        wait_until(lambda: self.api[region].slow_requests, 10, "the request is there")
        return user


class ByAgent(Regions):
    def by_agent(self, **more):
        self.haproxy_by("agent-check.cfg", **more)

    def test_a_region_that_fails_is_out_at_once_and_returns(self):
        self.by_agent()
        self.flips("agent-check")

    def test_haproxy_shows_why(self):
        self.by_agent()
        self.api[WEST].be("unhealthy")
        self.until(WEST, "DOWN (agent)")
        self.assertIn("all_flows_failed", self.haproxy.servers()[WEST]["last_agt"])

    def test_percentages_are_of_the_servers_weight(self):
        self.by_agent(replaced={"weight 225": "weight 100"})
        self.until_weight(WEST, 100)
        self.db[WEST].be("unhealthy")
        self.until_weight(WEST, 80)
        self.assertEqual("UP", self.haproxy.status(WEST))
        self.assertEqual({WEST, NORTH}, self.served_by())
        self.db[WEST].be("healthy")
        self.until_weight(WEST, 100)

    def test_the_weights_that_we_ship_keep_the_regions_shares(self):
        self.by_agent()
        self.assertEqual([225, 75], [self.haproxy.weight(r) for r in REGIONS])
        self.db[WEST].be("unhealthy")
        self.until_weight(WEST, 180)

    def test_with_haproxys_default_weight_a_degraded_region_is_out_which_is_why_we_warn(self):
        self.by_agent(replaced={"weight 225 agent-send": "agent-send"})
        self.assertEqual(1, self.haproxy.weight(WEST))
        self.db[WEST].be("unhealthy")
        self.until_weight(WEST, 0)
        self.assertEqual({NORTH}, self.served_by())
        shipped = INTEGRATIONS / "haproxy"
        self.assertIn("Never the default, 1", (shipped / "agent-check.cfg").read_text())
        self.assertIn("weight 1", (shipped / "README.md").read_text())

    def test_what_was_done_at_the_command_line_survives(self):
        self.by_agent()
        self.survives_our_answers()

    def test_a_drain_by_an_operator_is_graceful(self):
        self.an_operators_drain_is_graceful("agent-check.cfg", self.takes_no_new_users)

    def takes_no_new_users(self):
        """`up 0%`, as HAProxy shows it."""
        return self.haproxy.status(WEST) == "UP" and self.haproxy.weight(WEST) == 0

    def test_a_slow_drain_takes_the_weight_away_bit_by_bit(self):
        self.by_agent(replaced={"weight 225": "weight 100"})
        self.until_weight(WEST, 100)
        self.operator("drain", WEST, "--rate", "100%/min", "--reason", "a drill")
        weights = []

        def seen():
            weights.append(self.haproxy.weight(WEST))
            return weights[-1] <= 85

        wait_until(seen, NOTICED_S, "the weight falls")
        self.assertEqual(sorted(weights, reverse=True), weights)
        self.assertGreater(weights[-1], 50, "bit by bit")
        self.assertEqual("UP", self.haproxy.status(WEST))
        self.assertEqual({WEST, NORTH}, self.served_by())
        self.operator("undo", WEST)
        self.until_weight(WEST, 100)

    def test_a_drained_region_that_fails_is_down(self):
        self.by_agent()
        self.operator("drain", WEST, "--reason", "a drill")
        wait_until(self.takes_no_new_users, NOTICED_S, "drained")
        self.api[WEST].be("unhealthy")
        self.until(WEST, "DOWN")
        self.api[WEST].be("healthy")
        wait_until(self.takes_no_new_users, NOTICED_S, "drained still")

    def test_pinned_agents_speak_first(self):
        self.by_agent(replaced={f'agent-send "{r}\\n"': f"agent-port {port}" for r, port in PINNED_AGENTS.items()})
        self.flips("pinned agent")

    def test_a_name_that_is_not_there_changes_nothing_and_is_logged(self):
        self.by_agent(replaced={f'agent-send "{WEST}\\n"': 'agent-send "atlantis\\n"'})
        self.daemon.process.wait_for_output("agent_asked_in_vain name=atlantis", KNOWN_S)
        throughout(lambda: self.haproxy.status(WEST) == "UP", QUIET_S, "up")

    def test_while_the_daemon_is_dead_the_last_verdicts_stay(self):
        self.by_agent()
        self.api[WEST].be("unhealthy")
        self.db[NORTH].be("unhealthy")
        self.until(WEST, "DOWN")
        self.until_weight(NORTH, 60)
        self.daemon.process.kill()
        self.api[WEST].be("healthy")

        def as_it_was():
            return self.haproxy.status(WEST).startswith("DOWN") and self.haproxy.status(NORTH) == "UP" and self.haproxy.weight(NORTH) == 60

        throughout(as_it_was, 2 * QUIET_S, "as it was told last")
        self.assertEqual({NORTH}, self.served_by())
        self.assertEqual(0, self.fail_open_served())


class ByHttp(Regions):
    def test_get_and_a_string_follow_the_verdict(self):
        self.haproxy_by("http-check.cfg")
        self.flips("GET and a string")

    def test_the_default_check_follows_the_verdict_on_a_pinned_listener(self):
        self.haproxy_by("pinned-check.cfg")
        self.flips("OPTIONS / HTTP/1.0")

    def test_what_was_done_at_the_command_line_survives(self):
        self.haproxy_by("http-check.cfg")
        self.survives_our_answers()

    def test_a_drain_by_an_operator_is_graceful(self):
        self.an_operators_drain_is_graceful("http-check.cfg", lambda: self.haproxy.status(WEST).startswith("NOLB"))

    def test_while_the_daemon_hangs_the_backend_without_checks_takes_over(self):
        self.haproxy_by("http-check.cfg")
        self.everybody_is_served(fail_open=0)
        self.daemon.process.signal(signal.SIGSTOP)
        for region in REGIONS:
            self.until(region, "DOWN")
        self.everybody_is_served(fail_open=USERS)
        self.daemon.process.signal(signal.SIGCONT)
        for region in REGIONS:
            self.until(region, "UP")
        self.everybody_is_served(fail_open=USERS)

    def test_while_the_daemon_is_dead_the_backend_without_checks_takes_over(self):
        self.haproxy_by("pinned-check.cfg")
        self.everybody_is_served(fail_open=0)
        self.daemon.process.kill()
        for region in REGIONS:
            self.until(region, "DOWN")
        self.everybody_is_served(fail_open=USERS)

    def everybody_is_served(self, fail_open):
        self.assertEqual({WEST, NORTH}, self.served_by())
        self.assertEqual(fail_open, self.fail_open_served())


if __name__ == "__main__":
    unittest.main()
