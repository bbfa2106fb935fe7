"""The catalogue in pictures and words: coverage by series and year, what rests on what, and what a table holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from math import log10
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from hkzero.charts import layout, palette
from hkzero.charts.findings import Card
from hkzero.measure import MEASURED_KINDS, Answer
from hkzero.text import has, list_join, number, percent, period, t, unit_label

PERCENT = 100.0
# Rows of the heat map; what is beyond stays in the table beneath.
SERIES_DRAWN = 15
ROW_PIXELS, NAME_PIXELS, ROOM_PIXELS = 46, 24, 130
# The palest colours are left out: one figure a year must not look like none.
PALEST = 3
STEP_PIXELS, DEEPEST = 24, 26
DAYS_OF_A_YEAR, DAYS_OF_A_MONTH = 365.25, 30.44
NOT_SERIES = "—"
# Colour and marker of what stands on the way from a question down to a file.
NODES = {"question": (palette.BLUE, "circle"), "calculated": (palette.ORCHID, "diamond"),
         "table": (palette.OLIVE, "square"), "file": (palette.NEUTRAL, "triangle-right")}


def headline(counts: Answer, used: Answer, tables: Answer, newest: str, lang: str) -> str:
    """Return how many published figures of how many tables and publications there are, and of when the newest is."""
    return t("data_catalogue.headline", lang, figures=number(counts.frame["value"].sum(), lang, 0),
             tables=number(tables.frame["file"].notna().sum(), lang, 0),
             publications=number((used.frame["rows"] > 0).sum(), lang, 0), newest=period(newest, lang))


def cards(counts: Answer, tables: Answer, states: Mapping[str, str], n_questions: int, lang: str) -> list[Card]:
    """Return the key figures: published figures, how many of them are official, tables, and how fresh they are."""
    frame = counts.frame
    total, official = frame["value"].sum(), frame[frame["kind"].isin(MEASURED_KINDS)]
    facts = tables.frame[tables.frame["file"].notna()]
    told = [state for state in states.values() if state != "unknown"]
    fresh = sum(state == "current" for state in told)
    return [
        Card(t("data_catalogue.card.figures", lang), number(total, lang, 0), counts.measured(),
             note=t("data_catalogue.card.figures_note", lang, share=percent(
                 PERCENT * official["value"].sum() / total, lang, 0))),
        Card(t("data_catalogue.card.tables", lang), number(len(facts), lang, 0), tables.measured(facts),
             note=t("data_catalogue.card.tables_note", lang, others=number(len(tables.frame) - len(facts), lang, 0),
                    questions=number(n_questions, lang, 0))),
        Card(t("data_catalogue.card.fresh", lang), t("data_catalogue.card.of", lang, part=fresh, whole=len(told)),
             tables.measured(facts), note=t("data_catalogue.card.fresh_note", lang,
                                            stale=sum(state == "stale" for state in told),
                                            due=sum(state == "due" for state in told)))]


def coverage(counts: pd.DataFrame, titles: Mapping[str, str], revision: str, lang: str) -> go.Figure:
    """Return figures by series and year as a heat map; a year without figures is blank.

    `counts` has series as rows and years as columns (model.catalogue.coverage); the first rows alone are drawn. Colour
    follows the logarithm of the number, as one series may have one figure a year and another a thousand.
    """
    drawn = counts.iloc[:SERIES_DRAWN]
    largest = max(1.0, float(drawn.max().max()))
    colours = palette.SEQUENTIAL[PALEST:]
    ticks = [10 ** power for power in range(int(log10(largest)) + 1)]
    figure = layout.base_figure("", revision=revision, height=ROOM_PIXELS + ROW_PIXELS * len(drawn))
    names = [titles.get(name, name) for name in drawn.index]
    figure.add_trace(go.Heatmap(
        x=[int(year) for year in drawn.columns], y=list(range(len(drawn))),
        z=[[None if value != value else log10(value) for value in row] for row in drawn.to_numpy()],
        customdata=[[[name, None if value != value else int(value)] for value in row]
                    for name, row in zip(names, drawn.to_numpy(), strict=True)],
        xgap=1, ygap=NAME_PIXELS, hoverongaps=False, zmin=0, zmax=max(log10(largest), 0.5),
        colorscale=[[place / (len(colours) - 1), colour] for place, colour in enumerate(colours)],
        showscale=largest > 1,
        colorbar={"title": {"text": t("data_catalogue.coverage.scale", lang), "side": "top"}, "thickness": 12,
                  "orientation": "h", "y": 0, "ypad": 46, "yanchor": "top", "tickfont": {"color": palette.INK},
                  "tickvals": [log10(tick) for tick in ticks], "ticktext": [number(tick, lang, 0) for tick in ticks]},
        hovertemplate=t("data_catalogue.coverage.hover", lang, series="%{customdata[0]}", year="%{x}",
                        count="%{customdata[1]}") + "<extra></extra>", meta=layout.evidence(None)))
    for place, name in enumerate(names):
        figure.add_annotation(x=0, xref="paper", y=place, yshift=ROW_PIXELS / 2 - 1, text=name, showarrow=False,
                              xanchor="left", align="left", font={"color": palette.INK, "size": 12})
    figure.update_yaxes(range=[len(drawn) - 0.5, -0.75], showticklabels=False, zeroline=False, showgrid=False,
                        title={"text": ""}, rangemode="normal", fixedrange=True, ticks="")
    first, final = int(drawn.columns[0]), int(drawn.columns[-1])
    figure.update_xaxes(range=[first - 0.5, final + 0.5], tickformat="d", nticks=8, fixedrange=True)
    if final - first < 4:
        figure.update_xaxes(tickmode="array", tickvals=list(range(first, final + 1)))
    return figure.update_layout(hovermode="closest")


def coverage_alt(counts: pd.DataFrame, titles: Mapping[str, str], lang: str) -> str:
    """Return the span of years, the fullest series and how many series have gaps, in words."""
    fullest = counts.iloc[0].dropna()
    gaps = sum(_has_gap(row) for _, row in counts.iterrows())
    return t("data_catalogue.coverage.alt", lang, series=number(len(counts), lang, 0), first=int(counts.columns[0]),
             last=int(counts.columns[-1]), fullest=titles.get(counts.index[0], counts.index[0]),
             years=number(len(fullest), lang, 0), gaps=number(gaps, lang, 0))


def _has_gap(row: pd.Series) -> bool:
    """Return whether a year is missing between the first and the last that a series has."""
    known = row.dropna()
    return len(known) < int(known.index[-1]) - int(known.index[0]) + 1


def coverage_table(counts: pd.DataFrame, titles: Mapping[str, str], lang: str) -> pd.DataFrame:
    """Return every series with its first and last year, years covered, years missing in between, and figures."""
    heads = _heads(lang, "series", "first", "last", "years", "missing", "figures", "code")
    rows = []
    for name, row in counts.iterrows():
        known = row.dropna()
        first, last = int(known.index[0]), int(known.index[-1])
        rows.append((titles.get(name, name), str(first), str(last), len(known), last - first + 1 - len(known),
                     int(known.sum()), name))
    return pd.DataFrame(rows, columns=heads)


def _heads(lang: str, *names: str) -> list[str]:
    return [t(f"data_catalogue.column.{name}", lang) for name in names]


def lineage(edges: Sequence[tuple[str, str]], top: str, calculated: frozenset[str], lang: str) -> go.Figure:
    """Return what a question or table rests on as a tree that is read downwards, its files at the tips.

    `edges` are pairs (reader, what it reads); `top` is the first reader; `calculated` the tables made by SQL. What is
    read twice is drawn in both places, and what it rests on in the first alone.
    """
    rows = tree(edges, top)
    figure = layout.base_figure("", revision="data_catalogue.lineage", height=70 + STEP_PIXELS * len(rows))
    lines_x: list[float | None] = []
    lines_y: list[float | None] = []
    for place, (depth, _, parent, _) in enumerate(rows):
        if parent is not None:
            lines_x += [depth - 1, depth - 1, depth, None]
            lines_y += [parent, place, place, None]
    figure.add_trace(go.Scatter(x=lines_x, y=lines_y, mode="lines", hoverinfo="skip", showlegend=False,
                                line={"color": palette.FAINT, "width": 1.5}, meta=layout.evidence(None)))
    for sort, (colour, symbol) in NODES.items():
        chosen = [(depth, place, name, again) for place, (depth, name, _, again) in enumerate(rows)
                  if sort_of(name, calculated) == sort]
        if not chosen:
            continue
        figure.add_trace(go.Scatter(
            x=[depth for depth, *_ in chosen], y=[place for _, place, *_ in chosen], mode="markers+text",
            text=[_node_text(name, again, lang) for *_, name, again in chosen], textposition="middle right",
            textfont={"color": palette.INK, "size": 12}, name=t(f"data_catalogue.node.{sort}", lang),
            marker={"color": colour, "symbol": symbol, "size": 10, "line": {"width": 0}}, cliponaxis=False,
            hovertext=[node_title(name, lang) for *_, name, _ in chosen], hoverinfo="text",
            meta=layout.evidence(None)))
    figure.update_xaxes(range=[-0.6, DEEPEST], visible=False, fixedrange=True)
    figure.update_yaxes(range=[len(rows) - 0.3, -0.7], visible=False, fixedrange=True, rangemode="normal")
    return figure.update_layout(hovermode="closest", legend={"y": 1, "yanchor": "bottom"})


def tree(edges: Sequence[tuple[str, str]], top: str) -> list[tuple[int, str, int | None, bool]]:
    """Return the graph as rows (depth, name, row of its reader, whether it stands further up already)."""
    below: dict[str, list[str]] = {}
    for reader, read in edges:
        below.setdefault(reader, []).append(read)
    rows: list[tuple[int, str, int | None, bool]] = []
    seen: set[str] = set()

    def put(name: str, depth: int, parent: int | None) -> None:
        again = name in seen
        rows.append((depth, name, parent, again))
        seen.add(name)
        place = len(rows) - 1
        for read in () if again else sorted(below.get(name, ())):
            put(read, depth + 1, place)

    put(top, 0, None)
    return rows


def sort_of(name: str, calculated: frozenset[str]) -> str:
    """Return what a node of the graph is: question, calculated, table or file."""
    if name.startswith("query:"):
        return "question"
    return "file" if "/" in name else "calculated" if name in calculated else "table"


def _node_text(name: str, again: bool, lang: str) -> str:
    short = name.removeprefix("query:").removeprefix("data/facts/")
    return t("data_catalogue.node.again", lang, name=short) if again else short


def node_title(name: str, lang: str) -> str:
    """Return the name of a table or question in words; a file keeps its own."""
    return title(name.removeprefix("query:"), name.startswith("query:"), lang)


def title(name: str, is_question: bool, lang: str, fallback: str | None = None) -> str:
    """Return the name of a table or question in a language; `fallback`, else its code, where it has none."""
    key = f"{'queries' if is_question else 'tables'}.title.{name}"
    return t(key, lang) if has(key, lang) else fallback or name


def description(name: str, is_question: bool, what: str, lang: str) -> str:
    """Return what a table holds or a question answers: in English as it says itself, in Chinese our own words.

    `what` is what the database or the header says; it is all there is of a table that a reader brought along.
    """
    key = f"{'queries' if is_question else 'tables'}.description.{name}"
    return what if lang == "en" and what or not has(key, lang) else t(key, lang)


def lineage_alt(edges: Sequence[tuple[str, str]], top: str, calculated: frozenset[str], lang: str) -> str:
    """Return what a question or table rests on in words: tables made by SQL, tables of figures, files."""
    names = {name for edge in edges for name in edge} - {top}
    by_sort = {sort: sorted(name for name in names if sort_of(name, calculated) == sort) for sort in NODES}
    if not names:
        return t("data_catalogue.lineage.none", lang, name=node_title(top, lang))
    nothing = t("data_catalogue.lineage.nothing", lang)
    return t("data_catalogue.lineage.alt", lang, name=node_title(top, lang),
             **{sort: list_join(by_sort[sort], lang) or nothing for sort in ("calculated", "table", "file")})


def lineage_table(edges: Sequence[tuple[str, str]], lang: str) -> pd.DataFrame:
    """Return every step as a row: who reads, what is read."""
    return pd.DataFrame([(reader.removeprefix("query:"), read, node_title(read, lang)) for reader, read in edges],
                        columns=_heads(lang, "reader", "read", "title"))


def freshness(found: Any, lang: str) -> str:
    """Return how fresh a table is in sentences, with the rule (model.catalogue.Freshness)."""
    # Chinese sentences follow one another without a blank.
    return (" " if lang == "en" else "").join(_freshness(found, lang))


def _freshness(found: Any, lang: str) -> list[str]:
    if not found.last:
        return [t("data_catalogue.fresh.undated", lang)]
    lines = [t("data_catalogue.fresh.last", lang, last=period(found.last, lang))]
    if found.due is None:
        return [*lines, t("data_catalogue.fresh.unknown", lang)]
    known = {None: "no_delay", 0: "at_once"}.get(found.delay_days, "delay")
    delay = t(f"data_catalogue.fresh.{known}", lang, delay=duration(found.delay_days or 0, lang))
    due = period(found.due.isoformat()[:7], lang)
    after = found.due + timedelta(days=round(found.interval_days / 2))
    return [*lines, t("data_catalogue.fresh.usual", lang, interval=duration(found.interval_days, lang), delay=delay),
            t(f"data_catalogue.fresh.{found.state}", lang, due=due, after=period(after.isoformat()[:7], lang))]


def duration(days: int, lang: str) -> str:
    """Return a number of days as people say it: days, months or years."""
    if days == 1:
        return t("data_catalogue.fresh.one_day", lang)
    if days < 2 * DAYS_OF_A_MONTH - 20:
        return t("data_catalogue.fresh.days", lang, count=number(days, lang, 0))
    if days < DAYS_OF_A_YEAR - 20:
        return t("data_catalogue.fresh.months", lang, count=number(days / DAYS_OF_A_MONTH, lang, 0))
    years = days / DAYS_OF_A_YEAR
    if abs(years - 1) < 0.1:
        return t("data_catalogue.fresh.one_year", lang)
    whole = abs(years - round(years)) < 0.1
    return t("data_catalogue.fresh.years", lang, count=number(years, lang, 0 if whole else 1))


def state(found: Any, lang: str) -> str:
    """Return how fresh a table is in one or two words."""
    return t(f"data_catalogue.state.{found.state}", lang)


def entry_rows(entries: Sequence[Any], fresh: Mapping[str, Any], lang: str) -> pd.DataFrame:
    """Return tables and questions as people read them (ui.data_entries.Entry)."""
    rows = []
    for entry in entries:
        found = fresh.get(entry.name) if entry.sort == "facts" else None
        rows.append((entry.title(lang), t(f"data_catalogue.sort.{entry.sort}", lang),
                     list_join([t(f"labels.area.{area}", lang) for area in entry.areas], lang),
                     entry.rows, _period(found.last, lang) if found else None, state(found, lang) if found else None,
                     entry.name))
    return pd.DataFrame(rows, columns=_heads(lang, "title", "sort", "area", "rows", "newest", "state", "code"))


def _period(text: str, lang: str) -> str:
    return period(text, lang) if text else ""


def column_meaning(name: str, what: str, lang: str) -> str:
    """Return what a column holds: in English what its table says, in Chinese what columns of this name hold.

    `what` is what the table says, empty where it says nothing.
    """
    key = f"columns.what.{name.lower()}"
    return what if lang == "en" and what or not has(key, lang) else t(key, lang)


def column_rows(columns: Sequence[tuple[str, str, str]], units: Sequence[str], lang: str) -> pd.DataFrame:
    """Return the columns of a table: name, type, meaning, unit.

    `columns` are name, type and meaning. A unit stands in brackets in the meaning, or in the column `unit` of each row
    for the figures (`units` are those that occur).
    """
    by_row = list_join([unit_label(unit, lang) for unit in units], lang)
    rows = []
    for name, kind, what in columns:
        bare, _, rest = what.rpartition(" [")
        unit = unit_label(rest.removesuffix("]"), lang) if bare and rest.endswith("]") else ""
        if not unit and name in ("value", "low", "high", "central"):
            unit = by_row
        rows.append((name, t(f"data_catalogue.type.{kind}", lang) if has(f"data_catalogue.type.{kind}", lang) else kind,
                     column_meaning(name, bare if bare and rest.endswith("]") else what, lang), unit))
    return pd.DataFrame(rows, columns=_heads(lang, "column", "type", "meaning", "unit"))


def source_rows(sources: Sequence[Any], lang: str) -> pd.DataFrame:
    """Return publications with their terms and addresses; terms that were not seen are said to be so."""
    unseen = t("data_catalogue.sources.unseen", lang)
    return pd.DataFrame([(one.publisher, one.title, one.published or "", one.licence or unseen, one.url or "",
                          one.archive_url or "") for one in sources],
                        columns=_heads(lang, "publisher", "publication", "published", "terms", "address", "archive"))


def newest_period(points: Sequence[tuple[date, str]], today: date) -> str:
    """Return the period that ended last by today."""
    return max((point for point in points if point[0] <= today), default=(today, str(today.year)))[1]
