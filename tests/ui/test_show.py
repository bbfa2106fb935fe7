"""A chart cannot be drawn without its evidence; what fails is said in its place; everything else stands."""

from __future__ import annotations

import json
import logging

import pandas as pd
import plotly.graph_objects as go
import pytest
from streamlit.testing.v1 import AppTest

from hkzero.text import LANGUAGE_TAGS, LANGUAGES, t
from hkzero.ui import cached, database, show
from tests.ui.made_up import SERIES, SOURCES, answer, measured


@pytest.mark.parametrize("evidence", [(), (None,), ("a source",), (1.5,), (answer(), "and a word"), ({"value": 1},)])
def test_no_evidence_no_chart_and_no_table(evidence) -> None:
    with pytest.raises(TypeError, match="evidence"):
        show.figure(go.Figure(), *evidence, key="x", title="x", alt="x")
    with pytest.raises(TypeError, match="evidence"):
        show.table(*evidence, key="x", title="x")


def test_no_evidence_no_key_figure() -> None:
    with pytest.raises(TypeError, match="evidence"):
        show.key_figures([])
    with pytest.raises(TypeError, match="evidence"):
        show.key_figures([show.KeyFigure("Total", "34 Mt", None)])


@pytest.fixture
def made_up(monkeypatch):
    """Put made-up answers in the place of the database."""
    class Store:
        content = "abcdef0123456789"
        build_info = {"content_sha256": content}

        def ask(self, name, **params):
            if name == "source_rows":
                return answer(name, frame=answer().frame.assign(file="data/facts/x.csv", csv_row=2))
            if name == "series":
                return answer(name, frame=pd.DataFrame([SERIES]))
            raise RuntimeError("secret in /srv/data")

        def sources(self, ids):
            return tuple(source for source in SOURCES if source.source_id in ids)

    for memory in (cached._answers, cached._sources, cached._figures, cached._results):
        memory.clear()
    store = Store()
    monkeypatch.setattr(database, "store", lambda: store)


def chart_page() -> None:
    import plotly.graph_objects as go

    from hkzero.ui import show
    from tests.ui.made_up import answer, measured

    figure = go.Figure(go.Scatter(x=[2020], y=[1.0]), skip_invalid=True)
    show.finding("Emissions fell by HK$ 3", page="Overview")
    show.key_figures([show.KeyFigure("Total", "34.4 Mt", measured(), change="−1", better=True)])
    with show.part("made_up", "A section"):
        show.figure(figure, answer(), measured(), key="mix", title="Gas overtook coal", alt="Two lines", note="A note")
    show.table(answer(), key="rows", title="Rows")
    show.figure(figure, answer(rows=0), key="none", title="Nothing", alt="-")


def run(function, lang: str = "en") -> AppTest:
    app = AppTest.from_function(function, default_timeout=30)
    app.query_params["lang"] = LANGUAGE_TAGS[lang]
    return app.run()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_chart_says_what_it_rests_on(made_up, lang) -> None:
    app = run(chart_page, lang)
    assert not app.exception and not app.error
    footer = next(caption.value for caption in app.caption if "Office B" in caption.value and "2022" in caption.value)
    kinds = t("show.footer.comma", lang).join(t(f"show.kind.{kind}", lang)
                                              for kind in ("observed", "derived", "estimated"))
    for expected in ("TWh" if lang == "en" else "太瓦", "CO₂e", "[Office A", "Office B", "Office C", kinds, "2022"):
        assert expected in footer, expected
    assert "javascript" not in footer


def chart_of_shares() -> None:
    import plotly.graph_objects as go

    from hkzero.ui import show
    from tests.ui.made_up import answer

    figure = go.Figure(go.Scatter(x=[2020], y=[1.0]), skip_invalid=True)
    show.figure(figure, answer(), key="share", title="Shares", alt="A line", drawn="%")
    show.figure(figure, answer(), key="mix", title="Amounts", alt="A line", drawn="TWh")


@pytest.mark.parametrize(("lang", "shares", "amounts"), [
    ("en", "Unit: % (in the table: TWh) · ", "Unit: TWh · "),
    ("zh_hant", "單位：%（數據表：太瓦時）　·　", "單位：太瓦時　·　"),
    ("zh_hans", "单位：%（数据表：太瓦时）　·　", "单位：太瓦时　·　")])
def test_a_chart_of_shares_names_its_own_unit_before_that_of_its_table(made_up, lang, shares, amounts) -> None:
    said = [caption.value for caption in run(chart_of_shares, lang).caption]
    assert [line.startswith(start) for line, start in zip(said, (shares, amounts), strict=True)] == [True, True], said


def test_headings_are_in_order(made_up) -> None:
    app = run(chart_page)
    assert [element.value for element in app.title] == ["Emissions fell by HK$ 3"]
    assert [element.value for element in app.header] == ["A section", "Rows", "Nothing"]
    assert [element.value for element in app.subheader] == ["Gas overtook coal"]


