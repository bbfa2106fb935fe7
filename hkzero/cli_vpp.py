"""The commands of the virtual power plant: what could take part, an event against a baseline, how exact baselines are.

    python -m hkzero vpp portfolio --format csv
    python -m hkzero vpp portfolio --window 18:00-21:00 --day-type saturday
    python -m hkzero vpp event --load building.csv --day 2025-08-20 --window 18:30-20:30 --method ten_of_ten
    python -m hkzero vpp event --load building.csv --day 2025-08-20 --window 18:30-20:30 --system frozen_2024
    python -m hkzero vpp event --scenario pilot_city --year 2035 --day 2025-07-23 --window 18:00-20:00 --mw 100
    python -m hkzero vpp accuracy --load building.csv --window 18:30-20:30
"""

from __future__ import annotations

import argparse
import math
import re
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hkzero.cli import NotUnderstood, add_output, asked, csv_text, frame_of, json_text, source_fields, write
from hkzero.cli_grid import nothing_printed, read_load
from hkzero.cli_scenario import prepared

if TYPE_CHECKING:
    from hkzero.grid.baseline import Days
    from hkzero.grid.event import Event, Placebo
    from hkzero.store import Store

FIRST_YEAR, LAST_YEAR = 2025, 2050
WINDOW = re.compile(r"([0-2]?\d):([0-5]\d)-([0-2]?\d):([0-5]\d)")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
DAY_TYPES = ("working_day", "saturday", "rest_day")
METHOD_IDS = ("ten_of_ten", "high_five_of_ten", "high_four_of_five", "regression")
KW_PER_MW = 1e3
ENDS = ("low", "central", "high")


def add_commands(commands: argparse._SubParsersAction) -> None:
    """Add `vpp` with its parts to the command line."""
    parts = commands.add_parser("vpp", help="a virtual power plant: portfolio, event, accuracy of baselines"
                                ).add_subparsers(required=True, metavar="part")
    portfolio = parts.add_parser("portfolio", help="what could take part, by resource and district")
    portfolio.add_argument("--window", metavar="HH:MM-HH:MM", help="what of it is there in, and lasts for, these hours")
    portfolio.add_argument("--day-type", choices=DAY_TYPES, default=DAY_TYPES[0], help="day of the window "
                                                                                       "(default: working_day)")
    add_output(portfolio, _portfolio)
    event = parts.add_parser("event", help="what was reduced on a day against its baseline")
    _add_load(event)
    event.add_argument("--day", required=True, metavar="YYYY-MM-DD", help="the day of the event")
    event.add_argument("--method", choices=METHOD_IDS, default=METHOD_IDS[0], help="baseline (default: ten_of_ten)")
    event.add_argument("--mw", type=float, default=0.0, metavar="MW",
                       help="stage this reduction on the modelled load (a file has its own)")
    event.add_argument("--system", metavar="S", help="scenario whose system gives the hour of its peak and the carbon "
                                                     "of each hour (default: that of --scenario)")
    add_output(event, _event)
    accuracy = parts.add_parser("accuracy", help="how exact each baseline is on days without an event")
    _add_load(accuracy)
    add_output(accuracy, _accuracy)


def _add_load(command: argparse.ArgumentParser) -> None:
    command.add_argument("--load", type=Path, metavar="FILE", help="your building's load: CSV or Parquet")
    command.add_argument("--load-unit", choices=("kW", "MW", "kWh", "MWh"), help="unit where the file does not say it")
    command.add_argument("--scenario", metavar="S", help="modelled load of the city under this scenario instead")
    command.add_argument("--year", type=int, default=FIRST_YEAR, metavar="Y", help=f"{FIRST_YEAR} to {LAST_YEAR}")
    command.add_argument("--window", required=True, metavar="HH:MM-HH:MM", help="hours of the event")
    command.add_argument("--events", nargs="*", default=(), metavar="DAY", help="days of other events, left out")


