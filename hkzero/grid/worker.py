"""A process that works out what it is told: `python -m hkzero.grid.worker FOLDER NAME…`, started by background.py.

It reads frames from its standard input and writes frames to its standard output: eight bytes of length, then a pickle.
It ends when its input ends, so it never outlives the process that started it, not even when that one is killed.
"""

from __future__ import annotations

import faulthandler
import importlib
import inspect
import logging
import os
import pickle
import signal
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from queue import SimpleQueue
from typing import Any, BinaryIO

from hkzero.grid import result_files
from hkzero.processes import read_frame, write_frame

NICENESS = 10
PROGRESS_SECONDS = 0.05  # progress is told at most so often

log = logging.getLogger(__name__)


def find(function: str) -> Callable[..., Any]:
    """Return the function named `package.module:function`; ValueError for a name that is not of that form."""
    module, colon, name = function.partition(":")
    if not colon:
        raise ValueError(f"{function!r}: a function is named package.module:function")
    return getattr(importlib.import_module(module), name)


def main(folder: str, imports: list[str]) -> None:
    """Work until the input ends; an empty folder means that results are not kept in files."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C in a terminal reaches all; the one who started us decides
    channel = _own_channel()
    _step_back()
    orders: SimpleQueue[bytes] = SimpleQueue()
    threading.Thread(target=_listen, args=(orders,), daemon=True).start()
    _prepare(imports)
    write_frame(channel, pickle.dumps(("ready", None)))
    while True:
        order, arguments = orders.get(), orders.get()
        write_frame(channel, pickle.dumps(("begun", None)))
        kind, value = _work(channel, order, arguments, Path(folder) if folder else None)
        write_frame(channel, pickle.dumps(kind))
        write_frame(channel, value)


def _prepare(names: list[str]) -> None:
    """Import modules, and call functions (`module:function`), that would else keep the first job waiting."""
    for name in names:
        try:
            if ":" in name:
                find(name)()
            else:
                importlib.import_module(name)
        except Exception as error:  # a job that needs it will say so to the one who asked for it
            log.warning("%s did not get ready: %s: %s", name, type(error).__name__, error)


def _own_channel() -> BinaryIO:
    """Return the standard output for our frames alone; what a library prints goes nowhere, where it breaks no frame."""
    channel = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)
    faulthandler.enable()
    logging.basicConfig(level=logging.WARNING)
    return channel


def _step_back() -> None:
    """Let the web process go first: on the processor, and when memory runs out."""
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    first_to_go = Path("/proc/self/oom_score_adj")
    if first_to_go.exists():
        try:
            first_to_go.write_text("500", encoding="ascii")
        except OSError as error:
            log.warning("memory: this process cannot offer itself first: %s", error)


def _listen(orders: SimpleQueue[bytes]) -> None:
    """Take orders while the main thread works; the end of the input ends the process at once."""
    while (order := read_frame(sys.stdin.buffer)) is not None:
        orders.put(order)
    os._exit(0)


def _work(channel: BinaryIO, order: bytes, arguments: bytes, folder: Path | None) -> tuple[tuple[str, None], bytes]:
    """Return whether it went well, and the pickled result or error."""
    try:
        function, key = pickle.loads(order)
        work = find(function)
        positional, named = pickle.loads(arguments)
        if "progress" in inspect.signature(work).parameters:
            named = {**named, "progress": _teller(channel)}
        pickled = pickle.dumps(work(*positional, **named), protocol=5)
    except Exception as error:
        return ("failed", None), _pickled_error(error)
    if folder:
        try:
            result_files.write(folder, key, pickled)
        except OSError as error:
            log.warning("a result cannot be kept: %s", error)
    return ("done", None), pickled


def _teller(channel: BinaryIO) -> Callable[[float], None]:
    last = 0.0

    def tell(share: float) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last >= PROGRESS_SECONDS:
            last = now
            write_frame(channel, pickle.dumps(("progress", float(share))))

    return tell


def _pickled_error(error: Exception) -> bytes:
    """Return the error as pickle; one that does not survive the way becomes a RuntimeError with its words."""
    log.debug("a calculation failed", exc_info=error)
    try:
        pickled = pickle.dumps(error)
        pickle.loads(pickled)
    except Exception as fault:
        log.debug("%s cannot be sent: %s", type(error).__name__, fault)
        return pickle.dumps(RuntimeError(f"{type(error).__name__}: {error}"))
    return pickled


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
