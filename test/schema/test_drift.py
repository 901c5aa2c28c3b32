"""The schemas know what the reader knows, neither more nor less: the reader is asked, by breaking one place of
accepted/all-of-it after another, what it would have taken there."""

import copy
import json
import os
import re
import subprocess
import tempfile
import unittest
from pathlib import Path

from files import ACCEPTED, all_of_it, good_texts
from schemas import MODEL, ROOT, SCHEMAS, SETTINGS, Walk, complaints, parts
import yaml_core

BIN = Path(os.environ.get("HM_BIN", ROOT / "build" / "release" / "bin"))
ENVIRONMENT = {**os.environ, "HM_TOKEN": "correct-horse-battery-staple",
               "HM_KEY": "-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----"}
UNKNOWN = "zzzz"
# Asked for by the reader in order to say more than "unknown key".
ASKED_IN_VAIN = {"witness": {"push", "prometheus", "on_failure", "min_samples"}, "state": {"score", "from"}, "result": {"body.x"}}


def check(document, schema):
    """What the reader says of a document, which is written as JSON: that is YAML, too."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "text.yaml"
        file.write_text(json.dumps(document))
        if schema is MODEL and "tests" in document:
            return told_by_test(file)
        model = file if schema is MODEL else ACCEPTED / "all-of-it.yaml"
        settings = ["--settings", file] if schema is SETTINGS else []
        outcome = subprocess.run([BIN / "healthmodeld", "check", "--json", model, *settings],
                                 capture_output=True, text=True, timeout=60, env=ENVIRONMENT)
        return json.loads(outcome.stdout)


def told_by_test(file):
    """The same of a file with tests, which only `test` reads, and says in words what is wrong."""
    outcome = subprocess.run([BIN / "healthmodeld", "test", file], capture_output=True, text=True, timeout=60, env=ENVIRONMENT)
    diagnostics = []
    for line in outcome.stderr.splitlines():
        if found := re.match(r"\S+: (error|warning): (.*)", line):
            diagnostics.append({"severity": found.group(1), "message": found.group(2), "hint": ""})
        elif found := re.match(r" +hint: (.*)", line):
            diagnostics[-1]["hint"] = found.group(1)
    return {"diagnostics": diagnostics}


def changed(document, path, change):
    """A copy of the document in which `change` was done to the value at `path`."""
    whole = [copy.deepcopy(document)]
    holder, key = whole, 0
    for step in path:
        holder, key = holder[key], step
    holder[key] = change(holder[key])
    return whole[0]


class TheProgram(unittest.TestCase):
    def test_prints_the_schemas_as_they_stand_in_the_tree(self):
        for arguments, file in (([], "model"), (["--settings"], "settings")):
            outcome = subprocess.run([BIN / "healthmodeld", "schema", *arguments], capture_output=True, timeout=60)
            self.assertEqual(0, outcome.returncode)
            self.assertEqual((ROOT / "config" / "schema" / f"{file}.schema.json").read_bytes(), outcome.stdout)


class Drift(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.texts = [(document, schema, list(Walk(schema).places(document))) for document, schema in all_of_it()]

    def places(self):
        for document, schema, places in self.texts:
            for place in places:
                yield document, schema, place

    def test_all_of_it_is_accepted_by_the_reader(self):
        for document, schema in all_of_it():
            self.assertEqual([], [d for d in check(document, schema)["diagnostics"] if d["severity"] == "error"])

    def test_the_same_keys_are_possible_in_every_map(self):
        for document, schema, place in self.places():
            if place.has_fixed_keys:
                with self.subTest(path=place.path):
                    asked = check(changed(document, place.path, lambda m: {**m, UNKNOWN: 1}), schema)
                    self.assertEqual(self.keys_of(schema, place), possible_keys(asked))

    def keys_of(self, schema, place):
        named = {id(part): name for name, part in schema["$defs"].items()}
        return Walk(schema).possible_keys(place) | ASKED_IN_VAIN.get(named.get(id(place.schema)), set())

    def test_the_same_words_are_possible_wherever_there_is_a_choice(self):
        for document, schema, place in self.places():
            if "enum" in place.schema and True not in place.schema["enum"] and len(place.schema["enum"]) > 1:
                with self.subTest(path=place.path):
                    asked = check(changed(document, place.path, lambda _: UNKNOWN), schema)
                    self.assertEqual(set(place.schema["enum"]), possible_words(asked))

    def test_the_same_flags_are_known_in_maps(self):
        document, schema, places = self.texts[0]  # the model
        flags = schema["$defs"]["edge_map"]
        states = {state["name"] for state in document["states"]}
        paths = [place.path for place in places if place.schema is flags]
        self.assertGreater(len(paths), 1)
        for path in paths:
            asked = check(changed(document, path, lambda m: {**m, UNKNOWN: "drop"}), schema)
            hints = [d["hint"] for d in asked["diagnostics"] if UNKNOWN in d["message"]]
            self.assertEqual(states | set(flags["properties"]), set(hints[0].removeprefix("known are ").split(", ")))

    def test_every_key_is_used_in_an_accepted_text(self):
        used, known = set(), {}
        for _, text, schema in good_texts():
            for place in Walk(schema).places(yaml_core.load(text)):
                if isinstance(place.value, dict):
                    used |= {(id(place.schema), key) for key in place.value}
        for schema in SCHEMAS:
            for part in parts(schema):
                if "type" in part:
                    known.update({(id(part), key): key for key in part.get("properties", {})})
        self.assertEqual([], [key for place, key in known.items() if place not in used])


def possible_keys(outcome):
    hints = [d["hint"] for d in outcome["diagnostics"] if d["message"] == f'unknown key "{UNKNOWN}"']
    return set(re.sub("^possible here: ", "", hints[0]).split(", ")) if hints else None


def possible_words(outcome):
    for diagnostic in outcome["diagnostics"]:
        if found := re.match(rf'"{UNKNOWN}" is not one of (.*)', diagnostic["message"]):
            return set(found.group(1).split(", "))
    return None


class Values(unittest.TestCase):
    """Texts with a form of their own: the pattern in the schema takes what the reader takes."""

    def agree(self, schema, document, path, values):
        for value in values:
            with self.subTest(value=value):
                text = changed(document, path, lambda _, value=value: value)
                # What is wrong with the file as a whole is that its names are not the model's.
                self.assertEqual(not any(d["severity"] == "error" and d.get("line", 1) for d in check(text, schema)["diagnostics"]),
                                 complaints(json.dumps(text), schema) == [])

    def model(self, path, values):
        self.agree(MODEL, SMALL, path, values)

    def settings(self, path, values):
        self.agree(SETTINGS, SMALL_SETTINGS, path, values)

    def test_names(self):
        self.model(("model",), ["a", "a-1", "0", 7, "a" * 63, "a" * 64, "A", "-a", "a-", "a_b", "", "a b"])

    def test_weights(self):
        self.model(("regions", "west", "weight"), [1, 0.5, "3", "0.125", 1000000, 1000001, -1, "x", "1e3", ".5", "1.", True])

    def test_durations(self):
        self.model(("defaults", "signal", "ttl"),
                   ["5s", "1m30s", "14d", "1.5m", "90000ms", "1d1h1m1s1ms1us1ns", "5", 5, "5 s", "s5", "1s1m", "1m1m", "5S", "-5s", ""])

    def test_percentages(self):
        self.model(("flows", "buy", "objective"),
                   ["99.95%", "100%", "0%", "100.0%", "99.9999999%", "099%", "99", 99, "101%", "100.1%", "%", "-1%", "9.%"])

    def test_jitter(self):
        self.model(("defaults", "signal", "jitter"), ["0%", "50%", "050%", "49.9%", "50.0%", "50.1%", "60%", "5", 5, "%", ""])

    def test_sizes(self):
        self.model((*PAGE, "http", "body_limit"), ["1B", "64KiB", "1MiB", "64", 64, "64KB", "-1B", "1.5KiB", ""])

    def test_statuses(self):
        self.model((*PAGE, "http", "expect", "status"), [200, "200", "200-299", [200, "300-399"], [], 99, 600, "2xx", "200-", "-200"])

    def test_quorums(self):
        self.model(("flows", "buy", "rollup"),
                   [{"at_least": {"healthy": n}} for n in (1, "2", "50%", "33.3%", 0, -1, 1.5, "x", "50", "%")] +
                   [{"at_least": {}}, {"at_least": 2}, "at_least", "worst", {}])

    def test_needs(self):
        self.model(("flows", "buy", "needs", 0),
                   ["api", "api/page", {"name": "api"}, {"any_of": ["api"]}, {"any_of": []}, {"of": ["api"]}, {"at_least": {"healthy": 1}},
                    {"all_of": ["api"], "any_of": ["api"]}, {"name": "api", "all_of": ["api"]}, {}, "api/", "/page", ["api"], None])

    def test_urls(self):
        self.model((*PAGE, "http", "url"), ["http://shop/", "http://${region.name}/", "https://shop/", "ftp://shop/", "shop", ""])

    def test_tls(self):
        self.model((*SECURE, "tls"), [{"server_name": "shop"}, {"server_name": "a b"}, {"expected_name": "::1"}, {"verify": "no"}, {}, None, "x",
                                      {"min_version": "1.3"}, {"min_version": 1.3}, {"min_version": 1.4}, {"min_version": "TLS1.2"}, {"ca": ""},
                                      {"alpn": "imap"}, {"alpn": ["imap", "imap"]}, {"alpn": "a b"}, {"key": "x"}, {"certificate": "x"}])
        self.model(SECURE, [{"url": f"{scheme}://shop/", "tls": {}} for scheme in ("http", "https")])

    def test_dialogues(self):
        self.model(("components", "api", "signals", "lines", "tcp"),
                   [{"address": "mail:25", "dialogue": d} for d in ([], ["starttls"], ["start"], [{"send": "x"}], [{"expect": "x"}, {"send": "y"}], [{}], [[]],
                                                                    [{"send": "x", "expect": "y"}], [{"send": ""}], [{"expect": ""}], "x", None)]
                   + [{"address": "mail:25", "tls": tls} for tls in (True, "false", {}, {"verify": False}, "yes", [], 5)])

    def test_dns(self):
        self.model(("components", "api", "signals", "lines"),
                   [{"dns": {"server": s, "name": n}} for s in ("10.0.0.1", "ns.test:53", "[::1]", "[::1]:53", "::1", "a:", ":53", "a b", "")
                    for n in ("a.test",)] +
                   [{"dns": {"server": "a", "name": n}} for n in (".", "a.", "_sip._tcp.a", "a..b", ".a", "192.0.2.1", "a b", "bücher.test", "", 7)] +
                   [{"dns": {"server": "a", "name": "a", "expect": e}} for e in ({}, None, {"rcode": []}, {"rcode": "NXDOMAIN"}, {"rcode": "3"},
                                                                                 {"answers": "x"}, {"answers": [""]}, {"min_answers": -1}, "x")] +
                   [{"dns": d} for d in ("a", {"server": "a"}, {"name": "a"}, None)])

    def test_redis(self):
        self.model(("components", "api", "signals", "lines"),
                   [{"redis": r} for r in ("cache", "cache:6379", "[::1]", "::1", "", None, {}, {"address": "a"}, {"address": "a", "user": "x"},
                                           {"address": "a", "password": ""}, {"address": "a", "user": "x", "password": "y"},
                                           {"address": "a", "write": "k"}, {"address": "a", "write": {"key": "k"}}, {"address": "a", "write": {}},
                                           {"address": "a", "exists": ""}, {"address": "a", "database": 65536}, {"address": "a", "tls": "x"})])

    def test_prometheus(self):
        at, asked = "http://127.0.0.1:9090", {"url": "http://127.0.0.1:9090", "query": "up"}
        self.model(("components", "api", "signals", "lines"),
                   [{"prometheus": p, "unhealthy": "value < 1"} for p in (
                       "http://a", None, {}, {"url": at}, asked, {"url": at, "query": ""}, {"url": at, "query": 1}, {"url": at, "query": None},
                       {"url": "https://a/", "tls": {}, "query": "up"}, {**asked, "tls": {}}, {"url": "ftp://a", "query": "up"}, {**asked, "alert": "A"},
                       {**asked, "labels": {}}, {**asked, "pending": "degraded"}, {**asked, "max_age": "5m"}, {**asked, "max_age": 5},
                       {**asked, "addresses": "all"})]
                   + [{"prometheus": asked, **more} for more in ({}, {"degraded": "value > 1"}, {"unhealthy": "value > 1", "on_failure": "unknown"})]
                   + [{"prometheus": {"url": at, "alert": "A", **more}} for more in (
                       {}, {"firing": "unhealthy"}, {"firing": "unknown"}, {"firing": {}}, {"firing": {"a": "degraded"}}, {"firing": {"a": "bad"}},
                       {"firing": {"a": None}}, {"firing": []}, {"pending": "healthy"}, {"pending": {}}, {"labels": {"a": "b"}}, {"labels": {"a-b": "c"}},
                       {"labels": {"a": ""}}, {"labels": {"a": 5}}, {"labels": []}, {"labels": None}, {"alert": ""})]
                   + [{"prometheus": {"url": at, "alert": "A"}, "unhealthy": "value > 1"}])

    def test_addresses_of_targets(self):
        self.model((*SECURE, "family"), ["any", "4", 4, "6", 6, "ipv6", 5])
        self.model(SECURE, [{"url": "https://shop/", "addresses": rule, "reuse": reuse}
                            for rule in ("first", "all") for reuse in (True, False, "true", "false")])

    def test_who_asks(self):
        self.model((*SECURE, "auth"), [{"bearer": "t0ken"}, {"bearer": "two words"}, {"bearer": ""}, {"basic": {"user": "a", "password": "b"}},
                                       {"basic": {"user": "a:b", "password": "b"}}, {"basic": {"user": "", "password": "b"}},
                                       {"basic": {"user": "a", "password": ""}}, {"basic": {"user": "a"}}, {}, "x",
                                       {"bearer": "a", "basic": {"user": "a", "password": "b"}}])

    def test_compression(self):
        self.model((*SECURE, "compression"), ["gzip", ["gzip", "deflate"], ["gzip", "gzip"], "br", ["br"], []])

    def test_expected_headers(self):
        self.model((*SECURE, "expect"),
                   [{"headers": {"Server": test}} for test in ("nginx", "", 5, {}, {"present": True}, {"present": False}, {"absent": True}, {"absent": "true"},
                                                              {"absent": True, "contains": "x"}, {"contains": ""}, {"matches": ["a", "b"]}, ["x"], None)]
                   + [{"headers": {"a b": "x"}}, {"headers": None}])

    def test_places_in_json(self):
        self.model((*SECURE, "expect"),
                   [{"json": {"/a": value}} for value in ("ok", "", 5, True, "< 20", "<20", "<", ">= 70%", "!= x", "== ", "=> 5", "= 5", "=", "< =", "!x",
                                                          {"present": True}, {}, ["x"], None, "${env:HM_TOKEN}", "${region.name}")]
                   + [{"json": {pointer: "ok"}} for pointer in ("/", "/a/0", "/a~1b", "/a~2", "/a~", "a", "", "/a//b")])

    def test_days(self):
        self.model((*WINDOW, "every"), ["day", "mon", "sunday", "first sun", "last friday", "last day", "month-day 15", ["mon", "thu"],
                                        "fifth friday", "month-day 32", "Sunday", "days", [], "first day"])

    def test_times_of_day(self):
        self.model((*WINDOW, "from"), ["00:00", "23:59", "24:00", "2:00", "02:60", "02:00:00", "2am"])

    def test_dates(self):
        self.model((*WINDOW, "until"), ["2099-12-01", "2099-13-41", "1.3.2099", "2099-12-01T22:00", 2099])

    def test_dates_with_times(self):
        self.model(("maintenance", "once", "from"),
                   ["2099-12-01T22:00", "2099-12-01T22:00:30", "2099-12-01T22:00Z", "2099-12-01T22:00:00-05:00", "2099-12-01",
                    "2099-12-01 22:00", "2099-12-01T24:00", "2099-12-01T22:00+1"])

    def test_covered_parts(self):
        self.model((*WINDOW, "covers"), ["api", "api@west", "west", ["api", "east"], ["api", "api"], [], "api@", "@west", "api/page"])

    def test_states(self):
        good = {"name": "ok", "class": "good"}
        bad = {"name": "no", "class": "bad"}
        self.model(("states",), [[good, bad], [good, {**bad, "score": "10%", "from": "0%"}], [good], [], None, [good, {"name": "no"}],
                                 [good, bad, {"name": "lost", "class": "unknown"}], [good, bad, {"name": "lost", "class": "unknown", "score": "0%"}]])

    def test_what_a_ladder_comes_to(self):
        self.model(("flows", "buy", "rollup"),
                   [{"ladder": [], "else": then} for then in ("healthy", "worst", "best", "worst(2)", "best (60%)", "worst()", "worst(x)",
                                                              "Healthy", "", "worst(2", ["worst"])])

    def test_what_becomes_of_unknown(self):
        self.model(("flows", "buy"), [{"needs": ["api"], "unknown": u} for u in ("bounds", "drop", "state", "hold", {"hold": "5m"}, {"hold": 5}, {}, None)])
        self.model(("flows", "buy", "needs", 0), [{"name": "api", "unknown": u} for u in ("drop", "bounds", "hold", {"hold": "5m"}, {})])

    def test_maps(self):
        self.model(("flows", "buy", "needs", 0),
                   [{"name": "api", "map": m} for m in ({}, {"unhealthy": "drop"}, {"stale": "degraded"}, {"stale": {"healthy": "drop"}}, None,
                                                        {"unhealthy": {"healthy": "drop"}}, {"stale": {"healthy": {}}}, "drop", ["drop"])])

    def test_rollups(self):
        self.model(("flows", "buy", "rollup"),
                   ["best", {"worst": 2}, {"best": "60%"}, {"worst": 0}, {"worst": 1, "best": 1}, {"worst": 1, "else": "best"},
                    {"ladder": [{"when": "count(healthy) > 0", "then": "healthy"}]}, {"ladder": [{"then": "healthy"}]}, {"ladder": {}}])

    def test_counts(self):
        self.model((*PAGE, "rise"), [1, "64", 0, 65, "x", 1.5, -1])

    def test_addresses_of_listeners(self):
        self.settings(("listeners", 0, "listen"), ["127.0.0.1:0", "[::1]:80", "127.0.0.1", "localhost:80", "::1:80", ":80", 80])

    def test_what_listeners_serve(self):
        self.settings(("listeners", 0), [{"listen": "127.0.0.1:1", "serves": serves, **pinned}
                                         for serves in ("lb", "agent", "tcp", "api", ["agent"], ["tcp"], ["lb", "agent"], ["lb", "api"])
                                         for pinned in ({}, {"pinned": "west"}, {"pinned": "west/buy"})])
        self.settings(("listeners", 0, "pinned"), ["west", "West", "west/", "/buy", "west/buy/x", 7, "", {"region": "west"}, "${file:region}"])

    def test_regions_of_settings(self):
        self.settings(("region",), ["west", "West", 7, "${file:region}"])


SECURE = ("components", "api", "signals", "secure", "http")
PAGE = ("components", "api", "signals", "page")
SMALL = {
    "model": "shop",
    "states": [{"name": name, "class": kind} for name, kind in (("healthy", "good"), ("degraded", "warn"), ("unhealthy", "bad"))],
    "regions": {"west": {"weight": 1}, "east": {}},
    "defaults": {"signal": {"ttl": "1h", "jitter": "0%"}},
    "flows": {"buy": {"objective": "99%", "rollup": "worst", "needs": ["api"]}},
    "components": {"api": {"signals": {"page": {
        "http": {"url": "http://shop/", "body_limit": "1MiB", "expect": {"status": 200}}, "rise": 1},
        "lines": {"tcp": "mail:25"},
        "secure": {"http": {"url": "https://shop/", "tls": {}, "family": "any", "auth": {"bearer": "t0ken"}, "compression": "gzip", "expect": {}}}}}},
    "maintenance": {
        "nightly": {"covers": "api", "reason": "kernel", "every": "day", "from": "02:00", "for": "2h", "until": "2099-12-01"},
        "once": {"covers": "api", "reason": "kernel", "from": "2099-12-01T02:00", "for": "2h"},
    },
}
WINDOW = ("maintenance", "nightly")
SMALL_SETTINGS = {"region": "west", "listeners": [{"listen": "127.0.0.1:1", "serves": "lb", "pinned": "west"}]}


if __name__ == "__main__":
    unittest.main()
