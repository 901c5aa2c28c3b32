"""dnsmasq as the only name server: it knows the names it is given, and says NXDOMAIN to all others. `more` are options of
its own: other records, limits."""

import socket
import struct

from support.network import free_address
from support.waiting import wait_until

PORT = 5353


class Dnsmasq:
    def __init__(self, scenario, names, *more):
        self.scenario = scenario
        self.address = free_address((PORT,))
        self.arguments = [f"--host-record={name},{address}" for name, address in names.items()] + list(more)
        self.start()

    @property
    def server(self):
        return f"{self.address}:{PORT}"

    def start(self):
        self.process = self.scenario.start(
            ["/usr/sbin/dnsmasq", "--keep-in-foreground", "--conf-file=/dev/null", "--no-resolv", "--no-hosts", "--no-poll",
             "--bind-interfaces", f"--listen-address={self.address}", f"--port={PORT}", "--local=/#/", "--local-ttl=1",
             "--user=", "--pid-file=", "--log-queries", "--log-facility=-", *self.arguments], "dnsmasq")
        wait_until(self._answers, 10, "dnsmasq answers")

    def _answers(self):
        """A question for the root's name servers: any answer will do."""
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
            asking.settimeout(0.5)
            asking.connect((self.address, PORT))
            asking.send(struct.pack(">6HBHH", 1, 0x0100, 1, 0, 0, 0, 0, 2, 1))
            return len(asking.recv(512)) >= 12
