"""A tile server for the tests: one grey picture at every address, and a list of what was asked for."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

PIXELS = 256
GREY = 0xDD


@dataclass
class Tiles:
    """A running tile server: its origin, and the paths it was asked for so far."""

    origin: str
    asked: list[str] = field(default_factory=list)

    @property
    def address(self) -> str:
        """The address of a tile with zoom, column and row still open."""
        return f"{self.origin}/{{z}}/{{x}}/{{y}}.png"


def grey_picture(pixels: int = PIXELS) -> bytes:
    """Return a square PNG of one light grey."""
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", pixels, pixels, 8, 0, 0, 0, 0)
    rows = (b"\0" + bytes([GREY]) * pixels) * pixels
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


@contextmanager
def serve_tiles() -> Iterator[Tiles]:
    """Serve tiles on a free port to pages of any origin, until the block ends."""
    picture = grey_picture()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            served.asked.append(self.path)
            self.send_response(200)
            for name, value in (("Content-Type", "image/png"), ("Content-Length", str(len(picture))),
                                ("Access-Control-Allow-Origin", "*")):
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(picture)

        def log_message(self, *_: object) -> None:
            """Write nothing: what was asked for is kept."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    served = Tiles(f"http://127.0.0.1:{server.server_port}")
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield served
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
