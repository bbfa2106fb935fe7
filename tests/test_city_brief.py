"""The city brief as a reader gets it: two pages, embedded letters, figures of the questions, sources that exist."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from functools import cache
from pathlib import Path

import pypdf
import pytest

from hkzero import brief_bars, brief_charts, brief_type, city_brief
from hkzero.charts import findings, palette
from hkzero.city_brief_words import CityWords, list_of
from hkzero.measure import MissingSource
from hkzero.model import city_brief as model
from hkzero.model.scenario_run import SYSTEM
from hkzero.model.trend import NoTrend, Refused
from hkzero.text import LANGUAGE_TAGS, LANGUAGES, number, quantity, t

ROOT = Path(__file__).resolve().parent.parent
ADDRESS = "https://example.org/"


@pytest.fixture(scope="module")
def city(store) -> model.City:
    """What is known of the city, from the real data."""
    return model.city({name: store.ask(name) for name in model.QUESTIONS})


@pytest.fixture(scope="module")
def printed(store, city) -> dict[str, bytes]:
    """The brief in every language."""
    return {lang: city_brief.pdf(city, store.sources, lang, ADDRESS) for lang in LANGUAGES}


@cache
def pages_of(contents: bytes) -> tuple[str, ...]:
    """Return what can be read out of each page, without the breaks of its lines."""
    return tuple(re.sub(r"\s+", "", page.extract_text()) for page in pypdf.PdfReader(io.BytesIO(contents)).pages)


def squeezed(sentence: str) -> str:
    """Return a sentence as `pages_of` gives it: no blanks, the figures of formulas not lowered."""
    return re.sub(r"[\s\u2060\u200b]+", "", sentence.translate(brief_type.LOWERED))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_two_pages_of_a4_with_their_numbers(printed, lang: str) -> None:
    pages = pypdf.PdfReader(io.BytesIO(printed[lang])).pages
    assert len(pages) == 2
    for place, (page, text) in enumerate(zip(pages, pages_of(printed[lang]), strict=True), start=1):
        assert [round(float(side)) for side in page.mediabox[2:]] == [595, 842]
        assert squeezed(t("city_brief.page", lang, page=place, pages=2)) in text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_sentence_is_on_its_page(printed, city, lang: str) -> None:
    words, (first, second) = CityWords(city, lang), pages_of(printed[lang])
    on_first = [words.title, words.finding(), *(part for card in words.key_figures() for part in card),
                words.say("kinds"), words.emissions_note(), *(cell for row in words.verdicts() for cell in row),
                words.sector_note(), *words.certainty(), *(words.say(f"emissions.{name}") for name in (
                    "history", "trend", "band", "path", "target"))]
    on_second = [words.electricity(), words.buildings(), words.transport(), words.levers(), words.ways_note(),
                 *(cell for row in words.ways() for cell in row), *words.made(ADDRESS), city.content]
    assert [sentence for sentence in on_first if squeezed(sentence) not in first] == []
    assert [sentence for sentence in on_second if squeezed(sentence) not in second] == []
    assert "{" not in first + second and "city_brief." not in first + second


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_letter_is_in_an_embedded_font(printed, lang: str) -> None:
    for page in pypdf.PdfReader(io.BytesIO(printed[lang])).pages:
        assert "/XObject" not in page["/Resources"], "a picture of dots"
        for entry in page["/Resources"]["/Font"].values():
            font = entry.get_object()
            assert "/FontFile2" in font["/FontDescriptor"], font["/BaseFont"]
    own = t("city_brief.title", lang).count("?")
    assert "".join(pages_of(printed[lang])).count("?") <= 4 * own + 2, "a letter that no font has"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_figures_are_those_of_the_questions(printed, store, city, lang: str) -> None:
    first, second = pages_of(printed[lang])
    totals = store.ask("emissions_total").frame
    latest = totals[totals["is_newest"] & totals["value"].notna()].sort_values("period").iloc[-1]
    assert squeezed(number(latest["value"] / 1000, lang, 1)) in first
    assert squeezed(number(store.ask("emissions_per_person").frame["value"].iloc[-1], lang)) in first
    sectors = store.ask("emissions_by_sector").frame
    for row in sectors[(sectors["period"] == sectors["period"].max()) & (sectors["sector"] != "total")].itertuples():
        assert squeezed(quantity(row.value / 1000, "Mt CO2e", lang, 1)) in first
    for name, found in city.results.items():
        for year in (2035, 2050):
            central, low, high = (value / 1000 for value in found.in_year(year))
            assert low < central < high, name
            assert squeezed(t("city_brief.range", lang, central=quantity(central, "Mt CO2e", lang, 1),
                              low=number(low, lang, 1), high=number(high, lang, 1))) in second
        cost = next(cost for cost in found.costs if cost.component == SYSTEM)
        assert squeezed(number(cost.above_today_discounted / (1000 if lang == "en" else 100), lang, 0)) in second
    intensity = store.ask("electricity_intensity").frame
    used = intensity[intensity["measure"] == "consumed"].sort_values("period")["value"].iloc[-1]
    assert squeezed(number(used, lang, 2)) in second


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_number_in_brackets_is_a_source_of_the_register(printed, city, lang: str) -> None:
    made = city_brief._CityBrief(city, lambda ids: (), lang, "")
    with pytest.raises(KeyError):  # a source that nobody knows is an error, not a gap in the list
        list(made.story())
    cited = made.words.cited
    with (ROOT / "data" / "sources.csv").open(encoding="utf-8") as table:
        known = {row["source_id"] for row in csv.DictReader(table)}
    assert cited and len(set(cited)) == len(cited) and set(cited) <= known
    text = "".join(pages_of(printed[lang]))
    spans = re.findall(r"\[([\d–,]+)\]", text)
    numbers = {int(end) for span in spans for end in re.findall(r"\d+", span)}
    assert max(numbers) == len(cited)
    assert all(f"[{place}]" in text for place in range(1, len(cited) + 1))


def test_the_same_data_give_the_same_bytes(printed, store, city) -> None:
    assert city_brief.pdf(city, store.sources, "zh_hant", ADDRESS) == printed["zh_hant"]
    assert city_brief.pdf(city, store.sources, "zh_hant", "https://example.net/") != printed["zh_hant"]


def test_what_does_not_fit_is_an_error(store, city) -> None:
    heavy = (replace(city.weights[0], title=dict.fromkeys(LANGUAGES, "synthetic " * 300)),)
    with pytest.raises(city_brief.DoesNotFit, match="3 pages"):
        city_brief.pdf(replace(city, weights=heavy), store.sources, "en")
    endless = (replace(city.weights[0], title=dict.fromkeys(LANGUAGES, "synthetic " * 30_000)),)
    with pytest.raises(city_brief.DoesNotFit):
        city_brief.pdf(replace(city, weights=endless), store.sources, "en")


def test_without_a_trend_none_is_drawn_and_the_note_says_so(store, city) -> None:
    bare = replace(city, trend=NoTrend(Refused.TOO_FEW_YEARS, 3))
    first, _ = pages_of(city_brief.pdf(bare, store.sources, "en"))
    assert squeezed("Too few years are known for a trend.") in first
    assert squeezed(t("city_brief.emissions.band", "en")) not in first


def test_levers_are_named_by_what_they_take_off_alone(city) -> None:
    amounts = [one.avoided_mt for one in city.weights]
    assert 0 < len(amounts) <= model.MOST_LEVERS and amounts == sorted(amounts, reverse=True) and amounts[-1] > 0
    first, announced = city.city.latest.amount.value, city.results[model.LED_BY].in_year(2035)[0] / 1000
    assert max(amounts) < first and announced < first


def test_the_finding_is_that_of_the_overview(city) -> None:
    for lang in LANGUAGES:
        assert CityWords(city, lang).finding() == findings.headline(city.city, lang)


@pytest.mark.parametrize(("places", "shown"), [((1,), "1"), ((1, 2), "1, 2"), ((1, 2, 3), "1–3"),
                                               ((1, 2, 4, 5, 6, 9), "1, 2, 4–6, 9"), ((), "")])
def test_numbers_of_sources_are_drawn_together(places, shown: str) -> None:
    assert list_of(places) == shown


def test_a_figure_without_a_source_cannot_be_cited(city) -> None:
    with pytest.raises(MissingSource):
        CityWords(city, "en").cite(replace(city.city.latest.amount, sources=()))


def test_labels_without_room_are_an_error() -> None:
    long = brief_bars.Bar("synthetic " * 30, 1.0, "1", palette.BLUE, False)
    with pytest.raises(brief_bars.TooWide, match="points in a drawing"):
        brief_bars.lying([long], "en", 200)
    with pytest.raises(brief_bars.TooWide):
        brief_bars.shares({"2024": {"coal": 100.0}}, {"coal": "synthetic " * 30}, palette.FUEL, "en", (200, 90))


def test_hatching_stays_inside_its_bar() -> None:
    drawing = brief_bars.lying([brief_bars.Bar("a", 2.0, "2", palette.BLUE, True)], "en", 200)
    bar = next(part for part in drawing.contents if type(part).__name__ == "Rect")
    strokes = [part for part in drawing.contents if type(part).__name__ == "Line"]
    assert len(strokes) > 10
    for one in strokes:
        assert bar.x - 0.01 <= min(one.x1, one.x2) and max(one.x1, one.x2) <= bar.x + bar.width + 0.01
        assert bar.y - 0.01 <= min(one.y1, one.y2) and max(one.y1, one.y2) <= bar.y + bar.height + 0.01


def test_a_target_beyond_the_lines_is_on_the_chart() -> None:
    line = brief_charts.Line("synthetic", [(2010, 1.0), (2020, 2.0)], palette.BLUE)
    drawing = brief_charts.fan([line], None, [brief_charts.Mark(2035, 1.5, "1.5 synthetic")], "target", "TWh", "en",
                               (200, 100))
    low, _, high, _ = drawing.getBounds()
    assert 0 <= low + 0.01 and high <= 200.01


@pytest.mark.parametrize("lang", ["en", "zh_hans"])
def test_the_command_writes_it(run, database: Path, tmp_path: Path, printed, lang: str) -> None:
    file = tmp_path / "brief.pdf"
    status, out, _ = run("brief", "--lang", LANGUAGE_TAGS[lang], "--address", ADDRESS, "-o", file)
    assert status == 0 and not out and pages_of(file.read_bytes()) == pages_of(printed[lang])


def test_the_command_needs_a_file(run, database: Path) -> None:
    status, _, told = run("brief")
    assert status == 2 and "-o FILE" in told
