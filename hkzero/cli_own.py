"""The kinds of own data that `hkzero import` takes: read, worked out, kept, shown, deleted.

    python -m hkzero import buildings.csv --as portfolio
    python -m hkzero import vehicles.csv --as fleet
    python -m hkzero import meter.csv --as meter --unit load=kWh
"""

from __future__ import annotations

import argparse
import hashlib
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from hkzero.measure import Source
    from hkzero.store import Store

KINDS = ("portfolio", "fleet", "meter")


class Found(NamedTuple):
    """What a file came to: items to keep and what is known of them; records, totals and sources to show.

    Only `columns` where nothing but the columns was asked for. `more` are further tables, for JSON; `workbook` makes
    the workbook of a kind that has one of its own, from its publications.
    """

    items: Sequence[Any] = ()
    about: Mapping[str, Any] | None = None
    rows: Sequence[Mapping[str, Any]] = ()
    totals: Mapping[str, Any] | None = None
    sources: tuple[str, ...] = ()
    columns: Mapping[str, Any] | None = None
    more: Mapping[str, Any] = MappingProxyType({})
    workbook: Callable[[Sequence[Source]], bytes] | None = None


def run(chosen: argparse.Namespace) -> int:
    """Do what `hkzero import` was asked to do and return the exit status."""
    from hkzero.cli import NotInOrder, NotUnderstood, asked
    from hkzero.grid.load_table import LoadFileError
    from hkzero.own_data import library, words
    from hkzero.own_data.table_file import NotUsable
    from hkzero.text import load_files

    if chosen.format == "xlsx" and not chosen.output:
        raise NotUnderstood("--format xlsx is a file: name it with --output")
    _refuse_what_has_no_effect(chosen)
    try:
        if chosen.delete:
            kind, called = _stored_as(chosen.kind)
            print(f"deleted {chosen.file}: {library.delete(chosen.file, kind)} {called}")
            return 0
        with asked() as store:
            return _shown(chosen, store, _WORK[chosen.kind](chosen, store))
    except library.NotOurs as error:
        raise NotInOrder(str(error)) from error
    except NotUsable as error:
        said = [words.problem(fault, "en") for fault in error.problems]
        raise NotUnderstood(_refused(chosen, said)) from error
    except LoadFileError as error:
        said = [load_files.problem(*fault, "en") for fault in error.problems]
        raise NotUnderstood(_refused(chosen, said)) from error


def _refuse_what_has_no_effect(chosen: argparse.Namespace) -> None:
    """Raise NotUnderstood for an option of another kind or form: left unsaid, its reader would think it was heeded."""
    from hkzero.cli import NotUnderstood

    for option, value, kind in (("--table", chosen.table, "portfolio"), ("--lang", chosen.lang, "portfolio"),
                                ("--stamps-at", chosen.stamps_at, "meter")):
        if value and chosen.kind != kind:
            raise NotUnderstood(f"{option} {value}: only of --as {kind}")
    if chosen.table and chosen.format != "csv":
        raise NotUnderstood(f"--table {chosen.table}: only of --format csv; {chosen.format} has every table")
    for option, given in (("--column", chosen.column), ("--unit", chosen.unit), ("--stamps-at", chosen.stamps_at)):
        if given and (chosen.stored or chosen.delete):
            raise NotUnderstood(f"{option}: a kept file has its columns and units already")
    if chosen.output and chosen.file.name and chosen.output.resolve() == chosen.file.with_suffix(".duckdb").resolve():
        raise NotUnderstood(f"-o {chosen.output}: what is imported is kept there; name another")


def _refused(chosen: argparse.Namespace, said: Sequence[str]) -> str:
    return f"{chosen.file}: nothing was kept" + "".join(f"\n  {line}" for line in said)


def _stored_as(kind: str) -> tuple[type, str]:
    from hkzero.own_data.fleet import Vehicles
    from hkzero.own_data.meter import Reading
    from hkzero.own_data.portfolio import Building

    return {"portfolio": (Building, "buildings"), "fleet": (Vehicles, "rows of vehicles"),
            "meter": (Reading, "intervals")}[kind]


def _shown(chosen: argparse.Namespace, store: Store, found: Found) -> int:
    """Keep what was found unless told otherwise, and write it out."""
    from hkzero import own_workbook
    from hkzero.cli import json_text, source_fields, write
    from hkzero.own_data import library

    if found.columns is not None:
        return write(json_text(found.columns).encode(), chosen.output)
    if not (chosen.stored or chosen.check):
        library.save(chosen.into or chosen.file.with_suffix(".duckdb"), found.items, dict(found.about))
    sources = store.sources(found.sources)
    if chosen.format == "csv":
        return write(own_workbook.as_csv(found.more.get(chosen.table or "", found.rows)).encode(), chosen.output)
    if chosen.format == "xlsx":
        made = found.workbook(sources) if found.workbook else own_workbook.as_xlsx(found.rows, found.totals, sources)
        return write(made, chosen.output)
    told = {"meta": {**found.totals, "unit": "t CO2e", "from": found.about,
                     "sources": [source_fields(source) for source in sources]}, "data": found.rows, **found.more}
    return write(json_text(told).encode(), chosen.output)


def _content(chosen: argparse.Namespace) -> bytes:
    from hkzero.cli import NotUnderstood

    try:
        return chosen.file.read_bytes()
    except OSError as error:
        raise NotUnderstood(f"cannot read {chosen.file}: {error.strerror or error}") from error


