"""What the daemon keeps on the disk: it survives kill -9 at any moment, and a disk that is full, read-only, slow or gone costs
nothing but the keeping. HM_ROUNDS says how often it is killed; CI does it 20 times."""

import os
import random
import shutil
import subprocess
import threading
import time
import unittest

from support.case import Scenario
from support.operators import REGIONS, Shop
from support.stopped_thread import stopped_thread
from support.waiting import throughout, wait_until

ROUNDS = int(os.environ.get("HM_ROUNDS", "20"))
SEED = int(os.environ.get("HM_SEED", "0")) or random.randrange(1, 1_000_000)
LONGEST_LIFE_S = 0.5
BREAK = {"break": ["guard"]}  # it is not what is tried here


def subject(override):
    return (override["kind"], override.get("region"), override.get("flow"), override.get("node"))


class Operator:
    """Says one thing after another until nobody listens. `sure`: what is in force by all that was confirmed; `perhaps`: what is, if
    the last word was heard, too."""

    CHOICES = [("drain", {"region": "north", **BREAK}), ("freeze", {"region": "south"}), ("freeze", {"region": "west"}),
               ("drain", {"region": "north", "flow": "buy", **BREAK})] + [
        (kind, {"node": f"orders@{region}"}) for kind in ("maintenance", "acknowledge") for region in REGIONS]

    def __init__(self, shop, chance):
        self.shop, self.chance = shop, chance
        self.sure = {o["id"]: subject(o) for o in shop.overrides()}
        self.perhaps = dict(self.sure)
        self.confirmed = 0
        self.refused = None

    def run(self):
        try:
            while True:
                self.say_something()
        except OSError:
            pass  # killed
        except AssertionError as error:
            self.refused = error

    def say_something(self):
        if self.sure and self.chance.random() < 0.4:
            number = self.chance.choice(sorted(self.sure))
            self.perhaps.pop(number)
            self.confirm(self.shop.undo(number))
        else:
            kind, about = self.chance.choice(self.CHOICES)
            wanted = (kind, about.get("region"), about.get("flow"), about.get("node"))
            self.perhaps = {n: s for n, s in self.perhaps.items() if s != wanted} | {"new": wanted}
            answer = self.confirm(self.shop.place(kind, **about))
            self.perhaps[answer["override"]["id"]] = self.perhaps.pop("new")
        self.sure = dict(self.perhaps)

    def confirm(self, answer):
        assert answer.status == 200, answer.text
        self.confirmed += 1
        return answer.json()

    def agrees_with(self, found):
        found = {o["id"]: subject(o) for o in found}
        if found == self.sure:
            return True
        # The last word was heard, and only its answer was not: its id is not known then.
        unknown = {n for n in found if n not in self.sure}
        return len(unknown) <= 1 and {("new" if n in unknown else n): s for n, s in found.items()} == self.perhaps


