#!/usr/bin/env python3
"""A real stamp on an own loopback address: every fault, the way of a comment, death and revival, a clean end.

usage: smoke.py STAMP LOAD [unittest arguments]
"""

import contextlib
import http.client
import json
import os
import random
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import unittest

STAMP, LOAD = "", ""
WINDOW = "4s"  # of the figures: what was done must still be in it when a busy machine comes to read them
PORTS = {
    name: 9200 + offset
    for offset, name in enumerate(
        ["control", "front-end", "catalog-api", "background-processor", "cosmos-db", "event-hubs", "blob-storage",
         "key-vault", "container-registry", "third-party-api"])
}
SHARED = ["container-registry", "third-party-api"]
FIELDS = {
    "front-end": ["requests_per_s", "errors_per_min", "avg_latency_ms"],
    "catalog-api": ["requests_per_s", "exceptions_per_s", "avg_processing_ms"],
    "background-processor": ["failures_per_min", "avg_queue_ms", "avg_processing_ms", "processed_per_s",
                             "unannounced_per_min"],
    "cosmos-db": ["reads_per_s", "writes_per_s", "avg_read_ms", "avg_write_ms", "dtu_utilisation"],
    "event-hubs": ["in_per_s", "out_per_s", "backlog"],
    "blob-storage": ["requests_per_s", "avg_latency_ms", "failures_per_min"],
    "key-vault": ["requests_per_s", "failures_per_min"],
}
SHARED_FIELDS = {
    "container-registry": ["requests_per_s", "failures_per_min"],
    "third-party-api": ["requests_per_s", "accepted_per_s", "failures_per_min"],
}


def free_address():
    """An address of 127/8 on which none of our ports is taken."""
    for _ in range(50):
        address = f"127.{random.randint(16, 250)}.{random.randint(1, 250)}.1"
        with contextlib.ExitStack() as stack:
            try:
                for port in PORTS.values():
                    stack.enter_context(socket.socket()).bind((address, port))
            except OSError:
                continue
            return address
    raise RuntimeError("no free loopback address")


class Stamp:
    """A region, by default without checks of its own, which would blur the figures (their tests are a scenario,
    test_health_endpoint.py); with what=["--shared"] what all regions share."""

    def __init__(self, *arguments, what=("--region", "testland", "--no-health")):
        self.address = free_address()
        self.process = subprocess.Popen(
            [STAMP, *what, "--address", self.address, "--window", WINDOW, "--parent-guard", *arguments],
            stdout=subprocess.PIPE, text=True)
        self.first_line = self.process.stdout.readline()

    def requests(self, service, what):
        return self.get("control", "/requests")[1][service].get(what, 0)

    def ask(self, service, method, path, body=None, timeout=3):
        """(status, parsed JSON or text); raises OSError or HTTPException when there is no answer."""
        connection = http.client.HTTPConnection(self.address, PORTS[service], timeout=timeout)
        with contextlib.closing(connection):
            connection.request(method, path, None if body is None else json.dumps(body))
            answer = connection.getresponse()
            text = answer.read().decode()
            is_json = answer.headers.get("Content-Type") == "application/json"
            return answer.status, json.loads(text) if is_json else text

    def get(self, service, path, **more):
        return self.ask(service, "GET", path, **more)

    def stats(self, service):
        status, body = self.get(service, "/stats")
        assert status == 200, (status, body)
        return body

    def fault(self, service, **fault):
        status, body = self.ask("control", "PUT", f"/faults/{service}", fault)
        assert status == 200, (status, body)

    def heal(self):
        assert self.ask("control", "DELETE", "/faults")[0] == 200

    def comment(self, text):
        return self.ask("front-end", "POST", "/api/items/1/comments", {"author": "smoke", "text": text})

    def texts(self):
        return [c["text"] for c in self.get("cosmos-db", "/items/1/comments")[1]["comments"]]

    def end(self, by=signal.SIGTERM):
        """Seconds that the end took."""
        began = time.monotonic()
        self.process.send_signal(by)
        try:
            self.process.wait(5)
        finally:
            if self.process.poll() is None:
                self.process.kill()
                self.process.wait()
            self.process.stdout.close()
        return time.monotonic() - began


def eventually(condition, within=10.0):
    """The first true value of condition(), or its last one."""
    deadline = time.monotonic() + within
    while True:
        value = condition()
        if value or time.monotonic() > deadline:
            return value
        time.sleep(0.05)


