"""A reader's own vehicle fleet: a kind of own data on the Data page. Nothing of it leaves the session."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import pandas as pd
import streamlit as st

from hkzero.charts import own_fleet as charts
from hkzero.measure import Kind, Measured
from hkzero.own_data import fleet, fleet_footprint, known, rows, table_file, words
from hkzero.own_data.fleet_footprint import FleetFootprint
from hkzero.own_data.table_file import NotUsable, Table
from hkzero.text import number, percent, period, quantity, t
from hkzero.ui import cached, own_files, show
from hkzero.ui.cached import ask
from hkzero.ui.state import language, say

UPLOADED = "fleet_file"
MOST_LISTED = 40
UNITS = {"distance": "km", "fuel_used": "L", "electricity": "kWh"}
ZERO, NO_NEW_CARS = "tr_zev_2050", "tr_noreg_2035"
FUELLED_CARS = ("petrol", "diesel", "lpg", "hybrid", "plug_in_hybrid")


def draw(top) -> None:
    """Draw the way to bring a fleet, what is wrong with it, and what it emits; the finding goes into `top`."""
    lang = language()
    show.paragraph(say("data_fleet.about"))
    show.paragraph(say("data_own.private"))
    file = own_files.upload(UPLOADED, ("csv", "xlsx"), label=say("data_fleet.file"), help=say("data_fleet.file_help"))
    st.download_button(say("data_own.template"), template(lang), "hkzero-vehicles.csv", "text/csv",
                       key="fleet_template", on_click="ignore", type="tertiary", icon=":material/download:")
    found: tuple[FleetFootprint, ...] = ()
    if file is not None:
        try:
            found = _worked_out(table_file.read(file.name, file.getvalue()), file.file_id)
        except NotUsable as error:
            lines = [words.problem(fault, lang) for fault in error.problems[:MOST_LISTED]]
            show.listed(lines, title=say("data_own.refused"))
    with top:
        show.finding(finding(found, lang) if found else say("data_fleet.headline"), page=say("common.menu.data"))
    if found:
        _results(found, lang)


def _label(field: str, lang: str) -> str:
    return t(f"data_fleet.field.{field}", lang)


def template(lang: str) -> bytes:
    """Return an empty table whose headings are recognised, with units in them."""
    return own_files.template(fleet.SCHEMA, UNITS, partial(_label, lang=lang), lang)


def _worked_out(table: Table, file_id: str) -> tuple[FleetFootprint, ...]:
    read_from = own_files.columns(fleet.SCHEMA, "fleet", partial(_label, lang=language()), table, file_id)
    if faults := rows.lacking(fleet.SCHEMA, read_from, table.headings):
        raise NotUsable(faults)
    vehicles = fleet.vehicles(table, read_from, known.vehicles(), known.fuels())
    return fleet_footprint.footprints(vehicles, *(ask(name) for name in fleet_footprint.QUESTIONS))


def _tonnes(amount: float | None, lang: str, *, signed: bool = False) -> str:
    return t("data_fleet.table.unknown", lang) if amount is None else quantity(amount, "t CO2e", lang, signed=signed)


def finding(found: Sequence[FleetFootprint], lang: str) -> str:
    """Return what the fleet emits in its newest year, scope by scope, as a sentence."""
    sums = fleet_footprint.totals(found)
    sentence = "data_fleet.finding_one" if sums["vehicles"] == 1 else "data_fleet.finding"
    return t(sentence, lang, n=number(sums["vehicles"], lang, 0),
             total=_tonnes(sums["total_t"], lang), direct=_tonnes(sums["scope_1_t"], lang),
             power=_tonnes(sums["scope_2_t"], lang))


def remarks(found: Sequence[FleetFootprint], lang: str) -> list[str]:
    """Return what has to be known about the sums, as sentences: what is assumed, left out, above the average."""
    sums, lines = fleet_footprint.totals(found), []
    if sums["rows_from_distance"]:
        lines.append(t("data_fleet.from_distance", lang, n=sums["rows_from_distance"],
                       low=_tonnes(sums["total_low_t"], lang), high=_tonnes(sums["total_high_t"], lang)))
    if sums["rows_with_a_scope_unknown"]:
        lines.append(t("data_fleet.unknown", lang, n=sums["rows_with_a_scope_unknown"]))
    last = fleet_footprint.newest(found)
    compared = [one for one in last if one.g_per_km is not None and one.class_g_per_km is not None]
    if compared:
        above = sum(one.g_per_km > one.class_g_per_km.values[1] for one in compared)
        lines.append(t("data_fleet.above", lang, n=above, all=len(compared)))
    if len(last) < len(found):
        lines.append(t("data_fleet.several_years", lang, year=last[0].vehicles.year))
    return lines


def target_lines(found: Sequence[FleetFootprint], lang: str) -> list[str]:
    """Return how far the fleet of its newest year is from the city's targets, and what electrifying it would change."""
    last = fleet_footprint.newest(found)
    targets = ask("targets", area="transport").frame.set_index("target_id")
    electric, of_all = fleet_footprint.electric_share(found)
    lines = [t("data_fleet.target.share", lang, year=last[0].vehicles.year, electric=number(electric, lang, 0),
               n=number(of_all, lang, 0), share=percent(100 * electric / of_all, lang))]
    lines += _cars(last, int(targets.loc[NO_NEW_CARS, "target_year"]), lang)
    direct, year = fleet_footprint.scopes(last)["scope_1"], int(targets.loc[ZERO, "target_year"])
    lines.append(t("data_fleet.target.zero_unknown", lang, year=year) if direct is None else
                 t("data_fleet.target.zero", lang, year=year, amount=_tonnes(direct[1], lang)))
    return lines + _switch(last, lang)


