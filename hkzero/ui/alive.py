"""End a process that no longer answers, so that whoever supervises it starts another; the readers' tabs find that one.

A process can be alive and dead: where memory runs out at the wrong moment, Python waits for ever for a thread that
could not begin (a fault of CPython 3.11), and with it every reader. Nobody would notice but they.
"""

from __future__ import annotations

import asyncio
import faulthandler
import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from threading import Thread

LOOKS = 12  # in a row that find no sign of life
EXIT_CODE = 70  # EX_SOFTWARE of sysexits.h
_STDERR = 2  # its number with the system
_LAST_WORDS = b"hkzero: nothing has been answered for too long, the process ends; what each thread was at:\n"


class _Loop:
    """The signs of life that an event loop gives, and whether it is still watched."""

    signs = 0
    is_watched = True


@asynccontextmanager
async def watched(seconds: float | None) -> AsyncIterator[None]:
    """End the process once its event loop has given no sign of life for so many seconds; None for never.

    Counted in looks, not by the clock: a process that was stopped and goes on has missed one look only.
    """
    if seconds is None:
        yield
        return
    loop, every = _Loop(), seconds / LOOKS
    beating = asyncio.create_task(_beat(loop, every / 2))
    Thread(target=_watch, args=(loop, every), name="watch", daemon=True).start()
    try:
        yield
    finally:
        loop.is_watched = False
        beating.cancel()
        with suppress(asyncio.CancelledError):
            await beating


async def _beat(loop: _Loop, every: float) -> None:
    while True:
        loop.signs += 1
        await asyncio.sleep(every)


def _watch(loop: _Loop, every: float) -> None:
    # No call that needs memory: there may be none.
    missed = seen = 0
    while missed < LOOKS:
        time.sleep(every)
        missed = 0 if loop.signs != seen else missed + 1
        seen = loop.signs
        if not loop.is_watched:
            return
    try:
        os.write(_STDERR, _LAST_WORDS)
        faulthandler.dump_traceback(_STDERR)
    finally:
        os._exit(EXIT_CODE)
