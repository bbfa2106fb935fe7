from __future__ import annotations

import pytest

from hkzero.charts import palette, units
from hkzero.text import LANGUAGES, label, t
from tests import synthetic_electricity as synthetic
from tests.synthetic_electricity import is_sound, traces

TODAY = "2026-11-22"


def stretches(figure) -> dict[str, list[tuple[float, float, str]]]:
    """Return for each unit its bars as (start, end, hatch)."""
    found: dict[str, list] = {}
    for trace in figure.data:
        if trace.type == "bar":
            for name, start, size, hatch in zip(trace.y, trace.base, trace.x, trace.marker.pattern.shape, strict=True):
                found.setdefault(name, []).append((start, start + size, hatch))
    return found


@pytest.mark.parametrize("lang", LANGUAGES)
def test_sound_and_named_in_every_language(lang):
    figure = units.timeline(synthetic.units(), lang, TODAY)
    is_sound(figure)
    texts = [note.text for note in figure.layout.annotations]
    assert t("electricity.units.today", lang) in texts
    assert any("8 × 337.5" in text for text in texts), "capacity of one unit times units, not rounded"
    assert not any("electricity." in text for text in texts)


def test_solid_until_today_hatched_beyond():
    found = stretches(units.timeline(synthetic.units(), "en", TODAY))
    assert found["Lamma L7–L8"] == [(1990, 2026, ""), (2026, 2035, palette.HATCH["scenario"])]
    assert found["Daya Bay 1–2"] == [(1994, 2026, ""), (2026, 2034, palette.HATCH["scenario"])]
    assert found["Castle Peak A (three)"] == [(1982, 2024, "")]
    assert found["Lamma L13"] == [(2029, 2026 + units.HORIZON_YEARS, palette.HATCH["scenario"])]


def test_no_end_published_is_dotted_not_hatched():
    figure = units.timeline(synthetic.units(), "en", TODAY)
    assert stretches(figure)["Lamma L6"] == [(1990, 2026, "")]
    dotted, = traces(figure, t("electricity.units.no_end", "en"))
    assert {name for name in dotted.y if name} == {"Lamma L6", "Black Point C1–C8"} and dotted.line.dash == "dot"


def test_small_undated_and_endless_retired_units_are_left_to_the_table():
    names = set(stretches(units.timeline(synthetic.units(), "en", TODAY)))
    assert len(names) == 6
    assert len(units.stock(synthetic.units(), "en")) == 9


def test_fuels_keep_their_colour():
    figure = units.timeline(synthetic.units(), "en", TODAY)
    assert {trace.marker.color for trace in traces(figure, label("fuel", "coal", "en"))} == {palette.FUEL["coal"]}


def test_company_filter_takes_the_owners_that_serve_it():
    assert set(stretches(units.timeline(synthetic.units(), "en", TODAY, "clp_power"))) == {
        "Castle Peak A (three)", "Black Point C1–C8", "Daya Bay 1–2"}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_in_words_what_goes_and_comes(lang):
    words = units.timeline_alt(synthetic.units(), lang, TODAY)
    assert "1,050" in words and "2035" in words and "2029" in words and "2024" not in words


@pytest.mark.parametrize("lang", LANGUAGES)
def test_tables_speak_the_readers_language(lang):
    table = units.stock(synthetic.units(), lang)
    assert list(table.columns) == list(units.COLUMNS)
    assert label("fuel", "coal", lang) in set(table["fuel"])
    dates = units.milestones(synthetic.milestones(), lang)
    assert list(dates["year"]) == ["2029", "2034", "2050"]


def test_milestones_of_one_company_keep_the_governments():
    dates = units.milestones(synthetic.milestones(), "en", "hk_electric")
    assert list(dates["year"]) == ["2029", "2050"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_unit_and_date_of_the_data_has_its_words(store, lang):
    table = units.stock(store.ask("generating_units"), lang)
    assert len(table) == len(store.ask("generating_units").frame)
    assert not table["station"].str.contains("_").any() and not table["unit_name"].str.contains(" of ").any()
    assert len(units.milestones(store.ask("electricity_milestones"), lang))


def test_no_two_bars_share_a_name(store):
    found = stretches(units.timeline(store.ask("generating_units"), "en", TODAY))
    assert all(len(bars) <= 2 for bars in found.values())
