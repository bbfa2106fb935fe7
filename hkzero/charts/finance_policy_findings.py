"""A carbon price and an account of credits in words and tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from hkzero.text import label, list_join, number, percent, period, t

THOUSAND = 1e3
# How many HK$ million are one of the large and of the small unit in which a language counts money.
COUNTED_IN = {"en": (1e3, 1.0), "zh_hant": (100.0, 0.01), "zh_hans": (100.0, 0.01)}
MILLION_HKD, CENTS, PERSON = "HK$ million", "HK cents/kWh", "HK$/person"
TONNE_PRICE, TONNES = "HK$/t CO2e", "t CO2e"


def money(million: float, lang: str) -> str:
    """Return an amount of HK$ million as the language counts: billions and millions, or 億 and 萬."""
    if abs(million) >= THOUSAND:
        return t("finance_policy.money.billion", lang, amount=number(million / COUNTED_IN[lang][0], lang))
    if abs(million) >= 1:
        return t("finance_policy.money.million", lang, amount=number(million / COUNTED_IN[lang][1], lang))
    return t("finance_policy.money.hkd", lang, amount=number(million * 1e6, lang, 0))


def covered(share: float, lang: str) -> str:
    """Return the share of emissions that pays; nearly all is not all."""
    return percent(100 * share, lang, 1 if 0.99 < share < 0.9995 else 0)


def charge(found: Any, place: int, share_of_bill: float | None, cents: float, lang: str) -> str:
    """Return what the charge raises in the year at `place` and what it does to a kWh (model/carbon_charge.Charge)."""
    values = {"year": found.years[place], "price": number(float(found.price_hkd[place]), lang, 0),
              "revenue": money(float(found.total[place]), lang),
              "covered": covered(float(found.covered_share[place]), lang)}
    if float(found.total[place]) <= 0:
        return t("finance_policy.charge.nothing", lang, **values)
    if share_of_bill is None or cents <= 0:
        return t("finance_policy.charge.said_without_power", lang, **values)
    return t("finance_policy.charge.said", lang, cents=number(cents, lang, 1),
             share=percent(share_of_bill, lang, 1), **values)


def payers(by_payer: Mapping[str, float], lang: str) -> str:
    """Return the three who pay most, with their part."""
    whole = sum(by_payer.values())
    if whole <= 0:
        return t("finance_policy.payer.nobody", lang)
    most = sorted(by_payer.items(), key=lambda one: -one[1])[:3]
    return t("finance_policy.payer.said", lang, payers=list_join(
        [t("finance_policy.payer.part", lang, payer=t(f"finance_policy.payer.{code}", lang),
           share=percent(100 * value / whole, lang, 0)) for code, value in most if value > 0], lang))


def districts(rows: Sequence[Any], users: str, total_million: float, lang: str) -> str:
    """Return the ends of the list, how much of the charge the districts hold, and who gains after rebate and relief."""
    first, last = rows[0], rows[-1]
    held = sum(one.charge_million for one in rows)
    gaining = sum(one.net > 0 for one in rows)
    if held <= 0:
        return t("finance_policy.district.said_nothing", lang, rebate=number(first.rebate, lang, 0))
    return t(f"finance_policy.district.said_{users}", lang, most=label("district", first.district, lang),
             least=label("district", last.district, lang), high=number(first.per_person, lang, 0),
             low=number(last.per_person, lang, 0), held=money(held, lang), whole=money(total_million, lang),
             rebate=number(first.rebate, lang, 0), gaining=gaining)


def use(spent: Any, per_person: float, relief_cents: float, lang: str) -> str:
    """Return how the revenue is used (model/carbon_charge.Uses); what gets nothing is left out."""
    values = {"person": number(per_person, lang, 0), "cents": number(relief_cents, lang, 1)}
    parts = [t(f"finance_policy.use.{name}", lang, amount=money(getattr(spent, name), lang), **values)
             for name in ("rebate", "tariff", "investment") if getattr(spent, name) > 1e-9]
    return t("finance_policy.use.said", lang, parts=list_join(parts, lang)) if parts else ""


def response(fallen: Mapping[str, Mapping[str, float]], revenue: Mapping[str, float], lang: str) -> str:
    """Return by how much demand falls: `fallen` in % by sector and end (strong, central, weak); revenue HK$ million."""
    if not fallen:
        return t("finance_policy.response.none", lang)
    parts = [t("finance_policy.response.part", lang, sector=t(f"finance_policy.response.{sector}", lang),
               central=percent(ends["central"], lang, 1), weak=percent(ends["weak"], lang, 1),
               strong=percent(ends["strong"], lang, 1)) for sector, ends in fallen.items()]
    return t("finance_policy.response.said", lang, parts=list_join(parts, lang),
             central=money(revenue["central"], lang), low=money(revenue["strong"], lang),
             high=money(revenue["weak"], lang))


def revenue_table(found: Any, lang: str) -> pd.DataFrame:
    """Return a row a year: price, revenue by sector, total, share of emissions that pays."""
    sectors = [sector for sector, values in found.by_sector.items() if max(values) > 0]
    columns = [t("finance_policy.column.year", lang), t("finance_policy.column.price", lang),
               *(label("sector", sector, lang) for sector in sectors), t("finance_policy.column.total", lang),
               t("finance_policy.column.covered", lang)]
    return pd.DataFrame([[str(year), round(float(found.price_hkd[place]), 1),
                          *(round(float(found.by_sector[sector][place]), 1) for sector in sectors),
                          round(float(found.total[place]), 1), round(100 * float(found.covered_share[place]), 1)]
                         for place, year in enumerate(found.years)], columns=columns)


def payer_table(by_payer: Mapping[str, float], lang: str) -> pd.DataFrame:
    """Return a row a payer and the total, HK$ million and %."""
    whole = sum(by_payer.values())
    rows = [[t(f"finance_policy.payer.{code}", lang), round(value, 1), round(100 * value / whole, 1) if whole else 0.0]
            for code, value in by_payer.items()]
    rows.append([t("finance_policy.column.total", lang), round(whole, 1), 100.0 if whole else 0.0])
    names = ("payer", "million", "share")
    return pd.DataFrame(rows, columns=[t(f"finance_policy.column.{name}", lang) for name in names])


def district_table(rows: Sequence[Any], lang: str) -> pd.DataFrame:
    """Return a row a district: grade, charge with its range, rebate, relief and net a resident, charge in all."""
    names = ("district", "grade", "charge_person", "charge_low", "charge_high", "rebate_person", "relief_person",
             "net_person", "million")
    return pd.DataFrame([[label("district", one.district, lang), label("grade", one.grade, lang),
                          round(one.per_person), round(one.low), round(one.high), round(one.rebate), round(one.relief),
                          round(one.net), round(one.charge_million, 1)] for one in rows],
                        columns=[t(f"finance_policy.column.{name}", lang) for name in names])


def bill_table(rows: Sequence[Any], lang: str) -> pd.DataFrame:
    """Return a row a company: intensity, charge, tariff, share, relief, and the household's year."""
    names = ("supplier", "intensity", "charge_cents", "tariff_cents", "tariff_share", "relief_cents", "household",
             "household_net")
    return pd.DataFrame([[label("utility", one.supplier, lang), round(one.intensity, 3), round(one.charge_cents, 2),
                          one.tariff_cents and round(one.tariff_cents, 1), one.percent and round(one.percent, 1),
                          round(one.relief_cents, 2), round(one.household_hkd), round(one.net_household_hkd)]
                         for one in rows], columns=[t(f"finance_policy.column.{name}", lang) for name in names])


