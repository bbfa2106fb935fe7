"""The database behind the dashboard: built at the first start and again when the published tables change."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from pathlib import Path
from threading import Lock, Thread

from hkzero.store import Store, database_path, open_store

log = logging.getLogger("hkzero.ui")

# The input is hashed again at most this often; hashing every table takes some milliseconds.
RECHECK_SECONDS = 60.0
# The figures are as recent as the newest official level of the whole city.
NEWEST_QUESTION = "emissions_total"


@dataclass(frozen=True, slots=True)
class Ready:
    """A database that can be asked. `failure` is why a newer one could not be built, if it could not."""

    path: Path
    content: str
    data_to: str
    failure: str | None


_lock = Lock()
_ready: Ready | None = None
_checked_at = 0.0


def current() -> Ready | None:
    """Return the database in use, without building or waiting; None before the first start has finished."""
    return _ready


def prepare() -> Ready:
    """Return the database, built first when there is none; later a newer one is built while this one is used.

    Raises what the build raises when there is no older database to fall back on.
    """
    ready = _ready
    if ready is None:
        with _lock:
            # Another session may have built it while this one waited.
            return _ready or _built()
    if time.monotonic() - _checked_at > RECHECK_SECONDS and _lock.acquire(blocking=False):
        Thread(target=_rebuilt, name="rebuild", daemon=True).start()
    return ready


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
    _ready = Ready(Path(state.path), opened.content, opened.ask(NEWEST_QUESTION).data_to, state.failure)
    return _ready


def _rebuilt() -> None:
    """Look for newer inputs in the background, and give the lock back whatever happens."""
    global _checked_at
    try:
        _built()
    except Exception:
        _checked_at = time.monotonic()
        log.exception("the database could not be looked at again, the one in use stays")
    finally:
        _lock.release()


def store() -> Store:
    """Return the open store of the database in use."""
    return open_store((_ready or prepare()).path)
