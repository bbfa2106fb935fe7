"""One installation for all tests of this folder: it takes some ten seconds to start."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.deploy.installation import ROOT, Installation
from tests.deploy.visitor import Visitor


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what starts servers, and give all of it to one worker: it shares one installation and kills parts of it."""
    for item in items:
        if Path(__file__).parent in item.path.parents and "installation" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("deploy"))


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the data that a test may change."""
    folder = tmp_path_factory.mktemp("deploy-data") / "data"
    shutil.copytree(ROOT / "data", folder, ignore=shutil.ignore_patterns("build", "refresh"))
    return folder


@pytest.fixture(scope="session")
def build(data: Path) -> Callable[[Path], None]:
    """Return the function that builds a database from that copy, by the command that docs/deploy.md gives."""
    def run(out: Path) -> None:
        command = (sys.executable, "-m", "hkzero", "build")
        environment = {**os.environ, "HKZERO_DATA": str(data), "HKZERO_DATABASE": str(out)}
        subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)

    return run


@pytest.fixture(scope="session")
def installation(tmp_path_factory: pytest.TempPathFactory, data: Path, build) -> Iterator[Installation]:
    """Return two processes behind nginx; at the end neither log may hold a traceback."""
    folder = tmp_path_factory.mktemp("deploy")
    database = folder / "hongkong.duckdb"
    build(database)
    running = Installation(folder, database, data)
    try:
        running.start()
        yield running
    finally:
        running.stop()
    for name in ("a", "b"):
        assert "Traceback" not in running.written(name), running.written(name)


@pytest.fixture
def visitor(installation: Installation) -> Iterator[Callable[[], Visitor]]:
    """Return a function that brings a visitor who has read the document and holds its cookies."""
    made: list[Visitor] = []

    def come() -> Visitor:
        made.append(Visitor(installation.url, installation.context()))
        assert made[-1].ask("/electricity").status == 200
        return made[-1]

    yield come
    for one in made:
        one.leave()


@pytest.fixture
def pair(visitor) -> dict[str, Visitor]:
    """Return a visitor of each process, both with an open page."""
    found: dict[str, Visitor] = {}
    for _ in range(20):
        one = visitor()
        if found.setdefault(one.cookies["hkzero_process"], one) is one:
            one.run("electricity", "lang=en&section=prices")
        if len(found) == 2:
            return found
    raise AssertionError("twenty visitors came and all went to one process")
