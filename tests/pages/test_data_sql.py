"""Ask in SQL: whole in three languages, nothing runs by itself, refusals are explained, the page never waits."""

from __future__ import annotations

import time

import pytest

from hkzero.public_sql import desk as desks
from hkzero.public_sql import fairness
from hkzero.text import LANGUAGE_TAGS, LANGUAGES, t
from hkzero.ui import data_sql, sql_link
from hkzero.ui.markdown import plain
from tests.seen import assert_whole, figures, texts

DONE_WITHIN_SECONDS = 60


@pytest.fixture(scope="module", autouse=True)
def _workers():
    """End the processes that the pages started."""
    yield
    desks.close_shared()


@pytest.fixture(autouse=True)
def _patience(monkeypatch):
    """All tests of this file are one session to the desk; together they run more than one may in a minute."""
    monkeypatch.setattr(fairness, "A_MINUTE_OF_A_SESSION", 1000)


def opened(open_page, lang: str = "en", statement: str | None = None, **query: str):
    if statement is not None:
        query["statement"] = sql_link.written(statement)
    return open_page("data", LANGUAGE_TAGS[lang], topic="sql", **query)


def pressed(app):
    """Press the button and return the page once the statement is over, run again as its poll would."""
    app.button(key="sql_run").click().run()
    until = time.monotonic() + DONE_WITHIN_SECONDS
    while time.monotonic() < until and not app.session_state["sql_ticket"].is_over:
        time.sleep(0.2)
    return app.run()


def warnings(app) -> str:
    return " ".join(element.value for element in app.warning)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("query", [{}, {"sql_form": "line", "sql_x": "sector", "sql_y": "high"},
                                   {"sql_form": "love", "sql_x": "'; drop", "sql_y": "", "sql_find": "%"}],
                         ids=("usual", "chosen", "absurd"))
def test_the_first_example_is_whole_in_every_language(open_page, lang, query) -> None:
    app = opened(open_page, lang, **query)
    assert_whole(app, 0)
    app = pressed(app)
    assert_whole(app, 1)
    assert app.subheader[0].value == t("data_sql.result.title", lang)
    assert any(t("data_sql.result.units", lang, units="").rstrip(" .。")[:2] in text for text in texts(app))


def test_an_address_that_holds_no_statement_says_so(open_page) -> None:
    app = open_page("data", "en", topic="sql", statement="%%%")
    assert_whole(app, 0)
    assert warnings(app).startswith(t("data_sql.editor.bad_link", "en")[:20])
    assert app.text_area(key="sql_text").value == data_sql.EXAMPLES[data_sql.FIRST]


@pytest.mark.parametrize("code", data_sql.EXAMPLES)
def test_every_example_has_rows(code: str, database) -> None:
    from hkzero.store import open_store

    found = desks.shared(open_store(database)).ask(data_sql.EXAMPLES[code])
    assert isinstance(found, desks.Result), found
    assert found.rows.num_rows and not found.is_truncated


def test_what_a_link_brings_is_shown_and_not_run(open_page) -> None:
    hostile = "select * from read_text('/etc/passwd')"
    app = opened(open_page, statement=hostile)
    assert app.text_area(key="sql_text").value == hostile and "sql_ticket" not in app.session_state
    assert t("data_sql.editor.from_link", "en") in [element.value for element in app.info]
    app = pressed(app)
    assert "read_text" in warnings(app).replace("\\", "") and not figures(app)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("statement", "code"), [
    ("drop table source", "not_select"), ("select 1; select 2", "several"), ("select * from secrets", "table"),
    ("select nothing from source", "failed"), ("  ", "empty"), ("select list_sum(range(400000000))", "memory"),
    ("select getenv('HOME')", "function"), ("select (", "syntax")])
def test_a_refusal_is_explained_in_every_language(open_page, lang, statement, code) -> None:
    app = pressed(opened(open_page, lang, statement=statement))
    assert not app.exception and not app.error and len(app.warning) == 1
    begins = t(f"data_sql.refused.{code}", lang, subject="\0").partition("\0")[0][:12]
    assert warnings(app).replace("\\", "").startswith(begins)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_who_runs_too_many_is_told_how_long_to_wait(open_page, lang, monkeypatch) -> None:
    app = opened(open_page, lang, statement="select 7 as x")
    pressed(app)
    monkeypatch.setattr(fairness, "A_MINUTE_OF_A_SESSION", 1)
    app = pressed(app)
    ticket = app.session_state["sql_ticket"]
    assert ticket.outcome.code == "hasty" and 0 < int(ticket.outcome.subject) <= 60
    assert warnings(app) == t("data_sql.refused.hasty", lang, subject=ticket.outcome.subject)


