"""Every address answers what it says; whatever cannot be answered is a problem that names the field."""

from __future__ import annotations

import csv
import io
import json
import logging
import zipfile
from urllib.parse import quote

import pandas
import pytest

from hkzero.api.limits import Buckets
from hkzero.api.parameters import questions
from hkzero.api.problems import MEDIA_TYPE
from hkzero.api.routes import LARGEST_BODY, interface
from tests.asgi import ask

RUN = "/scenarios/announced_targets/run"
JSON = {"content_type": "application/json"}


def problem(response, status: int, code: str) -> dict:
    """Return the problem in a response, once it is one of this status and code."""
    assert response.status == status, response.body[:300]
    assert response.headers["content-type"] == MEDIA_TYPE and response.headers["cache-control"] == "no-store"
    found = response.json()
    assert (found["status"], found["code"]) == (status, code) and found["detail"]
    return found


def test_the_index_leads_to_everything_there_is(get) -> None:
    for name, address in get("/").json().items():
        if address.startswith("/api/v1/"):
            assert get(address.removeprefix("/api/v1")).status == 200, name


def test_the_lists_name_everything(get, store) -> None:
    assert [one["name"] for one in get("/tables").json()["data"]] == sorted(store.tables())
    assert [one["name"] for one in get("/queries").json()["data"]] == list(questions())
    assert [one["scenario_id"] for one in get("/scenarios").json()["data"]] == list(
        store.ask("scenarios").frame["scenario_id"])
    sources = get("/sources").json()["data"]
    assert len(sources) == len(store.ask("sources").frame)
    assert get(f"/sources/{quote(sources[0]['source_id'])}").json()["data"] == sources[0]


def test_every_table_is_given_out(get, store) -> None:
    for name in store.tables():
        rows = len(store.table(name))
        found = get(f"/tables/{name}.json?limit=2").json()
        assert found["meta"]["rows_total"] == rows and len(found["data"]) == min(2, rows), name
        assert list(found["data"][0]) == [column["name"] for column in found["meta"]["columns"]]


def test_an_answer_is_the_answer_of_the_store_unrounded(get, store) -> None:
    frame = store.ask("emissions_total", since=2015).frame
    found = get("/queries/emissions_total?since=2015").json()
    assert [row["value"] for row in found["data"]] == [None if value != value else value for value in frame["value"]]
    assert found["meta"]["sources"] and found["meta"]["unit"] == "kt CO2e"
    assert found["meta"]["content_sha256"] == store.content
    rows = list(csv.DictReader(io.StringIO(get("/queries/emissions_total.csv?since=2015").body.decode())))
    assert [float(row["value"]) for row in rows] == list(frame["value"])
    parquet = pandas.read_parquet(io.BytesIO(get("/queries/emissions_total.parquet?since=2015").body))
    assert list(parquet["value"]) == list(frame["value"])


def test_what_is_missing_is_null_and_whole_numbers_stay_whole(get, store) -> None:
    frame = store.table("scenario_settings").astype(object)
    assert frame["value"].isna().any() and frame["end_year"].isna().any(), "the test needs gaps"
    rows = get("/tables/scenario_settings").json()["data"]
    for column in ("value", "end_year"):
        assert [row[column] for row in rows] == [None if pandas.isna(cell) else cell for cell in frame[column]]
    assert {type(row["end_year"]) for row in rows} == {int, type(None)}
    assert b"2035.0" not in get("/tables/scenario_settings.csv").body


def test_parameters_of_a_question_reach_it(get, store) -> None:
    ids = get("/queries/sources?source_ids=csd_mid2022,polyu2023").json()["data"]
    assert {row["source_id"] for row in ids} == {"csd_mid2022", "polyu2023"}
    rows = get("/queries/district_emissions?per=person&intensity=territory&period=2024").json()["data"]
    assert {row["unit"] for row in rows} <= {"t CO2e/person"}
    assert len(get("/queries/source_rows?limit=5").json()["data"]) == 5, "its own limit, not that of the page"


def test_pages_add_up_to_the_whole(get) -> None:
    whole = get("/queries/targets").json()["data"]
    pages, address = [], "/queries/targets?limit=25"
    while address:
        found = get(address).json()
        pages += found["data"]
        address = (found["meta"]["next"] or "").removeprefix("/api/v1")
    assert pages == whole and len(whole) > 25
    response = get("/queries/targets.csv?limit=25")
    assert 'offset=25' in response.headers["link"] and response.headers["x-total-count"] == str(len(whole))
    assert get("/queries/targets?offset=9999").json()["data"] == []


def test_an_archive_explains_itself(get, store) -> None:
    response = get("/queries/electricity_mix.zip?since=2020")
    assert response.headers["content-disposition"] == f'attachment; filename="electricity_mix-{store.content[:8]}.zip"'
    with zipfile.ZipFile(io.BytesIO(response.body)) as archive:
        assert archive.namelist() == ["data.csv", "meta.json", "README.txt"]
        assert archive.read("data.csv") == get("/queries/electricity_mix.csv?since=2020").body
        meta, readme = json.loads(archive.read("meta.json")), archive.read("README.txt").decode()
    assert meta == get("/queries/electricity_mix.meta.json?since=2020").json()
    for part in (store.content, meta["permanent_url"], meta["licence"], meta["citation"], *meta["units"],
                 *(source["title"] for source in meta["sources"])):
        assert part in readme


