"""A machine of our own to install things on: this one's files below an overlay, with its own mounts and its own loopback."""

import subprocess

from support.waiting import wait_until

SET_UP = """\
set -eu
mount -t tmpfs tmpfs "$1"
mkdir "$1/upper" "$1/work" "$1/root"
mount -t overlay overlay -o "lowerdir=/,upperdir=$1/upper,workdir=$1/work" "$1/root"
mount -t proc proc "$1/root/proc"
mount --rbind /dev "$1/root/dev"
mount -t tmpfs tmpfs "$1/root/run"
ip link set lo up
echo ready
exec sleep 600
"""


class Chroot:
    def __init__(self, scenario):
        scenario.needs_root("a machine of its own")
        directory = scenario.directory / "chroot"
        directory.mkdir()
        self._root = directory / "root"
        self._keeper = scenario.start(
            ["unshare", "--mount", "--net", "sh", "-c", SET_UP, "sh", directory], "chroot")
        self._keeper.wait_for_output("ready", 10)
        self._scenario = scenario

    def command(self, *words):
        return ["nsenter", "--target", self._keeper.pid, "--mount", "--net", "chroot", self._root, *words]

    def run(self, *words):
        """(exit code, what it printed)"""
        done = subprocess.run([str(w) for w in self.command(*words)], capture_output=True, text=True, timeout=60)
        return done.returncode, done.stdout + done.stderr

    def start(self, *words, name):
        return self._scenario.start(self.command(*words), name)

    def succeeds(self, *words):
        return self.run(*words)[0] == 0

    def write(self, path, text):
        subprocess.run([str(w) for w in self.command("tee", path)], input=text, text=True, check=True, stdout=subprocess.DEVNULL)

    def until_answers(self, url, limit_s=10):
        return wait_until(lambda: self.succeeds("curl", "--silent", "--fail", url), limit_s, f"{url} answers")
