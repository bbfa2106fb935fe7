"""A server on this machine that replays the official files and every way in which they fail."""

from __future__ import annotations

import gzip
import hashlib
import shutil
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from hkzero.facts.build import build
from hkzero.facts.identity import input_sha256
from hkzero.refresh import update
from hkzero.refresh.download import Downloader, Limits
from hkzero.refresh.gather import Place
from hkzero.refresh.sets import SETS, OfficialSet
from hkzero.refresh.update import Run

ROOT = Path(__file__).resolve().parents[2]
OFFICIAL = Path(__file__).parent / "official"
TODAY = date(2026, 11, 28)
QUICK = Limits(connect_and_read=0.5, whole=5.0, first_wait=0.0)
BOMB = gzip.compress(b"0," * 4_000_000)
LAST_MODIFIED = "Fri, 29 May 2026 08:30:00 GMT"


@dataclass
class Replay:
    """What the server does for a path: `faults` name what goes wrong, `bodies` replace the file."""

    url: str = ""
    faults: dict[str, str] = field(default_factory=dict)
    bodies: dict[str, bytes] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    released: threading.Event = field(default_factory=threading.Event)

    def body(self, name: str) -> bytes | None:
        """Return the file of that name."""
        if name in self.bodies:
            return self.bodies[name]
        path = OFFICIAL / name
        return path.read_bytes() if path.is_file() else None


class Handler(BaseHTTPRequestHandler):
    """Answers with the file of the path, or goes wrong as told."""

    replay: Replay
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # an answer in two parts would wait for 40 ms

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        """Answer one request; the name that http.server asks for."""
        name = self.path.rpartition("/")[2].partition("?")[0]
        self.replay.asked.append((name, dict(self.headers)))
        fault, body = self.replay.faults.get(name, ""), self.replay.body(name)
        if fault.startswith("once_"):
            self.replay.faults.pop(name)
            fault = fault.removeprefix("once_")
        if fault == "timeout":
            self.replay.released.wait(10)
            self.close_connection = True
        elif fault == "drip":
            self._drip()
        elif fault.isdigit():
            self._answer(int(fault), b"sorry")
        elif fault.startswith("retry_after_"):
            self._answer(429, b"later", {"Retry-After": fault.removeprefix("retry_after_")})
        elif fault.startswith("to_"):
            self._answer(302, b"", {"Location": fault.removeprefix("to_")})
        elif body is None:
            self._answer(404, b"<html>Not found</html>")
        else:
            self._file(fault, body)

    def _file(self, fault: str, body: bytes) -> None:
        etag = f'"{hashlib.sha256(body).hexdigest()[:12]}"'
        told = {"ETag": etag, "Last-Modified": LAST_MODIFIED}
        if fault == "html":
            self._answer(200, b"<!DOCTYPE html><html><body>Service under maintenance</body></html>", told)
        elif fault == "truncated":
            self._answer(200, body[: len(body) // 2], told, promised=len(body))
        elif fault == "bomb":
            self._answer(200, BOMB, told | {"Content-Encoding": "gzip"})
        elif fault == "broken_gzip":
            self._answer(200, gzip.compress(body)[:-12], told | {"Content-Encoding": "gzip"})
        elif fault == "gzip":
            self._answer(200, gzip.compress(body), told | {"Content-Encoding": "gzip"})
        elif self.headers.get("If-None-Match") == etag:
            self._answer(304, b"", told)
        else:
            self._answer(200, body, told)

    def _answer(self, status: int, body: bytes, headers: dict[str, str] | None = None,
                promised: int | None = None) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        if status != 304:
            self.send_header("Content-Length", str(len(body) if promised is None else promised))
        self.send_header("Date", formatdate(usegmt=True))
        self.end_headers()
        self.wfile.write(body)
        if promised is not None:
            self.close_connection = True

    def _drip(self) -> None:
        """Send a byte now and then, so that no single read takes too long."""
        self.send_response(200)
        self.send_header("Content-Length", "1000")
        self.end_headers()
        try:
            while not self.replay.released.wait(0.05):
                self.wfile.write(b"1")
        except OSError:
            self.close_connection = True


def serving(context: ssl.SSLContext | None = None) -> Iterator[Replay]:
    """Serve on a free port of this machine until the test is over."""
    replay = Replay()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Told", (Handler,), {"replay": replay}))
    server.daemon_threads = True
    server.handle_error = lambda *_: None
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    replay.url = f"http{'s' if context else ''}://localhost:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield replay
    replay.released.set()
    server.shutdown()
    server.server_close()
    thread.join(5)


BUILT: dict[str, dict] = {}


def build_once(data: Path, out: Path, queries: Path) -> dict:
    """Build a database and return its summary; of files already built from, byte for byte, return the summary alone.

    Many tests bring the same new figures. BuildError where the files are refused, each time.
    """
    inputs = input_sha256(data, queries)
    if inputs not in BUILT:
        BUILT[inputs] = build(data, out, queries)
    return BUILT[inputs]


@pytest.fixture(autouse=True)
def _the_same_figures_are_proven_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(update, "build", build_once)


@pytest.fixture
def replay() -> Iterator[Replay]:
    """Return a server that replays the official files."""
    yield from serving()


@pytest.fixture
def self_signed(tmp_path: Path) -> Iterator[Replay]:
    """Return the same server with a certificate that nobody vouches for."""
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
         "-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", certificate],
        check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    yield from serving(context)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Return a copy of the project's data that a test may change."""
    folder = tmp_path / "data"
    shutil.copytree(ROOT / "data", folder, ignore=lambda where, _: {"build", "refresh"} if Path(where) == ROOT / "data"
                    else set())
    return folder


@pytest.fixture
def official(replay: Replay) -> Callable[[str], OfficialSet]:
    """Return a function that gives a set whose official addresses are on the replaying server."""

    def there(set_id: str) -> OfficialSet:
        one = SETS[set_id]
        resources = tuple(replace(resource, urls=(f"{replay.url}/{resource.name}",), listed_by=None)
                          for resource in one.resources)
        return replace(one, resources=resources, hosts=frozenset({"localhost"}))

    return there


@pytest.fixture
def downloader() -> Downloader:
    """Return a downloader that is quick to lose patience and never sleeps."""
    return Downloader(QUICK, wait=lambda _: None)


@pytest.fixture
def run_on(data: Path, downloader: Downloader) -> Callable[..., Run]:
    """Return a function that gives a run on the copy of the data."""

    def run(place: Place | None = None, *, dry_run: bool = False, explicit: bool = True) -> Run:
        return Run(data, ROOT / "queries", place or Place(), downloader, dry_run, explicit, TODAY)

    return run


def fingerprint(data: Path) -> str:
    """Return one hash of every file of the data but what a refresh keeps for itself."""
    digest = hashlib.sha256()
    for path in sorted(data.rglob("*")):
        if path.is_file() and (data / "refresh") not in path.parents:
            digest.update(path.relative_to(data).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()
