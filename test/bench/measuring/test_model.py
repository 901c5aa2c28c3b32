import re
import unittest

import model


class Text(unittest.TestCase):
    def urls(self, signals):
        return re.findall(r'"http://(.*?)"', model.text(signals, ["127.1.1", "127.1.2"], 21001, 1000, 500))

    def test_has_every_signal_in_each_region(self):
        self.assertEqual(1000, model.REGIONS * len(self.urls(1000)))
        self.assertEqual(1000, model.REGIONS * len(set(self.urls(1000))))

    def test_spreads_the_signals_over_all_targets(self):
        targets = {url.split("/")[0] for url in self.urls(10_000)}
        self.assertEqual(model.ADDRESSES * model.PORTS, len(targets))
        self.assertIn("${region.net}.1:21001", targets)
        self.assertIn("${region.net}.50:21010", targets)

    def test_has_no_need_that_is_not_declared(self):
        text = model.text(10_000, ["127.1.1", "127.1.2"], 21001, 1000, 500)
        declared = set(re.findall(r"^  (c\d+):", text, re.MULTILINE))
        needed = set(re.findall(r"\bc\d+\b", " ".join(re.findall(r"needs: \[(.*?)\]", text))))
        self.assertEqual(declared, needed)

    def test_judges_within_the_timeout(self):
        self.assertIn("degraded: latency > 400ms\n        unhealthy: latency > 450ms\n",
                      model.text(1000, ["127.1.1", "127.1.2"], 21001, 1000, 500))

    def test_puts_more_into_each_probe(self):
        text = model.text(1000, ["127.1.1", "127.1.2"], 21001, 1000, 500, ", reuse: true")
        self.assertEqual(500, text.count('", reuse: true }'))


if __name__ == "__main__":
    unittest.main()
