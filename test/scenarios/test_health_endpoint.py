"""The sample application's own health endpoint among its pollers: HAProxy, and the rules of three of Azure's services."""

import contextlib
import http.client
import json
import socket
import statistics
import sys
import threading
import time
import unittest

from support.case import Scenario
from support.contoso import CONTROL_PORT, Stamp
from support.haproxy import ASKS_THE_APPLICATION, HAProxy
from support.pollers import AppService, FrontDoor, TrafficManager
from support.processes import pause
from support.waiting import throughout, wait_until
from support.web import ask, get

EVERY = ("--health-every", "1s")  # of the checks; 10 s by default
KNOWN_S = 25     # until the first results are there
NOTICED_S = 30
POLLERS = 100
POLLING_S = 10
EXPENSIVE_S = 3  # the end-to-end check has three times the interval

# What the checks ask for: (service, request) → seconds between two. Not what they bring about further down.
ASKED = {
    ("catalog-api", "GET /api"): 1,
    ("catalog-api", "POST /end-to-end"): EXPENSIVE_S,
    ("cosmos-db", "GET /read"): 1,
    ("cosmos-db", "POST /write"): 1,
    ("event-hubs", "POST /messages"): 1,  # and those of the end-to-end check
    ("key-vault", "GET /secrets"): 1,
    ("container-registry", "GET /v2"): 1,
    ("background-processor", "POST /announcements"): 1,
}