class Killed(Scenario):
    def start_again(self, shop):
        shop.daemon.start()
        wait_until(lambda: shop.daemon.verdict("south"), 20, "it answers again")

    def test_no_confirmed_word_is_lost_and_no_verdict_flips(self):
        print(f"seed {SEED}, {ROUNDS} rounds")
        chance = random.Random(SEED)
        shop = Shop(self)
        shop.daemon.until_ready()
        for region in REGIONS:
            shop.push(region, "unhealthy" if region == "west" else "healthy")
        wait_until(lambda: not shop.serves("west"), 60, "west is down")
        # Verdicts are written up to a second after they are told; at a proper end all of them are.
        shop.daemon.process.stop()
        self.start_again(shop)
        words = 0
        for number in range(ROUNDS):
            operator = Operator(shop, chance)
            talking = threading.Thread(target=operator.run)
            talking.start()
            time.sleep(chance.random() * LONGEST_LIFE_S)  # the moment is the point
            shop.daemon.process.kill()
            talking.join()
            words += operator.confirmed

            self.start_again(shop)
            told = {region: shop.serves(region) for region in REGIONS}
            found = shop.overrides()
            drained = any(subject(o) == ("drain", "north", None, None) for o in found)
            with self.subTest(round=number, seed=SEED):
                self.assertIsNone(operator.refused)
                self.assertTrue(operator.agrees_with(found), f"{found}\n{operator.sure}\n{operator.perhaps}")
                self.assertEqual({"north": not drained, "south": True, "west": False}, told)
        self.assertGreater(words, ROUNDS, "the operators were heard")


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
        return shop.daemon.metric("healthmodel_store_usable") == 1

    def test_full(self):
        shop, place, inside = self.mounted("size=1m")
        self.assertEqual(200, shop.place("drain", region="north").status)
        inside(f"dd if=/dev/zero of={place}/fill bs=4k")
        wait_until(lambda: shop.place("acknowledge", node="orders@north").status == 202, 20, "nothing fits any more")
        answer = shop.place("drain", region="south", **BREAK)
        self.assertEqual((202, False), (answer.status, answer.json()["durable"]))
        self.assertFalse(shop.serves("south"), "it acts all the same")
        self.assertFalse(self.usable(shop))
        self.assertIn("store unusable", shop.daemon.get("/readyz").text)
        self.assertIn("disk is full", shop.daemon.events("store_unusable")[0])

        inside(f"rm {place}/fill")
        wait_until(lambda: self.usable(shop), 90, "it is written once there is room")
        self.assertEqual(200, shop.place("freeze", region="west").status)
        self.assertEqual(4, len([o for o in shop.overrides("?all=true") if "ended" not in o]))

    def test_read_only(self):
        shop, place, inside = self.mounted("size=1m,ro")
        answer = shop.place("drain", region="north")
        self.assertEqual((202, False), (answer.status, shop.serves("north")))
        self.assertEqual(503, shop.ask("GET", "/api/v1/audit").status)
        inside(f"mount -o remount,rw {place}")
        wait_until(lambda: self.usable(shop), 90, "it is written once it may be")
        self.assertEqual(["drain"], [e["what"] for e in shop.audit()])

    def test_taken_away_and_no_database(self):
        shop = Shop(self)
        shop.until_well()
        self.assertEqual(200, shop.place("drain", region="north").status)
        shutil.rmtree(shop.daemon.state_dir)
        self.assertEqual(200, shop.place("drain", region="south", **BREAK).status)
        shop.daemon.process.kill()
        shop.daemon.start()
        shop.daemon.until_ready()
        self.assertEqual(["north", "south"], [o["region"] for o in shop.overrides()])

        shop.daemon.process.stop()
        (shop.daemon.state_dir / "state.sqlite").write_bytes(b"no database" * 1000)
        shop.daemon.start()
        shop.until_well()
        self.assertEqual([], shop.overrides())
        self.assertIn("move it away", shop.daemon.events("store_unusable")[-1])
        self.assertEqual(202, shop.place("drain", region="north").status)
        (shop.daemon.state_dir / "state.sqlite").unlink()
        wait_until(lambda: self.usable(shop), 90, "a new one is made")

    def test_held_by_another_daemon(self):
        first = Shop(self)
        first.until_well()
        self.assertEqual(200, first.place("drain", region="north").status)
        second = Shop(self, env={"STATE_DIRECTORY": str(first.daemon.state_dir)})
        second.until_well()
        self.assertIn("another process uses it", second.daemon.events("store_unusable")[0])
        self.assertEqual(202, second.place("freeze", region="south").status)
        self.assertTrue(second.serves("north"), "it cannot know")
        first.daemon.process.stop()
        wait_until(lambda: not second.serves("north"), 90, "the other's word is found once the file is free")
        self.assertEqual(["drain", "freeze"], [o["kind"] for o in second.overrides()])
        wait_until(lambda: self.usable(second), 5, "and its own is written")

    def test_slow(self):
        shop = Shop(self)
        shop.until_well()
        with stopped_thread(shop.daemon.process.pid, "hm-store"):
            started = time.monotonic()
            answer = shop.place("drain", region="north")
            self.assertEqual((202, False), (answer.status, answer.json()["durable"]))
            self.assertLess(time.monotonic() - started, 6)
            throughout(lambda: not shop.serves("north") and shop.serves("south"), 1, "balancers are answered")
        wait_until(lambda: len(shop.audit()) == 1, 10, "it is written")


if __name__ == "__main__":
    unittest.main()
