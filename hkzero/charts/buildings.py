"""Energy of buildings: by sector, end use, housing type and trade; what it emits; and the way to the saving targets."""

from __future__ import annotations

import plotly.graph_objects as go

from hkzero.charts import facets, layout, palette
from hkzero.measure import Answer
from hkzero.text import label, list_join, percent, period, quantity, t, unit_label

SECTORS = ("commercial", "residential", "industrial", "transport")
BUILDINGS = ("commercial", "residential")
CARRIERS = ("electricity", "town_gas_lpg", "town_gas_making", "oil")
CARRIER_COLOUR = {"electricity": palette.BLUE, "town_gas_lpg": palette.SEA, "town_gas_making": palette.EARTH,
                  "oil": palette.CARRIER["diesel"]}
# Largest at the bottom; what is not an end use of buildings comes last and grey.
END_USES = {
    "air_conditioning": palette.BLUE, "lighting": palette.FUEL["solar"], "cooking": palette.ORANGE,
    "office_equipment": palette.ORCHID, "vertical_transport": palette.OLIVE, "refrigeration": palette.SEA,
    "hot_water": palette.MAGENTA, "hot_water_and_refrigeration": palette.TEAL,
    "industrial_process_equipment": palette.EARTH, "bus_and_taxi": palette.FUEL["oil"], "others": palette.SILVER,
}


def by_sector(answer: Answer, lang: str, fuel: str) -> go.Figure:
    """Return stacked bars of one carrier by sector and year, one edition; the answer is energy_end_use."""
    unit = unit_label(answer.unit, lang)
    figure = layout.base_figure(unit, revision="buildings.sectors", height=340)
    frame = _sectors(answer, fuel)
    for sector in SECTORS:
        part = frame[frame["sector"] == sector]
        layout.add_bars(figure, part["period"], part["value"], name=label("use", sector, lang), unit=unit, digits=0,
                        colour=palette.colour_of(sector, palette.USE), kinds=part["kind"])
    return _stacked_years(figure, frame)


def by_sector_alt(answer: Answer, lang: str, fuel: str) -> str:
    """Return the sectors of the first and of the newest year as a sentence."""
    frame = _sectors(answer, fuel)
    points = []
    for sector in BUILDINGS:
        part = frame[frame["sector"] == sector]
        points.append(t("buildings.sectors.point", lang, sector=label("use", sector, lang),
                        first=quantity(part["value"].iloc[0], answer.unit, lang, 0),
                        last=quantity(part["value"].iloc[-1], answer.unit, lang, 0)))
    return t("buildings.sectors.alt", lang, carrier=t(f"buildings.carrier.{fuel}", lang),
             first_year=period(frame["period"].min(), lang), last_year=period(frame["period"].max(), lang),
             points=t("buildings.list_separator", lang).join(points))


def by_end_use(answer: Answer, lang: str, fuel: str) -> go.Figure:
    """Return stacked bars of one carrier by end use and year, all sectors together."""
    unit = unit_label(answer.unit, lang)
    figure = layout.base_figure(unit, revision="buildings.end_uses", height=400)
    frame = _end_uses(answer, fuel)
    for use, part in _each_use(frame):
        layout.add_bars(figure, part["period"], part["value"], name=use_name(use, lang), unit=unit, digits=0,
                        colour=END_USES[use], kinds=part["kind"])
    return _stacked_years(figure, frame)


def by_end_use_alt(answer: Answer, lang: str, fuel: str) -> str:
    """Return the largest end uses of the newest year with their shares as a sentence."""
    return _largest(_end_uses(answer, fuel), "buildings.end_uses.alt", lang, t(f"buildings.carrier.{fuel}", lang))


