"""Clients that no server wishes for. Each is a context: it goes on until it is left."""

import contextlib
import resource
import selectors
import socket
import threading

CONNECT_S = 5


def allow_many_descriptors():
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def connect(server):
    connection = socket.create_connection(server, CONNECT_S)
    connection.settimeout(CONNECT_S)
    return connection


@contextlib.contextmanager
def idle(server, number):
    """That many connections that never say anything; those that are closed are not replaced."""
    with contextlib.ExitStack() as stack:
        yield [stack.enter_context(connect(server)) for _ in range(number)]


@contextlib.contextmanager
def saying(server, number, text):
    """That many connections that say this, and then neither read nor speak."""
    with contextlib.ExitStack() as stack:
        connections = []
        for _ in range(number):
            connection = stack.enter_context(connect(server))
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            with contextlib.suppress(OSError):
                connection.sendall(text)
            connections.append(connection)
        yield connections


@contextlib.contextmanager
def again_and_again(server, text):
    """One that says this and reads nothing but the end, for ever, on a new connection whenever it was closed."""
    end, rounds = threading.Event(), [0]

    def work():
        while not end.is_set():
            with contextlib.suppress(OSError), connect(server) as connection:
                connection.settimeout(0.5)
                connection.sendall(text)
                while connection.recv(1 << 16) and not end.is_set():
                    pass
            rounds[0] += 1

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    try:
        yield rounds
    finally:
        end.set()
        thread.join()


def first_line(server, text):
    """What it answers to this, to the end of its first line; empty when it says nothing."""
    with contextlib.suppress(OSError), connect(server) as connection:
        with contextlib.suppress(OSError):
            connection.sendall(text)
        answer = b""
        while b"\r\n" not in answer and (part := connection.recv(4096)):
            answer += part
        return answer.partition(b"\r\n")[0].decode()
    return ""


def still_open(connections):
    """How many of them the server has not closed."""
    with selectors.DefaultSelector() as selector:
        for connection in connections:
            selector.register(connection, selectors.EVENT_READ)
        closed = 0
        for key, _ in selector.select(0):
            with contextlib.suppress(BlockingIOError):
                key.fileobj.setblocking(False)
                try:
                    closed += key.fileobj.recv(1, socket.MSG_PEEK) == b""
                except ConnectionError:
                    closed += 1
        return len(connections) - closed
