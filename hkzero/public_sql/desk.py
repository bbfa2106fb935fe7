"""Where public statements are handed in: the queue, the workers, the clock.

    outcome = desk.shared(store).ask("select …")          # waits
    ticket = desk.shared(store).submit("select …")        # does not: ticket.place, ticket.outcome, ticket.cancel()

Two statements run at a time, each in a process of its own (worker.py); a third process stands ready, so that the next
finds one. What is not done after LIMIT_SECONDS is killed with all that it started. Nothing a stranger typed is parsed
or run in this process; of the rows it reads at most MOST_FRAME_BYTES. Nobody takes more than a fair share
(fairness.py): a session has one statement at a time and so many a minute, and who has none running comes first.

    HKZERO_PUBLIC_SQL       "off" refuses every statement; on by default. With HKZERO_PUBLIC_URL set, statements are
                            refused too where the system has no limits for a process (anything but Linux).
"""

from __future__ import annotations

import atexit
import json
import logging
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import deque
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from queue import Empty, Queue
from typing import TYPE_CHECKING, Any

from hkzero.processes import MEMORY_BYTES, ROOT, environment, read_frame, write_frame
from hkzero.public_sql import fairness, guard, units

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow

    from hkzero.store import Store

SWITCH_VARIABLE, PUBLIC_URL_VARIABLE = "HKZERO_PUBLIC_SQL", "HKZERO_PUBLIC_URL"
LIMIT_SECONDS = 2.0
AT_ONCE = 2
MOST_WAITING = 20
START_SECONDS = 60.0  # a process that is not ready by then does not come
IDLE_SECONDS = 600.0
LOOK_SECONDS = 0.05
MOST_FRAME_BYTES = 16_000_000
MOST_BYTES_OF_A_WORKER = 400_000_000  # a process that stays bigger than this is replaced
DROP_INTERNAL = ROOT / "queries" / "public" / "drop_internal.sql"

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Result:
    """The rows of a statement. `truncated`: there were more than may be shown."""

    sql: str
    rows: pyarrow.Table
    types: tuple[str, ...]
    origins: dict[str, dict[str, Any]]
    is_truncated: bool
    seconds: float
    peak_bytes: int
    content: str = ""

    @cached_property
    def frame(self) -> pd.DataFrame:
        """The rows as a frame; names that occur twice get a number."""
        names: list[str] = []
        for name in self.rows.column_names:
            names.append(next(one for one in _numbered(name) if one not in names))
        return self.rows.rename_columns(names).to_pandas()

    @cached_property
    def units(self) -> dict[str, str]:
        """The unit of each column whose unit is known."""
        return units.of_columns(self.frame, self.origins)


@dataclass(frozen=True)
class Refusal:
    """Why there are no rows: a code (see guard.py; time, memory, wide, failed, crashed, busy, off, unsupported).

    Or `hasty`, the subject being the seconds to wait, and `many`, the subject being those that wait of the address.
    """

    code: str
    subject: str = ""
    seconds: float = 0.0
    peak_bytes: int = 0


Outcome = Result | Refusal


@dataclass(eq=False)
class Ticket:
    """A statement that was handed in."""

    sql: str
    owner: str | None
    address: str | None
    _desk: Desk
    outcome: Outcome | None = None
    is_running: bool = False
    is_cancelled: bool = False
    _over: threading.Event = field(default_factory=threading.Event)

    @property
    def is_over(self) -> bool:
        """Whether the outcome is there."""
        return self._over.is_set()

    @property
    def place(self) -> int:
        """The place in the queue, 1 for the next; 0 while it runs and afterwards."""
        return self._desk.place_of(self)

    def wait(self, seconds: float | None = None) -> Outcome | None:
        """Wait and return the outcome; None where it is not there after so many seconds."""
        self._over.wait(seconds)
        return self.outcome

    def cancel(self) -> None:
        """Call it off, also while it runs."""
        self.is_cancelled = True
        self._desk.give_up(self)

    def settle(self, outcome: Outcome) -> None:
        """Say what came of it."""
        self.outcome, self.is_running = outcome, False
        self._over.set()


