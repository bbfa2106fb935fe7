"""Results of long calculations in files, by the content of their inputs: written whole or not at all, bounded in size.

A file is a digest of 16 bytes and the pickled result. Pickle runs what it reads, so the folder must be the project's
own; a file that does not match its digest is removed and counts as missing.
"""

from __future__ import annotations

import hashlib
import logging
import os
import pickle
from functools import cache
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

BUILD = Path(__file__).resolve().parents[2] / "data" / "build"
MOST_BYTES = 256 * 2**20
SUFFIX = ".result"
DIGEST_BYTES = 16
SOLVERS = ("pypsa", "linopy", "highspy", "numpy")

log = logging.getLogger(__name__)


def own_folder() -> Path | None:
    """Return where results are kept: beside the database, which the app may write. None where that cannot be.

    That is said once, not at every result. A folder of somebody else, or that everybody may write, is not read.
    """
    database = os.environ.get("HKZERO_DATABASE")
    folder = (Path(database).resolve().parent if database else BUILD) / "jobs"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        kept = folder.stat()
        if os.name == "posix" and (kept.st_uid != os.geteuid() or kept.st_mode & 0o002):
            raise PermissionError(f"{folder} belongs to somebody else or may be written by everybody")
        with TemporaryFile(dir=folder):
            return folder
    except OSError as error:
        log.warning("results of long calculations are kept in memory only: %s", error)
        return None


def key_of(function: str, arguments: bytes) -> str:
    """Return the name under which a result is kept: it follows from the function, its pickled arguments, the code."""
    parts = (function.encode(), arguments, _code())
    return _digest(b"".join(_digest(part) for part in parts)).hex()


def read(folder: Path | None, key: str) -> tuple[Any] | None:
    """Return the kept result in a tuple, None where there is none (a result may itself be None)."""
    if folder is None:
        return None
    path = folder / f"{key}{SUFFIX}"
    try:
        contents = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        log.warning("a kept result cannot be read: %s", error)
        return None
    if _digest(contents[DIGEST_BYTES:]) != contents[:DIGEST_BYTES]:
        log.warning("a kept result is damaged and will be worked out anew: %s", path.name)
        path.unlink(missing_ok=True)
        return None
    return (pickle.loads(memoryview(contents)[DIGEST_BYTES:]),)


def write(folder: Path, key: str, pickled: bytes, most_bytes: int = MOST_BYTES) -> None:
    """Keep a pickled result, then remove the oldest files until all take at most `most_bytes`. OSError if it cannot."""
    folder.mkdir(parents=True, exist_ok=True)
    temporary = folder / f".{key}.{os.getpid()}.part"
    try:
        temporary.write_bytes(_digest(pickled) + pickled)
        os.replace(temporary, folder / f"{key}{SUFFIX}")
    finally:
        temporary.unlink(missing_ok=True)
    _make_room(folder, most_bytes)


def _make_room(folder: Path, most_bytes: int) -> None:
    # Two workers may tidy up at once: a file that is gone already is as good as removed.
    known = []
    for path in folder.glob(f"*{SUFFIX}"):
        try:
            known.append((path.stat().st_mtime_ns, path.stat().st_size, path))
        except FileNotFoundError:
            log.debug("removed meanwhile: %s", path.name)
    total = sum(size for _, size, _ in known)
    for _, size, path in sorted(known):
        if total <= most_bytes:
            return
        path.unlink(missing_ok=True)
        total -= size


def _digest(contents: bytes) -> bytes:
    return hashlib.blake2b(contents, digest_size=DIGEST_BYTES).digest()


@cache
def _code() -> bytes:
    """Return what changes when a module that makes results changes, or a library that solves."""
    package = Path(__file__).resolve().parents[1]
    files = [package / "measure.py", *sorted(package.glob("model/*.py")), *sorted(package.glob("grid/*.py"))]
    return b"".join(path.read_bytes() for path in files) + " ".join(map(version, SOLVERS)).encode()
