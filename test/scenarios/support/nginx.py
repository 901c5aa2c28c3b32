"""nginx as a good target: answers 200 and "ok" to whatever is asked."""

from support.network import accepts, free_address
from support.waiting import wait_until

PORT = 8081

CONFIGURATION = """\
daemon off;
master_process off;
pid {directory}/nginx.pid;
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
    def __init__(self, scenario):
        self.address = free_address((PORT,))
        configuration = scenario.file(
            "nginx.conf", CONFIGURATION.format(directory=scenario.directory, address=self.address, port=PORT))
        self.process = scenario.start(["/usr/sbin/nginx", "-c", configuration, "-p", scenario.directory], "nginx")
        wait_until(lambda: accepts(self.address, PORT), 10, "nginx listens")

    @property
    def url(self):
        return f"http://{self.address}:{PORT}"
