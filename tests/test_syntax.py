"""Python text is read right whoever else reads at the same time."""

from __future__ import annotations

import ast
import gc
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from hkzero import syntax

UI = Path(syntax.__file__).parent / "ui"
TEXTS = [path.read_text(encoding="utf-8") for path in sorted(UI.glob("*.py"))[:20]]


@pytest.fixture
def searches_give_way():
    """Let a thread give way in every search for garbage, and make searches frequent: a busy server does so at times."""
    def give_way(phase: str, about: dict) -> None:
        time.sleep(1e-5)

    before = gc.get_threshold()
    gc.callbacks.append(give_way)
    gc.set_threshold(200)
    yield
    gc.set_threshold(*before)
    gc.callbacks.remove(give_way)


def test_readers_at_once_do_not_upset_each_other(searches_give_way):
    def read() -> list[str]:
        return [ast.dump(syntax.parse(text)) for text in TEXTS]

    with ThreadPoolExecutor(4) as readers:
        found = [reading.result() for reading in [readers.submit(read) for _ in range(4)]]
    assert all(one == found[0] for one in found)


def test_nothing_parses_on_its_own():
    own = Path(syntax.__file__)
    found = [path.name for path in sorted(own.parent.rglob("*.py")) if "ast.parse(" in path.read_text(encoding="utf-8")]
    assert found == [own.name]
