"""The commands of carbon finance: marginal abatement cost, a project's cash flow, carbon prices.

    python -m hkzero finance macc --scenario pilot_city --year 2035 --format csv
    python -m hkzero finance project rooftop_solar --set capacity_kw=50 --rate 0.05 --format json
    python -m hkzero finance prices --scheme eu --format csv
"""

from __future__ import annotations

import argparse
import math
import re
import sys
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from hkzero.cli import (
    NotUnderstood,
    add_output,
    asked,
    csv_text,
    frame_of,
    json_text,
    once,
    records,
    source_fields,
    write,
)
from hkzero.cli_scenario import prepared

if TYPE_CHECKING:
    from hkzero.cli_scenario import Prepared
    from hkzero.model.marginal_abatement import Bar, Ends, Ground

OVERLAPS = ("alone", "sequential", "shapley")
MOST_MACC_DRAWS = 2000
DIGITS = 6
SINCE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")

LANGUAGES = {"en": "en", "zh-Hant": "zh_hant", "zh-Hans": "zh_hans"}
PROJECT_FORMATS = ("csv", "json", "xlsx")
# With which option a field of a project that is no input was given.
OPTIONS = {"rate": "--rate", "start_year": "--start", "debt_share": "--debt", "coupon": "--coupon",
           "term_years": "--term"}


def add_commands(commands: argparse._SubParsersAction) -> None:
    """Add `finance` with its parts to the command line."""
    parts = commands.add_parser("finance", help="abatement cost, projects, carbon prices"
                                ).add_subparsers(required=True, metavar="part")
    _add_macc(parts)
    _add_project(parts)
    _add_prices(parts)


# --- macc ---


def _add_macc(parts: argparse._SubParsersAction) -> None:
    macc = parts.add_parser("macc", help="what each lever of a scenario avoids in a year, and what a tonne of it costs")
    macc.add_argument("--scenario", default="announced_targets", metavar="S",
                      help="a scenario of data/scenarios, or a file (default: announced_targets)")
    macc.add_argument("--year", type=int, default=2035, metavar="Y", help="year of the curve (default: 2035)")
    macc.add_argument("--rate", type=float, metavar="R",
                      help="real discount rate a year, 0.04 is 4 %% (default: the central value of the assumption)")
    macc.add_argument("--overlap", choices=OVERLAPS, default=OVERLAPS[1],
                      help="levers that overlap: each alone, in sequence with the cheapest first, or Shapley values "
                           "(default: sequential)")
    macc.add_argument("--draws", type=int, default=200, metavar="N",
                      help="draws of the assumptions behind the ranges, 0 for none (default: 200)")
    add_output(macc, _macc)


def _macc(chosen: argparse.Namespace) -> int:
    from hkzero.model.projects import BadInput

    if not 0 <= chosen.draws <= MOST_MACC_DRAWS:
        raise NotUnderstood(f"--draws {chosen.draws}: from 0 to {MOST_MACC_DRAWS}")
    try:
        return _written_macc(chosen)
    except BadInput as error:
        raise NotUnderstood(f"--{error.field} {error.value}: {error.expected}") from error


