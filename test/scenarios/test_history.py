"""The past of a real daemon: an outage is recorded and can be asked for; kill -9 at any moment costs one batch at most; a disk
in trouble costs history and nothing else. HM_ROUNDS says how often it is killed; CI does it 5 times."""

import json
import os
import random
import sqlite3
import subprocess
import threading
import time
import unittest
from datetime import datetime, timedelta, timezone
from urllib.parse import quote

from support.case import BIN, Scenario
from support.healthmodel import Daemon
from support.operators import REGIONS, Shop
from support.stopped_thread import stopped_thread
from support.target import Service
from support.waiting import throughout, wait_until

ROUNDS = int(os.environ.get("HM_ROUNDS", "5"))
SEED = int(os.environ.get("HM_SEED", "0")) or random.randrange(1, 1_000_000)
LONGEST_LIFE_S = 4
BATCH_S = 3  # what is older than this is on the disk: pictures, a beat a second, a commit on a busy machine


def stamp(seconds_ago=0.0):
    return (datetime.now(timezone.utc) - timedelta(seconds=seconds_ago)).isoformat(timespec="milliseconds")


def seconds_of(text):
    return datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()


def every_page(daemon, path, key, parameter="cursor", **query):
    rows, token = [], None
    while True:
        asked = {**query, **({parameter: token} if token else {})}
        answer = daemon.get(path + "?" + "&".join(f"{k}={quote(str(v))}" for k, v in asked.items()))
        assert answer.status == 200, answer.text
        rows += answer.json()[key]
        token = answer.json().get("next")
        if token is None:
            return rows


def transitions(daemon, **query):
    return every_page(daemon, "/api/v1/history/transitions", "transitions", **{"from": stamp(3600), "limit": 50, **query})[::-1]


def replay(*words):
    return subprocess.run([BIN / "healthmodeld", "replay", *map(str, words)], capture_output=True, text=True, timeout=60)


class Outage(Scenario):
    MODEL = """\
model: shop
regions: {{ north: {{}}, south: {{}} }}
flows: {{ buy: {{ objective: 99.9%, needs: [{{ name: orders, impact: {impact} }}] }} }}
components:
  orders: {{ signals: {{ up: {{ http: {{ url: "http://{at}/" }}, every: 1s, timeout: 900ms, rise: 1, fall: 2 }} }} }}
traffic: {{ down_after: 0s, up_after: 0s, min_down: 0s, ramp: 0s }}
"""

    def test_is_recorded_can_be_asked_for_and_replayed(self):
        target = Service(self)
        model = self.MODEL.format(at=target.at, impact="standard")
        daemon = Daemon(self, model)
        daemon.until_ready()
        self.until_recorded(daemon, "healthy")
        time.sleep(0.5)  # so that there is a moment between
        well = stamp()
        target.status = 500
        self.until_recorded(daemon, "unhealthy")
        ill = stamp()
        target.status = 200
        self.until_recorded(daemon, "healthy")

        down, back = transitions(daemon, node="buy@north", scores="false")[-2:]
        self.assertEqual(("healthy", "unhealthy", "bad"), (down["state_before"], down["state"], down["state_class"]))
        self.assertEqual(["orders@north/up"], down["blame"])
        self.assertIn("status_mismatch", down["detail"])
        self.assertEqual((1, 0), (down["score_before"], down["score"]))
        self.assertEqual("healthy", back["state"])
        signal = daemon.get("/api/v1/signals/orders@north/up/history").json()
        self.assertEqual([("healthy", "ok"), ("unhealthy", "status_mismatch"), ("healthy", "ok")],  # newest first
                         [(t["state"], t["reason"]) for t in signal["transitions"]][:3])

        told = every_page(daemon, "/api/v1/history/verdicts", "verdicts", region="north", flow="")
        # All regions ask one target: who fails last is kept in by panic.
        self.assertEqual(["up", "down"], [v["verdict"]["computed"] for v in told][:2])
        for moment, state in ((well, "healthy"), (ill, "unhealthy"), (stamp(), "healthy")):
            picture = daemon.get(f"/api/v1/history/at?time={quote(moment)}&signals=true&limit=1000").json()
            self.assertTrue(picture["recorded"], moment)
            found = {n["id"]: n["state"] for n in picture["nodes"]}
            self.assertEqual({state}, set(found.values()), found)
            self.assertEqual({n["id"] for n in daemon.get("/api/v1/nodes?limit=1000").json()["nodes"]},
                             {n for n in found if "/" not in n})
        self.assertFalse(daemon.get(f"/api/v1/history/at?time={quote(stamp(900))}").json()["recorded"])
        self.replays(daemon, model, down, back, target)

    def until_recorded(self, daemon, state):
        """Of everything: both regions, and what is made of them."""
        daemon.until_state("shop", state, 20)
        wait_until(lambda: [t["state"] for t in transitions(daemon, node="shop")][-1:] == [state], 20, f"{state} is recorded")

    def replays(self, daemon, model, down, back, target):
        lenient = self.file("lenient.yaml", self.MODEL.format(at=target.at, impact="limited"))
        same = replay(daemon.model_file, "--from", "5m", "--url", daemon.url)
        self.assertEqual(0, same.returncode, same.stdout + same.stderr)
        self.assertIn("nothing would have been different", same.stdout)
        span = ["--from", stamp(300), "--to", stamp(), "--json"]
        other = replay(lenient, *span, "--url", daemon.url)
        self.assertEqual(1, other.returncode, other.stdout + other.stderr)
        found = json.loads(other.stdout)
        flow = [d for d in found["states"] if d["id"] == "buy@north"]
        self.assertIn((down["at"], back["at"], "unhealthy", "degraded"),
                      [(d["from"], d["to"], d["recorded"], d["replayed"]) for d in flow])
        self.assertIn(("down", "degraded"), [(d["recorded"], d["replayed"]) for d in found["verdicts"]])
        (buy,) = found["flows"]
        self.assertGreater(buy["unhealthy_recorded_s"], 0)
        self.assertEqual(0, buy["unhealthy_replayed_s"])
        self.assertAlmostEqual(0.3, buy["allowed_s"], delta=0.01)

        file = daemon.state_dir / "history.sqlite"
        busy = replay(lenient, *span, "--history", file)
        self.assertEqual(2, busy.returncode)
        self.assertIn("--url", busy.stderr)
        daemon.process.stop()
        self.assertEqual(found, json.loads(replay(lenient, *span, "--history", file).stdout))
        self.assertEqual(2, replay(lenient, *span, "--history", file.parent / "nothing.sqlite").returncode)

    def test_what_was_attained_outlives_a_kill(self):
        target = Service(self)
        daemon = Daemon(self, self.MODEL.format(at=target.at, impact="standard"))
        daemon.until_ready()

        def spent():
            (buy,) = daemon.get("/api/v1/status").json()["flows"]
            return buy["attained"]["available"]["bad_s"]

        target.status = 500
        wait_until(lambda: spent() > 5, 60, "the budget is spent")
        target.status = 200
        daemon.until_state("shop", "healthy", 20)
        before = spent()
        wait_until(lambda: daemon.metric("healthmodel_history_rows_total", kind="slice") > 0, 20, "slices are written")
        time.sleep(BATCH_S)
        daemon.process.kill()
        daemon.start()
        daemon.until_ready()
        wait_until(lambda: spent() >= before, 30, f"{before} s are remembered")

    def test_latencies_are_kept_by_the_minute(self):
        target = Service(self)
        daemon = Daemon(self, self.MODEL.format(at=target.at, impact="standard"))
        daemon.until_ready()
        path = "/api/v1/signals/orders@south/up/history"
        points = wait_until(lambda: daemon.get(path).status == 200 and daemon.get(path).json()["latency"], 90,
                            "a minute is over")[1]
        self.assertGreater(points[0]["count"], 0)
        self.assertLessEqual(points[0]["min_ms"], points[0]["p50_ms"])
        self.assertLessEqual(points[0]["p99_ms"], points[0]["max_ms"])
        self.assertLess(points[0]["max_ms"], 1000)
        self.assertGreater(daemon.metric("healthmodel_history_rows_total", kind="latency"), 0)


