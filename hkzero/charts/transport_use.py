"""What vehicles are used for: passengers by mode, energy and emissions by mode and fuel, emissions per kilometre."""

from __future__ import annotations

import plotly.graph_objects as go

from hkzero.charts import layout, palette, timeline
from hkzero.charts.transport import FUEL
from hkzero.measure import Answer, weakest
from hkzero.text import label, number, percent, period, quantity, t, unit_label

MODE = {
    "mtr_lines": palette.BLUE, "mtr_lines_and_airport_express": palette.BLUE, "franchised_bus": palette.ORANGE,
    "public_light_bus": palette.OLIVE, "taxi": palette.TEAL, "airport_express_light_rail_and_mtr_bus": palette.COBALT,
    "light_rail": palette.COBALT, "residents_service": palette.EARTH, "tram": palette.ORCHID,
    "mtr_bus": palette.MAGENTA, "ferry": palette.SEA, "airport_express": palette.SILVER,
}
# By month, the newest edition prints these three together: one line, not four that overlap.
PRINTED_TOGETHER = ("airport_express", "light_rail", "mtr_bus")
NEWEST_EDITION = "2026"
USE = {
    "car": palette.ORANGE, "motorcycle": palette.ORCHID, "goods_vehicle": palette.EARTH, "bus": palette.BLUE,
    "taxi": palette.TEAL, "taxi_and_light_bus": palette.TEAL, "marine": palette.SEA, "electricity": palette.OLIVE,
    "aviation_bunkers": palette.COBALT,
}
MEGATONNES, MEGATONNES_PER_KILOTONNE = "Mt CO2e", 1e-3
SYMBOL = {"edition A": "circle", "edition B": "diamond"}


def by_year(answer: Answer, lang: str) -> go.Figure:
    """Return passengers a day by mode and year; editions are not joined, the older ones are paler."""
    unit = unit_label(answer.unit, lang)
    figure = layout.base_figure(unit, revision="transport.ridership.year", height=460)
    newest = answer.frame.groupby("mode")["vintage"].max()
    for mode, colour in MODE.items():
        rows = answer.frame[answer.frame["mode"] == mode]
        for vintage, part in rows.groupby("vintage", sort=False):
            part = part.sort_values("period")
            layout.add_line(figure, part["period"].astype(int), part["value"], name=_mode(mode, lang), colour=colour,
                            unit=t("transport.ridership.edition", lang, unit=unit, edition=vintage), kinds=part["kind"],
                            digits=0, group=_mode(mode, lang), width=2.5 if vintage == newest[mode] else 1.2,
                            opacity=1 if vintage == newest[mode] else 0.6,
                            legend=not any(trace.name == _mode(mode, lang) for trace in figure.data))
    years = answer.frame["period"].astype(int)
    figure.update_layout(hovermode="closest")
    return layout.years_axis(figure, years.min(), years.max())


def by_month(answer: Answer, lang: str) -> go.Figure:
    """Return passengers a day by mode and month, each mode in its newest edition; a month not published is a gap."""
    unit = unit_label(answer.unit, lang)
    figure = layout.base_figure(unit, revision="transport.ridership.month", height=460)
    frame = answer.frame
    for mode, colour in MODE.items():
        part = frame[(frame["mode"] == mode) & (frame["mode"].map(frame.groupby("mode")["vintage"].max())
                                                == frame["vintage"])].sort_values("period")
        if len(part) and mode not in PRINTED_TOGETHER:
            timeline.add_months(figure, list(part["period"]), list(part["value"]), name=_mode(mode, lang),
                                colour=colour, unit=unit, kind=part["kind"].iloc[0], digits=0, width=2)
    figure.update_layout(hovermode="closest")
    return timeline.dates_axis(figure, f"{frame['period'].min()}-01", f"{frame['period'].max()}-28",
                               t("transport.month_hover", lang))


def passengers(answer: Answer, lang: str, grain: str) -> go.Figure:
    """Return passengers a day by mode, by year or by month."""
    return by_year(answer, lang) if grain == "year" else by_month(answer, lang)


