"""Targets that no prober wishes for, each on a port of its own, in threads of the test."""

import contextlib
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


def endless_body(connection):
    connection.recv(4096)
    connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        connection.sendall(CHUNK)


def endless_trickle(connection):
    """A byte of a header now and then: it never ends, and there is always something new."""
    connection.recv(4096)
    connection.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    waiting = threading.Event()
    while not waiting.wait(0.05):
        connection.sendall(b"x")


def closes_at_once(connection):
    """Ends the connection in good order, having said nothing."""
    connection.shutdown(socket.SHUT_WR)
    connection.recv(4096)


def resets(connection):
    connection.recv(4096)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)


def large_header(connection):
    """10 MB of header fields."""
    connection.recv(4096)
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    field = b"X-Field: " + b"x" * 1000 + b"\r\n"
    for _ in range(10_000):
        connection.sendall(field)
    connection.sendall(b"\r\n")
