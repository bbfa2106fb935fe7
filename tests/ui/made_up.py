"""Made-up evidence for the tests of the frame; no figure here is a fact."""

from __future__ import annotations

import pandas as pd

from hkzero.measure import Answer, Kind, Measured, Source
from hkzero.ui.download import Sheet

SOURCES = (
    Source("a_2024", "Office A", "Report [A] & *more*", "https://a.example/report (1).pdf", "2024-05", "2026-11-22"),
    Source("b_2023", "Office B", "Press release", "javascript:alert(1)", "2023"),
    Source("c", "Office C", "Undated table"),
)

SERIES = {"series_id": "electricity.made_up", "title_en": "Made-up series", "title_zh_hant": "虛構系列",
          "title_zh_hans": "虚构系列", "unit": "TWh"}


def answer(name: str = "made_up", rows: int = 3, **changes) -> Answer:
    """Return an answer with a gap, two kinds and a text that a spreadsheet would run."""
    frame = pd.DataFrame({
        "period": list(range(2020, 2020 + rows)), "fuel": ["coal", "solar", "=1+1"][:rows],
        "value": [-1.5, None, 3.25][:rows], "unit": ["TWh"] * rows, "kind": ["observed", "derived", "derived"][:rows],
        "series_id": ["electricity.made_up"] * rows, "source_id": ["a_2024", "a_2024;b_2023", "a_2024"][:rows],
        "vintage": ["2024"] * rows, "note": ["", "@SUM(A1)", ""][:rows],
    })
    values = {
        "frame": frame, "unit": "TWh", "kind": Kind.DERIVED, "series": ("electricity.made_up",),
        "sources": ("a_2024", "b_2023"), "vintages": ("2024",), "notes": ("Sums may differ.",), "name": name,
        "params": {"since": 2020}, "sql": "-- made up", "formula": "a − b", "title": "Made-up mix", "data_to": "2022",
        "content": "abcdef0123456789",
    }
    return Answer(**values | changes)


def measured(**changes) -> Measured:
    """Return a measured value."""
    values = {"values": (1.0, None), "unit": "Mt CO2e", "sources": ("c",), "kind": Kind.ESTIMATED}
    return Measured(**values | changes)


def sheet(**changes) -> Sheet:
    """Return everything about one made-up chart."""
    values = {
        "key": "fuel_mix", "title": "Gas overtook coal", "evidence": (answer(),), "sources": SOURCES[:2], "lang": "en",
        "link": "https://zero.example/electricity?lang=en#fuel-mix", "content": "abcdef0123456789", "note": "HK$ 1",
    }
    return Sheet(**values | changes)
