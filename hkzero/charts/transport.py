"""Cars and other vehicles: first registrations by month, the electric share, the fleet by class and fuel."""

from __future__ import annotations

import plotly.graph_objects as go

from hkzero.charts import facets, layout, palette, timeline
from hkzero.measure import Answer
from hkzero.text import label, number, percent, period, quantity, t, unit_label

CAR_FUELS = ("battery_electric", "plug_in_hybrid", "range_extended_electric", "petrol", "diesel")
FUEL = {
    "battery_electric": palette.BLUE, "electricity": palette.BLUE, "electric": palette.BLUE,
    "plug_in_hybrid": palette.ORCHID, "range_extended_electric": palette.MAGENTA, "petrol": palette.ORANGE,
    "diesel": palette.EARTH, "lpg": palette.TEAL, "hybrid": palette.OLIVE, "other": palette.SILVER,
    "jet_kerosene": palette.COBALT, "fossil": palette.EARTH,
}
MEASURE = {"new_cars": palette.BLUE, "with_used_imports": palette.SEA, "stock": palette.COBALT}
STRETCHES = ("year_before", "same_months", "rush", "tail", "after")
CLASS = {
    "private_cars": palette.ORANGE, "goods_vehicles": palette.EARTH, "motor_cycles_and_tricycles": palette.ORCHID,
    "taxis": palette.TEAL, "public_buses": palette.BLUE, "public_light_buses": palette.OLIVE,
    "private_light_buses": palette.SEA, "private_buses": palette.COBALT, "special_purpose_vehicles": palette.MAGENTA,
    "government_vehicles": palette.SILVER,
}
# What a target asks of a share: no fossil car among the new ones, none on the road.
TARGETS = {"sales": "tr_noreg_2035", "stock": "tr_zev_2050"}
PERCENT = 100.0


def registrations(answer: Answer, caps: Answer, lang: str) -> go.Figure:
    """Return new private cars by fuel and month, above their electric share in %, with the days the tax changed."""
    unit, share = unit_label(answer.unit, lang), unit_label("%", lang)
    rows = [t("transport.row", lang, name=t(f"transport.registrations.row_{row}", lang), unit=unit_of_row)
            for row, unit_of_row in enumerate((unit, share))]
    figure = facets.stacked_rows(rows, revision="transport.registrations", height=560)
    frame = answer.frame.sort_values("period")

    def bars(target: go.Figure) -> None:
        for fuel in CAR_FUELS:
            part = frame[(frame["fuel"] == fuel) & (frame["value"] > 0)]
            if len(part):
                layout.add_bars(target, [f"{month}-01" for month in part["period"]], part["value"],
                                name=label("fuel", fuel, lang), colour=palette.colour_of(fuel, FUEL), unit=unit,
                                kinds=part["kind"], digits=0)

    def line(target: go.Figure) -> None:
        part = frame[frame["fuel"] == "battery_electric"]
        timeline.add_months(target, list(part["period"]), list(part["share"]), unit=share, legend=False, kind="derived",
                            name=t("transport.registrations.row_1", lang), colour=FUEL["battery_electric"])

    facets.draw_in(figure, 0, bars)
    facets.draw_in(figure, 1, line)
    facets.own_axis(figure, 1, range=[0, PERCENT])
    figure.update_layout(barmode="stack", bargap=0.1, hovermode="x unified")
    first, last = frame["period"].min(), frame["period"].max()
    for row in caps.frame.itertuples():
        if first <= row.period[:7] <= last:
            # In the upper row, after the day: before a change of tax people hurry, after it the bars are low.
            timeline.add_date(figure, row.period, _event(row, lang), yref="y domain", side="right")
    # Half a month more on both sides, so that the first and the last bar are whole.
    return timeline.dates_axis(figure, f"{_shifted(first, -1)}-10", f"{_shifted(last, 1)}-01",
                               t("transport.month_hover", lang))


def registrations_alt(answer: Answer, caps: Answer, lang: str) -> str:
    """Return the first, the highest and the newest month of new cars with their electric shares, as a sentence."""
    frame = answer.frame
    total, electric = (frame[frame["fuel"] == fuel].set_index("period") for fuel in ("all", "battery_electric"))
    points = []
    for name, month in (("first", total.index.min()), ("top", total["value"].idxmax()), ("last", total.index.max())):
        points.append(t(f"transport.registrations.{name}", lang, month=period(month, lang),
                        cars=number(total.loc[month, "value"], lang, 0),
                        share=percent(electric.loc[month, "share"], lang, 0)))
    return t("transport.registrations.alt", lang, points=t("transport.list_separator", lang).join(points))


