"""Power stations over time: when each unit came into service, left it, or is planned to; and the dates ahead."""

from __future__ import annotations

import re

import pandas as pd
import plotly.graph_objects as go

from hkzero.charts import layout, palette
from hkzero.measure import Answer
from hkzero.text import has, label, number, quantity, t, unit_label

FUELS = ("coal", "oil", "natural_gas", "nuclear_import", "pumped_storage", "waste", "bioenergy", "wind", "solar")
COLOUR = palette.FUEL | {"pumped_storage": palette.SEA, "waste": palette.EARTH}
SMALL_MW = 5  # pilots and roof-size systems are in the table; drawn, they would bury the stations
PLANNED = ("planned", "under_construction")
# Owners whose electricity goes to the customers of CLP Power.
COMPANY_OF = {"capco": "clp_power", "gnpjvc": "clp_power", "clp_group": "clp_power"}
HORIZON_YEARS = 24
ROW_PIXELS = 36  # a line for the name and the capacity, and the bar below it
COLUMNS = ("station", "unit_name", "owner", "fuel", "n_units", "capacity_mw", "value", "status_code",
           "commissioned_year", "retired_year", "planned_retirement_year", "contract_end_year")


def timeline(answer: Answer, lang: str, today: str, utility: str = "all") -> go.Figure:
    """Return a floating bar for each unit from the year of service to its end, coloured by fuel, its name above it.

    Solid up to `today` (a date); hatched where it is a plan; dotted where no end is published. Units without the
    year of service (or, retired, of the end), and those below 5 MW, are left to the table.
    """
    rows, this_year = _drawn(answer, utility), int(today[:4])
    horizon = this_year + HORIZON_YEARS
    figure = layout.base_figure("", revision="electricity.units", height=120 + ROW_PIXELS * max(3, len(rows)),
                                horizontal=True)
    names = [_name(row, lang) for row in rows]
    for fuel in FUELS:
        of_fuel = [(row, name) for row, name in zip(rows, names, strict=True) if row["fuel"] == fuel]
        _bars(figure, [_lived(row, name, this_year) for row, name in of_fuel], fuel, lang, planned=False)
        _bars(figure, [_ahead(row, name, this_year, horizon) for row, name in of_fuel], fuel, lang, planned=True)
    endless = [name for row, name in zip(rows, names, strict=True)
               if row["status_code"] not in (*PLANNED, "retired") and _end(row) is None]
    _open_ends(figure, endless, this_year, horizon, lang)
    figure.layout.annotations = [
        *({"text": t("electricity.units.row", lang, name=name, size=_size(row, lang)) if _size(row, lang) else name,
           "xref": "paper", "x": 0, "xanchor": "left", "y": name, "yanchor": "bottom", "yshift": 6, "showarrow": False,
           "font": {"size": 12}} for row, name in zip(rows, names, strict=True)),
        {"text": t("electricity.units.today", lang), "x": this_year, "y": 1, "yref": "paper", "yanchor": "bottom",
         "showarrow": False, "font": {"color": palette.NEUTRAL}}]
    figure.add_vline(x=this_year, line={"color": palette.NEUTRAL, "width": 1})
    first = min((row["commissioned_year"] for row in rows), default=this_year)
    figure.update_layout(barmode="overlay", margin={"t": 24}, legend={"y": -0.05})
    figure.update_xaxes(range=[first - 1, horizon], tickformat="d", rangemode="normal", fixedrange=True)
    figure.update_yaxes(range=[len(rows) - 0.4, -1], categoryorder="array", categoryarray=names, fixedrange=True,
                        showticklabels=False, automargin=False)
    return figure


def timeline_alt(answer: Answer, lang: str, today: str, utility: str = "all") -> str:
    """Return how much coal-fired capacity stands on the day `today`, and what is dated to go and planned to come."""
    rows, this_year = _drawn(answer, utility), int(today[:4])
    coal = [row["value"] for row in rows if row["fuel"] == "coal" and row["status_code"] not in (*PLANNED, "retired")]
    going = [t("electricity.units.going", lang, name=_name(row, lang), year=int(_end(row))) for row in rows
             if (_end(row) or 0) >= this_year]
    coming = [t("electricity.units.coming", lang, name=_name(row, lang), year=int(row["commissioned_year"]))
              for row in rows if row["status_code"] in PLANNED]
    separator = t("electricity.list_separator", lang)
    return t("electricity.units.alt", lang, coal=quantity(sum(coal), answer.unit, lang, 0),
             going=separator.join(going) or t("electricity.none", lang),
             coming=separator.join(coming) or t("electricity.none", lang))


def stock(answer: Answer, lang: str, utility: str = "all") -> pd.DataFrame:
    """Return every unit with its names in the reader's language; the total is units × capacity of one unit."""
    rows = [row for row in answer.frame.to_dict("records") if _belongs(row["owner"], utility)]
    for row in rows:
        row |= {"unit_name": _unit(row, lang), "station": _station(row, lang), "status_code": _status(row, lang),
                "owner": t(f"electricity.owner.{row['owner']}", lang), "fuel": label("fuel", row["fuel"], lang)}
    return pd.DataFrame(rows, columns=list(COLUMNS))


