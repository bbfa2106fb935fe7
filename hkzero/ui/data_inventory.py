"""The city's inventory of a year in the table of the GPC: a topic of the Data page."""

from __future__ import annotations

from datetime import date
from functools import partial

import pandas as pd
import streamlit as st

from hkzero import inventory_workbook as files
from hkzero.charts import city_inventory as charts
from hkzero.measure import weakest
from hkzero.model import city_inventory as gpc
from hkzero.model.standing import in_megatonnes
from hkzero.text import city_inventory as words
from hkzero.text import label, number
from hkzero.ui import cached, controls, show
from hkzero.ui.cached import ask
from hkzero.ui.state import language, say

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
T_PER_KT = 1e3


def inventory() -> None:
    """Draw the inventory of a year: what it comes to, by scope and sector, the table, its reasons, files."""
    lang = language()
    answers = [ask(name) for name in gpc.QUESTIONS]
    known = gpc.years(answers[0])
    top = show.place()
    year = controls.menu("inventory_year", known[::-1], {one: str(one) for one in known}, known[-1],
                         label=say("data_inventory.control.year"))
    table = cached.computed(gpc.inventory, *answers, year)
    said = files.sentences(table, lang)
    with top:
        show.finding(said["finding"], page=say("common.menu.data"), note=say("data_inventory.about"))
    rows = ask("city_inventory", year=year)
    show.paragraph(said["wider"])
    show.figure(cached.figure(charts.by_scope, pieces(table), lang), cached.computed(in_megatonnes, rows),
                key="city_inventory_scopes", title=say("data_inventory.chart.title"),
                subtitle=say("data_inventory.chart.subtitle", year=year), note=say("data_inventory.chart.note"),
                alt=f"{said['finding']} {said['wider']}", folded=True)
    _take_away(table, lang)
    show.table(rows, key="city_inventory_table", title=say("data_inventory.table.title"), static=True,
               subtitle=say("data_inventory.table.subtitle", year=year), note=say("data_inventory.table.note"),
               frame=shown(table, lang))
    for name in ("check", "check_why", "memo", "keys"):
        if name in said:
            show.paragraph(said[name])
    show.table(rows, key="city_inventory_rows", title=say("data_inventory.table.details"), static=True, folded=True,
               subtitle=say("data_inventory.table.details_subtitle", year=year), frame=details(table, lang))
    with show.more("city_inventory_notes", say("data_inventory.workbook.notes")) as opened:
        if opened:
            for name in files.NOTES:
                show.paragraph(say(f"data_inventory.note.{name}"))


def pieces(table: gpc.Inventory) -> tuple[charts.Piece, ...]:
    """Return what the picture shows: the sum of each bar and sector with its weakest kind."""
    found: dict[tuple[str, str], list[gpc.Line]] = {}
    for line in table.lines:
        if line.amount is not None:
            bar = "generation" if line.row.gpc_ref == gpc.GENERATION else f"scope_{line.row.scope}"
            found.setdefault((bar, line.row.sector), []).append(line)
    return tuple((bar, sector, sum(line.tonnes for line in lines), weakest(line.amount.kind for line in lines))
                 for (bar, sector), lines in found.items())


def shown(table: gpc.Inventory, lang: str) -> pd.DataFrame:
    """Return the table by sub-sector and scope in kt CO2e. Numbers stay numbers: a spreadsheet is to add them up."""
    def kt(cell: float | str | None) -> float | str | None:
        return cell if cell is None or isinstance(cell, str) else cell / T_PER_KT

    heads = [say(f"data_inventory.column.{name}") for name in ("name", "scope_1", "scope_2", "scope_3")]
    # The sum stands in the name: a column for three numbers would push scope 3 off a phone's screen.
    rows = [[f"{one.gpc_ref} {one.name}" if one.total is None else
             say("data_inventory.table.total", name=one.name, total=number(kt(one.total), lang, 0)),
             *map(kt, one.cells)]
            for one in files.layout(table, lang)]
    return pd.DataFrame(rows, columns=heads)


def details(table: gpc.Inventory, lang: str) -> pd.DataFrame:
    """Return a row a line of the table: figure or key, how it came about, and the grades of its data."""
    heads = [say(f"data_inventory.column.{name}") for name in ("gpc_ref", "title", "figure", "quality", "kind", "how")]
    rows = []
    for line in table.lines:
        figure = line.key.key if line.key else line.tonnes / T_PER_KT
        quality = "" if line.key else f"{line.activity_grade}/{line.factor_grade}"
        kind = "" if line.key else label("kind", line.amount.kind, lang)
        rows.append([line.row.gpc_ref, words.title(line.row.gpc_ref, lang), figure, quality, kind,
                     files.how(line, lang)])
    return pd.DataFrame(rows, columns=heads)


def _take_away(table: gpc.Inventory, lang: str) -> None:
    content = str(cached.build_info()["content_sha256"])
    sources = cached.sources(table.sources)
    stem = f"hkzero-gpc-inventory-{table.year}-{content[:8]}"
    show.paragraph(say("data_inventory.download.about"))
    with st.container(horizontal=True, gap="small", key="actions_city_inventory"):
        for ending, make, mime in (
                ("xlsx", partial(files.workbook, table, sources, lang, date.today(), content), XLSX),
                ("csv", partial(files.as_csv, table, lang), "text/csv")):
            st.download_button(say(f"data_inventory.download.{ending}"), make, f"{stem}.{ending}", mime,
                               key=f"inventory_file_{ending}", help=say(f"data_inventory.download.{ending}_help"),
                               on_click="ignore", icon=":material/download:")
