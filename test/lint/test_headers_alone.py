import shutil
import tempfile
import unittest
from pathlib import Path

import headers_alone
from source_tree import TreeCase


class TheCheck(unittest.TestCase):
    def setUp(self):
        self.root = Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.root)
        (self.root / "model").mkdir()

    def findings_for(self, text):
        (self.root / "model/a.hpp").write_text(text)
        return headers_alone.check(self.root)

    def test_finds_a_missing_include(self):
        self.assertEqual(["model/a.hpp"], [f.file for f in self.findings_for("#pragma once\ninline std::string a;\n")])

    def test_finds_a_missing_guard(self):
        self.assertNotEqual([], self.findings_for("struct a {};\n"))

    def test_leaves_one_to_the_build_that_its_own_source_includes_first(self):
        (self.root / "model/a.cpp").write_text('// The source.\n#include "model/a.hpp"\n#include <string>\n')
        self.assertEqual([], self.findings_for("#pragma once\ninline std::string a;\n"))

    def test_looks_at_one_that_comes_second_in_its_own_source(self):
        (self.root / "model/a.cpp").write_text('#include <string>\n#include "model/a.hpp"\n')
        self.assertNotEqual([], self.findings_for("#pragma once\ninline std::string a;\n"))

    def test_lets_a_good_one_pass(self):
        self.assertEqual([], self.findings_for("#pragma once\n#include <string>\ninline std::string a;\n"))


class TheTree(TreeCase):
    def test_has_headers_that_compile_alone(self):
        self.assertNotEqual([], headers_alone.headers())
        self.assert_clean(headers_alone.check())


if __name__ == "__main__":
    unittest.main()
