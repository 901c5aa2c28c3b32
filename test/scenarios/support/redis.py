"""A Redis server, and what it says to others than the daemon."""

import subprocess

from support.waiting import wait_until


class Redis:
    """`settings` are lines of a redis.conf. It is not started yet."""

    def __init__(self, scenario, name, address, port, *settings):
        self.scenario, self.name, self.address, self.port = scenario, name, address, port
        (scenario.directory / name).mkdir()
        self.settings = [f"bind {address}", f"port {port}", f"dir {scenario.directory / name}", "save ''", *settings]

    def start(self, *more):
        configuration = self.scenario.file(f"{self.name}.conf", "\n".join([*self.settings, *more]) + "\n")
        self.process = self.scenario.start(["/usr/bin/redis-server", configuration], self.name)
        return self

    def ask(self, *words, password=None):
        """What it answers to a command, as redis-cli writes it."""
        asked = subprocess.run(["/usr/bin/redis-cli", "-h", self.address, "-p", str(self.port), *words], capture_output=True,
                               text=True, timeout=10, env={"REDISCLI_AUTH": password} if password else {})
        return asked.stdout.strip()

    def until_it_says(self, expected, *words, password=None):
        wait_until(lambda: expected in self.ask(*words, password=password), 20, f"{self.name} says {expected} to {words}")