class Worker:
    """A process that answers statements, and what it says."""

    def __init__(self, copy: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "hkzero.public_sql.worker", str(copy)], cwd=copy.parent / "nowhere",
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True,
            env=environment())
        self.is_ready = self.is_limited = False
        self.peak_bytes = 0
        self._said: Queue[bytes | None] = Queue()
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while (frame := read_frame(self.process.stdout, MOST_FRAME_BYTES)) is not None:
            self._said.put(frame)
        self._said.put(None)

    @property
    def has_spoken(self) -> bool:
        """Whether it need not be waited for."""
        return self.is_ready or not self._said.empty()

    def get_ready(self) -> bool:
        """Wait until it can answer; return whether it can."""
        if not self.is_ready:
            frame = self._next(time.monotonic() + START_SECONDS)
            if frame:
                self.is_ready, self.is_limited = True, json.loads(frame)["limited"]
        return self.is_ready

    def answer(self, ticket: Ticket) -> Outcome:
        """Return what comes of a statement. The worker is dead afterwards where the statement had to be stopped."""
        started = time.monotonic()
        until = started + LIMIT_SECONDS
        self.peak_bytes = 0
        try:
            write_frame(self.process.stdin, json.dumps({"sql": ticket.sql}).encode())
            told = self._next(until, ticket)
            rows = self._next(until, ticket) if told else None
        except OSError as error:
            log.warning("public SQL: a worker does not listen: %s", error)
            told = rows = None
        if told is None or rows is None:
            code = self._why_silent(until, ticket)
            self.kill()
            return Refusal(code, seconds=time.monotonic() - started, peak_bytes=self.peak_bytes)
        said = json.loads(told)
        peak = max(said["peak_bytes"], self.peak_bytes)
        self.peak_bytes = peak
        if said["status"] == "refused":
            return Refusal(said["code"], said["subject"], said["seconds"], peak)
        return _result(ticket.sql, said, rows, peak)

    def _next(self, until: float, ticket: Ticket | None = None) -> bytes | None:
        """Return the next frame; None at the end of the time, of the process, or when it is called off."""
        while not (ticket and ticket.is_cancelled):
            left = until - time.monotonic()
            if left <= 0:
                return None
            try:
                return self._said.get(timeout=min(left, LOOK_SECONDS))
            except Empty:
                self.peak_bytes = max(self.peak_bytes, _status_bytes(self.process.pid, "VmHWM"))
                # What a library had mapped before the limit was set could still be filled; the limit does not see it.
                if self.peak_bytes > MEMORY_BYTES:
                    return None
        return None

    def _why_silent(self, until: float, ticket: Ticket) -> str:
        if ticket.is_cancelled:
            return "called_off"
        if self.peak_bytes > MEMORY_BYTES:
            return "memory"
        if time.monotonic() >= until:
            return "time"
        status = self.process.wait(1)
        # The allocator of a library ends the process when it is given no memory.
        return "time" if status == -getattr(signal, "SIGXCPU", 0) else "memory" if status == -signal.SIGABRT \
            else "crashed"

    @property
    def can_go_on(self) -> bool:
        """Whether it may take another statement."""
        return self.process.poll() is None and _status_bytes(self.process.pid, "VmRSS") < MOST_BYTES_OF_A_WORKER

    def kill(self) -> None:
        """End it and all that it may have started, at once."""
        if self.process.poll() is None:
            if hasattr(os, "killpg"):
                os.killpg(self.process.pid, signal.SIGKILL)
            else:
                self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            try:
                pipe.close()
            except OSError as error:
                log.debug("a pipe of a dead worker: %s", error)


