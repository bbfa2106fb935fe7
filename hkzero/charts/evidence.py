"""What the figures rest on, in pictures and tables: kinds of evidence, publications, the ranges of assumptions."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from math import log10
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from hkzero.charts import layout, palette
from hkzero.charts.findings import Card
from hkzero.measure import MEASURED_KINDS, Answer, Kind
from hkzero.text import has, label, list_join, number, percent, quantity, t, unit_label

KIND_COLOUR = {Kind.OBSERVED: palette.BLUE, Kind.REPORTED: palette.SEA, Kind.DERIVED: palette.OLIVE,
               Kind.ESTIMATED: palette.ORANGE, Kind.ASSUMED: palette.MAGENTA, Kind.SCENARIO: palette.ORCHID}
PERCENT = 100.0
ROW_PIXELS, MARGIN_PIXELS = 76, 80
# A range from a third to nine times the central value is read on a scale of multiples only.
MULTIPLES = (0.25, 0.5, 1, 2, 4, 8)


def headline(used: Answer, counts: Answer, lang: str) -> str:
    """Return how many figures rest on how many publications, and what share of them is official or reported."""
    frame = counts.frame
    measured = frame.loc[frame["kind"].isin(MEASURED_KINDS), "value"].sum()
    return t("sources.headline", lang, figures=number(frame["value"].sum(), lang, 0),
             publications=number((used.frame["rows"] > 0).sum(), lang, 0),
             share=percent(PERCENT * measured / frame["value"].sum(), lang, 0))


def kind_cards(counts: Answer, lang: str) -> list[Card]:
    """Return a card a kind of evidence: count and share of the figures, with what the kind means."""
    total = counts.frame["value"].sum()
    cards = []
    for kind in Kind:
        rows = counts.frame[counts.frame["kind"] == kind]
        count = rows["value"].sum()
        if count:
            cards.append(Card(label("kind", kind, lang), percent(PERCENT * count / total, lang, 1),
                              counts.measured(rows), help=t(f"show.kind_help.{kind}", lang),
                              note=quantity(count, "figures", lang, 0)))
    return cards


def kinds(counts: Answer, lang: str) -> go.Figure:
    """Return the figures of each area as one bar split by kind of evidence, in % of the area's figures."""
    unit = unit_label("%", lang)
    totals = counts.frame.groupby("area")["value"].sum().sort_values()
    figure = layout.base_figure(unit, revision="sources.kinds", height=MARGIN_PIXELS + 44 * len(totals) + 60,
                                horizontal=True)
    for kind in Kind:
        part = counts.frame[counts.frame["kind"] == kind].set_index("area")["value"].reindex(totals.index).dropna()
        if len(part):
            names = [f"{label('area', area, lang)} " for area in part.index]
            layout.add_bars(figure, names, list(PERCENT * part / totals[part.index]), name=label("kind", kind, lang),
                            colour=KIND_COLOUR[kind], unit=unit, kind=kind, horizontal=True, kinds=[kind] * len(part))
    figure.update_layout(barmode="stack", legend={"y": -0.25})
    figure.update_xaxes(range=[0, PERCENT])
    return figure


def kinds_alt(counts: Answer, lang: str) -> str:
    """Return the measured share of each area, in words."""
    points = []
    for area, part in counts.frame.groupby("area"):
        measured = part.loc[part["kind"].isin(MEASURED_KINDS), "value"].sum()
        points.append(t("sources.kinds.point", lang, area=label("area", area, lang),
                        share=percent(PERCENT * measured / part["value"].sum(), lang, 0),
                        count=number(part["value"].sum(), lang, 0)))
    return t("sources.kinds.alt", lang, points=list_join(points, lang))


def found(used: Answer, words: str, area: str) -> pd.DataFrame:
    """Return the publications that have every word typed in their names, codes or terms, and feed the area.

    Those with the most figures come first.
    """
    frame = used.frame
    if area != "all":
        frame = frame[[area in str(areas).split(";") for areas in frame["areas"]]]
    searched = [frame[name].fillna("").astype(str) for name in ("publisher", "title", "tables", "licence")]
    text = frame["source_id"].astype(str).str.cat(searched, sep=" ").str.casefold()
    for word in words.casefold().split():
        frame = frame[text.loc[frame.index].str.contains(word, regex=False)]
    return frame.sort_values("rows", ascending=False, kind="stable")


def source_rows(frame: pd.DataFrame, lang: str) -> pd.DataFrame:
    """Return publications as people read them; the address is a column of its own, for a link."""
    heads = {name: t(f"sources.column.{name}", lang) for name in (
        "publisher", "title", "address", "figures", "measured", "newest", "published", "areas", "accessed", "terms",
        "code")}
    return pd.DataFrame({
        heads["publisher"]: frame["publisher"], heads["title"]: frame["title"], heads["address"]: frame["url"],
        heads["figures"]: frame["rows"], heads["measured"]: frame["measured_share"].round(0),
        heads["newest"]: frame["last_period"].map(_end), heads["published"]: frame["published"],
        heads["areas"]: [list_join([label("area", area, lang) for area in str(areas).split(";") if area], lang)
                         for areas in frame["areas"]],
        heads["accessed"]: frame["accessed"], heads["terms"]: frame["licence"], heads["code"]: frame["source_id"]})


