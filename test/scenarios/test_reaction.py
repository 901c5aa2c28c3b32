"""What `healthmodeld budget` says of HAProxy and gdnsd, held against the real ones: no failover takes longer than its worst case."""

import json
import subprocess
import sys
import time
import unittest

from support.case import BIN, Scenario
from support.gdnsd import Gdnsd
from support.haproxy import Shipped
from support.healthmodel import AGENT_PORT, AT_ONCE, LB_PORT, SERVE_PORT, Daemon
from support.network import free_address
from support.target import Service, model_of
from support.waiting import wait_until

WEST, NORTH = "westeurope", "northeurope"
ADDRESSES = {WEST: "192.0.2.211", NORTH: "192.0.2.212"}
TRAFFIC = "traffic: { down_after: 3s, total_failure_after: 1s, up_after: 2s, min_down: 2s, max_down: 2s, ramp: 0s }\n"
SETTINGS = """\
exports:
  - gdnsd_extfile: {{ file: {file}, entries: {{ "{west}": westeurope, "{north}": northeurope }} }}
"""
FLIPS = 3
KNOWN_S = 20
LOOKED_S = 0.5  # between what is so and when this test sees it


class Reaction(Scenario):
    def watch(self, more=""):
        self.services = {region: Service(self, region) for region in (WEST, NORTH)}
        address = free_address((SERVE_PORT, LB_PORT, AGENT_PORT))
        agent = f'  - {{ listen: "{address}:{AGENT_PORT}", serves: agent }}\n'
        self.daemon = Daemon(self, model_of(self.services).replace(AT_ONCE, TRAFFIC), agent + more, address=address)
        self.daemon.until_ready()

    def worst_case(self, *consumer):
        command = [BIN / "healthmodeld", "budget", self.daemon.model_file, "--json", "--consumer", *consumer]
        outcome = subprocess.run(command, capture_output=True, text=True, timeout=30)
        self.assertEqual(0, outcome.returncode, outcome.stderr)
        west = json.loads(outcome.stdout)["flows"][0]["regions"][0]
        self.assertEqual(WEST, west["region"])
        return west["evict_if_all_fail_s"], west["restore_s"]  # the only flow is every flow

    def flip(self, what, is_out, is_back, worst):
        """Breaks and mends a region, and holds how long it takes until that is seen."""
        worst_out_s, worst_back_s = worst
        for _ in range(FLIPS):
            out_s = self.measured("unhealthy", is_out, worst_out_s)
            back_s = self.measured("healthy", is_back, worst_back_s)
            print(f"\n  {what}: out after {out_s:.1f} s of {worst_out_s:.1f}, back after {back_s:.1f} s of {worst_back_s:.1f}", file=sys.stderr)
            self.assertLessEqual(out_s, worst_out_s + LOOKED_S)
            self.assertLessEqual(back_s, worst_back_s + LOOKED_S)

    def measured(self, state, seen, worst_s):
        began = time.monotonic()
        self.services[WEST].be(state)
        wait_until(seen, 3 * worst_s, f"{state} is seen")
        return time.monotonic() - began

    def haproxy_by(self, file, **replaced):
        haproxy = Shipped(self, file, {"192.0.2.11:80": self.services[WEST].at, "192.0.2.12:80": self.services[NORTH].at, **replaced})
        for region in (WEST, NORTH):
            wait_until(lambda region=region: haproxy.status(region) == "UP", KNOWN_S, f"{region} is up")
        return haproxy

    def test_haproxy_by_agent_check(self):
        self.watch()
        haproxy = self.haproxy_by("agent-check.cfg", **{"agent-addr 127.0.0.1": f"agent-addr {self.daemon.address}"})
        self.flip("HAProxy by agent-check", lambda: haproxy.status(WEST).startswith("DOWN"), lambda: haproxy.status(WEST) == "UP",
                  self.worst_case("haproxy-agent"))

    def test_haproxy_by_http(self):
        self.watch()
        haproxy = self.haproxy_by("http-check.cfg", **{"check addr 127.0.0.1": f"check addr {self.daemon.address}"})
        self.flip("HAProxy by HTTP", lambda: haproxy.status(WEST).startswith("DOWN"), lambda: haproxy.status(WEST) == "UP",
                  self.worst_case("haproxy-http", "--rise", "1"))  # as in the file that we ship

    def test_gdnsd_by_the_file(self):
        (self.directory / "gdnsd").mkdir()
        file = self.directory / "gdnsd" / "regions"
        self.watch(more=SETTINGS.format(file=file, west=ADDRESSES[WEST], north=ADDRESSES[NORTH]))
        wait_until(file.exists, 5, "the file is there")
        gdnsd = Gdnsd(self, list(ADDRESSES.values()))
        both = lambda: gdnsd.addresses(8) == set(ADDRESSES.values())  # noqa: E731
        wait_until(both, KNOWN_S, "both regions are answered")
        self.flip("gdnsd", lambda: gdnsd.addresses(8) == {ADDRESSES[NORTH]}, both,
                  self.worst_case("gdnsd", "--ttl", "0s"))  # nobody remembers its answers here


if __name__ == "__main__":
    unittest.main()
