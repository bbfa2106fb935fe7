"""Where the electricity comes from, and what its generation emits: supply by fuel, published shares, emissions."""

from __future__ import annotations

import plotly.graph_objects as go

from hkzero.charts import facets, layout, palette
from hkzero.measure import Answer
from hkzero.text import label, number, period, quantity, t, unit_label

# From the fuels that must go, at the bottom, to those that remain; imports lie next to the local zero-carbon sources.
STACK = ("coal", "oil", "natural_gas", "net_imports", "bioenergy", "wind", "solar", "other")
# Published shares lump fuels together in ways of their own.
SHARE_COLOUR = palette.FUEL | {"nuclear_import_and_renewables": palette.FUEL["nuclear_import"]}
UTILITIES = ("hong_kong", "clp_power", "hk_electric")


def supply(answer: Answer, lang: str, first: int, last: int) -> go.Figure:
    """Return stacked bars by fuel and year, in the answer's unit (TWh or %); a fuel that is always zero is left out."""
    unit = unit_label(answer.unit, lang)
    figure = layout.base_figure(unit, revision="electricity.supply")
    frame = _between(answer.frame, first, last)
    for fuel, part in _by_fuel(frame):
        layout.add_bars(figure, part["period"], part["value"], name=label("fuel", fuel, lang),
                        colour=palette.colour_of(fuel, palette.FUEL), unit=unit, kinds=part["kind"],
                        digits=1)
    figure.update_layout(barmode="relative", bargap=0.1)
    return layout.years_axis(figure, first, last)


def supply_alt(answer: Answer, lang: str, first: int, last: int) -> str:
    """Return what the supply chart shows: coal, gas and net imports in its first and its last year."""
    frame = _between(answer.frame, first, last)
    years = frame["period"]
    values = {"first": period(years.min(), lang), "last": period(years.max(), lang)}
    for fuel in ("coal", "natural_gas", "net_imports"):
        for end, year in (("first", years.min()), ("last", years.max())):
            values[f"{fuel}_{end}"] = quantity(_value(frame, fuel, year), answer.unit, lang, 1)
    return t("electricity.supply.alt", lang, **values)


def published_shares(answer: Answer, lang: str) -> go.Figure:
    """Return the published shares of the fuel mix as single points, a row for each publisher; nothing is joined."""
    unit = unit_label(answer.unit, lang)
    rows = [code for code in UTILITIES if code in set(answer.frame["utility"])]
    figure = facets.stacked_rows([t("electricity.row", lang, name=_publisher(code, lang), unit=unit) for code in rows],
                                 revision="electricity.published", height=90 + 170 * max(1, len(rows)))
    for row, code in enumerate(rows):
        part = answer.frame[answer.frame["utility"] == code]
        facets.draw_in(figure, row, lambda target, part=part: _share_points(target, part, unit, lang))
        facets.own_axis(figure, row, range=[0, 100], nticks=5)
    if rows:
        shown = answer.frame[answer.frame["utility"].isin(rows)]["period"]
        layout.years_axis(figure, int(shown.min()), int(shown.max()))
    return figure


def published_shares_alt(answer: Answer, lang: str) -> str:
    """Return the newest published coal and gas share of each publisher as a sentence each."""
    frame = answer.frame
    found = []
    for code in UTILITIES:
        for fuel in ("coal", "natural_gas"):
            part = frame[(frame["utility"] == code) & (frame["fuel"] == fuel)]
            if len(part):
                newest = part.loc[part["period"].idxmax()]
                found.append(t("electricity.published.point", lang, who=_publisher(code, lang),
                               fuel=label("fuel", fuel, lang), year=period(newest["period"], lang),
                               share=quantity(newest["value"], answer.unit, lang, 0)))
    return t("electricity.published.alt", lang, points=t("electricity.list_separator", lang).join(found))