def _written_macc(chosen: argparse.Namespace) -> int:
    from hkzero.model.marginal_abatement import LEAST_KT, checked, curve

    if chosen.rate is not None:
        checked(chosen.rate)
    with asked() as store:
        (ready,) = prepared(store, [chosen.scenario])
        published = store.ask("published_abatement")
        sources = store.sources(dict.fromkeys((*ready.base.evidence.sources, *published.sources, *(
            source for question in ("levers", "assumptions") for source in store.ask(question).sources))))
        carbon_price = float(ready.base.central[ready.base.assumption_ids.index("ec_carbon_price")])
        rate, start = _macc_ground(ready, chosen)
        found = curve(start, chosen.year, rate, chosen.overlap)
        meta = {
            "scenario": ready.name, "year": found.year, "rate": rate, "overlap": str(found.overlap),
            "import_attribution": str(ready.rule), "draws": found.draws,
            "percentiles": [5, 95] if found.draws else None, "kind": "scenario",
            "units": {"kt": "kt CO2e in the year", "million_hkd": "HK$ million in the year",
                      "hkd_per_tonne": "HK$/t CO2e, prices of 2024"},
            "whole_kt": found.whole_kt, "whole_range_kt": _macc_ends(found.whole_range),
            "whole_million_hkd": found.whole_million_hkd, "mean_hkd_per_tonne": found.mean_hkd_per_tonne,
            "saving_money_kt": found.saving_kt, "alone_kt": found.alone_kt, "interaction_kt": found.interaction_kt,
            "carbon_price_hkd_per_tonne": carbon_price, "below_carbon_price_kt": found.below(carbon_price),
            "orders_drawn": found.orders, "is_order_stable": found.is_stable, "least_kt": LEAST_KT,
            "note": "A blank price: nothing is avoided. A blank end of a range: a draw pays and avoids nothing.",
            "published_potentials": [{name: row[name] for name in ("measure", "sector", "period", "base_year", "value",
                                                                   "unit", "source_id", "note")}
                                     for row in records(published.frame)],
            "sources": [source_fields(source) for source in sources],
            "content_sha256": store.content}
    rows = [_macc_row(place, case, bar, ready) for place, (case, bar) in enumerate(
        [(case, bar) for case in ("bars", "idle", "raising") for bar in getattr(found, case)], 1)]
    if chosen.format == "csv":
        return write(csv_text(frame_of(rows)).encode(), chosen.output)
    return write(json_text({"meta": meta, "data": rows}).encode(), chosen.output)


def _macc_ground(ready: Prepared, chosen: argparse.Namespace) -> tuple[float, Ground]:
    """Return the rate and what the curve is made from. BadInput for a rate that makes no sense."""
    import numpy as np

    from hkzero.model import engine
    from hkzero.model.marginal_abatement import PERCENT, at_rate, ground
    from hkzero.model.workshop import SEED

    base, central = ready.base, ready.base.central[None]
    place = base.assumption_ids.index("ec_discount_rate")
    rate = float(base.central[place]) / PERCENT if chosen.rate is None else chosen.rate
    drawn = np.concatenate([central, engine.draw(base, chosen.draws, SEED)]) if chosen.draws else central
    return rate, ground(ready.run, base.frozen_schedule[0], ready.schedule[0], base.lever_ids, base.years,
                        at_rate(drawn, place, rate))


def _macc_row(place: int, case: str, bar: Bar, ready: Prepared) -> dict[str, Any]:
    lever = ready.levers.find(bar.lever_id)
    avoided, price = _macc_ends(bar.avoided_range), _macc_ends(bar.price_range)
    return {"place": place, "lever_id": bar.lever_id, "lever_group": lever.group, "title": lever.title["en"],
            "case": {"bars": "avoids", "idle": "avoids_nothing", "raising": "raises"}[case],
            **{name: None if value is None else round(value, DIGITS) + 0.0 for name, value in {
                "avoided_kt": bar.avoided_kt, "avoided_kt_low": avoided[0], "avoided_kt_high": avoided[1],
                "cost_million_hkd": bar.cost_million_hkd, "hkd_per_tonne": bar.hkd_per_tonne,
                "hkd_per_tonne_low": price[0], "hkd_per_tonne_high": price[1],
                "last_unit_hkd_per_tonne": bar.last_unit_hkd_per_tonne, "error_kt": bar.error_kt,
                "error_million_hkd": bar.error_million_hkd}.items()}, "cost_basis": lever.cost_basis}


def _macc_ends(ends: Ends | None) -> tuple[float | None, float | None]:
    return (None, None) if ends is None else tuple(one if math.isfinite(one) else None for one in (ends.low, ends.high))


# --- project ---


