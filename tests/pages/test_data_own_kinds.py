"""A fleet and a meter file on the Data page: nothing without a file, faults by row, results, and the way to delete."""

from __future__ import annotations

import json

import pytest

from hkzero.own_data import fleet, rows, table_file
from hkzero.text import LANGUAGE_TAGS, LANGUAGES, t
from hkzero.ui import data_fleet, data_meter
from tests.seen import assert_whole, texts

FLEET = ("name,class,fuel,number,distance (km),fuel used (L),electricity (kWh),year\n"
         "Cars,private car,petrol,3,30000,3000,,2024\nVans,light goods vehicle,diesel,2,50000,,,2024\n"
         "E-bus,double-deck bus,electric,1,50000,,90000,2024\nH2,heavy goods vehicle,hydrogen,1,9000,,,2024\n"
         "Old,taxi,lpg,1,,500,,2020\n")
METER = "timestamp,load (kW)\n" + "".join(
    f"2024-{month:02d}-{day:02d} {hour:02d}:00,{10 + hour}\n"
    for month in (7, 12) for day in range(1, 4) for hour in range(24))
KINDS = {"vehicles": ("data_fleet", "fleet_file", FLEET, 1), "meter": ("data_meter", "meter_file", METER, 2)}


def upload(app, key: str, content: str):
    return app.file_uploader(key=key).upload("synthetic.csv", content.encode(), "text/csv").run()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_file_is_asked_for_worked_out_and_deleted(open_page, lang, kind):
    words, key, content, figures = KINDS[kind]
    app = open_page("data", LANGUAGE_TAGS[lang], topic="own", own_kind=kind)
    assert_whole(app, 0)
    assert app.title[0].value == t(f"{words}.headline", lang)
    upload(app, key, content)
    assert_whole(app, figures)
    assert app.title[0].value != t(f"{words}.headline", lang)
    app.button(key=f"{key}_delete").click().run()
    assert_whole(app, 0)
    assert app.title[0].value == t(f"{words}.headline", lang)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_the_fleet_comes_to_is_said(open_page, lang):
    app = upload(open_page("data", LANGUAGE_TAGS[lang], topic="own", own_kind="vehicles"), "fleet_file", FLEET)
    said = texts(app)
    assert t("data_fleet.unknown", lang, n=1) in said and t("data_fleet.several_years", lang, year=2024) in said
    assert t("data_fleet.target.switch_left_out", lang, n=1) in said
    (chart,) = app.get("plotly_chart")
    fuels = {code: t(f"data_fleet.fuel.{code}", lang) for code in ("petrol", "hydrogen")}
    spec = json.dumps(json.loads(chart.proto.spec), ensure_ascii=False)
    assert fuels["petrol"] in spec and fuels["hydrogen"] not in spec  # not known is not zero
    tables = " ".join(element.proto.body for element in app.get("html"))
    for part in ("E-bus", "Old", t("data_fleet.doubt.no_factor", lang), t("data_fleet.protocol.scope_2", lang)):
        assert part in tables


def test_faults_are_listed_by_row(open_page):
    app = upload(open_page("data", "en", topic="own", own_kind="vehicles"), "fleet_file", FLEET + "X,tank,,,,,,1\n")
    assert_whole(app, 0)
    said = " ".join(element.value for element in app.warning)
    assert "Row 7" in said and "tank" in said
    app = upload(open_page("data", "en", topic="own", own_kind="meter"), "meter_file", "a,b\n1,2\n")
    assert_whole(app, 0)
    assert app.warning and app.title[0].value == t("data_meter.headline", "en")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_empty_tables_are_recognised(lang):
    table = table_file.read("a.csv", data_fleet.template(lang) + b"X" + b"," * (len(fleet.FIELDS) - 1) + b"\n")
    found = rows.suggest(fleet.SCHEMA, table.headings)
    assert set(found) == set(fleet.FIELDS) and rows.lacking(fleet.SCHEMA, found, table.headings) == []
    assert data_meter.TEMPLATE.startswith("timestamp,consumption (kWh)\n")
