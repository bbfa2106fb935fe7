"""In which unit a column of a result is, as far as that can be known.

A table of facts has a column `unit`: where the result brings it along, it says the unit of value, low, central and
high. A column of the tables whose name ends in a unit (`capacity_mw`) keeps it under another name, and as a sum, mean,
least or greatest. Everything else is worked out in some way nobody can read from the text: its unit is not known.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

MEASURED = ("value", "low", "central", "high")
# The end of a column's name, and the unit as it is written in data/units.csv.
ENDINGS = {"_mw": "MW", "_gw": "GW", "_kw": "kW", "_kwh": "kWh", "_mwh": "MWh", "_gwh": "GWh", "_twh": "TWh",
           "_tj": "TJ", "_gj": "GJ", "_km": "km", "_km2": "km2", "_m": "m", "_m2": "m2",
           "_ha": "ha", "_percent": "%", "_years": "years", "_hours": "hours", "_days": "days",
           "_kt_co2e": "kt CO2e", "_t_co2e": "t CO2e"}


def origins(sql: str) -> dict[str, str]:
    """Return for each column of a result the column of a table that it shows, or adds up without changing its unit."""
    import sqlglot
    from sqlglot import exp

    statement = sqlglot.parse_one(sql, dialect="duckdb")
    found = {}
    for shown in statement.selects if isinstance(statement, exp.Select) else ():
        inner = shown.this if isinstance(shown, exp.Alias) else shown
        while isinstance(inner, exp.Sum | exp.Avg | exp.Min | exp.Max | exp.Round | exp.Paren):
            inner = inner.this
        if isinstance(inner, exp.Column) and shown.alias_or_name:
            found[shown.alias_or_name] = inner.name
    return found


def of_columns(frame: pd.DataFrame, from_columns: Mapping[str, str]) -> dict[str, str]:
    """Return the unit of every column whose unit is known; `from_columns` as `origins` gives them."""
    units = frame["unit"].dropna().unique() if "unit" in frame else ()
    by_row = str(units[0]) if len(units) == 1 else ""
    found = {}
    for name in frame.columns:
        origin = from_columns.get(name, name).lower()
        if by_row and origin in MEASURED:
            found[name] = by_row
        else:
            ending = next((ending for ending in sorted(ENDINGS, key=len, reverse=True) if origin.endswith(ending)), "")
            if ending and frame[name].dtype.kind in "iuf":
                found[name] = ENDINGS[ending]
    return found