def _portfolio(chosen: argparse.Namespace) -> int:
    from hkzero.grid import virtual_power_plant as vpp

    window = _window(chosen.window) if chosen.window else None
    with asked() as store:
        answers = {name: store.ask(name) for name in (*vpp.QUESTIONS, *(["hourly_shapes"] if window else []))}
        known = vpp.resources(answers["flexible_resources"])
        shares = vpp.portfolio(known, answers["flexible_stock"])
        rows = [{"resource_id": one.resource_id, "district": one.district, "supplier": one.supplier, "unit": "MW",
                 **{end: getattr(one.mw, end) for end in ENDS}, "potential": one.potential_mw.central,
                 "hours": one.hours.central, "kind": "assumed"} for one in shares]
        check = vpp.cross_check(shares, answers["demand_response_published"])
        sources = {source for answer in answers.values() for source in answer.sources}
        meta = {"kind": "assumed", "city_mw": asdict(vpp.total_mw(shares)),
                "held_for_four_hours_mw": asdict(vpp.available_mw(shares, 4)),
                "published_estimate_mw": check.published_mw,
                "in_the_area_of_the_estimate_mw": asdict(check.portfolio_mw),
                "sources": [source_fields(source) for source in store.sources(sorted(sources))]}
    if window:
        by_hour = vpp.hour_shares(known, answers["hourly_shapes"])
        there = _there(shares, by_hour, chosen, window)
        meta |= {"window": chosen.window, "day_type": chosen.day_type,
                 "in_the_window_mw": asdict(vpp.available_mw(there, window[1] - window[0]))}
        for row, share in zip(rows, there, strict=True):
            held = vpp.available_mw([share], window[1] - window[0])
            row |= {f"in_window_{end}": getattr(held, end) for end in ENDS}
    return _written(chosen, meta, rows)


def _there(shares: Any, by_hour: Any, chosen: argparse.Namespace, window: tuple[float, float]) -> Any:
    """Return what is there in every hour that the window touches. NotUnderstood for what is no window."""
    from hkzero.grid import virtual_power_plant as vpp

    try:
        return vpp.at_hours(shares, by_hour, chosen.day_type, math.floor(window[0]), math.ceil(window[1]))
    except ValueError as error:
        raise NotUnderstood(f"--window {chosen.window}: {error}") from error


def _event(chosen: argparse.Namespace) -> int:
    from hkzero.grid.baseline import NoBaseline
    from hkzero.grid.event import REBOUND_HOURS

    day, (begin, end) = _day(chosen), _window(chosen.window)
    with asked() as store:
        days, meta = _days(store, chosen)
        known = store.ask("hourly_assumptions").frame.set_index("parameter_id")
        system = _system(store, chosen, day) if chosen.system or chosen.scenario else {}
    payment, rebound = ([float(known.loc[name, part]) for part in ("low", "value", "high")]
                        for name in ("event_payment", "event_rebound"))
    try:
        found, truth, chance = _measured(chosen, days, day, (begin, end), rebound[1], system)
    except NoBaseline as error:
        raise NotUnderstood(_why(error)) from error
    meta |= {"day": str(day), "window": chosen.window, "method": chosen.method, "staged_mw": chosen.mw,
             "rebound_hours": REBOUND_HOURS, **_amounts(found), "as_staged": truth and _amounts(truth),
             "without_an_event": chance and asdict(chance), "system": system.get("told"),
             "saved_kind": "assumed" if system else None, "payment_kind": "assumed",
             "payment_hkd": dict(zip(ENDS, map(found.worth_hkd, payment), strict=True))}
    return _written(chosen, meta, _intervals(day, found))


def _day(chosen: argparse.Namespace) -> Any:
    """Return the day of the event. NotUnderstood for what is no day, and for a reduction that cannot be staged."""
    day = _date("--day", chosen.day)
    if chosen.load and chosen.mw:
        raise NotUnderstood("--mw stages a reduction on the modelled load; a file has its own")
    if not 0 <= chosen.mw < float("inf"):
        raise NotUnderstood(f"--mw {chosen.mw:g}: 0 or more")
    return day