class Desk:
    """Takes statements for one database. Thread-safe; no call waits for a statement but `ask` and `Ticket.wait`."""

    def __init__(self, database: Path, content: str = "", at_once: int = AT_ONCE,
                 idle_seconds: float = IDLE_SECONDS, spare: bool = True) -> None:
        self._has_spare = spare
        self.content, self.at_once, self.idle_seconds = content, at_once, idle_seconds
        self._database = database
        self._folder: Path | None = None
        self._changed = threading.Condition()
        self._waiting: deque[Ticket] = deque()
        self._running: list[Ticket] = []
        self._free: list[Worker] = []
        self._threads: list[threading.Thread] = []
        self._pace = fairness.Pace()
        self._is_closed = False

    def warm(self) -> None:
        """Start what the first statement needs; return at once."""
        with self._changed:
            self._start_threads()

    def submit(self, sql: str, owner: str | None = None, address: str | None = None) -> Ticket:
        """Hand a statement in; return at once. A new statement of an `owner` calls off the one before.

        `owner` is a session, `address` where it comes from; neither is limited where it is not given.
        """
        ticket = Ticket(sql, owner, address, self)
        if refusal := self._refused_unseen(sql):
            ticket.settle(refusal)
            return ticket
        with self._changed:
            if seconds := self._pace.take(owner, address):
                ticket.settle(Refusal("hasty", str(seconds)))
                return ticket
            before = [one for one in (*self._waiting, *self._running) if owner and one.owner == owner]
        for one in before:
            one.cancel()
        with self._changed:
            if refusal := self._has_no_room(address):
                ticket.settle(refusal)
                return ticket
            self._waiting.append(ticket)
            self._start_threads()
            self._changed.notify_all()
        return ticket

    def _refused_unseen(self, sql: str) -> Refusal | None:
        """Return why a statement goes no further, whoever asks."""
        try:
            guard.glance(sql)
        except guard.Refused as refused:
            return Refusal(refused.code, refused.subject)
        code = switched_off()
        return Refusal(code) if code else None

    def _has_no_room(self, address: str | None) -> Refusal | None:
        """Return why a statement cannot wait here; the lock is held."""
        if self._is_closed or len(self._waiting) >= MOST_WAITING:
            return Refusal("busy", str(len(self._waiting)))
        own = sum(1 for one in self._waiting if address and one.address == address)
        return Refusal("many", str(own)) if own >= fairness.WAITING_OF_AN_ADDRESS else None

    def ask(self, sql: str) -> Outcome:
        """Hand a statement in and wait for what comes of it."""
        return self.submit(sql).wait()

    def place_of(self, ticket: Ticket) -> int:
        """Return the place of a ticket in the queue, 0 where it does not wait."""
        with self._changed:
            return self._waiting.index(ticket) + 1 if ticket in self._waiting else 0

    def give_up(self, ticket: Ticket) -> None:
        """Take a ticket that was called off out of the queue; one that runs is stopped by its thread."""
        with self._changed:
            if ticket in self._waiting:
                self._waiting.remove(ticket)
                ticket.settle(Refusal("called_off"))

    def close(self) -> None:
        """End all processes and remove the copy."""
        with self._changed:
            self._is_closed = True
            waiting, self._waiting = list(self._waiting), deque()
            free, self._free = self._free, []
            for ticket in (*waiting, *self._running):
                ticket.is_cancelled = True
            self._changed.notify_all()
        for ticket in waiting:
            ticket.settle(Refusal("called_off"))
        for worker in free:
            worker.kill()
        for thread in self._threads:
            thread.join(5)
        if self._folder:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None

    # --- the threads, one for each statement that may run ---

    def _start_threads(self) -> None:
        while len(self._threads) < self.at_once and not self._is_closed:
            thread = threading.Thread(target=self._serve, daemon=True)
            self._threads.append(thread)
            thread.start()

    def _serve(self) -> None:
        self._keep_one_ready()
        while (ticket := self._next_ticket()) is not None:
            outcome: Outcome = Refusal("crashed")
            try:
                outcome = self._run(ticket)
            except Exception:
                log.exception("public SQL: a statement could not be put to a worker")
            finally:
                with self._changed:
                    self._running.remove(ticket)
                ticket.settle(outcome)
            self._keep_one_ready()

    def _next_ticket(self) -> Ticket | None:
        with self._changed:
            while not self._waiting and not self._is_closed:
                if not self._changed.wait(self.idle_seconds) and not self._running:
                    while self._free:
                        self._free.pop().kill()
            if self._is_closed:
                return None
            ticket = self._fairest()
            self._waiting.remove(ticket)
            ticket.is_running = True
            self._running.append(ticket)
            return ticket

    def _fairest(self) -> Ticket:
        """Return the first that waits of an address with nothing running, else the first; the lock is held."""
        busy = {one.address for one in self._running if one.address}
        return next((one for one in self._waiting if one.address not in busy), self._waiting[0])

    def _run(self, ticket: Ticket) -> Outcome:
        worker = self._take()
        self._keep_one_ready()
        if not worker.get_ready():
            log.error("public SQL: a worker did not start (status %s)", worker.process.poll())
            worker.kill()
            return Refusal("crashed")
        outcome = worker.answer(ticket)
        with self._changed:
            is_kept = worker.can_go_on and len(self._free) < self.at_once + 1 and not self._is_closed
            if is_kept:
                self._free.insert(0, worker)
        if not is_kept:
            worker.kill()
        return replace(outcome, content=self.content) if isinstance(outcome, Result) else outcome

    def _take(self) -> Worker:
        with self._changed:
            self._free = [worker for worker in self._free if worker.process.poll() is None]
            self._free.sort(key=lambda worker: not worker.has_spoken)
            return self._free.pop(0) if self._free else Worker(self._copy())

    def _keep_one_ready(self) -> None:
        with self._changed:
            if self._has_spare and not self._free and not self._is_closed:
                try:
                    self._free.append(Worker(self._copy()))
                except Exception:
                    # A statement that comes tries again and is told so; the thread that answers it must live.
                    log.exception("public SQL: no worker could be got ready")

    def _copy(self) -> Path:
        """Return the public copy of the database, made when first needed, in a folder that only we may read."""
        import duckdb

        if self._folder is None:
            folder = Path(tempfile.mkdtemp(prefix="hkzero-"))
            (folder / "nowhere").mkdir(mode=0o500)
            copy = folder / f"{guard.DATABASE}.duckdb"
            try:
                shutil.copyfile(self._database, copy)
                with duckdb.connect(str(copy)) as connection:
                    # The file may have been replaced by a newer build since the store was opened.
                    self.content = str(connection.table("build").df()["content_sha256"][0])
                    connection.execute(DROP_INTERNAL.read_text(encoding="utf-8"))
            except Exception:
                shutil.rmtree(folder, ignore_errors=True)
                raise
            self._folder = folder
        return self._folder / f"{guard.DATABASE}.duckdb"