def _add_project(parts: argparse._SubParsersAction) -> None:
    command = parts.add_parser("project", help="what a project costs, earns and avoids, by year")
    command.add_argument("kind", nargs="?", metavar="KIND", help="kind of project (see --list)")
    command.add_argument("--list", action="store_true", help="list the kinds, or the inputs of KIND with their ranges")
    command.add_argument("--set", action="append", default=[], metavar="INPUT=VALUE", dest="given",
                         help="an input that is not at its central value")
    command.add_argument("--rate", default="0.04", metavar="R", help="real discount rate (default: 0.04)")
    command.add_argument("--start", default="2026", metavar="Y", help="year of the investment (default: 2026)")
    command.add_argument("--scenario", default="announced_targets", metavar="S",
                         help="scenario whose grid gives the carbon of electricity (default: announced_targets)")
    command.add_argument("--carbon", default="none", metavar="PATH",
                         help="path of carbon prices: none, low, central, high, singapore or a market (default: none)")
    command.add_argument("--debt", default="0", metavar="SHARE", help="share of the investment borrowed (default: 0)")
    command.add_argument("--coupon", default="0.03", metavar="R", help="real yearly interest (default: 0.03)")
    command.add_argument("--term", metavar="N", help="years of the debt (default: 10, or the life if shorter)")
    command.add_argument("--loan", action="store_true", help="paid off in equal yearly amounts, instead of a bond")
    command.add_argument("--lang", choices=tuple(LANGUAGES), default="en", help="of the workbook (default: en)")
    add_output(command, _project, PROJECT_FORMATS)


def _project(chosen: argparse.Namespace) -> int:
    from hkzero.model import carbon_price, project_study, projects

    given = _given(chosen.given)
    with asked() as store:
        answer = store.ask("project_inputs")
        kinds = projects.kinds(answer)
        kind = _one_kind(chosen, kinds)
        if chosen.list:
            return _listed(chosen, [kind] if kind else list(kinds.values()))
        if kind is None:
            raise NotUnderstood(f"which project? Known kinds: {', '.join(kinds)}")
        if chosen.format == "xlsx" and not chosen.output:
            raise NotUnderstood("a workbook cannot be shown here: name a file with -o FILE")
        paths = carbon_price.paths({name: store.ask(name) for name in carbon_price.PATH_QUESTIONS})
        try:
            path = carbon_price.find_path(paths, chosen.carbon)
            financing = project_study.checked_financing(kind, given, chosen.debt, chosen.coupon, chosen.term,
                                                        not chosen.loan)
            start, rate = projects.checked_start(chosen.start), project_study.checked_rate(chosen.rate)
            projects.checked(kind, given)
        except (carbon_price.NoPath, projects.BadInput) as error:
            raise NotUnderstood(f"--carbon {chosen.carbon}: {error}" if isinstance(error, carbon_price.NoPath)
                                else _refused(error)) from error
        (ready,) = prepared(store, [chosen.scenario])
        found = project_study.study(kind, given, ready.outcome, path, start_year=start, rate=rate, financing=financing)
        sources = sorted({*found.sources, *path.sources})
        publications = store.sources(sources)
        meta = {"kind": kind.kind_id, "scenario": ready.name, "carbon": path.path_id, "kind_of_evidence": "scenario",
                **project_study.told(found), "content_sha256": store.content,
                "sources": [source_fields(source) for source in publications]}
    if chosen.format == "json":
        return write(json_text({"meta": meta, "data": project_study.rows(found)}).encode(), chosen.output)
    if chosen.format == "xlsx":
        rows = [row for row in records(answer.frame) if row["kind_id"] == kind.kind_id]
        return _workbook(chosen, found, rows, publications, ready.name)
    print(_in_short(meta["result"]), file=sys.stderr)
    return write(csv_text(frame_of(project_study.rows(found))).encode(), chosen.output)


def _workbook(chosen: argparse.Namespace, found: Any, rows: list[dict[str, Any]], sources: Any, scenario: str) -> int:
    """Write a study as a workbook with live formulas, in the language asked for."""
    from datetime import date

    from hkzero import project_workbook
    from hkzero.text import projects as names

    lang, kind = LANGUAGES[chosen.lang], found.kind
    case = project_workbook.Case(
        kind, found.values, found.project, found.rate, found.series, found.carbon, found.financing, found.swings,
        sources, names.titles(rows, kind.quantities, lang), names.notes(scenario, chosen.carbon, lang),
        names.kind_name(kind.kind_id, lang))
    return write(project_workbook.workbook(case, lang, date.today()), chosen.output)


