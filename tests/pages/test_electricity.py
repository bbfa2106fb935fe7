from __future__ import annotations

import json
import re

import pytest

from hkzero.text import LANGUAGE_TAGS, LANGUAGES, percent, t
from hkzero.ui import cached

ALWAYS = ("distance", "progress")
CHARTS = {
    "supply": ("supply", "stake", "published"),
    "carbon": ("emissions", "intensity"),
    "demand": ("months", "change", "sales", "customers"),
    "stations": ("units",),
    "prices": ("tariffs", "feed_in", "uptake"),
}
# Each question of the page, the section that asks it, and the charts that cannot be drawn without it.
QUESTIONS = [
    ("electricity_target_distance", "supply", {"distance", "stake"}),
    ("electricity_target_progress", "supply", {"progress"}),
    ("electricity_mix", "supply", {"supply"}),
    ("electricity_mix_shares", "supply", {"published"}),
    ("import_at_stake", "supply", {"stake"}),
    ("electricity_emissions", "carbon", {"emissions"}),
    ("import_attribution", "carbon", {"emissions"}),
    ("electricity_intensity", "carbon", {"intensity"}),
    ("monthly_consumption", "demand", {"months"}),
    ("monthly_change", "demand", {"change"}),
    ("utility_sales", "demand", {"sales"}),
    ("utility_customers", "demand", {"customers"}),
    ("generating_units", "stations", {"units"}),
    ("electricity_milestones", "stations", set()),
    ("tariffs", "prices", {"tariffs"}),
    ("feed_in_tariff", "prices", {"feed_in"}),
    ("feed_in_tariff_uptake", "prices", {"uptake"}),
]
EXTREMES = [
    {"section": "supply", "unit": "percent", "years": ["2024", "2024"]},
    {"section": "supply", "years": ["2000", "2000"]},
    {"section": "carbon", "rule": "grid_average", "utility": "hk_electric", "years": ["2001", "2003"]},
    {"section": "carbon", "rule": "life_cycle", "utility": "clp_power"},
    {"section": "demand", "utility": "clp_power"},
    {"section": "stations", "utility": "hk_electric"},
    {"section": "prices", "utility": "hk_electric"},
]
HOSTILE = [
    {"section": "<script>alert(1)</script>", "years": "'; drop table source; --", "utility": "../../etc/passwd"},
    {"section": "carbon", "rule": "Territorial", "years": ["1", "9" * 300], "utility": "\x00"},
    {"section": "", "unit": "{0.__class__}", "years": ["2024", "2000"]},
    {"lang": "tlh", "section": "發電廠", "unit": "TWh"},
]
RAW_KEY = re.compile(r"\b(?:electricity|labels|common|show)\.[a-z_]+(?:\.[a-z_0-9]+)*\b|\{[a-z_]+\}")


def texts(app) -> list[str]:
    """Return every text that a reader sees."""
    blocks = (app.title, app.header, app.subheader, app.caption, app.markdown)
    seen = [element.value for block in blocks for element in block]
    for metric in app.metric:
        seen += [metric.label, metric.value, metric.delta]
    for frame in app.dataframe:
        seen += [str(name) for name in frame.value.columns]
    return [text for text in seen if text]


def charts(app) -> dict[str, dict]:
    """Return the figures on the page by their key."""
    found = {}
    for element in app.get("plotly_chart"):
        key = re.search(r"chart_([a-z_]+)$", element.proto.id)
        found[key[1]] = json.loads(element.proto.spec)
    return found