def fed_rows(fed: Answer, lang: str) -> pd.DataFrame:
    """Return the series a publication feeds: title, table, figures, periods, weakest kind."""
    heads = {name: t(f"sources.column.{name}", lang)
             for name in ("series", "table", "figures", "first", "last", "kind")}
    frame = fed.frame
    return pd.DataFrame({
        heads["series"]: frame[f"title_{lang}"], heads["table"]: frame["table_name"], heads["figures"]: frame["value"],
        heads["first"]: frame["first_period"], heads["last"]: frame["last_period"],
        heads["kind"]: [label("kind", kind, lang) for kind in frame["kind"]]})


def assumption_headline(assumptions: Answer, lang: str) -> str:
    """Return how many assumptions there are and how many of them are judgement."""
    frame = assumptions.frame
    return t("assumptions.headline", lang, count=len(frame), judged=int((frame["basis"] == "judgement").sum()))


def ranges(assumptions: Answer, lang: str) -> go.Figure:
    """Return each assumption as a line from low to high with a dot at the central value, in multiples of the latter."""
    frame = assumptions.frame
    figure = layout.base_figure(t("assumptions.ranges.axis", lang), revision="assumptions.ranges", horizontal=True,
                                height=MARGIN_PIXELS + ROW_PIXELS * max(1, len(frame)))
    rows = frame.to_dict("records")
    texts = [f"{row[f'title_{lang}']}<br><b>{range_text(row, lang)}</b>" for row in rows]
    # One trace for all lines, with a gap between two: a trace each takes the browser as long as a chart each.
    ends = [(row["low"] / row["central"], row["high"] / row["central"]) for row in rows]
    figure.add_trace(go.Scatter(
        x=[value for low, high in ends for value in (low, high, None)],
        y=[value for place in range(len(rows)) for value in (place, place, None)], mode="lines", hoverinfo="skip",
        showlegend=False, line={"color": palette.ORANGE, "width": 7}, meta=layout.evidence(Kind.ASSUMED)))
    figure.add_trace(go.Scatter(
        x=[1] * len(rows), y=list(range(len(rows))), mode="markers", showlegend=False, customdata=texts,
        hovertemplate="%{customdata}<extra></extra>",
        marker={"color": palette.TARGET, "size": 13, "line": {"width": 0}}, meta=layout.evidence(Kind.ASSUMED)))
    for place, text in enumerate(texts):
        figure.add_annotation(x=0, xref="paper", y=place, yshift=26, text=text, showarrow=False, xanchor="left",
                              align="left", font={"color": palette.INK})
    low = min((frame["low"] / frame["central"]).min(), 1 / 3) if len(frame) else 1 / 3
    high = max((frame["high"] / frame["central"]).max(), 3) if len(frame) else 3
    shown = [value for value in MULTIPLES if low / 1.2 <= value <= high * 1.2]
    figure.update_xaxes(type="log", tickvals=shown, ticktext=[f"×{number(value, lang)}" for value in shown],
                        range=[log10(low / 1.1), log10(high * 1.1)], rangemode="normal", fixedrange=True)
    figure.update_yaxes(range=[len(frame) - 0.5, -0.8], showticklabels=False, zeroline=False, automargin=False,
                        fixedrange=True)
    return figure


def ranges_alt(assumptions: Answer, lang: str) -> str:
    """Return every assumption with its range, in words."""
    points = [t("assumptions.ranges.point", lang, title=row[f"title_{lang}"], range=range_text(row, lang))
              for row in assumptions.frame.to_dict("records")]
    return t("assumptions.ranges.alt", lang, points=t("assumptions.separator", lang).join(points))


def range_text(row: Mapping[str, Any], lang: str) -> str:
    """Return "12 (3.7 to 110) g CO₂e/kWh"."""
    whole = all(float(row[name]).is_integer() for name in ("low", "central", "high"))
    digits = 0 if whole else None
    low, central, high = (number(row[name], lang, digits) for name in ("low", "central", "high"))
    return t("assumptions.range", lang, low=low, central=central, high=high, unit=unit_label(row["unit"], lang))


def why(row: Mapping[str, Any], lang: str) -> str:
    """Return why the range is what it is: the words of the text files, else the note in the registry."""
    key = f"assumptions.why.{row['assumption_id']}"
    return t(key, lang) if has(key, lang) else str(row["note"] or "")


def basis(row: Mapping[str, Any], lang: str) -> str:
    """Return whether the range rests on a publication or is a judgement."""
    return t(f"assumptions.basis.{row['basis']}", lang)


def moves(tables: Collection[str], queries: Collection[str], models: Collection[str], lang: str) -> str:
    """Return which tables, questions and models read an assumption, by name."""
    named = {"tables": tables, "queries": queries, "models": models}
    parts = [t(f"assumptions.moves.{name}", lang, names=list_join(sorted(names), lang))
             for name, names in named.items() if names]
    return t("assumptions.separator", lang).join(parts) if parts else t("assumptions.moves.nothing", lang)


def _end(text: str | None) -> str:
    """Return the last year or month of a period as it stands in the data, sortable."""
    if not isinstance(text, str):
        return ""
    end = text.rpartition("/")[2]
    return text.partition("/")[0] if end == ".." else end




def source_names(frame: pd.DataFrame, lang: str, most: int, also: str | None) -> dict[str, str]:
    """Return the first `most` publications in one line each, by id, for a menu, and `also`, an id, if it is there."""
    shown = frame[(frame["source_id"] == also) | (pd.Series(range(len(frame)), index=frame.index) < most)]
    return {row.source_id: t("show.footer.publication_undated", lang, publisher=row.publisher, title=row.title)
            for row in shown.itertuples()}
