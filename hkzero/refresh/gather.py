"""Getting the files of a set: from the official addresses, from a mirror of them, or from a folder."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.parse import quote, urlsplit

from hkzero.refresh.download import Downloader, Fetched, Known
from hkzero.refresh.faults import Refused
from hkzero.refresh.reading import json_of
from hkzero.refresh.sets import OfficialSet, Resource

ABSENT = "missing"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where one file came from: address or path, when, and the hash and size of what came."""

    name: str
    url: str
    at: str
    sha256: str
    size: int
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Gathered:
    """The files of a set. `bodies` is None where every server says that its file has not changed.

    `dated` is the latest day on which a file was changed, as its server or folder says.
    """

    bodies: dict[str, bytes] | None
    origins: tuple[Origin, ...]
    dated: date | None


@dataclass(frozen=True, slots=True)
class Place:
    """Where to look: the official addresses, or a folder, or the address of a mirror that has the files by name."""

    folder: Path | None = None
    mirror: str | None = None

    @property
    def is_official(self) -> bool:
        """Whether files are asked for at their official addresses."""
        return self.folder is None and self.mirror is None


def gather(one: OfficialSet, place: Place, downloader: Downloader, known: Mapping[str, Known],
           today: date) -> Gathered:
    """Return the files of a set. Refused when one of them cannot be had; then none is of use."""
    if place.folder is not None:
        return _whole([_read(place.folder / resource.name, resource.name, downloader.limits.size)
                       for resource in one.resources])
    if place.mirror is not None:
        base, host = place.mirror.rstrip("/"), urlsplit(place.mirror).hostname or ""
        return _whole([(resource.name, downloader.fetch(f"{base}/{quote(resource.name)}", {host}))
                       for resource in one.resources])
    fetched = [(resource.name, _official(one, resource, downloader, known, today)) for resource in one.resources]
    if any(found.body is None for _, found in fetched) and any(found.body is not None for _, found in fetched):
        # Part of the set has changed: the rest is needed beside it, so it is asked for again without conditions.
        fetched = [(name, found if found.body is not None else downloader.fetch(found.url, one.hosts))
                   for name, found in fetched]
    return _whole(fetched)


def _official(one: OfficialSet, resource: Resource, downloader: Downloader, known: Mapping[str, Known],
              today: date) -> Fetched:
    if resource.listed_by is not None:
        url = listed_csv(downloader.fetch(resource.listed_by, one.hosts), resource.listed_by)
        return downloader.fetch(url, one.hosts, known.get(url))
    addresses = resource.addresses(today)
    for url in addresses[:-1]:
        try:
            return downloader.fetch(url, one.hosts, known.get(url))
        except Refused as error:
            if error.code != "not_found":
                raise
    return downloader.fetch(addresses[-1], one.hosts, known.get(addresses[-1]))


def listed_csv(answer: Fetched, address: str) -> str:
    """Return the address of the CSV file that a DATA.GOV.HK package lists first. Refused when it lists none."""
    content = json_of(answer.body or b"")
    try:
        listed = content["result"]["resources"]
        found = [str(item["url"]) for item in listed if str(item.get("format", "")).upper() == "CSV"]
    except (KeyError, TypeError, AttributeError) as error:
        raise Refused("columns", f"{address}: no package with resources that have url and format") from error
    if not found:
        raise Refused("not_found", f"{address}: the package lists no CSV file")
    return found[0]


def _read(path: Path, name: str, most: int) -> tuple[str, Fetched]:
    try:
        status = path.stat()
        if status.st_size > most:
            raise Refused("too_large", f"{name}: {status.st_size} bytes, at most {most}")
        body = path.read_bytes()
    except FileNotFoundError as error:
        raise Refused(ABSENT, f"{name} is not in {path.parent.name}/") from error
    except OSError as error:
        raise Refused("unreachable", f"{name}: {error.strerror}") from error
    changed = datetime.fromtimestamp(status.st_mtime, UTC)
    at = datetime.now(UTC).isoformat(timespec="seconds")
    return name, Fetched(name, at, body, last_modified=f"{changed:%a, %d %b %Y %H:%M:%S GMT}")


def _whole(fetched: list[tuple[str, Fetched]]) -> Gathered:
    days = [found.dated.date() for _, found in fetched if found.dated]
    if all(found.body is None for _, found in fetched):
        return Gathered(None, (), max(days, default=None))
    bodies = {name: found.body or b"" for name, found in fetched}
    origins = tuple(
        Origin(name, found.url, found.at, hashlib.sha256(bodies[name]).hexdigest(), len(bodies[name]), found.etag,
               found.last_modified) for name, found in fetched)
    return Gathered(bodies, origins, max(days, default=None))
