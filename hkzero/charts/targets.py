"""How far electricity is from its 2035 targets: distance today, the way so far, and what hangs on one contract."""

from __future__ import annotations

import plotly.graph_objects as go

from hkzero.charts import layout, palette
from hkzero.measure import Answer, Kind
from hkzero.text import number, percent, period, quantity, t, unit_label

ORDER = ("elec_coal_2035", "elec_zc_2035", "elec_re_2035")
COLOUR = {
    "elec_coal_2035": palette.FUEL["coal"],
    "elec_zc_2035": palette.FUEL["net_imports"],
    "elec_re_2035": palette.FUEL["renewables"],
}
BAND = palette.faded(palette.TARGET, 0.45)


def distance(answer: Answer, lang: str) -> go.Figure:
    """Return a bar for today's share of each target and, in the target's colour, the range it has to reach.

    Name, share and distance stand above each bar: beside it they would leave a phone no room for the bar.
    """
    unit = unit_label(answer.unit, lang)
    rows = _rows(answer)
    figure = layout.base_figure(unit, revision="electricity.distance", height=60 + 92 * max(1, len(rows)),
                                horizontal=True)
    names = [_name(row.target_id, lang) for row in rows]
    for row, name in zip(rows, names, strict=True):
        layout.add_bars(figure, [name], [row.value], name=name, unit=unit, horizontal=True, kinds=[row.kind],
                        colour=COLOUR[row.target_id], legend=False, width=0.3)
        figure.add_annotation(x=0, y=name, yshift=14, xanchor="left", yanchor="bottom", showarrow=False, align="left",
                              text=t("electricity.distance.row", lang, target=name, range=range_text(row, lang),
                                     to_go=_to_go(row, lang)))
    figure.add_trace(go.Bar(
        base=[row.low for row in rows], x=[max(row.high - row.low, 0.8) for row in rows], y=names, orientation="h",
        name=t("electricity.distance.range", lang), width=0.3, marker={"color": BAND, "line": {"width": 0}},
        customdata=[range_text(row, lang) for row in rows], meta=layout.evidence(Kind.SCENARIO),
        hovertemplate="%{fullData.name}: %{customdata}<extra></extra>"))
    figure.update_layout(barmode="overlay", showlegend=False)
    figure.update_xaxes(range=[0, 100], fixedrange=True)
    figure.update_yaxes(range=[len(rows) - 0.6, -0.7], fixedrange=True, showticklabels=False, automargin=False)
    return figure


def distance_alt(answer: Answer, lang: str) -> str:
    """Return each target with today's share, the range and the distance in percentage points."""
    points = [t("electricity.distance.point", lang, target=_name(row.target_id, lang),
                range=range_text(row, lang), to_go=_to_go(row, lang))
              for row in _rows(answer)]
    return t("electricity.distance.alt", lang, points=t("electricity.list_separator", lang).join(points))


def progress(answer: Answer, lang: str) -> go.Figure:
    """Return the share each target speaks of, year by year, with the target itself in its year; nothing in between."""
    unit = unit_label(answer.unit, lang)
    figure = layout.base_figure(unit, revision="electricity.progress", height=340)
    frame = answer.frame
    for code in ORDER:
        part = frame[frame["target_id"] == code].sort_values("period")
        if not len(part):
            continue
        name, last = _name(code, lang), part.iloc[-1]
        layout.add_line(figure, list(part["period"]), list(part["value"]), name=name, colour=COLOUR[code], unit=unit,
                        kinds=list(part["kind"]))
        low, high = float(last["low"]), float(last["high"])
        layout.add_target(figure, int(last["target_year"]), low, high if high > low else None, unit=unit,
                          name=t("electricity.progress.target", lang, target=name), colour=COLOUR[code])
        figure.data[-1].showlegend = False
    if len(frame):
        layout.years_axis(figure, int(frame["period"].min()), int(frame["target_year"].max()))
    return figure


