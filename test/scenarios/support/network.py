"""Addresses on loopback that are free. All of 127/8 is there: an address of its own lets a peer have its usual ports."""

import contextlib
import random
import socket


def free_address(ports):
    """An address of 127/8 on which none of these TCP ports is taken."""
    for _ in range(100):
        address = f"127.{random.randint(16, 250)}.{random.randint(1, 250)}.1"
        with contextlib.ExitStack() as stack:
            try:
                for port in ports:
                    stack.enter_context(socket.socket()).bind((address, port))
            except OSError:
                continue
            return address
    raise RuntimeError(f"no loopback address has the ports {ports} free")


def accepts(address, port):
    """Whether somebody listens there."""
    try:
        socket.create_connection((address, port), timeout=1).close()
        return True
    except OSError:
        return False
