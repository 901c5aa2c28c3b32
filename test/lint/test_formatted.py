import shutil
import tempfile
import unittest
from pathlib import Path

import formatted
from source_tree import ROOT, TreeCase, cpp_files


class TheCheck(unittest.TestCase):
    def setUp(self):
        self.root = Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.root)
        shutil.copy(ROOT / ".clang-format", self.root)

    def test_finds_one_that_is_not(self):
        (self.root / "bad.cpp").write_text("int  main( )\n{ return 0 ;}\n")
        (self.root / "good.cpp").write_text("int main() {\n    return 0;\n}\n")
        self.assertEqual(["bad.cpp"], [f.file for f in formatted.check(["bad.cpp", "good.cpp"], self.root)])

    def test_says_so_when_it_cannot_tell(self):
        self.assertNotEqual([], formatted.check(["missing.cpp"], self.root))


class TheTree(TreeCase):
    def test_is_laid_out_as_clang_format_says(self):
        self.assert_clean(formatted.check([str(f) for f in cpp_files()]))


if __name__ == "__main__":
    unittest.main()