class HealthEndpoint(Scenario):
    def started(self, *options, region="westeurope"):
        stamp = Stamp(self, region, options=(*EVERY, *options))
        self.until_well(stamp)
        return stamp

    def until_well(self, stamp):
        """Every check ran, and all are content: 200 alone comes earlier."""
        def well():
            answer = get(stamp.front_end + "/health")
            return answer.status == 200 and answer.json()["status"] == "pass"

        wait_until(well, KNOWN_S, f"{stamp.region} says that it is well")

    def checks(self, stamp, path="/health"):
        return {name: each[0] for name, each in get(stamp.front_end + path).json()["checks"].items()}

    # --- what it tells

    def test_it_tells_each_dependency_apart_with_state_age_and_duration(self):
        stamp = self.started()
        def fresh(name, check):
            return check["age_ms"] < 1000 * (EXPENSIVE_S if "end-to-end" in name else 1) + 500

        def content():
            checks = self.checks(stamp)
            return checks if all(c["state"] == "healthy" and fresh(name, c) for name, c in checks.items()) else None

        _, checks = wait_until(content, KNOWN_S, "every check is content, and as fresh as its interval")
        self.assertEqual(
            {"catalog-api/items", "background-processor/end-to-end", "cosmos-db/read", "cosmos-db/write", "event-hubs/send",
             "key-vault/secret", "container-registry/image", "third-party-api/post"}, set(checks))
        for name, check in checks.items():
            self.assertEqual("healthy", check["state"], name)
            self.assertEqual("ok", check["reason"], name)
            self.assertGreater(check["duration_ms"], 0, name)

    def test_before_the_first_results_it_is_503_and_a_revived_region_begins_anew(self):
        stamp = Stamp(self, "westeurope")  # every 10 s: there is time to ask before the last of the first checks
        first = get(stamp.front_end + "/health")
        self.assertEqual((503, "fail", "the first checks are under way"),
                         (first.status, first.json()["status"], first.json()["output"]))
        wait_until(lambda: get(stamp.front_end + "/health").status == 200, KNOWN_S, "200")
        stamp.control("POST", "/kill")
        with self.assertRaises(OSError):
            get(stamp.front_end + "/health")
        stamp.control("POST", "/revive")
        wait_until(lambda: get(stamp.front_end + "/health").status == 200, KNOWN_S, "200 again")

    def test_broken_writes_are_no_broken_reads_and_the_flows_answer_apart(self):
        stamp = self.started()
        stamp.break_service("cosmos-db", mode="failing", paths="writes")
        wait_until(lambda: get(stamp.front_end + "/health/add-comment").status == 503, NOTICED_S, "comments are out")
        wait_until(lambda: self.checks(stamp)["cosmos-db/write"]["state"] == "unhealthy", NOTICED_S, "the write is seen")
        whole = get(stamp.front_end + "/health")
        self.assertEqual((200, "warn"), (whole.status, whole.json()["status"]))
        self.assertEqual(200, get(stamp.front_end + "/health/list-catalog-items").status)
        checks = self.checks(stamp)
        self.assertEqual(("healthy", "unhealthy"), (checks["cosmos-db/read"]["state"], checks["cosmos-db/write"]["state"]))
        self.assertEqual("status_mismatch", checks["cosmos-db/write"]["reason"])
        self.assertNotIn("cosmos-db/write", self.checks(stamp, "/health/list-catalog-items"))

        stamp.mend()
        stamp.break_service("cosmos-db", mode="failing", paths="reads")
        wait_until(lambda: get(stamp.front_end + "/health").status == 503, NOTICED_S, "without reads nobody can be served")

    def test_what_only_blocks_growth_is_told_and_never_503(self):
        stamp = self.started()
        stamp.break_service("key-vault", mode="refusing")
        stamp.shared.break_service("container-registry", mode="failing")
        stamp.shared.break_service("third-party-api", mode="hanging")
        names = ("key-vault/secret", "container-registry/image", "third-party-api/post")

        def all_red():
            self.assertEqual(200, get(stamp.front_end + "/health").status)
            return all(self.checks(stamp)[name]["state"] == "unhealthy" for name in names)

        wait_until(all_red, NOTICED_S, "all three are seen")
        self.assertEqual({"scale-out", "announcements"}, set(get(stamp.front_end + "/health").json()["impaired"]))
        self.assertEqual("warn", get(stamp.front_end + "/health").json()["status"])
        throughout(lambda: get(stamp.front_end + "/health").status == 200, 2, "200")

    def test_messages_that_are_never_read_are_noticed(self):
        stamp = self.started()
        stamp.break_service("background-processor", mode="wrong")
        wait_until(lambda: get(stamp.front_end + "/health/add-comment").status == 503, NOTICED_S, "comments are out")
        self.assertEqual("healthy", self.checks(stamp)["event-hubs/send"]["state"])

    def test_no_user_ever_sees_what_the_checks_leave(self):
        stamp = self.started()
        pause(3)
        for item in range(1, 13):
            self.assertEqual([], get(f"{stamp.front_end}/api/items/{item}/comments").json()["comments"])
        sent = stamp.requests()["event-hubs"]["POST /messages"]
        self.assertGreater(sent, 2)
        backlog = get(f"http://{stamp.address}:{CONTROL_PORT + 5}/stats").json()["backlog"]
        self.assertEqual(0, backlog)

    # --- how it tells it

    def test_get_head_and_options_tell_the_same_and_nothing_redirects(self):
        stamp = self.started()
        answers = {method: ask(method, stamp.front_end + "/health") for method in ("GET", "HEAD", "OPTIONS")}
        for method, answer in answers.items():
            self.assertEqual(200, answer.status, method)
            self.assertEqual("no-store", answer.headers["cache-control"], method)
            self.assertEqual("up", answer.headers["x-health-verdict"], method)
        self.assertEqual("", answers["HEAD"].text)
        self.assertGreater(int(answers["HEAD"].headers["content-length"]), 100)
        self.assertEqual(400, get(stamp.front_end + "/health/no-such-flow").status)
        self.assertEqual(405, ask("POST", stamp.front_end + "/health").status)
        self.assertEqual(200, get(f"http://{stamp.address}:{CONTROL_PORT + 2}/health").status)  # at the API, too

    def test_http_1_0_is_answered_and_closed(self):
        stamp = self.started()
        with socket.create_connection((stamp.address, CONTROL_PORT + 1), 5) as connection:
            connection.sendall(b"HEAD /health HTTP/1.0\r\n\r\n")
            answer = b""
            while part := connection.recv(4096):
                answer += part
        self.assertRegex(answer.split(b"\r\n")[0], rb"^HTTP/1\.[01] 200 ")

    def test_it_answers_at_once_while_every_dependency_hangs(self):
        stamp = self.started()
        for service in ("catalog-api", "background-processor", "cosmos-db", "event-hubs", "blob-storage", "key-vault"):
            stamp.break_service(service, mode="hanging")
        for service in ("container-registry", "third-party-api"):
            stamp.shared.break_service(service, mode="hanging")
        took, statuses = [], set()
        end = time.monotonic() + 6
        while time.monotonic() < end:
            began = time.monotonic()
            statuses.add(get(stamp.front_end + "/health").status)
            took.append(1000 * (time.monotonic() - began))
        print(f"\n  {len(took)} answers while everything hangs: median {statistics.median(took):.2f} ms, "
              f"largest {max(took):.1f} ms", file=sys.stderr)
        self.assertEqual({200, 503}, statuses)
        self.assertLess(statistics.median(took), 50)
        self.assertLess(max(took), 900, "a check's timeout is 1 s: an answer must not have waited for one")

    def test_without_the_token_it_is_the_status_alone_and_with_it_every_check(self):
        stamp = self.started("--health-token", "the-operators")
        url = stamp.front_end + "/health"
        self.assertEqual({"status": "pass"}, get(url).json())
        self.assertEqual({"status": "pass"}, get(url, headers={"Authorization": "Bearer guessed"}).json())
        self.assertIn("checks", get(url, headers={"Authorization": "Bearer the-operators"}).json())
        self.assertNotIn("the-operators", stamp.process.output() + get(f"http://{stamp.address}:{CONTROL_PORT}/metrics").text)

    def test_good_runs_are_logged_as_well_as_bad_ones_and_metrics_are_there(self):
        stamp = self.started("--health-log", "all")
        stamp.process.wait_for_output("check_passed signal=cosmos-db@westeurope/read reason=ok", KNOWN_S)
        stamp.break_service("cosmos-db", mode="refusing")
        stamp.process.wait_for_output("check_failed signal=cosmos-db@westeurope/read reason=connect_refused", NOTICED_S)
        metrics = get(f"http://{stamp.address}:{CONTROL_PORT}/metrics").text
        self.assertIn('healthmodel_node_state{node="cosmos-db@westeurope"', metrics)
        self.assertIn("healthmodel_probe_results_total", metrics)

    # --- who asks

    def test_app_service_front_door_and_traffic_manager_take_it_as_it_is(self):
        stamp = self.started("--health-token", "secret")
        url = stamp.front_end + "/health"
        pollers = [AppService(url), FrontDoor(url), TrafficManager(url)]

        def all_say(healthy):
            for poller in pollers:
                poller.ask()
            return all(p.healthy is healthy for p in pollers)

        wait_until(lambda: all_say(True), KNOWN_S, "all three send users here")
        stamp.break_service("key-vault", mode="refusing")
        throughout(lambda: all_say(True), 4, "a lost key vault takes nobody out")
        stamp.break_service("cosmos-db", mode="hanging")
        wait_until(lambda: all_say(False), NOTICED_S, "all three send users elsewhere")
        stamp.mend()
        wait_until(lambda: all_say(True), NOTICED_S, "all three are back")

    def test_haproxy_takes_a_region_out_and_in_by_head(self):
        west, north = self.started(), self.started(region="northeurope")
        haproxy = HAProxy(self, [(west, 75), (north, 25)], template=ASKS_THE_APPLICATION)
        wait_until(lambda: haproxy.states() == {"westeurope": "UP", "northeurope": "UP"}, KNOWN_S, "both are up")
        west.break_service("cosmos-db", mode="failing")
        out_s, _ = wait_until(lambda: haproxy.takes_out("westeurope"), NOTICED_S, "westeurope is out")
        self.assertTrue(haproxy.lets_in("northeurope"))
        west.mend()
        back_s, _ = wait_until(lambda: haproxy.lets_in("westeurope"), NOTICED_S, "westeurope is back")
        print(f"\n  HAProxy by HEAD /health: out after {out_s:.1f} s, back after {back_s:.1f} s", file=sys.stderr)

    # --- what it costs

    def asked(self, stamp):
        everywhere = {**stamp.requests(), **stamp.shared.requests()}
        return {(service, what): everywhere[service].get(what, 0) for service, what in ASKED}

    def backend_calls(self, stamp, seconds):
        before, began = self.asked(stamp), time.monotonic()
        pause(seconds)
        after, took = self.asked(stamp), time.monotonic() - began
        return {key: after[key] - before[key] for key in ASKED}, took

    def test_a_hundred_pollers_cost_no_further_backend_call(self):
        stamp = self.started()
        wait_until(lambda: all("age_ms" in c for c in self.checks(stamp).values()), KNOWN_S, "every check ran")
        quiet, quiet_s = self.backend_calls(stamp, POLLING_S)
        with Polling(stamp) as polling:
            busy, busy_s = self.backend_calls(stamp, POLLING_S)
        print(table(quiet, quiet_s, busy, busy_s, polling), file=sys.stderr)
        self.assertEqual({200}, polling.statuses)
        self.assertGreater(polling.answers, POLLERS * POLLING_S)
        for key, every in ASKED.items():
            end_to_end = busy_s / EXPENSIVE_S + 1 if key[1] == "POST /messages" else 0
            self.assertLessEqual(busy[key], busy_s / every + 1 + end_to_end, key)
            self.assertGreater(busy[key], 0, key)


