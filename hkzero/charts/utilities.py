"""The two power companies side by side: what they sell, and to how many customers, by their own types of customer."""

from __future__ import annotations

import plotly.graph_objects as go

from hkzero.charts import facets, layout, palette
from hkzero.measure import Answer
from hkzero.text import label, period, quantity, t, unit_label

COMPANIES = ("clp_power", "hk_electric")
ACCOUNTS = "accounts"
USERS = ("commercial", "infrastructure", "industrial", "manufacturing", "residential")


def sales(answer: Answer, lang: str, utility: str = "all") -> go.Figure:
    """Return yearly sales by type of customer, a row for each company; a year with only a total gets one grey bar.

    Half-years and other part-years are left to the table: bars of different lengths of time cannot be compared.
    """
    return _by_customer(answer, lang, utility, "electricity.sales")


def sales_alt(answer: Answer, lang: str, utility: str = "all") -> str:
    """Return the newest yearly sales of each company as a sentence."""
    return _newest_totals(answer, lang, utility, "electricity.sales")


def customers(answer: Answer, lang: str, utility: str = "all") -> go.Figure:
    """Return customer accounts by type and year, drawn like the sales."""
    return _by_customer(answer, lang, utility, "electricity.customers")


def customers_alt(answer: Answer, lang: str, utility: str = "all") -> str:
    """Return the newest count of customers of each company as a sentence."""
    return _newest_totals(answer, lang, utility, "electricity.customers")


def _by_customer(answer: Answer, lang: str, utility: str, revision: str) -> go.Figure:
    unit = unit_label(answer.unit, lang)
    yearly = _yearly(answer)
    rows = [code for code in COMPANIES if utility in ("all", code) and code in set(yearly["utility"])]
    titles = [t("electricity.row", lang, name=label("utility", code, lang), unit=unit) for code in rows]
    figure = facets.stacked_rows(titles, revision=revision, height=90 + 190 * max(1, len(rows)))
    for row, code in enumerate(rows):
        part = yearly[yearly["utility"] == code]
        facets.draw_in(figure, row, lambda target, part=part: _bars(target, part, unit, lang))
    figure.update_layout(barmode="stack")
    return layout.years_axis(figure, int(yearly["period"].min()), int(yearly["period"].max())) if rows else figure


def _newest_totals(answer: Answer, lang: str, utility: str, section: str) -> str:
    yearly, points = _yearly(answer), []
    for code in COMPANIES:
        part = yearly[(yearly["utility"] == code) & (yearly["user_type"] == "all")]
        if len(part) and utility in ("all", code):
            newest = part.loc[part["period"].idxmax()]
            points.append(t("electricity.utilities.point", lang, company=label("utility", code, lang),
                            year=period(newest["period"], lang), value=quantity(newest["value"], answer.unit, lang, 0)))
    return t(f"{section}.alt", lang, points=t("electricity.list_separator", lang).join(points))


def _bars(figure: go.Figure, part, unit: str, lang: str) -> None:
    split = set(part[part["user_type"] != "all"]["period"])
    for user in (*USERS, "all"):
        shown = part[part["user_type"] == user]
        name = label("user_type", user, lang)
        if user == "all":
            shown, name = shown[~shown["period"].isin(split)], t("electricity.utilities.not_split", lang)
        if len(shown):
            layout.add_bars(figure, shown["period"], shown["value"], name=name,
                            colour=palette.colour_of(user, palette.USER), unit=unit, kinds=shown["kind"], digits=0)
            figure.data[-1].hovertemplate = "%{x}<br>" + layout.hover(unit, 0)


def _yearly(answer: Answer):
    """Return the rows of whole years; customers are counted, not added up, so a second half-year is the year's end."""
    pattern = r"\d{4}(-H2)?" if answer.unit == ACCOUNTS else r"\d{4}"
    whole = answer.frame[answer.frame["period"].astype(str).str.fullmatch(pattern)]
    return whole.assign(period=whole["period"].str[:4].astype(int)).drop_duplicates(["period", "utility", "user_type"])
