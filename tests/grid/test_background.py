"""Jobs in processes of their own: their states, who shares them, what ends them, what survives."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from hkzero.grid import background, dispatch, result_files
from hkzero.grid.background import Pool
from hkzero.grid.case import Storage
from hkzero.grid.job import Busy, Crashed, Kind, State, TooSlow
from tests.synthetic_grid import small_case

ROOT = Path(__file__).resolve().parents[2]
WORK = "tests.synthetic_jobs:"
SOON = 20.0


@pytest.fixture
def pool(tmp_path):
    made = Pool(folder=tmp_path / "jobs", imports=())
    yield made
    made.close()


def until(condition, seconds: float = SOON) -> bool:
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.01)
    return True


def finished(job) -> object:
    assert job.wait(SOON)
    assert job.state is State.DONE, job.error
    return job.result


def test_a_job_returns_what_its_function_returns_in_another_process(pool) -> None:
    job = pool.submit(f"{WORK}returned", np.arange(8760.0), extra="wind")
    found = finished(job)
    assert np.array_equal(found["value"], np.arange(8760.0)) and found["extra"] == "wind"
    assert found["process"] != os.getpid()
    assert (job.progress, job.queue_place, job.error, job.is_over, job.was_known) == (1.0, None, None, True, False)


def test_what_a_library_prints_breaks_nothing_and_the_process_steps_back(pool) -> None:
    assert finished(pool.submit(f"{WORK}printed")) >= 10


def test_an_error_comes_back_as_itself(pool) -> None:
    job = pool.submit(f"{WORK}failed", "no unit runs")
    assert job.wait(SOON) and job.state is State.FAILED and job.result is None
    assert isinstance(job.error, ValueError) and job.error.hour == 7 and job.error.args[0] == "no unit runs"


def test_an_error_that_cannot_be_sent_comes_back_in_words(pool) -> None:
    job = pool.submit(f"{WORK}failed_unsendable")
    assert job.wait(SOON) and isinstance(job.error, RuntimeError) and "Unsendable" in str(job.error)


def test_an_unknown_function_fails_its_job(pool) -> None:
    for name in (f"{WORK}no_such", "no.such.module:work", "no colon"):
        job = pool.submit(name)
        assert job.wait(SOON) and job.state is State.FAILED


def test_arguments_that_cannot_be_sent_are_refused_at_once(pool) -> None:
    for argument in (lambda: None, threading.Lock()):
        with pytest.raises(TypeError):
            pool.submit(f"{WORK}returned", argument)


def test_a_dead_process_fails_its_job_alone(pool) -> None:
    job = pool.submit(f"{WORK}died")
    assert job.wait(SOON) and isinstance(job.error, Crashed)
    assert finished(pool.submit(f"{WORK}returned", 1))["value"] == 1


def test_an_idle_process_that_was_killed_is_replaced(pool) -> None:
    first = finished(pool.submit(f"{WORK}returned", 1))["process"]
    os.kill(first, signal.SIGTERM)
    assert finished(pool.submit(f"{WORK}returned", 2))["process"] != first


def test_progress_rises(pool) -> None:
    job = pool.submit(f"{WORK}told", 6, 0.1)
    assert job.progress is None
    seen = []
    while not job.wait(0.02):
        if job.progress is not None:
            seen.append(job.progress)
    assert finished(job) == 6 and len(set(seen)) > 2 and seen == sorted(seen)
    assert 0.5 < job.seconds < SOON
    assert pool.submit(f"{WORK}told", 5, 0.1).usual_seconds == pytest.approx(job.seconds)
    assert pool.submit(f"{WORK}slept", 0).usual_seconds is None


def test_a_long_job_that_is_cancelled_stops_and_the_next_one_runs(pool) -> None:
    job = pool.submit(f"{WORK}slept", 60, kind=Kind.LONG)
    assert until(lambda: job.state is State.RUNNING)
    job.cancel()
    assert job.is_over and job.state is State.CANCELLED and job.result is None
    start = time.monotonic()
    assert finished(pool.submit(f"{WORK}slept", 0, "next", kind=Kind.LONG)) == "next"
    assert time.monotonic() - start < 10


def test_cancelling_what_is_over_changes_nothing(pool) -> None:
    job = pool.submit(f"{WORK}slept", 0, "kept")
    finished(job)
    background.cancel(job)
    assert job.state is State.DONE and job.result == "kept"


def test_live_jobs_find_a_worker_beside_long_ones(pool) -> None:
    long = [pool.submit(f"{WORK}slept", 60, number, kind=Kind.LONG) for number in range(3)]
    assert until(lambda: long[0].state is State.RUNNING)
    assert finished(pool.submit(f"{WORK}slept", 0, "live")) == "live"
    assert [job.state for job in long] == [State.RUNNING, State.WAITING, State.WAITING]
    assert [job.queue_place for job in long] == [None, 1, 2]
    long[1].cancel()
    assert [job.queue_place for job in long] == [None, None, 1]


def test_two_who_ask_the_same_share_a_job_and_one_may_leave(pool) -> None:
    first, second = (pool.submit(f"{WORK}slept", 0.5, "shared", kind=Kind.LONG) for _ in range(2))
    assert until(lambda: first.state is State.RUNNING)
    first.cancel()
    assert first.state is State.CANCELLED and finished(second) == "shared"
    assert first.result is None


def test_the_same_owner_has_one_job_of_a_kind(pool) -> None:
    old = pool.submit(f"{WORK}slept", 60, 1, kind=Kind.LONG, owner="visitor")
    live = pool.submit(f"{WORK}slept", 0, 2, kind=Kind.LIVE, owner="visitor")
    other = pool.submit(f"{WORK}slept", 0, 3, kind=Kind.LONG, owner="another")
    new = pool.submit(f"{WORK}slept", 0, 4, kind=Kind.LONG, owner="visitor")
    again = pool.submit(f"{WORK}slept", 0, 4, kind=Kind.LONG, owner="visitor")
    assert old.state is State.CANCELLED
    assert [finished(job) for job in (live, other, new, again)] == [2, 3, 4, 4]


def test_a_live_job_given_up_may_end_in_its_grace_and_is_kept(tmp_path) -> None:
    pool = Pool(folder=None, imports=(), grace_seconds={Kind.LIVE: 10.0, Kind.LONG: 0.0})
    try:
        job = pool.submit(f"{WORK}slept", 0.3, "late")
        assert until(lambda: job.state is State.RUNNING)
        job.cancel()
        assert job.state is State.CANCELLED
        assert finished(pool.submit(f"{WORK}slept", 0.3, "late")) == "late"
    finally:
        pool.close()


def test_a_job_that_takes_too_long_is_stopped(tmp_path) -> None:
    pool = Pool(folder=None, imports=(), limit_seconds={Kind.LIVE: 1.0, Kind.LONG: 1.0},
                grace_seconds={Kind.LIVE: 0.2, Kind.LONG: 0.0})
    try:
        slow, unwanted = pool.submit(f"{WORK}slept", 60, 1), pool.submit(f"{WORK}slept", 60, 2)
        assert until(lambda: unwanted.state is State.RUNNING)
        unwanted.cancel()
        assert slow.wait(SOON) and isinstance(slow.error, TooSlow)
    finally:
        pool.close()


def test_results_are_kept_by_content_in_memory_and_in_files(pool, tmp_path) -> None:
    file = str(tmp_path / "calls")
    assert finished(pool.submit(f"{WORK}counted", file)) == 1
    again = pool.submit(f"{WORK}counted", file)
    assert again.was_known and again.state is State.DONE and again.result == 1
    later = Pool(folder=tmp_path / "jobs", imports=())
    try:
        assert later.submit(f"{WORK}counted", file).result == 1
        (path,) = (tmp_path / "jobs").iterdir()
        path.write_bytes(path.read_bytes()[:-1] + b"!")
    finally:
        later.close()
    damaged = Pool(folder=tmp_path / "jobs", imports=())
    try:
        assert finished(damaged.submit(f"{WORK}counted", file)) == 2
        assert finished(damaged.submit(f"{WORK}counted", file, key="other")) == 3
    finally:
        damaged.close()


def test_nothing_is_a_result_too(pool) -> None:
    assert finished(pool.submit(f"{WORK}nothing")) is None
    assert pool.submit(f"{WORK}nothing").state is State.DONE


def test_a_folder_that_cannot_be_written_costs_the_file_alone(tmp_path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    pool = Pool(folder=tmp_path / "file" / "jobs", imports=())
    try:
        assert finished(pool.submit(f"{WORK}slept", 0, "kept nowhere")) == "kept nowhere"
    finally:
        pool.close()


def test_files_take_no_more_room_than_they_may(tmp_path) -> None:
    for number in range(5):
        result_files.write(tmp_path, f"key{number}", bytes(1000), most_bytes=3100)
    assert sorted(path.name for path in tmp_path.iterdir()) == [f"key{number}.result" for number in (2, 3, 4)]


def test_too_many_jobs_are_refused(tmp_path) -> None:
    pool = Pool(workers=1, folder=None, imports=(), most_waiting=2)
    try:
        running = pool.submit(f"{WORK}slept", 60)
        assert until(lambda: running.state is State.RUNNING)
        for number in range(2):
            pool.submit(f"{WORK}slept", 60, number)
        with pytest.raises(Busy):
            pool.submit(f"{WORK}slept", 60, "one too many")
    finally:
        pool.close()
    assert isinstance(running.error, Crashed)
    with pytest.raises(RuntimeError, match="closed"):
        pool.submit(f"{WORK}slept", 0)


def test_an_idle_process_ends_and_a_later_job_gets_another(tmp_path) -> None:
    pool = Pool(folder=None, imports=(), idle_seconds=0.3)
    try:
        first = finished(pool.submit(f"{WORK}returned", 1))["process"]
        assert until(lambda: not is_alive(first))
        assert finished(pool.submit(f"{WORK}returned", 2))["process"] != first
    finally:
        pool.close()


def test_a_warm_process_takes_the_job(tmp_path) -> None:
    pool = Pool(folder=None, imports=("json",))
    try:
        pool.warm()
        assert until(lambda: any(desk.is_warm for desk in pool._desks))
        used = {finished(pool.submit(f"{WORK}returned", number))["process"] for number in range(5)}
        assert len(used) == 1
    finally:
        pool.close()


def test_what_does_not_get_ready_stops_no_other_job(tmp_path) -> None:
    pool = Pool(folder=None, imports=("no.such.module", f"{WORK}failed"))
    try:
        assert finished(pool.submit(f"{WORK}slept", 0, "works")) == "works"
    finally:
        pool.close()


def test_many_threads_may_ask_at_once(pool) -> None:
    found = {}

    def ask(number: int) -> None:
        job = pool.submit(f"{WORK}slept", 0.01, number % 8, owner=f"visitor {number}")
        found[number] = job.result if job.wait(SOON) else None

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(24)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {number: number % 8 for number in range(24)}


@pytest.mark.skipif(os.name != "posix", reason="kills a process by a signal")
def test_no_worker_outlives_a_process_that_was_killed(tmp_path) -> None:
    script = ("import sys, time; from hkzero.grid.background import Pool; pool = Pool(folder=None, imports=())\n"
              "first = pool.submit('tests.synthetic_jobs:returned', 1); first.wait(20)\n"
              "pool.submit('tests.synthetic_jobs:slept', 60); time.sleep(0.3)\n"
              "print(first.result['process'], flush=True); time.sleep(60)")
    with subprocess.Popen((sys.executable, "-c", script), cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        worker = int(process.stdout.readline())
        assert is_alive(worker)
        process.kill()
    assert until(lambda: not is_alive(worker))


def test_the_shared_pool_is_one(tmp_path) -> None:
    assert background.pool() is background.pool()


def is_alive(process: int) -> bool:
    """Return whether a process runs; one that has ended and is not yet collected does not."""
    state = Path(f"/proc/{process}/stat")
    try:
        os.kill(process, 0)
        return not state.exists() or state.read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except (ProcessLookupError, FileNotFoundError):
        return False


def test_a_dispatch_is_solved_in_the_background(tmp_path) -> None:
    load = np.array([60.0, 90.0, 140.0, 180.0] * 6)
    case = small_case(load, (Storage("battery", "clp", 20.0, 80.0, 0.9, 0.9),))
    hours, weights = np.arange(48), np.full(48, 8760 / 48)
    pool = Pool(folder=None, imports=())
    try:
        job = pool.submit("hkzero.grid.dispatch:solve", case, hours, weights)
        assert job.wait(60) and job.state is State.DONE, job.error
        assert [unit.unit_id for unit in job.result.case.units] == [unit.unit_id for unit in case.units]
        assert np.abs(dispatch.balance_error_mw(job.result)).max() < 1e-6
        wrong = pool.submit("hkzero.grid.dispatch:solve", case, hours[::-1], weights)
        assert wrong.wait(60) and isinstance(wrong.error, ValueError) and "ascending" in str(wrong.error)
    finally:
        pool.close()