def passengers_alt(answer: Answer, lang: str, grain: str) -> str:
    """Return the newest figure of each mode, as a sentence."""
    points = []
    for mode in MODE:
        part = answer.frame[answer.frame["mode"] == mode]
        if len(part) and mode != "mtr_lines_and_airport_express":
            row = part.sort_values(["vintage", "period"]).iloc[-1]
            points.append(t("transport.ridership.point", lang, mode=_mode(mode, lang),
                            value=number(row["value"], lang, 0), when=period(row["period"], lang)))
    return t("transport.ridership.alt", lang, unit=unit_label(answer.unit, lang),
             points=t("transport.list_separator", lang).join(points))


def account(answer: Answer, official: Answer, lang: str, split: str, bunkers: bool) -> go.Figure:
    """Return emissions of transport by mode or fuel and year, with the official sector; both answers in Mt CO2e.

    Only years in which the fuel of every mode is published are stacked: electricity alone would look like a collapse.
    """
    unit = unit_label(answer.unit, lang)
    figure = layout.base_figure(unit, revision="transport.account", height=440)
    _stack(figure, answer, lang, split, unit, 2)
    sector = official.frame[official.frame["sector"] == "transport"].sort_values("period")
    name = t("transport.emissions.official", lang)
    for vintage, part in sector.groupby("vintage"):
        layout.add_line(figure, part["period"], part["value"], name=name,
                        colour=palette.NEUTRAL, kinds=part["kind"], digits=2, markers=True,
                        unit=t("transport.ridership.edition", lang, unit=unit, edition=vintage),
                        legend=not any(trace.name == name for trace in figure.data))
    first = _complete_years(answer)[0]
    figure.update_layout(barmode="stack", bargap=0.2, hovermode="closest")
    return layout.years_axis(figure, min(first, int(answer.frame["period"].min())) if bunkers else first,
                             int(sector["period"].max()))


def account_alt(answer: Answer, official: Answer, lang: str, split: str, bunkers: bool) -> str:
    """Return the emissions of each mode or fuel in the newest complete year, as a sentence."""
    return _stack_alt(answer, lang, split, "transport.emissions.alt", 2)


def energy(answer: Answer, lang: str, split: str) -> go.Figure:
    """Return energy used by transport by mode or fuel and year, in the answer's unit."""
    unit = unit_label(answer.unit, lang)
    figure = layout.base_figure(unit, revision="transport.energy", height=440)
    _stack(figure, answer, lang, split, unit, 0)
    years = _complete_years(answer)
    figure.update_layout(barmode="stack", bargap=0.2, hovermode="closest")
    return layout.years_axis(figure, years[0], years[-1])


def energy_alt(answer: Answer, lang: str, split: str) -> str:
    """Return the energy of each mode or fuel in the newest complete year, as a sentence."""
    return _stack_alt(answer, lang, split, "transport.energy.alt", 0)


def per_kilometre(answer: Answer, lang: str, group: str) -> go.Figure:
    """Return emissions per km by class and fuel: a mark an edition, a bar between the two, assumptions hollow."""
    frame = answer.frame[answer.frame["vehicle_group"] == group]
    unit = unit_label(answer.unit, lang)
    sizes = frame.groupby(["vehicle_class", "fuel"])["value"].max().sort_values()
    figure = layout.base_figure(unit, revision="transport.kilometre", height=130 + 30 * len(sizes), horizontal=True)
    shown = set()
    for vehicle_class, fuel in sizes.index:
        part = frame[(frame["vehicle_class"] == vehicle_class) & (frame["fuel"] == fuel)].sort_values("edition")
        row = _row(vehicle_class, fuel, lang)
        figure.add_trace(go.Scatter(
            x=part["value"], y=[row] * len(part), mode="lines+markers", name=label("fuel", fuel, lang),
            legendgroup=fuel, showlegend=fuel not in shown, line={"color": FUEL[fuel], "width": 3},
            hovertemplate="%{customdata}<extra></extra>", meta=layout.evidence(part["kind"]),
            customdata=[_kilometre_text(item, unit, lang) for item in part.itertuples()],
            marker={"size": 11, "color": FUEL[fuel], "line": {"width": 2, "color": FUEL[fuel]},
                    "symbol": [_symbol(item) for item in part.itertuples()]}))
        shown.add(fuel)
    figure.update_yaxes(categoryorder="array", categoryarray=[_row(*key, lang) for key in sizes.index])
    return figure


