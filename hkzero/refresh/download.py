"""Fetching one official file over the network, carefully.

Only https, with the certificates of the system; plain http is for this machine alone. A request tells the server what
is here already (ETag and Last-Modified, RFC 9110 section 13), so that an unchanged file is not sent again. Redirects
stay within the hosts that a set allows. A busy or broken server is asked again after a wait that doubles, with full
jitter, or after the time that it names itself (Retry-After, RFC 9110 section 10.2.3). What arrives is counted while it
arrives, packed and unpacked, so that neither an endless file nor a compression bomb fills the memory.
"""

from __future__ import annotations

import hashlib
import http.client
import random
import socket
import ssl
import time
import urllib.error
import urllib.request
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cache
from urllib.parse import urljoin, urlsplit

from hkzero import __version__
from hkzero.refresh.faults import Refused

THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})
MEGABYTE = 1 << 20
BLOCK = 1 << 16
ASK_AGAIN = frozenset({429, 500, 502, 503, 504})
REDIRECTS = frozenset({301, 302, 303, 307, 308})
MOST_REDIRECTS = 5
WHOLE, NOT_MODIFIED, NOT_FOUND, TOO_MANY = 200, 304, 404, 429


@dataclass(frozen=True, slots=True)
class Limits:
    """Times in seconds, sizes in bytes. `ratio` is how many times larger than its packed form a file may be."""

    connect_and_read: float = 20.0
    whole: float = 180.0
    size: int = 64 * MEGABYTE
    ratio: int = 200
    attempts: int = 4
    first_wait: float = 1.0
    longest_wait: float = 30.0
    longest_asked_wait: float = 120.0


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the file that was taken in last: the marks by which the server recognises it."""

    etag: str | None = None
    last_modified: str | None = None
    sha256: str | None = None


@dataclass(frozen=True, slots=True)
class Fetched:
    """One answer. `body` is None where the server says that the file has not changed since."""

    url: str
    at: str
    body: bytes | None
    etag: str | None = None
    last_modified: str | None = None
    attempts: int = 1

    @property
    def sha256(self) -> str | None:
        """Hash of the file as it was unpacked; None where nothing was sent."""
        return None if self.body is None else hashlib.sha256(self.body).hexdigest()

    @property
    def dated(self) -> datetime | None:
        """When the server says that the file was last changed; None where it says nothing that is a date."""
        return http_date(self.last_modified)


@dataclass
class Downloader:
    """Fetches files. `wait`, `clock` and `chance` are there so that a test need not sleep.

    `context` replaces the certificates of the system, for a test of a server that they do not know.
    """

    limits: Limits = field(default_factory=Limits)
    wait: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    chance: Callable[[], float] = random.random
    context: ssl.SSLContext | None = None

    def fetch(self, url: str, hosts: Iterable[str], known: Known | None = None) -> Fetched:
        """Return the file at an address, or that it has not changed. Refused when it cannot be had as it should be."""
        allowed = frozenset(hosts)
        for attempt in range(1, self.limits.attempts + 1):
            try:
                return self._follow(url, allowed, known or Known(), attempt)
            except _Again as again:
                if attempt == self.limits.attempts:
                    raise again.refused from again
                self._pause(attempt, again)
        raise AssertionError("an attempt either answers or raises")

    def _pause(self, attempt: int, again: _Again) -> None:
        asked = again.after
        if asked is not None and asked > self.limits.longest_asked_wait:
            raise Refused(again.refused.code, f"{again.refused.what}; it asks to come back after "
                                              f"{asked:g} s") from again
        longest = min(self.limits.longest_wait, self.limits.first_wait * 2 ** (attempt - 1))
        self.wait(asked if asked is not None else longest * self.chance())

    def _follow(self, url: str, hosts: frozenset[str], known: Known, attempt: int) -> Fetched:
        until = self.clock() + self.limits.whole
        for _ in range(MOST_REDIRECTS + 1):
            check_address(url, hosts)
            with self._open(url, known) as response:
                if response.status in REDIRECTS:
                    url = urljoin(url, response.headers.get("Location") or "")
                    continue
                return self._read(url, response, until, attempt)
        raise Refused("not_allowed", f"{url}: more than {MOST_REDIRECTS} redirects")

    def _open(self, url: str, known: Known) -> http.client.HTTPResponse:
        headers = {"User-Agent": f"hkzero/{__version__} (refresh of official figures)", "Accept-Encoding": "gzip"}
        if known.etag:
            headers["If-None-Match"] = known.etag
        if known.last_modified:
            headers["If-Modified-Since"] = known.last_modified
        proxies = {} if urlsplit(url).hostname in THIS_MACHINE else None
        opener = urllib.request.build_opener(
            urllib.request.ProxyHandler(proxies), _NoRedirect,
            urllib.request.HTTPSHandler(context=self.context or _certificates_of_the_system()))
        try:
            return opener.open(urllib.request.Request(url, headers=headers), timeout=self.limits.connect_and_read)
        except urllib.error.HTTPError as error:
            if error.code in REDIRECTS or error.code == NOT_MODIFIED:
                return error
            with error:
                raise _of_status(url, error) from error
        except (urllib.error.URLError, OSError, http.client.HTTPException) as error:
            raise _of_network(url, error) from error

    def _read(self, url: str, response: http.client.HTTPResponse, until: float, attempt: int) -> Fetched:
        at = datetime.now(UTC).isoformat(timespec="seconds")
        etag, modified = response.headers.get("ETag"), response.headers.get("Last-Modified")
        if response.status == NOT_MODIFIED:
            return Fetched(url, at, None, etag, modified, attempt)
        if response.status != WHOLE:
            raise Refused("client_error", f"{url}: the server answered {response.status}, expected {WHOLE}")
        return Fetched(url, at, self._body(url, response, until), etag, modified, attempt)

    def _body(self, url: str, response: http.client.HTTPResponse, until: float) -> bytes:
        packed = (response.headers.get("Content-Encoding") or "").lower()
        if packed not in ("", "identity", "gzip"):
            raise Refused("encoding", f"{url}: packed as {packed!r}, expected gzip or nothing")
        counted = Unpacked(url, self.limits, gzip=packed == "gzip")
        promised = response.headers.get("Content-Length")
        try:
            while block := response.read1(BLOCK):
                if self.clock() > until:
                    raise _Again("timeout", f"{url}: not whole after {self.limits.whole:g} s")
                counted.add(block)
        except (OSError, http.client.HTTPException) as error:
            raise _of_network(url, error) from error
        if promised and promised.isdigit() and counted.received < int(promised):
            raise _Again("truncated", f"{url}: {counted.received} bytes came, {promised} were promised")
        return counted.whole()


class Unpacked:
    """The bytes of a file as they arrive, unpacked where they are packed, and counted. Refused when too many."""

    def __init__(self, url: str, limits: Limits, *, gzip: bool) -> None:
        self.url, self.limits = url, limits
        self.received = self.size = 0
        self._pieces: list[bytes] = []
        self._inflate = zlib.decompressobj(16 + zlib.MAX_WBITS) if gzip else None

    def add(self, block: bytes) -> None:
        """Take in the next bytes as they came."""
        self.received += len(block)
        if self._inflate is None:
            self._keep(block)
            return
        # Piece by piece: one block may unpack to more than the memory holds. What was read but not yet given out comes
        # when nothing further is put in.
        piece = b" "
        while block or piece:
            try:
                piece = self._inflate.decompress(block, BLOCK)
            except zlib.error as error:
                raise Refused("encoding", f"{self.url}: is no gzip although it says so ({error})") from error
            block = self._inflate.unconsumed_tail
            self._keep(piece)

    def whole(self) -> bytes:
        """Return the file. Refused when the packed form ends too early."""
        if self._inflate is not None and not self._inflate.eof:
            raise Refused("truncated", f"{self.url}: the packed file ends before its end mark")
        return b"".join(self._pieces)

    def _keep(self, piece: bytes) -> None:
        self.size += len(piece)
        if self._inflate is not None and self.size > BLOCK and self.size > self.received * self.limits.ratio:
            raise Refused("bomb", f"{self.url}: {self.received} bytes unpack to more than {self.limits.ratio} times "
                                  "as many; a table does not")
        if self.size > self.limits.size:
            raise Refused("too_large", f"{self.url}: more than {self.limits.size} bytes")
        self._pieces.append(piece)


@cache
def _certificates_of_the_system() -> ssl.SSLContext:
    """Return the certificates that a server is checked against, read once: that takes longer than a file."""
    return ssl.create_default_context()


def check_address(url: str, hosts: frozenset[str]) -> None:
    """Raise Refused unless an address is https on one of the hosts; plain http is for this machine."""
    parts = urlsplit(url)
    if parts.scheme not in ("https", "http") or not parts.hostname:
        raise Refused("not_allowed", f"{url}: expected an address that begins with https://")
    if parts.scheme == "http" and parts.hostname not in THIS_MACHINE:
        raise Refused("not_secure", f"{url}: http is not secure, expected https")
    if parts.hostname not in hosts:
        raise Refused("not_allowed", f"{url}: {parts.hostname} is not among {', '.join(sorted(hosts))}")


def http_date(text: str | None) -> datetime | None:
    """Return the moment that a header names; None where it names none."""
    try:
        return parsedate_to_datetime(text) if text else None
    except ValueError:
        return None


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Leaves redirects to the caller, who looks at the address first."""

    def redirect_request(self, *_: object) -> None:
        return None


