"""Too little memory: what needs too much ends with a calm word in its place, and everything else goes on."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from hkzero.public_sql.desk import Desk
from hkzero.store import StoreError
from hkzero.text import t
from hkzero.ui import scenario_view

ROOT = Path(__file__).resolve().parents[2]
LIMITED = """
import resource, sys
from hkzero import cli
from hkzero.model import engine, outcome_table, scenario_run, sensitivity
from hkzero.store import open_store
open_store().ask("emissions_total")
taken = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (taken + 700_000_000,) * 2)
sys.exit(cli.main(sys.argv[1:]))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the system tells elsewhere what is taken")
def test_too_many_draws_for_the_memory_end_in_a_line(database: Path, tmp_path: Path) -> None:
    output = tmp_path / "run.csv"
    ended = subprocess.run(
        [sys.executable, "-c", LIMITED, "scenario", "run", "announced_targets", "--draws", "100000", "-o", output],
        cwd=ROOT, env=os.environ | {"HKZERO_DATABASE": str(database), "OPENBLAS_NUM_THREADS": "1"}, check=False,
        capture_output=True, timeout=300)
    assert ended.returncode == 1 and ended.stderr.decode().startswith("hkzero: there is not enough memory"), ended
    assert len(ended.stderr.splitlines()) == 1 and not output.exists()


def test_a_page_that_runs_out_of_memory_says_so_in_its_place(open_page, monkeypatch: pytest.MonkeyPatch) -> None:
    def too_big(*_):
        raise MemoryError("synthetic")

    monkeypatch.setattr(scenario_view, "summary", too_big)
    page = open_page("scenarios")
    assert not page.exception
    assert [one.body for one in page.error if t("show.failed.body", "en", name="", reference="")[:12] in one.body]
    assert any("Figures version" in one.value for one in page.caption), "the rest of the page stands"


def test_a_question_is_held_to_its_memory(store) -> None:
    with store._cursor() as cursor:
        allowed, = cursor.execute("select current_setting('memory_limit')").fetchone()
    assert allowed == "488.2 MiB"
    with pytest.raises(StoreError, match="[Oo]ut of [Mm]emory"):
        _ask(store, "select list(range || repeat('x', 1000)) as value from range(3000000)")
    assert len(store.ask("emissions_total").frame) > 0


def _ask(store, sql: str):
    from unittest.mock import patch

    from hkzero import store as module

    with patch.object(module, "find_query", lambda name: module.Query(name, sql, "", "", "", (), {}, False)):
        return store.ask("synthetic")


def test_a_statement_of_a_stranger_meets_no_database_and_is_told_so(tmp_path: Path) -> None:
    """The file is gone before the first statement: an answer comes, and no thread waits for ever."""
    desk = Desk(tmp_path / "gone.duckdb")
    try:
        ticket = desk.submit("select 1")
        assert ticket.wait().code == "crashed" and desk.ask("select 2").code == "crashed"
    finally:
        desk.close()
