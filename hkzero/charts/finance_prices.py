"""What a tonne of carbon cost in HK$ on one time axis, and what markets traded, in the year and since they opened."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from hkzero.charts import facets, layout, palette
from hkzero.measure import Kind, weakest
from hkzero.text import number, period, t, unit_label

UNIT = "HK$/t CO2"
# What a price of a period is drawn as: a bar over its time with a mark in its middle. Best first, one a year.
MEANS = ("annual_average_secondary", "annual_average", "annual_average_volume_weighted")
SPANS = ("period_average_volume_weighted", "weekly_average_volume_weighted")
QUOTES = ("close", "spot", "index")
AUCTION = "cross-open"
FIRST_DAY, LAST_DAY, LAST_PLANNED = "2018-07-01", "2026-07-01", "2031-03-01"
YEAR_MILLISECONDS = 365 * 24 * 3600 * 1000
BAR_SHARE = 0.6  # of a year that a bar fills


def prices(frame: pd.DataFrame, schemes: Sequence[str], detail: str, is_log: bool, lang: str) -> go.Figure:
    """Return the prices of `schemes` in HK$ a tonne (frame of model/carbon_price.table).

    `detail` is `days` (daily prices and single quotes), `means` (of a month, year or longer) or `both`. A time without
    a price stays empty: nothing joins two months.
    """
    figure = layout.base_figure(unit_label(UNIT, lang), revision="finance.prices", height=460)
    for scheme in schemes:
        part = frame[(frame["scheme"] == scheme) & (frame["price_type"] != "earlier_plan")]
        if detail in ("days", "both"):
            _days(figure, part, scheme, lang)
        if detail in ("means", "both"):
            _months(figure, part, scheme, lang)
            _periods(figure, part, scheme, lang)
        _tax(figure, part, scheme, lang)
        _ranges(figure, part, scheme, lang)
    last = LAST_PLANNED if "singapore" in schemes else LAST_DAY
    figure.update_xaxes(type="date", range=[FIRST_DAY, last], tickformat="%Y", dtick="M24" if last == LAST_PLANNED
                        else "M12", tick0="2020-01-01", hoverformat=t("finance_prices.hover_day", lang), tickangle=0)
    figure.update_layout(hovermode="closest", legend={"y": -0.1})
    if is_log:
        figure.update_yaxes(type="log", rangemode="normal", tickvals=[10, 20, 50, 100, 200, 500, 1000, 2000])
    return figure


def _add(figure: go.Figure, scheme: str, lang: str, kinds: Any, **trace: Any) -> None:
    """Add a trace of a scheme with the evidence of its points; the first one stands in the legend."""
    first = not any(one.legendgroup == scheme for one in figure.data)
    figure.add_trace(go.Scatter(name=t(f"finance_prices.scheme.{scheme}", lang), legendgroup=scheme, showlegend=first,
                                connectgaps=False, meta=layout.evidence(kinds), **trace))


def _hover(lang: str, when: str = "%{x}") -> str:
    hkd = t("finance_prices.hkd_per_tonne", lang, amount="%{y:,.0f}")
    return f"<b>%{{fullData.name}}</b><br>{when}<br>{hkd}<br>%{{customdata}}<extra></extra>"


def _behind(rows: pd.DataFrame, lang: str) -> list[str]:
    """Return what stands behind each value in HK$: the price as published, and the rate."""
    found, rates = [], {}
    for row in rows.to_dict("records"):
        # Hundreds of days share a few rates, and numbers take long to write out.
        key = (row["currency"], str(row["rate_period"]), row["is_rate_held"])
        rates[key] = rates.get(key) or rate(row, lang)
        found.append(t("finance_prices.behind", lang, original=original(row, lang), rate=rates[key]))
    return found


def original(row: Any, lang: str) -> str:
    """Return a price as it was published, with its currency: 95.96 CNY per t CO₂, or the ends of a range."""
    digits = 0 if row["currency"] == "KRW" else 2
    if pd.notna(row["value"]):
        amount = number(row["value"], lang, digits)
    else:
        amount = t("finance_prices.range", lang, low=number(row["low"], lang), high=number(row["high"], lang))
    return t("common.quantity", lang, number=amount, unit=unit_label(row["unit"], lang))


def rate(row: Any, lang: str) -> str:
    """Return the exchange rate of a row in words, with its period and whether it is held for later years."""
    if not isinstance(row["rate_period"], str):
        return t("finance_prices.rate.none", lang)
    return t("finance_prices.rate.held" if row["is_rate_held"] else "finance_prices.rate.of", lang,
             currency=t(f"finance_prices.currency.{row['currency']}", lang),
             rate=number(row["rate"], lang, 5 if row["rate"] < 0.1 else 3), period=period(row["rate_period"], lang))


def _days(figure: go.Figure, part: pd.DataFrame, scheme: str, lang: str) -> None:
    colour = palette.colour_of(scheme, palette.SCHEME)
    for market in ("secondary", "primary"):
        days = part[(part["price_type"] == "day") & (part["market"] == market)].sort_values("period")
        if not len(days):
            continue
        x, y, behind = [], [], []
        rows = list(zip(days["period"], days["hkd"], _behind(days, lang), strict=True))
        for place, (day, hkd, said) in enumerate(rows):
            if place and day[:7] != rows[place - 1][0][:7]:
                # No price is at hand between the months: the line breaks.
                x.append(_middle_day(rows[place - 1][0], day))
                y.append(None)
                behind.append("")
            x.append(day)
            y.append(round(hkd, 1))
            behind.append(said)
        is_auction = market == "primary"
        marker = {"symbol": AUCTION, "size": 5, "color": colour, "line": {"width": 1, "color": colour}} \
            if is_auction else {"size": 2.5, "color": colour}
        _add(figure, scheme, lang, x=x, y=y, customdata=behind, mode="markers" if is_auction else "lines+markers",
             line={"width": 1, "color": colour}, marker=marker, opacity=0.75, kinds=Kind.OBSERVED,
             hovertemplate=_hover(lang, t("finance_prices.auction_of", lang, day="%{x}") if is_auction else "%{x}"))
    quotes = part[part["price_type"].isin(QUOTES) & part["hkd"].notna()]
    # A day that is in the daily file stands there already.
    quotes = quotes[~quotes["period"].isin(set(part.loc[part["price_type"] == "day", "period"]))]
    _points(figure, quotes, scheme, lang)


def _months(figure: go.Figure, part: pd.DataFrame, scheme: str, lang: str) -> None:
    colour = palette.colour_of(scheme, palette.SCHEME)
    for market in ("secondary", "primary"):
        # A single day is no mean of a month.
        months = part[(part["price_type"] == "month_mean") & (part["market"] == market) & (part["days"] > 1)]
        if not len(months):
            continue
        key = "finance_prices.mean_of_auctions" if market == "primary" else "finance_prices.mean_of_days"
        said = [f"{t(key, lang, month=period(row['period'], lang), days=number(row['days'], lang))}<br>{behind}"
                for row, behind in zip(months.to_dict("records"), _behind(months, lang), strict=True)]
        symbol = AUCTION if market == "primary" else palette.MARKER[Kind.DERIVED]
        _add(figure, scheme, lang, x=[f"{month}-16" for month in months["period"]],
             y=[round(hkd, 1) for hkd in months["hkd"]], customdata=said, mode="markers",
             marker={"symbol": symbol, "size": 7, "color": colour, "line": {"width": 1.8, "color": colour}},
             kinds=months["kind"], hovertemplate=_hover(lang, "").replace("<br><br>", "<br>"))


def _periods(figure: go.Figure, part: pd.DataFrame, scheme: str, lang: str) -> None:
    """Draw means of a year and of longer times as bars over their time."""
    rows = part[part["price_type"].isin((*MEANS, *SPANS)) & part["hkd"].notna()]
    yearly = rows[rows["price_type"].isin(MEANS)]
    yearly = yearly.assign(rank=yearly["price_type"].map(MEANS.index), is_converted=yearly["currency"] == "USD")
    yearly = yearly.sort_values(["rank", "is_converted"]).drop_duplicates("period")
    rows = pd.concat([yearly, rows[rows["price_type"].isin(SPANS)]]).sort_values("period")
    colour = palette.colour_of(scheme, palette.SCHEME)
    for row, behind in zip(rows.to_dict("records"), _behind(rows, lang), strict=True):
        first, last = _ends(row["period"])
        said = f"{t('finance_prices.mean_over', lang, period=period(row['period'], lang))}<br>{behind}"
        _add(figure, scheme, lang, x=[first, _middle_day(first, last), last], y=[round(row["hkd"], 1)] * 3,
             customdata=[said] * 3, mode="lines+markers", line={"width": 4, "color": colour},
             marker={"size": [0, 10, 0], "symbol": palette.MARKER[Kind(row["kind"])], "color": colour, "opacity": 1,
                     "line": {"width": 2, "color": colour}},
             kinds=row["kind"], hovertemplate=_hover(lang, "").replace("<br><br>", "<br>"))


def _points(figure: go.Figure, rows: pd.DataFrame, scheme: str, lang: str) -> None:
    if not len(rows):
        return
    colour = palette.colour_of(scheme, palette.SCHEME)
    said = [f"{_quoted(row, lang)}<br>{behind}" for row, behind
            in zip(rows.to_dict("records"), _behind(rows, lang), strict=True)]
    _add(figure, scheme, lang, x=[_middle_day(*_ends(one)) for one in rows["period"]],
         y=[round(hkd, 1) for hkd in rows["hkd"]], customdata=said, mode="markers",
         marker={"symbol": [palette.MARKER[Kind(kind)] for kind in rows["kind"]], "size": 6, "color": colour,
                 "line": {"width": 1, "color": colour}},
         kinds=rows["kind"], hovertemplate=_hover(lang, "").replace("<br><br>", "<br>"))


def _quoted(row: Any, lang: str) -> str:
    return t("finance_prices.quote", lang, period=period(row["period"], lang),
             what=t(f"finance_prices.type.{row['price_type']}", lang))


def _tax(figure: go.Figure, part: pd.DataFrame, scheme: str, lang: str) -> None:
    """Draw a tax as steps of its years, broken lines where it was a plan; a year without a rate is a gap."""
    rates = part[part["price_type"] == "statutory_rate"].assign(year=lambda one: one["period"].astype(int))
    colour = palette.colour_of(scheme, palette.SCHEME)
    said = dict(zip(rates["year"], _behind(rates, lang), strict=True))
    known = {row["year"]: row for row in rates.sort_values("year").to_dict("records")}
    for kind in dict.fromkeys(row["kind"] for row in known.values()):
        years = [year for year, row in known.items() if row["kind"] == kind]
        x, y, behind = [], [], []
        for year in years:
            x += [f"{year}-01-01", f"{year}-07-01", f"{year + 1}-01-01"]
            y += [round(known[year]["hkd"], 1)] * 3
            behind += [f"{t('finance_prices.tax_of', lang, year=period(year, lang))}<br>{said[year]}"] * 3
            if year + 1 not in years:
                x.append(f"{year + 1}-01-01")
                y.append(None)
                behind.append("")
        _add(figure, scheme, lang, x=x, y=y, customdata=behind, mode="lines", kinds=kind,
             line={"width": 2.5, "color": colour, "dash": palette.DASH[Kind(kind)]},
             hovertemplate=_hover(lang, "").replace("<br><br>", "<br>"))


def _ranges(figure: go.Figure, part: pd.DataFrame, scheme: str, lang: str) -> None:
    colour = palette.colour_of(scheme, palette.SCHEME)
    rows = part[part["value"].isna() & part["hkd_low"].notna()]
    for row, behind in zip(rows.to_dict("records"), _behind(rows, lang), strict=True):
        kind = Kind(row["kind"])
        said = f"{t('finance_prices.range_for', lang, period=period(row['period'], lang))}<br>{behind}"
        _add(figure, scheme, lang, x=[f"{row['period'][:4]}-07-01"] * 2, customdata=[said] * 2,
             y=[round(row["hkd_low"], 1), round(row["hkd_high"], 1)], mode="lines+markers",
             line={"width": 3, "color": colour, "dash": palette.DASH[kind]}, kinds=kind,
             marker={"symbol": palette.MARKER[kind], "size": 9, "color": colour, "line": {"width": 2, "color": colour}},
             hovertemplate=_hover(lang, "").replace("<br><br>", "<br>"))


def _ends(text: str) -> tuple[str, str]:
    """Return the first and last day of a period."""
    first, _, last = text.partition("/")
    last = last or first
    first = {4: f"{first}-01-01", 7: f"{first}-01"}.get(len(first), first)
    if len(last) == 7:
        following = date.fromisoformat(f"{last}-28") + timedelta(days=4)
        return first, (following - timedelta(days=following.day)).isoformat()
    return first, {4: f"{last}-12-31"}.get(len(last), last)


def _middle_day(first: str, last: str) -> str:
    start, end = date.fromisoformat(first), date.fromisoformat(last)
    return (start + (end - start) / 2).isoformat()


# --- volumes ---


def volumes(frame: pd.DataFrame, quantity: str, lang: str) -> go.Figure:
    """Return what was traded in a year as bars, and since the market opened as points, each in a row of its own.

    `quantity` is `volume` or `turnover` (frame of the question carbon_market_volumes). Points are not joined: the way
    from one to the next was not published.
    """
    part = frame[frame["quantity"] == quantity]
    unit = unit_label(part["unit"].iloc[0], lang)
    titles = [t("finance_prices.volumes.row", lang, what=t(f"finance_prices.volumes.{span}", lang), unit=unit)
              for span in ("year", "cumulative")]
    figure = facets.stacked_rows(titles, revision="finance.volumes", height=440)
    facets.draw_in(figure, 0, lambda target: _yearly(target, part[part["span"] == "year"], unit, lang))
    facets.draw_in(figure, 1, lambda target: _cumulative(target, part[part["span"] == "cumulative"], unit, lang))
    figure.update_xaxes(type="date", range=["2021-01-01", LAST_DAY], tickformat="%Y", dtick="M12", tickangle=0,
                        hoverformat=t("finance_prices.hover_day", lang))
    return figure.update_layout(legend={"y": -0.08})


def _yearly(figure: go.Figure, part: pd.DataFrame, unit: str, lang: str) -> None:
    for scheme, rows in part.groupby("scheme", sort=True):
        figure.add_trace(go.Bar(
            x=[f"{year}-07-01" for year in rows["period"]], y=rows["value"], name=_scheme(scheme, lang),
            legendgroup=scheme, showlegend=True, width=BAR_SHARE * YEAR_MILLISECONDS,
            meta=layout.evidence(rows["kind"]), customdata=[period(year, lang) for year in rows["period"]],
            hovertemplate="%{customdata}<br>" + layout.hover(unit, 0),
            marker={"color": palette.colour_of(scheme, palette.SCHEME),
                    "opacity": palette.OPACITY[weakest(rows["kind"])], "line": {"width": 0}}))


def _cumulative(figure: go.Figure, part: pd.DataFrame, unit: str, lang: str) -> None:
    for scheme, rows in part.groupby("scheme", sort=True):
        colour = palette.colour_of(scheme, palette.SCHEME)
        figure.add_trace(go.Scatter(
            x=rows["period"], y=rows["value"], name=_scheme(scheme, lang), legendgroup=scheme, mode="markers",
            showlegend=True, meta=layout.evidence(rows["kind"]), hovertemplate="%{x}<br>" + layout.hover(unit, 1),
            marker={"color": colour, "size": 10, "symbol": [palette.MARKER[Kind(kind)] for kind in rows["kind"]],
                    "line": {"width": 1.5, "color": colour}}))


def _scheme(code: str, lang: str) -> str:
    return t(f"finance_prices.scheme.{code}", lang)