def emissions(stations: Answer, imports: Answer, lang: str, first: int, last: int) -> go.Figure:
    """Return power-station emissions by fuel and, on top, what the chosen rule attributes to net imports.

    `imports` are the rows of one rule; the whisker is the range between its low and its high factor. LookupError when
    there are none: a chart without them would look like one of a rule that counts imports as zero.
    """
    if imports.empty:
        raise LookupError(f"no emissions of imports for {dict(imports.params)}")
    unit = unit_label(stations.unit, lang)
    figure = layout.base_figure(unit, revision="electricity.emissions")
    for fuel, part in _by_fuel(_between(stations.frame, first, last)):
        layout.add_bars(figure, part["period"], part["value"], name=label("fuel", fuel, lang), unit=unit, digits=2,
                        colour=palette.colour_of(fuel, palette.FUEL), kinds=part["kind"])
    part = _between(imports.frame, first, last).sort_values("period")
    if part["value"].abs().sum() > 0:
        layout.add_bars(figure, part["period"], part["value"], name=t("electricity.emissions.imports", lang), unit=unit,
                        colour=palette.colour_of("net_imports", palette.FUEL), kinds=part["kind"], digits=2,
                        error_y={"type": "data", "symmetric": False, "array": part["high"] - part["value"],
                                 "arrayminus": part["value"] - part["low"], "color": palette.NEUTRAL, "thickness": 1.2,
                                 "width": 3})
    figure.update_layout(barmode="stack", bargap=0.1)
    return layout.years_axis(figure, first, last)


def emissions_alt(stations: Answer, imports: Answer, lang: str, first: int, last: int) -> str:
    """Return what the emission chart shows: coal and gas in the first and last year, and what is added for imports."""
    frame, added = _between(stations.frame, first, last), _between(imports.frame, first, last)
    years = frame["period"]
    values = {"first": period(years.min(), lang), "last": period(years.max(), lang)}
    for fuel in ("coal", "natural_gas"):
        for end, year in (("first", years.min()), ("last", years.max())):
            values[f"{fuel}_{end}"] = number(_value(frame, fuel, year), lang, 1)
    newest = added[added["period"] == added["period"].max()]
    for column in ("low", "value", "high"):
        values[f"imports_{column}"] = number(newest[column].iloc[0] if len(newest) else None, lang, 1)
    return t("electricity.emissions.alt", lang, unit=unit_label(stations.unit, lang, long=True), **values)


def _share_points(figure: go.Figure, part, unit: str, lang: str) -> None:
    for fuel in sorted(set(part["fuel"]), key=_fuel_order):
        points = part[part["fuel"] == fuel]
        name, colour = label("fuel", fuel, lang), SHARE_COLOUR.get(fuel, palette.SILVER)
        figure.add_trace(go.Scatter(
            x=points["period"], y=points["value"], mode="markers", name=name, legendgroup=name,
            hovertemplate="%{x}: " + layout.hover(unit, 0), meta=layout.evidence(points["kind"]),
            marker={"size": 10, "color": colour, "symbol": [palette.MARKER[kind] for kind in points["kind"]],
                    "line": {"width": 1.5, "color": colour}}))


def _publisher(code: str, lang: str) -> str:
    return t("electricity.published.government", lang) if code == "hong_kong" else label("utility", code, lang)


def _fuel_order(fuel: str) -> tuple[int, str]:
    return (STACK.index(fuel) if fuel in STACK else len(STACK), fuel)


def _by_fuel(frame):
    for fuel in sorted(set(frame["fuel"]), key=_fuel_order):
        part = frame[frame["fuel"] == fuel].sort_values("period")
        if part["value"].abs().sum() > 0:
            yield fuel, part


def _between(frame, first: int, last: int):
    return frame[(frame["period"] >= first) & (frame["period"] <= last)]


def _value(frame, fuel: str, year: int) -> float | None:
    part = frame[(frame["fuel"] == fuel) & (frame["period"] == year)]["value"]
    return float(part.iloc[0]) if len(part) else None
