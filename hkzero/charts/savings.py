"""What could be saved or made on the roof, as published: each figure with its year and basis, none of them added up."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from hkzero.charts import captioned, palette
from hkzero.measure import Answer
from hkzero.text import list_join, number, percent, period, quantity, t, unit_label

# The panels by unit, and what colours a bar: the family of the measure.
PANELS = (("GWh/year", "absolute"), ("%", "relative"))
FAMILY = {
    "meels": palette.ORANGE, "room_air_conditioner": palette.ORANGE, "building_energy_code": palette.COBALT,
    "buildings_energy_efficiency_ordinance": palette.COBALT, "beeo_amendment": palette.COBALT,
    "district_cooling": palette.SEA, "retro_commissioning": palette.ORCHID,
}


def rooftop(answer: Answer, lang: str) -> go.Figure:
    """Return a bar a study of rooftop solar output, with its method and its share of building electricity."""
    rows = [captioned.Row(_study(row, lang), row.value, palette.FUEL["solar"], row.kind)
            for row in answer.frame.itertuples()]
    return captioned.bars([("", rows)], revision="buildings.rooftop", deep=2)


def rooftop_alt(answer: Answer, lang: str) -> str:
    """Return the lowest and highest study, and how far they lie apart, as a sentence."""
    frame = answer.frame
    low, high = frame.loc[frame["value"].idxmin()], frame.loc[frame["value"].idxmax()]
    return t("buildings.rooftop.alt", lang, **_spread(answer, lang), low_study=_source(low["scope"], lang),
             high_study=_source(high["scope"], lang))


def spread(answer: Answer, lang: str) -> str:
    """Return the range of the studies, how far they lie apart, and the share of building electricity, in a sentence."""
    return t("buildings.rooftop.sentence", lang, **_spread(answer, lang))


def ranked(answer: Answer, lang: str) -> go.Figure:
    """Return published savings, ranked: GWh a year above, per cent below; colour is the family of the measure."""
    panels = [(t(f"buildings.savings.{name}", lang), [_saving(row, lang) for row in _of(answer, unit)])
              for unit, name in PANELS]
    return captioned.bars(panels, revision="buildings.savings")


def ranked_alt(answer: Answer, lang: str) -> str:
    """Return the largest savings of both kinds as a sentence."""
    points = [t("buildings.savings.point", lang, name=_name(row, lang), value=_amount(row, lang))
              for unit, _ in PANELS for row in _of(answer, unit)[:3]]
    return t("buildings.savings.alt", lang, points=t("buildings.list_separator", lang).join(points))


def table(answer: Answer, lang: str) -> pd.DataFrame:
    """Return savings or programme figures as text for people: measure, what is counted, when, how much."""
    return pd.DataFrame([{
        t("buildings.savings.measure", lang): t(f"buildings.measure.{row.measure_code}", lang),
        t("buildings.savings.counted", lang): t(f"buildings.item.{row.item}", lang),
        t("buildings.savings.when", lang): period(row.period, lang),
        t("buildings.savings.amount", lang): _amount(row, lang),
    } for row in answer.frame.itertuples()])


def _of(answer: Answer, unit: str) -> list:
    rows = answer.frame[answer.frame["unit"] == unit]
    return sorted(rows.itertuples(), key=lambda row: -_level(row))


def _level(row) -> float:
    return float(row.value) if row.value == row.value else (row.low + row.high) / 2


def _saving(row, lang: str) -> captioned.Row:
    colour = next((colour for family, colour in FAMILY.items() if row.measure_code.startswith(family)), palette.NEUTRAL)
    has_range = row.low == row.low and row.high == row.high
    return captioned.Row(
        t("buildings.captioned", lang, value=_short(row, lang), name=_name(row, lang)), _level(row), colour, row.kind,
        low=row.low if has_range else None, high=row.high if has_range else None)


def _name(row, lang: str) -> str:
    return t("buildings.savings.name", lang, what=t(f"buildings.saving.{row.measure_code}.{row.item}", lang),
             when=period(row.period, lang))


def _amount(row, lang: str) -> str:
    if row.value == row.value:
        return quantity(row.value, row.unit, lang)
    return t("buildings.range", lang, low=number(row.low, lang), high=quantity(row.high, row.unit, lang))


def _short(row, lang: str) -> str:
    """Return the amount as a caption has room for: the panel's heading says that it is a year's."""
    return quantity(row.value, "GWh", lang) if row.unit == "GWh/year" else _amount(row, lang)


def _source(scope: str, lang: str) -> str:
    return t(f"buildings.study.{scope}.name", lang)


def _study(row, lang: str) -> str:
    return t("buildings.rooftop.study", lang, value=quantity(row.value, row.unit, lang, 0),
             share=percent(row.share_of_buildings, lang, 0), name=_source(row.scope, lang),
             method=t(f"buildings.study.{row.scope}.method", lang))


def _spread(answer: Answer, lang: str) -> dict[str, str]:
    frame = answer.frame
    low, high = frame.loc[frame["value"].idxmin()], frame.loc[frame["value"].idxmax()]
    middle = frame[frame["value"] > low["value"]]["value"].min()
    return {"low": number(low["value"], lang, 0), "high": quantity(high["value"], answer.unit, lang, 0),
            "times": number(high["value"] / low["value"], lang, 0),
            "next_times": number(middle / low["value"], lang, 0),
            "low_share": percent(low["share_of_buildings"], lang, 0),
            "high_share": percent(high["share_of_buildings"], lang, 0),
            "year": period(low["electricity_period"], lang), "unit": unit_label(answer.unit, lang),
            "methods": list_join([_source(scope, lang) for scope in frame["scope"]], lang)}
