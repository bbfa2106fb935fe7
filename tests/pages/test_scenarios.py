"""The Scenarios page: every lever, link, file and topic, in every language."""

from __future__ import annotations

import io

import pandas as pd
import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from hkzero.model import plausibility, scenario, scenario_link
from hkzero.model.levers import GROUPS, Setting, levers
from hkzero.text import LANGUAGE_TAGS, LANGUAGES, has, number, t
from hkzero.ui import scenario_files, scenario_view
from tests.seen import assert_whole, figures, texts

# Choices → charts on the page.
CHOICES = [
    ({}, 2), ({"scenario": "pilot_city", "topic": "wedges", "group": "electricity"}, 2),
    ({"scenario": "frozen_2024", "topic": "wedges", "group": "transport"}, 2), ({"topic": "power"}, 3),
    ({"scenario": "no_clean_import", "topic": "fleet", "group": "waste_and_other"}, 2),
    ({"scenario": "delayed_action", "topic": "demand", "group": "removals"}, 2), ({"topic": "cost"}, 2),
    ({"scenario": "frozen_2024", "topic": "cost"}, 2), ({"topic": "uncertainty", "decided_in": "2050"}, 1),
    ({"topic": "goal", "refused": "e_clean_imports.r_removals", "within": "limit"}, 1),
    ({"topic": "compare", "with": "mine.pilot_city.no_clean_import", "compare": "intensity"}, 2),
    ({"topic": "compare", "with": "mine.pilot_city.no_clean_import.frozen_2024.delayed_action"}, 2),
    ({"topic": "test"}, 1), ({"topic": "files"}, 1),
]
BASE = {"t_electric_cars": Setting(100.0, 2025, 2035, "s_curve")}
ABSURD = [
    {"scenario": "moon", "group": "cats", "topic": "x", "compare": "love", "with": "nobody", "decided_in": "1066"},
    {"s": "garbage!"}, {"s": "A" * 2000}, {"s": "AQ"}, {"s": "<script>"}, {"s": ""},
    {"topic": "goal", "goal_2035": "-7", "goal_2050": "nan", "within": "beyond", "refused": "e_magic"},
]


def code(base: str = "announced_targets", engine: str = "1", changes=None, totals=(1, 2, 3)) -> str:
    """Return the code of a link that was made with another result."""
    return scenario_link.encode(scenario_link.Link(engine, base, "zero", changes or {}, totals, 1, 2))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("query", "charts"), CHOICES, ids=range(len(CHOICES)))
def test_every_choice_is_whole_in_every_language(open_page, lang, query, charts):
    assert_whole(open_page("scenarios", LANGUAGE_TAGS[lang], **query), charts)


@pytest.mark.parametrize("query", ABSURD, ids=range(len(ABSURD)))
def test_an_absurd_address_is_borne(open_page, query):
    assert_whole(open_page("scenarios", "en", **query))


def address(app) -> str:
    """Return the code in the address."""
    found = app.query_params["s"]
    return found if isinstance(found, str) else found[-1]


def said(app) -> str:
    return " ".join(box.value for box in app.info)


def test_a_link_that_cannot_be_read_is_named(open_page):
    damaged = code()[:-3] + "AAA"
    assert "damaged" in said(open_page("scenarios", "en", s=damaged))
    assert "cannot be read" in said(open_page("scenarios", "en", s="garbage!"))
    assert "moon" in said(open_page("scenarios", "en", s=code("moon")))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_link_with_another_result_says_so_and_why(open_page, lang):
    far = {"r_removals": Setting(99.0, 2035, 2050), "b_lighting": Setting(80.0, 2001, 2200)}
    app = open_page("scenarios", LANGUAGE_TAGS[lang], s=code(engine="0.9", changes=far))
    assert_whole(app)
    assert "0.9" in said(app) and len(app.info) == 2  # what was held back, and how the result differs


def test_every_warning_and_fault_has_its_words():
    names = [f"scenarios.warning.{one}" for one in plausibility.IDS]
    names += [f"scenarios.said.fault_{one}" for one in scenario_link.Fault]
    names += [f"scenarios.reason.{one}" for one in scenario_link.Reason]
    assert [(name, lang) for name in names for lang in LANGUAGES if not has(name, lang)] == []