@pytest.mark.parametrize(("accept", "kind"), [
    ("", "application/json"), ("*/*", "application/json"), ("text/csv", "text/csv; charset=utf-8"),
    ("application/json;q=0.1, text/csv", "text/csv; charset=utf-8"), ("text/*;q=0.5", "text/csv; charset=utf-8"),
    ("image/png, application/vnd.apache.parquet", "application/vnd.apache.parquet"),
    ("text/csv;q=0, application/*", "application/json"), ("application/zip", "application/zip")])
def test_accept_decides_where_the_address_has_no_ending(get, accept: str, kind: str) -> None:
    response = get("/queries/account_years", accept=accept)
    assert response.headers["content-type"] == kind and response.headers["vary"] == "Accept, Accept-Encoding"


def test_none_of_the_kinds_asked_for(get) -> None:
    assert "text/csv" in problem(get("/tables/series", accept="image/png"), 406, "not_acceptable")["expected"]
    assert get("/tables/series.csv", accept="image/png").status == 200, "an ending is plain enough"


@pytest.mark.parametrize(("address", "code", "nearest"), [
    ("/queries/emisions_total", "unknown_query", "emissions_total"), ("/tables/serie.csv", "unknown_table", "series"),
    ("/scenarios/announced_target/run", "unknown_scenario", "announced_targets"),
    ("/sources/csd_mid202", "unknown_source", "csd_mid2022"), ("/nowhere", "unknown_address", None),
    ("/tables/", "unknown_address", None), ("/scenarios/frozen_2024/walk", "unknown_address", None),
    ("/queries/%00", "unknown_query", None), ("/tables/..%2f..%2fetc%2fpasswd", "unknown_address", None)])
def test_unknown_names_are_answered_with_the_nearest(get, address: str, code: str, nearest: str | None) -> None:
    found = problem(get(address), 404, code)
    assert nearest is None or nearest in found["nearest"]


@pytest.mark.parametrize(("address", "field"), [
    ("/queries/emissions_total?since=abc", "since"), ("/queries/emissions_total?since=1e3", "since"),
    ("/queries/emissions_total?since=", "since"), ("/queries/emissions_total?since=99999999999999999999", "since"),
    ("/queries/emissions_total?since=2000&since=2001", "since"), ("/queries/emissions_total?sinse=2000", "sinse"),
    ("/queries/emissions_total?since=%D9%A2%D9%A0%D9%A0%D9%A0", "since"), ("/tables/series?limit=0", "limit"),
    ("/tables/series?limit=50001", "limit"), ("/tables/series?offset=-1", "offset"),
    ("/tables/series?version=xyz", "version"), ("/tables?limit=1", "limit"),
    ("/queries/district_emissions?user_type=a%00b", "user_type"), ("/queries/points?district=%F0%9F%92%A5", "district"),
    ("/queries/sources?source_ids=" + ",".join(["a"] * 101), "source_ids"),
    ("/queries/tariffs?utility=" + "x" * 101, "utility"), ("/queries/tariffs?utility=%27;drop", "utility"),
    ("/districts.geojson?period=%00", "period"), ("/districts.geojson?lang=en", "lang")])
def test_a_parameter_that_cannot_be_used_is_named_with_what_was_expected(get, address: str, field: str) -> None:
    found = problem(get(address), 400, "unknown_parameter" if field in ("sinse", "lang") or address == "/tables?limit=1"
                    else "bad_parameter")
    assert found["parameter"] == field and found["expected"] and len(json.dumps(found)) < 1200


def test_ten_kilobytes_are_too_long(get) -> None:
    assert problem(get("/queries/tariffs?utility=" + "x" * 10_000), 414, "too_long")["expected"]


def test_methods(get) -> None:
    assert problem(get("/queries/targets", "DELETE"), 405, "method_not_allowed")["expected"]
    assert problem(get("/tables", "POST"), 405, "method_not_allowed")
    response = get(RUN, "OPTIONS", origin="https://a.example", access_control_request_method="POST")
    assert response.status == 204 and response.headers["allow"] == "GET, POST, HEAD, OPTIONS"
    assert response.headers["access-control-allow-origin"] == "*" and response.body == b""
    whole, head = get("/queries/targets.csv"), get("/queries/targets.csv", "HEAD")
    assert head.body == b"" and head.headers == whole.headers


def test_any_page_may_read_every_answer(get) -> None:
    for address in ("/", "/queries/targets.csv", "/nowhere", "/queries/tariffs?utility=" + "x" * 10_000):
        assert get(address).headers["access-control-allow-origin"] == "*"
        assert "set-cookie" not in get(address).headers


