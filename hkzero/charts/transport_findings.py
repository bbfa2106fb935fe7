"""The transport page's findings in words: the headline and the key figures, in the reader's language."""

from __future__ import annotations

from typing import Any

from hkzero.charts.findings import Card
from hkzero.charts.transport import months_of, stretch_name
from hkzero.charts.transport_outlook import gone_year, newest
from hkzero.measure import Answer
from hkzero.text import number, percent, period, t, unit_label

MEGATONNES, MEGATONNES_PER_KILOTONNE = "Mt CO2e", 1e-3


def headline(falls: Answer, shares: Answer, lang: str) -> dict[str, str]:
    """Return the finding, and below it which months it compares and what the rush before it means."""
    electric, whole, stock = _row(falls, "after", "battery_electric"), _row(falls, "since_rush", "all"), _stock(shares)
    base, rush = _row(falls, "same_months", "battery_electric"), _row(falls, "rush", "battery_electric")
    turn = "fell" if electric["change_percent"] < 0 else "rose"
    text = t(f"transport.headline.{turn}", lang, change=percent(abs(electric["change_percent"]), lang, 0),
             months=months_of(electric, lang), share=percent(electric["share"], lang, 0),
             before=percent(base["share"], lang, 0), stock=percent(stock["value"], lang, 0))
    note = t(f"transport.note.{'more' if whole['change_percent'] > 0 else 'less'}", lang, rush=months_of(rush, lang),
             cars=number(rush["value"], lang, 0), all_months=months_of(whole, lang),
             change=percent(abs(whole["change_percent"]), lang, 0), after=number(electric["value"], lang, 0),
             before=number(base["value"], lang, 0))
    return {"text": text, "note": note}


def key_cards(falls: Answer, shares: Answer, official: Answer, chargers: Answer, outlook: Any, lang: str) -> list[Card]:
    """Return the page's key figures; `outlook` is a model.car_outlook.Outlook with its central assumptions."""
    electric = _row(falls, "after", "battery_electric")
    months = months_of(electric, lang)
    return [
        Card(t("transport.key.share", lang, months=months), percent(electric["share"], lang, 1), falls,
             change=t("transport.key.points", lang, change=number(electric["change_points"], lang, 1, signed=True)),
             better=bool(electric["change_points"] > 0)),
        Card(t("transport.key.cars", lang, months=months), number(electric["value"], lang, 0), falls,
             change=t("transport.key.year", lang, change=percent(electric["change_percent"], lang, 0, signed=True)),
             better=bool(electric["change_percent"] > 0)),
        _stock_card(shares, lang), _emission_card(official, lang), _charger_card(chargers, lang),
        Card(t("transport.key.gone", lang), gone_year(outlook.chosen, lang), outlook.evidence,
             change=t("transport.key.range", lang, early=gone_year(outlook.early, lang),
                      late=gone_year(outlook.late, lang)),
             help=t("transport.key.gone_help", lang, end=outlook.end_year)),
    ]


def fall_in_words(falls: Answer, lang: str) -> dict[str, str]:
    """Return the subtitle of the picture of the fall: all new cars, the electric ones and their share."""
    whole, electric = _row(falls, "after", "all"), _row(falls, "after", "battery_electric")
    year = _row(falls, "year_before", "battery_electric")
    return {"subtitle": t(
        "transport.fall.sentence", lang, months=months_of(electric, lang),
        base=months_of(_row(falls, "same_months", "all"), lang),
        all=percent(whole["change_percent"], lang, 0, signed=True),
        electric=percent(electric["change_percent"], lang, 0, signed=True),
        points=number(electric["change_points"], lang, 1, signed=True), year=stretch_name(year, lang),
        year_share=percent(year["share"], lang, 0))}


def _row(answer: Answer, stretch: str, fuel: str):
    frame = answer.frame
    return frame[(frame["stretch"] == stretch) & (frame["fuel"] == fuel)].iloc[0]


def _stock(shares: Answer):
    part = shares.frame[shares.frame["measure"] == "stock"]
    return part.loc[part["period"].idxmax()]


def _stock_card(shares: Answer, lang: str) -> Card:
    now = _stock(shares)
    return Card(t("transport.key.stock", lang, month=period(now["period"], lang)), percent(now["value"], lang, 1),
                shares, change=t("transport.key.of", lang, electric=number(now["electric"], lang, 0),
                                 cars=number(now["cars"], lang, 0)))


def _emission_card(official: Answer, lang: str) -> Card:
    rows = official.frame[official.frame["sector"] == "transport"].sort_values("period")
    first, last = rows.iloc[0], rows.iloc[-1]
    change = (last["value"] - first["value"]) * MEGATONNES_PER_KILOTONNE
    return Card(t("transport.key.emissions", lang, year=int(last["period"]), unit=unit_label(MEGATONNES, lang)),
                number(last["value"] * MEGATONNES_PER_KILOTONNE, lang, 1), official,
                change=t("transport.key.since", lang, change=number(change, lang, 1, signed=True),
                         year=int(first["period"])),
                better=bool(change < 0))


def _charger_card(chargers: Answer, lang: str) -> Card:
    row = newest(chargers, "public_chargers")
    return Card(t("transport.key.chargers", lang, when=period(row["period"], lang)), number(row["value"], lang, 0),
                chargers, note=t("transport.key.reported", lang))
