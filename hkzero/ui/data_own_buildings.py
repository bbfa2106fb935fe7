"""What a reader's portfolio of buildings comes to, drawn: map, benchmark, scopes, targets, GHG Protocol table.

Nothing here goes through the cache of answers and figures: that is shared by all sessions, and outlives this one.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial, reduce

import pandas as pd
import streamlit as st

from hkzero import portfolio_workbook as files
from hkzero.charts import own_buildings as charts
from hkzero.measure import Kind, Measured
from hkzero.own_data import footprint, place, portfolio_tables, protocol, target_gap
from hkzero.own_data.footprint import Footprint
from hkzero.own_data.protocol import Line
from hkzero.text import label, number, percent, quantity, t, unit_label
from hkzero.ui import cached, geography, own_files, show
from hkzero.ui.cached import ask
from hkzero.ui.state import say

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS, MOST_CHANGES = 100, 10


def known_land() -> place.Land | None:
    """Return the land of the districts, put together once a process."""
    return cached.known(_land)


def _land() -> place.Land | None:
    return place.land(geography.shapes())


def results(found: Sequence[Footprint], lang: str) -> None:
    """Draw all that follows from the buildings: pictures first, then targets and the table of the GHG Protocol."""
    newest = footprint.newest(found)
    rows = [seen(one) for one in newest]
    evidence = Measured(tuple(one.scope_2.value for one in newest), charts.TONNES, footprint.sources(newest),
                        Kind.ASSUMED)
    shown = pd.DataFrame(footprint.records(newest))
    if len(newest) < len(found):
        show.paragraph(say("data_own_buildings.newest", n=len(newest), all=len(found)))
    _map(rows, evidence, shown, lang)
    indexed = Measured(tuple(one.index for one in rows), charts.INDEX,
                       tuple({source for one in newest for source in one.group_index.sources}), Kind.ASSUMED)
    show.figure(charts.against_groups(rows, lang), indexed, key="own_benchmark", table=shown, folded=True,
                title=say("data_own_buildings.benchmark.title"), subtitle=_first(rows, "benchmark"),
                note=say("data_own_buildings.benchmark.note"), alt=charts.against_groups_alt(rows, lang))
    show.figure(charts.by_scope(rows, lang), evidence, key="own_scopes", table=shown, folded=True,
                title=say("data_own_buildings.scopes.title"), subtitle=_first(rows, "scopes"),
                note=say("data_own.table.note"), alt=charts.by_scope_alt(rows, lang))
    told = portfolio_tables.tables(found, [ask(name) for name in footprint.QUESTIONS])
    _targets(told.asked, found, lang)
    _protocol(told.inventory, lang)
    _take_away(told, lang)


def seen(one: Footprint) -> charts.Seen:
    """Return what the pictures show of a footprint."""
    building = one.building
    return charts.Seen(
        building.name, building.year, building.group, one.scope_1.value if one.scope_1 else None, one.scope_2.value,
        one.index_mj_per_m2, one.group_index.value, one.difference_percent, building.district, building.lat,
        building.lon)


def _first(rows: Sequence[charts.Seen], name: str) -> str:
    """Return the subtitle of a picture, which says how many buildings it leaves out."""
    if len(rows) <= charts.MOST:
        return say(f"data_own_buildings.{name}.subtitle")
    return say(f"data_own_buildings.{name}.subtitle_first", n=charts.MOST, all=len(rows))


def _map(rows: Sequence[charts.Seen], evidence: Measured, shown: pd.DataFrame, lang: str) -> None:
    left_out = charts.placeless(rows)
    if left_out == len(rows):
        show.paragraph(say("data_own_buildings.map.no_places"))
        return
    show.figure(charts.on_map(rows, lang, geography.urls()[0]), evidence, key="own_map", table=shown, folded=True,
                title=say("data_own_buildings.map.title"), subtitle=say("data_own_buildings.map.subtitle"),
                note=say("data_own_buildings.map.note", attribution=geography.attribution()),
                alt=charts.map_alt(rows, lang))
    if left_out:
        show.paragraph(say("data_own_buildings.map.left_out", n=left_out, all=len(rows)))


# --- targets ---


def _targets(asked: Sequence[target_gap.Gap], found: Sequence[Footprint], lang: str) -> None:
    said = [*(target_sentence(total, lang) for total in target_gap.totals(asked)),
            say("data_own_buildings.target.subtitle")]
    show.table(target_gap.evidence(asked), key="own_targets", title=say("data_own_buildings.target.title"),
               subtitle=reduce(lambda first, second: say("districts.sentences", first=first, second=second), said),
               note=say("data_own_buildings.target.note"),
               static=True, first=MOST_ROWS, frame=by_target(asked, found, lang))
    for one in target_gap.changes(found)[:MOST_CHANGES]:
        show.paragraph(say("data_own_buildings.target.own", name=one.name, first=one.first, last=one.last,
                           percent=percent(one.percent, lang, 0, signed=True)))


def target_sentence(total: dict, lang: str) -> str:
    """Return what a target year would ask of the portfolio, as a sentence (a row of target_gap.totals)."""
    name = "asks" if total["saving_low_mwh"] > 0 else "up_to" if total["saving_high_mwh"] > 0 else "met"
    amounts = {f"{unit}_{end}": number(total[f"saving_{end}_{unit}"], lang)
               for unit in ("mwh", "percent", "t") for end in ("low", "high")}
    return t(f"data_own_buildings.target.{name}", lang, year=total["target_year"], **amounts)


def by_target(asked: Sequence[target_gap.Gap], found: Sequence[Footprint], lang: str) -> pd.DataFrame:
    """Return a row a building and target as people read it."""
    heads = [t(f"data_own_buildings.target.column.{name}", lang)
             for name in ("building", "target", "saving", "percent", "tonnes", "goal", "base", "change")]
    rows = [[one["name"], str(one["target_year"]), *(_range(one, unit, lang) for unit in ("mwh", "percent", "t")),
             _target(one, lang), t(f"data_own_buildings.base.{one['base']}", lang),
             _own_change(one, lang)] for one in target_gap.records(asked, found)]
    return pd.DataFrame(rows, columns=heads)


def _own_change(row: dict, lang: str) -> str:
    if row["own_change_percent"] is None:
        return ""
    return t("data_own_buildings.target.since", lang, first=row["own_change_since"],
             percent=percent(row["own_change_percent"], lang, 0, signed=True))


def _target(row: dict, lang: str) -> str:
    low, high = (number(row[f"target_{end}_percent"], lang, 0) for end in ("low", "high"))
    return t("data_own_buildings.target.goal", lang, low=low, high=high)


def _range(row: dict, unit: str, lang: str) -> str:
    low, high = (row[f"saving_{end}_{unit}"] for end in ("low", "high"))
    if low is None:
        return ""
    return t("data_own_buildings.range", lang, low=number(low, lang), high=number(high, lang))


# --- the table of the GHG Protocol ---


def _protocol(table: protocol.Inventory, lang: str) -> None:
    evidence = Measured(tuple(table.total(year) for year in table.years), charts.TONNES, table.sources, Kind.ASSUMED)
    show.table(evidence, key="own_protocol", title=say("data_own_buildings.protocol.title"),
               subtitle=say("data_own_buildings.protocol.subtitle"), note=say("data_own_buildings.protocol.note"),
               static=True, frame=by_source(table, lang))
    with show.more("own_statements", say("data_own_buildings.protocol.statements")) as opened:
        if opened:
            for line in files.statements(lang):
                show.paragraph(line)


def by_source(table: protocol.Inventory, lang: str) -> pd.DataFrame:
    """Return the table by year, scope and source as people read it; the sum of scope 1 and 2 ends a year's scopes."""
    heads = [t(f"data_own_buildings.protocol.column.{name}", lang)
             for name in ("year", "source", "tonnes", "activity", "factor", "buildings")]
    rows = []
    for year in table.years:
        part = [one for one in table.lines if one.year == year]
        rows += [_line(one, lang) for one in part if one.scope != protocol.MEMO]
        rows.append([str(year), t("data_own_buildings.source.total", lang), number(table.total(year), lang), "", "",
                     str(part[0].buildings)])
        rows += [_line(one, lang) for one in part if one.scope == protocol.MEMO]
    return pd.DataFrame(rows, columns=heads)


