from __future__ import annotations

import json
import re

import pytest

from hkzero.model.pathways import Form
from hkzero.model.standing import city_standing, windows
from hkzero.store import StoreError
from hkzero.text import LANGUAGE_TAGS, LANGUAGES, quantity, t
from hkzero.ui import brief_file, cached

DEFAULT: dict[str, str] = {}
EXTREMES = [
    {"window": "base", "form": "percent", "boundary": "grid_average", "flow_year": "2010"},
    {"window": "pandemic", "boundary": "life_cycle"},
    {"window": "peak", "form": "Same tonnes", "flow_year": "1066", "boundary": "0"},
    {"window": "<script>alert(1)</script>", "form": "'; drop table source; --", "boundary": "../../etc/passwd",
     "flow_year": "9" * 400},
    {"window": "", "form": "\x00", "flow_year": "-1", "boundary": "territorial\nlife_cycle"},
    {"lang": "tlh", "window": "五", "form": "{0.__class__}", "flow_year": "２０２０"},
]
RAW_KEY = re.compile(r"\b(?:overview|labels|common|show)\.[a-z_]+(?:\.[a-z_]+)*\b|\{[a-z_]+\}")
CHARTS = ("trajectory", "flow", "changes", "sectors")


def texts(app) -> list[str]:
    """Return every text that a reader sees."""
    blocks = (app.title, app.header, app.subheader, app.caption, app.markdown)
    seen = [element.value for block in blocks for element in block]
    for metric in app.metric:
        seen += [metric.label, metric.value, metric.delta]
    return [text for text in seen if text]


def figures(app) -> list[dict]:
    return [json.loads(element.proto.spec) for element in app.get("plotly_chart")]


def is_whole(app) -> None:
    assert not app.exception and not app.error
    assert len(app.title) == 1 and app.title[0].value
    assert len(figures(app)) == len(CHARTS)
    assert [text for text in texts(app) if RAW_KEY.search(text)] == []


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("query", [DEFAULT, *EXTREMES], ids=range(len(EXTREMES) + 1))
def test_page_is_whole_in_every_language_whatever_the_address_says(open_page, lang, query):
    app = open_page("overview", **({"lang": LANGUAGE_TAGS[lang]} | query))
    is_whole(app)
    if "lang" not in query:
        source = t("show.footer.source", lang, sources="")
        assert len([caption for caption in app.caption if source in caption.value]) >= len(CHARTS)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("window", ["ten", "five", "base", "pandemic"])
@pytest.mark.parametrize("form", list(Form))
def test_headline_says_what_the_store_says(open_page, store, lang, window, form):
    totals, targets = store.ask("emissions_total"), store.ask("city_targets")
    starts = windows(totals, targets)
    city = city_standing(totals, targets, starts[window], form)
    app = open_page("overview", LANGUAGE_TAGS[lang], window=window, form=str(form))
    headline = app.title[0].value.replace("\\", "")
    assert quantity(city.latest.amount.value, "Mt CO2e", lang, 1) in headline
    assert str(starts[window]) in headline and str(city.progress[0].target.year) in headline
    if not city.case.startswith("met"):
        assert quantity(city.progress[0].gap.value, "Mt CO2e", lang, 1) in headline
    if city.case == "met_but":
        assert quantity(city.contrast.gap.value, "Mt CO2e", lang, 1) in headline


def test_published_figures(store):
    """The numbers that Government announced on 22 January 2026, and the target worked out by hand."""
    totals, targets = store.ask("emissions_total"), store.ask("city_targets")
    city = city_standing(totals, targets, 2014)
    assert (city.latest.year, city.latest.amount.value) == (2024, pytest.approx(33.2))
    assert city.change_percent.value == pytest.approx(-3.6)
    assert city.since_peak.value == pytest.approx(-27) and city.peak.year == 2014
    assert city.progress[0].target.amount.value == pytest.approx(41.2 / 2)
    assert city.progress[0].required.per_year.value == pytest.approx(-(33.2 - 20.6) / 11)
    assert city.progress[1].required.per_year.value == pytest.approx(-33.2 / 26)


@pytest.mark.parametrize(("query", "charts_left"), [
    ("emissions_flow", 3), ("sector_change", 3), ("emissions_by_sector", 3), ("building_electricity", 4),
    ("emissions_total", 3), ("import_attribution", 4),
])
def test_one_failing_query_leaves_the_rest(open_page, monkeypatch, query, charts_left):
    ask = cached.ask

    def fail(name, **params):
        if name == query:
            raise StoreError(f"query {name} failed")
        return ask(name, **params)

    monkeypatch.setattr(cached, "ask", fail)
    app = open_page("overview")
    assert not app.exception and app.error and len(figures(app)) == charts_left


def test_a_choice_in_the_address_is_the_choice_on_the_page(open_page):
    app = open_page("overview", window="pandemic", flow_year="2012")
    assert app.selectbox(key="window").value == "pandemic" and app.selectbox(key="flow_year").value == 2012
    assert "2020" in app.title[0].value


def test_the_whole_series_stands_in_the_picture(open_page, store):
    chart = figures(open_page("overview"))[0]
    assert len(json.dumps(chart)) < 150_000
    assert chart["layout"]["paper_bgcolor"] == "rgba(0,0,0,0)" and chart["layout"]["yaxis"]["title"]["text"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_city_brief_is_made_only_when_asked_for(open_page, monkeypatch, lang):
    asked = []
    monkeypatch.setattr(brief_file.city_brief, "pdf", lambda *given: asked.append(given[2:]) or b"%PDF synthetic")
    app = open_page("overview", lang=LANGUAGE_TAGS[lang])
    is_whole(app)
    button = next(one for one in app.get("download_button") if one.proto.id.endswith("city_brief"))
    assert button.proto.label == t("city_brief.download.button", lang) and asked == []
    assert brief_file.made(lang, "https://example.org/synthetic") == b"%PDF synthetic"
    assert asked == [(lang, "https://example.org/synthetic")]
    brief_file.made(lang, "https://example.org/synthetic")
    assert len(asked) == 1, "made twice for the same data and address"


def test_the_city_brief_has_one_address_whatever_is_chosen(monkeypatch):
    monkeypatch.setattr(brief_file, "permanent_link", lambda: "https://example.org/overview?lang=en&view=synthetic")
    assert brief_file._address("zh_hant") == "https://example.org/overview?lang=zh-Hant"
