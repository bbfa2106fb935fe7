"""Footprints of batteries in words and tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from hkzero.charts.battery_footprint import UNIT, chemistry, said, stage, study
from hkzero.charts.findings import Card
from hkzero.measure import Answer, Measured
from hkzero.text import label, list_join, number, percent, period, quantity, t, unit_label

GROUPS = {"lfp": ("lfp",), "nickel": ("nmc", "nmc811", "lmo_and_nca"),
          "other": ("lmo", "sodium_ion", "li_ion", "8_chemistries", "li_ion_solid_state_sodium_ion_literature",
                    "shenxing_and_ctp_batteries")}


def headline(lfp: Any, nickel: Any, lang: str) -> dict[str, str]:
    """Return the finding and the line below it (two model/battery_footprint.Embodied of one study)."""
    spread = {f"{name}_{end}": number(getattr(one, end), lang, 0)
              for name, one in (("lfp", lfp), ("nickel", nickel)) for end in ("low", "high")}
    return {"text": t("battery_footprint.headline.finding", lang, **spread),
            "note": t("battery_footprint.headline.note", lang, study=t(f"battery_footprint.study.{lfp.study}", lang))}


def cards(lfp: Any, nickel: Any, moved: Any, grid: float, least: float, most: float,
          evidence: Mapping[str, Answer | Measured], lang: str) -> list[Card]:
    """Return the key figures. `moved` is the LFP footprint at `grid` kg/kWh; `evidence` by card."""
    def kilograms(value: float) -> str:
        return quantity(value, "kg CO2e", lang, 0)

    def spread(one: Any) -> str:
        return t("battery_footprint.spread", lang, low=number(one.low, lang, 0), high=number(one.high, lang, 0))

    told = t(f"battery_footprint.study.{lfp.study}", lang)
    return [
        Card(t("battery_footprint.key.lfp", lang), kilograms(lfp.central), evidence["lfp"],
             t("battery_footprint.key.of_study", lang, spread=spread(lfp), study=told)),
        Card(t("battery_footprint.key.nickel", lang), kilograms(nickel.central), evidence["nickel"],
             t("battery_footprint.key.of_study", lang, spread=spread(nickel), study=told)),
        Card(t("battery_footprint.key.moved", lang, grid=number(grid, lang, 2)), kilograms(moved.central),
             evidence["moved"], t("battery_footprint.key.of_moved", lang, spread=spread(moved)),
             help=t("battery_footprint.key.moved_help", lang)),
        Card(t("battery_footprint.key.literature", lang),
             t("battery_footprint.spread", lang, low=number(least, lang, 0), high=kilograms(most)),
             evidence["literature"], t("battery_footprint.key.of_literature", lang)),
    ]


def alt(found: Sequence[Any], moved: Mapping[str, Any], grid: float, lang: str) -> str:
    """Return every footprint in figures, and how many another grid moves."""
    each = [t("battery_footprint.point", lang, chemistry=chemistry(one.chemistry, lang), study=study(one, lang),
              figures=said(one, lang)) for one in found]
    lines = [t("battery_footprint.alt", lang, points=list_join(each, lang), unit=unit_label(UNIT, lang))]
    if moved:
        lines.append(t("battery_footprint.alt_moved", lang, grid=number(grid, lang, 2), points=list_join(
            (t("battery_footprint.point", lang, chemistry=chemistry(one.chemistry, lang), study=study(one, lang),
               figures=said(one, lang)) for one in moved.values()), lang)))
    return " ".join(lines)


def footprint_table(found: Sequence[Any], moved: Mapping[str, Any], lang: str) -> pd.DataFrame:
    """Return a row a footprint, with what another grid makes of it; what was not published is left blank."""
    def cell(value: float | None) -> str:
        return "" if value is None else number(value, lang)

    rows = [[chemistry(one.chemistry, lang), study(one, lang), t(f"battery_footprint.scope.{one.scope}", lang),
             t(f"battery_footprint.region.{one.region}", lang), one.period, cell(one.low), cell(one.central),
             cell(one.high), _moved(moved.get(one.footprint_id), lang), label("kind", str(one.kind), lang)]
            for one in found]
    names = ("chemistry", "study", "scope", "place", "year", "low", "central", "high", "moved", "kind")
    return pd.DataFrame(rows, columns=[t(f"battery_footprint.column.{name}", lang) for name in names])


def _moved(one: Any, lang: str) -> str:
    return t("battery_footprint.not_known", lang) if one is None else said(one, lang)


def other_units_table(frame: pd.DataFrame, lang: str) -> pd.DataFrame:
    """Return the footprints per kilogram and per pack, which cannot be put beside those per kWh."""
    rows = [[chemistry(row.chemistry, lang), t(f"battery_footprint.study.{row.study}", lang),
             t(f"battery_footprint.region.{row.region}", lang), period(row.period, lang),
             quantity(row.value, row.unit, lang), t(f"battery_footprint.basis.{row.basis}", lang)]
            for row in frame.itertuples()]
    names = ("chemistry", "study", "place", "year", "central", "basis")
    return pd.DataFrame(rows, columns=[t(f"battery_footprint.column.{name}", lang) for name in names])


def shares_alt(frame: pd.DataFrame, lang: str) -> str:
    """Return every share or change in figures."""
    def told(row: Any) -> str:
        if row.value == row.value and row.value is not None:
            return percent(row.value, lang, 0)
        return t("battery_footprint.spread", lang, low=number(row.low, lang, 0), high=percent(row.high, lang, 0))

    return t("battery_footprint.shares_alt", lang, points=list_join(
        (t("battery_footprint.point", lang, chemistry=stage(row.stage, row.region, lang), figures=told(row),
           study=t(f"battery_footprint.study.{row.study}", lang)) for row in frame.itertuples()), lang))


def grids(published: pd.DataFrame, lang: str) -> dict[str, str]:
    """Return the names of the places of `battery_grids` (indexed by grid_id), each with its intensity and year."""
    return {row.Index: t("battery_footprint.grid_point", lang, place=t(f"battery_footprint.grid.{row.Index}", lang),
                         year=row.period, value=number(row.value, lang, 2)) for row in published.itertuples()}


def grid_table(frame: pd.DataFrame, lang: str) -> pd.DataFrame:
    """Return the published intensities of places where cells are or could be made."""
    rows = [[t(f"battery_footprint.grid.{row.grid_id}", lang), row.period, quantity(row.value, row.unit, lang, 3),
             label("kind", row.kind, lang)] for row in frame.itertuples()]
    names = ("place", "year", "grid", "kind")
    return pd.DataFrame(rows, columns=[t(f"battery_footprint.column.{name}", lang) for name in names])


def making(electricity: Any, modelled: Any, lang: str) -> str:
    """Return how much electricity a kWh of cells takes (two model/battery_footprint.Range)."""
    used = {end: number(getattr(electricity, end), lang, 0) for end in ("low", "central", "high")}
    return t("battery_footprint.making", lang, **used, least=number(modelled.low, lang, 1),
             most=number(modelled.high, lang, 1))
