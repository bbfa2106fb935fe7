"""Builds that fail for reasons outside the data: a clear message, the old file as it was, nothing left behind."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pytest

from hkzero.facts.build import BuildError, ensure_built
from hkzero.facts.identity import ROOT, recorded_input
from tests.facts.synthetic import EMISSIONS, GENERATION, Project

POSIX = pytest.mark.skipif(os.name != "posix", reason="locks, limits and mounts of a POSIX system")
BUILD = ("import sys; from hkzero.cli import main; "
         "sys.exit(main(['build', '--data', sys.argv[1], '--queries', sys.argv[2], '--out', sys.argv[3]]))")


def left(project: Project) -> list[str]:
    return sorted(path.name for path in project.out.parent.iterdir())


def run_build(project: Project, out: Path, before: str = "",
              wrapper: tuple[str, ...] = ()) -> subprocess.CompletedProcess:
    """Build in a process of its own, after some preparation, and return what came of it."""
    command = (*wrapper, sys.executable, "-c", before + BUILD, str(project.data), str(project.queries), str(out))
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)


@contextmanager
def another_process(code: str, *arguments: str) -> Iterator[subprocess.Popen]:
    """Run code in another process until the block ends; the code prints a line when it is ready."""
    with subprocess.Popen((sys.executable, "-c", code, *arguments), cwd=ROOT, stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout.readline().strip() == "ready"
            yield process
        finally:
            process.stdin.close()
            process.wait(timeout=20)


HOLD_LOCK = """
import sys
from filelock import FileLock
with FileLock(sys.argv[1]):
    print("ready", flush=True)
    sys.stdin.read()
"""
HOLD_DATABASE = """
import sys, duckdb
with duckdb.connect(sys.argv[1]) as connection:
    connection.execute("create or replace table held as select 1 as x")
    print("ready", flush=True)
    sys.stdin.read()