def _measured(chosen: argparse.Namespace, days: Days, day: Any, window: tuple[float, float], rebound: float,
              system: dict[str, Any]) -> tuple[Event, Event | None, Placebo | None]:
    """Return the event as its baseline measures it, as it was staged (None in a file), and what chance makes of none.

    The last is None where no other day has enough days before it. NoBaseline where the event has no baseline.
    """
    from hkzero.grid.baseline import METHODS, NoBaseline
    from hkzero.grid.event import event, event_against, placebo, staged

    method, others = METHODS[chosen.method], _others(chosen)
    changed = staged(days, day, *window, chosen.mw * KW_PER_MW, rebound) if chosen.mw else days
    intensity = system.get("intensity")
    there = {"peak_hour": system.get("peak_hour"), "intensity_kg_per_kwh": intensity}
    found = event(changed, day, *window, method, events=others, **there)
    truth = event_against(days.load_kw[days.place(day)], changed, day, *window, **there) if chosen.mw else None
    try:
        chance = placebo(changed, *window, method, events=[*others, day], intensity_kg_per_kwh=intensity)
    except NoBaseline as error:
        if error.code != "too_few_days":
            raise
        chance = None
    return found, truth, chance


def _intervals(day: Any, found: Event) -> list[dict[str, Any]]:
    """Return a row for each interval of the day."""
    rows = []
    for at, (load, usual) in enumerate(zip(found.load_kw.tolist(), found.baseline_kw.tolist(), strict=True)):
        hour, minute = divmod(at * found.step_minutes, 60)
        measured = None if math.isnan(load) else load
        rows.append({"start": f"{day}T{hour:02d}:{minute:02d}", "load_kw": measured, "baseline_kw": usual,
                     "reduction_kw": None if measured is None else usual - measured,
                     "is_event": found.window.start <= at < found.window.stop})
    return rows


def _amounts(found: Any) -> dict[str, float | None]:
    return {"reduction_kw": found.reduction_kw, "reduction_kwh": found.reduction_kwh, "rebound_kwh": found.rebound_kwh,
            "at_system_peak_kw": found.at_peak_kw, "saved_kg_co2e": found.saved_kg}


def _accuracy(chosen: argparse.Namespace) -> int:
    from hkzero.grid.baseline import METHODS, NoBaseline, accuracy

    begin, end = _window(chosen.window)
    with asked() as store:
        days, meta = _days(store, chosen)
    usable = [one for one in METHODS.values() if not one.is_regression or days.temperature is not None]
    try:
        rows = [asdict(accuracy(days, begin, end, one, _others(chosen))) for one in usable]
    except NoBaseline as error:
        raise NotUnderstood(_why(error)) from error
    return _written(chosen, meta | {"window": chosen.window}, rows)


def _days(store: Store, chosen: argparse.Namespace) -> tuple[Days, dict[str, Any]]:
    """Return the load by day, of the file or modelled, and what it rests on."""
    from hkzero.grid import baseline, hourly_year

    if bool(chosen.load) == bool(chosen.scenario):
        raise NotUnderstood("give either a file (--load FILE) or a scenario whose load is modelled (--scenario S)")
    holidays = tuple(str(one)[:10] for one in store.ask("general_holidays").frame["date"])
    if chosen.load:
        file, found = read_load(chosen)
        try:
            days = baseline.days_of(file.starts, file.load_kw, file.step_minutes, holidays=holidays)
        except baseline.NoBaseline as error:
            raise NotUnderstood(_why(error)) from error
        return days, {"load": chosen.load.name, "kind": "estimated", "found": found}
    if not FIRST_YEAR <= chosen.year <= LAST_YEAR:
        raise NotUnderstood(f"--year {chosen.year}: from {FIRST_YEAR} to {LAST_YEAR}")
    (ready,) = prepared(store, [chosen.scenario])
    answers = {name: store.ask(name) for name in hourly_year.QUESTIONS}
    year = hourly_year.of_scenario(answers, ready.outcome, ready.name, chosen.year)
    days = baseline.days_of(year.starts.astype("datetime64[m]"), year.load_mw * KW_PER_MW, 60,
                            temperature=year.temperature_celsius, holidays=holidays)
    return days, {"load": f"modelled: {ready.name}, {chosen.year}", "kind": "assumed",
                  "sources": [source_fields(source) for source in store.sources(list(year.evidence.sources))]}


