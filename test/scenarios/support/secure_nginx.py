"""nginx with several TLS servers, each on a port of its own, that answer 200 and "ok"."""

from support.network import accepts
from support.waiting import wait_until

FIRST_PORT = 8443

CONFIGURATION = """\
daemon off;
master_process off;
pid {directory}/secure-nginx.pid;
error_log {directory}/secure-nginx-error.log;
events {{ worker_connections 256; }}
http {{
    log_format sessions '$server_port $ssl_session_reused';
    access_log {directory}/secure-nginx-access.log sessions;
    client_body_temp_path {directory}; proxy_temp_path {directory}; fastcgi_temp_path {directory};
    uwsgi_temp_path {directory}; scgi_temp_path {directory};
{servers}
}}
"""

SERVER = """\
    server {{
        listen {address}:{port} ssl;
        ssl_certificate {identity.certificate_file}; ssl_certificate_key {identity.key_file};
        ssl_protocols TLSv1.2 TLSv1.3;
        {more}
        location / {{ return 200 "ok"; }}
    }}
"""


class SecureNginx:
    """`servers`: name → (identity, more lines of its server block). At an address where the ports that they take are free."""

    def __init__(self, scenario, address, servers):
        self.address = address
        self.ports = {name: FIRST_PORT + n for n, name in enumerate(servers)}
        blocks = "".join(SERVER.format(address=self.address, port=self.ports[name], identity=identity, more=more)
                         for name, (identity, more) in servers.items())
        configuration = scenario.file(
            "secure-nginx.conf", CONFIGURATION.format(directory=scenario.directory, servers=blocks))
        self._log = scenario.directory / "secure-nginx-access.log"
        self.process = scenario.start(["/usr/sbin/nginx", "-c", configuration, "-p", scenario.directory], "secure-nginx")
        wait_until(lambda: all(accepts(self.address, p) for p in self.ports.values()), 10, "nginx listens")

    def url(self, name):
        return f"https://{self.address}:{self.ports[name]}/"

    def sessions(self, name):
        """Of each request to this server, whether its session was resumed."""
        lines = self._log.read_text().splitlines() if self._log.exists() else []
        return [line.endswith(" r") for line in lines if line.startswith(f"{self.ports[name]} ")]
