import unittest

import include_directions
from include_directions import check
from source_tree import TreeCase

WRONG = {
    "model knows no other folder": ("model/rollup.cpp", '#include "config/load.hpp"'),
    "model does no I/O": ("model/rollup.cpp", "#include <boost/asio/io_context.hpp>"),
    "model reads no YAML": ("model/rollup.cpp", "#include <yaml-cpp/yaml.h>"),
    "model calls no operating system": ("model/time.cpp", "#include <unistd.h>"),
    "config knows no probe": ("config/load.cpp", '#include "probes/probe.hpp"'),
    "config has no Asio": ("config/load.cpp", "  #  include <boost/asio.hpp>"),
    "config has no Beast": ("config/load.cpp", "#include <boost/beast/http.hpp>"),
    "config does not log": ("config/load.cpp", "#include <spdlog/spdlog.h>"),
    "probes know no file format": ("probes/http.cpp", '#include "config/load.hpp"'),
    "probes do not know the daemon": ("probes/http.cpp", '#include "daemon/core.hpp"'),
    "yaml-cpp stays in config": ("daemon/main.cpp", "#include <yaml-cpp/yaml.h>"),
    "probes do not log": ("probes/http.cpp", "#include <spdlog/spdlog.h>"),
    "nobody but tests includes tests": ("daemon/core.cpp", '#include "test/support/fake_clock.hpp"'),
    "paths are full": ("model/rollup.cpp", '#include "rollup.hpp"'),
    "paths do not climb": ("model/rollup.cpp", '#include "../model/rollup.hpp"'),
    "the sample application is a stranger": ("test/contoso/stamp/main.cpp", '#include "model/state.hpp"'),
}

RIGHT = {
    "own": ("model/rollup.cpp", '#include "model/rollup.hpp"'),
    "std": ("model/rollup.cpp", "#include <unordered_map>"),
    "fmt": ("model/rollup.cpp", "#include <fmt/format.h>"),
    "config to model": ("config/load.cpp", '#include "model/definition.hpp"'),
    "config's yaml": ("config/load.cpp", "#include <yaml-cpp/eventhandler.h>"),
    "config's files": ("config/load.cpp", "#include <sys/stat.h>"),
    "probes to model": ("probes/http.cpp", '#include "model/observation.hpp"'),
    "daemon on top": ("daemon/main.cpp", '#include "config/load.hpp"\n#include "probes/shard.hpp"'),
    "tests see all": ("test/daemon/core_test.cpp", '#include "daemon/core.hpp"'),
    "a remark": ("model/rollup.cpp", '// #include "daemon/core.hpp" would be wrong'),
}


class TheCheck(unittest.TestCase):
    def test_finds_every_wrong_direction(self):
        for name, (file, text) in WRONG.items():
            with self.subTest(name):
                self.assertEqual([1], [f.line for f in check(file, text)])

    def test_lets_right_ones_pass(self):
        for name, (file, text) in RIGHT.items():
            with self.subTest(name):
                self.assertEqual([], check(file, text))

    def test_says_where(self):
        text = "#pragma once\n\n#include <vector>\n" + '#include "daemon/core.hpp"'
        self.assertEqual('model/a.hpp:4: "daemon/core.hpp": model/ may include only model/', str(check("model/a.hpp", text)[0]))


class TheTree(TreeCase):
    def test_has_no_include_in_a_wrong_direction(self):
        self.assert_clean(include_directions.check_tree())


if __name__ == "__main__":
    unittest.main()
