"""A headless Chromium with one page, spoken to over its debugging pipe (the DevTools protocol, messages ended by NUL)."""

import base64
import contextlib
import json
import os
import select
import time

from support.processes import Process

ANSWER_LIMIT_S = 30
VIRTUAL_KEYS = {"Tab": 9, "Enter": 13, "Escape": 27, "ArrowLeft": 37, "ArrowUp": 38, "ArrowRight": 39, "ArrowDown": 40}
FOR_BROWSER, FROM_BROWSER = 3, 4  # the descriptors that --remote-debugging-pipe reads and writes


class Chromium:
    def __init__(self, scenario, width=1280, height=900):
        to_read, self._to_browser = os.pipe()
        self._from_browser, to_write = os.pipe()
        # The shell moves the pipes' ends to where the browser looks for them.
        browser = [
            "/usr/bin/chromium", "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
            "--no-proxy-server", "--disable-extensions", "--disable-background-networking", "--remote-debugging-pipe",
            f"--user-data-dir={scenario.directory}/data", f"--window-size={width},{height}", "about:blank"]
        command = ["/bin/sh", "-c", f'exec "$@" {FOR_BROWSER}<&{to_read} {FROM_BROWSER}>&{to_write}', "sh", *browser]
        self.process = Process(command, scenario.directory, "chromium", inherit=(to_read, to_write))
        scenario.addCleanup(self.close)
        os.close(to_read)
        os.close(to_write)
        self._rest, self._last_id, self._session = b"", 0, None
        target = self._call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self._call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self.resize(width, height)
        self._call("Page.enable")

    def open(self, url):
        self._call("Page.navigate", url=url)

    def evaluate(self, expression):
        """The value of a JavaScript expression in the page; what a promise comes to."""
        answer = self._call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            raise AssertionError(f"{expression}: {answer['exceptionDetails']}")
        return answer["result"].get("value")

    def press(self, key, code=None, text=None):
        """A key, as a person at the keyboard presses it: "Tab", "Enter", "Escape", "ArrowDown"."""
        what = {"key": key, "code": code or key, "windowsVirtualKeyCode": VIRTUAL_KEYS.get(key, 0)}
        text = "\r" if key == "Enter" else text
        self._call("Input.dispatchKeyEvent", type="keyDown", **what, **({"text": text} if text else {}))
        self._call("Input.dispatchKeyEvent", type="keyUp", **what)

    def resize(self, width, height):
        self._call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)

    def busy_s(self):
        """For how long the page has worked on its one thread, since the first time this was asked."""
        self._call("Performance.enable")
        return {m["name"]: m["value"] for m in self._call("Performance.getMetrics")["metrics"]}["TaskDuration"]

    def heap_bytes(self):
        """What the page holds, of which nothing is garbage."""
        self._call("HeapProfiler.collectGarbage")
        return self._call("Runtime.getHeapUsage")["usedSize"]

    def picture(self):
        """The page as a PNG."""
        return base64.b64decode(self._call("Page.captureScreenshot", format="png")["data"])

    def close(self):
        with contextlib.suppress(OSError, AssertionError):
            self._session = None
            self._call("Browser.close")
            self.process.wait(5)
        self.process.stop()
        os.close(self._to_browser)
        os.close(self._from_browser)

    def _call(self, method, **parameters):
        self._last_id += 1
        message = {"id": self._last_id, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._to_browser, json.dumps(message).encode() + b"\0")
        while (answer := self._message()).get("id") != self._last_id:
            pass  # an event: nobody asked
        if "error" in answer:
            raise AssertionError(f"{method}: {answer['error']}")
        return answer["result"]

    def _message(self):
        end = time.monotonic() + ANSWER_LIMIT_S
        while b"\0" not in self._rest:
            if not select.select([self._from_browser], [], [], max(0, end - time.monotonic()))[0]:
                raise AssertionError(f"Chromium did not answer within {ANSWER_LIMIT_S} s")
            part = os.read(self._from_browser, 1 << 16)
            if not part:
                raise OSError(f"Chromium ended: {self.process.output()[-2000:]}")
            self._rest += part
        message, _, self._rest = self._rest.partition(b"\0")
        return json.loads(message)
