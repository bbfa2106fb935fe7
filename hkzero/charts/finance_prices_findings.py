"""Carbon prices, volumes, milestones and green debt in words and tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from hkzero.charts.finance_market import CURRENCY_OF_BILLIONS, billions, event
from hkzero.charts.finance_prices import MEANS, original, rate
from hkzero.text import has, list_join, number, percent, period, quantity, t

PATH_YEARS = (2025, 2030)
NEAR_MARKETS = ("china_national", "guangdong", "shenzhen", "korea")


def prices(frame: pd.DataFrame, lang: str) -> list[str]:
    """Return what a tonne cost, a sentence each: the two large markets, the newest means of a month, Singapore."""
    china, europe = _last_year(frame, "china_national"), _last_year(frame, "eu")
    lines = [t("finance_prices.said.large", lang, china=_hkd(china["hkd"], lang), europe=_hkd(europe["hkd"], lang),
               china_year=period(china["period"], lang), europe_year=period(europe["period"], lang),
               times=number(europe["hkd"] / china["hkd"], lang, 0))]
    months = frame[(frame["price_type"] == "month_mean") & (frame["market"] == "secondary")]
    newest = months["period"].max()
    here = months[(months["period"] == newest) & months["scheme"].isin(NEAR_MARKETS)]
    if len(here):
        points = [t("finance_prices.said.point", lang, scheme=_scheme(row["scheme"], lang),
                    hkd=_hkd(row["hkd"], lang)) for row in here.sort_values("hkd", ascending=False).to_dict("records")]
        lines.append(t("finance_prices.said.month", lang, month=period(newest, lang), points=list_join(points, lang)))
    tax = frame[(frame["scheme"] == "singapore") & (frame["price_type"] == "statutory_rate")]
    top = tax.loc[tax["period"].idxmax()]
    since = tax[tax["value"] == top["value"]]["period"].min()
    target = frame[(frame["scheme"] == "singapore") & (frame["price_type"] == "target")].iloc[0]
    lines.append(t("finance_prices.said.singapore", lang, year=period(since, lang), hkd=_hkd(top["hkd"], lang),
                   goal=period(target["period"], lang), low=_hkd(target["hkd_low"], lang),
                   high=_hkd(target["hkd_high"], lang), rate=period(top["rate_period"], lang)))
    return lines


def _last_year(frame: pd.DataFrame, scheme: str) -> dict[str, Any]:
    """Return the newest mean of a year of a scheme, the one published before the one worked out."""
    rows = frame[(frame["scheme"] == scheme) & frame["price_type"].isin(MEANS) & (frame["currency"] != "USD")]
    rows = rows.assign(rank=rows["price_type"].map(MEANS.index)).sort_values(["period", "rank"],
                                                                             ascending=[False, True])
    return rows.iloc[0].to_dict()


def _hkd(amount: float, lang: str) -> str:
    return t("finance_prices.hkd", lang, amount=number(amount, lang, 0))


def _scheme(code: str, lang: str) -> str:
    return t(f"finance_prices.scheme.{code}", lang)


def prices_table(frame: pd.DataFrame, schemes: Sequence[str], lang: str) -> pd.DataFrame:
    """Return a row a published price and mean of the schemes chosen, newest first: HK$, as published, rate."""
    rows = frame[frame["scheme"].isin(schemes) & (frame["price_type"] != "day")]
    rows = rows[(rows["price_type"] != "month_mean") | (rows["days"] > 1)]  # one day is no mean
    rows = rows.sort_values(["scheme", "period"], ascending=[True, False])
    names = ("scheme", "what", "period", "hkd", "original", "rate", "kind")
    return pd.DataFrame([[
        _scheme(row["scheme"], lang), _price_type(row, lang), period(row["period"], lang), _in_hkd(row, lang),
        original(row, lang), rate(row, lang), t(f"labels.kind.{row['kind']}", lang),
    ] for row in rows.to_dict("records")], columns=[t(f"finance_prices.column.{name}", lang) for name in names])


def _price_type(row: Mapping[str, Any], lang: str) -> str:
    key = f"finance_prices.type.{row['price_type']}"
    if row["price_type"] == "month_mean":
        key = "finance_prices.type.month_mean_auction" if row["market"] == "primary" else key
        return t(key, lang, days=number(row["days"], lang))
    return t(key, lang) if has(key, lang) else row["price_type"]


def _in_hkd(row: Mapping[str, Any], lang: str) -> str:
    if pd.notna(row["hkd"]):
        return number(row["hkd"], lang, 0)
    if pd.notna(row["hkd_low"]):
        return t("finance_prices.range", lang, low=number(row["hkd_low"], lang, 0),
                 high=number(row["hkd_high"], lang, 0))
    return t("finance_prices.no_hkd", lang)


def paths_table(paths: Sequence[tuple[Any, Sequence[float]]], lang: str) -> pd.DataFrame:
    """Return a row a path: HK$ a tonne in the years of PATH_YEARS and what it rests on.

    Each item is a path (model/carbon_price.PricePath) and its prices in those years.
    """
    years = [period(year, lang) for year in PATH_YEARS]
    rows = [[path_name(path.path_id, lang), *(round(one) for one in found), path_basis(path, lang)]
            for path, found in paths]
    return pd.DataFrame(rows, columns=[t("finance_prices.path.name", lang), *years,
                                       t("finance_prices.path.basis", lang)])


def path_name(path_id: str, lang: str) -> str:
    """Return what a path is called: a scenario or a market."""
    key = f"finance_prices.path.{path_id}"
    return t(key, lang) if has(key, lang) else _scheme(path_id, lang)


def path_basis(path: Any, lang: str) -> str:
    """Return what a path rests on (model/carbon_price.PricePath)."""
    return t(f"finance_prices.basis.{path.basis}", lang, period=period(path.base_period, lang))


def volumes(frame: pd.DataFrame, hkd_per_cny: Mapping[str, float], lang: str) -> list[str]:
    """Return what the national market traded, a sentence each; `hkd_per_cny` is the rate of each year."""
    def of(quantity_code: str, span: str) -> pd.DataFrame:
        return frame[(frame["scheme"] == "china_national") & (frame["quantity"] == quantity_code)
                     & (frame["span"] == span)].sort_values("period")

    volume, turnover = of("volume", "year").iloc[-1], of("turnover", "year").iloc[-1]
    total = of("volume", "cumulative").iloc[-1]
    cap = frame[(frame["scheme"] == "china_national") & (frame["quantity"] == "cap")].sort_values("period").iloc[-1]
    hkd = turnover["value"] * hkd_per_cny[turnover["period"]]
    return [t("finance_prices.volumes.said", lang, year=period(volume["period"], lang),
              volume=quantity(volume["value"], volume["unit"], lang, 0),
              cny=billions(turnover["value"] / 1e3, "CNY", lang), hkd=billions(hkd / 1e3, "HKD", lang)),
            t("finance_prices.volumes.total", lang, day=period(total["period"], lang),
              volume=quantity(total["value"], total["unit"], lang, 0)),
            t("finance_prices.volumes.share", lang, year=period(cap["period"], lang),
              cap=quantity(cap["value"], cap["unit"], lang, 0),
              share=number(100 * volume["value"] / cap["value"], lang, 1))]


def volumes_table(frame: pd.DataFrame, lang: str) -> pd.DataFrame:
    """Return a row for each cap and each revenue from auctions."""
    rows = frame[frame["quantity"].isin(("cap", "revenue"))]
    names = ("scheme", "what", "period", "amount")
    return pd.DataFrame([[
        _scheme(row["scheme"], lang), t(f"finance_prices.volumes.{row['quantity']}", lang), period(row["period"], lang),
        quantity(row["value"], row["unit"], lang),
    ] for row in rows.to_dict("records")], columns=[t(f"finance_prices.column.{name}", lang) for name in names])


def milestones(frame: pd.DataFrame, lang: str) -> str:
    """Return how many steps there are and which came last, as a sentence."""
    start = frame[frame["event_id"] == "core_climate_2022_10_28"].iloc[0]
    newest = frame.sort_values("period").iloc[-1]
    return t("finance_prices.milestones.said", lang, start=period(start["period"], lang), count=len(frame),
             newest=period(newest["period"], lang), what=event(newest.to_dict(), lang))


def milestones_table(frame: pd.DataFrame, lang: str) -> pd.DataFrame:
    """Return a row a step, newest first: when, what happened, on what."""
    rows = frame.sort_values("period", ascending=False)
    names = ("when", "event", "topic")
    return pd.DataFrame([[period(row["period"], lang), event(row, lang),
                          t(f"finance_prices.lane.{row['topic']}", lang)] for row in rows.to_dict("records")],
                        columns=[t(f"finance_prices.column.{name}", lang) for name in names])


def debt(frame: pd.DataFrame, hkd_per_usd: Mapping[str, float], lang: str) -> list[str]:
    """Return green and sustainable debt in words, a sentence each; `hkd_per_usd` is the rate of each year."""
    years = frame[(frame["part"] == "bonds_and_loans") & ~frame["is_half_year"]].sort_values("period")
    newest, before = years.iloc[-1], years.iloc[-2]
    bonds = frame[(frame["part"] == "bonds") & (frame["period"] == newest["period"])]
    lines = [t("finance_prices.debt.said", lang, year=period(newest["period"], lang),
               usd=billions(newest["value"], "USD", lang),
               hkd=billions(newest["value"] * hkd_per_usd[newest["period"]], "HKD", lang),
               before=period(before["period"], lang), usd_before=billions(before["value"], "USD", lang))]
    if len(bonds):
        lines.append(t("finance_prices.debt.bonds_said", lang, usd=billions(bonds["value"].iloc[0], "USD", lang)))
    for row in frame[frame["is_half_year"]].to_dict("records"):
        lines.append(t("finance_prices.debt.half_said", lang, half=period(row["period"], lang),
                       usd=billions(row["value"], "USD", lang)))
    return lines


def bonds_table(frame: pd.DataFrame, in_hkd: Sequence[float], lang: str) -> pd.DataFrame:
    """Return a row a tranche or total of government green bonds, newest first.

    `frame` is that of government_green_bonds, `in_hkd` the amounts in HK$ billion, a value a row.
    """
    rows = frame.assign(in_hkd=list(in_hkd)).sort_values(["issue", "part"], ascending=[False, True], kind="stable")
    names = ("when", "bond", "coupon", "amount", "hkd_billion")
    return pd.DataFrame([[
        period(row["issue"], lang), _bond(row, lang),
        percent(row["coupon"], lang, 3) if pd.notna(row["coupon"]) else "",
        billions(row["value"], CURRENCY_OF_BILLIONS[row["unit"]], lang), round(row["in_hkd"], 2),
    ] for row in rows.to_dict("records")], columns=[t(f"finance_prices.column.{name}", lang) for name in names])


def _bond(row: Mapping[str, Any], lang: str) -> str:
    """Return what a row of the list of bonds is: currency, term and purpose, or a total."""
    if row["part"] != "tranche":
        kind = t("finance_prices.bond.total", lang)
    elif pd.notna(row["term_years"]):
        kind = t("finance_prices.bond.tranche", lang, currency=t(f"finance_prices.money.{row['currency']}", lang),
                 years=number(row["term_years"], lang))
    else:
        kind = t("finance_prices.bond.no_term", lang, currency=t(f"finance_prices.money.{row['currency']}", lang))
    if row["purpose"] == "green":
        return kind
    return t("finance_prices.bond.with_purpose", lang, bond=kind,
             purpose=t(f"finance_prices.bond.{row['purpose']}", lang))