@pytest.mark.parametrize("group", GROUPS)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_lever_goes_to_its_limit_and_back(open_page, store, lang, group):
    app = open_page("scenarios", LANGUAGE_TAGS[lang], group=group, scenario="frozen_2024")
    known = levers(store.ask("levers"))
    assert len(app.select_slider) == len(tuple(known.in_group(group)))
    for lever in known.in_group(group):
        app.select_slider(key=f"lever_{lever.lever_id}").set_value(lever.limit)
    app.run()
    assert_whole(app, 2)
    assert scenario_link.decode(address(app)).base == "frozen_2024"
    app.button(key="scenario_reset").click().run()
    assert_whole(app, 2)
    assert {lever.lever_id: app.select_slider(key=f"lever_{lever.lever_id}").value
            for lever in known.in_group(group)} == {lever.lever_id: lever.frozen for lever in known.in_group(group)}


def test_a_moved_lever_changes_headline_and_picture_and_the_link_gives_them_back(open_page):
    app = open_page("scenarios", "en", group="removals")
    headline, picture = app.title[0].value, figures(app)[0]["data"]
    app.select_slider(key="lever_r_removals").set_value(0.0).run()
    assert app.title[0].value != headline and figures(app)[0]["data"] != picture
    again = open_page("scenarios", "en", s=address(app))
    assert again.title[0].value == app.title[0].value
    assert figures(again)[0]["data"] == figures(app)[0]["data"] and not again.info


def test_years_and_pace_of_a_lever_can_be_set(open_page):
    app = open_page("scenarios", "en", group="removals")
    app.session_state["more_timing_removals"] = True
    app.run()
    app.slider(key="timing_years_r_removals").set_value((2040, 2060)).run()
    assert_whole(app, 2)
    assert scenario_link.decode(address(app)).changes["r_removals"].end_year == 2060


HOSTILE = {
    "alias": b"a: &a [1]\nb: *a\n", "tag": b"!!python/object/apply:os.system ['ls']\n", "binary": b"\xff\xfe\x00",
    "empty": b"", "list": b"- 1\n", "huge": b"a: " + b"x" * 70_000, "deep": b"a: {b: {c: {d: {e: {f: 1}}}}}\n",
    "range": b'scenario_id: x\nengine: "1"\ntitle: {en: X}\nlevers: {t_electric_cars: {value: 400}}\n',
    "lever": b'scenario_id: x\nengine: "1"\ntitle: {en: X}\nlevers: {t_electric_cats: {value: 1}}\n',
    "base": b'scenario_id: x\nengine: "1"\ntitle: {en: X}\nbase: moon\n',
}


