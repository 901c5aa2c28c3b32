"""Targets that never answer, answer garbage or endlessly, lie about lengths, close or reset, beside a good one.

Each gets its right reason, the good one is asked on time, and the daemon's memory stays flat.
"""

import os
import sys
import unittest

from support import hostile
from support.case import BIN, Scenario
from support.healthmodel import Daemon
from support.network import free_address
from support.nginx import Nginx
from support.processes import pause
from support.waiting import wait_until

# What a target does, and the reason that its signal must give.
TARGETS = {
    "silent": (hostile.silent, "timeout"),
    "slow-loris": (hostile.slow_loris, "timeout"),
    "slow-body": (hostile.slow_body, "timeout"),
    "endless-body": (hostile.endless_body, "too_large"),
    "endless-interim": (hostile.endless_interim, "protocol_error"),
    "large-header": (hostile.large_header, "too_large"),
    "garbage": (hostile.garbage, "protocol_error"),
    "closes-at-once": (hostile.closes_at_once, "closed"),
    "half-close": (hostile.half_close, "closed"),
    "early-reset": (hostile.early_reset, "closed"),
    "resets": (hostile.resets, "closed"),
    "reset-in-body": (hostile.reset_in_body, "closed"),
    "length-too-long": (hostile.length("100"), "closed"),
    # Its bytes beyond the length are nobody's: what the check looks for is in them.
    "length-too-short": (hostile.length("5"), "body_mismatch"),
    "length-negative": (hostile.length("-10"), "protocol_error"),
    "length-twice": (hostile.length("10", "5"), "protocol_error"),
    "length-no-number": (hostile.length("ten"), "protocol_error"),
    "length-beyond-64-bits": (hostile.length("99999999999999999999999"), "protocol_error"),
    "bad-chunk": (hostile.answers("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n", b"zz\r\nxx\r\n"), "protocol_error"),
    "redirect-loop": (hostile.redirects_to_itself, "redirect"),
    # Those are asked by https.
    "tls-silent": (hostile.silent, "timeout"),
    "tls-garbage": (hostile.garbage, "tls_handshake"),
    "tls-plain": (hostile.endless_body, "tls_handshake"),
    "tls-endless": (hostile.endless_alerts, "tls_handshake"),
    "tls-stops": (hostile.stops_in_mid_handshake, "timeout"),
    "tls-half-close": (hostile.half_close, "tls_handshake"),
    "tls-reset": (hostile.resets, "closed"),
}
SIGNALS_EACH = 4       # that many signals ask each of them, so that there is always one under way
EVERY_S = 0.5
WATCH_S = 12
MEMORY_GROWTH_MIB = 4  # a window of last observations fills; the targets' bytes must not stay
SANITIZER_GROWTH_MIB = 200  # a sanitizer keeps freed memory back
LATE_S = 0.25          # how much later than planned a run begins: more is late
MOST_LATE = 0.02       # the share of runs that may be late, because the machine was busy

GOOD = """\
  good:
    signals: {{ answers: {{ http: {{ url: "{url}/" }}, timeout: 500ms, fall: 3 }} }}
"""
BAD = """\
  {name}:
    signals:
"""
SIGNAL = """\
      s{number}: {{ http: {{ url: "{url}/{number}", redirects: 3, expect: {{ body_contains: ["0123456789"] }} }} }}
"""


def model_of(good_url, urls):
    text = "model: shop\nregions: { north: {} }\n"
    text += "defaults: { signal: { every: 500ms, timeout: 400ms, rise: 1, fall: 1, fast_every: 500ms } }\n"
    text += f"flows: {{ browse: {{ needs: [good, {', '.join(urls)}] }} }}\ncomponents:\n" + GOOD.format(url=good_url)
    for name, url in urls.items():
        text += BAD.format(name=name) + "".join(SIGNAL.format(number=n, url=url) for n in range(SIGNALS_EACH))
    return text


class HostileTargets(Scenario):
    def setUp(self):
        super().setUp()
        address = free_address(())
        self.targets = {name: hostile.Target(self, address, behave) for name, (behave, _) in TARGETS.items()}
        urls = {name: f"{'https' if name.startswith('tls-') else 'http'}://{address}:{target.port}"
                for name, target in self.targets.items()}
        with_nobody = free_address((9,))
        urls["nobody"] = f"http://{with_nobody}:9"
        self.nginx = Nginx(self)
        self.daemon = Daemon(self, model_of(self.nginx.url, urls))
        self.daemon.until_ready()

    def reasons(self, name):
        return {o["reason"] for o in self.daemon.signal(f"{name}@north", "s0")["observations"]}

    def test_get_their_reason_and_cost_nobody_else_anything(self):
        for name, (_, reason) in {**TARGETS, "nobody": (None, "connect_refused")}.items():
            with self.subTest(name):
                wait_until(lambda: self.daemon.state(f"{name}@north") == "unhealthy", 20, f"{name} is unhealthy")
                # On a loaded machine the deadline may come first now and then; nothing else may.
                wait_until(lambda: reason in self.reasons(name), 20, f"{name} gives the reason {reason}")
                self.assertLessEqual(self.reasons(name), {reason, "timeout", "connect_timeout"})

        before = self.daemon.process.resident_mib()
        good_before = self.good_runs()
        lag_before = self.lag()
        pause(WATCH_S)
        growth = self.daemon.process.resident_mib() - before
        good = self.good_runs() - good_before
        late, all_runs = self.late_of(lag_before, self.lag())
        print(f"\n  memory {before:.1f} MiB, grew by {growth:.2f}; {good} good runs in {WATCH_S} s;"
              f" {late} of {all_runs} runs more than {LATE_S} s late", file=sys.stderr)

        self.assertEqual("healthy", self.daemon.state("good@north"))
        self.assertGreaterEqual(good, 0.8 * WATCH_S / EVERY_S)
        self.assertLessEqual(late, MOST_LATE * all_runs)
        self.assertLess(growth, SANITIZER_GROWTH_MIB if "asan" in str(BIN) else MEMORY_GROWTH_MIB)
        for name, target in self.targets.items():
            self.assertGreater(target.accepted, 3 * SIGNALS_EACH, name)
        self.assertLess(self.descriptors(), 2 * SIGNALS_EACH * len(self.targets) + 40)

    def good_runs(self):
        return self.daemon.metric("healthmodel_probe_results_total", signal="good@north/answers", reason="ok")

    def lag(self):
        """Upper bound → runs that were at most so late, over all signals."""
        return {has["le"]: v for has, v in self.daemon.series("healthmodel_scheduler_lag_seconds_bucket")}

    def late_of(self, before, after):
        all_runs = after["+Inf"] - before["+Inf"]
        return all_runs - (after[f"{LATE_S:g}"] - before[f"{LATE_S:g}"]), all_runs

    def descriptors(self):
        return len(os.listdir(f"/proc/{self.daemon.process.pid}/fd"))


if __name__ == "__main__":
    unittest.main()
