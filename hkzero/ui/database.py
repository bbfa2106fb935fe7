"""The database behind the dashboard: built at the first start and again when the published tables change."""

from __future__ import annotations

import logging
import math
import time
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Lock, Thread

from hkzero.store import Store, StoreError, database_path, open_store

log = logging.getLogger("hkzero.ui")

# The input is hashed again at most this often; hashing every table takes some milliseconds.
RECHECK_SECONDS = 60.0
# The figures are as recent as the newest official level of the whole city.
NEWEST_QUESTION = "emissions_total"


@dataclass(frozen=True, slots=True)
class Ready:
    """A database that can be asked. `failure` is why a newer one could not be built, if it could not.

    `opened` is the open file itself: it goes on answering when the path leads to nothing or to something else.
    """

    path: Path
    content: str
    data_to: str
    failure: str | None
    opened: Store | None = field(default=None, repr=False, compare=False)

    @property
    def is_intact(self) -> bool:
        """Whether nobody has written into the open file."""
        return self.opened is None or self.opened.is_intact

    @property
    def is_current(self) -> bool:
        """Whether the path still leads to the open file."""
        return self.opened is None or self.opened.is_current


_lock = Lock()
_ready: Ready | None = None
_checked_at = -math.inf


def current() -> Ready | None:
    """Return the database in use, without building or waiting; None before the first start has finished."""
    return _ready


def look() -> Ready | None:
    """Return the database in use, None when there is none to rely on; looks in the background whether it is the newest.

    It looks once in RECHECK_SECONDS, and at once when the file was removed, replaced or overwritten.
    """
    ready = _ready
    if ready is not None and not ready.is_current:
        ready = _as_on_disk(ready)
    lost = ready is not None and ready.failure is None and not (ready.is_current and ready.is_intact)
    if (lost or time.monotonic() - _checked_at > RECHECK_SECONDS) and _lock.acquire(blocking=False):
        _rebuild_beside()
    return ready if ready is not None and ready.is_intact else None


def prepare() -> Ready:
    """Return the database, built first when there is none; later a newer one is built while this one is used.

    Raises what the build raises when there is no older database to fall back on.
    """
    ready = None if _ready is None else look()
    if ready is not None:
        return ready
    with _lock:
        # Another session may have built it while this one waited.
        return _ready if _ready is not None and _ready.is_intact else _built()


def _as_on_disk(ready: Ready) -> Ready:
    """Return what is in use now: the newer file where another process has put one in the old one's place.

    What is there and is no database of ours leaves the open one in use.
    """
    global _ready
    try:
        opened = open_store(ready.path)
        data_to = opened.ask(NEWEST_QUESTION).data_to
    except StoreError as error:
        log.info("what lies in the place of the database cannot be used: %s", error)
        return ready
    # A file that somebody has just put there was built without fault: an older failure says nothing of it.
    _ready = Ready(ready.path, opened.content, data_to, None, opened)
    return _ready


def _built() -> Ready:
    """Build if need be and open; the lock is held."""
    global _ready, _checked_at
    # Imported here: the checking and hashing code is needed at start only.
    from hkzero.facts.build import ensure_built

    state = ensure_built(database_path())
    _checked_at = time.monotonic()
    if state.failure and (_ready is None or _ready.failure != state.failure):
        log.error("the database could not be rebuilt, the previous one stays in use: %s", state.failure)
    opened = open_store(state.path)
    _ready = Ready(Path(state.path), opened.content, opened.ask(NEWEST_QUESTION).data_to, state.failure, opened)
    return _ready


def _rebuild_beside() -> None:
    """Begin to look for newer inputs in the background; where that cannot begin, the next visit tries again."""
    try:
        Thread(target=_rebuilt, name="rebuild", daemon=True).start()
    except (RuntimeError, MemoryError):
        _lock.release()
        log.exception("there is no room to look at the database again, the one in use stays")


def _rebuilt() -> None:
    """Look for newer inputs in the background, and give the lock back whatever happens."""
    global _checked_at, _ready
    try:
        _built()
    except Exception as error:
        _checked_at = time.monotonic()
        if _ready is not None:
            _ready = replace(_ready, failure=str(error))
        log.exception("the database could not be looked at again, the one in use stays")
    finally:
        _lock.release()


def store() -> Store:
    """Return the open store of the database in use. StoreError when somebody has written into its file."""
    ready = _ready or prepare()
    if not ready.is_intact:
        raise StoreError(f"{ready.path} was overwritten or cut off while it was open: it is built anew")
    return ready.opened or open_store(ready.path)