def milestones(answer: Answer, lang: str, utility: str = "all") -> pd.DataFrame:
    """Return the dates ahead as sentences, by year; those of the other company are left out when one is chosen."""
    rows = [{"year": str(int(row["year"])), "event": t(f"electricity.event.{row['event']}", lang)}
            for row in answer.frame.sort_values(["year", "event"]).to_dict("records")
            if row["utility"] == "hong_kong" or _belongs(row["utility"], utility)]
    return pd.DataFrame(rows, columns=["year", "event"])


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")


def _drawn(answer: Answer, utility: str) -> list[dict]:
    frame = answer.frame
    frame = frame[frame["commissioned_year"].notna() & ~(frame["value"] < SMALL_MW)]
    rows = [row for row in frame.to_dict("records") if _belongs(row["owner"], utility)
            and not (row["status_code"] == "retired" and _end(row) is None)]
    return sorted(rows, key=lambda row: (FUELS.index(row["fuel"]), row["commissioned_year"], row["station"],
                                         row["unit_name"]))


def _belongs(owner: str, utility: str) -> bool:
    return utility in ("all", COMPANY_OF.get(owner, owner))


def _end(row: dict) -> float | None:
    """Return the year in which the unit left, is to leave, or its contract ends; None when none is published."""
    ends = (row.get("retired_year"), row.get("planned_retirement_year"), row.get("contract_end_year"))
    return next((float(end) for end in ends if end == end and end is not None), None)


def _lived(row: dict, name: str, this_year: int) -> tuple | None:
    """Return the stretch up to now as (row, name, start, end); None for a unit that is still to come."""
    start, end = row["commissioned_year"], _end(row)
    stop = this_year if end is None else min(end, this_year)
    return None if row["status_code"] in PLANNED else (row, name, start, max(stop, start + 0.5))


def _ahead(row: dict, name: str, this_year: int, horizon: int) -> tuple | None:
    """Return the planned stretch; a unit still to come runs to the edge of the chart."""
    if row["status_code"] in PLANNED:
        return row, name, row["commissioned_year"], _end(row) or horizon
    end = _end(row)
    return (row, name, this_year, end) if end is not None and end > this_year else None


def _bars(figure: go.Figure, stretches: list, fuel: str, lang: str, *, planned: bool) -> None:
    shown = [stretch for stretch in stretches if stretch]
    if not shown:
        return
    kinds = ["scenario"] * len(shown) if planned else [row["kind"] for row, *_ in shown]
    name = label("fuel", fuel, lang)
    layout.add_bars(figure, [unit for _, unit, *_ in shown], [end - start for *_, start, end in shown], name=name,
                    colour=COLOUR[fuel], unit="", kinds=kinds, horizontal=True, width=0.36,
                    legend=name not in {trace.name for trace in figure.data},
                    base=[start for *_, start, _ in shown], customdata=[_hover(row, lang) for row, *_ in shown])
    figure.data[-1].hovertemplate = "%{customdata}<extra></extra>"


def _open_ends(figure: go.Figure, endless: list[str], this_year: int, horizon: int, lang: str) -> None:
    if not endless:
        return
    years, names = [], []
    for name in endless:
        years += [this_year, horizon, None]
        names += [name, name, None]
    figure.add_trace(go.Scatter(x=years, y=names, mode="lines", name=t("electricity.units.no_end", lang),
                                line={"color": palette.NEUTRAL, "width": 1.5, "dash": "dot"}, hoverinfo="skip",
                                meta=layout.evidence(None)))


def _size(row: dict, lang: str) -> str:
    """Return "4 × 677 MW", or the total where the capacity of one unit is not stated."""
    unit = unit_label("MW", lang)
    count, one = row["n_units"], row["capacity_mw"]
    if one == one and one is not None and count == count and count and count > 1:
        return t("electricity.units.size", lang, count=int(count), capacity=number(one, lang, _decimals(one)),
                 unit=unit)
    return quantity(row["value"], "MW", lang, _decimals(row["value"])) if row["value"] == row["value"] else ""


def _decimals(megawatts: float) -> int:
    """Return one decimal only where the publication has one: 337.5, but 350."""
    return 0 if float(megawatts).is_integer() else 1


def _hover(row: dict, lang: str) -> str:
    lines = [_name(row, lang), _size(row, lang), _status(row, lang)]
    for column in ("commissioned_year", "retired_year", "planned_retirement_year", "contract_end_year"):
        year = row.get(column)
        if year is not None and year == year:
            planned = column == "commissioned_year" and row["status_code"] in PLANNED
            lines.append(t(f"electricity.units.{'planned_year' if planned else column}", lang, year=int(year)))
    return "<br>".join(line for line in lines if line)


def _status(row: dict, lang: str) -> str:
    return t(f"electricity.status.{row['status_code']}", lang)


def _name(row: dict, lang: str) -> str:
    return t("electricity.units.name", lang, station=_station(row, lang), unit=_unit(row, lang)).strip()


def _station(row: dict, lang: str) -> str:
    key = f"electricity.station.{row['station']}"
    return t(key, lang) if has(key, lang) else row["station"].replace("_", " ")


def _unit(row: dict, lang: str) -> str:
    key = f"electricity.unit_name.{row['station']}.{_slug(row['unit_name'])}"
    return t(key, lang) if has(key, lang) else row["unit_name"]
