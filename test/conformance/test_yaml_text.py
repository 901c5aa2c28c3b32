import unittest

from yaml_text import text_of


class TextOf(unittest.TestCase):
    def test_what_fits_stands_on_one_line(self):
        self.assertEqual("node: { rollup: worst, needs: [{ name: c1 }, { name: c2, weight: 0 }] }\n",
                         text_of({"node": {"rollup": "worst", "needs": [{"name": "c1"}, {"name": "c2", "weight": 0}]}}))

    def test_what_does_not_stands_below(self):
        long = "x" * 100
        self.assertEqual(
            f"node:\n  needs:\n    - name: c1\n      map:\n        ok: {long}\n        bad: {long}\n    - c2\n",
            text_of({"node": {"needs": [{"name": "c1", "map": {"ok": long, "bad": long}}, "c2"]}}))

    def test_what_means_something_is_quoted(self):
        self.assertEqual('when: "count(in [a b]) >= 60%"\n', text_of({"when": "count(in [a b]) >= 60%"}))
        self.assertEqual("share: 60%\nempty: []\nnone: {}\nflag: true\n",
                         text_of({"share": "60%", "empty": [], "none": {}, "flag": True}))


if __name__ == "__main__":
    unittest.main()