def test_a_named_scenario_runs_as_on_the_command_line(get, run) -> None:
    status, out, _ = run("scenario", "run", "announced_targets", "--format", "json")
    mine = {(row["period"], row["variable"]): row["value"] for row in json.loads(out)["data"]}
    found = get(RUN).json()
    assert status == 0 and {(row["period"], row["variable"]): row["value"] for row in found["data"]} == mine
    assert found["meta"]["kind"] == "scenario" and found["meta"]["sources"] and found["meta"]["permanent_url"]


def test_levers_are_set_otherwise(get) -> None:
    body = json.dumps({"levers": {"e_clean_imports": {"value": "limit", "start_year": 2027}}}).encode()
    found = get("/scenarios/frozen_2024/run", "POST", body, **JSON)
    assert found.status == 200 and found.headers["cache-control"] == "no-store" and "etag" not in found.headers
    plain = get("/scenarios/frozen_2024/run").json()

    def total(answer: dict) -> float:
        return next(row["value"] for row in answer["data"] if (row["period"], row["variable"]) == (
            2050, "emissions_total"))

    assert total(found.json()) < total(plain)
    assert found.json()["meta"]["permanent_url"] is None and "link" not in found.headers
    assert found.json()["meta"]["levers"]["e_clean_imports"]["start_year"] == 2027
    same = get("/scenarios/frozen_2024/run", "POST", b"{}", **JSON).json()
    assert same["data"] == plain["data"]


@pytest.mark.parametrize(("body", "path"), [
    (b'{"levers": {"e_clean_import": {"value": 1}}}', "levers.e_clean_import"),
    (b'{"levers": {"e_clean_imports": {"value": 1e300}}}', "levers.e_clean_imports.value"),
    (b'{"levers": {"e_clean_imports": {"value": NaN}}}', "levers.e_clean_imports.value"),
    (b'{"levers": {"e_clean_imports": {"value": "limit", "start_year": 1066}}}', "levers.e_clean_imports.start_year"),
    (b'{"scenario_id": "mine"}', "scenario_id"), (b"[1]", ""), (b'{"import_attribution": "none"}',
                                                               "import_attribution")])
def test_every_fault_of_a_scenario_is_named(get, body: bytes, path: str) -> None:
    found = problem(get(RUN, "POST", body, **JSON), 422, "scenario_refused")
    assert path in [fault["path"] for fault in found["problems"]]
    assert all(fault["detail"] for fault in found["problems"])


def test_bodies_that_are_no_scenario(get) -> None:
    problem(get(RUN, "POST", b" " * (LARGEST_BODY + 1), **JSON), 413, "too_large")
    problem(get(RUN, "POST", b"{}", content_type="text/plain"), 415, "unsupported_media_type")
    problem(get(RUN, "POST", b"{"), 415, "unsupported_media_type")
    for body in (b"{", b"", b"\xff\xfe", b"[" * 30_000):
        problem(get(RUN, "POST", body, **JSON), 400, "not_json")


def test_districts_are_geojson_with_names_figures_and_attribution(get, store) -> None:
    response = get("/districts.geojson")
    found = response.json()
    assert response.headers["content-type"] == "application/geo+json"
    assert [feature["id"] for feature in found["features"]] == list("ABCDEFGHJKLMNPQRST")
    frame = store.ask("district_emissions").frame
    latest = frame[frame["period"] == frame["period"].max()].set_index("district")["value"]
    for feature in found["features"]:
        assert feature["geometry"]["type"] in ("Polygon", "MultiPolygon")
        assert feature["properties"]["value"] == latest[feature["id"]] and feature["properties"]["name_zh_hant"]
    assert "Government of the Hong Kong SAR" in found["meta"]["attribution"] and found["meta"]["sources"]
    assert get("/districts.geojson?period=1066").json()["features"] == []


def test_too_many_requests_are_told_when_to_come_again(store) -> None:
    app = interface(lambda: store, buckets=Buckets(per_minute=60, burst=2))
    assert [ask(app, "/health").status for _ in range(3)] == [200, 200, 429]
    refused = ask(app, "/health")
    assert problem(refused, 429, "too_many_requests") and refused.headers["retry-after"] == "1"
    assert ask(app, "/health", client="192.0.2.2").status == 200, "another address has a bucket of its own"


def test_before_the_database_is_built_it_says_so() -> None:
    app = interface(lambda: None)
    refused = ask(app, "/queries/targets")
    assert problem(refused, 503, "starting") and refused.headers["retry-after"]
    assert ask(app, "/health").json() == {"status": "starting", "content_sha256": None}


def test_a_fault_of_ours_tells_no_detail(store, monkeypatch, caplog) -> None:
    def fails(*_, **__):
        raise RuntimeError("password in a path")

    monkeypatch.setattr(type(store), "ask", fails)
    with caplog.at_level(logging.ERROR):
        response = ask(interface(lambda: store), "/queries/targets")
    assert problem(response, 500, "internal") and b"password" not in response.body and "password" in caplog.text