def _cars(last: Sequence[FleetFootprint], year: int, lang: str) -> list[str]:
    electric, of_all = fleet_footprint.electric_share(last, "private_car")
    if not of_all:
        return []
    frame = ask("electric_share").frame
    city, new = (frame[frame["measure"] == name].sort_values("period").iloc[-1] for name in ("stock", "new_cars"))
    lines = [t("data_fleet.target.cars", lang, share=percent(100 * electric / of_all, lang),
               city=percent(city["value"], lang), period=period(city["period"], lang),
               new=percent(new["value"], lang))]
    fuelled = sum(one.vehicles.number for one in last
                  if one.vehicles.vehicle == "private_car" and one.vehicles.fuel in FUELLED_CARS)
    return lines + ([t("data_fleet.target.no_new_cars", lang, year=year, n=number(fuelled, lang, 0))]
                    if fuelled else [])


def _switch(last: Sequence[FleetFootprint], lang: str) -> list[str]:
    change = fleet_footprint.switch(last)
    lines = []
    if change.change is not None:
        grid = fleet_footprint.Factors(*(ask(name) for name in fleet_footprint.QUESTIONS))
        low, central, high = (_tonnes(value, lang, signed=True) for value in change.change)
        lines += [t("data_fleet.target.switch", lang, year=grid.newest_year, n=number(change.vehicles, lang, 0),
                    factor=quantity(grid.grid[grid.newest_year].value, "kg CO2e/kWh", lang, 3),
                    before=_tonnes(change.before[1], lang), after=_tonnes(change.after[1], lang), change=central,
                    low=low, high=high),
                  t("data_fleet.target.switch_note", lang)]
    if change.left_out:
        lines.append(t("data_fleet.target.switch_left_out", lang, n=number(change.left_out, lang, 0)))
    return lines