class Polling:
    """A hundred pollers at full speed, each on a kept connection, GET and HEAD in turn."""

    def __init__(self, stamp):
        self.stamp, self.answers, self.statuses, self.failures = stamp, 0, set(), []
        self.stop = threading.Event()
        self.lock = threading.Lock()
        self.threads = [threading.Thread(target=self.poll) for _ in range(POLLERS)]

    def __enter__(self):
        self.began = time.monotonic()
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.stop.set()
        for thread in self.threads:
            thread.join()
        self.seconds = time.monotonic() - self.began
        assert not self.failures, self.failures[:3]

    def poll(self):
        connection = http.client.HTTPConnection(self.stamp.address, CONTROL_PORT + 1, timeout=20)
        answers, statuses = 0, set()
        with contextlib.closing(connection):
            try:
                while not self.stop.is_set():
                    connection.request("HEAD" if answers % 2 else "GET", "/health")
                    response = connection.getresponse()
                    body = response.read()
                    assert answers % 2 or json.loads(body)["status"] == "pass"
                    statuses.add(response.status)
                    answers += 1
            except (OSError, http.client.HTTPException, AssertionError) as error:
                self.failures.append(repr(error))
        with self.lock:
            self.answers += answers
            self.statuses |= statuses


def table(quiet, quiet_s, busy, busy_s, polling):
    lines = [f"\n| backend call | without pollers, {quiet_s:.0f} s | with {POLLERS} pollers, {busy_s:.0f} s |", "|---|---|---|",
             f"| /health, answered | 0 | {polling.answers} ({polling.answers / polling.seconds:.0f}/s) |"]
    lines += [f"| {service} {what} | {quiet[service, what]} | {busy[service, what]} |" for service, what in ASKED]
    return "\n".join(lines)


if __name__ == "__main__":
    unittest.main()
