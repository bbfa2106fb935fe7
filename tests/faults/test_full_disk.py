"""A full disk: what was there stays whole, nothing half-written is left, and the message names the file."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from hkzero.facts.build import build, ensure_built
from hkzero.facts.findings import BuildError
from hkzero.own_data import library
from hkzero.own_data.portfolio import Building
from hkzero.refresh import commit, update
from hkzero.refresh.report import as_text
from tests.facts.synthetic import EMISSIONS, Project
from tests.faults.disk import full_after

pytestmark = pytest.mark.skipif(os.name != "posix", reason="limits of the size of a file are POSIX's")
ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("size", [0, 40_000, 200_000])
def test_a_build_without_room_leaves_the_old_database(tmp_path: Path, size: int) -> None:
    project = Project(tmp_path)
    project.build()
    before = project.out.read_bytes()
    assert len(before) > size
    project.replace(EMISSIONS, ",,10,", ",,11,")
    with full_after(size), pytest.raises(BuildError, match=f"cannot build {project.out}"):
        build(project.data, project.out, project.queries)
    with full_after(size):
        state = ensure_built(project.out, project.data, project.queries)
    assert state.failure and not state.built
    assert project.out.read_bytes() == before
    assert {path.name for path in project.out.parent.iterdir()} <= {project.out.name, f".{project.out.name}.lock"}


@pytest.mark.parametrize("size", [0, 30_000])
def test_a_portfolio_without_room_is_not_kept_and_the_old_one_stays(tmp_path: Path, size: int) -> None:
    path, building = tmp_path / "a.duckdb", Building(2, "synthetic", "c11", 100.0, 5.5, None, 2023, "A")
    library.save(path, (building,), {"file": "old.csv"})
    with full_after(size), pytest.raises(library.NotOurs, match=f"cannot write {path}"):
        library.save(path, (building, building), {"file": "new.csv"})
    assert library.load(path) == ((building,), {"file": "old.csv"})
    assert list(tmp_path.iterdir()) == [path]


def test_an_output_without_room_leaves_the_old_file(run, database: Path, tmp_path: Path) -> None:
    output = tmp_path / "figures.csv"
    output.write_text("old", encoding="utf-8")
    with full_after(100):
        status, _, errors = run("ask", "emissions_total", "-o", output)
    assert status == 1 and f"cannot write {output}" in errors and "Traceback" not in errors
    assert output.read_text(encoding="utf-8") == "old" and list(tmp_path.iterdir()) == [output]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full on this system")
def test_a_terminal_without_room_is_said_in_a_line() -> None:
    with open("/dev/full", "wb") as full:
        ended = subprocess.run([sys.executable, "-m", "hkzero", "ask", "--list"], cwd=ROOT, stdout=full, check=False,
                               stderr=subprocess.PIPE, timeout=120)
    assert ended.returncode == 1
    assert ended.stderr.decode().strip() == f"hkzero: cannot write the output: {os.strerror(errno.ENOSPC)}"


def test_a_refresh_without_room_writes_no_figure(tmp_path: Path) -> None:
    """However many of the new files found room: all figures stay as they were, and nothing is left beside them."""
    (tmp_path / "facts").mkdir()
    old = {"facts/a.csv": b"old a", "facts/b.csv": b"old b", "sources.csv": b"old"}
    for name, content in old.items():
        (tmp_path / name).write_bytes(content)
    new = {"sources.csv": b"n" * 10, "facts/a.csv": b"n" * 2000, "facts/b.csv": b"n" * 4000}
    for size, staged in ((5, "0.staged"), (1000, "1.staged"), (3000, "2.staged")):
        with full_after(size), pytest.raises(OSError, match=staged):
            commit.commit(tmp_path, new, old)
        assert {name: (tmp_path / name).read_bytes() for name in old} == old
        assert list((tmp_path / commit.FOLDER).iterdir()) == [] and not commit.recover(tmp_path)
    commit.commit(tmp_path, new, old)
    assert {name: (tmp_path / name).read_bytes() for name in old} == new


def test_a_refresh_that_cannot_be_tried_out_says_so(tmp_path: Path) -> None:
    project = Project(tmp_path)
    with full_after(10):
        why = update._faulty(project.data, project.queries, {EMISSIONS: b"x" * 100})
    assert why.startswith("no copy of the data could be made") and os.strerror(errno.EFBIG) in why, why
    outcome = update.Outcome("synthetic", "refused", "build", why)
    assert os.strerror(errno.EFBIG) in as_text(update.Report("2026-11-29T00:00:00+00:00", False, (outcome,)))