@pytest.mark.parametrize("contents", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_file_that_cannot_be_used_is_refused_calmly(open_page, lang, contents):
    app = open_page("scenarios", LANGUAGE_TAGS[lang], topic="files")
    headline = app.title[0].value
    app.file_uploader(key="scenario_file").upload("mine.yaml", contents, "application/yaml").run()
    assert_whole(app, 1)
    assert app.title[0].value == headline
    assert any("mine.yaml" in box.value or "mine.yaml" in (box.proto.title or "") for box in app.warning)


def test_a_file_is_opened(open_page):
    text = ('scenario_id: mine\nengine: "0.8"\ntitle: {en: A plan of my own}\nbase: current_policies\n'
            "levers: {t_electric_cars: {value: limit}}\n")
    app = open_page("scenarios", "en", topic="files", group="transport")
    app.file_uploader(key="scenario_file").upload("mine.yaml", text.encode(), "application/yaml").run()
    assert_whole(app, 1)
    assert "A plan of my own" in said(app) and "0.8" in said(app)
    assert app.select_slider(key="lever_t_electric_cars").value == 100.0
    assert "Current policies" in app.title[0].value


@pytest.fixture
def order(database):
    """Return an order for the files of a changed scenario."""
    named = scenario_view.ready().named["announced_targets"]
    changed = scenario_view.in_order({**named.by_lever, **BASE, "r_removals": None,
                                      "e_coal_phase_out_year": Setting(2031.0, 2024, 2024, "step")})
    return scenario_files.Order(scenario_view.Bench("announced_targets", "contract", changed), "zh_hant", "https://a.hk/")


def test_a_saved_file_opens_as_the_same_scenario(order):
    its = scenario_view.ready()
    found = scenario.read(scenario_files.as_yaml(order).decode(), its.levers)
    assert scenario_view.in_order(scenario.resolve(found, its.files, its.levers)) == order.bench.settings
    assert scenario.attribution(found, its.files) == "contract"


def test_the_run_leaves_in_the_form_of_the_iamc(order):
    frame = pd.read_csv(io.BytesIO(scenario_files.as_iamc(order)))
    assert list(frame.columns[:5]) == ["Model", "Scenario", "Region", "Variable", "Unit"]
    assert {"2024", "2060"} <= set(frame.columns) and not frame.duplicated(["Scenario", "Variable"]).any()


def test_the_workbook_names_settings_and_link(order):
    book = load_workbook(io.BytesIO(scenario_files.as_xlsx(order)))
    words = [str(cell) for sheet in book.worksheets for row in sheet.values for cell in row]
    assert any("https://a.hk/" in word for word in words), "the link leads back to the page"
    assert len(book.worksheets) == 7 and any("2031" in word for word in words)


def test_the_brief_is_of_what_is_on_the_bench(order):
    pages = PdfReader(io.BytesIO(scenario_files.as_pdf(order))).pages
    written = "".join(page.extract_text() for page in pages)
    assert 2 <= len(pages) <= 4 and "https://a.hk/" in written
    total = scenario_view.summary(order.bench).total_mt[2035 - 2024]
    assert number(float(total), order.lang) in written


def test_what_takes_long_is_worked_out_on_demand(open_page):
    app = open_page("scenarios", "en", topic="uncertainty", scenario="frozen_2024")
    app.button(key="run_influence").click().run(timeout=120)
    assert_whole(app, 2)
    assert any("What matters most" in text for text in texts(app))


@pytest.mark.parametrize(("query", "found"), [
    ({"goal_2035": "20.6", "goal_2050": "0", "within": "limit"}, "Best found"),
    ({"goal_2035": "1", "goal_2050": "0", "within": "announced"}, t("scenarios.goal.binding", "en", limits="")[:10]),
])
def test_a_way_is_found_or_it_is_said_what_binds(open_page, query, found):
    app = open_page("scenarios", "en", topic="goal", **query)
    app.button(key="run_goal").click().run(timeout=180)
    assert_whole(app, 1)
    assert any(found in text for text in texts(app))
    take = next(button for button in app.button if button.key.startswith("take_"))
    take.click().run()
    assert_whole(app, 1)
    assert t("scenarios.said.taken_over", "en") in said(app)


def test_a_kilowatt_hours_emissions_follow_what_they_have_been(open_page):
    app = open_page("scenarios", "en", topic="power")
    [chart] = [spec for spec in figures(app)
               if t("scenarios.intensity.past", "en") in [trace.get("name") for trace in spec["data"]]]
    assert t("scenarios.intensity.scenario", "en") in [trace.get("name") for trace in chart["data"]]
    assert "kWh" in chart["layout"]["yaxis"]["title"]["text"] and chart["layout"]["xaxis"]["tickformat"] == "d"
    [footer] = [caption.value for caption in app.caption if "Until 2024: emissions of the" in caption.value]
    assert t("show.kind.estimated", "en") in footer and t("show.kind.scenario", "en") in footer
    assert footer.startswith("Unit: kg CO₂e/kWh ·")


def test_the_test_of_the_model_speaks_in_one_unit_and_says_what_it_ranks_by(open_page):
    app = open_page("scenarios", "en", topic="test")
    footers = [text.value for text in app.caption if text.value.startswith("Unit:")]
    assert not [footer for footer in footers if footer.startswith("Unit: kt")]
    # Transport misses by more per cent, power by more tonnes.
    assert any("in tonnes most in Electricity generation" in text.value for text in app.markdown)
