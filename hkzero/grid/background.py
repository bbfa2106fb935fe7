"""Long calculations beside the web process: in processes of their own, that can be watched, called off and shared.

    job = background.submit("hkzero.grid.dispatch:solve", case, kind=Kind.LONG, owner=session)
    job.state, job.progress, job.queue_place, job.result, job.error
    job.cancel()

Two processes work (worker.py), at a lower priority; they import the solver beforehand and end after some idle time. At
most one of them is ever taken by a LONG job, so that LIVE jobs, which take a second or two, soon find the other. Who
asks what somebody else is waiting for shares that job; results are kept by the content of their inputs, the last few in
memory and more in files. A process that dies fails its job alone; the next job gets a new process.

All of it may be called from any thread. No call waits for a calculation but `Job.wait`.
"""

from __future__ import annotations

import atexit
import logging
import os
import pickle
import subprocess
import sys
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import count
from pathlib import Path
from statistics import median
from typing import Any

from hkzero.grid import result_files
from hkzero.grid.job import Busy, Crashed, Job, Kind, State, Task, TooSlow
from hkzero.processes import read_frame, write_frame

ROOT = Path(__file__).resolve().parents[2]
WORKERS = 2
IDLE_SECONDS = 300.0
JOIN_SECONDS = 5.0
MOST_WAITING = 32
LATEST = 7  # jobs whose time tells how long the next may take
MOST_RECENT = 12  # results kept in memory; a full year is about 5 MB
IMPORTS = ("hkzero.grid.first_solve:first_solve", "hkzero.grid.weeks", "hkzero.grid.adequacy", "hkzero.grid.sizing")

log = logging.getLogger(__name__)


# A job that takes longer is stopped: a programme that does not converge must not take a worker for good.
LIMIT_SECONDS = {Kind.LIVE: 60.0, Kind.LONG: 1800.0}
# A job that nobody wants any more may end within so many seconds: a new process takes as long to be ready.
GRACE_SECONDS = {Kind.LIVE: 3.0, Kind.LONG: 0.0}


