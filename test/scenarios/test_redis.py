"""Redis 7: who may not in, may not write, must wait or is gone gets the server's own words; and what a probe writes goes by
itself."""

import json
import os
import signal
import socket
import time
import unittest

from support.case import Scenario
from support.certificates import make
from support.healthmodel import Daemon
from support.network import free_address
from support.redis import Redis
from support.waiting import wait_until

MAIN, SECURE, REPLICA, WITHOUT_AUTH, FULL = PORTS = range(6379, 6384)

# Of the default user, of one who may write below prober:, of one who may only read; and one that is nobody's.
OWNER, WRITER, READER, NOBODYS = PASSWORDS = [f"zq{n}-Password-Xk" for n in range(4)]
WRITES = f"user prober on >{WRITER} ~prober:* ~config:* +ping +select +exists +get +set"
READS = f"user reader on >{READER} ~* +ping +exists +get"

MODEL = """\
model: shop
regions: {{ north: {{}} }}
defaults: {{ signal: {{ every: 1s, timeout: 900ms, rise: 1, fall: 1, fast_every: 1s }} }}
flows: {{ order: {{ needs: [{names}] }} }}
components:
{components}"""

COMPONENT = '  {name}: {{ signals: {{ cache: {{ redis: {{ address: "{address}:{port}", {more} }} }} }} }}\n'

AS_OWNER = 'password: "${file:owner}"'
AS_WRITER = 'user: prober, password: "${file:writer}"'
AS_READER = 'user: reader, password: "${file:reader}"'

# Component → (port, what else is said in the model, reason, how the words begin).
ENDS = {
    "unnamed": (MAIN, "", "body_mismatch", "PING: NOAUTH Authentication required."),
    "owner": (MAIN, AS_OWNER, "ok", ""),
    "writer": (MAIN, AS_WRITER + ", database: 1, exists: config:version, write: { key: prober:north, ttl: 30s }", "ok", ""),
    "stranger": (MAIN, 'password: "${file:nobodys}"', "body_mismatch", "AUTH: WRONGPASS invalid username-password pair"),
    "other-user": (MAIN, 'user: reader, password: "${file:nobodys}"', "body_mismatch", "AUTH: WRONGPASS invalid"),
    "keyless": (MAIN, AS_OWNER + ", exists: config:nothing", "body_mismatch", "EXISTS: no such key: config:nothing"),
    "out-of-range": (MAIN, AS_OWNER + ", database: 99", "body_mismatch", "SELECT: ERR DB index is out of range"),
    "confined": (MAIN, AS_WRITER + ", write: other:north", "body_mismatch",
                 "SET: NOPERM this user has no permissions to access one of the keys used as arguments"),
    "reader": (MAIN, AS_READER, "ok", ""),
    "reader-writes": (MAIN, AS_READER + ", write: prober:north", "body_mismatch",
                      "SET: NOPERM this user has no permissions to run the 'set' command"),
    "replica": (REPLICA, AS_OWNER + ", exists: there", "ok", ""),
    "replica-written": (REPLICA, AS_OWNER + ", write: prober:north", "body_mismatch",
                        "SET: READONLY You can't write against a read only replica."),
    "secure": (SECURE, AS_OWNER + ", tls: { ca: Test-CA.crt, expected_name: redis.test }", "ok", ""),
    "misnamed": (SECURE, AS_OWNER + ", tls: { ca: Test-CA.crt, expected_name: cache.test }", "tls_name_mismatch",
                 "cache.test is not among the names of the certificate: redis.test"),
    "untrusted": (SECURE, AS_OWNER + ", tls: { expected_name: redis.test }", "tls_untrusted",
                  "self-signed certificate in certificate chain: CN=Test CA"),
    "plainly-asked": (SECURE, AS_OWNER, "closed", ""),
    "without-auth": (WITHOUT_AUTH, AS_OWNER, "body_mismatch",
                     "AUTH: ERR unknown command 'AUTH', with args beginning with: '***'"),
    "full": (FULL, "", "body_mismatch", "PING: ERR max number of clients reached"),
}


class RedisServers(Scenario):
    def setUp(self):
        super().setUp()
        self.address = free_address(PORTS)
        for name, secret in zip(("owner", "writer", "reader", "nobodys"), PASSWORDS):
            self.file(name, secret + "\n")
        self.main = self.server("main", MAIN, f"requirepass {OWNER}", WRITES, READS)

    def server(self, name, port, *settings):
        return Redis(self, name, self.address, port, *settings)

    def replica(self):
        """It has nothing to say while its master is away."""
        return self.server("replica", REPLICA, f"requirepass {OWNER}", f"replicaof {self.address} {MAIN}",
                           f"masterauth {OWNER}", "replica-serve-stale-data no", "repl-diskless-sync-delay 0")

    def start_daemon(self, components):
        lines = [COMPONENT.format(name=name, address=self.address, port=port, more=more)
                 for name, (port, more, *_) in components.items()]
        self.daemon = Daemon(self, MODEL.format(names=", ".join(components), components="".join(lines)))
        self.daemon.until_ready()

    def ask_main(self, *words):
        return self.main.ask(*words, password=OWNER)

    def until_main_runs(self):
        self.main.until_it_says("PONG", "ping", password=OWNER)

    def until(self, name, reason, words):
        self.daemon.until_run(f"{name}@north", "cache", reason, words, 30)


