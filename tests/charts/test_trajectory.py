from __future__ import annotations

import json
import math

import pytest

from hkzero.charts import palette, trajectory
from hkzero.model.standing import city_standing, in_megatonnes
from hkzero.text import LANGUAGES, label, t, unit_label
from tests import synthetic_overview as synthetic

LARGEST_BYTES = 150_000


def draw(lang: str = "en", start: int = 2014, form: str = "tonnes"):
    totals = in_megatonnes(synthetic.totals())
    city = city_standing(totals, synthetic.city_targets(), start, form)
    return trajectory.trajectory(totals, city.target_path, city.progress, city.contrast, lang), city


def named(figure, name: str):
    return [trace for trace in figure.data if trace.name == name]


def numbers(figure) -> list[float]:
    return [value for trace in figure.data for axis in (trace.x, trace.y) if axis is not None
            for value in axis if value is not None]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_complete_finite_and_small(lang):
    figure, _ = draw(lang)
    assert figure.layout.yaxis.title.text == unit_label("Mt CO2e", lang)
    assert all(math.isfinite(value) for value in numbers(figure))
    assert len(json.dumps(figure.to_plotly_json(), default=list)) < LARGEST_BYTES
    assert all(trace.name and "overview." not in trace.name for trace in figure.data)


def test_editions_are_not_joined():
    figure, _ = draw()
    newest = named(figure, t("overview.trajectory.table", "en", edition="July 2019"))
    older = named(figure, t("overview.trajectory.table", "en", edition="August 2018"))
    assert newest and older and newest[0].line.dash == older[0].line.dash == "solid"
    assert max(year for year in newest[0].x if year) == 2015 and newest[0].line.width > older[0].line.width


def test_announced_levels_are_markers_and_calculated_ones_are_open():
    figure, _ = draw()
    newest, = named(figure, t("overview.trajectory.newest", "en", edition="2026"))
    assert newest.mode == "markers"
    assert dict(zip(newest.x, newest.marker.symbol, strict=True)) == {
        2014: "circle-open", 2023: "circle-open", 2024: "circle"}
    assert dict(zip(newest.x, newest.error_y.array, strict=True))[2014] == pytest.approx(0.3)
    between, = named(figure, t("overview.trajectory.announced", "en"))
    assert set(between.x) == {2005, 2019, 2020} and all("edition" in text for text in between.text)


def test_paths_are_dashed_and_end_at_targets():
    figure, city = draw()
    for name, path in ((t("overview.trajectory.target_path", "en"), city.target_path),
                       (t("overview.trajectory.pace_path", "en", start=2014), city.progress[-1].path),
                       (t("overview.trajectory.pace_path", "en", start=2019), city.contrast.path)):
        trace = named(figure, name)[0]
        assert trace.line.dash == "longdash" and trace.x == path.years and trace.y == path.amount.values
    assert named(figure, t("overview.trajectory.targets", "en"))[0].y == (20.25,)


def test_gaps_are_written_at_the_targets():
    figure, city = draw()
    texts = [note.text for note in figure.layout.annotations if note.text]
    assert len(texts) == 3 and f"{city.progress[0].gap.value:.1f}" in texts[1]
    arrows = [(note.x, note.y, note.ay) for note in figure.layout.annotations if note.showarrow]
    assert arrows[0] == (2035, pytest.approx(20.25), pytest.approx(city.contrast.projected.amount.value))
    assert arrows[1] == (2035, pytest.approx(20.25), pytest.approx(city.progress[0].projected.amount.value))


def test_sectors_by_name_and_a_gap_for_unpublished_years():
    figure = trajectory.sectors_by_year(in_megatonnes(synthetic.sectors()), "en")
    bars = {trace.name: trace for trace in figure.data}
    assert set(bars) == {label("sector", sector, "en") for sector in trajectory.SECTOR_ORDER}
    for sector in trajectory.SECTOR_ORDER:
        assert bars[label("sector", sector, "en")].marker.color == palette.SECTOR[sector]
    electricity = bars[label("sector", "electricity", "en")]
    assert not {2016, 2017, 2018, 2021, 2022} & set(electricity.x) and figure.layout.barmode == "stack"
    assert electricity.marker.pattern.shape[0] == "" and electricity.marker.pattern.shape[-1] == "/"