def _system(store: Store, chosen: argparse.Namespace, day: Any) -> dict[str, Any]:
    """Return the hour of the system's peak on the day and the carbon of its hours, from a scenario's modelled year."""
    import numpy as np

    from hkzero.grid import dispatch, hourly_year, system, weeks
    from hkzero.grid.event import intensity_of_day

    if not FIRST_YEAR <= chosen.year <= LAST_YEAR:
        raise NotUnderstood(f"--year {chosen.year}: from {FIRST_YEAR} to {LAST_YEAR}")
    (ready,) = prepared(store, [chosen.system or chosen.scenario])
    answers = {name: store.ask(name) for name in dict.fromkeys((*hourly_year.QUESTIONS, *system.QUESTIONS))}
    year = hourly_year.of_scenario(answers, ready.outcome, ready.name, chosen.year)
    case = system.case_of(year, ready.outcome, answers, system.Options(attribution=str(ready.rule)))
    try:
        with nothing_printed():
            solved = weeks.solve_weeks(case, weeks.DEFAULT)
    except dispatch.Infeasible as error:
        raise NotUnderstood(str(error)) from error
    place = _day_of_year(day)
    intensity, is_modelled = intensity_of_day(solved, place)
    peak_hour = int(np.argmax(year.load_mw[24 * place:24 * place + 24]))
    return {"peak_hour": peak_hour, "intensity": intensity, "told": {
        "scenario": ready.name, "year": chosen.year, "peak_hour": peak_hour, "is_day_modelled": is_modelled,
        "intensity_kg_per_kwh": [float(one) for one in intensity], "kind": str(case.evidence.kind),
        "sources": [source_fields(source) for source in store.sources(list(case.evidence.sources))]}}


def _day_of_year(day: Any) -> int:
    """Return the place of a date in a year without 29 February, which stands as the day before it."""
    import numpy as np

    month_and_date = str(day)[5:].replace("02-29", "02-28")
    return int((np.datetime64(f"2025-{month_and_date}") - np.datetime64("2025-01-01")).astype(int))


def _window(text: str) -> tuple[float, float]:
    """Return from and to in hours after midnight. NotUnderstood for what is no window."""
    found = WINDOW.fullmatch(text)
    if not found:
        raise NotUnderstood(f"--window {text}: from and to, like 18:30-20:30")
    hours = [int(part) for part in found.groups()]
    begin, end = hours[0] + hours[1] / 60, hours[2] + hours[3] / 60
    if not begin < end <= 24:
        raise NotUnderstood(f"--window {text}: it begins before it ends, and ends by 24:00")
    return begin, end


def _others(chosen: argparse.Namespace) -> list:
    return [_date("--events", day) for day in chosen.events]


def _date(option: str, text: str) -> Any:
    """Return a day; NotUnderstood for all else that numpy takes for one: a year, `today`, a time, no day at all."""
    import numpy as np

    try:
        if not DAY.fullmatch(text):
            raise ValueError(text)
        return np.datetime64(text, "D")
    except ValueError as error:
        raise NotUnderstood(f"{option} {text}: a day like 2025-08-20") from error


def _why(error: Any) -> str:
    """Return the reader's sentence for a baseline that cannot be made."""
    from hkzero.text import t

    fields = {name: f"{int(value)}:{round(value % 1 * 60):02d}" if name in ("start", "end") else value
              for name, value in error.fields.items()}
    return t(f"flexibility.event.error.{error.code}", "en", **fields)


def _written(chosen: argparse.Namespace, meta: dict[str, Any], rows: list[dict[str, Any]]) -> int:
    if chosen.format == "csv":
        return write(csv_text(frame_of(rows)).encode(), chosen.output)
    return write(json_text({"meta": meta, "data": rows}).encode(), chosen.output)
