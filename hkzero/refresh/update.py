"""A refresh: gather, read, compare, prove by a build aside, and only then write, all or nothing.

A set is the unit of failure: one whose file is missing or not as it is known changes nothing, and the others go on. A
run is the unit of writing: what the good sets bring is put together, a database is built from a copy of the whole
data folder with every check of the project, and the new files take their places together or not at all.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from filelock import FileLock, Timeout

from hkzero.facts.build import build
from hkzero.facts.findings import BuildError
from hkzero.refresh.commit import FOLDER, commit, recover
from hkzero.refresh.difference import Difference, compare, merged
from hkzero.refresh.download import Downloader, Known
from hkzero.refresh.faults import Refused
from hkzero.refresh.gather import ABSENT, Gathered, Origin, Place, gather
from hkzero.refresh.parsers_energy import Files, Row
from hkzero.refresh.sets import SETS, OfficialSet
from hkzero.refresh.tables import Facts

LOG, STATE, LOCK = "log.jsonl", "state.json", "refresh.lock"
RESULTS = ("updated", "would_update", "unchanged", "checked", "absent", "by_hand", "refused")


class Busy(RuntimeError):
    """Another refresh of the same data is running."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one set. `code` and `what` say why it was refused; `files` is where its figures came from."""

    set_id: str
    result: str
    code: str = ""
    what: str = ""
    difference: Difference = field(default_factory=Difference)
    files: tuple[Origin, ...] = ()
    vintage: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """A run: when it began, what became of each set, which files were written, and what an earlier crash left."""

    at: str
    dry_run: bool
    outcomes: tuple[Outcome, ...]
    written: tuple[str, ...] = ()
    recovered: bool = False

    @property
    def refused(self) -> tuple[Outcome, ...]:
        """The sets that were not taken in."""
        return tuple(outcome for outcome in self.outcomes if outcome.result == "refused")


@dataclass(frozen=True, slots=True)
class Run:
    """What a run works with. `explicit`: the sets were named, so a file that is not there is a fault."""

    data: Path
    queries: Path
    place: Place
    downloader: Downloader
    dry_run: bool
    explicit: bool
    today: date


def find_sets(name: str | None) -> tuple[OfficialSet, ...]:
    """Return the sets of a set_id or a source_id; all where none is named. KeyError for an unknown one."""
    if name is None:
        return tuple(SETS.values())
    found = tuple(one for one in SETS.values() if name in (one.set_id, one.source_id))
    if not found:
        raise KeyError(name)
    return found


def refresh(sets: Sequence[OfficialSet], run: Run) -> Report:
    """Refresh some sets and return what happened. Busy when another refresh runs; Refused when nothing can be done."""
    at = datetime.now(UTC).isoformat(timespec="seconds")
    if run.dry_run:
        outcomes, _ = _candidates(sets, run)
        return Report(at, True, tuple(outcomes))
    folder = run.data / FOLDER
    folder.mkdir(exist_ok=True)
    try:
        with FileLock(folder / LOCK, timeout=0):
            recovered = recover(run.data)
            outcomes, facts = _candidates(sets, run)
            files = facts.changed()
            if files:
                outcomes = _written(run.data, files, facts, outcomes)
            done = any(outcome.result == "updated" for outcome in outcomes)
            report = Report(at, False, tuple(outcomes), tuple(sorted(files)) if done else (), recovered)
            _remember(folder, report, run.place)
            return report
    except Timeout as error:
        raise Busy(f"another refresh is running: {FOLDER}/{LOCK} is taken") from error


def finish(data: Path) -> bool:
    """Finish an update that was interrupted, without the network. True when there was one; Busy when one is running."""
    folder = data / FOLDER
    if not folder.exists():
        return False
    try:
        with FileLock(folder / LOCK, timeout=0):
            return recover(data)
    except Timeout as error:
        raise Busy(f"another refresh is running: {FOLDER}/{LOCK} is taken") from error


def _candidates(sets: Sequence[OfficialSet], run: Run) -> tuple[list[Outcome], Facts]:
    """Return what each set would bring, and the facts as they would be: proven by a build, in memory only."""
    facts, known = Facts.of(run.data), read_state(run.data) if run.place.is_official else {}
    outcomes = [_outcome(one, run, facts, known) for one in sets]
    files = facts.changed()
    if files and (fault := _faulty(run.data, run.queries, files)):
        outcomes = [replace(outcome, result="refused", code="build", what=fault)
                    if outcome.result == "would_update" else outcome for outcome in outcomes]
        return outcomes, Facts.of(run.data)
    return outcomes, facts


def _outcome(one: OfficialSet, run: Run, facts: Facts, known: dict[str, Known]) -> Outcome:
    if run.place.is_official and one.by_hand:
        return Outcome(one.set_id, "by_hand", what=one.page)
    try:
        found = gather(one, run.place, run.downloader, known, run.today)
        if found.bodies is None:
            return Outcome(one.set_id, "unchanged")
        if one.check_only is not None:
            told = read(partial(one.check_only, data=run.data), found.bodies)
            return Outcome(one.set_id, "checked", what="; ".join(told), files=found.origins)
        return _taken_in(one, found, run, facts)
    except Refused as error:
        missing = error.code == ABSENT or (error.code == "not_found" and run.place.mirror is not None)
        if missing and not run.explicit:
            return Outcome(one.set_id, "absent")
        return Outcome(one.set_id, "refused", error.code, error.what)


