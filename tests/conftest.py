"""What every test may use: the database built once from the real data, and pages run without a browser."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import settings

ROOT = Path(__file__).resolve().parent.parent
MAIN_SCRIPT = ROOT / "hkzero" / "ui" / "main.py"
# A cold first run imports Streamlit, pandas and Plotly; a busy machine needs several seconds for it.
RUN_SECONDS = 60
# How long an example takes says how busy the machine is, not whether the code is right.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.fixture(scope="session")
def database(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """Return the path of a database built from data/, once for all worker processes."""
    folder = tmp_path_factory.getbasetemp()
    if worker_id != "master":
        folder = folder.parent  # each worker has a folder of its own inside the one they share
    path = folder / "database" / "hongkong.duckdb"
    path.parent.mkdir(exist_ok=True)
    with FileLock(path.with_suffix(".test-lock")):
        if not path.exists():
            from hkzero.facts.build import build

            build(data=ROOT / "data", out=path)
    return path


@pytest.fixture(scope="session")
def worker_id(request: pytest.FixtureRequest) -> str:
    """Return the name of this worker process, `master` where there is just one."""
    return os.environ.get("PYTEST_XDIST_WORKER", "master")


@pytest.fixture(scope="session", autouse=True)
def _database_of_the_tests(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> None:
    """Point the app at the tests' database, so that no test reads or writes data/build."""
    folder = tmp_path_factory.getbasetemp()
    folder = folder if worker_id == "master" else folder.parent
    os.environ["HKZERO_DATABASE"] = str(folder / "database" / "hongkong.duckdb")


@pytest.fixture(scope="session")
def store(database: Path):
    """Return the store of the tests' database."""
    from hkzero.store import open_store

    return open_store(database)


@pytest.fixture(scope="session", autouse=True)
def _quiet_streamlit() -> None:
    """Silence the remark that AppTest and direct calls have no browser session behind them."""

    def has_something_to_say(record: logging.LogRecord) -> bool:
        return "missing ScriptRunContext" not in record.getMessage()

    for name in ("streamlit.runtime.scriptrunner_utils.script_run_context", "streamlit"):
        logger = logging.getLogger(name)
        logger.addFilter(has_something_to_say)
        for handler in logger.handlers:
            handler.addFilter(has_something_to_say)


@pytest.fixture(scope="session", autouse=True)
def _components_are_looked_for_once() -> Iterator[None]:
    """Keep what AppTest finds in the installed packages: it reads all their metadata at every run, most of its time."""
    from streamlit.components.v2 import manifest_scanner

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", cache(manifest_scanner.scan_component_manifests))
        yield


@pytest.fixture
def run(capsys: pytest.CaptureFixture) -> Callable:
    """Return a function that runs a command and returns its exit status, output and errors."""
    from hkzero import cli

    def run_command(*arguments: object) -> tuple[int, str, str]:
        status = cli.main([str(argument) for argument in arguments])
        output, errors = capsys.readouterr()
        return status, output, errors

    return run_command


@pytest.fixture
def open_page(database: Path) -> Callable:
    """Return a function that runs a page and returns its AppTest.

    `open_page("electricity", lang="zh-Hant", year="2020")`: the page's name, the language as it stands
    in the address, and further parameters of the address. The first run is done, as that of a reader who came by the
    address: Streamlit knows a page by the name of its file before it has run, and that is its name in the address.
    """
    from streamlit.testing.v1 import AppTest

    def start(name: str, lang: str = "en", **query: str):
        app = AppTest.from_file(str(MAIN_SCRIPT), default_timeout=RUN_SECONDS)
        for parameter, value in {"lang": lang, **query}.items():
            app.query_params[parameter] = value
        page = ROOT / "pages" / f"{name}.py"
        return app.switch_page(os.path.relpath(page, MAIN_SCRIPT.parent)).run()

    return start
