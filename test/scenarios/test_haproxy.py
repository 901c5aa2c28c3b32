"""HAProxy by the configurations that we ship, each way of asking us; what it does while the daemon is dead, too. Most of it is
waiting: where the story is the same, several HAProxys are told it at once, each asking in its own way."""

import signal
import socket
import sys
import time
import unittest

from support.case import INTEGRATIONS, Scenario
from support.haproxy import FRONT_PORT, NOTICED_S, Shipped
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
KNOWN_S = 20
QUIET_S = 8  # longer than it takes HAProxy to be sure of anything

AGENT, HTTP, DEFAULT_CHECK = "agent-check.cfg", "http-check.cfg", "pinned-check.cfg"
BY_PINNED_AGENTS = {f'agent-send "{r}\\n"': f"agent-port {port}" for r, port in PINNED_AGENTS.items()}
# Users come back to the region that served them first.
STICKY = {"balance roundrobin": "balance roundrobin\n    cookie region insert indirect nocache"}
STICKY_AGENT = STICKY | {"weight 225": f"weight 225 cookie {WEST}", "weight 75": f"weight 75 cookie {NORTH}"}
STICKY_HTTP = STICKY | {"weight 75": f"weight 75 cookie {WEST}", "weight 25": f"weight 25 cookie {NORTH}"}


def takes_no_new_users(haproxy):
    """By agent-check it is `up 0%` that a drained region gets, by HTTP 404."""
    status, weight = haproxy.status(WEST), haproxy.weight(WEST)
    return status.startswith("NOLB") if haproxy.file == HTTP else (status, weight) == ("UP", 0)


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

    def haproxy_by(self, file, replaced={}):
        here = {"192.0.2.11:80": self.api[WEST].at, "192.0.2.12:80": self.api[NORTH].at}
        asks = "agent-addr" if file == AGENT else "check addr"
        haproxy = Shipped(self, file, {**here, f"{asks} 127.0.0.1": f"{asks} {self.daemon.address}", **replaced})
        for region in REGIONS:
            haproxy.until(region, "UP", KNOWN_S)
        return haproxy

    def operator(self, *words):
        said = command(self.daemon, self.token, *words)
        self.assertEqual(0, said.returncode, said.stdout + said.stderr)


