"""Districts beside each other: ranked, two by two, one indicator against another, half-year by half-year."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import Protocol

import pandas as pd
import plotly.graph_objects as go

from hkzero.charts import layout, palette
from hkzero.measure import Answer, Kind, Measured
from hkzero.text import label, list_join, number, percent, period, quantity, t, unit_label

USERS = ("commercial", "residential", "industrial")
ROW_PIXELS, FRAME_PIXELS = 26, 70
LONGEST_LINE = 10  # letters of a district's name, four of which stand side by side on a phone
COMPARED = (palette.TARGET, palette.COBALT)
AROUND = ("top center", "middle right", "bottom center", "middle left")
HALF_YEAR = re.compile(r"\d{4}-H[12]")


class Pair(Protocol):
    """A row a district with x, y and kind, and how alike the two rank the districts."""

    rows: pd.DataFrame
    rank_correlation: float | None


def ranking(answer: Answer, lang: str, chosen: str | None = None, other: str | None = None) -> go.Figure:
    """Return the districts as bars, the largest on top, with their ranges; the chosen ones stand out."""
    frame = answer.frame.dropna(subset=["value"]).sort_values(["value", "district"], ascending=[True, False])
    unit = unit_label(answer.unit, lang)
    figure = layout.base_figure(unit, revision="districts.ranking", horizontal=True,
                                height=FRAME_PIXELS + ROW_PIXELS * max(len(frame), 2))
    names = [label("district", code, lang) for code in frame["district"]]
    colours = [_colour(code, chosen, other) for code in frame["district"]]
    layout.add_bars(figure, names, frame["value"], name=answer.title, colour=colours, unit=unit,
                    kinds=list(frame["kind"]), horizontal=True, legend=False,
                    error_x=_whiskers(frame), digits=_digits(frame["value"]))
    figure.update_layout(bargap=0.3)
    figure.update_xaxes(tickangle=0, nticks=4)  # the chart stands in a narrow column
    return figure


def ranking_alt(answer: Answer, lang: str) -> str:
    """Return the three largest districts and the smallest with their figures, as a sentence."""
    frame = answer.frame.dropna(subset=["value"]).sort_values("value", ascending=False)
    if not len(frame):
        return t("districts.map.alt_none", lang)
    return t("districts.ranking.alt", lang, top=list_join((_named(row, lang) for row in _rows(frame.head(3))), lang),
             low=_named(_rows(frame.tail(1))[0], lang))


def comparison(answer: Answer, lang: str, codes: Sequence[str]) -> go.Figure:
    """Return the electricity of two districts by type of user, with its ranges. `answer` holds every type of user."""
    unit = unit_label(answer.unit, lang)
    figure = layout.base_figure(unit, revision="districts.comparison", horizontal=True, height=320)
    users = [label("user_type", code, lang) for code in USERS]
    for code, colour in zip(codes, COMPARED, strict=False):
        part = answer.frame[answer.frame["district"] == code].set_index("user_type").reindex(USERS)
        known = part["kind"].fillna(Kind.OBSERVED.value)
        layout.add_bars(figure, users, part["value"], name=label("district", code, lang), colour=colour, unit=unit,
                        kinds=list(known), horizontal=True, error_x=_whiskers(part), digits=_digits(part["value"]))
    figure.update_layout(barmode="group", bargap=0.3, legend={"y": -0.25})
    figure.update_yaxes(autorange="reversed")
    return figure


def comparison_alt(answer: Answer, lang: str, codes: Sequence[str]) -> str:
    """Return the electricity of two districts by type of user, as a sentence."""
    said = []
    for code in codes:
        part = answer.frame[answer.frame["district"] == code].set_index("user_type")
        uses = [t("districts.point", lang, name=label("user_type", user, lang),
                  value=quantity(part.at[user, "value"], part.at[user, "unit"], lang))
                for user in USERS if user in part.index]
        said.append(t("districts.comparison.said", lang, name=label("district", code, lang),
                      uses=list_join(uses, lang)))
    return t("districts.sentences", lang, first=said[0], second=said[-1])


def scatter(pair: Pair, lang: str, units: tuple[str, str], chosen: str | None = None,
            other: str | None = None) -> go.Figure:
    """Return one indicator across and one upwards, a mark a district with its name; `units` are those of the axes."""
    across, up = units
    figure = layout.base_figure(unit_label(up, lang), revision="districts.scatter", height=440)
    rows = pair.rows
    names = [label("district", code, lang) for code in rows["district"]]
    figure.add_trace(go.Scatter(
        x=list(rows["x"]), y=list(rows["y"]), mode="markers+text", text=names, textposition=_beside(rows["x"]),
        textfont={"color": palette.INK, "size": 11}, cliponaxis=False, meta=layout.evidence(list(rows["kind"])),
        customdata=list(rows["district"]), showlegend=False,
        hovertemplate=f"%{{text}}: %{{x:,}} {unit_label(across, lang)}, %{{y:,}} {unit_label(up, lang)}<extra></extra>",
        marker={"size": 10, "color": [_colour(code, chosen, other) for code in rows["district"]],
                "symbol": [palette.MARKER[Kind(kind)] for kind in rows["kind"]], "line": {"width": 2}}))
    figure.update_layout(hovermode="closest")
    figure.update_xaxes(title={"text": unit_label(across, lang), "font": {"color": palette.INK}}, showgrid=True,
                        gridcolor=palette.FAINT, tickformat=",")
    return figure


def scatter_alt(pair: Pair, lang: str, names: tuple[str, str]) -> str:
    """Return how two indicators go together over the districts, as a sentence."""
    if pair.rank_correlation is None:
        return t("districts.scatter.none", lang, across=names[0], up=names[1], count=len(pair.rows))
    return t("districts.scatter.alt", lang, across=names[0], up=names[1], count=len(pair.rows),
             value=number(pair.rank_correlation, lang, 2, signed=True))


def correlation(pair: Pair, lang: str, names: tuple[str, str]) -> str:
    """Return what the rank correlation says and does not say, or that there are too few districts for one."""
    if pair.rank_correlation is None:
        return t("districts.scatter.none", lang, across=names[0], up=names[1], count=len(pair.rows))
    return t("districts.scatter.correlation", lang, value=number(pair.rank_correlation, lang, 2, signed=True),
             count=len(pair.rows))


def two_in_figures(electricity: Answer, profile: Answer, lang: str, codes: Sequence[str]) -> pd.DataFrame:
    """Return a row an indicator with its figure in each of the districts, newest year, as a table for people."""
    names = [label("district", code, lang) for code in codes]
    own = electricity.frame.set_index("district")
    rows = [[label("indicator", "electricity", lang),
             *(quantity(own.at[code, "value"], own.at[code, "unit"], lang) for code in codes)]]
    newest = profile.frame.sort_values("period").groupby(["indicator", "district"], sort=False).last()
    for indicator in dict.fromkeys(profile.frame["indicator"]):
        cells = [_cell(newest, indicator, code, lang) for code in codes]
        if any(cells):
            rows.append([label("indicator", indicator, lang), *cells])
    return pd.DataFrame(rows, columns=[t("labels.column.indicator", lang), *names])


def _cell(newest: pd.DataFrame, indicator: str, code: str, lang: str) -> str:
    if (indicator, code) not in newest.index:
        return ""
    row = newest.loc[(indicator, code)]
    return t("districts.comparison.cell", lang, value=quantity(row["value"], row["unit"], lang),
             period=period(row["period"], lang))


def history(answer: Answer, lang: str, code: str) -> go.Figure:
    """Return the electricity of one district by half-year and type of user; a half-year without figures is a gap."""
    unit = unit_label(answer.unit, lang)
    figure = layout.base_figure(unit, revision="districts.history", height=400)
    every = sorted(text for text in answer.frame["period"].unique() if HALF_YEAR.fullmatch(text))
    names = {text: _short(text, lang) for text in every}
    own = answer.frame[answer.frame["district"] == code]
    for user in USERS:
        part = own[(own["user_type"] == user) & own["period"].isin(every)].sort_values("period")
        layout.add_bars(figure, [names[text] for text in part["period"]], part["value"],
                        name=label("user_type", user, lang), colour=palette.colour_of(user, palette.USER), unit=unit,
                        kinds=list(part["kind"]), digits=0)
    # The legend above the bars, the names of the half-years upright below: it stands in a narrow column. Said outright,
    # and with room from the start, the browser draws the chart once; finding both out takes it three times as long.
    figure.update_layout(barmode="stack", bargap=0.2, legend={"y": 1.02, "yanchor": "bottom"},
                         margin={"l": 72, "t": 98, "b": 104, "r": 8})
    figure.update_xaxes(tickangle=-90)
    figure.update_xaxes(type="category", categoryorder="array", categoryarray=list(names.values()),
                        range=[-0.5, len(names) - 0.5])
    return figure


def history_alt(answer: Answer, lang: str, code: str) -> str:
    """Return how much a district used in its first and last half-year with figures, as a sentence."""
    own = answer.frame[(answer.frame["district"] == code) & answer.frame["period"].str.fullmatch(HALF_YEAR.pattern)]
    sums = own[own["user_type"] == "all"].sort_values("period")
    if not len(sums):
        return t("districts.map.alt_none", lang)
    first, last = sums.iloc[0], sums.iloc[-1]
    return t("districts.history.alt", lang, name=label("district", code, lang), count=len(sums),
             first=quantity(first["value"], first["unit"], lang), first_period=period(first["period"], lang),
             last=quantity(last["value"], last["unit"], lang), last_period=period(last["period"], lang))


def validation(answer: Answer, lang: str, user_type: str, proxy: str) -> go.Figure:
    """Return what one proxy predicts for the metered districts beside what was metered there."""
    unit = unit_label("GWh", lang)
    figure = layout.base_figure(unit, revision="districts.validation", height=320)
    part = answer.frame[(answer.frame["user_type"] == user_type) & (answer.frame["proxy"] == proxy)]
    names = [layout.in_lines(label("district", code, lang), LONGEST_LINE) for code in part["district"]]
    layout.add_bars(figure, names, part["metered"], name=t("districts.validation.metered", lang), colour=palette.SEA,
                    unit=unit, kind=Kind.DERIVED, digits=0)
    layout.add_bars(figure, names, part["predicted"], name=t("districts.validation.predicted", lang),
                    colour=palette.ORANGE, unit=unit, kind=Kind.ESTIMATED, digits=0,
                    text=[percent(error, lang, 0, signed=True) for error in part["value"]], textposition="outside",
                    cliponaxis=False)
    figure.update_layout(barmode="group", legend={"y": -0.34})
    return figure.update_xaxes(tickangle=0)


def predicted(answer: Answer, user_type: str, proxy: str) -> Measured:
    """Return what one proxy predicts for the metered districts, in GWh."""
    part = answer.frame[(answer.frame["user_type"] == user_type) & (answer.frame["proxy"] == proxy)]
    return answer.measured(part, "predicted").scaled(1.0, "GWh")


def validation_alt(answer: Answer, lang: str, user_type: str, proxy: str) -> str:
    """Return by how much one proxy misses each metered district, as a sentence."""
    part = answer.frame[(answer.frame["user_type"] == user_type) & (answer.frame["proxy"] == proxy)]
    points = [t("districts.point", lang, name=label("district", row["district"], lang),
                value=percent(row["value"], lang, 0, signed=True)) for row in _rows(part)]
    return t("districts.validation.alt", lang, proxy=label("proxy", proxy, lang), points=list_join(points, lang),
             mean=percent(part["mean_error"].iloc[0], lang, 0))


def tried(answer: Answer, lang: str) -> pd.DataFrame:
    """Return every proxy with its mean error and its error in each metered district, as a table for people."""
    first = answer.frame.drop_duplicates(["user_type", "proxy"])
    errors = answer.frame.pivot(index=["user_type", "proxy"], columns="district", values="value")
    columns = {
        t("labels.column.user_type", lang): [label("user_type", code, lang) for code in first["user_type"]],
        t("labels.column.proxy", lang): [label("proxy", code, lang) for code in first["proxy"]],
        t("districts.validation.kept", lang): [t(f"districts.validation.{'yes' if kept else 'no'}", lang)
                                               for kept in first["is_kept"]],
        t("labels.column.mean_error", lang): [round(error, 1) for error in first["mean_error"]],
    }
    for code in errors.columns:
        columns[label("district", code, lang)] = [
            round(errors.at[(row["user_type"], row["proxy"]), code], 1) for row in _rows(first)]
    return pd.DataFrame(columns)


def proxies(answer: Answer, user_type: str) -> list[str]:
    """Return the proxies tried for a type of user, the one kept first."""
    rows = answer.frame[answer.frame["user_type"] == user_type].sort_values("rank")
    return list(dict.fromkeys(rows["proxy"]))


def moved(kept: pd.DataFrame, other: pd.DataFrame, names: tuple[str, str], lang: str) -> pd.DataFrame:
    """Return the same sales by district shared out by two proxies, as a table for people, in GWh."""
    both = kept.merge(other, on="district", suffixes=("_kept", "_other"))
    return pd.DataFrame({
        t("labels.column.district", lang): [label("district", code, lang) for code in both["district"]],
        t("districts.validation.by_kept", lang, proxy=label("proxy", names[0], lang)): both["value_kept"].round(0),
        t("districts.validation.by_other", lang, proxy=label("proxy", names[1], lang)): both["value_other"].round(0)})


def _beside(across: pd.Series) -> list[str]:
    """Return where each name goes: neighbours along the axis take turns around their marks, so that fewer collide."""
    places = across.rank(method="first").astype(int)
    ends = {1: "middle right", len(places): "middle left"}  # inwards, where there is room
    return [ends.get(place, AROUND[place % len(AROUND)]) for place in places]


def _short(half_year: str, lang: str) -> str:
    return t(f"districts.history.half_{half_year[-1]}", lang, year=half_year[:4])


def _colour(code: str, chosen: str | None, other: str | None) -> str:
    return {chosen: COMPARED[0], other: COMPARED[1]}.get(code, palette.SEA)


def _whiskers(frame: pd.DataFrame) -> dict | None:
    """Return the ranges of bars; a bar without a range has no whisker, not one of no length."""
    if "low" not in frame:
        return None
    above, below = ([None if ends.low == ends.high or math.isnan(ends.value) else abs(end - ends.value)
                     for ends, end in zip(frame[["low", "value", "high"]].itertuples(), frame[side], strict=True)]
                    for side in ("high", "low"))
    return {"type": "data", "symmetric": False, "array": above, "arrayminus": below, "thickness": 1.2, "width": 3,
            "color": palette.INK}


def _digits(values: pd.Series) -> int:
    most = values.abs().max()
    return 0 if most >= 100 else 1 if most >= 10 else 2


def _named(row: dict, lang: str) -> str:
    return t("districts.point", lang, name=label("district", row["district"], lang),
             value=quantity(row["value"], row["unit"], lang))


def _rows(frame: pd.DataFrame) -> list[dict]:
    return frame.to_dict("records")
