"""One building beside its group: the picture and the words of the benchmark."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from hkzero.charts import captioned, palette
from hkzero.charts.findings import Card
from hkzero.measure import Answer, Kind
from hkzero.text import number, percent, period, quantity, t, unit_label

UNIT, TONNES = "MJ/m2/year", "t CO2e"
MEGAJOULES_PER_KWH = 3.6


def group_name(code: str, lang: str) -> str:
    """Return the name of a group of premises."""
    return t(f"buildings.group.{code}", lang)


def subtitle(group: str, lang: str) -> str:
    """Return, as the subtitle of the picture, which group is shown and over which floor area."""
    area = "saleable" if group.startswith("r") else "internal"
    return t(f"buildings.benchmark.subtitle_{area}", lang, group=group_name(group, lang))


def table(indices: Answer, lang: str) -> pd.DataFrame:
    """Return every group with its newest index and edition as a table for people."""
    newest = indices.frame[indices.frame["is_newest"]]
    return pd.DataFrame({
        t("buildings.benchmark.group", lang): [group_name(code, lang) for code in newest["group_code"]],
        unit_label(UNIT, lang): newest["value"].to_list(),
        t("buildings.benchmark.edition", lang): [_edition(edition, lang) for edition in newest["edition"]]})


def comparison(indices: Answer, lang: str, group: str, index: float | None = None) -> go.Figure:
    """Return bars of the group's published index, newest edition and the one before, and of the reader's premises."""
    own = indices.frame[indices.frame["group_code"] == group]
    rows = []
    if index is not None:
        rows.append(_row(t("buildings.benchmark.yours", lang), index, palette.TARGET, Kind.REPORTED, lang))
    for row in own.sort_values("is_newest", ascending=False).itertuples():
        name = t(f"buildings.benchmark.{'newest' if row.is_newest else 'earlier'}", lang,
                 edition=_edition(row.edition, lang))
        rows.append(_row(name, row.value, palette.COBALT if row.is_newest else palette.NEUTRAL, row.kind, lang))
    return captioned.bars([("", rows)], revision="buildings.benchmark")


def comparison_alt(indices: Answer, lang: str, group: str, index: float | None = None) -> str:
    """Return the group's index, and the reader's, as a sentence."""
    own = indices.frame[(indices.frame["group_code"] == group) & indices.frame["is_newest"]]
    published = _index(own["value"].iloc[0], lang)
    if index is None:
        return t("buildings.benchmark.alt_group", lang, group=group_name(group, lang), published=published)
    return t("buildings.benchmark.alt", lang, group=group_name(group, lang), published=published,
             yours=_index(index, lang))


def cards(found: Any, factors: Answer, grid: str, lang: str) -> list[Card]:
    """Return the key figures of a comparison (model.benchmark.Comparison)."""
    factor = factors.frame[factors.frame["factor"] == grid].iloc[0]
    return [
        Card(t("buildings.benchmark.index", lang, unit=unit_label(UNIT, lang)), number(found.index, lang, 0),
             found.group_index, better=found.difference_percent < 0,
             help=t("buildings.benchmark.in_kwh", lang, value=number(found.index / MEGAJOULES_PER_KWH, lang, 0)),
             change=t(f"buildings.benchmark.{'above' if found.difference_percent > 0 else 'below'}", lang,
                      percent=percent(abs(found.difference_percent), lang, 0),
                      group=number(found.group_index.value, lang, 0))),
        Card(t("buildings.benchmark.by_2035", lang), t(
            "buildings.range", lang, low=number(-found.cut_low_kwh, lang, 0),
            high=number(-found.cut_high_kwh, lang, 0)), found.group_index,
             note=t(f"buildings.benchmark.goal_{found.sector}", lang, year=found.target_from)),
        Card(t("buildings.benchmark.scope_2", lang), quantity(found.electricity_emissions.value, TONNES, lang),
             found.electricity_emissions,
             note=t("buildings.benchmark.at", lang, factor=quantity(factor["value"], factor["unit"], lang, 2),
                    year=period(factor["period"], lang))),
        Card(t("buildings.benchmark.scope_1", lang), quantity(found.gas_emissions.value, TONNES, lang),
             found.gas_emissions,
             note=t("buildings.benchmark.making", lang, value=quantity(found.gas_making.value, TONNES, lang))),
    ]


def remarks(doubts: tuple[str, ...], lang: str) -> list[str]:
    """Return a sentence for each code of what is missing or unlikely (model.benchmark)."""
    return [t(f"buildings.benchmark.doubt.{code}", lang) for code in doubts]


def _row(name: str, value: float, colour: str, kind: Kind | str, lang: str) -> captioned.Row:
    text = t("buildings.captioned", lang, value=_index(value, lang), name=name)
    return captioned.Row(text, value, colour, kind)


def _index(value: float, lang: str) -> str:
    return t("common.quantity", lang, number=number(value, lang, 0), unit=unit_label(UNIT, lang))


def _edition(edition: str, lang: str) -> str:
    return t("buildings.benchmark.undated", lang) if edition == "not_stated" else period(edition, lang)
