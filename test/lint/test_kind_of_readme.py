import unittest

from kind_of_readme import MOST_LINES, README, blocks, check, check_layout, check_length
from source_tree import ROOT, TreeCase


def shown(*pieces):
    return "# Text\n" + "".join(f"\nMore:\n\n```cpp\n{piece}```\n" for piece in pieces)


class TheCheck(unittest.TestCase):
    def test_counts_settings_and_who_probes(self):
        most = shown("int a;\n", "int b;\n" * (MOST_LINES - 1), "int c;\n" * 100)
        self.assertEqual([], check_length(most))
        self.assertEqual([6], [f.line for f in check_length(most.replace("int a;", "int a;\nint d;")) if "61 lines" in f.message])

    def test_finds_that_none_is_shown(self):
        self.assertNotEqual([], check_length("# Text\n"))

    def test_finds_a_file_that_is_not_laid_out(self):
        text = shown("// A file.\nint  main( ) {}\n", "    int  part( );\n", "// A file.\nint main() {}\n")
        self.assertEqual([6], [f.line for f in check_layout(text)])

    def test_knows_where_a_piece_begins(self):
        self.assertEqual([(6, "int a;\n"), (12, "int b;\n")], blocks(shown("int a;\n", "int b;\n")))


class TheTree(TreeCase):
    def test_shows_a_short_kind(self):
        self.assert_clean(check((ROOT / README).read_text()))


if __name__ == "__main__":
    unittest.main()
