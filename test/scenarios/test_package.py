"""The Debian package, as its users have it: built, installed, run as its own user, reloaded, upgraded, removed, purged."""

import configparser
import functools
import re
import subprocess
import unittest

from support.case import BIN, ROOT, Scenario
from support.chroot import Chroot
from support.processes import Process
from support.waiting import wait_until

RELEASE = ROOT / "build" / "release"
SETTINGS = "/etc/healthmodeld/settings.yaml"
EXPOSURE_LIMIT = 2.0  # of 10: what systemd-analyze calls OK
MODEL = """\
model: shop
regions: { north: {} }
flows: { browse: { needs: [page] } }
components: { page: { signals: { answers: { http: { url: "http://127.0.0.1:8640/livez" }, every: 1s, timeout: 500ms } } } }
"""


@functools.cache
def deb():
    """The package, made once for all tests."""
    done = subprocess.run(["cpack"], cwd=RELEASE, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return max((RELEASE / "package").glob("healthmodeld_*.deb"), key=lambda file: file.stat().st_mtime)


class Package(Scenario):
    def setUp(self):
        super().setUp()
        if BIN != RELEASE / "bin":
            self.skipTest("the package is made of the release build")
        self.machine = Chroot(self)
        self.ok("dpkg", "--install", deb())

    def ok(self, *words):
        code, output = self.machine.run(*words)
        self.assertEqual(0, code, f"{words}:\n{output}")
        return output

    def there(self, path):
        return self.machine.succeeds("test", "-e", path)

    def runs(self):
        self.machine.write("/etc/healthmodeld/models/shop.yaml", MODEL)
        return self.machine.start(
            "setpriv", "--reuid=healthmodeld", "--regid=healthmodeld", "--clear-groups", "--no-new-privs",
            "healthmodeld", "run", "/etc/healthmodeld/models", "--settings", SETTINGS, name="installed")

    def test_is_installed_with_its_user_and_files(self):
        self.assertIn("/var/lib/healthmodeld", self.ok("getent", "passwd", "healthmodeld"))
        self.assertEqual("640 healthmodeld", self.ok("stat", "-c", "%a %G", SETTINGS).strip())
        self.assertIn("healthmodeld", self.ok("healthmodeld", "--version"))
        files = self.ok("dpkg", "--listfiles", "healthmodeld")
        for wanted in ("/usr/share/man/man1/healthmodeld.1", "/usr/share/healthmodeld/model.schema.json", "/usr/share/doc/healthmodeld/LICENSE", "/usr/lib/systemd/system/healthmodeld.service"):
            self.assertIn(wanted, files)

    def test_systemd_has_nothing_to_complain_of_and_the_service_can_do_little(self):
        self.assertEqual("", self.ok("systemd-analyze", "verify", "--man=no", "healthmodeld.service"))
        report = self.ok("systemd-analyze", "security", "--offline=yes", "--no-pager", "healthmodeld.service")
        exposure = float(re.search(r"Overall exposure level .*: ([0-9.]+)", report).group(1))
        print(f"\n  exposure level {exposure}")
        self.assertLessEqual(exposure, EXPOSURE_LIMIT)

    def test_the_service_is_started_again_however_often_it_ends(self):
        unit = configparser.RawConfigParser(strict=False, interpolation=None)
        unit.optionxform = str
        unit.read_string(self.ok("cat", "/usr/lib/systemd/system/healthmodeld.service"))
        self.assertEqual("always", unit["Service"]["Restart"])
        self.assertEqual("0", unit["Unit"].get("StartLimitIntervalSec"), "else five failures within 10 s are the last")

    def test_the_service_starts_with_what_the_daemon_takes_for_a_model(self):
        for name, starts in (("README", False), ("shop.yaml", True), ("shop.yml", True)):
            with self.subTest(name):
                file = f"/etc/healthmodeld/models/{name}"
                self.machine.write(file, MODEL)
                self.assertEqual(starts, self.machine.succeeds("systemd-analyze", "condition", "--unit=healthmodeld.service"))
                self.assertEqual(starts, self.machine.succeeds("healthmodeld", "check", "/etc/healthmodeld/models"))
                self.ok("rm", file)

    def test_runs_as_its_user_and_is_reloaded(self):
        daemon = self.runs()
        self.machine.until_answers("http://127.0.0.1:8640/readyz")
        self.machine.until_answers("http://127.0.0.1:8642/health/north")
        uid = self.ok("id", "--user", "healthmodeld").strip()
        pid = self.ok("pgrep", "--exact", "--uid", "healthmodeld", "healthmodeld").strip()
        self.assertRegex(self.ok("cat", f"/proc/{pid}/status"), rf"Uid:\s+{uid}\s")
        self.machine.write("/etc/healthmodeld/models/shop.yaml", MODEL.replace("browse", "look"))
        self.ok("kill", "-HUP", pid)
        wait_until(lambda: "reload" in daemon.output(), 5, "it reloads")
        self.ok("kill", pid)
        daemon.wait(10)

    def test_an_upgrade_keeps_what_was_configured_and_a_purge_leaves_nothing(self):
        self.machine.write(SETTINGS, "region: north\n")
        self.ok("dpkg", "--install", deb())
        self.assertEqual("region: north\n", self.ok("cat", SETTINGS))
        self.ok("dpkg", "--remove", "healthmodeld")
        self.assertFalse(self.there("/usr/bin/healthmodeld"))
        self.assertTrue(self.there(SETTINGS), "a removal keeps the configuration")
        self.ok("dpkg", "--purge", "healthmodeld")
        for gone in (SETTINGS, "/etc/healthmodeld", "/var/lib/healthmodeld", "/usr/share/doc/healthmodeld", "/usr/share/healthmodeld", "/usr/lib/systemd/system/healthmodeld.service"):
            self.assertFalse(self.there(gone), gone)

    def test_an_upgrade_goes_well_where_the_settings_were_deleted(self):
        self.ok("rm", SETTINGS)
        self.ok("dpkg", "--install", deb())
        self.assertFalse(self.there(SETTINGS), "it stays deleted")
        self.assertIn("install ok installed", self.ok("dpkg", "--status", "healthmodeld"))
        self.assertEqual("healthmodeld", self.ok("stat", "-c", "%G", "/etc/healthmodeld").strip())

    def test_cmake_install_goes_where_it_is_told(self):
        prefix = self.directory / "elsewhere"
        done = subprocess.run(["cmake", "--install", RELEASE, "--component", "daemon", "--prefix", prefix], capture_output=True, text=True)
        self.assertEqual(0, done.returncode, done.stderr)
        self.assertTrue((prefix / "bin" / "healthmodeld").exists())
        self.assertIn(f"ExecStart={prefix}/bin/healthmodeld run", (prefix / "lib/systemd/system/healthmodeld.service").read_text())
        version = Process([prefix / "bin" / "healthmodeld", "--version"], self.directory, "version")
        version.wait(5)
        self.assertIn("healthmodeld", version.output())


if __name__ == "__main__":
    unittest.main()