def fall(answer: Answer, lang: str) -> go.Figure:
    """Return new cars a month, electric and other, in the months before the concession ended and after."""
    unit = unit_label(answer.unit, lang)
    figure = layout.base_figure(unit, revision="transport.fall", height=400, horizontal=True)
    frame = answer.frame[answer.frame["stretch"].isin(STRETCHES)]
    names = [stretch_name(_stretch(answer, code), lang, broken=True) for code in STRETCHES]
    for fuel, colour in (("battery_electric", FUEL["battery_electric"]), ("other", FUEL["petrol"])):
        part = frame[frame["fuel"] == fuel].set_index("stretch").loc[list(STRETCHES)]
        shares = [percent(share, lang, 0) for share in part["share"]] if fuel == "battery_electric" else None
        layout.add_bars(figure, names, part["value"], name=t(f"transport.fall.{fuel}", lang), colour=colour, unit=unit,
                        kinds=part["kind"], digits=0, horizontal=True, text=shares, textposition="inside",
                        insidetextanchor="middle", textangle=0)
    figure.update_layout(barmode="stack", bargap=0.3)
    figure.update_yaxes(autorange="reversed")
    figure.update_xaxes(nticks=4, tickangle=0)
    figure.update_layout(legend={"y": -0.2})
    return figure


def fall_alt(answer: Answer, lang: str) -> str:
    """Return new cars a month and the electric share in each stretch of months, as a sentence."""
    points = []
    for code in STRETCHES:
        row, electric = _stretch(answer, code), _stretch(answer, code, "battery_electric")
        points.append(t("transport.fall.point", lang, months=stretch_name(row, lang),
                        cars=number(row["value"], lang, 0), share=percent(electric["share"], lang, 0)))
    return t("transport.fall.alt", lang, points=t("transport.list_separator", lang).join(points))


def stretch_name(row, lang: str, *, broken: bool = False) -> str:
    """Return which months a row of registration_fall covers, after what they are."""
    name = t(f"transport.fall.{row['stretch']}", lang, months=months_of(row, lang))
    return name.replace("|", "<br>") if broken else name.replace("|", t("transport.fall.joint", lang))


def months_of(row, lang: str) -> str:
    """Return the months from first_month to last_month of a row: June to August 2026."""
    first, last = row["first_month"], row["last_month"]
    if first == last:
        return period(first, lang)
    if first[:4] == last[:4]:
        return t("transport.months_of_year", lang, first=t(f"transport.month.{first[5:]}", lang),
                 last=t(f"transport.month.{last[5:]}", lang), year=first[:4])
    return t("transport.months_span", lang, first=period(first, lang), last=period(last, lang))


def share(answer: Answer, targets: Answer, lang: str) -> go.Figure:
    """Return the electric share of new cars, of all first registrations and of the stock in %, with the targets."""
    unit = unit_label(answer.unit, lang)
    figure = layout.base_figure(unit, revision="transport.share", height=430)
    for measure, colour in MEASURE.items():
        part = answer.frame[answer.frame["measure"] == measure].sort_values("period")
        timeline.add_months(figure, list(part["period"]), list(part["value"]), name=label("measure", measure, lang),
                            colour=colour, unit=unit, kind="derived", width=3 if measure == "stock" else 2)
    years = target_years(targets)
    for name, year in years.items():
        layout.add_target(figure, f"{year}-01-01", PERCENT, name=t(f"transport.share.target_{name}", lang, year=year),
                          unit=unit, digits=0, colour=palette.TARGET if name == "sales" else MEASURE["stock"])
    figure.update_yaxes(range=[0, 108])
    return timeline.dates_axis(figure, "2016-06-01", f"{years['stock'] + 1}-06-01", t("transport.month_hover", lang))


def target_years(targets: Answer) -> dict[str, int]:
    """Return the year in which no fossil car may be newly registered (sales), and in which none may emit (stock)."""
    years = targets.frame.set_index("target_id")["target_year"]
    return {name: int(years[code]) for name, code in TARGETS.items()}


def share_alt(answer: Answer, targets: Answer, lang: str) -> str:
    """Return the newest electric share of each measure, as a sentence with the two target years."""
    points = []
    for measure in MEASURE:
        part = answer.frame[answer.frame["measure"] == measure]
        row = part.loc[part["period"].idxmax()]
        points.append(t("transport.share.point", lang, what=label("measure", measure, lang),
                        share=percent(row["value"], lang, 1), month=period(row["period"], lang)))
    return t("transport.share.alt", lang, points=t("transport.list_separator", lang).join(points),
             **target_years(targets))