def _line(one: Line, lang: str) -> list[str]:
    unknown = t("data_own.table.unknown", lang)
    factor = t("data_own_buildings.protocol.factor", lang, factor=quantity(one.factor.value, one.factor.unit, lang),
               year=one.factor_year, kind=label("kind", one.factor.kind, lang))
    counted = t("data_own_buildings.protocol.counted", lang, n=one.counted, all=one.buildings)
    return [str(one.year), t(f"data_own_buildings.protocol.line.{one.source}", lang),
            unknown if one.amount is None else number(one.amount.value, lang),
            unknown if one.activity is None else t("common.quantity", lang, number=number(one.activity, lang),
                                                   unit=unit_label(one.activity_unit, lang)), factor, counted]


def _take_away(told: portfolio_tables.Tables, lang: str) -> None:
    content = str(cached.build_info()["content_sha256"])
    sources = cached.sources(told.sources)
    show.paragraph(say("data_own_buildings.download.about"))
    with st.container(horizontal=True, gap="small", key="actions_own_buildings"):
        st.download_button(say("data_own_buildings.download.xlsx"),
                           partial(files.workbook, told.records, sources, lang, date.today(), content),
                           f"hkzero-own-buildings-{content[:8]}.xlsx", XLSX, key="own_buildings_xlsx",
                           on_click="ignore", icon=":material/download:")
        for name in files.TABLES:
            st.download_button(say(f"data_own_buildings.download.{name}"),
                               partial(own_files.for_spreadsheets, told.records[name]),
                               f"hkzero-own-{name}-{content[:8]}.csv", "text/csv", key=f"own_buildings_{name}_csv",
                               on_click="ignore", type="tertiary", icon=":material/download:")
