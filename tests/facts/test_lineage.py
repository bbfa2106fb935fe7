"""What is read off the texts is what a parser of SQL finds, and what the pages really ask."""

from __future__ import annotations

from pathlib import Path

import pytest

from hkzero.facts import lineage
from hkzero.facts.marts import tables_read

QUESTIONS = sorted(lineage.QUERIES.glob("*.sql"))
MARTS = sorted(lineage.MARTS.glob("*.sql"))
PAGES = sorted(path.stem for path in lineage.PAGES.glob("*.py"))


@pytest.mark.parametrize("path", [*QUESTIONS, *MARTS], ids=lambda path: path.stem)
def test_tables_found_are_those_the_parser_finds(path: Path):
    made = set(lineage.texts(lineage.MARTS))
    parsed = set(tables_read(path.read_text(encoding="utf-8"), path.name)) & made
    behind = lineage.tables_behind()[path.stem] if path.parent == lineage.QUERIES else lineage.behind_table(path.stem)
    assert parsed <= behind


def test_what_a_table_rests_on_goes_all_the_way_down():
    assert "electricity_supply" in lineage.tables_behind()["emissions_flow"]
    assert "building_emissions" not in lineage.tables_behind()["tariffs"]


def test_readers_of_an_assumption():
    own_use = lineage.readers("electricity_own_use_share")
    assert "electricity_supply" in own_use.tables and "emissions_by_use" in own_use.queries
    assert lineage.readers("tr_car_mean_lifetime").models == ("car_outlook", "system_cost", "transport_fleet")
    nothing = lineage.readers("no_such_assumption")
    assert nothing == lineage.Readers((), (), ())


def test_every_assumption_moves_something(store):
    nothing = lineage.Readers((), (), ())
    idle = [name for name in store.ask("assumptions").frame["assumption_id"] if lineage.readers(name) == nothing]
    assert idle == []


@pytest.mark.parametrize("page", PAGES)
def test_every_question_a_page_asks_is_found(open_page, monkeypatch, page):
    from hkzero.ui import cached

    asked: set[str] = set()
    ask = cached.ask

    def listening(name, **params):
        asked.add(name)
        return ask(name, **params)

    open_page(page)  # the frame's first page asks too: listen only to the second run
    monkeypatch.setattr(cached, "ask", listening)
    app = open_page(page)
    own = asked - lineage.ASKED_EVERYWHERE - lineage.asked_by_page()["overview"]
    assert not app.exception
    assert own - lineage.asked_by_page()[page] == set()


def test_every_table_and_model_says_what_it_is():
    assert [table.name for table in lineage.tables() if not table.what or not table.columns] == []
    assert [model.name for model in lineage.models()
            if not model.what or not all(text for _, text in model.functions)] == []


def test_the_graph_of_a_question_leads_to_the_files_its_figures_stand_in():
    edges = lineage.graph("emissions_by_use", is_query=True)
    assert ("query:emissions_by_use", "emissions_by_use") in edges
    assert ("official_inventory", "inventory_emissions_by_sector") in edges
    assert ("inventory_emissions_by_sector", "data/facts/inventory/emissions_by_sector.csv") in edges
    assert len(set(edges)) == len(edges)


@pytest.mark.parametrize("name", [path.stem for path in QUESTIONS])
def test_whatever_a_graph_names_is_read_by_something_above_it(name):
    edges = lineage.graph(name, is_query=True)
    reached = {f"query:{name}"}
    for _ in edges:
        reached |= {read for reader, read in edges if reader in reached}
    assert {end for edge in edges for end in edge} <= reached
    # Tables made by SQL lie in the middle; none of them is an end.
    assert set(lineage.texts(lineage.MARTS)) & {read for _, read in edges} <= {reader for reader, _ in edges}


def test_the_graph_of_a_table_of_a_file_is_its_file():
    assert lineage.graph("transport_fleet", is_query=False) == (("transport_fleet", "data/facts/transport/fleet.csv"),)
    assert lineage.graph("no_such_table", is_query=False) == ()
