"""Somebody who reads /metrics once a second, as Prometheus does: compressed."""

import threading

from support.web import get

EVERY_S = 1
LIMIT_S = 10


class Scraper:
    """In a thread of its own, until it is left; then `pages` says how many it read."""

    def __init__(self, url):
        self._url, self._end = f"{url}/metrics", threading.Event()
        self.pages = 0

    def __enter__(self):
        self._thread = threading.Thread(target=self._work, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._end.set()
        self._thread.join()

    def _work(self):
        while True:
            self.pages += get(self._url, timeout=LIMIT_S, headers={"Accept-Encoding": "gzip"}).status == 200
            if self._end.wait(EVERY_S):
                return
