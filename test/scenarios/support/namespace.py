"""Two network namespaces with a cable between them: the daemon in one, its targets in the other."""

import os
import subprocess

from support.web import Answer

HERE, THERE = "10.77.0.1", "10.77.0.2"  # more addresses of the targets follow
MASK = 24


def _run(*words):
    subprocess.run([str(w) for w in words], check=True, capture_output=True, text=True)


class Namespace:
    def __init__(self, scenario, name):
        scenario.needs_root("network namespaces")
        self.name = f"hm-{os.getpid()}-{name}"
        _run("ip", "netns", "add", self.name)
        scenario.addCleanup(_run, "ip", "netns", "del", self.name)
        self.run("ip", "link", "set", "lo", "up")

    @property
    def prefix(self):
        return ["ip", "netns", "exec", self.name]

    def run(self, *words):
        _run(*self.prefix, *words)

    def get(self, url):
        """As support.web.get, from within. Raises OSError when there is no answer."""
        done = subprocess.run(
            [*self.prefix, "curl", "--silent", "--max-time", "5", "--write-out", "\n%{http_code}", url],
            capture_output=True, text=True)
        if done.returncode != 0:
            raise OSError(f"no answer from {url}: curl says {done.returncode}")
        text, _, status = done.stdout.rpartition("\n")
        return Answer(int(status), {}, text)

    def accepts(self, address, port):
        try:
            self.get(f"http://{address}:{port}/")
            return True
        except OSError:
            return False


class Cable:
    """From the daemon's namespace to that of its targets, who have `addresses` there."""

    def __init__(self, here, there, addresses):
        self._there = there
        _run("ip", "link", "add", "cable", "netns", here.name, "type", "veth", "peer", "name", "cable", "netns", there.name)
        here.run("ip", "address", "add", f"{HERE}/{MASK}", "dev", "cable")
        here.run("ip", "link", "set", "cable", "up")
        for address in addresses:
            there.run("ip", "address", "add", f"{address}/{MASK}", "dev", "cable")
        self.mend()

    def cut(self):
        """At the far end: from here everything falls silent, and nothing here says why."""
        self._there.run("ip", "link", "set", "cable", "down")

    def mend(self):
        self._there.run("ip", "link", "set", "cable", "up")
