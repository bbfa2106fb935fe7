"""Every parser gives, for its replayed official file, exactly the rows of the facts, and refuses the rest."""

from __future__ import annotations

import csv
import io
import json
from contextlib import suppress
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hkzero.refresh import parsers_city as city
from hkzero.refresh import parsers_vehicles as vehicles
from hkzero.refresh.difference import compare
from hkzero.refresh.download import Downloader
from hkzero.refresh.faults import Refused
from hkzero.refresh.gather import Place, gather
from hkzero.refresh.sets import FORMATS, NOT_VERIFIED, SETS
from hkzero.refresh.tables import Facts
from hkzero.refresh.update import fresh_rows, read
from tests.refresh.conftest import OFFICIAL, ROOT, TODAY

# Rows whose note says that they were read in a public repository: the official file is read itself.
NOTE_DIFFERS = {"td_passengers", "td_private_cars", "td_net_registrations"}
EXACT = [set_id for set_id, one in SETS.items() if one.parse and set_id != "hko_temperature"]
FEW = {"td_net_registrations": 18, "td_private_cars": 90}
WITH_PARSER = sorted(SETS)


@pytest.fixture(scope="module")
def facts() -> Facts:
    return Facts.of(ROOT / "data")


def files_of(set_id: str) -> dict[str, bytes]:
    return {resource.name: (OFFICIAL / resource.name).read_bytes() for resource in SETS[set_id].resources}


def parsed(set_id: str, files: dict[str, bytes] | None = None) -> list:
    return parser(set_id)(files or files_of(set_id))


def parser(set_id: str):
    one = SETS[set_id]
    return one.parse or partial(one.check_only, data=ROOT / "data")


@pytest.mark.parametrize("set_id", EXACT)
def test_the_replay_gives_exactly_the_rows_of_the_facts(set_id, facts) -> None:
    one = SETS[set_id]
    found = gather(one, Place(folder=OFFICIAL), Downloader(), {}, TODAY)
    ignored = {"vintage"} | ({"note"} if set_id in NOTE_DIFFERS else set())
    columns = [name for name in facts.tables[one.table].column_names if name not in ignored]
    standing = [row for row in facts.of_table(one.table) if one.owns(row)
                and (one.running or row["vintage"] == fresh_rows(one, found, TODAY)[0]["vintage"])]
    fresh = fresh_rows(one, found, TODAY)
    def key(row: dict[str, str]) -> tuple:
        return tuple(float(row[name]) if name == "value" else row[name] for name in columns)
    assert sorted(map(key, fresh)) == sorted(map(key, standing)) and len(fresh) >= FEW.get(set_id, 101)
    assert all(set(row) == set(facts.tables[one.table].column_names) for row in fresh)


def test_the_mean_of_complete_days_is_the_published_mean_of_the_month(facts) -> None:
    """Observatory, The Weather of June 2025: mean temperature 28.9 degC."""
    (row,) = parsed("hko_temperature")  # of January 2026 there is one day only: no month
    assert (row["period"], row["value"], row["unit"]) == ("2025-06", "28.9", "degC")
    one = SETS["hko_temperature"]
    found = gather(one, Place(folder=OFFICIAL), Downloader(), {}, TODAY)
    difference = compare(one, facts.tables[one.table].primary_key, facts.of_table(one.table),
                         fresh_rows(one, found, TODAY))
    assert difference.is_empty and difference.kept == 1  # the monthly report stands


def test_an_incomplete_day_leaves_the_month_out() -> None:
    content = json.loads((OFFICIAL / "CLMTEMP_HKO_last_year.json").read_text(encoding="utf-8"))
    content["data"][3][4] = "#"
    assert parsed("hko_temperature", {"a": json.dumps(content).encode()}) == []


def test_the_release_date_is_read() -> None:
    one = SETS["csd_table_915_91201"]
    assert one.issued(files_of("csd_table_915_91201")) == date(2026, 5, 29)
    assert one.issued({"a": b"Release Date: tomorrow"}) is None


def test_the_edition_is_two_years_after_its_last_year() -> None:
    assert SETS["emsd_end_use"].vintage(parsed("emsd_end_use")) == "2025"