class EachWay(Regions):
    def test_a_region_that_fails_is_out_and_returns(self):
        ways = {"agent-check": self.haproxy_by(AGENT), "pinned agent": self.haproxy_by(AGENT, BY_PINNED_AGENTS),
                "GET and a string": self.haproxy_by(HTTP), "OPTIONS / HTTP/1.0": self.haproxy_by(DEFAULT_CHECK)}
        out_s = self.seconds_until(ways, "unhealthy", "DOWN")
        for haproxy in ways.values():
            self.assertEqual({NORTH}, haproxy.served_by())
        back_s = self.seconds_until(ways, "healthy", "UP")
        for how, haproxy in ways.items():
            print(f"\n  HAProxy by {how}: out after {out_s[how]:.1f} s, back after {back_s[how]:.1f} s", file=sys.stderr)
            wait_until(lambda: haproxy.served_by() == {WEST, NORTH}, NOTICED_S, "both serve again")

    def seconds_until(self, ways, service_is, status):
        """The quickest way first."""
        began = time.monotonic()
        self.api[WEST].be(service_is)
        return {how: haproxy.until(WEST, status) and time.monotonic() - began for how, haproxy in ways.items()}

    def test_what_was_done_at_the_command_line_survives_whatever_we_say_meanwhile(self):
        both = [self.haproxy_by(AGENT), self.haproxy_by(HTTP)]

        def drained():
            return all(haproxy.status(WEST).startswith("DRAIN") for haproxy in both)

        for haproxy in both:
            haproxy.cli(f"set server regions/{WEST} state drain")
        throughout(drained, QUIET_S, "drained")
        self.api[WEST].be("unhealthy")
        for haproxy in both:
            haproxy.until(WEST, "DOWN")
        self.api[WEST].be("healthy")
        wait_until(drained, NOTICED_S, "drained still")
        throughout(drained, QUIET_S, "drained still")
        for haproxy in both:
            self.assertEqual({NORTH}, haproxy.served_by())
            haproxy.cli(f"set server regions/{WEST} state ready")
            haproxy.until(WEST, "UP")

    def test_an_operators_drain_at_the_daemon_is_graceful(self):
        # New users go elsewhere, who is there already stays, who comes back is served; and it returns.
        both = [self.haproxy_by(AGENT, STICKY_AGENT), self.haproxy_by(HTTP, STICKY_HTTP)]
        known_there = [wait_until(lambda: self.user_of(WEST, haproxy), NOTICED_S, f"a user of {WEST}")[1] for haproxy in both]
        waiting_there = [self.waiting_in(WEST, haproxy, cookie) for haproxy, cookie in zip(both, known_there)]

        self.operator("drain", WEST, "--reason", "a drill")
        for haproxy, cookie in zip(both, known_there):
            self.until_drained(haproxy)
            self.assertEqual({NORTH}, haproxy.served_by())
            self.assertEqual(WEST, get(haproxy.url, headers={"Cookie": cookie}).json()["name"])
        self.api[WEST].finish_slow.set()
        for user in waiting_there:
            self.assertIn(WEST, user.makefile().read())

        self.api[WEST].be("unhealthy")
        for haproxy in both:
            haproxy.until(WEST, "DOWN")
        self.api[WEST].be("healthy")
        self.until_drained(both[0])
        self.assertEqual("DOWN", both[1].status(WEST)[:4], "by HTTP it is down until the drain is over: HAProxy takes no 404 for a return")
        self.operator("undo", WEST)
        for haproxy in both:
            wait_until(lambda: haproxy.served_by() == {WEST, NORTH}, NOTICED_S, "both serve again")
            self.assertEqual("UP", haproxy.status(WEST))

    def until_drained(self, haproxy):
        wait_until(lambda: takes_no_new_users(haproxy), NOTICED_S, f"{WEST} takes no new users")

    def user_of(self, region, haproxy):
        """The cookie of one whom this region served; nothing while another one does."""
        answer = get(haproxy.url)
        return answer.json()["name"] == region and answer.headers["set-cookie"].partition(";")[0]

    def waiting_in(self, region, haproxy, cookie):
        """A user whom the region has not answered yet."""
        user = socket.create_connection((haproxy.address, FRONT_PORT), timeout=20)
        self.addCleanup(user.close)
        before = self.api[region].slow_requests
        user.sendall(f"GET /slow HTTP/1.1\r\nHost: x\r\nCookie: {cookie}\r\nConnection: close\r\n\r\n".encode())
        wait_until(lambda: self.api[region].slow_requests > before, 10, "the request is there")
        return user


