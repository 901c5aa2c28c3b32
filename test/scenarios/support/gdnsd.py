"""gdnsd by the configuration that we ship, answering for www.example.com."""

import shutil
import subprocess

from support.case import INTEGRATIONS
from support.network import free_address
from support.waiting import wait_until

PORT = 5353


class Gdnsd:
    """`addresses` are the regions', in the order of the configuration's 192.0.2.11, .12."""

    def __init__(self, scenario, addresses):
        self.address = free_address((PORT,))
        self.folder = scenario.directory / "gdnsd"
        shutil.copytree(INTEGRATIONS / "gdnsd" / "zones", self.folder / "zones")
        text = (INTEGRATIONS / "gdnsd" / "config").read_text()
        for old, new in {"listen => 192.0.2.53": f"listen => {self.address}:{PORT}\n  run_dir => {self.folder}/run\n  state_dir => {self.folder}/state",
                         "file => regions": f"file => {self.file}",
                         **{f"192.0.2.{11 + n}, ": f"{address}, " for n, address in enumerate(addresses)}}.items():
            assert old in text, old
            text = text.replace(old, new)
        (self.folder / "config").write_text(text)
        self.process = scenario.start(["/usr/sbin/gdnsd", "-c", self.folder, "start"], "gdnsd")
        wait_until(self.addresses, 10, "gdnsd answers")

    @property
    def file(self):
        """Which it reads of us."""
        return self.folder / "regions"

    def ask(self):
        """[(TTL, address)], as dig prints them."""
        outcome = subprocess.run(["/usr/bin/dig", "+noall", "+answer", "+tries=1", "+time=1", "-p", str(PORT), f"@{self.address}", "www.example.com"],
                                 capture_output=True, text=True, timeout=5)
        rows = [line.split() for line in outcome.stdout.splitlines() if line and not line.startswith(";")]
        return [(int(row[1]), row[4]) for row in rows if row[3] == "A"]

    def addresses(self, asked=1):
        """All that it says, asked several times: one address each time, by weight."""
        return {address for _ in range(asked) for _, address in self.ask()}