class RunningStamp(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.data = tempfile.TemporaryDirectory()
        cls.shared = Stamp(what=["--shared"])
        cls.stamp = Stamp("--data", cls.data.name, "--shared-at", cls.shared.address)

    @classmethod
    def tearDownClass(cls):
        cls.stamp.end()
        cls.shared.end()
        cls.data.cleanup()

    def setUp(self):
        # As after a restart: nothing is measured yet.
        for process in [self.shared, self.stamp]:
            process.heal()
            process.ask("control", "POST", "/kill")
            process.ask("control", "POST", "/revive")

    def no_answer(self, service, path, timeout=0.7):
        with self.assertRaises((OSError, http.client.HTTPException)):
            self.stamp.get(service, path, timeout=timeout)


class Services(RunningStamp):
    def test_each_service_publishes_exactly_its_figures_as_numbers(self):
        for service, fields in FIELDS.items():
            figures = self.stamp.stats(service)
            self.assertEqual(list(figures), fields, service)
            self.assertTrue(all(isinstance(v, (int, float)) for v in figures.values()), figures)

    def test_the_page_shows_the_items_and_the_logo(self):
        status, page = self.stamp.get("front-end", "/")
        self.assertEqual(status, 200)
        self.assertIn("Alpine Trail", page)
        self.assertIn('src="/logo.svg?v=', page)
        self.assertIn("testland", page)
        status, logo = self.stamp.get("front-end", "/logo.svg")
        self.assertEqual(status, 200)
        self.assertIn("<svg", logo)

    def test_the_api_is_the_same_through_the_front_end(self):
        for path in ["/api/items", "/api/items/7", "/api/items/7/comments", "/api/items/99"]:
            self.assertEqual(self.stamp.get("front-end", path), self.stamp.get("catalog-api", path), path)
        self.assertEqual(self.stamp.get("catalog-api", "/api/items/99")[0], 404)
        self.assertEqual(self.stamp.ask("catalog-api", "DELETE", "/api/items")[0], 405)

    def test_a_comment_goes_through_the_queue_into_the_database(self):
        status, body = self.stamp.comment("through the queue")
        self.assertEqual(status, 202, body)
        self.assertTrue(eventually(lambda: "through the queue" in self.stamp.texts()))
        # It counts a comment after the database took it: who reads quickly is there before.
        self.assertTrue(eventually(lambda: self.stamp.stats("background-processor")["processed_per_s"] > 0))
        self.assertEqual(eventually(lambda: self.stamp.stats("event-hubs")["backlog"] == 0), True)

    def test_a_comment_that_is_none_is_refused(self):
        for body in [None, {}, {"text": ""}, {"text": 7}, {"text": "x" * 2001}]:
            self.assertEqual(self.stamp.ask("catalog-api", "POST", "/api/items/1/comments", body)[0], 400, body)
        self.assertEqual(self.stamp.ask("catalog-api", "POST", "/api/items/99/comments", {"text": "x"})[0], 404)

    def test_a_message_past_the_api_is_not_stored(self):
        forged = {"item": "1", "id": "forged", "author": "x", "text": "forged", "signature": "0" * 64}
        self.assertEqual(self.stamp.ask("event-hubs", "POST", "/messages", forged)[0], 202)
        self.assertTrue(eventually(lambda: self.stamp.stats("event-hubs")["backlog"] == 0))
        self.assertNotIn("forged", self.stamp.texts())

    def test_what_a_probe_writes_is_swept_and_never_shown(self):
        def probes():
            with contextlib.closing(sqlite3.connect(os.path.join(self.data.name, "catalog.sqlite"))) as db:
                return db.execute("SELECT count(*) FROM documents WHERE kind = 'probe'").fetchone()[0]

        before = self.stamp.get("catalog-api", "/api/items")
        self.assertEqual(self.stamp.ask("cosmos-db", "POST", "/write", {"ttl": 3})[0], 201)
        self.assertEqual(probes(), 1)
        self.assertEqual(self.stamp.get("catalog-api", "/api/items"), before)
        self.assertTrue(eventually(lambda: probes() == 0, within=12))
        for ttl in [0, 3601, "10", None]:
            self.assertEqual(self.stamp.ask("cosmos-db", "POST", "/write", {"ttl": ttl})[0], 400, ttl)

    def test_probes_of_single_services_are_answered(self):
        self.assertIn("date", self.stamp.get("cosmos-db", "/read")[1])
        self.assertEqual(self.stamp.get("key-vault", "/secrets/probe")[1]["name"], "probe")
        self.assertEqual(self.stamp.get("key-vault", "/secrets/none")[0], 404)
        self.assertIn("<svg", self.stamp.get("blob-storage", "/blobs/logo.svg")[1])


class SharedServices(RunningStamp):
    def test_they_publish_their_figures(self):
        for service, fields in SHARED_FIELDS.items():
            self.assertEqual(list(self.shared.stats(service)), fields, service)
        self.assertEqual(self.shared.first_line, f"shared: container registry and third-party API on {self.shared.address},"
                                                 " control port 9200\n")

    def test_the_third_party_is_told_of_a_stored_comment_and_asks_for_the_key(self):
        before = self.shared.requests("third-party-api", "POST /v1")
        self.assertEqual(self.stamp.comment("to be announced")[0], 202)
        self.assertTrue(eventually(lambda: self.shared.requests("third-party-api", "POST /v1") == before + 1))
        self.assertGreater(self.shared.stats("third-party-api")["accepted_per_s"], 0)
        self.assertEqual(self.shared.ask("third-party-api", "POST", "/v1/reviews", {})[0], 401)
        self.assertEqual(self.shared.get("third-party-api", "/v1/status")[1], {"status": "operational"})

    def test_the_test_of_the_third_party_goes_the_way_of_an_announcement_and_leaves_none(self):
        self.assertEqual(self.stamp.get("background-processor", "/announcements/test"), (200, {"review": None}))
        self.assertEqual(self.shared.stats("third-party-api")["accepted_per_s"], 0)
        self.shared.fault("third-party-api", mode="refusing")
        self.assertEqual(self.stamp.get("background-processor", "/announcements/test")[0], 502)

    def test_a_lost_third_party_harms_no_comment(self):
        self.shared.fault("third-party-api", mode="failing")
        self.assertEqual(self.stamp.comment("unannounced")[0], 202)
        self.assertTrue(eventually(lambda: "unannounced" in self.stamp.texts()))
        self.assertTrue(eventually(lambda: self.stamp.stats("background-processor")["unannounced_per_min"] > 0))
        self.assertEqual(self.stamp.stats("background-processor")["failures_per_min"], 0)

    def test_a_new_instance_needs_its_image_and_its_secrets(self):
        status, body = self.stamp.ask("control", "POST", "/scale-out")
        self.assertEqual((status, list(body)), (200, ["instances"]))
        self.shared.fault("container-registry", mode="failing")
        self.assertEqual(self.stamp.ask("control", "POST", "/scale-out"), (502, {"error": "container-registry answered 500"}))
        self.shared.heal()
        self.stamp.fault("key-vault", mode="failing")
        self.assertEqual(self.stamp.ask("control", "POST", "/scale-out"), (502, {"error": "key-vault answered 500"}))
        self.assertEqual(self.stamp.get("front-end", "/")[0], 200)


class EndToEnd(RunningStamp):
    def walk(self):
        return self.stamp.ask("catalog-api", "POST", "/end-to-end")

    def traces(self):
        with contextlib.closing(sqlite3.connect(os.path.join(self.data.name, "catalog.sqlite"))) as db:
            return db.execute("SELECT count(*) FROM documents WHERE kind IN ('comment', 'probe')").fetchone()[0]

    def test_a_comment_that_is_written_here_is_seen_there_and_nothing_is_left_of_it(self):
        self.assertTrue(eventually(lambda: self.stamp.stats("event-hubs")["backlog"] == 0))
        before = self.traces()
        status, body = self.walk()
        self.assertEqual(status, 200, body)
        self.assertLess(body["end_to_end_ms"], 1000)
        self.assertEqual(self.traces(), before)
        self.assertEqual(self.stamp.stats("background-processor")["processed_per_s"], 0)

    def test_messages_that_nobody_reads_are_noticed_although_every_part_looks_well(self):
        self.stamp.fault("background-processor", mode="wrong")
        self.assertEqual(self.stamp.ask("event-hubs", "POST", "/messages", {"probe": True})[0], 202)
        self.assertEqual(self.stamp.stats("background-processor")["failures_per_min"], 0)
        self.assertEqual(self.stamp.stats("event-hubs")["backlog"], 0)
        self.assertEqual(self.walk(), (504, {"error": "sent, and not processed within 2000 ms"}))

        self.stamp.heal()
        self.assertEqual(self.walk()[0], 200)

    def test_whose_fault_it_was_is_said(self):
        self.stamp.fault("event-hubs", mode="refusing")
        status, body = self.walk()
        self.assertEqual((status, body["error"].split(":")[0]), (502, "event-hubs is not reachable"))
        self.stamp.heal()
        self.stamp.fault("cosmos-db", mode="failing", paths="writes")
        status, body = self.walk()
        self.assertEqual((status, body), (504, {"error": "sent, and not processed within 2000 ms"}))
        self.assertTrue(eventually(lambda: self.stamp.stats("event-hubs")["backlog"] == 0))

    def test_the_marker_of_a_probe_is_dropped_by_the_consumer(self):
        before = self.stamp.texts()
        self.assertEqual(self.stamp.ask("event-hubs", "POST", "/messages", {"probe": True})[0], 202)
        self.assertTrue(eventually(lambda: self.stamp.stats("event-hubs")["out_per_s"] > 0))
        self.assertEqual(self.stamp.texts(), before)
        self.assertEqual(self.stamp.stats("background-processor")["failures_per_min"], 0)


class Faults(RunningStamp):
    def test_slow_shows_in_the_latency_and_delays_the_figures(self):
        self.stamp.fault("blob-storage", mode="slow", ms=150)
        self.stamp.get("blob-storage", "/blobs/logo.svg")
        began = time.monotonic()
        self.assertGreaterEqual(self.stamp.stats("blob-storage")["avg_latency_ms"], 150)
        self.assertGreaterEqual(time.monotonic() - began, 0.15)

    def test_failing_answers_500_everywhere_and_its_callers_say_who_it_was(self):
        self.stamp.fault("catalog-api", mode="failing")
        self.assertEqual(self.stamp.get("catalog-api", "/api/items")[0], 500)
        self.assertEqual(self.stamp.get("catalog-api", "/stats")[0], 500)
        status, body = self.stamp.get("front-end", "/")
        self.assertEqual((status, body), (502, {"error": "catalog-api answered 500"}))
        self.assertGreater(self.stamp.stats("front-end")["errors_per_min"], 0)
        self.stamp.heal()
        self.assertGreater(self.stamp.stats("catalog-api")["exceptions_per_s"], 0)

    def test_hanging_accepts_and_never_answers_and_is_an_error_for_its_callers_in_time(self):
        self.stamp.fault("cosmos-db", mode="hanging")
        self.no_answer("cosmos-db", "/read")
        self.no_answer("cosmos-db", "/stats")
        socket.create_connection((self.stamp.address, PORTS["cosmos-db"]), 1).close()
        began = time.monotonic()
        status, body = self.stamp.get("front-end", "/")
        self.assertEqual((status, body), (504, {"error": "cosmos-db did not answer in time"}))
        self.assertLess(time.monotonic() - began, 2)
        self.stamp.heal()
        self.assertEqual(self.stamp.get("front-end", "/")[0], 200)

    def test_refusing_does_not_listen_until_it_is_cleared(self):
        self.stamp.fault("key-vault", mode="refusing")
        with self.assertRaises(ConnectionRefusedError):
            self.stamp.get("key-vault", "/secrets/probe")
        self.assertEqual(self.stamp.ask("control", "DELETE", "/faults/key-vault")[0], 200)
        self.assertEqual(self.stamp.get("key-vault", "/secrets/probe")[0], 200)

    def test_refusing_ends_kept_connections_too(self):
        connection = http.client.HTTPConnection(self.stamp.address, PORTS["blob-storage"], timeout=2)
        with contextlib.closing(connection):
            connection.request("GET", "/blobs")
            connection.getresponse().read()
            self.stamp.fault("blob-storage", mode="refusing")
            with self.assertRaises((OSError, http.client.HTTPException)):
                connection.request("GET", "/blobs")
                connection.getresponse()
                self.fail("answered")

    def test_wrong_is_well_formed_and_noticed_by_its_callers_not_by_itself(self):
        self.stamp.fault("cosmos-db", mode="wrong")
        self.assertEqual(self.stamp.get("cosmos-db", "/read"), (200, {"message": "It works!"}))
        self.assertEqual(list(self.stamp.stats("cosmos-db")), FIELDS["cosmos-db"])
        self.assertEqual(self.stamp.get("catalog-api", "/api/items"),
                         (502, {"error": 'cosmos-db answered without "items"'}))
        self.assertEqual(self.stamp.get("front-end", "/")[0], 502)

    def test_a_page_without_blob_storage_is_a_page_without_a_logo(self):
        self.stamp.fault("blob-storage", mode="refusing")
        status, page = self.stamp.get("front-end", "/")
        self.assertEqual(status, 200)
        self.assertNotIn("<img", page)
        self.assertEqual(self.stamp.get("front-end", "/logo.svg")[0], 502)

    def test_broken_writes_leave_browsing_alone_pile_up_and_lose_nothing(self):
        self.stamp.fault("cosmos-db", mode="failing", paths="writes")
        self.assertEqual(self.stamp.get("front-end", "/")[0], 200)
        self.assertEqual(self.stamp.ask("cosmos-db", "POST", "/write", {"ttl": 10})[0], 500)
        for i in range(5):
            self.assertEqual(self.stamp.comment(f"kept {i}")[0], 202)
        self.assertTrue(eventually(lambda: self.stamp.stats("background-processor")["failures_per_min"] > 10))
        self.assertEqual(self.stamp.stats("event-hubs")["backlog"], 5)
        self.assertNotIn("kept 0", self.stamp.texts())
        self.assertEqual(self.stamp.stats("front-end")["errors_per_min"], 0)

        self.stamp.heal()
        kept = {f"kept {i}" for i in range(5)}
        self.assertTrue(eventually(lambda: kept <= set(self.stamp.texts())))
        self.assertEqual(len([t for t in self.stamp.texts() if t in kept]), 5)
        self.assertTrue(eventually(lambda: self.stamp.stats("event-hubs")["backlog"] == 0))

    def test_broken_reads_leave_writes_alone(self):
        self.stamp.fault("cosmos-db", mode="failing", paths="reads")
        self.assertEqual(self.stamp.get("cosmos-db", "/read")[0], 500)
        self.assertEqual(self.stamp.ask("cosmos-db", "POST", "/write", {"ttl": 1})[0], 201)
        self.assertEqual(self.stamp.get("cosmos-db", "/stats")[0], 200)

    def test_faults_are_listed_and_bad_ones_refused_with_what_is_allowed(self):
        self.stamp.fault("cosmos-db", mode="slow", ms=1, paths="reads")
        listed = self.stamp.get("control", "/faults")[1]
        self.assertEqual(listed, {"region": "testland", "alive": True,
                                  "faults": {"cosmos-db": {"mode": "slow", "ms": 1, "paths": "reads"}}})
        status, body = self.stamp.ask("control", "PUT", "/faults/cosmos-db", {"mode": "sleepy"})
        self.assertEqual(status, 400)
        self.assertIn('must be "slow", "failing", "hanging", "refusing" or "wrong"', body["error"])
        status, body = self.stamp.ask("control", "PUT", "/faults/cosmos", {"mode": "failing"})
        self.assertEqual(status, 400)
        self.assertIn("front-end, catalog-api, background-processor, cosmos-db", body["error"])
        self.assertEqual(self.stamp.get("control", "/faults")[1], listed)


class DeathOfTheRegion(RunningStamp):
    def test_a_killed_region_refuses_everything_but_control_and_comes_back_like_new(self):
        self.stamp.get("front-end", "/api/none")
        self.assertGreater(self.stamp.stats("front-end")["errors_per_min"], 0)
        kept = http.client.HTTPConnection(self.stamp.address, PORTS["front-end"], timeout=2)
        kept.request("GET", "/")
        kept.getresponse().read()

        self.assertEqual(self.stamp.ask("control", "POST", "/kill")[1]["alive"], False)
        with contextlib.closing(kept), self.assertRaises((OSError, http.client.HTTPException)):
            kept.request("GET", "/")
            kept.getresponse()
            self.fail("answered")
        for service in FIELDS:
            with self.assertRaises(ConnectionRefusedError, msg=service):
                self.stamp.get(service, "/stats")

        self.assertEqual(self.stamp.ask("control", "POST", "/revive")[1]["alive"], True)
        self.assertEqual(self.stamp.get("front-end", "/")[0], 200)
        self.assertEqual(self.stamp.stats("front-end")["errors_per_min"], 0)
        self.assertEqual(self.stamp.stats("background-processor")["failures_per_min"], 0)
        self.assertEqual(self.stamp.comment("after the revival")[0], 202)
        self.assertTrue(eventually(lambda: "after the revival" in self.stamp.texts()))

    def test_a_request_under_way_is_reset(self):
        self.stamp.fault("front-end", mode="hanging")
        with socket.create_connection((self.stamp.address, PORTS["front-end"]), 2) as waiting:
            waiting.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            time.sleep(0.1)
            self.stamp.ask("control", "POST", "/kill")
            with self.assertRaises(ConnectionResetError):
                waiting.recv(1)

    def test_a_fault_told_to_a_dead_region_holds_when_it_revives(self):
        self.stamp.ask("control", "POST", "/kill")
        self.stamp.fault("key-vault", mode="refusing")
        self.stamp.ask("control", "DELETE", "/faults/key-vault")
        with self.assertRaises(ConnectionRefusedError):
            self.stamp.get("key-vault", "/stats")
        self.stamp.fault("key-vault", mode="refusing")
        self.stamp.ask("control", "POST", "/revive")
        with self.assertRaises(ConnectionRefusedError):
            self.stamp.get("key-vault", "/stats")
        self.assertEqual(self.stamp.get("blob-storage", "/stats")[0], 200)


class Processes(unittest.TestCase):
    def test_it_ends_soon_even_with_requests_under_way(self):
        for by in [signal.SIGINT, signal.SIGTERM]:
            stamp = Stamp(what=["--region", "testland"])
            self.assertIn("testland", stamp.first_line)
            stamp.fault("front-end", mode="slow", ms=30000)
            stamp.fault("catalog-api", mode="hanging")
            with socket.create_connection((stamp.address, PORTS["front-end"])) as slow, \
                    socket.create_connection((stamp.address, PORTS["catalog-api"])) as hung:
                for waiting in [slow, hung]:
                    waiting.sendall(b"GET /api/items HTTP/1.1\r\nHost: x\r\n\r\n")
                self.assertLess(stamp.end(by), 3)
            self.assertEqual(stamp.process.returncode, 0)

    def test_a_port_in_use_is_one_clear_line(self):
        stamp = Stamp()
        try:
            second = subprocess.run([STAMP, "--region", "x", "--address", stamp.address], capture_output=True,
                                    text=True, timeout=5)
            self.assertEqual(second.returncode, 1)
            self.assertEqual(second.stderr, f"contoso-stamp: control cannot listen on http://{stamp.address}:9200: "
                                            "Address already in use\n")
        finally:
            stamp.end()

    def test_bad_arguments_are_refused(self):
        for arguments in [[], ["--region", "x", "--address", "nowhere"], ["--region", "x", "--window", "10"],
                          ["--region", "x", "--health-every", "soon"], ["--region", "no name"]]:
            ended = subprocess.run([STAMP, *arguments], capture_output=True, text=True, timeout=5)
            self.assertEqual(ended.returncode, 2, arguments)
            self.assertTrue(ended.stderr, arguments)

    def test_it_follows_its_parent_into_death(self):
        address = free_address()
        script = ("import subprocess, sys, time\n"
                  f"p = subprocess.Popen([{STAMP!r}, '--region', 'x', '--address', {address!r}, '--parent-guard'],"
                  " stdout=subprocess.PIPE)\n"
                  "p.stdout.readline(); print(p.pid, flush=True); time.sleep(60)")
        parent = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
        with parent.stdout:
            child = int(parent.stdout.readline())
            self.assertTrue(os.path.exists(f"/proc/{child}"))
            parent.kill()
            parent.wait()

        def gone():
            try:
                with open(f"/proc/{child}/stat") as stat:
                    return stat.read().rsplit(")", 1)[1].split()[0] == "Z"
            except OSError:
                return True

        self.assertTrue(eventually(gone, within=3))


class Load(unittest.TestCase):
    def setUp(self):
        self.stamp = Stamp()
        self.target = f"http://{self.stamp.address}:{PORTS['front-end']}"

    def tearDown(self):
        self.stamp.end()

    def run_load(self, *arguments):
        ended = subprocess.run([LOAD, "--target", self.target, *arguments], capture_output=True, text=True, timeout=30)
        self.assertEqual(ended.returncode, 0, ended.stderr)
        return json.loads(ended.stdout)

    def test_under_normal_load_every_figure_is_healthy(self):
        with subprocess.Popen([LOAD, "--target", self.target, "--rate", "40", "--parent-guard"],
                              stdout=subprocess.PIPE, text=True) as load:
            # A busy machine may disturb them for a while: what must not be is that they are never all good.
            self.assertEqual([], self.until_no_figure_is_bad())
            load.send_signal(signal.SIGINT)
            report = json.loads(load.communicate(timeout=10)[0])
        self.assertEqual(report["errors"], 0, report["error_list"])
        self.assertGreater(report["ok"], 80)

    def until_no_figure_is_bad(self):
        """Those that are, at the end of the time there is."""
        healthy = {
            ("front-end", "requests_per_s"): lambda v: 32 <= v <= 48,
            ("front-end", "errors_per_min"): lambda v: v == 0,
            ("catalog-api", "exceptions_per_s"): lambda v: v == 0,
            ("catalog-api", "avg_processing_ms"): lambda v: v < 75,
            ("background-processor", "failures_per_min"): lambda v: v == 0,
            ("background-processor", "avg_queue_ms"): lambda v: v < 150,
            ("background-processor", "avg_processing_ms"): lambda v: v < 50,
            ("background-processor", "processed_per_s"): lambda v: v > 0,
            ("cosmos-db", "dtu_utilisation"): lambda v: v < 0.35,
            ("event-hubs", "backlog"): lambda v: v < 3,
            ("blob-storage", "avg_latency_ms"): lambda v: v < 50,
            ("key-vault", "failures_per_min"): lambda v: v == 0,
        }
        deadline = time.monotonic() + 30
        while True:
            figures = {service: self.stamp.stats(service) for service in FIELDS}
            bad = [(*key, figures[key[0]][key[1]]) for key, good in healthy.items() if not good(figures[key[0]][key[1]])]
            if not bad or time.monotonic() > deadline:
                return bad
            time.sleep(0.2)

    def test_errors_are_counted_by_kind_and_have_their_time(self):
        began = time.time() * 1000
        self.stamp.fault("front-end", mode="failing")
        report = self.run_load("--duration", "1s", "--rate", "20")
        self.assertEqual(report["errors_by_kind"]["5xx"], report["requests"])
        self.assertGreaterEqual(report["requests"], 10)
        for error in report["error_list"]:
            self.assertTrue(began <= error["sent_ms"] <= error["at_ms"] <= time.time() * 1000)
            self.assertEqual(error["detail"], "status 500")

        self.stamp.fault("front-end", mode="hanging")
        report = self.run_load("--duration", "500ms", "--timeout", "300ms", "--rate", "20")
        self.assertEqual(report["errors_by_kind"]["timeout"], report["requests"])

        self.stamp.fault("front-end", mode="refusing")
        report = self.run_load("--duration", "500ms", "--rate", "20")
        self.assertEqual(report["errors_by_kind"]["connect"], report["requests"])

        self.stamp.fault("front-end", mode="wrong")
        report = self.run_load("--duration", "500ms", "--rate", "20")
        self.assertGreaterEqual(report["errors_by_kind"]["other"], 5)
        self.assertEqual(report["unfinished"], 0)

    def test_the_report_can_go_to_a_file_and_bad_targets_are_refused(self):
        with tempfile.TemporaryDirectory() as directory:
            path = os.path.join(directory, "report.json")
            ended = subprocess.run([LOAD, "--target", self.target, "--target", self.target, "--duration", "300ms",
                                    "--report", path], capture_output=True, timeout=10)
            self.assertEqual((ended.returncode, ended.stdout), (0, b""))
            with open(path) as report:
                self.assertGreater(json.load(report)["ok"], 0)
        for target in ["127.0.0.1:80", "http://no-such-host.invalid:80"]:
            ended = subprocess.run([LOAD, "--target", target], capture_output=True, text=True, timeout=30)
            self.assertEqual(ended.returncode, 1)
            self.assertIn(target, ended.stderr)


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    STAMP, LOAD = (os.path.abspath(path) for path in sys.argv[1:3])
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]])
