"""The targets: nginx with one worker on 1,000 listening sockets, which answers 200 and "ok" to whatever is asked."""

import re

from measuring import model
from measuring.place import OTHER_CORE, on
from support.network import accepts, free_address
from support.waiting import wait_until
from support.web import get

COUNTERS_PORT, FIRST_PORT = 21000, 21001

CONFIGURATION = """\
daemon off;
master_process off;
pid {directory}/nginx.pid;
error_log {directory}/nginx-error.log;
events {{ worker_connections 19000; }}
http {{
    client_body_temp_path {directory}; proxy_temp_path {directory}; fastcgi_temp_path {directory};
    uwsgi_temp_path {directory}; scgi_temp_path {directory};
    log_format stamps '$msec $server_addr:$server_port$uri';
    access_log {log};
    keepalive_requests 1000000000;
    keepalive_timeout 300s;
    server {{ listen {counters}; access_log off; location / {{ stub_status; }} }}
    server {{
{listens}
        location / {{ return 200 "ok"; }}
    }}
}}
"""


class Targets:
    """`logged`: the log says when each was asked, in milliseconds."""

    def __init__(self, place, logged=False):
        a, b, c, _ = free_address((COUNTERS_PORT, FIRST_PORT)).split(".")
        self.networks = [f"{a}.{b}.{int(c) + r}" for r in range(model.REGIONS)]
        self._counters = f"{self.networks[0]}.1:{COUNTERS_PORT}"
        self.log = place.directory / "nginx-access.log"
        each = [f"{net}.{address}:{FIRST_PORT + port}" for net in self.networks
                for address in range(1, model.ADDRESSES + 1) for port in range(model.PORTS)]
        configuration = place.file("nginx.conf", CONFIGURATION.format(
            directory=place.directory, counters=self._counters, log=f"{self.log} stamps buffer=256k flush=1s" if logged else "off",
            listens="\n".join(f"        listen {listen} backlog=4096;" for listen in each)))
        self.process = place.start(
            [*on(OTHER_CORE), "/usr/sbin/nginx", "-c", configuration, "-p", place.directory], "nginx")
        wait_until(lambda: self.process.alive() and accepts(self.networks[-1] + ".1", FIRST_PORT), 20, "nginx listens")

    def answered(self):
        """Requests so far, with this one."""
        text = get(f"http://{self._counters}/").text
        return int(re.search(r"^ *\d+ +\d+ +(\d+)", text, re.MULTILINE).group(1))

    def listed(self, count):
        """(address, port) of so many probes' targets, the regions' in turn as the model has them."""
        each = count // model.REGIONS
        for net in self.networks:
            for n in range(each):
                address, port = model.target_at(n)
                yield f"{net}.{address}", FIRST_PORT + port
