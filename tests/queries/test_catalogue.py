"""What the catalogue says of tables is what stands in them."""

from __future__ import annotations

import pytest

from hkzero.store import StoreError, open_store


@pytest.fixture(scope="module")
def store(database):
    return open_store(database)


@pytest.fixture(scope="module")
def tables(store):
    return store.ask("catalogue_tables").frame.set_index("table_name")


def test_rows_are_those_of_every_table(store, tables):
    counted = {name: len(store.ask("catalogue_rows", table=name).frame) for name in tables.index}
    assert counted == tables["value"].to_dict()


def test_every_column_of_every_table_is_listed(store, tables):
    columns = store.ask("catalogue_columns").frame
    for name in tables.index:
        listed = columns[columns["table_name"] == name]["column_name"].to_list()
        assert listed == list(store.ask("catalogue_rows", table=name, limit=1).frame.columns), name


def test_coverage_counts_figures_of_published_tables_alone(store, tables):
    coverage = store.ask("catalogue_coverage").frame
    assert set(coverage["table_name"]) <= set(tables.index[tables["file"].notna()])
    counted = coverage.groupby("table_name")["value"].sum()
    assert (counted <= tables["value"][counted.index]).all()
    sectors = coverage[coverage["series_id"] == "inventory.emissions"]
    rows = store.ask("catalogue_rows", table="inventory_emissions_by_sector").frame
    in_table = sectors[sectors["table_name"] == "inventory_emissions_by_sector"]["value"].sum()
    assert in_table == (rows["series_id"] == "inventory.emissions").sum()


@pytest.mark.parametrize("name", ["no_such_table", "series; drop table series", "../etc/passwd", ""])
def test_what_is_no_table_is_an_error_and_harms_nothing(store, name):
    with pytest.raises(StoreError):
        store.ask("catalogue_rows", table=name)
    assert len(store.ask("series").frame) > 100
