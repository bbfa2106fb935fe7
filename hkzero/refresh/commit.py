"""Writing several files of the facts as one step: all of them or none, whatever happens in between.

The new files are written aside first, then a journal that lists them. From that moment the update counts: what a crash
leaves undone is finished by the next run, before anything else. Before that moment a crash leaves the facts untouched.
Each file is put in place by one rename, so that no reader ever sees half a file; sources come first, so that no row
cites a publication that is not registered yet.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from pathlib import Path

from hkzero.refresh.faults import Refused

FOLDER = "refresh"
STAGED = "staged"
JOURNAL = "journal.json"


def commit(data: Path, files: dict[str, bytes], originals: dict[str, bytes]) -> None:
    """Put new files in the place of the old ones. Refused when an old one is no longer what was read."""
    for name in files:
        if (data / name).read_bytes() != originals[name]:
            raise Refused("changed_meanwhile", f"{name} was changed by somebody else during the refresh")
    folder = data / FOLDER
    try:
        _stage(folder, files)
    except OSError:
        # Nothing counts yet, and a full disk needs the room.
        _clear(folder / STAGED)
        (folder / f"{JOURNAL}.new").unlink(missing_ok=True)
        raise
    os.replace(folder / f"{JOURNAL}.new", folder / JOURNAL)
    recover(data)


def _stage(folder: Path, files: dict[str, bytes]) -> None:
    """Write the new files aside, and the journal under a name that does not count yet."""
    staged = folder / STAGED
    _clear(staged)
    staged.mkdir(parents=True)
    entries = []
    for place, name in enumerate(sorted(files, key=lambda name: (name != "sources.csv", name))):
        _write(staged / f"{place}.staged", files[name])
        entries.append({"staged": f"{place}.staged", "file": name,
                        "sha256": hashlib.sha256(files[name]).hexdigest()})
    _write(folder / f"{JOURNAL}.new", json.dumps(entries, indent=1).encode())


def recover(data: Path) -> bool:
    """Finish an update that was interrupted; clear away one that had not begun to count. True when there was one."""
    folder = data / FOLDER
    journal = folder / JOURNAL
    if not journal.exists():
        _clear(folder / STAGED)
        return False
    for entry in json.loads(journal.read_text(encoding="utf-8")):
        staged, target = folder / STAGED / entry["staged"], data / entry["file"]
        if staged.exists():
            if _hash(staged) != entry["sha256"]:
                raise Refused("build", f"{staged.name} of an interrupted refresh is damaged; {entry['file']} is "
                                       "as it was")
            os.replace(staged, target)
        elif _hash(target) != entry["sha256"]:
            raise Refused("changed_meanwhile", f"{entry['file']} is neither the old nor the new one of an interrupted "
                                               f"refresh; look at it and remove {FOLDER}/{JOURNAL}")
    journal.unlink()
    _clear(folder / STAGED)
    return True


def _write(path: Path, content: bytes) -> None:
    try:
        with path.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        # The system names no file when there is no room for it.
        raise OSError(error.errno, error.strerror, str(path)) from error


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _clear(staged: Path) -> None:
    if staged.exists():
        shutil.rmtree(staged)
