"""A tile server for the tests: one grey picture at every address, what was asked for, and whether it is seen."""

from __future__ import annotations

import struct
import zlib
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from playwright.sync_api import Locator, Page

PIXELS = 256
GREY = 0xDD
# The middle of the map's frame, in Kwai Tsing, and a place near its corner, in the sea.
LAND, SEA = (0.5, 0.5), (0.05, 0.95)
# The colour of one point of a picture of the page, read where pictures can be read.
COLOUR = """([picture, x, y]) => new Promise(done => {
  const image = new Image()
  image.onload = () => {
    const canvas = Object.assign(document.createElement('canvas'), {width: image.width, height: image.height})
    const context = canvas.getContext('2d')
    context.drawImage(image, 0, 0)
    done([...context.getImageData(x, y, 1, 1).data].slice(0, 3))
  }
  image.src = 'data:image/png;base64,' + picture
})"""


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


def colour(tab: Page, chart: Locator, place: tuple[float, float]) -> list[int]:
    """Return red, green and blue of a map at a place, given as parts of its width and height."""
    box = chart.bounding_box()
    picture = b64encode(chart.screenshot()).decode()
    return tab.evaluate(COLOUR, [picture, round(box["width"] * place[0]), round(box["height"] * place[1])])


def wait_for_map(tab: Page, chart: Locator) -> None:
    """Wait until a tile is seen in the sea and a district over it on land; AssertionError when they do not come."""
    for _ in range(100):
        if colour(tab, chart, SEA) == [GREY] * 3 != colour(tab, chart, LAND):
            return
        tab.wait_for_timeout(200)
    raise AssertionError(f"in the sea {colour(tab, chart, SEA)}, on land {colour(tab, chart, LAND)}")