def switched_off() -> str:
    """Return why no statement is run here at all: off, unsupported; empty where they are run."""
    # Whatever does not say on was meant to say off.
    if os.environ.get(SWITCH_VARIABLE, "").strip().lower() not in ("", "on", "1", "true", "yes"):
        return "off"
    is_public = bool(os.environ.get(PUBLIC_URL_VARIABLE, "").strip())
    return "unsupported" if is_public and sys.platform != "linux" else ""


_shared: dict[str, Desk] = {}
_shared_lock = threading.Lock()


def shared(store: Store) -> Desk:
    """Return the desk of this process for a store; one for an older database is closed."""
    with _shared_lock:
        if store.content not in _shared:
            for content in list(_shared):
                threading.Thread(target=_shared.pop(content).close, daemon=True).start()
            _shared[store.content] = Desk(store.path, store.content)
        return _shared[store.content]


def close_shared() -> None:
    """End all processes of the shared desk; the next statement starts new ones."""
    with _shared_lock:
        desks = list(_shared.values())
        _shared.clear()
    for one in desks:
        one.close()


atexit.register(close_shared)


def _result(sql: str, said: dict[str, Any], rows: bytes, peak_bytes: int) -> Result:
    import pyarrow

    with pyarrow.ipc.open_stream(rows) as stream:
        table = stream.read_all()
    return Result(sql, table, tuple(said["types"]), said["origins"], said["truncated"], said["seconds"], peak_bytes)


def _numbered(name: str):
    yield name
    number = 1
    while True:
        number += 1
        yield f"{name}_{number}"


def _status_bytes(process: int, name: str) -> int:
    """Return a line of a process's status in bytes; 0 where the system does not tell or the process has ended."""
    try:
        with open(f"/proc/{process}/status", encoding="ascii") as status:
            return next((int(line.split()[1]) * 1024 for line in status if line.startswith(f"{name}:")), 0)
    except OSError:
        return 0
