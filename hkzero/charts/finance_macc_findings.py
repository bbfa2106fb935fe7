"""The marginal abatement cost curve in words and tables: the finding, key figures, one lever, published potentials."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isfinite
from typing import Any

import pandas as pd

from hkzero.charts.findings import Card
from hkzero.charts.scenario_findings import KT_PER_MT, MEGATONNES, lever_value
from hkzero.measure import Measured
from hkzero.text import list_join, number, percent, quantity, t, unit_label

LEAST_MT = 0.05  # what is less is written as nothing
PERCENT = 100.0
# The year of the Mainland's mean price that the curve is held against: prices have moved a good deal since.
PRICE_YEAR = 2024
# From how many million on the larger unit is used, and how many of either make a million: billions, 億 and 萬.
MONEY = {"en": (1000, 1e-3, 1), "zh_hant": (100, 1e-2, 100), "zh_hans": (100, 1e-2, 100)}
GROUP_OF = {"power_decarbonisation": "electricity", "building_energy_efficiency": "buildings", "mobility": "transport"}


def price_text(hkd_per_tonne: float, lang: str) -> str:
    """Return HK$ as people write it, a minus first: −HK$1,509."""
    rounded = round(hkd_per_tonne) + 0
    return t("finance_macc.price", lang, sign="\N{MINUS SIGN}" if rounded < 0 else "",
             amount=number(abs(rounded), lang, 0))


def _end(value: float, lang: str) -> str:
    return price_text(value, lang) if isfinite(value) else t("finance_macc.no_end", lang)


def _range(ends: Any, lang: str) -> str:
    return t("finance_macc.range", lang, low=_end(ends.low, lang), high=_end(ends.high, lang))


def _tonnes(kt: float, lang: str) -> str:
    """Return an amount in Mt, in kt where that is too little for Mt."""
    if abs(kt) < LEAST_MT * KT_PER_MT:
        return quantity(round(kt, 1) + 0.0, "kt CO2e", lang, 1)
    return quantity(kt / KT_PER_MT, MEGATONNES, lang, 1 if abs(kt) >= KT_PER_MT else 2)


def in_mt(kt: float) -> float:
    """Return kilotonnes as megatonnes, the unit of what others published."""
    return kt / KT_PER_MT


def _million(million_hkd: float, lang: str) -> str:
    """Return HK$ million as people write it: HK$17.4 billion, HK$133 million, 174.2億港元, 1.3億港元."""
    from_million, large, small = MONEY[lang]
    is_large = abs(million_hkd) >= from_million
    amount = round(million_hkd * (large if is_large else small), 1 if is_large else 0) + 0.0
    return t(f"finance_macc.money.{'large' if is_large else 'small'}", lang,
             sign="\N{MINUS SIGN}" if amount < 0 else "", amount=number(abs(amount), lang, 1 if is_large else 0))


def headline(found: Any, scenario: str, carbon_price: float, uncounted_kt: float, lang: str) -> dict[str, str]:
    """Return the finding: what can be avoided for less than the price of carbon, of how much, in the curve's year.

    `uncounted_kt` of it is by levers whose own cost is not known.
    """
    below, known = found.below(carbon_price), {"scenario": scenario, "year": found.year}
    if not found.bars:
        return {"text": t("finance_macc.headline.none", lang, **known), "note": t("finance_macc.headline.note", lang)}
    case = "nothing_below" if below <= 0 else "alone" if str(found.overlap) == "alone" else "below"
    text = t(f"finance_macc.headline.{case}", lang, below=_tonnes(below, lang), whole=_tonnes(found.whole_kt, lang),
             price=price_text(carbon_price, lang), price_year=PRICE_YEAR, **known)
    notes = [t("finance_macc.headline.note", lang)]
    if uncounted_kt > 0:
        notes.append(t("finance_macc.headline.uncounted", lang, amount=_tonnes(uncounted_kt, lang)))
    return {"text": text, "note": joined(notes, lang)}


def joined(sentences: Sequence[str], lang: str) -> str:
    """Return sentences one after the other, as the language sets them."""
    return ("" if lang.startswith("zh") else " ").join(one for one in sentences if one)


def key_cards(found: Any, uncounted_kt: float, evidence: Mapping[str, Measured], lang: str) -> list[Card]:
    """Return the key figures: avoided in all, the share at a saving, the mean cost, what adding up counts twice.

    `evidence` by `whole`, `saving`, `mean`, `interaction`; `uncounted_kt` is avoided at a saving by levers whose own
    cost is not known. Nothing is returned where nothing is avoided.
    """
    if not found.bars:
        return []
    said = sum(bar.avoided_kt for bar in found.bars)
    ends = found.whole_range
    mean = found.mean_hkd_per_tonne
    cards = [
        Card(t("finance_macc.key.whole", lang, year=found.year), _tonnes(found.whole_kt, lang), evidence["whole"],
             note=t("finance_macc.key.range", lang, low=_tonnes(ends.low, lang), high=_tonnes(ends.high, lang))
             if ends else "", help=t("finance_macc.key.whole_help", lang)),
        Card(t("finance_macc.key.saving", lang), percent(PERCENT * found.saving_kt / said, lang, 0), evidence["saving"],
             note=t("finance_macc.key.saving_note", lang, amount=_tonnes(found.saving_kt, lang),
                    uncounted=_tonnes(uncounted_kt, lang)), help=t("finance_macc.key.saving_help", lang)),
        Card(t("finance_macc.key.interaction", lang), _tonnes(found.interaction_kt, lang), evidence["interaction"],
             note=t("finance_macc.key.interaction_note", lang, alone=_tonnes(found.alone_kt, lang)),
             help=t("finance_macc.key.interaction_help", lang))]
    if mean is not None:
        cards.insert(2, Card(t("finance_macc.key.mean", lang), price_text(mean, lang), evidence["mean"],
                             note=t("finance_macc.key.mean_note", lang, cost=_million(found.whole_million_hkd, lang)),
                             help=t("finance_macc.key.mean_help", lang)))
    return cards


def hover(bar: Any, title: str, lang: str) -> str:
    """Return what is said of a bar under the pointer, a line each."""
    lines = [f"<b>{title}</b>", t("finance_macc.hover.avoided", lang, amount=_tonnes(bar.avoided_kt, lang)),
             t("finance_macc.hover.price", lang, price=price_text(bar.hkd_per_tonne, lang))]
    if bar.price_range:
        lines.append(t("finance_macc.hover.range", lang, range=_range(bar.price_range, lang)))
    if bar.last_unit_hkd_per_tonne is not None:
        lines.append(t("finance_macc.hover.last", lang, price=price_text(bar.last_unit_hkd_per_tonne, lang)))
    return "<br>".join(lines)


def note(found: Any, has_arrows: bool, lang: str) -> str:
    """Return how to read the picture, as far as it applies to what is shown."""
    errors = [bar.error_kt for bar in found.bars if bar.error_kt is not None]
    parts = [t("finance_macc.curve.savers", lang) if found.saving_kt > 0 else "",
             t("finance_macc.curve.ranges", lang, draws=found.draws) if found.draws else "",
             t("finance_macc.curve.arrows", lang) if has_arrows else "",
             t("finance_macc.curve.sampled", lang, orders=found.orders, error=quantity(max(errors), "kt CO2e", lang, 0))
             if errors else "", "" if found.is_stable else t("finance_macc.curve.unstable", lang),
             t("finance_macc.curve.limits", lang)]
    return joined(parts, lang)


def without_price(found: Any, titles: Mapping[str, str], lang: str) -> list[str]:
    """Return which levers have no cost per tonne, and which emit more, a sentence each; none where there are none."""
    lines = []
    if found.idle:
        lines.append(t("finance_macc.curve.idle", lang, year=found.year,
                       levers=list_join((titles[bar.lever_id] for bar in found.idle), lang)))
    if found.raising:
        lines.append(t("finance_macc.curve.raising", lang, year=found.year, levers=list_join(
            (t("finance_macc.curve.raised", lang, lever=titles[bar.lever_id], amount=_tonnes(-bar.avoided_kt, lang))
             for bar in found.raising), lang)))
    return lines


def alt(found: Any, titles: Mapping[str, str], finding: str, lang: str) -> str:
    """Return what the curve shows: the finding, the greatest saver, the widest and the dearest bar."""
    if not found.bars:
        return finding
    widest, dearest = (max(found.bars, key=key) for key in (lambda bar: bar.avoided_kt, lambda bar: bar.hkd_per_tonne))
    ends = [t(f"finance_macc.alt.{name}", lang, lever=titles[bar.lever_id], amount=_tonnes(bar.avoided_kt, lang),
              price=price_text(bar.hkd_per_tonne, lang)) for name, bar in (("widest", widest), ("dearest", dearest))]
    return joined([t("finance_macc.alt.finding", lang, finding=finding), *ends], lang)


def table(found: Any, levers: Any, lang: str) -> pd.DataFrame:
    """Return a row a lever in the order of the curve, those without a price last."""
    names = ["lever", "group", "avoided", "price", "price_low", "price_high", "last", "cost"]
    has_errors = any(bar.error_kt is not None for bar in found.bars)
    rows = []
    for bar in (*found.bars, *found.idle, *found.raising):
        lever, ends = levers.find(bar.lever_id), bar.price_range
        rows.append([lever.title[lang], t(f"scenarios.group.{lever.group}", lang), round(bar.avoided_kt, 1) + 0.0,
                     _whole(bar.hkd_per_tonne), _whole(ends.low if ends else None), _whole(ends.high if ends else None),
                     _whole(bar.last_unit_hkd_per_tonne), round(bar.cost_million_hkd, 1) + 0.0,
                     *([None if bar.error_kt is None else round(bar.error_kt, 1)] if has_errors else []),
                     "" if lever.cost_assumption else t("finance_macc.column.uncounted", lang)])
    columns = [*names, *(["error"] if has_errors else []), "remark"]
    return pd.DataFrame(rows, columns=[t(f"finance_macc.column.{name}", lang) for name in columns])


def _whole(value: float | None) -> int | None:
    return None if value is None or not isfinite(value) else round(value)


def lever_lines(bar: Any, lever: Any, setting: Any, in_year: float, found: Any, lang: str) -> list[str]:
    """Return what there is to say of one lever: its level today and in the scenario, tonnes and cost, last unit."""
    level = t("finance_macc.lever.date" if lever.is_date else "finance_macc.lever.level", lang,
              today=lever_value(lever, lever.frozen, lang), set=lever_value(lever, round(setting.value, 2), lang),
              year=found.year, now=lever_value(lever, round(in_year, 2), lang), end=setting.end_year)
    case = "idle" if bar.hkd_per_tonne is None and bar.avoided_kt >= 0 else \
        "raising" if bar.hkd_per_tonne is None else "costs"
    lines = [level, t(f"finance_macc.lever.{case}", lang, year=found.year, amount=_tonnes(abs(bar.avoided_kt), lang),
                      cost=_million(bar.cost_million_hkd, lang),
                      price="" if bar.hkd_per_tonne is None else price_text(bar.hkd_per_tonne, lang))]
    if bar.price_range:
        lines.append(t("finance_macc.lever.range", lang, range=_range(bar.price_range, lang)))
    if bar.last_unit_hkd_per_tonne is not None:
        lines.append(t("finance_macc.lever.last", lang, price=price_text(bar.last_unit_hkd_per_tonne, lang)))
    if not lever.cost_assumption:
        lines.append(t("finance_macc.lever.uncounted", lang))
    return lines


def published_table(rows: pd.DataFrame, found: Any, groups: Mapping[str, str], lang: str) -> pd.DataFrame:
    """Return a row a published potential, with what the levers of the same sector avoid in the curve's year."""
    here = {measure: sum(bar.avoided_kt for bar in (*found.bars, *found.idle, *found.raising)
                         if groups[bar.lever_id] == group) / KT_PER_MT for measure, group in GROUP_OF.items()}
    columns = ["measure", "published", "published_year", "base_year", "here"]
    table = [[t(f"finance_macc.published.{row.measure}", lang), row.value, str(row.period), str(row.base_year),
              round(here[row.measure] if row.measure in here else sum(here.values()), 1) + 0.0]
             for row in rows.itertuples()]
    return pd.DataFrame(table, columns=[t(f"finance_macc.column.{name}", lang, year=found.year,
                                          unit=unit_label("Mt CO2", lang), here_unit=unit_label(MEGATONNES, lang))
                                        for name in columns])
