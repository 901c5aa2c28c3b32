"""Platforms that poll a health endpoint, by the rules that each of them documents (shared notes: azure.md, 5.4).

Each has `ask()`, one poll, and `healthy`, what it makes of the polls so far: None before it knows.
"""

from collections import deque

from support.web import ask


class AppService:
    """Pings a path; 200-299 within a minute is good, a redirect is not; out after a number of failures in a row."""

    def __init__(self, url, failures=2, authorization=None):
        self.url, self.limit, self.failed, self.healthy = url, failures, 0, None
        self.headers = {"Authorization": authorization} if authorization else {}

    def ask(self):
        try:
            good = 200 <= ask("GET", self.url, timeout=60, headers=self.headers).status <= 299
        except OSError:
            good = False
        self.failed = 0 if good else self.failed + 1
        if good or self.failed >= self.limit:
            self.healthy = good


class FrontDoor:
    """HEAD on a new connection; exactly 200. Healthy while enough of the last samples are good."""

    def __init__(self, url, sample=4, successful=2):
        self.url, self.successful, self.last = url, successful, deque(maxlen=sample)

    def ask(self):
        try:
            answer = ask("HEAD", self.url, timeout=5, headers={"User-Agent": "Edge Health Probe"})
            assert answer.text == "", "a HEAD has no body"
            self.last.append(answer.status == 200)
        except OSError:
            self.last.append(False)

    @property
    def healthy(self):
        return sum(self.last) >= self.successful if len(self.last) == self.last.maxlen else None


class TrafficManager:
    """GET, 200 only by default, within 10 s, with headers of one's own; out after more failures than tolerated."""

    def __init__(self, url, tolerated=1):
        self.url, self.tolerated, self.failed, self.healthy = url, tolerated, 0, None

    def ask(self):
        try:
            good = ask("GET", self.url, timeout=10, headers={"Host": "api.contososhoes.com", "X-Probe": "1"}).status == 200
        except OSError:
            good = False
        self.failed = 0 if good else self.failed + 1
        if good or self.failed > self.tolerated:
            self.healthy = good
