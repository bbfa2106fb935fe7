"""Which district a position lies in: known places, borders and the sea."""

from __future__ import annotations

import pytest

from hkzero.own_data import place, portfolio, words
from hkzero.own_data.table_file import NotUsable, Table
from hkzero.store import DistrictShape
from hkzero.text import LANGUAGES, label

HEADINGS = ("name", "type", "floor area (m2)", "electricity (kWh)", "year", "district", "lat", "lon")
GROUPS, DISTRICTS = {"c11": ("Office",)}, {"A": ("Central and Western",), "B": ("Wan Chai",)}


@pytest.fixture(scope="module")
def land(store):
    return place.land(store.district_shapes())


# Public places whose district anybody can look up on a map.
@pytest.mark.parametrize(("lat", "lon", "code"), [
    (22.2816, 114.1585, "A"),  # Central station
    (22.2785, 114.1730, "B"),  # Wan Chai tower blocks
    (22.3193, 114.1694, "E"),  # Mong Kok
    (22.3080, 113.9185, "T")])  # the airport, on an island of reclaimed land
def test_known_places_lie_in_their_districts(land, lat, lon, code) -> None:
    assert land.district(lat, lon) == (code, "", "")
    assert land.district(lat, lon, code).district == code


def test_every_point_of_the_map_lies_where_the_build_puts_it(land, store) -> None:
    for row in store.ask("points").frame.dropna(subset=["district"]).itertuples():
        assert land.district(row.lat, row.lon, row.district).district == row.district, row


def test_the_sea_and_the_wrong_district_are_told(land) -> None:
    assert land.district(22.15, 114.45) == (None, "in_the_sea", "")
    assert land.district(22.15, 114.45, "A") == (None, "in_the_sea", "")
    assert land.district(22.3193, 114.1694, "A") == (None, "other_district", "E")


def _read(land, *cells: str):
    table = Table(HEADINGS, ((2, ("X", "c11", "100", "5", "2024", *cells)),))
    return portfolio.buildings(table, portfolio.columns(table), GROUPS, DISTRICTS, (2024,), land)


def test_a_building_gets_its_district_from_its_position(land) -> None:
    assert _read(land, "", "22.2816", "114.1585")[0].district == "A"
    assert _read(land, "A", "22.2816", "114.1585")[0].district == "A"
    assert _read(land, "A", "", "")[0].district == "A"
    assert _read(None, "", "22.2816", "114.1585")[0].district is None


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_position_elsewhere_is_a_fault_told_by_row(land, lang) -> None:
    for cells, code, part in ((("A", "22.3193", "114.1694"), "other_district", label("district", "E", lang)),
                              (("", "22.15", "114.45"), "in_the_sea", "22.15, 114.45")):
        with pytest.raises(NotUsable) as caught:
            _read(land, *cells)
        (fault,) = caught.value.problems
        assert (fault.code, fault.row) == (code, 2) and part in words.problem(fault, lang)


def test_a_shape_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="no shapes"):
        place.Land(())
    with pytest.raises(ValueError, match="no geometry"):
        place.Land([DistrictShape("A", b"nonsense", "", "", "")])
    assert place.land(()) is None