class Pusher:
    """Pushes one state after the other until nobody listens."""

    def __init__(self, shop, chance):
        self.shop, self.chance = shop, chance
        self.pushed = []  # (when it was confirmed, region, state)

    def run(self):
        try:
            while True:
                region, state = self.chance.choice(REGIONS), self.chance.choice(["healthy", "degraded", "unhealthy"])
                self.shop.push(region, state)
                self.pushed.append((time.time(), region, state))
                time.sleep(self.chance.random() * 0.2)
        except OSError:
            pass  # killed


class Killed(Scenario):
    def test_at_any_moment_costs_one_batch_and_the_books_balance(self):
        print(f"seed {SEED}, {ROUNDS} rounds")
        chance = random.Random(SEED)
        shop = Shop(self)
        pushes = 0
        for number in range(ROUNDS):
            shop.daemon.until_ready()
            pusher = Pusher(shop, chance)
            pushing = threading.Thread(target=pusher.run)
            pushing.start()
            time.sleep(chance.random() * LONGEST_LIFE_S)  # the moment is the point
            killed = time.time()
            shop.daemon.process.kill()
            pushing.join()
            pushes += len(pusher.pushed)
            shop.daemon.start()
            with self.subTest(round=number, seed=SEED):
                wait_until(lambda: shop.daemon.get("/api/v1/history").status == 200, 20, "the past can be asked for")
                rows = transitions(shop.daemon, kind="signal", scores="false")
                self.assert_balanced(rows)
                self.assert_there(rows, pusher.pushed, killed)
        self.assertGreater(pushes, ROUNDS)
        shop.daemon.process.stop()
        with sqlite3.connect(shop.daemon.state_dir / "history.sqlite") as file:
            self.assertEqual([("ok",)], file.execute("pragma integrity_check").fetchall())

    def assert_balanced(self, rows):
        """Each row begins where the one before it, of the same signal, ended."""
        last = {}
        for row in rows:
            self.assertEqual(last.get(row["id"]), row["state_before"], row)
            self.assertNotEqual(row["state_before"], row["state"], row)
            last[row["id"]] = row["state"]

    def assert_there(self, rows, pushed, killed):
        """Whatever was pushed a while before the end is the state of its time."""
        for i, (when, region, state) in enumerate(pushed):
            until = next((w for w, r, _ in pushed[i + 1:] if r == region), killed)
            if when > killed - BATCH_S or until - when < 0.5:
                continue  # in the last batch, or for less than a picture's time
            moment = (when + until) / 2
            before = [r for r in rows if r["id"] == f"orders@{region}/up" and seconds_of(r["at"]) <= moment]
            self.assertTrue(before, f"{region} {state} at {when}")
            self.assertEqual(state, before[-1]["state"], f"{region} at {when}, killed at {killed}")


