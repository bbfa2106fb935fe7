"""The electricity page's findings in words: the headline and the key figures, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hkzero.charts.findings import Card
from hkzero.charts.targets import range_text, row_of
from hkzero.measure import Answer
from hkzero.text import number, percent, period, quantity, t, unit_label

MEGATONNES, MEGATONNES_PER_KILOTONNE = "Mt CO2e", 1e-3
# Whether less is better; None where neither is: gas replaces coal, and is to go in its turn.
LESS_IS_BETTER = {"zero_carbon": False, "coal": True, "natural_gas": None, "renewables": False, "intensity": True}


def headline(distances: Answer, lang: str) -> dict[str, str]:
    """Return the finding and, below it, what its shares are shares of.

    The finding sets the zero-carbon share against the range asked for, and coal against its end.
    """
    zero, coal = row_of(distances, "elec_zc_2035"), row_of(distances, "elec_coal_2035")
    met, year = zero["value"] >= zero["low"], int(zero["period"])
    text = t(f"electricity.headline.{'met' if met else 'missed'}", lang, zero=percent(zero["value"], lang, 0),
             range=range_text(zero, lang), year=year, target_year=int(zero["target_year"]),
             coal=percent(coal["value"], lang, 0))
    return {"text": text, "note": t("electricity.definition", lang, year=year)}


def stake(distances: Answer, imports: Answer, lang: str) -> dict[str, str]:
    """Return, as the subtitle of its chart, what the end of the Daya Bay contract puts at stake.

    That is TWh, share of supply, and the emissions of as much electricity made from gas in Hong Kong.
    """
    asked, row = row_of(distances, "elec_zc_2035"), imports.frame.iloc[-1]
    emissions = quantity(row["replacement_kt"] * MEGATONNES_PER_KILOTONNE, MEGATONNES, lang, 1)
    return {"subtitle": t("electricity.stake.sentence", lang, range=range_text(asked, lang), emissions=emissions,
                          target_year=int(asked["target_year"]), year=int(row["period"]),
                          end_year=int(row["contract_end_year"]), supply=quantity(row["value"], imports.unit, lang, 1),
                          share=percent(row["share"], lang, 0))}


def key_cards(trends: Mapping[str, Any], lang: str) -> list[Card]:
    """Return a key figure for each trend (model.electricity.Trend by code): newest value, year, change since a base."""
    return [_card(code, trend, lang) for code, trend in trends.items()]


def _card(code: str, trend: Any, lang: str) -> Card:
    unit, value = trend.latest.unit, trend.latest.value
    written = percent(value, lang, 1) if unit == "%" else number(value, lang, 2)
    return Card(t(f"electricity.key.{code}", lang, unit=unit_label(unit, lang)), written, trend.latest,
                note=period(trend.year, lang), change=_change(trend, lang), better=_better(code, trend))


def _change(trend: Any, lang: str) -> str:
    if trend.change is None or trend.change.value is None:
        return ""
    points = trend.change.unit == "%"
    return t(f"electricity.key.{'points' if points else 'change'}", lang, year=trend.base_year,
             change=number(trend.change.value, lang, 1 if points else 2, signed=True))


def _better(code: str, trend: Any) -> bool | None:
    less = LESS_IS_BETTER[code]
    if less is None or trend.change is None or not trend.change.value:
        return None
    return (trend.change.value < 0) == less