def segments(answer: Answer, lang: str, sector: str) -> go.Figure:
    """Return a stacked bar of end uses for each housing type or trade of a sector, largest on top."""
    unit = unit_label(answer.unit, lang)
    frame = answer.frame[answer.frame["sector"] == sector]
    order = list(frame.groupby("segment")["value"].sum().sort_values().index)
    figure = layout.base_figure(unit, revision=f"buildings.segments.{sector}", height=150 + 38 * max(1, len(order)),
                                horizontal=True)
    for use, part in _each_use(frame):
        layout.add_bars(figure, [_two_lines(segment_name(code, lang)) for code in part["segment"]], part["value"],
                        name=use_name(use, lang), colour=END_USES[use], unit=unit, kinds=part["kind"], digits=0,
                        horizontal=True)
    figure.update_layout(barmode="stack", legend={"y": -0.28 if len(order) < 5 else -0.18})
    figure.update_yaxes(categoryorder="array", fixedrange=True,
                        categoryarray=[_two_lines(segment_name(code, lang)) for code in order])
    figure.update_xaxes(fixedrange=True)
    return figure


def segments_alt(answer: Answer, lang: str, sector: str) -> str:
    """Return each housing type or trade with its energy as a sentence, largest first."""
    frame = answer.frame[answer.frame["sector"] == sector]
    sums = frame.groupby("segment")["value"].sum().sort_values(ascending=False)
    points = [t("buildings.segments.point", lang, segment=_plain(segment_name(code, lang), lang),
                value=quantity(value, answer.unit, lang, 0)) for code, value in sums.items()]
    year = period(frame["period"].iloc[0], lang) if len(frame) else ""
    return t("buildings.segments.alt", lang, year=year, points=t("buildings.list_separator", lang).join(points))


def emissions(answer: Answer, lang: str) -> go.Figure:
    """Return emissions by carrier and year, a row for commerce and one for homes, in the unit of the answer."""
    unit = unit_label(answer.unit, lang)
    frame = answer.frame
    figure = facets.stacked_rows(
        [t("buildings.row", lang, name=label("use", sector, lang), unit=unit) for sector in BUILDINGS],
        revision="buildings.emissions", height=480)
    for row, sector in enumerate(BUILDINGS):
        for carrier in CARRIERS:
            part = frame[(frame["sector"] == sector) & (frame["carrier"] == carrier)]
            facets.draw_in(figure, row, lambda target, part=part, carrier=carrier:
                           layout.add_bars(target, part["period"], part["value"], kinds=part["kind"], unit=unit,
                                           digits=2, name=t(f"buildings.carrier.{carrier}", lang),
                                           colour=CARRIER_COLOUR[carrier]))
    figure.update_layout(legend={"y": -0.08})
    return _stacked_years(figure, frame)


def emissions_alt(answer: Answer, lang: str) -> str:
    """Return the emissions of both sectors in the newest year with every carrier, and of electricity since."""
    frame = answer.frame
    whole = int(frame.loc[frame["carrier"] == "town_gas_lpg", "period"].max())
    newest = int(frame["period"].max())
    return t("buildings.emissions.alt", lang, year=period(whole, lang), newest=period(newest, lang),
             all=_points(frame[frame["period"] == whole], answer.unit, lang),
             electricity=_points(frame[(frame["period"] == newest) & (frame["carrier"] == "electricity")], answer.unit,
                                 lang))


def end_use_emissions(answer: Answer, lang: str) -> go.Figure:
    """Return emissions of electricity by end use and year, all sectors together, in the unit of the answer."""
    unit = unit_label(answer.unit, lang)
    figure = layout.base_figure(unit, revision="buildings.end_use_emissions", height=400)
    for use, part in _each_use(answer.frame):
        layout.add_bars(figure, part["period"], part["value"], name=use_name(use, lang),
                        unit=unit, digits=2, colour=END_USES[use], kinds=part["kind"])
    return _stacked_years(figure, answer.frame)


def end_use_emissions_alt(answer: Answer, lang: str) -> str:
    """Return the largest end uses by emissions in the newest year as a sentence."""
    return _largest(answer.frame, "buildings.end_use_emissions.alt", lang)


