"""Targets that no prober wishes for, each on a port of its own, in threads of the test."""

import contextlib
import functools
import socket
import struct
import threading

RESET = struct.pack("ii", 1, 0)  # SO_LINGER of 0 s: close() sends a reset
CHUNK = b"x" * 65536


class Target:
    """Accepts, and does `behave(connection)` in a thread for each, which may take as long as it likes."""

    def __init__(self, scenario, address, behave):
        self._listener = socket.create_server((address, 0), backlog=128)
        self._open = set()
        self._behave = behave
        self.accepted = 0
        threading.Thread(target=self._accept, daemon=True).start()
        scenario.addCleanup(self.close)

    @property
    def port(self):
        return self._listener.getsockname()[1]

    def _accept(self):
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.accepted += 1
            self._open.add(connection)
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection):
        with contextlib.suppress(OSError):
            self._behave(connection)
        self._open.discard(connection)
        with contextlib.suppress(OSError):
            connection.close()

    def close(self):
        self._listener.close()
        for connection in list(self._open):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
            connection.close()


def silent(connection):
    """Reads, and never answers."""
    while connection.recv(4096):
        pass


def garbage(connection):
    """Something else than HTTP."""
    connection.recv(4096)
    connection.sendall(b"\x16\x03\x01\x02\x00\x01 this is no HTTP \xff\xfe\r\n\r\n" * 100)


def stops_in_mid_handshake(connection):
    """Begins to answer as a TLS server does, and says no more."""
    connection.recv(4096)
    connection.sendall(b"\x16\x03\x03\x00\x7a\x02\x00\x00\x76\x03\x03")
    while connection.recv(4096):
        pass


def random_bytes(connection):
    """What is no protocol at all."""
    connection.recv(4096)
    connection.sendall(bytes(range(255, 0, -1)) * 20)


def endless_alerts(connection):
    """Warnings by TLS, for ever."""
    connection.recv(4096)
    while True:
        connection.sendall(b"\x15\x03\x03\x00\x02\x01\x5a" * 1000)


def endless_body(connection):
    connection.recv(4096)
    connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        connection.sendall(CHUNK)


def _trickle(connection, begin, drop):
    connection.recv(4096)
    connection.sendall(begin)
    waiting = threading.Event()
    while not waiting.wait(0.05):
        connection.sendall(drop)


def slow_loris(connection):
    """A byte of a header now and then: it never ends, and there is always something new."""
    _trickle(connection, b"HTTP/1.1 200 OK\r\nX-Slow: ", b"x")


def slow_body(connection):
    """The same after the header, in chunks that are right."""
    _trickle(connection, b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n")


def endless_interim(connection):
    """100 Continue, for ever."""
    connection.recv(4096)
    while True:
        connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n" * 100)


def closes_at_once(connection):
    """Ends the connection in good order, having said nothing."""
    connection.shutdown(socket.SHUT_WR)
    connection.recv(4096)


def half_close(connection):
    """Says half of an answer and then no more, but keeps listening."""
    connection.recv(4096)
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Len")
    connection.shutdown(socket.SHUT_WR)
    while connection.recv(4096):
        pass


def resets(connection):
    """Once it has the request."""
    connection.recv(4096)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)


def early_reset(connection):
    """Without looking at the request."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)


def reset_in_body(connection):
    connection.recv(4096)
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)


def large_header(connection):
    """10 MB of header fields."""
    connection.recv(4096)
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    field = b"X-Field: " + b"x" * 1000 + b"\r\n"
    for _ in range(10_000):
        connection.sendall(field)
    connection.sendall(b"\r\n")


def answers(head, body=b"0123456789"):
    """Answers exactly this, and closes."""
    return functools.partial(_answer, head.encode() + b"\r\n" + body)


def _answer(text, connection):
    connection.recv(4096)
    connection.sendall(text)
    connection.shutdown(socket.SHUT_WR)
    connection.recv(4096)


def length(*fields):
    """An answer of 10 bytes that says something else, or says it twice."""
    return answers("HTTP/1.1 200 OK\r\n" + "".join(f"Content-Length: {f}\r\n" for f in fields))


def redirects_to_itself(connection):
    """Always somewhere else on the same port."""
    request = connection.recv(4096)
    path = request.split(b" ", 2)[1]
    connection.sendall(b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: " + path + b"x\r\n\r\n")