def bills(rows: Sequence[Any], kwh: float, lang: str) -> str:
    """Return what a household pays in a year with each company, before relief."""
    clp, hk_electric = rows[0], rows[1]
    return t("finance_policy.bill.said", lang, kwh=number(kwh, lang, 0), clp=number(clp.household_hkd, lang, 0),
             hk_electric=number(hk_electric.household_hkd, lang, 0),
             clp_cents=number(clp.charge_cents, lang, 1), hk_electric_cents=number(hk_electric.charge_cents, lang, 1))


# --- credits ---


def account(whole: Any, rows: Sequence[Any], lang: str) -> str:
    """Return what becomes of a project's reduction (model/carbon_credits.Total, Year)."""
    values = {name: number(getattr(whole, name), lang, 0)
              for name in ("reduction", "issued", "buffer", "leakage", "not_additional", "outside")}
    key = "said" if whole.reduction > 0 else "said_none"
    lines = [t(f"finance_policy.account.{key}", lang, first=rows[0].year, last=rows[-1].year, **values)]
    if key == "said" and round(whole.outside) > 0:
        lines.append(t("finance_policy.account.outside", lang, outside=values["outside"]))
    return ("" if lang.startswith("zh") else " ").join(lines)


def shortfall(whole: Any, owed: float, lang: str) -> str:
    """Return what a year above the baseline does to the account."""
    return t("finance_policy.account.shortfall", lang, shortfall=number(whole.shortfall, lang, 0),
             made_good=number(whole.made_good, lang, 0), cancelled=number(whole.cancelled, lang, 0),
             owed=number(owed, lang, 0))