"""


def test_a_failed_build_leaves_the_old_database_as_it_was(project: Project) -> None:
    project.build()
    before = project.out.read_bytes()
    project.replace(EMISSIONS, "office_2020", "nobody")
    with pytest.raises(BuildError, match="nobody"):
        project.build()
    assert project.out.read_bytes() == before
    assert left(project) == [".demo.duckdb.lock", "demo.duckdb"]


def test_a_failed_check_leaves_the_old_database_as_it_was(project: Project) -> None:
    project.build()
    before = project.out.read_bytes()
    project.replace(GENERATION, ",all,2020,5.5,", ",all,2020,7,")
    with pytest.raises(BuildError, match=r"generation.csv row 3: the fuels add up to 5.5, expected 7.0 TWh"):
        project.build()
    assert project.out.read_bytes() == before
    assert left(project) == [".demo.duckdb.lock", "demo.duckdb"]
    assert project.build(checks=False)["rows"] > 0


def test_the_app_goes_on_with_the_old_database_and_says_why(project: Project) -> None:
    project.build()
    project.replace(EMISSIONS, "office_2020", "nobody")
    state = ensure_built(project.out, project.data, project.queries)
    assert (state.path, state.built, state.fresh) == (project.out, False, False)
    assert "data/facts/demo/emissions.csv row 2 column source_id: found 'nobody'" in state.failure


def test_without_an_old_database_the_failure_is_raised(project: Project) -> None:
    project.replace(EMISSIONS, "office_2020", "nobody")
    with pytest.raises(BuildError, match="nobody"):
        ensure_built(project.out, project.data, project.queries)
    shutil.rmtree(project.data)
    with pytest.raises(BuildError, match=r"datapackage.yaml is missing"):
        ensure_built(project.out, project.data, project.queries)


@pytest.mark.parametrize("damage", ["cut off", "empty", "other bytes", "no build table", "empty build table"])
def test_an_unusable_database_is_built_anew(project: Project, damage: str) -> None:
    project.build()
    whole = project.out.read_bytes()
    if damage == "no build table" or damage == "empty build table":
        with duckdb.connect(str(project.out)) as connection:
            connection.execute("drop table build" if damage == "no build table" else "delete from build")
    else:
        project.out.write_bytes({"cut off": whole[: len(whole) // 2], "empty": b"", "other bytes": b"x" * 9999}[damage])
    state = ensure_built(project.out, project.data, project.queries)
    assert (state.built, state.failure) == (True, None)
    with duckdb.connect(str(project.out), read_only=True) as connection:
        assert connection.execute("select count(*) from demo_generation").fetchone() == (6,)


def test_an_unusable_database_is_no_refuge_when_the_build_fails(project: Project) -> None:
    project.build()
    project.out.write_bytes(b"x" * 9999)
    project.replace(EMISSIONS, "office_2020", "nobody")
    with pytest.raises(BuildError, match="nobody"):
        ensure_built(project.out, project.data, project.queries)
    assert project.out.read_bytes() == b"x" * 9999


def test_a_lock_held_by_another_process_is_waited_for_and_then_told(project: Project) -> None:
    project.build()
    before = project.out.read_bytes()
    with another_process(HOLD_LOCK, str(project.out.with_name(".demo.duckdb.lock"))):
        with pytest.raises(BuildError, match=r"another build of .*demo.duckdb is running: .* not free for 0.2 s"):
            project.build(lock_seconds=0.2)
    assert project.out.read_bytes() == before
    project.build(lock_seconds=0.2)


def test_two_builds_at_once_both_succeed(project: Project) -> None:
    command = (sys.executable, "-c", BUILD, str(project.data), str(project.queries), str(project.out))
    both = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    for process in both:
        with process:
            assert '"content_sha256"' in process.stdout.read()
        assert process.returncode == 0
    assert left(project) == [".demo.duckdb.lock", "demo.duckdb"]


@POSIX
def test_a_database_held_by_another_process_is_replaced_without_disturbing_it(project: Project) -> None:
    project.build()
    with another_process(HOLD_DATABASE, str(project.out)):
        assert recorded_input(project.out) is None
        assert ensure_built(project.out, project.data, project.queries).built is True
        # The other's unfinished changes stay with the old file; they are not replayed on the new one.
        assert recorded_input(project.out) is not None
        with duckdb.connect(str(project.out), read_only=True) as connection:
            assert ("held",) not in connection.execute("select table_name from duckdb_tables()").fetchall()
    assert recorded_input(project.out) is not None


@POSIX
def test_a_database_held_by_another_process_cannot_be_checked(project: Project) -> None:
    from hkzero.facts.build import check

    project.build()
    with another_process(HOLD_DATABASE, str(project.out)):
        with pytest.raises(BuildError, match=r"cannot open .*demo.duckdb: .*lock"):
            check(database=project.out, queries=project.queries)


def test_a_file_in_the_place_of_the_folder_is_told(project: Project) -> None:
    project.out.parent.write_text("a file")
    with pytest.raises(BuildError, match=r"cannot write in .*build: "):
        project.build()


def test_a_folder_in_the_place_of_the_database_is_told(project: Project) -> None:
    project.out.mkdir(parents=True)
    with pytest.raises(BuildError, match=r"cannot build .*demo.duckdb: "):
        project.build()
    assert left(project) == [".demo.duckdb.lock", "demo.duckdb"]


def mounted(mount: str) -> tuple[str, ...]:
    """Return the wrapper that runs a command where `mount` has been done; skip where the system does not allow it."""
    if shutil.which("unshare") is None:
        pytest.skip("there is no unshare to mount a folder with")
    wrapper = ("unshare", "--map-root-user", "--mount", "sh", "-c", f'{mount} && exec "$@"', "sh")
    tried = subprocess.run((*wrapper, "true"), capture_output=True, text=True, check=False)
    if tried.returncode:
        pytest.skip(f"mounting is not allowed here: {tried.stderr.strip()}")
    return wrapper


@POSIX
def test_a_read_only_folder_is_told_and_its_database_still_serves(project: Project) -> None:
    project.build()
    before = project.out.read_bytes()
    folder = project.out.parent
    wrapper = mounted(f"mount --bind '{folder}' '{folder}' && mount -o remount,bind,ro '{folder}'")
    done = run_build(project, project.out, wrapper=wrapper)
    assert done.returncode == 1
    assert f"cannot write in {folder}: Read-only file system" in done.stderr
    assert "Traceback" not in done.stderr
    assert project.out.read_bytes() == before

    ensure = ("import sys, pathlib; from hkzero.facts.build import ensure_built; "
              "print(ensure_built(*(pathlib.Path(name) for name in sys.argv[1:])).failure)")
    command = (*wrapper, sys.executable, "-c", ensure, str(project.out), str(project.data), str(project.queries))
    served = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert served.stdout.strip() == "None"
    project.replace(EMISSIONS, ",,10,", ",,11,")
    served = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert "Read-only file system" in served.stdout


@POSIX
@pytest.mark.parametrize("kilobytes", [16, 64, 256])
def test_a_full_disk_is_told_and_nothing_is_left(project: Project, tmp_path: Path, kilobytes: int) -> None:
    folder = tmp_path / "small"
    folder.mkdir()
    wrapper = mounted(f"mount -t tmpfs -o size={kilobytes}k tmpfs '{folder}'")
    then = f"import atexit, os; atexit.register(lambda: print(sorted(os.listdir({str(folder)!r}))));"
    done = run_build(project, folder / "demo.duckdb", before=then, wrapper=wrapper)
    assert done.returncode == 1, done.stdout
    assert "cannot build" in done.stderr and "No space left on device" in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout.strip() == "['.demo.duckdb.lock']"


@POSIX
def test_a_limit_on_the_size_of_files_is_told_and_the_old_database_stays(project: Project) -> None:
    project.build()
    before = project.out.read_bytes()
    limit = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (65536, 65536));"
    done = run_build(project, project.out, before=limit)
    assert done.returncode == 1, done.stdout
    assert "cannot build" in done.stderr and "File too large" in done.stderr
    assert "Traceback" not in done.stderr
    assert project.out.read_bytes() == before
    assert left(project) == [".demo.duckdb.lock", "demo.duckdb"]


def test_what_a_killed_build_left_is_no_obstacle(project: Project) -> None:
    project.out.parent.mkdir()
    for name in (".demo.duckdb.building", ".demo.duckdb.building.wal"):
        (project.out.parent / name).write_bytes(b"half")
    project.build()
    assert left(project) == [".demo.duckdb.lock", "demo.duckdb"]
