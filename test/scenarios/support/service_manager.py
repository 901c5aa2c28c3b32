"""What systemd would be to the daemon: a socket that hears how it is."""

import socket

from support.waiting import wait_until


class ServiceManager:
    def __init__(self, scenario, watchdog_s=None):
        self.path = str(scenario.directory / "notify.sock")
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(self.path)
        self._socket.setblocking(False)
        scenario.addCleanup(self._socket.close)
        self.environment = {"NOTIFY_SOCKET": self.path}
        if watchdog_s:
            self.environment["WATCHDOG_USEC"] = str(int(watchdog_s * 1e6))
        self.heard = []

    def listen(self):
        """All that was said so far, oldest first: each a list of lines."""
        while True:
            try:
                self.heard.append(self._socket.recv(4096).decode().splitlines())
            except BlockingIOError:
                return self.heard

    def times(self, line):
        return sum(line in said for said in self.listen())

    def until_said(self, line, times=1, limit_s=10):
        wait_until(lambda: self.times(line) >= times, limit_s, f"the daemon says {line} {times} times")
