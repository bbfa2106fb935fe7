"""Where results of long calculations are kept: where the app may write, or nowhere, and that is said once."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from hkzero.grid import background, result_files


def test_results_lie_beside_the_database(monkeypatch, tmp_path) -> None:
    """An installation's code is read-only (deploy/systemd); what it may write is the folder of its database."""
    monkeypatch.setenv("HKZERO_DATABASE", str(tmp_path / "state" / "hongkong.duckdb"))
    assert result_files.own_folder() == tmp_path / "state" / "jobs"
    result_files.write(tmp_path / "state" / "jobs", "key", b"\x80\x05K\x07.")
    assert result_files.read(result_files.own_folder(), "key") == (7,)
    monkeypatch.delenv("HKZERO_DATABASE")
    assert result_files.own_folder() == Path(result_files.__file__).resolve().parents[2] / "data" / "build" / "jobs"


def test_where_nothing_can_be_written_that_is_said_once(monkeypatch, tmp_path, caplog) -> None:
    (tmp_path / "a file").touch()
    monkeypatch.setenv("HKZERO_DATABASE", str(tmp_path / "a file" / "hongkong.duckdb"))
    with caplog.at_level(logging.WARNING):
        assert result_files.own_folder() is None
    (said,) = caplog.messages
    assert "in memory only" in said and "a file" in said


def test_results_that_others_may_write_are_not_read(monkeypatch, tmp_path) -> None:
    """A kept result is a pickle, which runs what it reads."""
    monkeypatch.setenv("HKZERO_DATABASE", str(tmp_path / "hongkong.duckdb"))
    (tmp_path / "jobs").mkdir()
    (tmp_path / "jobs").chmod(0o777)
    assert result_files.own_folder() is None
    (tmp_path / "jobs").chmod(0o755)
    assert result_files.own_folder() == tmp_path / "jobs"


@pytest.mark.parametrize("is_shared", [False, True])
def test_only_the_shared_pool_keeps_files(monkeypatch, tmp_path, is_shared) -> None:
    monkeypatch.setenv("HKZERO_DATABASE", str(tmp_path / "hongkong.duckdb"))
    pool = background._shared.__wrapped__() if is_shared else background.Pool()
    try:
        assert pool.folder == (tmp_path / "jobs" if is_shared else None)
    finally:
        pool.close()
