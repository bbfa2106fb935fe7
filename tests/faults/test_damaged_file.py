"""A damaged file of a reader's own is refused: the process that reads it may die of it, the app does not."""

from __future__ import annotations

import subprocess

from hkzero.grid import load_table
from hkzero.text import t
from tests.grid.test_load_file_hostile import DEADLY, PARQUET
from tests.pages.test_data_own_kinds import METER


def test_a_file_that_ends_its_reader_is_refused_and_the_page_goes_on(open_page, monkeypatch) -> None:
    read, run = [], subprocess.run

    def counted(*args, **options):
        read.append(options["input"])
        return run(*args, **options)

    monkeypatch.setattr(load_table.subprocess, "run", counted)
    app = open_page("data", "en", topic="own", own_kind="meter")

    def upload(name: str, content: bytes) -> None:
        app.file_uploader(key="meter_file").upload(name, content, "application/octet-stream").run()

    upload("synthetic.parquet", DEADLY)
    assert t("load_file.problem.not_parquet", "en") in " ".join(one.value for one in app.warning)
    upload("synthetic.csv", METER.encode())
    assert not app.warning and not app.exception and app.title[0].value != t("data_meter.headline", "en")
    upload("synthetic.parquet", PARQUET)
    app.run()
    assert not app.warning and read == [DEADLY, PARQUET], "a file of the session is read once"
