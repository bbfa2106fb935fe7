"""A visitor without a browser: Streamlit's own websocket and messages, with time to read between two actions.

Opens a page as a browser does (the document, the bundles it names, the socket), waits for the run to end, reads,
moves a control or goes to another page, and now and then loses the line and comes back to the same session.
"""

from __future__ import annotations

import asyncio
import http.client
import random
import re
import socket
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from bench.screen import Control, Screen

# What share of the visits to a page each page gets; a judgement, as nobody has counted visitors yet.
WEIGHTS = {"overview": 4, "electricity": 3, "districts": 3, "trajectories": 2, "scenarios": 3, "transport": 2}
TURNS = 0.3  # share of the actions that go to another page
LOSES_LINE = 0.01  # share of the actions before which the line breaks
LONGEST = 60.0  # seconds that a visitor waits for an answer before it counts as lost
LEAST_THINKING = 0.1  # of the mean: nobody acts at once
NO_TOKEN = "PLACEHOLDER_AUTH_TOKEN"  # what the front end sends in the place of a token that it has not got
GONE = (ConnectionClosed, InvalidHandshake, OSError)


@dataclass(frozen=True)
class Run:
    """One action and its answer: when it was asked for, seconds until the run's end, bytes that came."""

    at: float
    kind: str  # "open", "move", "turn", "return"
    page: str
    seconds: float
    size: int


@dataclass
class Log:
    """What all visitors of one measurement met."""

    runs: list[Run] = field(default_factory=list)
    drops: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    returns: int = 0  # lines broken on purpose
    restored: int = 0  # of those, the sessions found again


def thinking(chance: random.Random, mean: float) -> float:
    """Return seconds of reading: exponential with this mean, never less than a tenth of it."""
    least = LEAST_THINKING * mean
    return least + chance.expovariate(1 / (mean - least)) if mean > 0 else 0.0


def next_page(chance: random.Random, now: str) -> str:
    """Return which page a visitor goes to from `now`, another one."""
    others = {name: weight for name, weight in WEIGHTS.items() if name != now}
    return chance.choices(list(others), list(others.values()))[0]


@dataclass(frozen=True)
class Way:
    """How a visitor reaches the app: host and port; with TLS whom she trusts; and the address that she comes from."""

    place: str
    trusts: ssl.SSLContext | None = None
    source: tuple[str, int] | None = None

    def address(self, scheme: str, path: str) -> str:
        """Return the address of a path, `scheme` made safe where there is TLS."""
        return f"{scheme}{'s' if self.trusts else ''}://{self.place}{path}"


def own_address(number: int) -> tuple[str, int]:
    """Return an address of this machine for a visitor, another than the next one's, and any port."""
    return f"127.1.{number // 250}.{number % 250 + 1}", 0


def own_addresses() -> bool:
    """Return whether visitors can come from addresses of their own: Linux answers to all of 127.0.0.0/8."""
    with socket.socket() as probe:
        try:
            probe.bind(own_address(0))
        except OSError:
            return False
    return True


