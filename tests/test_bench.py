"""The table of the pages: what is measured is told, beside the floor and the usual way, and a miss is shown as one."""

from __future__ import annotations

import gzip
from dataclasses import asdict
from pathlib import Path
from urllib.request import urlopen

import pytest
from streamlit.testing.v1 import AppTest

from bench.floor import first_figure, serve_static
from bench.machine import in_words, machine
from bench.pages import MEASURES, USUAL, _one
from docs.bench import bench_text
from hkzero.ui import geography, menu

PAGES = sorted(path.stem for path in USUAL.glob("*.py") if path.stem != "__init__")


def synthetic(kind: str, value: float) -> list[dict]:
    figures = [_one("overview", kind, name, [value, value, value]) for name in MEASURES]
    return [{**asdict(one), "met": one.met} for one in figures]


def test_the_table_of_the_docs_shows_ratio_and_miss() -> None:
    text = bench_text({"machine": machine(), "figures": synthetic("page", 4.0) + synthetic("usual", 8.0)})
    row = next(line for line in text.splitlines() if line.startswith("| overview"))
    assert row.count("**4.00**") == 1, "only the bytes are above their target"
    assert "overview ÷ usual way: server, first run 0.50" in text and "Everything else" not in text
    told = machine()
    assert str(told["python"]) in in_words(told) and told["loop_ms"] > 0
    assert f"took {told['loop_ms']} ms" in in_words(told)


@pytest.mark.parametrize("page", PAGES)
def test_the_usual_way_draws_without_a_fault(page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(Path(__file__).resolve().parent.parent)
    assert page in menu.names()
    app = AppTest.from_file(str(USUAL / f"{page}.py"), default_timeout=60).run()
    assert not app.exception and len(app.get("plotly_chart")) == 3 and app.slider


def test_a_page_without_a_chart_has_no_floor(database: Path) -> None:
    assert first_figure("overview") is not None
    assert first_figure("methods") is None


def test_the_floor_of_a_map_has_its_shapes(database: Path) -> None:
    drawn = first_figure("districts")
    shapes = geography.urls()[0].removeprefix(".")
    assert shapes in drawn
    with serve_static(drawn) as address:
        with urlopen(address + shapes) as answer:
            assert b"FeatureCollection" in gzip.decompress(answer.read())
        with urlopen(f"{address}/world_110m.json") as answer:  # else plotly.js asks a public server for it
            assert b"Topology" in gzip.decompress(answer.read())
