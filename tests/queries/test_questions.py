"""Every question runs, returns what its header declares, in a fixed order, with sources and one unit."""

from __future__ import annotations

import pytest

from hkzero.measure import Kind
from hkzero.store import open_store, queries

REGISTERS = {"sources", "sources_used", "series", "scenarios", "catalogue_tables", "catalogue_columns",
             "public_tables"}


@pytest.fixture(scope="module")
def store(database):
    return open_store(database)


@pytest.mark.parametrize("name", queries())
def test_returns_what_it_declares(store, name):
    answer = store.ask(name)
    assert not answer.empty, f"{name} has no rows"
    missing = [column for column in answer_columns(name) if column not in answer.frame]
    assert not missing, f"{name} declares {missing} but does not return them"


def answer_columns(name: str) -> tuple[str, ...]:
    return queries()[name].returns


@pytest.mark.parametrize("name", queries())
def test_order_is_total(store, name):
    first, second = store.ask(name).frame, store.ask(name).frame
    assert first.equals(second)


@pytest.mark.parametrize("name", sorted(set(queries()) - REGISTERS))
def test_every_row_has_unit_kind_and_a_known_source(store, name):
    answer = store.ask(name)
    frame = answer.frame
    missing = {"unit", "kind", "source_id"} - set(frame)
    assert not missing, f"queries/{name}.sql: no row says its {', '.join(sorted(missing))}: a number never travels bare"
    assert frame["unit"].notna().all() and (frame["unit"] != "").all()
    assert set(frame["kind"]) <= set(Kind)
    if name in {"assumptions", "levers"}:
        frame = frame[frame["basis"] == "source"]
    elif "basis" in frame:  # a judgement need not rest on a publication
        frame = frame[frame["basis"] != "judgement"]
    assert frame["source_id"].notna().all() and (frame["source_id"] != "").all()
    known = {source.source_id for source in store.sources(answer.sources)}
    assert known == set(answer.sources)


@pytest.mark.parametrize("name", [name for name, query in queries().items() if "period" in query.returns])
def test_every_series_named_is_registered(store, name):
    registered = set(store.ask("series").frame["series_id"])
    assert set(store.ask(name).series) <= registered


@pytest.mark.parametrize("name", [name for name, query in queries().items() if "low" in query.returns
                                  and name not in {"source_rows", "targets", "city_targets", "assumptions"}
                                  and not name.startswith("electricity_target")])
def test_ranges_contain_their_value(store, name):
    frame = store.ask(name).frame.dropna(subset=["low", "value", "high"])
    assert (frame["low"] <= frame["value"]).all() and (frame["value"] <= frame["high"]).all()