def editions(answer: Answer) -> list[str]:
    """Return the editions of the fleet by class, those with the most classes first, then the most years."""
    counted = answer.frame.groupby("vintage").agg(classes=("vehicle_class", "nunique"), years=("period", "nunique"))
    return list(counted.sort_values(["classes", "years"], ascending=False, kind="stable").index)


def fleet(answer: Answer, lang: str, edition: str) -> go.Figure:
    """Return vehicles by class at the end of each year, in one edition of the statistics."""
    unit = unit_label(answer.unit, lang)
    figure = layout.base_figure(unit, revision="transport.fleet", height=420)
    frame = answer.frame[answer.frame["vintage"] == edition]
    for code, colour in CLASS.items():
        part = frame[frame["vehicle_class"] == code].sort_values("period")
        if len(part):
            layout.add_bars(figure, part["period"], part["value"], name=label("vehicle_class", code, lang),
                            colour=colour, unit=unit, kinds=part["kind"], digits=0)
    figure.update_layout(barmode="stack", bargap=0.25)
    return layout.years_axis(figure, int(frame["period"].min()), int(frame["period"].max()))


def fleet_alt(answer: Answer, lang: str, edition: str) -> str:
    """Return the private cars and the sum of the classes in the edition's first and last year, as a sentence."""
    frame = answer.frame[(answer.frame["vintage"] == edition) & (answer.frame["vehicle_class"] != "all")]
    first, last = int(frame["period"].min()), int(frame["period"].max())
    values = {}
    for end, year in (("first", first), ("last", last)):
        part = frame[frame["period"] == year]
        values[f"cars_{end}"] = number(part[part["vehicle_class"] == "private_cars"]["value"].sum(), lang, 0)
        values[f"sum_{end}"] = number(part["value"].sum(), lang, 0)
    return t("transport.fleet.alt", lang, first=first, last=last, **values)


def fuels(answer: Answer, lang: str) -> go.Figure:
    """Return each class of vehicles split by fuel, as shares of the class in %, the largest class on top."""
    unit = unit_label("%", lang)
    figure = layout.base_figure(unit, revision="transport.fuels", height=470, horizontal=True)
    sizes = answer.frame.groupby("vehicle_class")["value"].sum().sort_values()
    names = [t("transport.fuels.row", lang, name=label("vehicle_class", code, lang), cars=number(size, lang, 0))
             for code, size in sizes.items()]
    for fuel in ("electricity", "lpg", "petrol", "diesel", "other"):
        part = answer.frame[answer.frame["fuel"] == fuel].set_index("vehicle_class").reindex(sizes.index)
        layout.add_bars(figure, names, part["share"], name=label("fuel", fuel, lang), colour=FUEL[fuel], unit=unit,
                        kinds=part["kind"], horizontal=True, digits=1)
    figure.update_layout(barmode="stack", bargap=0.25)
    figure.update_xaxes(range=[0, PERCENT])
    return figure


def fuels_alt(answer: Answer, lang: str) -> str:
    """Return how many vehicles of all classes ran on each fuel, as a sentence."""
    sums = answer.frame.groupby("fuel")["value"].sum().sort_values(ascending=False)
    points = [t("transport.fuels.point", lang, fuel=label("fuel", fuel, lang),
                cars=quantity(cars, answer.unit, lang, 0)) for fuel, cars in sums.items()]
    return t("transport.fuels.alt", lang, month=period(answer.frame["period"].max(), lang),
             points=t("transport.list_separator", lang).join(points))


def _event(row, lang: str) -> str:
    return t(f"transport.event.{row.event}", lang, cap=number(row.value, lang, 0),
             general=number(row.general_cap_hkd, lang, 0))


def _stretch(answer: Answer, code: str, fuel: str = "all"):
    frame = answer.frame
    return frame[(frame["stretch"] == code) & (frame["fuel"] == fuel)].iloc[0]


def _shifted(month: str, by: int) -> str:
    """Return a month so many months later."""
    count = int(month[:4]) * timeline.MONTHS_PER_YEAR + int(month[5:]) - 1 + by
    return f"{count // timeline.MONTHS_PER_YEAR}-{count % timeline.MONTHS_PER_YEAR + 1:02d}"