def damaged(name: str, body: bytes, how: str) -> bytes:
    """Return a file as it comes when something goes wrong at its publisher or on its way."""
    if how == "html":
        return b"\n<!DOCTYPE html><html><body>Service under maintenance</body></html>"
    if how == "utf16":
        return body.decode("latin-1" if name.endswith(".xls") else "utf-8").encode("utf-16")
    if how == "big5":
        return body[:9] + "氣溫".encode("big5") + body[9:]
    if how == "empty":
        return b""
    if how == "packed":
        return b"PK\x03\x04" + body
    if how == "cut":
        return body[: len(body) * 2 // 3 - len(body[: len(body) * 2 // 3].split(b"\n")[-1]) + 3]
    if how == "columns":
        return renamed(name, body)
    raise AssertionError(how)


def renamed(name: str, body: bytes) -> bytes:
    """Return a file in which the publisher has renamed what the figures are called."""
    if name.endswith("json"):
        return body.replace(b"Value", b"Reading").replace(b"NAME_TC", b"NAME_CHI")
    if name.endswith(".xls"):
        return body.replace(b"Registration", b"Registrative")
    lines = list(csv.reader(io.StringIO(body.decode())))
    lines = [[f"{cell} (revised)" if cell.strip() and not cell.strip()[0].isdigit() else cell for cell in line]
             for line in lines]
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(lines)
    return text.getvalue().encode()


EXPECTED = {"html": {"html"}, "utf16": {"encoding"}, "big5": {"encoding"}, "empty": {"truncated"},
            "packed": {"encoding"}, "cut": {"truncated", "content"}, "columns": {"columns"}}


@pytest.mark.parametrize("how", EXPECTED)
@pytest.mark.parametrize("set_id", WITH_PARSER)
def test_a_file_that_is_not_as_it_is_known_is_refused(set_id, how) -> None:
    for name, body in files_of(set_id).items():
        with pytest.raises(Refused) as refused:
            parsed(set_id, files_of(set_id) | {name: damaged(name, body, how)})
        # Bytes put into a workbook shift all that follows: no whole workbook is left in which to find a wrong letter.
        shifted = {"truncated"} if how == "big5" and name.endswith(".xls") else set()
        assert refused.value.code in EXPECTED[how] | shifted, refused.value.what


@pytest.mark.parametrize(("set_id", "old", "new", "told"), [
    ("csd_table_915_91201", b"10990,0", b"10890,0", "differ from the total 10890"),
    ("csd_electricity_gas", b"2025,1,,10990", b"2025,1,,19990", "differ from the total 19990"),
    ("csd_electricity_gas", b"2025,1,4,20", b"2025,1,5,20", "USER_TYPE '5'"),
    ("csd_electricity_gas", b"2025,1,4,20", b"2025,13,4,20", "MM '13' is no month"),
    ("csd_table_915_91201", b"2025,Jan", b"2025,Januar", "is no month"),
    ("hke_by_district", b"304,1338,27,1669", b"304,1338,27,1769", "differ from the total 1769"),
    ("hke_by_district", "Eastern 東區".encode(), "Sai Kung 西貢".encode(), "'Sai Kung', expected one of"),
    ("hke_by_type", b"Second Half", b"Third Half", "'Third Half', expected one of"),
    ("emsd_end_use", b"39941,26", b"39941,36", "are not 36 %"),
    ("emsd_end_use", b"2013,39941", b"2013,n/k", "is no number"),
    ("td_passengers", b"Fran_Bus", b"Tram", "BUS_RAIL 'Tram'"),
    ("td_passengers", b"202605", b"202613", "is no month like"),
    ("td_first_registrations", b"ELECTRIC", b"E", "no electric private car"),
    ("rvd_housing", b"592165", b"592265", "differ from the total 592265"),
    ("rvd_age", b"Overall", b"Everything", "segment 'Everything'"),
    ("rvd_age", b"Pre 1960", b"Very old", "is no span of years"),
    ("icap_prices", b"Korean Emissions", b"Corean Emissions", "systems that are gone: Korean"),
    ("icap_prices", b"CNY", b"RMB", "currency 'RMB'"),
    ("owid_co2", b"Hong Kong", b"Hongkong", "no row of Hong Kong"),
    ("had_districts", "灣仔".encode(), "中西".encode(), "WC: NAME_TC '中西區', expected '灣仔區'"),
    ("had_districts", b"WAN CHAI", b"WANCHAI", "WC: NAME_EN 'WANCHAI'"),
    ("had_districts", b'"WC"', b'"CW"', "CW is there twice"),
    ("had_districts", b'"WC"', b'"XX"', r"AREA_CODE \['XX'\] are not on the map, \['WC'\] are gone"),
    ("had_districts", b"[[114.", b"[[834114.", "expected longitude and latitude within"),
    ("had_districts", b'"Polygon"', b'"LineString"', "geometry 'LineString', expected an area"),
    ("had_districts", b'"FeatureCollection",', b'"FeatureCollection", "crs": {"name": "EPSG:2326"},',
     "expected longitude and latitude"),
])
def test_a_figure_that_cannot_be_right_is_refused(set_id, old, new, told) -> None:
    files = {name: body.replace(old, new) for name, body in files_of(set_id).items()}
    assert files != files_of(set_id)
    with pytest.raises(Refused, match=told):
        parsed(set_id, files)


@pytest.mark.parametrize("set_id", WITH_PARSER)
@settings(max_examples=40, deadline=None)
@given(st.data())
def test_whatever_comes_is_read_or_refused(set_id, data) -> None:
    """Bytes are dropped from, doubled in, or put into an official file at random: only Refused is raised."""
    files = files_of(set_id)
    name = data.draw(st.sampled_from(sorted(files)))
    body = files[name]
    start = data.draw(st.integers(0, len(body)))
    end = data.draw(st.integers(start, min(len(body), start + 200)))
    piece = data.draw(st.sampled_from([b"", body[start:end] * 2, b"[]", b"null", b'"', b"\n", b",,", b"9e999", b"-1"]))
    with suppress(Refused):
        read(parser(set_id), files | {name: body[:start] + piece + body[end:]})


def old_excel(sheets: dict[str, dict[tuple[int, int], object]]) -> dict[str, bytes]:
    """Return a synthetic workbook with the cells of each sheet by line and column."""
    import xlwt

    book, content = xlwt.Workbook(), io.BytesIO()
    for name, cells in sheets.items():
        sheet = book.add_sheet(name)
        for (line, column), value in cells.items():
            sheet.write(line, column, value)
    book.save(content)
    return {"synthetic.xls": content.getvalue()}


def table_41a() -> dict[tuple[int, int], object]:
    """Return a synthetic sheet of private cars: year and month on each line, two months, all cells filled."""
    cells: dict[tuple[int, int], object] = {(0, 2): "Private Cars"}
    for place, name in enumerate([*vehicles.FUELS, vehicles.SUBTOTAL]):
        cells |= {(1, 2 + 3 * place): name, (2, 2 + 3 * place): "First Reg", (2, 3 + 3 * place): "Total Registration",
                  (2, 4 + 3 * place): "Total Licensed"}
        for line, count in ((3, 10.0), (4, 20.0)):
            total = count * (4 if name == vehicles.SUBTOTAL else 1)
            cells |= {(line, 2 + 3 * place): "-", (line, 3 + 3 * place): total, (line, 4 + 3 * place): f"{total:,.0f}"}
    return cells | {(3, 0): 2026, (3, 1): 7, (4, 0): 2026, (4, 1): "8"}


def test_old_excel_may_have_the_year_on_each_line_and_text_for_figures() -> None:
    rows = parsed("td_private_cars", old_excel({"one": table_41a()}))
    assert [row["value"] for row in rows if row["period"] == "2026-08"] == ["20", "20", "20", "20", "80"]
    assert {row["kind"] for row in rows if row["fuel"] == "all"} == {"derived"}


@pytest.mark.parametrize(("change", "code", "told"), [
    ({(3, 15): 41.0}, "content", "registered: the parts differ from the total 41 by 1"),
    ({(3, 16): 41.0}, "content", "licensed: the parts differ"),
    ({(4, 1): 7}, "content", "2026-07 is there twice"),
    ({(3, 3): ""}, "content", "no figure for some fuel"),
    ({(3, 3): True}, "content", "is no number"),
    ({(3, 3): "ten"}, "content", "'ten' is no number"),
    ({(1, 5): "Hydrogen"}, "columns", "column 6 is headed 'Hydrogen First Reg', expected 'Electric'"),
    ({(0, 2): "Taxis"}, "columns", "0 sheets are headed 'Private Cars'"),
    ({(3, 0): "", (4, 0): ""}, "content", "no line has a year and a month"),
])
def test_a_workbook_that_cannot_be_right_is_refused(change, code, told) -> None:
    with pytest.raises(Refused, match=told) as refused:
        parsed("td_private_cars", old_excel({"one": table_41a() | change}))
    assert refused.value.code == code


def test_the_class_is_on_one_sheet_only_and_the_net_table_is_alone() -> None:
    with pytest.raises(Refused, match="2 sheets are headed"):
        parsed("td_private_cars", old_excel({"one": table_41a(), "two": table_41a()}))
    with pytest.raises(Refused, match="2 sheets, expected one"):
        parsed("td_net_registrations", old_excel({"one": table_41a(), "two": {}}))
    cells = {(0, 2): vehicles.NET[0], (0, 3): vehicles.NET[1], (0, 4): vehicles.NET[2],
             (1, 0): 2026.0, (1, 1): 7.0, (1, 2): 50, (1, 3): 60, (1, 4): -10}
    (row,) = parsed("td_net_registrations", old_excel({"one": cells}))
    assert (row["period"], row["value"]) == ("2026-07", "-10")
    with pytest.raises(Refused, match="50 less 60 is not 10"):
        parsed("td_net_registrations", old_excel({"one": cells | {(1, 4): 10}}))


def test_land_that_leaves_its_official_district_is_told(tmp_path: Path) -> None:
    lines = parsed("had_districts")
    assert "the map stands" in lines[0] and len(lines) == 19
    content = json.loads((OFFICIAL / "district_boundaries.geojson").read_text(encoding="utf-8"))
    ring = content["features"][1]["geometry"]["coordinates"][0]
    middle = (ring[0][0] + ring[1][0]) / 2
    content["features"][1]["geometry"]["coordinates"] = [[[min(lon, middle), lat] for lon, lat in ring]]
    moved = parsed("had_districts", {"a": json.dumps(content).encode()})
    assert "borders of Wan Chai have moved" in moved[0] and len(moved) == 19
    content["features"][1]["geometry"]["coordinates"] = [[ring[0], ring[2], ring[1], ring[3], ring[0]]]
    with pytest.raises(Refused, match="Self-intersection"):
        parsed("had_districts", {"a": json.dumps(content).encode()})


@pytest.mark.parametrize(("label", "code"), [
    ("Pre 1960", "before_1960"), ("Before 1960", "before_1960"), ("1960-69", "1960_1969"),
    ("2000 - 2009", "2000_2009"), ("Post 2009", "2010_onwards"), ("2010 onwards", "2010_onwards"),
    ("Post 2019", "2020_onwards"),
])
def test_spans_of_years_of_completion(label, code) -> None:
    assert city._band(label) == code


def test_notes_and_empty_lines_below_the_ages_are_no_fault() -> None:
    body = next(iter(files_of("rvd_age").values()))
    assert parsed("rvd_age", {"a": body + b"\nNote: synthetic,,,,,,,,\n"}) == parsed("rvd_age")


def test_nothing_published_is_no_zero() -> None:
    body = (OFFICIAL / "Private_Domestic-Completions.csv").read_bytes()
    files = files_of("rvd_housing") | {"Private_Domestic-Completions.csv": body.replace(b"2025,9859", b"2025,-")}
    rows = [row for row in parsed("rvd_housing", files) if row["series_id"].endswith("completions")]
    assert not [row for row in rows if row["period"] == "2025" and row["flat_class"] == "a"]
    assert len(rows) == 209  # of 210


def test_every_set_says_what_it_is() -> None:
    tables = Facts.of(ROOT / "data").tables
    sources = {row["source_id"] for row in Facts.of(ROOT / "data").of_table("source")}
    for one in SETS.values():
        assert one.format in FORMATS and one.page.startswith("https://") and one.every_months and one.hosts
        assert one.check_only or one.table in tables
        assert one.source or one.source_id in sources
        for resource in one.resources:
            for url in resource.addresses(TODAY):
                assert url.startswith("https://") and url.split("/")[2] in one.hosts
    assert not [one.set_id for one in SETS.values() if one.format == NOT_VERIFIED]


def test_the_replays_are_what_the_facts_say(tmp_path: Path, monkeypatch) -> None:
    from tests.refresh import write_replays

    monkeypatch.setattr(write_replays, "OFFICIAL", tmp_path)
    for replay in (write_replays.csd, write_replays.emsd, write_replays.hk_electric, write_replays.rvd,
                   write_replays.transport, write_replays.old_excel, write_replays.abroad,
                   write_replays.weather_and_districts):
        replay()
    for path in sorted(OFFICIAL.iterdir()):
        assert (tmp_path / path.name).read_bytes() == path.read_bytes(), path.name