def test_every_reason_has_its_words() -> None:
    import ast
    import inspect

    from hkzero.public_sql import desk, guard, worker

    codes = set()
    for module in (desk, guard, worker):
        for node in ast.walk(ast.parse(inspect.getsource(module))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in ("Refused", "Refusal",
                                                                                          "_refused"):
                written = node.args[0]
                codes |= {part.value for part in (written, getattr(written, "body", None),
                                                  getattr(written, "orelse", None)) if isinstance(part, ast.Constant)}
    codes |= {"time", "memory", "crashed", "off", "unsupported"}
    assert len(codes) >= 20
    for code in codes:
        assert all(t(f"data_sql.refused.{code}", lang, subject="x") for lang in LANGUAGES)


def test_the_page_does_not_wait_for_a_bomb(open_page) -> None:
    app = opened(open_page, statement="select count(*) from range(10000000) a, range(10000000) b")
    app.button(key="sql_run").click().run()
    assert not app.session_state["sql_ticket"].is_over  # the run ended first
    assert app.button(key="sql_call_off") and not app.exception
    app.button(key="sql_call_off").click().run()
    assert app.session_state["sql_ticket"].wait(10).code == "called_off"
    assert t("data_sql.refused.called_off", "en") in warnings(app.run())


def test_an_example_replaces_the_statement_and_a_change_is_noticed(open_page) -> None:
    app = pressed(opened(open_page))
    app.selectbox(key="sql_example").set_value("power_stations").run()
    assert "power_station" in app.text_area(key="sql_text").value
    assert t("data_sql.result.stale", "en") in [element.value for element in app.info]
    app = pressed(app)
    assert t("data_sql.result.stale", "en") not in [element.value for element in app.info]
    app.text_area(key="sql_text").set_value("select 'a' as word").run()
    assert app.selectbox(key="sql_example").value == "own"
    app = pressed(app)
    assert_whole(app, 0)  # no numbers, no chart


@pytest.mark.parametrize("statement", [
    "select 1 as a, 2 as a, [1] as list, {'a': 1} as s, '\\x00'::blob as b, true as yes, null as nothing",
    "select 'odd' as kind, 'odd' as unit, 'odd' as source_id, 'odd' as period, 1 as value",
    "select '<a href=\"javascript:alert(1)\">x</a>' as \"<b>x</b>\", 5 as \"%{y}\"",
    "select 1e308 * 10 as big, 'nan'::double as none, 1::decimal(38, 10) as exact, 170141183460469231731::hugeint as h",
    "select date '2024-01-01' as day, time '10:00' as clock, interval 1 month as span, now() as stamp, 3 as n",
    "select range as n, range * 2 as value from range(5000)"])
def test_odd_results_are_borne(open_page, statement: str) -> None:
    app = pressed(opened(open_page, statement=statement))
    assert not app.exception and not app.error and not app.warning


def test_links_carry_a_statement_and_nothing_else() -> None:
    for statement in ("select 1", "select '排放'", "x" * 5000):
        assert sql_link.read(sql_link.written(statement)) == statement
    for letters in ("", "%", "abc", sql_link.written("select 1")[:-6], "é"):
        with pytest.raises(sql_link.BadLink):
            sql_link.read(letters)
    import base64
    import zlib

    with pytest.raises(sql_link.BadLink):  # a megabyte in a kilobyte
        sql_link.read(base64.urlsafe_b64encode(zlib.compress(b"x" * 1_000_000)).decode())


def test_files_for_people_run_no_formula(database) -> None:
    from hkzero.store import open_store
    from hkzero.ui import sql_result

    found = desks.shared(open_store(database)).ask("select '=1+1' as a, 2.5 as b, '排放' as c")
    assert sql_result._csv(found).decode("utf-8-sig") == "a,b,c\n'=1+1,2.5,排放\n"
    assert sql_result._xlsx(found, "en", "https://zero.example")[:2] == b"PK"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_workbook_is_made_without_a_page_in_the_language_of_the_page(database, lang) -> None:
    """Streamlit makes the file in a thread without a session: whoever asks there for the language gets another one."""
    from io import BytesIO
    from threading import Thread

    import openpyxl

    from hkzero.store import open_store
    from hkzero.ui import sql_result

    found = desks.shared(open_store(database)).ask("select 'a' as name")
    made: list[bytes] = []
    maker = Thread(target=lambda: made.append(sql_result._xlsx(found, lang, "https://zero.example")))
    maker.start()
    maker.join()
    about = openpyxl.load_workbook(BytesIO(made[0])).worksheets[1]
    assert t("data_sql.result.no_units", lang) in [cell.value for row in about for cell in row]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_list_of_tables_speaks_the_readers_language(database, monkeypatch, lang) -> None:
    from hkzero.store import open_store
    from hkzero.ui import cached

    store = open_store(database)
    monkeypatch.setattr(cached, "ask", store.ask)
    frame = data_sql._schema(lang).set_index(["table_name", "column_name"])
    assert len(frame) == len(store.ask("public_tables").frame) and frame["means"].str.len().min() > 0
    row = frame.loc[("reconciliation", "official")]
    assert row["title"] == t("tables.title.reconciliation", lang)
    assert ("official inventory" in row["means"]) == (lang == "en")
    assert row["described"] == t("tables.description.reconciliation", lang) and "citation" not in set(frame["title"])
    assert "official inventory" in row["found_by"] and row["means"].lower() in row["found_by"]
    assert row["described"].lower() in row["found_by"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_search_that_leaves_few_tables_says_what_each_holds(open_page, lang) -> None:
    said = t("data_sql.schema.described", lang, table="unit_operation",
             what=t("tables.description.unit_operation", lang))
    app = opened(open_page, lang, sql_find="unit_operation")
    app.session_state["more_sql_tables"] = True
    assert_whole(app.run(), 0)
    assert plain(said) in [element.value for element in app.markdown]
    app.text_input(key="sql_find").set_value("").run()
    assert plain(said) not in [element.value for element in app.markdown]
