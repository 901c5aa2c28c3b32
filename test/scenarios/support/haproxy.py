"""HAProxy in front of the regions: it asks the daemon whether each may take traffic, and sends users to those that may."""

import socket

from support.case import INTEGRATIONS
from support.network import free_address
from support.waiting import wait_until
from support.web import get

FRONT_PORT = 8080
NOTICED_S = 40  # the longest that a change of ours may take
USERS = 20      # who are served by turns

# The server's name is the region's, so that one line asks for each region by its own path. Requests whose connection is
# refused go to another region at once: nothing of them was read, so that even a comment may be sent again. Whoever waits
# for a region when it is taken out is told so then, and need not wait for a dead one.
CONFIGURATION = """\
global
    stats socket {socket} mode 600 level admin
    maxconn 2000
defaults
    mode http
    timeout connect 1s
    timeout client 10s
    timeout server 5s
    retries 2
    option redispatch 1
    option abortonclose
frontend users
    bind {address}:{port}
    default_backend regions
backend regions
    balance roundrobin
    option httpchk
    http-check send meth GET uri-lf /health/%[srv_name]
    http-check expect status 200
    default-server check addr {daemon} port {daemon_port} inter 1s fall 2 rise 2 on-marked-down shutdown-sessions
{servers}
"""


# Each region is asked at its own front end, the way of most configurations in the wild.
ASKS_THE_APPLICATION = CONFIGURATION.replace("""\
    option httpchk
    http-check send meth GET uri-lf /health/%[srv_name]
    http-check expect status 200
    default-server check addr {daemon} port {daemon_port} inter 1s""", """\
    option httpchk HEAD /health
    http-check expect status 200
    default-server check inter 1s""")


def servers_of(stats_socket, backend):
    """What HAProxy says of each server of a backend: column → value, as in its table of statistics."""
    header, *rows = cli(stats_socket, "show stat").lstrip("# ").splitlines()
    names = header.split(",")
    rows = [dict(zip(names, row.split(","))) for row in rows if row]
    return [r for r in rows if r["pxname"] == backend and r["svname"] != "BACKEND"]


def cli(stats_socket, command):
    """What HAProxy answers to a command of its command line."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(2)
        connection.connect(str(stats_socket))
        connection.sendall(command.encode() + b"\n")
        return b"".join(iter(lambda: connection.recv(65536), b"")).decode()


class Shipped:
    """HAProxy by one of the configurations in config/integrations/haproxy: `replaced` are the addresses of this machine."""

    def __init__(self, scenario, file, replaced):
        self.file, self.address = file, free_address((FRONT_PORT,))
        name = f"haproxy-{self.address}"
        self.socket = scenario.directory / f"{name}.sock"
        text = (INTEGRATIONS / "haproxy" / file).read_text()
        here = {"/run/haproxy/admin.sock": str(self.socket), "bind 0.0.0.0:80": f"bind {self.address}:{FRONT_PORT}"}
        for old, new in {**here, **replaced}.items():
            assert old in text, f"{file} has no {old!r}"
            text = text.replace(old, new)
        self.process = scenario.start(["/usr/sbin/haproxy", "-db", "-f", scenario.file(f"{name}.cfg", text)], name)
        wait_until(lambda: self.servers(), 10, "HAProxy answers on its socket")

    @property
    def url(self):
        return f"http://{self.address}:{FRONT_PORT}"

    def cli(self, command):
        return cli(self.socket, command)

    def servers(self, backend="regions"):
        """Region → what HAProxy says of it."""
        return {row["svname"]: row for row in servers_of(self.socket, backend)}

    def status(self, region):
        return self.servers()[region]["status"]

    def weight(self, region):
        return int(self.servers()[region]["weight"])

    def until(self, region, status, limit_s=NOTICED_S):
        """Until it shows a region like this; how long that took."""
        return wait_until(lambda: self.status(region).startswith(status), limit_s, f"{region} is {status}")[0]

    def until_weight(self, region, weight):
        wait_until(lambda: self.weight(region) == weight, NOTICED_S, f"the weight of {region} is {weight}")

    def served_by(self):
        """The names of the services that answer its users, each of whom must be answered well."""
        answers = [get(self.url) for _ in range(USERS)]
        assert {a.status for a in answers} == {200}, answers
        return {a.json()["name"] for a in answers}

    def fail_open_served(self):
        """How many users the backend without checks got."""
        return sum(int(row["stot"]) for row in self.servers("regions_fail_open").values())


class HAProxy:
    def __init__(self, scenario, stamps, daemon_address=None, daemon_port=None, template=CONFIGURATION):
        self.address = free_address((FRONT_PORT,))
        self.socket = scenario.directory / "haproxy.sock"
        servers = "\n".join(
            f"    server {s.region} {s.front_end.removeprefix('http://')} weight {weight}" for s, weight in stamps)
        configuration = scenario.file("haproxy.cfg", template.format(
            socket=self.socket, address=self.address, port=FRONT_PORT, daemon=daemon_address, daemon_port=daemon_port,
            servers=servers))
        self.process = scenario.start(["/usr/sbin/haproxy", "-db", "-f", configuration], "haproxy")
        wait_until(lambda: self.states(), 10, "HAProxy answers on its socket")

    @property
    def url(self):
        return f"http://{self.address}:{FRONT_PORT}"

    def states(self):
        """Region → "UP", "DOWN", or something like "UP 1/2" on the way."""
        return {s["svname"]: s["status"] for s in servers_of(self.socket, "regions")}

    def takes_out(self, region):
        return self.states()[region].startswith("DOWN")

    def lets_in(self, region):
        return self.states()[region].startswith("UP")