class Pool:
    """Processes that work, and the jobs that wait for them. The module's functions use one that all share."""

    def __init__(self, workers: int = WORKERS, idle_seconds: float = IDLE_SECONDS,
                 folder: Path | None = None, imports: Sequence[str] = IMPORTS,
                 limit_seconds: Mapping[Kind, float] = LIMIT_SECONDS,
                 grace_seconds: Mapping[Kind, float] = GRACE_SECONDS, most_waiting: int = MOST_WAITING) -> None:
        self.idle_seconds, self.folder, self.imports, self.most_waiting = idle_seconds, folder, imports, most_waiting
        self.limit_seconds, self.grace_seconds = limit_seconds, grace_seconds
        self._changed = threading.Condition()
        self._waiting: list[Task] = []
        self._unfinished: dict[str, Task] = {}
        self._recent: OrderedDict[str, Any] = OrderedDict()
        self._owned: dict[tuple[str, Kind], Job] = {}
        self._taken: dict[tuple[str, Kind], deque[float]] = {}
        self._numbers = count()
        self._is_closed = False
        self._desks = [_Desk(self, number) for number in range(workers)]

    def submit(self, function: str, *arguments: Any, kind: Kind = Kind.LIVE, owner: str | None = None,
               key: str | None = None, **named: Any) -> Job:
        """Have `package.module:function` called with these arguments; return at once.

        A parameter `progress` of the function is given a callable that takes the share done. `owner` has one job of
        each kind: a new one gives up the old. `key` names the contents of the arguments where the caller knows it;
        else their pickle does. Busy where too many jobs wait; TypeError for arguments that cannot be pickled.
        """
        pickled = _pickled(arguments, named)
        key = result_files.key_of(function, key.encode() if key is not None else pickled)
        order = (pickle.dumps((function, key)), pickled)
        kept = self._kept(key)
        with self._changed:
            if self._is_closed:
                raise RuntimeError("this pool is closed")
            former = self._owned.pop((owner, kind), None) if owner is not None else None
            if former and former.task.key != key:
                former.cancel()
            job = self._finished_job(key, function, kind, kept[0]) if kept else self._joined(key, function, kind, order)
            if former:
                job.task.holders.discard(former.number)
            if owner is not None and not job.is_over:
                self._owned[owner, kind] = job
        return job

    def warm(self, workers: int = 1) -> None:
        """Have processes started and the solver imported, if none is, so that the next job need not wait for it."""
        with self._changed:
            for desk in self._desks[:workers]:
                desk.is_wanted = True
                desk.open()
            self._changed.notify_all()

    def close(self) -> None:
        """End every process; jobs that are not over fail."""
        with self._changed:
            self._is_closed = True
            for task in [*self._unfinished.values()]:
                self._end(task, State.FAILED, error=Crashed("the workers were closed"))
            for desk in self._desks:
                desk.kill()
            self._changed.notify_all()
        for desk in self._desks:
            desk.join()

    def place(self, task: Task) -> int | None:
        """Return the place of a task among those waiting, from 1; None where it does not wait."""
        with self._changed:
            return self._waiting.index(task) + 1 if task in self._waiting else None

    def give_up(self, task: Task, holder: int) -> bool:
        """Note that a holder no longer wants a task, which ends it if nobody does; False where it was over already."""
        with self._changed:
            if task.finished.is_set():
                return False
            task.holders.discard(holder)
            if not task.holders:
                if task.state is State.RUNNING:
                    self._leave(task)
                else:
                    self._end(task, State.CANCELLED)
            return True

    def usual_seconds(self, task: Task) -> float | None:
        """Return the median of the seconds that the latest tasks of this function and kind took; None without any."""
        with self._changed:
            taken = self._taken.get((task.function, task.kind))
            return median(taken) if taken else None

    def _kept(self, key: str) -> tuple[Any] | None:
        with self._changed:
            if key in self._recent:
                self._recent.move_to_end(key)
                return (self._recent[key],)
            if key in self._unfinished:
                return None
        return result_files.read(self.folder, key)

    def _finished_job(self, key: str, function: str, kind: Kind, result: Any) -> Job:
        task = Task(key, function, kind, (), State.DONE, 1.0, result)
        task.finished.set()
        self._remember(key, result)
        return Job(self, task, next(self._numbers), was_known=True)

    def _joined(self, key: str, function: str, kind: Kind, order: tuple[bytes, ...]) -> Job:
        """Return a job on the task with this key: the one that is under way, else a new one."""
        task = self._unfinished.get(key)
        if task is None:
            if len(self._waiting) >= self.most_waiting:
                raise Busy(f"{len(self._waiting)} jobs wait already")
            task = self._unfinished[key] = Task(key, function, kind, order)
            self._waiting.append(task)
            for desk in self._desks:
                desk.open()
            self._changed.notify_all()
        number = next(self._numbers)
        task.holders.add(number)
        return Job(self, task, number, was_known=False)

    def _leave(self, task: Task) -> None:
        """Stop a task that nobody wants once its grace is over; who asks the same meanwhile takes it up again."""
        desk = next(desk for desk in self._desks if desk.task is task)
        grace = self.grace_seconds[task.kind]
        if grace <= 0:
            self._end(task, State.CANCELLED)
            desk.kill()
        else:
            _later(grace, lambda: self._stop_unwanted(desk, task))

    def _stop_unwanted(self, desk: _Desk, task: Task) -> None:
        with self._changed:
            if desk.task is task and not task.holders:
                self._end(task, State.CANCELLED)
                desk.kill()

    def _stop_slow(self, desk: _Desk, task: Task) -> None:
        with self._changed:
            if desk.task is task:
                self._end(task, State.FAILED, error=TooSlow(f"stopped after {self.limit_seconds[task.kind]:g} s"))
                desk.kill()

    def _next(self, desk: _Desk) -> Task | None:
        """Wait for work for a desk; None where it is to start a process, or to end the one that is idle."""
        with self._changed:
            until = time.monotonic() + self.idle_seconds
            while not self._is_closed:
                task = self._eligible(desk)
                if task:
                    self._waiting.remove(task)
                    task.state, task.started, desk.task = State.RUNNING, time.monotonic(), task
                    return task
                if desk.is_wanted and not desk.is_warm:
                    return None
                left = until - time.monotonic()
                if desk.is_warm and left <= 0:
                    return None
                self._changed.wait(left if desk.is_warm else None)
            return None

    def _eligible(self, desk: _Desk) -> Task | None:
        """Return the first task that a desk may take: no second LONG one, and none that a warm idle desk can take."""
        is_long_running = any(one.task and one.task.kind is Kind.LONG for one in self._desks)
        tasks = [task for task in self._waiting if not (is_long_running and task.kind is Kind.LONG)]
        ready = sum(one.is_warm and one.task is None for one in self._desks if one is not desk)
        skipped = 0 if desk.is_warm else ready
        return tasks[skipped] if len(tasks) > skipped else None

    def _note(self, task: Task, progress: float) -> None:
        with self._changed:
            task.progress = min(max(progress, task.progress or 0.0), 1.0)

    def _settle(self, desk: _Desk, state: State, result: Any = None, error: Exception | None = None) -> None:
        """End the task of a desk, unless it was called off, and free the desk."""
        with self._changed:
            task, desk.task = desk.task, None
            if task and not task.finished.is_set():
                self._end(task, state, result, error)
            self._changed.notify_all()

    def _end(self, task: Task, state: State, result: Any = None, error: Exception | None = None) -> None:
        if task in self._waiting:
            self._waiting.remove(task)
        self._unfinished.pop(task.key, None)
        self._owned = {owned: job for owned, job in self._owned.items() if job.task is not task}
        task.result, task.error, task.ended, task.state = result, error, time.monotonic(), state
        if state is State.DONE:
            self._remember(task.key, result)
            taken = self._taken.setdefault((task.function, task.kind), deque(maxlen=LATEST))
            taken.append(task.ended - task.started)
        task.order = ()
        task.finished.set()

    def _remember(self, key: str, result: Any) -> None:
        self._recent[key] = result
        self._recent.move_to_end(key)
        while len(self._recent) > MOST_RECENT:
            self._recent.popitem(last=False)


