"""Footprints and the city's batteries as pictures and words, from made-up figures and from the published ones."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from hkzero.charts import battery_fleet, battery_fleet_findings, battery_footprint, palette
from hkzero.charts import battery_footprint_findings as words
from hkzero.measure import Kind
from hkzero.model import battery_footprint as model
from hkzero.model.battery_fleet import Band
from hkzero.model.battery_footprint import Footprint
from hkzero.text import LANGUAGES, has

PLAIN = Footprint("plain", "peiseler_et_al_2024_eth", "lfp", "world", "cradle_to_gate", "2024", 50.0, 60.0, 70.0,
                  Kind.ESTIMATED, "synthetic_source", "")
AHEAD = replace(PLAIN, footprint_id="ahead", central=None, kind=Kind.SCENARIO, period="2050", scope="cell_production")
ALONE = replace(PLAIN, footprint_id="alone", low=None, high=None, central=109.3, kind=Kind.DERIVED)
MOVED = {"plain": replace(PLAIN, low=30.0, central=45.0, high=66.0, kind=Kind.ASSUMED)}
YEARS = np.arange(2025.0, 2061.0)
BAND = Band(YEARS - 2025, YEARS - 2020, YEARS - 2000)


def traces(figure, kind: str) -> list:
    return [trace for trace in figure.data if trace.type == kind]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_bar_goes_from_low_to_high_and_the_sign_stands_at_the_central_value(lang):
    figure = battery_footprint.ranges([PLAIN, ALONE], {}, 0.3, lang)
    (bar,), (points,) = traces(figure, "bar"), traces(figure, "scatter")
    assert (list(bar.base), list(bar.x), list(bar.y)) == ([50], [20], [0])
    assert list(points.x) == [60, 109.3] and list(points.y) == [0, -1]
    assert points.meta["kinds"] == ["estimated", "derived"]


def test_a_scenario_is_hollow_and_says_its_year():
    figure = battery_footprint.ranges([PLAIN, AHEAD], {}, 0.3, "en")
    filled, hollow = (bar.marker.color[0] for bar in traces(figure, "bar"))
    assert hollow == palette.CLEAR != filled
    assert figure.layout.yaxis.ticktext == ("<b>LFP</b><br>Peiseler 2024", "<b>LFP</b><br>Peiseler 2024, for 2050")


def test_another_grid_is_a_second_mark_below_the_first():
    figure = battery_footprint.ranges([ALONE, PLAIN], MOVED, 0.1, "en")
    second = [trace for trace in figure.data if trace.legendgroup == "moved"]
    assert [list(trace.y) for trace in second] == [[-1.3], [-1.3]] and list(second[1].x) == [45]
    assert second[0].name == "Cells made at 0.10 kg CO₂e/kWh" and second[0].meta == {"kinds": "assumed"}


def test_footprints_of_two_scopes_have_two_colours():
    figure = battery_footprint.ranges([PLAIN, AHEAD], {}, 0.3, "en")
    assert len({trace.marker.line.color for trace in traces(figure, "bar")}) == 2


def test_every_published_code_has_its_name_and_its_group(store):
    found, stages = store.ask("battery_footprints").frame, store.ask("battery_stages").frame
    for lang in LANGUAGES:
        for group, codes in {"study": [*found["study"], *stages["study"]], "chemistry": found["chemistry"],
                             "region": [*found["region"], *stages["region"]], "stage": stages["stage"]}.items():
            assert not [code for code in codes if not has(f"battery_footprint.{group}.{code}", lang)]
    published = {one.chemistry for one in model.footprints(store.ask("battery_footprints"))}
    assert published == {code for group in words.GROUPS.values() for code in group}
    scopes = {one.scope for one in model.footprints(store.ask("battery_footprints"))}
    assert scopes == set(palette.BATTERY_SCOPE)


def test_a_footprint_is_told_as_exactly_as_it_is_known():
    assert battery_footprint.said(PLAIN, "en") == "50–70, central 60"
    assert battery_footprint.said(ALONE, "en") == "109"
    assert battery_footprint.said(AHEAD, "en") == "50–70"


def test_what_was_not_published_is_blank_in_the_table():
    table = words.footprint_table([ALONE, PLAIN], MOVED, "en")
    assert list(table["Low"]) == ["", "50"]
    assert list(table["At the chosen grid"]) == ["own grid not known", "30–66, central 45"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_words_name_every_study(lang):
    told = words.alt([PLAIN, ALONE], MOVED, 0.1, lang)
    assert told.count("Peiseler") == 3 and "109" in told


@pytest.mark.parametrize("lang", LANGUAGES)
def test_stages_draw_values_from_zero_and_ranges_where_they_are(store, lang):
    frame = store.ask("battery_stages").frame
    part = frame[frame["metric"] == "stage_share"]
    bars = {trace.name: trace for trace in battery_footprint.shares(part, lang).data}
    assert len(bars) == len(part)
    floating = [trace for trace in bars.values() if trace.base[0] > 0]
    assert sorted((trace.base[0], trace.base[0] + trace.x[0]) for trace in floating) == [(10, 20), (33, 70)]
    assert words.shares_alt(part, lang).count("%") == len(part)


def test_changes_hang_to_the_left(store):
    frame = store.ask("battery_stages").frame
    figure = battery_footprint.shares(frame[frame["metric"] == "relative_change"], "en")
    assert max(trace.x[0] for trace in figure.data) < 0 and figure.layout.xaxis.range[0] < -61


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_band_lies_around_its_line(lang):
    figure = battery_fleet.bands(YEARS, {"added": BAND}, battery_fleet.FLOW, "GWh", "synthetic", lang)
    area, line = figure.data
    assert area.fill == "toself" and len(area.x) == 2 * YEARS.size
    assert list(area.y[:YEARS.size]) == list(BAND.high) and list(line.y) == list(BAND.central)
    assert line.line.dash == palette.DASH[Kind.SCENARIO] and line.meta == {"kinds": "scenario"}


def test_what_is_in_service_is_stacked_with_its_range():
    figure = battery_fleet.in_service(YEARS, {"bus": YEARS, "storage": YEARS}, BAND.low, BAND.high, "en")
    assert [trace.stackgroup for trace in figure.data] == ["all", "all", None, None]
    assert [trace.showlegend for trace in figure.data[2:]] == [True, False]


def test_the_table_gives_central_and_range_in_some_years():
    table = battery_fleet_findings.table(YEARS, [("added", "GWh", BAND)], "en")
    assert list(table.columns) == ["Measure", "2025", "2030", "2035", "2040", "2050"]
    assert list(table.iloc[0][:3]) == ["Added, GWh", "5.0 (0.0–25.0)", "10.0 (5.0–30.0)"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_finding_has_its_figures(lang):
    at = dict.fromkeys(("in_service", "added", "retired", "recycled", "recycled_mass", "second_life_usable"),
                       (1.0, 2.0, 3.0)) | {"embodied_carbon": (100.0, 234.0, 400.0)}
    lines = battery_fleet_findings.finding("Synthetic", 2035, at, 6.58, 2024, lang)
    assert len(lines) == 3 and "6.6" in lines[0] and "234" in lines[1] and all("2035" in line for line in lines)
