"""Carbon intensity of electricity by its three definitions, never joined with one another."""

from __future__ import annotations

import plotly.graph_objects as go

from hkzero.charts import layout, palette
from hkzero.measure import Answer
from hkzero.text import label, period, quantity, t, unit_label

COLOUR = {
    ("generated", "hong_kong"): palette.EARTH,
    ("consumed", "hong_kong"): palette.TEAL,
    ("sold", "clp_power"): palette.UTILITY["clp_power"],
    ("sold", "hk_electric"): palette.UTILITY["hk_electric"],
}


def lines(answer: Answer, lang: str, first: int, last: int, utility: str = "all") -> go.Figure:
    """Return intensity per kWh generated, consumed and sold by each company; what is not published is a gap.

    One company publishes CO2, the others CO2e: the axis says so by row of the answer, the hover by series.
    """
    unit = t("electricity.list_separator", lang).join(unit_label(code, lang) for code in _units(answer))
    figure = layout.base_figure(unit, revision="electricity.intensity")
    for measure, company, part in _series(answer, first, last, utility):
        layout.add_line(figure, list(part["period"]), list(part["value"]), name=_name(measure, company, part, lang),
                        colour=COLOUR[measure, company], unit=unit_label(part["unit"].iloc[0], lang), digits=2,
                        kinds=list(part["kind"]), markers=measure == "sold")
    return layout.years_axis(figure, first, last)


def lines_alt(answer: Answer, lang: str, first: int, last: int, utility: str = "all") -> str:
    """Return the newest value of each definition, with its year, as a sentence."""
    found = []
    for measure, company, part in _series(answer, first, last, utility):
        newest = part.loc[part["period"].idxmax()]
        found.append(t("electricity.intensity.point", lang, what=_name(measure, company, part, lang),
                       value=quantity(newest["value"], newest["unit"], lang, 2), year=period(newest["period"], lang)))
    return t("electricity.intensity.alt", lang, points=t("electricity.list_separator", lang).join(found))


def _units(answer: Answer) -> list[str]:
    return [answer.unit] if answer.unit else sorted(answer.frame["unit"].unique(), reverse=True)


def _series(answer: Answer, first: int, last: int, utility: str):
    frame = answer.frame
    for measure, company in COLOUR:
        part = frame[(frame["measure"] == measure) & (frame["utility"] == company)
                     & (frame["period"] >= first) & (frame["period"] <= last)]
        if len(part) and (measure != "sold" or utility in ("all", company)):
            yield measure, company, part.sort_values("period")


def _name(measure: str, company: str, part, lang: str) -> str:
    if measure != "sold":
        return label("measure", measure, lang)
    key = "sold_by_co2" if set(part["gas"]) == {"co2"} else "sold_by"
    return t(f"electricity.intensity.{key}", lang, company=label("utility", company, lang))
