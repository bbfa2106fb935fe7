"""A kept portfolio comes back as it was; nothing else is overwritten, read or deleted."""

from __future__ import annotations

from pathlib import Path

import pytest

from hkzero.own_data import library
from hkzero.own_data.portfolio import Building

SYNTHETIC = (Building(2, "甲", "c11", 100.0, 5.5, None, 2023, "A"),
             Building(3, "=SUM(1)", "c41", 200.0, 6.0, 48.0, 2024, None, 22.3, 114.2))


def test_what_is_kept_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "a.duckdb"
    library.save(path, SYNTHETIC, {"file": "synthetic.csv"})
    assert library.load(path) == (SYNTHETIC, {"file": "synthetic.csv"})
    library.save(path, SYNTHETIC[:1], {"file": "other.csv"})
    assert library.load(path)[0] == SYNTHETIC[:1]
    assert list(tmp_path.iterdir()) == [path]
    assert library.delete(path) == 1 and not path.exists()


def test_other_files_are_left_alone(tmp_path: Path, database: Path) -> None:
    diary = tmp_path / "diary"
    diary.write_text("dear", encoding="utf-8")
    for path in (diary, database):
        for touch in (library.load, library.delete, lambda path: library.save(path, SYNTHETIC, {"file": "x"})):
            with pytest.raises(library.NotOurs):
                touch(path)
    assert diary.read_text(encoding="utf-8") == "dear" and database.exists()
    with pytest.raises(library.NotOurs, match="no file"):
        library.load(tmp_path / "none")
    with pytest.raises(library.NotOurs, match="cannot write"):
        library.save(tmp_path / "no" / "folder", SYNTHETIC, {"file": "x"})