class _Again(Exception):
    """A fault that may pass: worth another attempt, `after` so many seconds where the server says so."""

    def __init__(self, code: str, what: str, after: float | None = None) -> None:
        super().__init__(what)
        self.refused = Refused(code, what)
        self.after = after


def _of_status(url: str, error: urllib.error.HTTPError) -> Exception:
    what = f"{url}: the server answered {error.code} {error.reason}"
    if error.code in ASK_AGAIN:
        code = "too_many_requests" if error.code == TOO_MANY else "server_error"
        return _Again(code, what, _retry_after(error.headers.get("Retry-After")))
    if error.code == NOT_FOUND:
        return Refused("not_found", what)
    return Refused("server_error" if error.code >= 500 else "client_error", what)


def _retry_after(text: str | None) -> float | None:
    if not text:
        return None
    if text.strip().isdigit():
        return float(text)
    moment = http_date(text)
    if moment is None:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())


def _of_network(url: str, error: Exception) -> Exception:
    reason = getattr(error, "reason", error)
    if isinstance(reason, ssl.SSLCertVerificationError):
        return Refused("not_secure", f"{url}: the certificate is not trusted ({reason.verify_message})")
    if isinstance(reason, ssl.SSLError):
        return Refused("not_secure", f"{url}: no secure connection ({reason.reason or reason})")
    if isinstance(reason, TimeoutError | socket.timeout):
        return _Again("timeout", f"{url}: no answer in time")
    if isinstance(reason, http.client.IncompleteRead):
        return _Again("truncated", f"{url}: the connection ended after {len(reason.partial)} bytes of the last part")
    return _Again("unreachable", f"{url}: {reason}")
