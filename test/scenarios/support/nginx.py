"""nginx as a good target: answers 200 and "ok" to whatever is asked."""

from support.network import accepts, free_address
from support.waiting import wait_until

PORT = 8081

CONFIGURATION = """\
daemon off;
master_process off;
pid {directory}/nginx-{address}.pid;
error_log {directory}/nginx-error.log;
events {{ worker_connections 256; }}
http {{
    access_log {directory}/nginx-access.log;
    client_body_temp_path {directory}; proxy_temp_path {directory}; fastcgi_temp_path {directory};
    uwsgi_temp_path {directory}; scgi_temp_path {directory};
    server {{ listen {address}:{port}; location / {{ return 200 "ok"; }} }}
}}
"""


class Nginx:
    """On an address of its own; `within`: the namespace it runs in, at an address that is there."""

    def __init__(self, scenario, address=None, within=None):
        self.address = address or free_address((PORT,))
        configuration = scenario.file(
            f"nginx-{self.address}.conf",
            CONFIGURATION.format(directory=scenario.directory, address=self.address, port=PORT))
        self._scenario, self._within = scenario, within
        self._command = ["/usr/sbin/nginx", "-c", configuration, "-p", scenario.directory]
        self.start()

    def start(self):
        within = self._within
        self.process = self._scenario.start((within.prefix if within else []) + self._command, f"nginx-{self.address}")
        wait_until(lambda: within.accepts(self.address, PORT) if within else accepts(self.address, PORT), 10, "nginx listens")

    @property
    def url(self):
        return f"http://{self.address}:{PORT}"
