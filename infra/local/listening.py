"""The portal's sockets, bound before anything else is started: a port in use is said at once."""

from __future__ import annotations

import socket
from contextlib import suppress

from infra.local.settings import Refusal


def listen(port: int) -> list[socket.socket]:
    """The sockets of `localhost`: IPv4, and IPv6 where the machine has it. Only this machine reaches them."""
    try:
        sockets = [socket.create_server(("127.0.0.1", port), backlog=1024)]
    except OSError:
        raise Refusal(f"Port {port} is in use: stop what uses it, or choose another with PORT={port + 1}.") from None
    with suppress(OSError):  # without IPv6 `localhost` is the other one
        sockets.append(socket.create_server(("::1", port), family=socket.AF_INET6, backlog=1024))
    return sockets
