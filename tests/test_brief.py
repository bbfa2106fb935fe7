"""The brief as a reader gets it: its text read back out of the PDF, its pages counted, its numbers the engine's."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pypdf
import pytest

from hkzero import brief, brief_charts, brief_type
from hkzero.brief_words import Words
from hkzero.charts import palette, scenario_findings
from hkzero.model import plausibility, scenario_run
from hkzero.model.levers import Setting
from hkzero.text import LANGUAGES, has, number, problems, t

ROOT = Path(__file__).resolve().parent.parent
TODAY = date(2026, 11, 27)
HOSTILE = ["<b>bold</b> & <script>alert(1)</script>", "</para></font>", "=HYPERLINK(\"x\")", "a" * 200, "😀 שלום ไทย",
           "汉字漢字かな\u0000\u0007", "{placeholder} %s \\", " "]


@pytest.fixture(scope="module")
def shared(store):
    """What all runs share."""
    return scenario_run.ground({name: store.ask(name) for name in scenario_run.QUESTIONS})


@pytest.fixture(scope="module")
def announced(shared):
    """The announced targets with a few draws."""
    return scenario_run.result(shared, scenario_run.case(shared.named["announced_targets"], shared), 100, 1)


@pytest.fixture(scope="module")
def run_of(shared) -> Callable[[str], scenario_run.Result]:
    """Return a function from the name of a scenario to its run without draws, each run once."""
    return cache(lambda name: scenario_run.result(shared, scenario_run.case(shared.named[name], shared)))


@pytest.fixture(scope="module")
def at_the_limits(shared) -> scenario_run.Result:
    """Every lever at its limit, with a few draws and a title that is too long."""
    settings = {lever.lever_id: lever.at("limit") for lever in shared.levers}
    return scenario_run.result(shared, scenario_run.Case("own", dict.fromkeys(LANGUAGES, "w" * 200), settings), 20)


@pytest.fixture(scope="module")
def named(shared) -> Callable[[str, str], scenario_run.Result]:
    """Return a function from a title and its language to a run of that title: one run, for no figure is of a title."""
    found = scenario_run.result(shared, scenario_run.Case("own", {}, {}, base_name="current_policies"))
    return lambda title, lang: replace(found, case=replace(found.case, title={lang: title}))


@pytest.fixture(scope="module")
def printed(store, announced) -> dict[str, bytes]:
    """The brief of the announced targets in every language."""
    return {lang: brief.pdf(announced, store.sources(announced.sources), lang, TODAY, "https://example.org/?x=1&y=2")
            for lang in LANGUAGES}


@cache
def text_of(contents: bytes) -> str:
    """Return what can be read out of a PDF, without the breaks of its lines."""
    pages = pypdf.PdfReader(io.BytesIO(contents)).pages
    return re.sub(r"\s+", "", "".join(page.extract_text() for page in pages))


def squeezed(sentence: str) -> str:
    """Return a sentence as `text_of` gives it: no blanks, the figures of formulas not lowered."""
    return re.sub(r"\s+", "", sentence.translate(brief_type.LOWERED))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_everything_can_be_read_in_every_language(printed, announced, lang: str) -> None:
    text, words = text_of(printed[lang]), Words(announced, lang)
    wanted = [words.title, words.finding(), words.definition(), words.imports(), words.cost_note(), words.check_note(),
              *words.warnings({}), *(name for name, _, _ in words.key_figures())]
    wanted += [one.title for one in words.settings()] + [one.value for one in words.settings()]
    wanted += [row[0] for row in words.target_rows()] + [row[1] for row in words.swing_rows()]
    wanted += [words.say(f"chart.{name}") for name in ("total", "sectors", "power", "history", "band", "target")]
    wanted += [words.fuel(name) for name, _ in brief.FUELS] + [announced.ground.content, announced.link,
                                                             "https://example.org/?x=1&y=2", words.say("made.licence")]
    missing = [sentence for sentence in wanted if squeezed(sentence) not in text]
    assert missing == []
    assert "?" not in text.replace("?x=1", "").replace("?p=", ""), "a letter that no font has"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_brief_has_two_to_four_pages_of_a4(store, run_of, lang: str) -> None:
    # The one with the fewest settings and the one with the most.
    for name in ("frozen_2024", "pilot_city"):
        found = run_of(name)
        pages = pypdf.PdfReader(io.BytesIO(brief.pdf(found, store.sources(found.sources), lang, TODAY))).pages
        assert 2 <= len(pages) <= 4, name
        assert [round(float(side)) for side in pages[0].mediabox[2:]] == [595, 842]
        assert t("scenario_brief.page", lang, page=1, pages=len(pages)).replace(" ", "") in \
            pages[0].extract_text().replace(" ", "")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_even_with_every_lever_at_its_limit_four_pages_are_enough(store, at_the_limits, lang: str) -> None:
    found = at_the_limits
    assert len(found.warnings) > 4 and len(found.differences) > 40
    pages = pypdf.PdfReader(io.BytesIO(brief.pdf(found, store.sources(found.sources), lang, TODAY))).pages
    assert len(pages) <= 4


def test_numbers_are_those_of_the_engine(printed, announced) -> None:
    text = text_of(printed["en"])
    for year in (2035, 2050):
        central, low, high = announced.in_year(year)
        at = announced.years.index(year)
        assert central == announced.central.total_kt[0, at]
        stated = f"{number(central / 1000, 'en')} Mt CO2e ({number(low / 1000, 'en')} to {number(high / 1000, 'en')})"
        assert squeezed(stated) in text
    for cost in announced.costs:
        row = [cost.total, cost.discounted, cost.above_today, cost.above_today_discounted]
        assert squeezed("".join(number(value / 1000, "en") for value in row)) in text
    for check in announced.ground.checks:
        if check.year == 2024:
            assert squeezed(f"{number(check.modelled_kt / 1000, 'en')} Mt CO2e") in text


def test_the_same_input_gives_the_same_bytes(store, announced, printed) -> None:
    again = brief.pdf(announced, store.sources(announced.sources), "zh_hant", TODAY, "https://example.org/?x=1&y=2")
    assert again == printed["zh_hant"]
    other = brief.pdf(announced, store.sources(announced.sources), "zh_hant", date(2026, 11, 28))
    assert other != printed["zh_hant"] and "2026年11月28日" in text_of(other)


@pytest.mark.parametrize("title", HOSTILE)
@pytest.mark.parametrize("lang", ["en", "zh_hans"])
def test_a_hostile_title_is_shown_as_it_is(named, title: str, lang: str) -> None:
    contents = brief.pdf(named(title, lang), (), lang, TODAY)
    reader = pypdf.PdfReader(io.BytesIO(contents))
    text = re.sub(r"\s+", "", reader.pages[0].extract_text())
    known = "".join(piece.text for piece in brief_type.pieces(title.strip() or "own", lang))
    assert re.sub(r"\s+", "", known) in text
    assert len(reader.pages) <= 4 and "/JavaScript" not in str(reader.trailer["/Root"])


def test_a_letter_that_no_font_has_becomes_a_question_mark() -> None:
    shown = [(piece.font, piece.text) for piece in brief_type.pieces("CO₂ 零碳 为 😀", "zh_hant")]
    assert shown == [("HKZero-Latin", "CO"), ("HKZero-Latin", "2"), ("HKZero-Latin", " "),
                     ("HKZero-Traditional", "零碳"), ("HKZero-Latin", " "), ("HKZero-Traditional", "为"),
                     ("HKZero-Latin", " ?")]
    assert brief_type.pieces("“零碳”", "zh_hans") == (("HKZero-Simplified", "“零碳”", False),)
    assert [piece.font for piece in brief_type.pieces("“x”", "en")] == ["HKZero-Latin"]
    # A letter that none of our texts has is left to a font of the reader's program.
    assert [piece.font for piece in brief_type.pieces("魑", "zh_hant")] == ["MSung-Light"]


@pytest.mark.parametrize(("title", "font", "encoding"), [
    ("魑魅", "/MSung-Light", "/UniCNS-UCS2-H"), ("冇乸仨", "/STSong-Light", "/UniGB-UCS2-H")])
def test_a_font_of_the_reader_has_the_encoding_of_its_script(named, title: str, font: str, encoding: str) -> None:
    lang = "zh_hans" if "GB" in encoding else "zh_hant"
    first = pypdf.PdfReader(io.BytesIO(brief.pdf(named(title, lang), (), lang, TODAY))).pages[0]
    fonts = first["/Resources"]["/Font"].values()
    encodings = {entry.get_object()["/BaseFont"]: entry.get_object().get("/Encoding") for entry in fonts}
    assert encodings[font] == encoding


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_font_of_a_brief_is_embedded(printed, lang: str) -> None:
    for page in pypdf.PdfReader(io.BytesIO(printed[lang])).pages:
        for entry in page["/Resources"]["/Font"].values():
            font = entry.get_object()
            assert "/FontFile2" in font["/FontDescriptor"], font["/BaseFont"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_warning_and_lever_word_has_a_sentence(lang: str) -> None:
    for name in plausibility.IDS:
        found = plausibility.Warning(name, 2031, 1.5, 1.0, "GW")
        sentence = problems.warning(found, lang)
        assert "2031" in sentence and "1.5" in sentence
        assert scenario_findings.warning(found, "", lang) == sentence  # page and brief say it in the same words
    for group in ("level", "group", "shape", "imports"):
        assert has(f"scenario_brief.{group}." + {"level": "limit", "group": "removals", "shape": "step",
                                                 "imports": "contract"}[group], lang)


def test_without_draws_no_range_and_no_chance_is_stated(store, run_of) -> None:
    found = run_of("pilot_city")
    text = text_of(brief.pdf(found, store.sources(found.sources), "en", TODAY))
    assert squeezed(t("scenario_brief.finding.no_draws", "en")) in text and "over99%" not in text
    assert found.band_kt is None and all(one.chance is None for one in found.standings)


def test_a_case_set_by_hand_is_compared_with_its_base(shared, run_of) -> None:
    lever = shared.levers.find("e_offshore_wind")
    base = run_of("current_policies")
    settings = dict(base.case.settings) | {lever.lever_id: Setting(1.0, 2030, 2040, "linear")}
    found = scenario_run.result(shared, replace(base.case, settings=settings, base_name="current_policies"))
    assert [one.lever_id for one in found.differences] == ["e_offshore_wind"]
    assert found.total_kt[-1] < base.total_kt[-1]
    assert (found.base_outcome.total_kt == base.central.total_kt).all()
    (row,) = Words(found, "en").settings()
    assert (row.value, row.years) == ("1 GW", "2030–2040")


@pytest.mark.parametrize(("low", "high"), [(0.0, 45.0), (-3.0, 34.0), (0.0, 0.0), (-0.2, 0.1), (5.0, 5.0)])
def test_ticks_are_round_and_cover_the_values(low: float, high: float) -> None:
    found = brief_charts.ticks(low, high)
    assert 0.0 in [round(tick, 9) for tick in found] and len(found) >= 2
    span = found[1] - found[0]
    assert found[0] <= low + 0.06 * span and found[-1] >= high - 0.06 * span


def test_print_has_no_placeholder_of_the_theme() -> None:
    for colour in (*palette.SECTOR.values(), *palette.SUPPLY.values(), palette.INK, palette.PAPER):
        assert brief_charts.printed(colour).hexval()
    assert brief_charts.printed(palette.INK).hexval() == "0x1a1a1a"
    assert brief_charts.printed(palette.PAPER).hexval() == "0xffffff"


def test_writing_a_brief_loads_neither_the_pages_nor_their_charts() -> None:
    slow = {"streamlit", "plotly", "reportlab", "xlsxwriter"}
    code = f"import sys; from hkzero import brief, workbook; print(*({slow} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True,
                          env=os.environ | {"PYTHONPATH": str(ROOT)})
    assert done.stdout.strip() == ""