def _results(found: Sequence[FleetFootprint], lang: str) -> None:
    for line in remarks(found, lang):
        show.paragraph(line)
    evidence = Measured(tuple(part.values[1] for one in found for part in (one.scope_1, one.scope_2) if part),
                        "t CO2e", fleet_footprint.sources(found) or ask("electricity_intensity").sources, Kind.ASSUMED)
    last = fleet_footprint.newest(found)
    # One scope of a line is no bar: where the other is not known, nothing would look like zero.
    pieces = [(*key, fleet_footprint.scopes(part)["total"])
              for key, part in fleet_footprint.by_class([one for one in last if one.is_known]).items()]
    if pieces:
        show.figure(charts.by_class(pieces, lang), evidence, key="own_fleet_classes",
                    title=say("data_fleet.chart.title"), subtitle=say("data_fleet.chart.subtitle"),
                    note=say("data_fleet.chart.note"), alt=charts.by_class_alt(pieces, lang),
                    table=_pieces_table(pieces), folded=True)
    show.table(evidence, key="own_fleet_protocol", title=say("data_fleet.protocol.title"), static=True,
               subtitle=say("data_fleet.protocol.subtitle"), note=say("data_fleet.protocol.note"),
               frame=protocol(last, lang))
    show.section(say("data_fleet.target.title"), target_lines(found, lang))
    own_files.take_away("fleet", fleet_footprint.records(found), fleet_footprint.totals(found),
                        cached.sources(fleet_footprint.sources(found)))
    show.table(evidence, key="own_fleet_lines", title=say("data_fleet.table.title"), frame=by_row(found, lang),
               subtitle=say("data_fleet.table.subtitle"), note=say("data_fleet.table.note"), static=True)


def _pieces_table(pieces: Sequence[charts.Piece]) -> pd.DataFrame:
    return pd.DataFrame([{"vehicle": vehicle, "fuel": fuel, "low": low, "value": central, "high": high,
                          "unit": "t CO2e", "kind": str(Kind.ASSUMED)}
                         for vehicle, fuel, (low, central, high) in pieces])


def protocol(found: Sequence[FleetFootprint], lang: str) -> pd.DataFrame:
    """Return scope 1, scope 2 and both as the GHG Protocol has them, with their range, as people read it."""
    heads = [t(f"data_fleet.protocol.{name}", lang) for name in ("category", "low", "central", "high")]
    body = []
    for name, band in fleet_footprint.scopes(found).items():
        cells = [t("data_fleet.table.unknown", lang)] * 3 if band is None else [number(one, lang) for one in band]
        body.append([t(f"data_fleet.protocol.{name}", lang), *cells])
    return pd.DataFrame(body, columns=heads)


def by_row(found: Sequence[FleetFootprint], lang: str) -> pd.DataFrame:
    """Return a row a line of the file as people read it; what is not known is said to be not known."""
    worked_out = ("scope_1", "scope_2", "per_km", "class_per_km", "remark")
    heads = [*(t(f"data_fleet.field.{name}", lang) for name in ("name", "vehicle", "fuel", "number", "year")),
             *(t(f"data_fleet.table.{name}", lang) for name in worked_out)]
    unknown, body = t("data_fleet.table.unknown", lang), []
    for one in found:
        scopes = [unknown if part is None else number(part.values[1], lang) for part in (one.scope_1, one.scope_2)]
        per_km = ["" if value is None else number(value, lang, 0)
                  for value in (one.g_per_km, one.class_g_per_km and one.class_g_per_km.values[1])]
        doubts = [*(["from_distance"] if one.from_distance and one.is_known else []), *one.doubts]
        body.append([one.vehicles.name, t(f"data_fleet.class.{one.vehicles.vehicle}", lang),
                     t(f"data_fleet.fuel.{one.vehicles.fuel}", lang), number(one.vehicles.number, lang, 0),
                     str(one.vehicles.year), *scopes, *per_km,
                     t("data_meter.separator", lang).join(t(f"data_fleet.doubt.{code}", lang) for code in doubts)])
    return pd.DataFrame(body, columns=heads)
