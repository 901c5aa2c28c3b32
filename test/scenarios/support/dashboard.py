"""The dashboard in a browser, as a test sees it: its pages by their addresses, what it shows, and what a screen reader would miss."""

import json
from pathlib import Path

from support.case import BIN, ROOT
from support.chromium import Chromium
from support.waiting import wait_until

AXE = BIN.parent / "dashboard" / "node_modules" / "axe-core" / "axe.min.js"
PICTURES = ROOT / "build" / "dashboard-pictures"
CELLS = """Object.fromEntries([...document.querySelectorAll('a.cell')].map(c => [c.dataset.id,
    {look: c.className.split(' '), state: c.querySelector('.badge').innerText.trim(), text: c.innerText}]))"""
SERIOUS = ("serious", "critical")


class Dashboard(Chromium):
    def __init__(self, scenario, daemon, **size):
        super().__init__(scenario, **size)
        self.url, self.scenario = daemon.url, scenario
        # What fades in has no contrast yet.
        self._call("Emulation.setEmulatedMedia", features=[{"name": "prefers-reduced-motion", "value": "reduce"}])

    def go(self, address=""):
        """To a page, by the part of its address behind "#"."""
        self.open(f"{self.url}/#{address}")

    def text(self, selector):
        """What a reader sees there; nothing when there is no such thing."""
        return self.evaluate(f"document.querySelector({json.dumps(selector)})?.innerText ?? ''")

    def until_text(self, selector, words, limit_s, what):
        return wait_until(lambda: words in self.text(selector), limit_s, f"{what}: {words!r}")[0]

    def click(self, selector):
        self.evaluate(f"document.querySelector({json.dumps(selector)}).click()")

    def fill(self, selector, text):
        """As if it were typed."""
        self.evaluate(f"""(() => {{ const input = document.querySelector({json.dumps(selector)});
            Object.getOwnPropertyDescriptor(Object.getPrototypeOf(input), "value").set.call(input, {json.dumps(text)});
            input.dispatchEvent(new Event("input", {{ bubbles: true }})); input.dispatchEvent(new Event("change", {{ bubbles: true }})); }})()""")

    def focused(self):
        """What the keyboard acts upon, as a screen reader names it."""
        return self.evaluate("document.activeElement.getAttribute('aria-label') ?? document.activeElement.innerText "
                             "?? document.activeElement.textContent ?? ''")

    def tab_to(self, words, most=60):
        """Presses Tab until something with these words has the focus."""
        for _ in range(most):
            self.press("Tab")
            if words in self.focused():
                return
        raise AssertionError(f"Tab never leads to {words!r}; last: {self.focused()!r}")

    def cells(self):
        return self.evaluate(CELLS) or {}

    def shows(self, states):
        """Whether each of these cells is there and says its state, in its look and in words."""
        cells = self.cells()
        return cells.keys() >= states.keys() and all(
            cells[node]["state"] == state and state in cells[node]["look"] for node, state in states.items())

    def trouble_for_some_readers(self):
        """What axe-core calls serious: contrast, names, order, roles."""
        self.evaluate(AXE.read_text() + "; true")
        found = self.evaluate("axe.run(document, {resultTypes: ['violations']}).then(r => r.violations.map(v => "
                              "({id: v.id, impact: v.impact, at: v.nodes.slice(0, 3).map(n => n.html + ' ' + n.failureSummary)})))")
        return [violation for violation in found if violation["impact"] in SERIOUS]

    def is_for_all_readers(self, name):
        """In every look, and on a telephone; its pictures are kept under this name."""
        for theme, palette in (("light", "standard"), ("dark", "standard"), ("light", "safe"), ("dark", "safe")):
            self.wear(theme, palette)
            self.scenario.assertEqual([], self.trouble_for_some_readers(), f"{name}, {theme}, {palette}")
        self.wear("dark")
        self.keep_picture(f"{name}-dark")
        self.wear("light")
        self.keep_picture(f"{name}-light")
        self.resize(390, 844)
        self.scenario.assertLessEqual(self.evaluate("document.documentElement.scrollWidth"), 390, f"{name} runs over a telephone's edge")
        self.keep_picture(f"{name}-telephone")
        self.resize(1280, 900)

    def keep_picture(self, name):
        """All of the page, for people to look at."""
        PICTURES.mkdir(parents=True, exist_ok=True)
        (PICTURES / f"{name}.png").write_bytes(self.picture())

    def wear(self, theme="system", palette="standard"):
        self.evaluate(f"Object.assign(document.documentElement.dataset, {{theme: {theme!r}, palette: {palette!r}}})")

    def write_picture(self, file):
        Path(file).write_bytes(self.picture())