def is_whole(app, section: str) -> None:
    assert not app.exception and not app.error
    assert len(app.title) == 1 and app.title[0].value
    assert set(charts(app)) == {*ALWAYS, *CHARTS[section]}
    assert [text for text in texts(app) if RAW_KEY.search(text)] == []


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("section", CHARTS)
def test_every_section_is_whole_in_every_language_with_a_footer_under_each_chart(open_page, lang, section):
    app = open_page("electricity", LANGUAGE_TAGS[lang], section=section)
    is_whole(app, section)
    source = t("show.footer.source", lang, sources="")
    footers = [caption for caption in app.caption if source in caption.value]
    assert len(footers) >= len(charts(app)) + len(app.dataframe)
    assert all(len(json.dumps(figure)) < 150_000 for figure in charts(app).values())


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("query", [*EXTREMES, *HOSTILE], ids=range(len(EXTREMES) + len(HOSTILE)))
def test_page_is_whole_whatever_the_address_says(open_page, lang, query):
    app = open_page("electricity", **({"lang": LANGUAGE_TAGS[lang]} | query))
    is_whole(app, query["section"] if query["section"] in CHARTS else "supply")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_headline_and_key_figures_say_what_the_store_says(open_page, store, lang):
    shares = store.ask("electricity_target_distance").frame.set_index("target_id")["value"]
    app = open_page("electricity", LANGUAGE_TAGS[lang])
    headline = app.title[0].value.replace("\\", "")
    for target in ("elec_zc_2035", "elec_coal_2035"):
        assert percent(shares[target], lang, 0) in headline
    values = [metric.value for metric in app.metric]
    assert percent(shares["elec_zc_2035"], lang, 1) in values and percent(shares["elec_re_2035"], lang, 1) in values
    assert len(values) == 5


def test_published_figures(store):
    """Our World in Data, 2024: 12.60 TWh coal, 24.00 gas, 11.37 net imports of 48.81 TWh demand."""
    mix = store.ask("electricity_mix").frame
    newest = mix[mix["period"] == 2024].set_index("fuel")["value"]
    assert (newest["coal"], newest["natural_gas"], newest["net_imports"]) == (12.60, 24.00, 11.37)
    shares = store.ask("electricity_target_distance").frame.set_index("target_id")["value"]
    assert shares["elec_zc_2035"] == pytest.approx(100 * (11.37 + 0.16 + 0.23) / 48.81, abs=0.01)
    assert shares["elec_coal_2035"] == pytest.approx(100 * 12.60 / 48.81, abs=0.01)


def test_choices_in_the_address_are_the_choices_on_the_page(open_page):
    figure = charts(open_page("electricity", section="supply", unit="percent", years=["2010", "2020"]))["supply"]
    assert figure["layout"]["yaxis"]["title"]["text"] == "%" and figure["layout"]["xaxis"]["range"] == [2009.4, 2020.6]
    carbon = charts(open_page("electricity", section="carbon", rule="life_cycle"))["emissions"]
    assert t("electricity.emissions.imports", "en") in [trace["name"] for trace in carbon["data"]]


@pytest.mark.parametrize(("question", "section", "lost"), QUESTIONS, ids=[row[0] for row in QUESTIONS])
def test_a_failing_query_is_told_in_its_place_and_the_rest_stands(open_page, monkeypatch, question, section, lost):
    ask = cached.ask

    def fail(name, **params):
        if name == question:
            raise RuntimeError("out of order")
        return ask(name, **params)

    monkeypatch.setattr(cached, "ask", fail)
    app = open_page("electricity", section=section)
    assert not app.exception and app.error
    told = " ".join(element.value.replace("\\", "") for element in app.error)
    assert question in told or any(chart in told for chart in lost)
    assert set(charts(app)) == {*ALWAYS, *CHARTS[section]} - lost
    assert "out of order" not in " ".join(texts(app) + [element.value for element in app.error])


def test_under_the_charts_of_one_company_the_other_is_not_named(open_page):
    def footers(**query):
        captions = [text.value for text in open_page("electricity", "en", **query).caption]
        return [text for text in captions if text.startswith(("Unit: GWh", "Unit: accounts"))]
    sales, customers = footers(section="demand", utility="hk_electric")[-2:]
    assert "HK Electric" in sales and "CLP" not in sales and "CLP" not in customers
    sales, customers = footers(section="demand", utility="clp_power")[-2:]
    assert "CLP" in sales and "HK Electric" not in sales
    uptake = charts(open_page("electricity", "en", section="prices", utility="hk_electric"))["uptake"]
    assert "HK Electric" in str(uptake) and "CLP" not in str(uptake)
    assert "Data to 2024" in customers, "the newest count of CLP's own customers"