def _given(texts: list[str]) -> dict[str, str]:
    """Return the inputs that were set, as written. NotUnderstood for what is no input, or given twice."""
    found = []
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals or not name.strip() or not value.strip():
            raise NotUnderstood(f"--set {text}: expected INPUT=VALUE, like capacity_kw=50")
        found.append((name.strip(), value.strip()))
    return once("--set", found)


def _one_kind(chosen: argparse.Namespace, kinds: Any) -> Any:
    """Return the kind of project that was asked for, None where none was. NotUnderstood for an unknown one."""
    if chosen.kind is not None and chosen.kind not in kinds:
        nearest = get_close_matches(chosen.kind, kinds, 1)
        raise NotUnderstood(f"KIND {chosen.kind}: no kind of project is called so; known: {', '.join(kinds)}"
                            + (f". Did you mean {nearest[0]}?" if nearest else ""))
    return kinds.get(chosen.kind)


def _listed(chosen: argparse.Namespace, kinds: list) -> int:
    """Print the inputs of kinds with what makes sense and what they rest on."""
    rows = [{"kind": kind.kind_id, "input": one.input_id, "low": one.low, "central": one.central, "high": one.high,
             "unit": one.unit, "least": one.least, "most": one.most, "basis": one.basis, "source_id": one.source_id,
             "note": one.note} for kind in kinds for one in kind.inputs]
    if chosen.format == "xlsx":
        raise NotUnderstood("--list is printed as csv or json")
    text = json_text({"data": rows}) if chosen.format == "json" else csv_text(frame_of(rows))
    return write(text.encode(), chosen.output)


def _refused(error: Any) -> str:
    """Return why a value is refused, with the option that it was given with."""
    given = f"{OPTIONS[error.field]} {error.value}" if error.field in OPTIONS else f"--set {error.field}={error.value}"
    return f"{given}: {error.expected}"


def _in_short(result: dict[str, Any]) -> str:
    """Return the result in one line, for those who look at the rows."""
    rates = ", ".join(f"{100 * rate:.1f} %" for rate in result["internal_rates"]) or "none"
    payback = result["payback_years"]
    back = "never" if payback is None else f"{payback:.1f} years"
    return (f"net present value HK$ {result['net_present_value_hkd']:,.0f}; internal rates of return: {rates}; "
            f"payback: {back}; {result['avoided_tonnes']:,.0f} t avoided")


# --- prices ---


def _add_prices(parts: argparse._SubParsersAction) -> None:
    command = parts.add_parser("prices", help="carbon prices as published and in HK$, with the rate between them")
    command.add_argument("--scheme", metavar="S", help="one scheme: china_national, eu, singapore … (default: all)")
    command.add_argument("--since", metavar="P", help="starting with a year, month or day: 2024, 2024-06, 2024-06-30")
    add_output(command, _prices)


def _prices(chosen: argparse.Namespace) -> int:
    from hkzero.model import carbon_price

    if chosen.since is not None and not SINCE.fullmatch(chosen.since):
        raise NotUnderstood(f"--since {chosen.since}: a year, month or day like 2024, 2024-06 or 2024-06-30")
    with asked() as store:
        answers = {name: store.ask(name) for name in carbon_price.PRICE_QUESTIONS}
        prices = carbon_price.every_price(answers)
        known = sorted({price.scheme for price in prices})
        if chosen.scheme and chosen.scheme not in known:
            raise NotUnderstood(f"--scheme {chosen.scheme}: no carbon price of it; known: {', '.join(known)}")
        prices = carbon_price.from_period((price for price in prices if chosen.scheme in (None, price.scheme)),
                                          chosen.since or "")
        rows = carbon_price.table(prices)
        sources = {source for price in prices for source in price.sources}
        sources |= {source for price in prices if price.rate for source in price.rate.sources}
        meta = {"unit": "HK$/t", "schemes": known, "content_sha256": store.content,
                "sources": [source_fields(source) for source in store.sources(sorted(sources))]}
    if chosen.format == "csv":
        return write(csv_text(rows).encode(), chosen.output)
    return write(json_text({"meta": meta, "data": records(rows)}).encode(), chosen.output)