class ByAgent(Regions):
    def test_haproxy_shows_why(self):
        haproxy = self.haproxy_by(AGENT)
        self.api[WEST].be("unhealthy")
        haproxy.until(WEST, "DOWN (agent)")
        self.assertIn("all_flows_failed", haproxy.servers()[WEST]["last_agt"])

    def test_percentages_are_of_the_servers_weight(self):
        haproxy = self.haproxy_by(AGENT, {"weight 225": "weight 100"})
        haproxy.until_weight(WEST, 100)
        self.db[WEST].be("unhealthy")
        haproxy.until_weight(WEST, 80)
        self.assertEqual("UP", haproxy.status(WEST))
        self.assertEqual({WEST, NORTH}, haproxy.served_by())
        self.db[WEST].be("healthy")
        haproxy.until_weight(WEST, 100)

    def test_an_operators_slow_drain_takes_the_weight_away_bit_by_bit(self):
        haproxy, weights = self.haproxy_by(AGENT, {"weight 225": "weight 100"}), []
        haproxy.until_weight(WEST, 100)
        self.operator("drain", WEST, "--rate", "100%/min", "--reason", "a drill")

        def falls():
            weights.append(haproxy.weight(WEST))
            return weights[-1] <= 85

        wait_until(falls, NOTICED_S, "the weight falls")
        self.assertEqual(sorted(weights, reverse=True), weights)
        self.assertGreater(weights[-1], 50, "bit by bit")
        self.assertEqual("UP", haproxy.status(WEST))
        self.assertEqual({WEST, NORTH}, haproxy.served_by())
        self.operator("undo", WEST)
        haproxy.until_weight(WEST, 100)

    def test_the_weights_that_we_ship_keep_the_regions_shares(self):
        haproxy = self.haproxy_by(AGENT)
        self.assertEqual([225, 75], [haproxy.weight(r) for r in REGIONS])
        self.db[WEST].be("unhealthy")
        haproxy.until_weight(WEST, 180)

    def test_with_haproxys_default_weight_a_degraded_region_is_out_which_is_why_we_warn(self):
        haproxy = self.haproxy_by(AGENT, {"weight 225 agent-send": "agent-send"})
        self.assertEqual(1, haproxy.weight(WEST))
        self.db[WEST].be("unhealthy")
        haproxy.until_weight(WEST, 0)
        self.assertEqual({NORTH}, haproxy.served_by())
        shipped = INTEGRATIONS / "haproxy"
        self.assertIn("Never the default, 1", (shipped / "agent-check.cfg").read_text())
        self.assertIn("weight 1", (shipped / "README.md").read_text())

    def test_a_name_that_is_not_there_changes_nothing_and_is_logged(self):
        haproxy = self.haproxy_by(AGENT, {f'agent-send "{WEST}\\n"': 'agent-send "atlantis\\n"'})
        self.daemon.process.wait_for_output("agent_asked_in_vain name=atlantis", KNOWN_S)
        throughout(lambda: haproxy.status(WEST) == "UP", QUIET_S, "up")

    def test_while_the_daemon_is_dead_the_last_verdicts_stay(self):
        haproxy = self.haproxy_by(AGENT)
        self.api[WEST].be("unhealthy")
        self.db[NORTH].be("unhealthy")
        haproxy.until(WEST, "DOWN")
        haproxy.until_weight(NORTH, 60)
        self.daemon.process.kill()
        self.api[WEST].be("healthy")

        def as_it_was():
            return haproxy.status(WEST).startswith("DOWN") and haproxy.status(NORTH) == "UP" and haproxy.weight(NORTH) == 60

        throughout(as_it_was, 2 * QUIET_S, "as it was told last")
        self.assertEqual({NORTH}, haproxy.served_by())
        self.assertEqual(0, haproxy.fail_open_served())


class ByHttp(Regions):
    def test_while_the_daemon_hangs_or_is_dead_the_backend_without_checks_takes_over(self):
        both = [self.haproxy_by(HTTP), self.haproxy_by(DEFAULT_CHECK)]
        self.all_regions_serve(both, through_fail_open=False)
        self.daemon.process.signal(signal.SIGSTOP)
        self.all_regions_are(both, "DOWN")
        self.all_regions_serve(both, through_fail_open=True)
        self.daemon.process.signal(signal.SIGCONT)
        self.all_regions_are(both, "UP")
        self.all_regions_serve(both, through_fail_open=False)
        self.daemon.process.kill()
        self.all_regions_are(both, "DOWN")
        self.all_regions_serve(both, through_fail_open=True)

    def all_regions_are(self, haproxys, status):
        for haproxy in haproxys:
            for region in REGIONS:
                haproxy.until(region, status)

    def all_regions_serve(self, haproxys, through_fail_open):
        for haproxy in haproxys:
            before = haproxy.fail_open_served()
            self.assertEqual({WEST, NORTH}, haproxy.served_by())
            self.assertEqual(through_fail_open, haproxy.fail_open_served() > before)


if __name__ == "__main__":
    unittest.main()