class Disk(Scenario):
    def mounted(self, options):
        """A shop whose state_dir is a small file system of its own, and a function that acts inside its namespace."""
        self.needs_root("a mount namespace")
        place = self.directory / "small"
        place.mkdir()
        mount = f'mount -t tmpfs -o {options} none {place} && STATE_DIRECTORY={place}/state exec "$@"'
        shop = Shop(self, prefix=["unshare", "-m", "sh", "-c", mount, "sh"])
        shop.until_well()

        def inside(command):
            subprocess.run(["nsenter", "-t", str(shop.daemon.process.pid), "-m", "sh", "-c", command], check=False,
                           capture_output=True, timeout=20)

        return shop, place, inside

    def usable(self, shop):
        return shop.daemon.metric("healthmodel_history_usable") == 1

    def assert_nothing_else_is_lost(self, shop):
        ready = shop.daemon.get("/readyz")
        self.assertEqual(200, ready.status)
        self.assertNotIn("history", ready.text)
        shop.push("west", "unhealthy")
        shop.daemon.until_state("orders@west", "unhealthy", 5)
        throughout(lambda: shop.serves("north") and shop.daemon.get("/livez").status == 200, 0.5, "balancers are answered")

    def assert_goes_on(self, shop):
        wait_until(lambda: self.usable(shop), 90, "it is written again")
        rows = wait_until(lambda: [t for t in transitions(shop.daemon, node="orders@west") if t["state"] == "unhealthy"], 20,
                          "what happened meanwhile is there")[1]
        self.assertEqual(1, len(rows))
        self.assertTrue(shop.daemon.events("history_usable_again"))

    def test_full(self):
        shop, place, inside = self.mounted("size=1m")
        wait_until(lambda: transitions(shop.daemon, node="orders@north"), 10, "it is recorded")
        inside(f"dd if=/dev/zero of={place}/fill bs=4k")
        states = ["healthy", "degraded"]

        def trouble():
            states.reverse()
            shop.push("south", states[0])
            return not self.usable(shop)

        wait_until(trouble, 30, "nothing fits any more")
        self.assertIn("disk is full", shop.daemon.events("history_unusable")[0])
        self.assert_nothing_else_is_lost(shop)
        inside(f"rm {place}/fill")
        self.assert_goes_on(shop)

    def test_read_only(self):
        shop, place, inside = self.mounted("size=1m,ro")
        wait_until(lambda: not self.usable(shop), 10, "it says so")
        self.assertEqual(503, shop.daemon.get("/api/v1/history/transitions").status)
        self.assert_nothing_else_is_lost(shop)
        inside(f"mount -o remount,rw {place}")
        self.assert_goes_on(shop)

    def test_damaged(self):
        shop = Shop(self)
        shop.until_well()
        wait_until(lambda: transitions(shop.daemon, node="orders@north"), 10, "it is recorded")
        shop.daemon.process.stop()
        file = shop.daemon.state_dir / "history.sqlite"
        broken = bytearray(file.read_bytes())
        broken[4096:8192] = random.Random(1).randbytes(4096)
        file.write_bytes(broken)
        shop.daemon.start()
        shop.until_well()
        wait_until(lambda: not self.usable(shop), 10, "it says so")
        self.assertIn("move it away", shop.daemon.events("history_unusable")[-1])
        self.assertEqual(bytes(broken), file.read_bytes(), "it is left alone")
        self.assert_nothing_else_is_lost(shop)
        file.unlink()
        self.assert_goes_on(shop)

    def test_slow(self):
        shop = Shop(self)
        shop.until_well()
        wait_until(lambda: transitions(shop.daemon, node="orders@north"), 10, "it is recorded")
        with stopped_thread(shop.daemon.process.pid, "hm-history"):
            started = time.monotonic()
            self.assertEqual(503, shop.daemon.get("/api/v1/history").status)
            self.assertLess(time.monotonic() - started, 8)
            self.assert_nothing_else_is_lost(shop)
            for i in range(20):
                shop.push("south", ["degraded", "healthy"][i % 2])
                time.sleep(0.15)  # each in a picture of its own
        wait_until(lambda: len(transitions(shop.daemon, node="orders@south", scores="false")) >= 20, 20,
                   "a few seconds of a slow disk cost nothing")
        self.assertEqual(0, shop.daemon.metric("healthmodel_history_pictures_merged_total"))


if __name__ == "__main__":
    unittest.main()