def _taken_in(one: OfficialSet, found: Gathered, run: Run, facts: Facts) -> Outcome:
    """Compare a set with the facts and put its figures into them, in memory."""
    fresh = fresh_rows(one, found, run.today)
    key = facts.tables[one.table].primary_key
    standing = facts.of_table(one.table)
    difference = compare(one, key, standing, fresh)
    vintage = fresh[0]["vintage"]
    if difference.is_empty:
        return Outcome(one.set_id, "unchanged", difference=difference, files=found.origins, vintage=vintage)
    facts.add_source(one, vintage, run.today)
    facts.replace(one.table, merged(one, key, standing, fresh))
    return Outcome(one.set_id, "would_update", difference=difference, files=found.origins, vintage=vintage)


def fresh_rows(one: OfficialSet, found: Gathered, today: date) -> list[Row]:
    """Return the rows of a set as they would stand in its table. Refused when its files are not as they are known."""
    bodies = found.bodies or {}
    rows = read(one.parse, bodies) if one.parse else []
    if not rows:
        raise Refused("content", "the files hold no figure")
    if one.vintage is not None:
        vintage = one.vintage(rows)
    else:
        issued = one.issued(bodies) if one.issued else None
        vintage = (issued or found.dated or today).strftime(one.vintage_form)
    given = {"kind": one.kind, "source_id": one.source_id_of(vintage), "vintage": vintage}
    return [given | row for row in rows]


def read(parse: Callable[[Files], list], bodies: Files) -> list:
    """Return what a parser finds. Refused for whatever it cannot make sense of, foreseen or not."""
    try:
        return parse(bodies)
    except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError) as error:
        raise Refused("content", f"the file is not built as it is known ({type(error).__name__}: {error})") from error


def _faulty(data: Path, queries: Path, files: dict[str, bytes]) -> str | None:
    """Build a database from a copy of the data with the new files; return what is wrong with it, or None."""
    with TemporaryDirectory() as folder:
        copy = Path(folder) / "data"
        try:
            shutil.copytree(data, copy, ignore=lambda where, _: {"build", FOLDER} if Path(where) == data else set())
            for name, content in files.items():
                (copy / name).write_bytes(content)
        except OSError as error:
            # copytree collects what it could not copy: (from, to, why) each
            first = error.args[0][0][2] if isinstance(error, shutil.Error) else error
            return f"no copy of the data could be made to try the new figures on: {first}"
        try:
            build(copy, Path(folder) / "candidate.duckdb", queries)
        except BuildError as error:
            return "; ".join([error.summary, *(str(finding) for finding in error.findings[:5])])
    return None


def _written(data: Path, files: dict[str, bytes], facts: Facts, outcomes: list[Outcome]) -> list[Outcome]:
    def became(result: str, **told: str) -> list[Outcome]:
        return [replace(outcome, result=result, **told) if outcome.result == "would_update" else outcome
                for outcome in outcomes]

    try:
        commit(data, files, facts.originals())
    except Refused as error:
        return became("refused", code=error.code, what=error.what)
    return became("updated")


# --- what is remembered ---


def read_state(data: Path) -> dict[str, Known]:
    """Return by address the marks of the files that were taken in last; nothing where the record is not readable."""
    try:
        content = json.loads((data / FOLDER / STATE).read_text(encoding="utf-8"))
        return {url: Known(**marks) for url, marks in content.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def read_log(data: Path) -> list[dict]:
    """Return the lines of the provenance log, oldest first; a line that cannot be read is left out."""
    try:
        lines = (data / FOLDER / LOG).read_text(encoding="utf-8").splitlines()
    except OSError:
        return []
    return [entry for line in lines if isinstance(entry := _entry(line), dict) and "set_id" in entry]


def _entry(line: str) -> object:
    try:
        return json.loads(line)
    except ValueError:
        return None


def _remember(folder: Path, report: Report, place: Place) -> None:
    with (folder / LOG).open("a", encoding="utf-8", newline="\n") as log:
        for outcome in report.outcomes:
            if outcome.result not in ("absent", "by_hand"):
                log.write(json.dumps(log_entry(report, outcome), ensure_ascii=False) + "\n")
    if not place.is_official:
        return
    state = {url: asdict(marks) for url, marks in read_state(folder.parent).items()}
    for outcome in report.outcomes:
        # Only what was taken in counts as known: a refused file is asked for again.
        if outcome.result in ("updated", "unchanged", "checked"):
            state |= {file.url: asdict(Known(file.etag, file.last_modified, file.sha256)) for file in outcome.files}
    whole = folder / f"{STATE}.new"
    whole.write_text(json.dumps(state, indent=1), encoding="utf-8")
    whole.replace(folder / STATE)


def log_entry(report: Report, outcome: Outcome) -> dict:
    """Return one line of the log: run, set, result, counts, and where each file came from."""
    difference = outcome.difference
    return {"at": report.at, "set_id": outcome.set_id, "result": outcome.result, "code": outcome.code,
            "what": outcome.what, "vintage": outcome.vintage, "new": len(difference.new),
            "changed": len(difference.changed), "vanished": len(difference.vanished), "same": difference.same,
            "kept": difference.kept, "files": [asdict(file) for file in outcome.files]}