def test_the_chart_has_its_words_and_asks_for_nothing_foreign(made_up) -> None:
    chart = run(chart_page, "zh_hant").get("plotly_chart")[0].proto
    config = json.loads(chart.config)
    assert chart.alt == "Two lines" and config["displaylogo"] is False and "http" not in chart.config
    assert config["locales"]["zh-Hant"]["dictionary"]["Pan"] == "平移"
    assert config["toImageButtonOptions"]["filename"] == "hkzero-mix-2022-abcdef01"


def test_nothing_published_is_said_instead_of_drawn(made_up) -> None:
    app = run(chart_page)
    assert len(app.get("plotly_chart")) == 1
    assert any("No figure has been published" in element.value for element in app.info)


def test_the_table_comes_when_asked_for(made_up) -> None:
    app = run(chart_page)
    before = len(app.dataframe)
    app.toggle(key="table_mix").set_value(True).run()
    assert len(app.dataframe) == before + 1 and not app.exception


def test_the_picture_button_carries_title_and_sources_inertly(made_up) -> None:
    body = next(element.proto.body for element in run(chart_page).get("html") if "hkzero-picture" in element.proto.body)
    assert 'data-title="Gas overtook coal"' in body and 'data-figure="figure_mix"' in body
    assert "Report [A] &amp; *more*" in body and 'data-name="hkzero-mix-2022-abcdef01.png"' in body


def how_page() -> None:
    from hkzero.ui.how import how_it_is_made
    from tests.ui.made_up import sheet

    how_it_is_made(sheet())


def test_how_it_is_made(made_up) -> None:
    app = run(how_page)
    assert not app.exception and not app.error
    text = "\n".join(element.value for element in (*app.markdown, *app.caption, *app.code))
    for expected in ("a − b", "-- made up", "since", "Office A", "abcdef0123456789", "#fuel-mix", "@misc{",
                     "Sums may differ"):
        assert expected in text, expected
    assert "data/facts/x.csv" in app.dataframe[0].value.to_string()


def failing_page() -> None:
    import streamlit as st

    from hkzero.ui import cached, show

    with show.part("made_up_query", "A section"):
        st.markdown("before")
        cached.ask("broken")
    st.markdown("after")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_failing_part_is_said_calmly_and_logged_in_full(made_up, lang, caplog) -> None:
    with caplog.at_level(logging.ERROR):
        app = run(failing_page, lang)
    assert not app.exception and [element.value for element in app.markdown] == ["before", "after"]
    message = app.error[0].value
    reference = caplog.records[-1].getMessage().rsplit(" ", 1)[1]
    assert reference in message and "made" in message and "secret" not in message and "RuntimeError" not in message
    assert "secret in /srv/data" in caplog.text and "Traceback" in caplog.text


def stopping_page() -> None:
    import streamlit as st

    from hkzero.ui import show

    with show.part("stops"):
        if "again" not in st.session_state:
            st.session_state.again = True
            st.rerun()
        st.markdown("seen")
        st.stop()
    st.markdown("never")


def test_stop_and_rerun_pass_through() -> None:
    app = run(stopping_page)
    assert [element.value for element in app.markdown] == ["seen"] and not app.error


def lazy_page() -> None:
    from hkzero.ui import show

    with show.more("deep", "More") as opened:
        if opened:
            raise AssertionError("drawn although closed")
    with show.loading():
        show.paragraph("HK$1 and HK$2")


def test_a_closed_section_draws_nothing() -> None:
    app = run(lazy_page)
    assert not app.exception and app.markdown[0].value == "HK\\$1 and HK\\$2"


def test_measured_evidence_alone_is_enough() -> None:
    show.check_evidence("x", [measured()])


def formats_page() -> None:
    import plotly.graph_objects as go

    from hkzero.ui import show
    from tests.ui.made_up import answer

    figure = go.Figure(go.Scatter(x=[2020], y=[1.0]), skip_invalid=True)
    more = (("geojson", lambda sheet: f"{sheet.key} {sheet.title}".encode(), "application/geo+json"),)
    show.figure(figure, answer(), key="plain", title="Plain", alt="-")
    show.figure(figure, answer(), key="map", title="Map", alt="-", formats=more)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_chart_may_be_taken_away_in_more_forms(made_up, lang) -> None:
    app = run(formats_page, lang)
    assert not app.get("download_button"), "under a chart that nobody has asked for files, nothing waits"
    for toggle in app.toggle:
        toggle.set_value(True)
    app.run()
    assert not app.exception and not app.error
    labels = [button.proto.label for button in app.get("download_button")]
    usual = [t(f"show.action.{name}", lang) for name in ("csv", "xlsx")]
    assert labels == [*usual, *usual, t("show.action.geojson", lang)]