def account_table(rows: Sequence[Any], revenue: Sequence[float] | None, lang: str) -> pd.DataFrame:
    """Return a row a year of the account, tonnes; the last column is HK$, left out where the market has no price."""
    parts = ("baseline", "project", "reduction", "not_additional", "leakage", "made_good", "buffer", "issued",
             "shortfall", "owed", "buffer_total", "released", "cancelled", "outside")
    shown = [name for name in parts if name in parts[:3] or any(getattr(row, name) for row in rows)]
    table = pd.DataFrame([[str(row.year), *(round(getattr(row, name), 1) + 0.0 for name in shown)] for row in rows],
                         columns=[t("finance_policy.column.year", lang),
                                  *(t(f"finance_policy.part.{name}", lang) for name in shown)])
    if revenue is not None:
        table[t("finance_policy.column.revenue_hkd", lang)] = [round(value) for value in revenue]
    return table


def link_table(rows: Sequence[Mapping[str, Any]], lang: str) -> pd.DataFrame:
    """Return a row a market: price of a tonne, its period, worth of all credits, and what it accepts with its limit."""
    names = ("market", "price", "price_of", "worth", "accepted")
    return pd.DataFrame([[
        t(f"finance_policy.market.{row['market']}", lang), row["price"] and round(row["price"], 1),
        period(row["period"], lang) if row["period"] else t("finance_policy.link.no_price", lang),
        row["worth"] and round(row["worth"]), _accepted(row, lang)] for row in rows],
        columns=[t(f"finance_policy.column.{name}", lang) for name in names])


def _accepted(row: Mapping[str, Any], lang: str) -> str:
    accepted = t(f"finance_policy.accepts.{row['accepted'] or 'not_found'}", lang)
    if row["limit"] is None:
        return accepted
    limit = t(f"finance_policy.limit.{row['limit_of']}", lang, share=percent(row["limit"], lang, 0))
    return t("finance_policy.link.with_limit", lang, accepted=accepted, limit=limit)


def worth(market: str, price: float | None, earned: float | None, lang: str) -> str:
    """Return what the credits bring at one market's price, or that it publishes none."""
    name = t(f"finance_policy.market.{market}", lang)
    if price is None or earned is None:
        return t("finance_policy.account.no_price", lang, market=name)
    return t("finance_policy.account.worth", lang, market=name, price=number(price, lang, 0),
             earned=money(earned / 1e6, lang))


def refused(field: str, value: object, lang: str) -> str:
    """Return why an entry cannot be used: which one, what was given, what would do."""
    name = t(f"finance_policy.field.{field}", lang)
    if value is None:
        return t("finance_policy.error.empty", lang, field=name)
    if field in ("additionality", "leakage", "buffer"):
        return t("finance_policy.error.share", lang, field=name, value=number(float(value) * 100, lang))
    if isinstance(value, str):
        return t("finance_policy.error.not_a_number", lang, field=name, value=value[:20])
    if isinstance(value, int):
        return t("finance_policy.error.count", lang, field=name, value=value)
    return t("finance_policy.error.range", lang, field=name, value=number(float(value), lang))