def progress(electricity: Answer, targets: Answer, lang: str) -> go.Figure:
    """Return electricity of commerce and homes by year with the range each target asks for; nothing in between."""
    unit = unit_label(electricity.unit, lang)
    figure = layout.base_figure(unit, revision="buildings.progress", height=380)
    for sector in BUILDINGS:
        name, colour = label("use", sector, lang), palette.colour_of(sector, palette.USE)
        part = electricity.frame[electricity.frame["sector"] == sector].sort_values("period")
        layout.add_line(figure, list(part["period"]), list(part["value"]), name=name, colour=colour, unit=unit,
                        kinds=list(part["kind"]), digits=0)
        asked = targets.frame[targets.frame["sector"] == sector].sort_values("target_year")
        for row in asked.itertuples():
            layout.add_target(figure, int(row.target_year), row.target_low, row.target_high, unit=unit, digits=0,
                              colour=colour, name=t("buildings.progress.target", lang, sector=name))
            figure.data[-1].showlegend = False
    if len(electricity.frame):
        layout.years_axis(figure, electricity.frame["period"].min(), targets.frame["target_year"].max())
    return figure


def progress_alt(electricity: Answer, targets: Answer, lang: str) -> str:
    """Return each sector's change since the base year and what 2035 asks for as a sentence."""
    points = []
    for row in targets.frame.sort_values(["sector", "target_year"]).drop_duplicates("sector").itertuples():
        points.append(t("buildings.progress.point", lang, sector=label("use", row.sector, lang),
                        base=quantity(row.base_value, electricity.unit, lang, 0),
                        now=quantity(row.value, electricity.unit, lang, 0), year=period(row.period, lang),
                        base_year=period(row.base_year, lang), target_year=period(row.target_year, lang),
                        low=quantity(row.target_low, electricity.unit, lang, 0),
                        high=quantity(row.target_high, electricity.unit, lang, 0)))
    return t("buildings.progress.alt", lang, points=t("buildings.list_separator", lang).join(points))


def use_name(code: str, lang: str) -> str:
    """Return the name of an end use."""
    return t(f"buildings.end_use.{code}", lang)


def segment_name(code: str, lang: str) -> str:
    """Return the name of a housing type or trade; a bar marks where it may be broken."""
    return t(f"buildings.segment.{code}", lang)


def _sectors(answer: Answer, fuel: str):
    frame = answer.frame
    return frame[(frame["fuel"] == fuel) & (frame["segment"] == "all") & (frame["end_use"] == "all")
                 & frame["sector"].isin(SECTORS)].sort_values("period")


def _end_uses(answer: Answer, fuel: str):
    frame = answer.frame
    return frame[(frame["fuel"] == fuel) & (frame["segment"] == "all") & (frame["sector"] == "all")
                 & frame["end_use"].isin(list(END_USES))].sort_values("period")


def _each_use(frame):
    for use in END_USES:
        part = frame[frame["end_use"] == use]
        if part["value"].abs().sum() > 0:
            yield use, part


def _largest(frame, key: str, lang: str, carrier: str = "", shown: int = 3) -> str:
    year = int(frame["period"].max())
    newest = frame[frame["period"] == year]
    named = newest[newest["end_use"] != "others"].sort_values("value", ascending=False).head(shown)
    points = [t("buildings.end_uses.point", lang, use=use_name(row.end_use, lang),
                share=percent(100 * row.value / newest["value"].sum(), lang, 0)) for row in named.itertuples()]
    return t(key, lang, year=period(year, lang), points=list_join(points, lang), carrier=carrier)


def _points(frame, unit: str, lang: str) -> str:
    sums = frame.groupby("sector")["value"].sum()
    return list_join([t("buildings.emissions.point", lang, sector=label("use", sector, lang),
                        value=quantity(sums.get(sector), unit, lang, 1)) for sector in BUILDINGS], lang)


def _stacked_years(figure: go.Figure, frame) -> go.Figure:
    figure.update_layout(barmode="relative", bargap=0.1)
    return layout.years_axis(figure, frame["period"].min(), frame["period"].max()) if len(frame) else figure


def _two_lines(name: str) -> str:
    return name.replace("|", "<br>")


def _plain(name: str, lang: str) -> str:
    return name.replace("|", "" if lang.startswith("zh") else " ")
