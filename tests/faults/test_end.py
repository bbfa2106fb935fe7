"""A server that is told to end while many readers say nothing."""

from __future__ import annotations

import base64
import os
import socket
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

from tests.browser.server import serve

READERS = 200
ASKED = ("GET /_stcore/stream HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\nUpgrade: websocket\r\n"
         "Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n"
         "Sec-WebSocket-Protocol: streamlit\r\n\r\n")


def test_a_server_with_silent_readers_ends_when_told(database: Path) -> None:
    """Nobody answers its farewell; `serve` gives it twenty seconds after SIGTERM and then raises."""
    with ExitStack() as readers, serve(database) as site:
        host = urlsplit(site.url).netloc
        name, port = host.split(":")
        for _ in range(READERS):
            line = readers.enter_context(socket.create_connection((name, int(port)), timeout=60))
            line.sendall(ASKED.format(host=host, key=base64.b64encode(os.urandom(16)).decode()).encode("ascii"))
            assert b" 101 " in line.recv(4096).split(b"\r\n")[0]
