"""A process that lives and answers nothing ends itself; one that was only stopped for a while goes on."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import urlopen

import pytest

from hkzero.ui import alive
from tests.browser.server import ROOT, serve

SECONDS = 3
HELD_UP = """
import asyncio, time
from hkzero.ui.http import lifespan

async def answers_nothing():
    async with lifespan(None):
        await asyncio.sleep(0.1)
        time.sleep(50)

asyncio.run(answers_nothing())
"""


def test_a_process_that_answers_nothing_ends_with_what_it_was_at(database: Path) -> None:
    settings = {"HKZERO_DATABASE": str(database), "HKZERO_SILENCE_SECONDS": str(SECONDS), "PYTHONPATH": str(ROOT)}
    ended = subprocess.run((sys.executable, "-c", HELD_UP), cwd=ROOT, env={**os.environ, **settings},
                           capture_output=True, text=True, timeout=45)
    assert ended.returncode == alive.EXIT_CODE
    assert "nothing has been answered for too long" in ended.stderr and "in answers_nothing" in ended.stderr


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="the system cannot stop a process for a while")
def test_a_process_that_was_stopped_for_longer_goes_on(database: Path) -> None:
    with serve(database, HKZERO_SILENCE_SECONDS=str(SECONDS)) as site:
        os.kill(site.process_id, signal.SIGSTOP)
        time.sleep(2 * SECONDS)
        os.kill(site.process_id, signal.SIGCONT)
        time.sleep(2 * SECONDS)
        with urlopen(f"{site.url}/healthz", timeout=30) as answer:
            assert answer.status == 200
        assert "nothing has been answered" not in site.written()