def _about(chosen: argparse.Namespace, content: bytes) -> dict[str, str]:
    return {"file": chosen.file.name, "sha256": hashlib.sha256(content).hexdigest(), "imported": str(date.today())}


def _told(taken: Mapping[str, Any]) -> dict[str, dict[str, str | None]]:
    return {field: {"heading": one.heading, "unit": one.unit or None} for field, one in taken.items()}


def _pairs(texts: list[str], option: str) -> dict[str, str]:
    from hkzero.cli import NotUnderstood, once

    pairs = [text.partition("=") for text in texts]
    wrong = [text for text, (name, sign, value) in zip(texts, pairs, strict=True) if not (name and sign and value)]
    if wrong:
        raise NotUnderstood(f"{option} {wrong[0]}: FIELD=… was expected")
    return once(option, [(name, value) for name, _, value in pairs])


# --- portfolio ---


def _portfolio(chosen: argparse.Namespace, store: Store) -> Found:
    from hkzero import portfolio_workbook
    from hkzero.own_data import footprint, known, library, place, portfolio, portfolio_tables, table_file, target_gap

    if chosen.stored:
        buildings, about = library.load(chosen.file)
    else:
        content = _content(chosen)
        table = table_file.read(chosen.file.name, content)
        if chosen.columns:
            return Found(columns=_told(portfolio.suggest(table.headings)))
        read_from = portfolio.columns(table, _pairs(chosen.column, "--column"), _pairs(chosen.unit, "--unit"))
        buildings = portfolio.buildings(
            table, read_from, known.groups(store.ask("benchmarks")), known.districts(store.ask("districts")),
            footprint.factor_years(store.ask("electricity_intensity")), place.land(store.district_shapes()))
        about = _about(chosen, content)
    answers = [store.ask(name) for name in footprint.QUESTIONS]
    found = footprint.footprints(buildings, *answers)
    tables = portfolio_tables.tables(found, answers)
    totals = {**footprint.totals(footprint.newest(found)), "rows": len(found),
              "targets": target_gap.totals(tables.asked), "said": portfolio_workbook.statements("en")}
    more = {name: tables.records[name] for name in ("protocol", "targets")}
    lang = (chosen.lang or "en").replace("-", "_").lower()
    return Found(buildings, about, tables.records["buildings"], totals, tables.sources, more=more,
                 workbook=lambda sources: portfolio_workbook.workbook(tables.records, sources, lang, date.today(),
                                                                      store.content))


# --- fleet ---


def _fleet(chosen: argparse.Namespace, store: Store) -> Found:
    from hkzero.own_data import fleet, fleet_footprint, known, library, rows, table_file
    from hkzero.own_data.fleet import Vehicles

    if chosen.stored:
        vehicles, about = library.load(chosen.file, Vehicles)
    else:
        content = _content(chosen)
        table = table_file.read(chosen.file.name, content)
        if chosen.columns:
            return Found(columns=_told(rows.suggest(fleet.SCHEMA, table.headings)))
        read_from = rows.columns(fleet.SCHEMA, table, _pairs(chosen.column, "--column"), _pairs(chosen.unit, "--unit"))
        vehicles = fleet.vehicles(table, read_from, known.vehicles(), known.fuels())
        about = _about(chosen, content)
    found = fleet_footprint.footprints(vehicles, *(store.ask(name) for name in fleet_footprint.QUESTIONS))
    return Found(vehicles, about, fleet_footprint.records(found), fleet_footprint.totals(found),
                 fleet_footprint.sources(found))


# --- meter ---


def _meter(chosen: argparse.Namespace, store: Store) -> Found:
    from hkzero.cli import NotUnderstood
    from hkzero.grid import load_file
    from hkzero.own_data import library, meter
    from hkzero.own_data.meter import Reading

    if chosen.stored:
        intervals, about = library.load(chosen.file, Reading)
        file = meter.kept(intervals, about)
    else:
        columns, units = _pairs(chosen.column, "--column"), _pairs(chosen.unit, "--unit")
        for option, told, fields in (("--column", columns, ("time", "load")), ("--unit", units, ("load",))):
            if wrong := set(told) - set(fields):
                raise NotUnderstood(f"{option} {sorted(wrong)[0]}: a meter file has {', '.join(fields)}")
        if units and units["load"] not in load_file.UNITS:
            raise NotUnderstood(f"--unit load={units['load']}: one of {', '.join(load_file.UNITS)}")
        content = _content(chosen)
        file = load_file.read_load(chosen.file.name, content, unit=units.get("load"), time_column=columns.get("time"),
                                   load_column=columns.get("load"), stamps_at=chosen.stamps_at)
        if chosen.columns:
            return Found(columns={"time": {"heading": file.time_column, "unit": None},
                                  "load": {"heading": file.load_column, "unit": file.unit}})
        about = _about(chosen, content) | meter.about(file)
        intervals = meter.readings(file)
    found = meter.profile(file, *(store.ask(name) for name in meter.QUESTIONS))
    report = [] if chosen.stored else load_file.report(file)
    return Found(intervals, about, meter.records(found), meter.totals(found) | {"report": report},
                 meter.sources(found))


_WORK = {"portfolio": _portfolio, "fleet": _fleet, "meter": _meter}
