"""One HTTP request, without redirects and without a proxy: what a peer would see."""

import contextlib
import http.client
import json
from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict  # names in lower case
    text: str

    def json(self):
        return json.loads(self.text)


def ask(method, url, body=None, timeout=5, headers=None):
    """Raises OSError when there is no answer."""
    parts = urlsplit(url)
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=timeout)
    with contextlib.closing(connection):
        try:
            connection.request(method, target or "/", None if body is None else json.dumps(body), headers or {})
            response = connection.getresponse()
            text = response.read().decode(errors="replace")
        except http.client.HTTPException as error:
            raise OSError(f"no HTTP: {error!r}") from error
        return Answer(response.status, {k.lower(): v for k, v in response.getheaders()}, text)


def get(url, **more):
    return ask("GET", url, **more)
