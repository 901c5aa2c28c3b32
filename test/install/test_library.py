#!/usr/bin/python3
"""The library as another team meets it: installed somewhere, found by CMake, linked by a program outside the tree.

usage: test_library.py BUILD [unittest arguments]      (BUILD: a built tree, like build/release)
"""

import json
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

BUILD = None
EXAMPLE = Path(__file__).resolve().parent / "example"
BUILD_LIMIT_S = 240
RUN_LIMIT_S = 30


def run(*command, limit_s=BUILD_LIMIT_S):
    ended = subprocess.run([str(word) for word in command], capture_output=True, text=True, timeout=limit_s)
    assert ended.returncode == 0, f"{command}: {ended.returncode}\n{ended.stdout}\n{ended.stderr}"
    return ended


class InstalledLibrary(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.directory = Path(tempfile.mkdtemp(prefix="healthmodel-install-"))
        cls.addClassCleanup(shutil.rmtree, cls.directory)
        cls.prefix = cls.directory / "prefix"
        run("cmake", "--install", BUILD, "--component", "library", "--prefix", cls.prefix)
        built = cls.directory / "build"
        run("cmake", "-S", EXAMPLE, "-B", built, f"-DCMAKE_PREFIX_PATH={cls.prefix}")
        run("cmake", "--build", built)
        cls.program = built / "shop"

    def shop(self, port):
        return run(self.program, f"127.0.0.1:{port}", limit_s=RUN_LIMIT_S)

    def test_a_program_outside_the_tree_answers_for_its_health(self):
        with socket.create_server(("127.0.0.1", 0)) as database:
            ended = self.shop(database.getsockname()[1])
        before, health, flow, metrics = ended.stdout.splitlines()
        self.assertEqual("before start: 503", before)
        self.assertEqual("health: 200", health[:11])
        told = json.loads(health[12:])
        self.assertEqual("pass", told["status"])
        self.assertEqual(["database/port"], list(told["checks"]))
        self.assertEqual("flow: 200", flow)
        self.assertEqual("metrics: 200", metrics)
        self.assertIn("info check_passed signal=database@here/port reason=ok", ended.stderr)

    def test_a_dead_dependency_is_503_with_the_reason(self):
        with socket.create_server(("127.0.0.1", 0)) as nobody:
            port = nobody.getsockname()[1]
        ended = self.shop(port)
        health = ended.stdout.splitlines()[1]
        self.assertEqual("health: 503", health[:11])
        check = json.loads(health[12:])["checks"]["database/port"][0]
        self.assertEqual(("unhealthy", "connect_refused"), (check["state"], check["reason"]))
        self.assertIn("info check_failed signal=database@here/port reason=connect_refused", ended.stderr)

    def test_mistakes_in_the_model_are_shown_with_their_place(self):
        ended = subprocess.run([self.program, "no address"], capture_output=True, text=True, timeout=RUN_LIMIT_S)
        self.assertEqual(1, ended.returncode, ended.stderr)
        self.assertRegex(ended.stdout, r"^model_error: model:9:\d+: error: ")

    def test_the_header_needs_standard_headers_only(self):
        header = (self.prefix / "include" / "healthmodel" / "healthmodel.hpp").read_text()
        included = re.findall(r"#\s*include\s*(\S+)", header)
        self.assertGreater(len(included), 5)
        self.assertEqual([], [i for i in included if not re.fullmatch(r"<[a-z_]+>", i)])

    def test_the_library_shows_its_own_names_and_nothing_of_what_is_inside(self):
        library = next((self.prefix / "lib").rglob("libhealthmodel.so"))
        names = run("nm", "--dynamic", "--demangle", "--defined-only", library).stdout.splitlines()
        names = [line.split(None, 2)[2] for line in names]
        self.assertGreater(len(names), 10)
        self.assertEqual([], [n for n in names if "healthmodel::" not in n])


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    BUILD = Path(sys.argv[1]).resolve()
    unittest.main(argv=[sys.argv[0], *sys.argv[2:]])