def per_kilometre_alt(answer: Answer, lang: str, group: str) -> str:
    """Return the lowest and the highest emissions per km of the group, as a sentence."""
    frame = answer.frame[answer.frame["vehicle_group"] == group]
    ends = {}
    for end, row in (("low", frame.loc[frame["value"].idxmin()]), ("high", frame.loc[frame["value"].idxmax()])):
        ends[end] = _row(row["vehicle_class"], row["fuel"], lang)
        ends[f"{end}_value"] = quantity(row["value"], answer.unit, lang, 0)
    return t("transport.kilometre.alt", lang, **ends)


def _mode(mode: str, lang: str) -> str:
    return label("mode", "mtr_lines" if mode == "mtr_lines_and_airport_express" else mode, lang)


def _complete_years(answer: Answer) -> list[int]:
    return sorted(int(year) for year in answer.frame[answer.frame["mode"] == "car"]["period"].unique())


def _grouped(answer: Answer, split: str):
    """Yield code and yearly rows, bunkers in all their years, the rest in the complete ones."""
    frame = answer.frame.copy()
    frame["use"] = frame["mode"].where(frame["mode"] != "all", "electricity").replace({"taxi": "taxi_and_light_bus"})
    known = frame["period"].isin(_complete_years(answer)) | (frame["mode"] == "aviation_bunkers")
    column, family = ("use", USE) if split == "mode" else ("fuel", FUEL)
    for code in family:
        part = frame[known & (frame[column] == code)]
        if len(part):
            yield code, family[code], part.groupby("period", as_index=False).agg(
                value=("value", "sum"), kind=("kind", weakest))


def _name(code: str, split: str, lang: str) -> str:
    return label("mode" if split == "mode" and code != "electricity" else "fuel", code, lang)


def _stack(figure: go.Figure, answer: Answer, lang: str, split: str, unit: str, digits: int) -> None:
    for code, colour, part in _grouped(answer, split):
        layout.add_bars(figure, part["period"], part["value"], name=_name(code, split, lang), colour=colour,
                        unit=unit, kinds=part["kind"], digits=digits)


def _stack_alt(answer: Answer, lang: str, split: str, key: str, digits: int) -> str:
    year, points = _complete_years(answer)[-1], []
    for code, _, part in _grouped(answer, split):
        value = part[part["period"] == year]["value"].sum()
        if value:
            points.append(t("transport.energy.point", lang, name=_name(code, split, lang),
                            value=quantity(value, answer.unit, lang, digits)))
    return t(key, lang, year=year, points=t("transport.list_separator", lang).join(points))


def _row(vehicle_class: str, fuel: str, lang: str) -> str:
    return t("transport.kilometre.row", lang, name=label("vehicle_class", vehicle_class, lang),
             fuel=label("fuel", fuel, lang))


def _symbol(item) -> str:
    return "square-open" if item.kind == "assumed" else SYMBOL.get(item.edition, "triangle-up")


def _kilometre_text(item, unit: str, lang: str) -> str:
    name = _row(item.vehicle_class, item.fuel, lang)
    value = f"{number(item.value, lang, 0)} {unit}"
    edition = t(f"transport.kilometre.{'assumed' if item.kind == 'assumed' else 'edition'}", lang,
                edition=item.edition.removeprefix("edition "))
    if item.per_100km != item.per_100km or item.per_100km is None:
        return t("transport.kilometre.hover_plain", lang, name=name, value=value, edition=edition)
    return t("transport.kilometre.hover", lang, name=name, value=value, edition=edition,
             used=quantity(item.per_100km, item.per_100km_unit, lang, 1))


def gap_in_words(comparison: Answer, lang: str) -> str:
    """Return how far the account is from the official sector in the newest year both have, and why."""
    row = comparison.frame[comparison.frame["sector"] == "transport"].sort_values("period").iloc[-1]
    return t("transport.emissions.gap", lang, year=int(row["period"]),
             account=quantity(row["account"] * MEGATONNES_PER_KILOTONNE, MEGATONNES, lang, 1),
             official=quantity(row["official"] * MEGATONNES_PER_KILOTONNE, MEGATONNES, lang, 1),
             gap=quantity(abs(row["difference"]) * MEGATONNES_PER_KILOTONNE, MEGATONNES, lang, 1),
             share=percent(100 * abs(1 - row["ratio"]), lang, 0))
