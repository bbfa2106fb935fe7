"""The buildings page's findings in words: headline, key figures, and how far each saving target is."""

from __future__ import annotations

import pandas as pd

from hkzero.charts.buildings import BUILDINGS
from hkzero.charts.findings import Card
from hkzero.measure import Answer
from hkzero.text import number, percent, period, quantity, t

NEAR_YEAR = 2035


def headline(targets: Answer, lang: str) -> dict[str, str]:
    """Return the finding and, below it, what it counts: change since the base year against what 2035 asks for."""
    rows = {sector: _near(targets, sector) for sector in BUILDINGS}
    changes = {sector: float(row["change_percent"]) for sector, row in rows.items()}
    case = "up" if min(changes.values()) > 0 else "mixed"
    values = {}
    for sector, row in rows.items():
        shown = abs(changes[sector]) if case == "up" else changes[sector]
        values[sector] = percent(shown, lang, 1, signed=case == "mixed")
        values[f"{sector}_range"] = _saving(row, lang)
    row = rows[BUILDINGS[0]]
    years = {"base_year": int(row["base_year"]), "year": int(row["period"]), "target_year": int(row["target_year"])}
    return {"text": t(f"buildings.headline.{case}", lang, **values, **years),
            "note": t("buildings.headline.note", lang, **years)}


def key_cards(targets: Answer, shares: Answer, emissions: Answer, lang: str) -> list[Card]:
    """Return the key figures: share of electricity, emissions, both sectors since the base year, air conditioning."""
    return [_share(shares, "buildings", lang), _emissions(emissions, lang),
            *(_change(targets, sector, lang) for sector in BUILDINGS), _share(shares, "air_conditioning", lang)]


def distances(targets: Answer, lang: str) -> pd.DataFrame:
    """Return a column a target with today's distance in TJ, % and kt and the pace it takes, as text for people."""
    columns = {t("buildings.distances.measure", lang): [
        t(f"buildings.distances.{name}", lang, year=period(row.period, lang), base_year=period(row.base_year, lang))
        for row in targets.frame.head(1).itertuples()
        for name in ("today", "asked", "tj", "percent", "kt", "pace", "achieved")]}
    for row in targets.frame.itertuples():
        name = t("buildings.distances.target", lang, year=row.target_year,
                 sector=t(f"buildings.distances.{row.sector}", lang))
        columns[name] = [
            number(row.value, lang, 0), _range(row.target_low, row.target_high, lang),
            _range(row.distance_low, row.distance_high, lang),
            _range(100 * row.distance_low / row.value, 100 * row.distance_high / row.value, lang),
            _range(row.distance_low_kt, row.distance_high_kt, lang),
            t("buildings.range", lang, low=number(row.pace_low, lang, 0, signed=True),
              high=number(row.pace_high, lang, 0, signed=True)),
            number(row.pace_achieved, lang, 0, signed=True)]
    return pd.DataFrame(columns)


def _near(targets: Answer, sector: str) -> pd.Series:
    frame = targets.frame
    return frame[(frame["sector"] == sector) & (frame["target_year"] == NEAR_YEAR)].iloc[0]


def _saving(row: pd.Series, lang: str) -> str:
    """Return the saving asked for against the base year, e.g. 15–20%."""
    low, high = (100 * (1 - row[end] / row["base_value"]) for end in ("target_high", "target_low"))
    return t("buildings.range", lang, low=number(low, lang, 0), high=percent(high, lang, 0))


def _range(low: float, high: float, lang: str) -> str:
    return t("buildings.range", lang, low=number(low, lang, 0), high=number(high, lang, 0))


def _share(shares: Answer, part: str, lang: str) -> Card:
    rows = shares.frame[shares.frame["part"] == part]
    newest = rows[rows["period"] == rows["period"].max()]
    return Card(t(f"buildings.key.{part}", lang), percent(newest["value"].iloc[0], lang, 0), shares.measured(newest),
                note=period(newest["period"].iloc[0], lang))


def _emissions(emissions: Answer, lang: str) -> Card:
    frame = emissions.frame[emissions.frame["carrier"] == "electricity"]
    newest = frame[frame["period"] == frame["period"].max()]
    return Card(t("buildings.key.emissions", lang),
                quantity(newest["value"].sum(), emissions.unit, lang, 1),
                emissions.measured(newest), note=t("buildings.key.estimate", lang, year=int(newest["period"].iloc[0])))


def _change(targets: Answer, sector: str, lang: str) -> Card:
    row = _near(targets, sector)
    part = targets.frame[targets.frame["target_id"] == row["target_id"]]
    return Card(t(f"buildings.key.{sector}", lang, base_year=int(row["base_year"])),
                percent(row["change_percent"], lang, 1, signed=True),
                targets.measured(part, "change_percent").scaled(1.0, "%"),
                note=period(int(row["period"]), lang), better=bool(row["change_percent"] < 0),
                change=t("buildings.key.asked", lang, year=int(row["target_year"]), range=_saving(row, lang)))