class _Desk:
    """A thread that keeps one process: starts it, hands it tasks, reads what it says. Fields: the pool's lock."""

    def __init__(self, pool: Pool, number: int) -> None:
        self.pool, self.number = pool, number
        self.task: Task | None = None
        self.is_wanted = False
        self._has_begun = False
        self._process: subprocess.Popen[bytes] | None = None
        self._thread: threading.Thread | None = None

    @property
    def is_warm(self) -> bool:
        """Whether there is a process, importing or ready."""
        return self._process is not None and self._process.poll() is None

    def open(self) -> None:
        """Start the thread if there is none yet."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._serve, name=f"background-{self.number}", daemon=True)
            self._thread.start()

    def join(self) -> None:
        """Wait until the thread has put its process away."""
        if self._thread is not None:
            self._thread.join(JOIN_SECONDS)

    def kill(self) -> None:
        """End the process at once."""
        if self._process is not None:
            self._process.kill()

    def _serve(self) -> None:
        while True:
            task = self.pool._next(self)
            if self.pool._is_closed:
                self._stop()
                return
            if task is None and self.is_warm:
                self._stop()
            elif task is None:
                self._warm_up()
            else:
                self._run(task)

    def _warm_up(self) -> None:
        self.is_wanted = False
        try:
            self._start()
        except OSError as error:
            log.warning("no process can be started: %s", error)

    def _start(self) -> None:
        process = _process(self.pool.folder, self.pool.imports)
        with self.pool._changed:
            self._process, self.is_wanted = process, False
            if self.pool._is_closed:
                process.kill()

    def _stop(self) -> None:
        with self.pool._changed:
            process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            process.stdout.close()
            try:
                process.stdin.close()
            except OSError as error:
                log.debug("an order was not read to its end: %s", error)

    def _run(self, task: Task) -> None:
        limit = _later(self.pool.limit_seconds[task.kind], lambda: self.pool._stop_slow(self, task))
        try:
            state, value = self._attempted(task)
        except (OSError, EOFError, pickle.UnpicklingError) as error:
            self._stop()
            self.is_wanted = task.finished.is_set()  # called off: the next job need not wait for a new process
            self.pool._settle(self, State.FAILED, error=Crashed(f"the worker ended while it worked: {error}"))
        except Exception as error:  # a result that this process cannot read: the thread must not end with the job
            self.pool._settle(self, State.FAILED, error=error)
        else:
            done = state == "done"
            self.pool._settle(self, State.DONE if done else State.FAILED, value if done else None,
                              None if done else value)
        finally:
            limit.cancel()

    def _attempted(self, task: Task) -> tuple[str, Any]:
        """Return what comes of the task; where a process dies before it begins, that of a second one."""
        try:
            self._have_process()
            return self._exchange(task)
        except (OSError, EOFError):
            if self._has_begun or task.finished.is_set():
                raise
            self._stop()
        self._have_process()
        return self._exchange(task)

    def _have_process(self) -> None:
        self._has_begun = False
        if not self.is_warm:
            self._stop()
            self._start()

    def _exchange(self, task: Task) -> tuple[str, Any]:
        """Hand over the task; return `done` and the result, or `failed` and the error. EOFError where it died."""
        process, order = self._process, task.order
        if not order:
            return "failed", None  # called off while the process was started: it was settled then
        for part in order:
            write_frame(process.stdin, part)
        while True:
            kind, value = pickle.loads(_frame(process))
            if kind == "progress":
                self.pool._note(task, value)
            elif kind == "begun":
                self._has_begun = True
            elif kind != "ready":
                return kind, pickle.loads(_frame(process))


def _frame(process: subprocess.Popen[bytes]) -> bytes:
    frame = read_frame(process.stdout)
    if frame is None:
        raise EOFError(f"exit status {process.wait()}")
    return frame


def _process(folder: Path | None, imports: Sequence[str]) -> subprocess.Popen[bytes]:
    """Start a process that works. It is a fresh interpreter: a copy of a process with threads may hang."""
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")]))
    # Two workers with a thread each keep a small machine usable; more threads gain a simplex method nothing.
    threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    return subprocess.Popen(
        (sys.executable, "-m", "hkzero.grid.worker", str(folder or ""), *imports),
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT, env={**os.environ, **threads, "PYTHONPATH": path})


def _later(seconds: float, action: Any) -> threading.Timer:
    timer = threading.Timer(seconds, action)
    timer.daemon = True
    timer.start()
    return timer


def _pickled(arguments: tuple, named: Mapping[str, Any]) -> bytes:
    try:
        return pickle.dumps((arguments, dict(named)), protocol=5)
    except (pickle.PicklingError, AttributeError) as error:
        raise TypeError(f"these arguments cannot be sent to another process: {error}") from error


_opening = threading.Lock()


def pool() -> Pool:
    """Return the pool that all sessions of this process share."""
    with _opening:
        return _shared()


@cache
def _shared() -> Pool:
    shared = Pool(folder=result_files.own_folder())
    atexit.register(shared.close)
    return shared


def submit(function: str, *arguments: Any, kind: Kind = Kind.LIVE, owner: str | None = None, key: str | None = None,
           **named: Any) -> Job:
    """Have a function called in the background; see Pool.submit."""
    return pool().submit(function, *arguments, kind=kind, owner=owner, key=key, **named)


def cancel(job: Job) -> None:
    """Give a job up; see Job.cancel."""
    job.cancel()


def warm(workers: int = 1) -> None:
    """Have a worker ready before it is needed; see Pool.warm."""
    pool().warm(workers)