class Ends(RedisServers):
    def start_servers(self):
        ca = make(self, "Test CA", authority=True)
        redis = make(self, "redis", ["redis.test"], issuer=ca)
        self.main.start(f"tls-port {SECURE}", f"tls-cert-file {redis.certificate_file}", f"tls-key-file {redis.key_file}",
                        f"tls-ca-cert-file {ca.certificate_file}", "tls-auth-clients no")
        self.until_main_runs()
        self.ask_main("-n", "1", "set", "config:version", "7")
        self.ask_main("set", "there", "yes")
        replica = self.replica().start()
        replica.until_it_says("yes", "get", "there", password=OWNER)
        self.server("without-auth", WITHOUT_AUTH, 'rename-command AUTH ""').start().until_it_says("PONG", "ping")
        self.server("full", FULL, "maxclients 1").start().until_it_says("PONG", "ping")
        # The one connection that it takes.
        guest = socket.create_connection((self.address, FULL))
        self.addCleanup(guest.close)

    def test_each_has_its_reason_in_the_words_of_the_server(self):
        self.start_servers()
        self.start_daemon(ENDS)
        for name, (_, _, reason, words) in ENDS.items():
            with self.subTest(name):
                self.until(name, reason, words)
        self.assertIn("tls_ms", self.daemon.signal("secure@north", "cache")["observations"][0]["phases"])
        self.assertEqual("0", self.ask_main("exists", "prober:north", "other:north"), "who may not write has not written")
        self.no_password_is_shown()

    def no_password_is_shown(self):
        paths = [f"/api/v1/signals/{name}@north/cache" for name in ENDS] + [f"/api/v1/nodes/{name}@north" for name in ENDS]
        for path in ["/metrics", "/api/v1/model", *paths]:
            answer = self.daemon.get(path)
            self.hidden(path, answer.text + json.dumps(answer.headers))
        self.assertEqual(0, self.daemon.process.stop())
        self.hidden("the log", self.daemon.process.output())

    def hidden(self, where, text):
        for password in PASSWORDS:
            self.assertNotIn(password[:3], text, f"a password in {where}")


class Writes(RedisServers):
    """The key of a probe, looked at by another client."""

    def key(self, command):
        return self.ask_main("-n", "2", command, "prober:north")

    def test_what_is_written_changes_with_each_run_and_goes_by_itself(self):
        self.main.start()
        self.until_main_runs()
        self.main.ask("acl", "setuser", "prober", "+@all", password=OWNER)
        self.start_daemon({"writer": (MAIN, AS_WRITER + ", database: 2, write: { key: prober:north, ttl: 3s }")})
        self.until("writer", "ok", "")
        first = wait_until(lambda: self.key("get"), 20, "the key is there")[1]
        wait_until(lambda: self.key("get") not in ("", first), 20, "the next run writes another value")
        left_ms = int(self.key("pttl"))
        self.assertTrue(0 < left_ms <= 3000, left_ms)

        self.assertEqual(0, self.daemon.process.stop())
        left_s = int(self.key("pttl")) / 1000
        stopped = time.monotonic()
        self.assertGreater(left_s, 0, "it outlives the daemon")
        wait_until(lambda: self.key("exists") == "0", 20, "it is gone")
        self.assertGreater(time.monotonic() - stopped, left_s - 1, "not before its time")
        self.assertEqual("0", self.ask_main("-n", "2", "dbsize"))


class Troubles(RedisServers):
    def grow(self):
        """So many keys that it takes a while to load them."""
        self.ask_main("eval", "for i = 1, 80 do redis.call('set', 'k' .. i, string.rep('x', 2048)) end", "0")
        self.assertEqual("OK", self.ask_main("save"))

    def test_gone_loading_and_hung(self):
        self.main.settings.append("rdbcompression no")
        self.main.start()
        self.until_main_runs()
        self.grow()
        replica = self.replica().start()
        replica.until_it_says("PONG", "ping", password=OWNER)
        self.start_daemon({"main": (MAIN, AS_OWNER), "replica": (REPLICA, AS_OWNER)})
        self.until("main", "ok", "")
        self.until("replica", "ok", "")

        self.main.process.kill()
        self.until("main", "connect_refused", "")
        self.until("replica", "body_mismatch", "PING: MASTERDOWN Link with MASTER is down")

        # Each key takes 100 ms to load, and it answers in between.
        self.main.start("key-load-delay 100000", "loading-process-events-interval-bytes 1024")
        self.until("main", "body_mismatch", "PING: LOADING Redis is loading the dataset in memory")
        self.until("main", "ok", "")
        self.until("replica", "ok", "")

        self.main.process.signal(signal.SIGSTOP)
        self.until("main", "timeout", "no complete answer in time")
        os.kill(self.main.process.pid, signal.SIGCONT)
        self.until("main", "ok", "")


if __name__ == "__main__":
    unittest.main()