def progress_alt(answer: Answer, lang: str) -> str:
    """Return the first and the newest share of each target, and what 2035 asks for."""
    points = []
    for code in ORDER:
        part = answer.frame[answer.frame["target_id"] == code].sort_values("period")
        if len(part):
            first, last = part.iloc[0], part.iloc[-1]
            points.append(t("electricity.progress.point", lang, target=_name(code, lang),
                            first=percent(first["value"], lang, 1), first_year=period(first["period"], lang),
                            last=percent(last["value"], lang, 1), last_year=period(last["period"], lang),
                            range=range_text(last, lang)))
    return t("electricity.progress.alt", lang, points=t("electricity.list_separator", lang).join(points))


def stake(distances: Answer, imports: Answer, lang: str) -> go.Figure:
    """Return today's zero-carbon share with and without net imports, against the range asked for in 2035."""
    unit = unit_label(distances.unit, lang)
    local, asked = row_of(distances, "elec_re_2035"), row_of(distances, "elec_zc_2035")
    imported = imports.frame.iloc[-1]
    names = [_two_lines(t(f"electricity.stake.{code}", lang, year=period(imported["period"], lang),
                          target_year=period(asked["target_year"], lang))) for code in ("now", "without", "asked")]
    figure = layout.base_figure(unit, revision="electricity.stake", height=260, horizontal=True)
    layout.add_bars(figure, names[:2], [local["value"]] * 2, name=t("electricity.stake.local", lang), unit=unit,
                    colour=COLOUR["elec_re_2035"], kinds=[local["kind"]] * 2, horizontal=True)
    layout.add_bars(figure, names[:1], [imported["share"]], name=t("electricity.stake.imports", lang), unit=unit,
                    colour=palette.FUEL["net_imports"], kinds=[asked["kind"]], horizontal=True)
    figure.add_trace(go.Bar(
        base=[asked["low"]], x=[asked["high"] - asked["low"]], y=names[2:], orientation="h",
        name=t("electricity.distance.range", lang), marker={"color": BAND, "line": {"width": 0}},
        customdata=[range_text(asked, lang)], hovertemplate="%{customdata}<extra></extra>",
        meta=layout.evidence(Kind.SCENARIO)))
    figure.update_layout(barmode="stack", legend={"y": -0.35})
    figure.update_xaxes(range=[0, 100], fixedrange=True)
    figure.update_yaxes(type="category", autorange="reversed", fixedrange=True)
    return figure


def stake_alt(distances: Answer, imports: Answer, lang: str) -> str:
    """Return the share of supply that is imported, what is left without it, and the range asked for."""
    local, asked = row_of(distances, "elec_re_2035"), row_of(distances, "elec_zc_2035")
    imported = imports.frame.iloc[-1]
    return t("electricity.stake.alt", lang, year=period(imported["period"], lang),
             zero=percent(asked["value"], lang, 1), share=percent(imported["share"], lang, 1),
             supply=quantity(imported["value"], imports.unit, lang, 1), local=percent(local["value"], lang, 1),
             range=range_text(asked, lang), target_year=period(asked["target_year"], lang))


def _rows(answer: Answer) -> list:
    known = {row.target_id: row for row in answer.frame.itertuples()}
    return [known[code] for code in ORDER if code in known]


def row_of(answer: Answer, code: str):
    """Return the row of one target; IndexError when the answer does not have it."""
    return answer.frame[answer.frame["target_id"] == code].iloc[0]


def _name(code: str, lang: str) -> str:
    return t(f"electricity.target.{code}", lang)


def _two_lines(name: str) -> str:
    """Return a name broken where its text says so, so that on a phone the axis leaves room for the bars."""
    return name.replace("|", "<br>")


def range_text(row, lang: str) -> str:
    """Return the range a target asks for, e.g. 60–70%, or its one value."""
    low, high = (row["low"], row["high"]) if hasattr(row, "iloc") else (row.low, row.high)
    if low == high:
        return percent(low, lang)
    return t("electricity.distance.from_to", lang, low=number(low, lang), high=percent(high, lang))


def _to_go(row, lang: str) -> str:
    """Return how many percentage points are missing to the near end of the range, or that it is reached."""
    near = abs(row.distance_low)
    reached = row.value <= row.high if row.target_id == "elec_coal_2035" else row.value >= row.low
    if reached:
        return t("electricity.distance.reached", lang, now=percent(row.value, lang, 1))
    return t("electricity.distance.to_go", lang, now=percent(row.value, lang, 1), points=number(near, lang, 1))
