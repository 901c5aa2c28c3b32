import unittest

import root_entries
from root_entries import check
from source_tree import TreeCase


class TheCheck(unittest.TestCase):
    def test_finds_what_does_not_belong(self):
        self.assertEqual(["docs", "run.sh"], [f.file for f in check({"model", "run.sh", "README.md", "docs"})])

    def test_lets_the_house_stand(self):
        self.assertEqual([], check({"config", "daemon", "model", "probes", "test", "CMakeLists.txt", ".ci"}))


class TheTree(TreeCase):
    def test_has_nothing_else_at_its_root(self):
        self.assert_clean(check(root_entries.tracked_or_new()))

    def test_has_the_five_folders(self):
        self.assertLessEqual(root_entries.FOLDERS, root_entries.tracked_or_new())


if __name__ == "__main__":
    unittest.main()