class Visitor:
    """One person. `visit` runs until its time is over; everything met is written into the log."""

    def __init__(self, url: str, log: Log, chance: random.Random, think_seconds: float, *, actions: int | None = None,
                 loses_line: float = LOSES_LINE, with_bundles: bool = True,
                 trusts: ssl.SSLContext | None = None, number: int = 0) -> None:
        self.way = Way(urlsplit(url).netloc, trusts, own_address(number) if trusts else None)
        self.log, self.chance, self.think_seconds = log, chance, think_seconds
        self.actions, self.loses_line, self.with_bundles = actions, loses_line, with_bundles
        self.page = chance.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
        self.cookie = ""
        self.screen = Screen(url)
        self.socket: ClientConnection | None = None

    async def visit(self, until: float) -> None:
        """Stay until the clock (`time.perf_counter`) says `until`, or until the number of actions is done."""
        try:
            await self._arrive()
            done = 0
            while self.actions is None or done < self.actions:
                pause = thinking(self.chance, self.think_seconds)
                if time.perf_counter() + pause >= until:
                    break
                await self._read(pause)
                await self._act()
                done += 1
        finally:
            if self.socket is not None:
                await self.socket.close()

    async def tour(self, pages: list[str]) -> None:
        """Open the first of these pages and turn to each of the others, without a pause."""
        self.page = pages[0]
        try:
            await self._arrive()
            for self.page in pages[1:]:
                await self._ask("turn", self.screen.turn_to(self.page))
        finally:
            if self.socket is not None:
                await self.socket.close()

    async def look(self, name: str, moves: int) -> None:
        """Open the page of this name (empty: the first), move its controls so many times, and go."""
        self.page = name
        try:
            await self._connect()
            await self._ask("open", self.screen.opening(name))
            for _ in range(moves):
                if controls := self.screen.controls():
                    await self._ask("move", self.screen.move(self.chance.choice(controls), self.chance))
        finally:
            if self.socket is not None:
                await self.socket.close()

    async def _arrive(self) -> None:
        path = "/" if self.page == "overview" else f"/{self.page}"
        self.cookie = await asyncio.to_thread(fetch_page, self.way, path, self.with_bundles)
        self.screen.address = self.way.address("http", path)
        await self._connect()
        await self._ask("open", self._opening())

    async def _act(self) -> None:
        try:
            if self.chance.random() < self.loses_line:
                await self._lose_line()
            elif self.chance.random() < TURNS:
                await self._turn()
            else:
                await self._move()
        except GONE as error:
            self.log.drops.append(f"{self.page}: {type(error).__name__}: {error}")
            await self._connect()
            await self._ask("return", self._opening())

    async def _move(self) -> None:
        controls = self.screen.controls()
        if not controls:
            await self._turn()
            return
        control: Control = self.chance.choice(controls)
        await self._ask("move", self.screen.move(control, self.chance))

    async def _turn(self) -> None:
        self.page = next_page(self.chance, self.page)
        name = "" if self.page == "overview" and "overview" not in self.screen.pages else self.page
        await self._ask("turn", self.screen.turn_to(name))

    async def _lose_line(self) -> None:
        before = self.screen.session
        self.socket.transport.abort()  # as a train in a tunnel does: nobody says goodbye
        self.log.returns += 1
        await self._connect()
        await self._ask("return", self._opening())
        self.log.restored += self.screen.session == before

    def _opening(self) -> BackMsg:
        return self.screen.opening("" if self.page == "overview" else self.page)

    async def _connect(self) -> None:
        words = ["streamlit", NO_TOKEN, *([self.screen.session] if self.screen.session else [])]
        headers = {"Cookie": self.cookie} if self.cookie else {}
        self.socket = await connect(
            self.way.address("ws", "/_stcore/stream"), subprotocols=words, origin=self.way.address("http", ""),
            additional_headers=headers, max_size=None, max_queue=None, open_timeout=LONGEST, ping_interval=None,
            ssl=self.way.trusts, local_addr=self.way.source)

    async def _ask(self, kind: str, request: BackMsg) -> None:
        """Send a request and take its answer in; faults shown, answers that never came, times go into the log."""
        start = time.perf_counter()
        try:
            async with asyncio.timeout(LONGEST):
                await self.socket.send(request.SerializeToString())
                size = await self._answer()
        except TimeoutError:
            self.log.lost.append(f"{self.page}: {kind}: no end within {LONGEST:.0f} s")
            return
        self.log.runs.append(Run(start, kind, self.page, time.perf_counter() - start, size))
        self._tell_faults(kind)

    async def _answer(self) -> int:
        size = 0
        async for data in self.socket:
            size += len(data)
            if self.screen.take(ForwardMsg.FromString(data)):
                return size
        raise ConnectionError("the server closed the line in the middle of an answer")

    async def _read(self, pause: float) -> None:
        """Read for a while; messages that come meanwhile are taken in, fragments with a time of their own run."""
        end = time.perf_counter() + pause
        due = {fragment: time.perf_counter() + every for fragment, every in self.screen.timers.items()}
        while (left := end - time.perf_counter()) > 0:
            now = time.perf_counter()
            for fragment in [one for one, when in due.items() if when <= now and one in self.screen.timers]:
                await self.socket.send(self.screen.by_itself(fragment).SerializeToString())
                due[fragment] = now + self.screen.timers[fragment]
            wait = min([left, *(max(0.01, when - now) for one, when in due.items() if one in self.screen.timers)])
            try:
                data = await self._hear(wait)
            except ConnectionClosed:
                await asyncio.sleep(max(0.0, end - time.perf_counter()))  # noticed at the next action
                return
            if data is not None:
                self.screen.take(ForwardMsg.FromString(data))
        self._tell_faults("while reading")

    async def _hear(self, seconds: float) -> bytes | None:
        """Return the next message, None if none comes within the time."""
        try:
            async with asyncio.timeout(seconds):
                return await self.socket.recv()
        except TimeoutError:
            return None

    def _tell_faults(self, when: str) -> None:
        self.log.faults += [f"{self.page}: {when}: {fault}" for fault in self.screen.faults]
        self.screen.faults.clear()


def fetch_page(way: Way, path: str, with_bundles: bool, cookie: str = "") -> str:
    """Fetch a page's document and the files it names, as a browser on a first visit, and return the cookies set."""
    kind, safe = (http.client.HTTPSConnection, {"context": way.trusts}) if way.trusts else (
        http.client.HTTPConnection, {})
    connection = kind(way.place, timeout=LONGEST, source_address=way.source, **safe)
    try:
        body, cookie = _get(connection, path, cookie)
        if with_bundles:
            for name in re.findall(r'(?:src|href)="\./([^"]+)"', body.decode()):
                _get(connection, f"/{name}", cookie, {"Accept-Encoding": "gzip"})
        return cookie
    finally:
        connection.close()


def _get(connection: http.client.HTTPConnection, path: str, cookie: str, headers: dict | None = None
         ) -> tuple[bytes, str]:
    connection.request("GET", path, headers={**(headers or {}), **({"Cookie": cookie} if cookie else {})})
    answer = connection.getresponse()
    body = answer.read()
    if answer.status != 200:
        raise ConnectionError(f"{path}: status {answer.status}")
    given = [value.split(";")[0] for value in answer.headers.get_all("Set-Cookie") or []]
    return body, "; ".join(given) or cookie


async def crowd(url: str, log: Log, *, users: int, seconds: float, ramp: float, think_seconds: float, seed: int,
                actions: int | None = None, stopped: Callable[[], bool] = lambda: False, **options: object) -> None:
    """Let this many visitors come, spread over the ramp, and stay until `seconds` after it.

    With `actions`, each leaves after so many and another comes in the same place. A visitor who cannot get in or is
    thrown out for good counts as dropped.
    """
    start = time.perf_counter()
    until = start + ramp + seconds

    async def seat(number: int) -> None:
        await asyncio.sleep(ramp * number / users)
        turn = 0
        while time.perf_counter() < until and not stopped():
            chance = random.Random(f"{seed} {number} {turn}")
            try:
                await Visitor(url, log, chance, think_seconds, actions=actions, number=number, **options).visit(until)
            except GONE as error:
                log.drops.append(f"seat {number}: {type(error).__name__}: {error}")
                await asyncio.sleep(1)
            if actions is None:
                break
            turn += 1

    async with asyncio.TaskGroup() as group:
        for number in range(users):
            group.create_task(seat(number))
