"""Ask the number: what went in, the hash, the permanent link with its version, and what is said of an older link."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from hkzero.text import LANGUAGE_TAGS, LANGUAGES, t
from hkzero.ui import cached, database, vintage
from tests.seen import assert_whole, texts
from tests.ui.made_up import SERIES, SOURCES, answer, sheet

NOW = "abcdef0123456789"


@pytest.fixture
def made_up(monkeypatch):
    """Put made-up answers in the place of the database."""
    def ask(name, **_):
        frames = {"series": pd.DataFrame([SERIES]),
                  "source_rows": answer().frame.assign(file="data/facts/x.csv", csv_row=2,
                                                       source_id=["a_2024", "b_2023", "c"])}
        return answer(name, frame=frames[name])

    for memory in (cached._answers, cached._sources, cached._figures, cached._results):
        memory.clear()
    store = SimpleNamespace(content=NOW, build_info={"content_sha256": NOW}, ask=ask,
                            sources=lambda ids: tuple(one for one in SOURCES if one.source_id in ids))
    monkeypatch.setattr(database, "store", lambda: store)


def run(function, lang: str = "en", **query: str) -> AppTest:
    app = AppTest.from_function(function, default_timeout=30)
    for name, value in {"lang": LANGUAGE_TAGS[lang], **query}.items():
        app.query_params[name] = value
    return app.run()


def how_page() -> None:
    from hkzero.ui.how import how_it_is_made
    from tests.ui.made_up import sheet

    how_it_is_made(sheet())


def said(app: AppTest) -> str:
    return "\n".join(element.value for element in (*app.markdown, *app.caption, *app.code, *app.info))


def test_inputs_hash_link_and_citation_are_given(made_up):
    app = run(how_page)
    assert not app.exception and not app.error
    text = said(app)
    digest = vintage.digest(sheet())
    for expected in ("Made-up series (TWh; electricity.made\\_up)", digest, f"seen=fuel_mix.{digest[:12]}#fuel-mix",
                     "version abcdef012345]"):
        assert expected.replace("\\_", "_") in text.replace("\\_", "_"), expected


def test_source_rows_lead_to_their_publications_and_to_the_web_alone(made_up):
    rows = run(how_page).dataframe[0].value
    # The second source has an address that is no web address, the third has none.
    assert rows["Address"].to_list()[0] == SOURCES[0].url and rows["Address"].isna().to_list() == [False, True, True]


def answered_page() -> None:
    from hkzero.measure import Kind, Measured
    from hkzero.ui import show

    asked = Measured((34.4,), "Mt CO2e", ("c",), Kind.DERIVED, questions=("emissions_per_person",))
    show.key_figures([show.KeyFigure("Per person", "4.5 t", asked)])


def test_a_number_that_came_from_answers_shows_their_questions(made_up):
    app = run(answered_page)
    app.button[0].click().run()
    assert not app.exception and not app.error
    text = said(app)
    assert "-- title: Emissions per person" in text and "The number itself is worked out" in text
    assert t("show.how.no_formula", "en") not in text and "data/facts/inventory" in text


def key_page() -> None:
    from hkzero.ui import show
    from tests.ui.made_up import answer, measured

    show.key_figures([show.KeyFigure("Total", "34.4 Mt", measured()), show.KeyFigure("Power", "9 TWh", answer())])


def test_a_row_of_key_figures_has_one_button_and_each_figure_its_explanation(made_up):
    app = run(key_page)
    assert len(app.button) == 1
    app.button[0].click().run()
    assert not app.exception and not app.error
    assert "**Total: 34.4 Mt**" in said(app) and "-- made up" not in said(app)
    # A change in a dialog runs the dialog alone, which the test cannot: the choice is put and the dialog opened again.
    app.session_state[app.selectbox[0].key] = 1
    app.button[0].click().run()
    assert "**Power: 9 TWh**" in said(app) and "-- made up" in said(app)
    # A key figure has no place of its own on the page.
    assert "v=abcdef012345" in said(app) and "seen=" not in said(app)


def chart_page() -> None:
    import plotly.graph_objects as go

    from hkzero.ui import show, vintage
    from tests.ui.made_up import answer

    vintage.remark()
    figure = go.Figure(go.Scatter(x=[2020], y=[1.0]), skip_invalid=True)
    show.figure(figure, answer(), key="fuel_mix", title="Mix", alt="-")
    show.table(answer(), key="other", title="Rows")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_link_of_another_version_is_told_calmly(made_up, lang):
    app = run(chart_page, lang, v="0123456789ab")
    assert not app.exception and not app.error
    expected = t("show.vintage.other", lang, made="0123456789ab", now="abcdef012345")
    assert [element.value for element in app.info] == [expected]


@pytest.mark.parametrize(("before", "key"), [(None, "same"), ("0123456789ab", "changed")])
def test_the_chart_linked_says_whether_its_own_figures_changed(made_up, before, key):
    before = before or vintage.digest(sheet())[:12]
    app = run(chart_page, v="0123456789ab", seen=f"fuel_mix.{before}")
    remarks = {t(f"show.vintage.{name}", "en") for name in ("same", "changed")}
    assert [element.value for element in app.caption if element.value in remarks] == [t(f"show.vintage.{key}", "en")]


@pytest.mark.parametrize("query", [{}, {"v": "abcdef012345"}, {"v": "ABCDEF012345", "seen": "fuel_mix.ffffffffffff"},
                                   {"v": "<script>"}, {"v": "zz"}, {"v": "", "seen": "...."}, {"seen": "fuel_mix.0"}])
def test_the_same_version_and_nonsense_say_nothing(made_up, query):
    app = run(chart_page, **query)
    assert not app.exception and not app.error and not app.info
    assert not any("made with" in element.value for element in app.caption)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_page_opened_by_an_older_link_is_whole(open_page, lang):
    app = open_page("reconciliation", LANGUAGE_TAGS[lang], v="0123456789ab", seen="differences.0123456789ab")
    assert_whole(app)
    assert "0123456789ab" in " ".join(texts(app))
