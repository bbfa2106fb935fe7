"""The commands about scenarios: list, check, run, compare, solve.

    python -m hkzero scenario list
    python -m hkzero scenario run announced_targets --draws 1000 --seed 1 --format csv
    python -m hkzero scenario run --file my.yaml --format pdf --lang zh-Hant -o my.pdf
    python -m hkzero scenario compare frozen_2024 announced_targets pilot_city
    python -m hkzero scenario solve --target 2035=20.6 --target 2050=0 --refuse e_clean_imports
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hkzero import __version__
from hkzero.cli import (
    DONE,
    MOST_DRAWS,
    NOT_REACHED,
    NotUnderstood,
    asked,
    csv_text,
    frame_of,
    json_text,
    once,
    source_fields,
    write,
)

if TYPE_CHECKING:
    from hkzero.model.engine import Base, Outcome
    from hkzero.model.goal_problem import Found, Infeasible, Solution
    from hkzero.model.levers import Levers
    from hkzero.model.runs import Run
    from hkzero.model.scenario import Scenario
    from hkzero.store import Store

KT_PER_MT = 1000
DIGITS = 6
DISCOUNT_RATE = "ec_discount_rate"
DOCUMENTS = ("xlsx", "pdf")
DRAWS_OF_DOCUMENTS = 1000  # as model/workshop.py has them, which is read only when something is run
LANGUAGES = ("en", "zh-Hant", "zh-Hans")


@dataclass(frozen=True, slots=True)
class Prepared:
    """A scenario made ready to run: the levers, the base, its schedule (1 × levers × years), its rule for imports."""

    name: str
    levers: Levers
    base: Base
    schedule: Any
    rule: str

    @property
    def run(self) -> Run:
        """The engine on this base, under this scenario's rule for imports."""
        from hkzero.model import engine

        return partial(engine.run, self.base, attribution=self.rule)

    @property
    def outcome(self) -> Outcome:
        """The outcome with central assumptions."""
        return self.run(self.schedule)


def add_commands(commands: argparse._SubParsersAction) -> None:
    """Add `scenario` and what it can do to the command line."""
    scenario = commands.add_parser("scenario", help="list, check, run, compare and seek scenarios of the levers")
    actions = scenario.add_subparsers(required=True, metavar="ACTION")

    listed = actions.add_parser("list", help="list the scenarios of data/scenarios")
    listed.set_defaults(run=_list)

    check = actions.add_parser("check", help="say what is wrong with a scenario, and what is hard to believe in it")
    check.add_argument("name", metavar="NAME", help="a scenario of data/scenarios, or a file")
    check.set_defaults(run=_check)

    run = actions.add_parser("run", help="emissions by sector, series and cost by year; workbook, brief, file")
    run.add_argument("name", nargs="?", metavar="NAME", help="a scenario of data/scenarios, or a file")
    run.add_argument("--file", type=Path, metavar="FILE", help="a scenario file of your own, instead of a name")
    run.add_argument("--draws", type=int, metavar="N",
                     help="draw the assumptions N times and give the 5th, 50th and 95th percentile "
                          f"(default: none; {DRAWS_OF_DOCUMENTS} for xlsx and pdf)")
    run.add_argument("--seed", type=int, default=1, metavar="S", help="seed of the draws (default: 1)")
    run.add_argument("--lang", choices=LANGUAGES, default=LANGUAGES[0], help="language of xlsx and pdf (default: en)")
    _add_output(run, ("csv", "json", "iamc", "xlsx", "pdf", "yaml"))
    run.set_defaults(run=_run)

    compare = actions.add_parser("compare", help="totals side by side, and what each group of levers changes")
    compare.add_argument("names", nargs="+", metavar="NAME", help="scenarios or files; the first is what the others "
                                                                  "are compared with")
    _add_output(compare)
    compare.set_defaults(run=_compare)

    solve = actions.add_parser("solve", help="the cheapest setting of the levers that meets targets")
    solve.add_argument("--target", action="append", required=True, metavar="YEAR=MT",
                       help="at most so many Mt CO2e in a year, e.g. 2035=20.6; may be given several times")
    solve.add_argument("--refuse", action="append", default=[], metavar="LEVER", help="a lever that may not be used")
    solve.add_argument("--within", choices=("announced", "ambitious", "limit"), default="limit", metavar="LEVEL",
                       help="how far a lever may go: announced, ambitious or limit (default: its physical limit)")
    solve.add_argument("--discount-rate", type=float, metavar="PERCENT",
                       help="real rate a year (default: the central value of the assumption)")
    solve.add_argument("--imports", choices=("zero", "grid_average", "contract"), default="zero",
                       help="how further imports are counted (default: zero, as the inventory does)")
    solve.add_argument("--seed", type=int, default=1, metavar="S", help="seed of the search (default: 1)")
    _add_output(solve, ("csv", "json"))
    solve.set_defaults(run=_solve)


def _add_output(action: argparse.ArgumentParser, formats: tuple[str, ...] = ("csv", "json", "iamc")) -> None:
    action.add_argument("--format", choices=formats, default="csv")
    action.add_argument("-o", "--output", type=Path, metavar="FILE", help="write to a file instead of the terminal")


def _list(chosen: argparse.Namespace) -> int:
    with asked() as store:
        for scenario in _scenarios(store)[1].values():
            print(f"{scenario.scenario_id}: {next(iter(scenario.title.words().values()))}")
    return DONE


def _check(chosen: argparse.Namespace) -> int:
    from hkzero.model import plausibility

    with asked() as store:
        (ready,) = prepared(store, [chosen.name])
        found = plausibility.warnings(ready.outcome, ready.schedule, ready.base)
    for warning in found:
        print(f"remark {warning.warning_id}: {warning.value:g} {warning.unit} from {warning.year} "
              f"(limit {warning.limit:g}, {warning.source_id or warning.assumption_id or 'by definition'})")
    print(f"0 errors, {len(found)} remarks", file=sys.stderr)
    return DONE


def _run(chosen: argparse.Namespace) -> int:
    name = _named(chosen)
    if chosen.draws is None:
        chosen.draws = DRAWS_OF_DOCUMENTS if chosen.format in DOCUMENTS else 0
    if chosen.draws < 0 or chosen.draws > MOST_DRAWS:
        raise NotUnderstood(f"--draws {chosen.draws}: from 0 to {MOST_DRAWS}")
    if chosen.seed < 0:
        raise NotUnderstood(f"--seed {chosen.seed}: 0 or more")
    if chosen.format in DOCUMENTS:
        return _document(name, chosen)
    if chosen.format == "yaml":
        return _written(name, chosen)
    return _figures(name, chosen)


def _named(chosen: argparse.Namespace) -> str | Path:
    """Return the scenario's name or its file; exactly one must be given."""
    if bool(chosen.name) == bool(chosen.file):
        raise NotUnderstood("run what? Name a scenario, or a file with --file FILE")
    return chosen.name or chosen.file


def _figures(name: str | Path, chosen: argparse.Namespace) -> int:
    from hkzero.model import engine, iamc, outcome_table
    from hkzero.model.sensitivity import bands

    with asked() as store:
        (ready,) = prepared(store, [name])
        drawn = engine.draw(ready.base, chosen.draws, chosen.seed) if chosen.draws else None
        outcome = ready.run(ready.schedule, drawn)
        meta = {"scenario": str(name), "draws": chosen.draws, "seed": chosen.seed if chosen.draws else None,
                "import_attribution": str(ready.rule), "percentiles": [5, 50, 95] if chosen.draws else None,
                **_meta(ready.base, store)}
    if chosen.format == "iamc":
        rows = _iamc_rows(ready)
        if chosen.draws:
            spread = bands(outcome.total_kt, outcome_table.INTERVAL)
            rows += iamc.bands(spread, outcome.years, ready.name, outcome_table.INTERVAL)
        return _deliver(iamc.table(_model(), rows), chosen)
    rows = outcome_table.rows(outcome)
    return _deliver_json(meta, rows, chosen) if chosen.format == "json" else _deliver(frame_of(rows), chosen)


def _document(name: str | Path, chosen: argparse.Namespace) -> int:
    """Write the brief or the workbook of a scenario."""
    from hkzero import brief, workbook
    from hkzero.model import scenario_run
    from hkzero.text import LANGUAGE_TAGS

    if not chosen.output:
        raise NotUnderstood(f"a {chosen.format} file cannot be shown here: name a file with -o FILE")
    lang = next(code for code, tag in LANGUAGE_TAGS.items() if tag == chosen.lang)
    with asked() as store:
        known, named = _scenarios(store)
        scenario = _found(name, named, known)
        shared = scenario_run.ground({question: store.ask(question) for question in scenario_run.QUESTIONS})
        with _faults_said(name):
            what = scenario_run.case(scenario, shared, _short(name, named))
        found = scenario_run.result(shared, what, chosen.draws, chosen.seed)
        if chosen.format == "pdf":
            contents = brief.pdf(found, store.sources(found.sources), lang, date.today())
        else:
            contents = workbook.scenario(found, store.sources(found.every_source), lang, date.today())
    return write(contents, chosen.output)


def _written(name: str | Path, chosen: argparse.Namespace) -> int:
    """Write a scenario as the text of a scenario file, once it is known that it can be run."""
    from hkzero.model.scenario import written

    with asked() as store:
        known, named = _scenarios(store)
        scenario = _found(name, named, known)
        _resolved(name, scenario, named, known)
    return write(written(scenario).encode(), chosen.output)


def _compare(chosen: argparse.Namespace) -> int:
    from hkzero.model import iamc

    if len(chosen.names) < 2 or len(set(chosen.names)) < len(chosen.names):
        raise NotUnderstood("compare what? Name two scenarios or more, each once")
    with asked() as store:
        first, *others = prepared(store, chosen.names)
        meta = {"compared_with": first.name, "scenarios": chosen.names, "units": {"total_kt": "kt CO2e"},
                **_meta(first.base, store)}
    if chosen.format == "iamc":
        return _deliver(iamc.table(_model(), [row for one in (first, *others) for row in _iamc_rows(one)]), chosen)
    rows = [row for one in (first, *others) for row in _compared(first, one)]
    return _deliver_json(meta, rows, chosen) if chosen.format == "json" else _deliver(frame_of(rows), chosen)


def _compared(first: Prepared, other: Prepared) -> list[dict[str, Any]]:
    """Return a row a year: total and cost, how they differ from the first, and what of it each group of levers makes.

    The groups' shares are counted under the first's rule for imports; what another rule changes stands by itself.
    """
    from hkzero.model.runs import system_cost, total_kt
    from hkzero.model.wedges import wedges

    found = wedges(first.run, first.schedule[0], other.schedule[0], [lever.group for lever in first.levers])
    outcome, start = other.outcome, first.outcome
    total, cost = total_kt(outcome)[0], system_cost(outcome)[0]
    columns = {"total_kt": total, "difference_kt": total - total_kt(start)[0],
               **{f"{group}_kt": share for group, share in zip(found.groups, found.shapley, strict=True)},
               "import_rule_kt": total - found.after, "interaction_kt": found.interaction,
               "cost_million_hkd": cost, "cost_difference_million_hkd": cost - system_cost(start)[0]}
    return [{"scenario": other.name, "period": int(year),
             **{name: _rounded(values[at]) for name, values in columns.items()}}
            for at, year in enumerate(outcome.years)]


def _solve(chosen: argparse.Namespace) -> int:
    from hkzero.model import goal_problem, goal_seek

    targets = once("--target", [_target(text) for text in chosen.target])
    if chosen.seed < 0:
        raise NotUnderstood(f"--seed {chosen.seed}: 0 or more")
    with asked() as store:
        (ready,) = prepared(store, ["frozen_2024"])
        base = ready.base
        rate = chosen.discount_rate
        if rate is None:
            rate = float(base.central[base.assumption_ids.index(DISCOUNT_RATE)])
        if not 0 <= rate <= 30:
            raise NotUnderstood(f"--discount-rate {rate:g}: from 0 to 30 % a year")
        for lever in chosen.refuse:
            if lever not in ready.levers.places:
                closest = ready.levers.closest(lever) or "none"
                raise NotUnderstood(f"no lever is called {lever!r}; the closest: {closest}")
        run = Prepared(ready.name, ready.levers, base, ready.schedule, chosen.imports).run
        try:
            problem = goal_problem.problem(ready.levers, base.years, targets, rate / 100, base.base_year, chosen.refuse,
                                           reach=chosen.within)
            found = goal_seek.seek(run, problem, seed=chosen.seed, progress=_progress if sys.stderr.isatty() else None)
        except ValueError as error:
            raise NotUnderstood(str(error)) from error
        meta = {"targets_kt": targets, "refused": chosen.refuse, "within": chosen.within,
                "discount_rate_percent": rate, "seed": chosen.seed,
                "import_attribution": chosen.imports, "runs": found.runs, "cost_against": "all levers as today",
                **_meta(base, store)}
    if isinstance(found, goal_problem.Infeasible):
        return _not_reached(found, ready.levers, meta, chosen)
    rows = _solved_rows(found, ready.levers, chosen.within)
    _say(found)
    if chosen.format == "json":
        alternatives = {name: _solution(solution, ready.levers, chosen.within) for name, solution in
                        (("best", found.best), ("runner_up", found.runner_up), ("merit_order", found.merit_order))}
        return _deliver_json({**meta, **alternatives}, rows, chosen)
    return _deliver(frame_of(rows), chosen)


def _target(text: str) -> tuple[int, float]:
    match = re.fullmatch(r"(\d{4})=([+-]?\d+(?:\.\d+)?)", text, re.ASCII)
    if not match:
        raise NotUnderstood(f"--target {text}: expected YEAR=MT, e.g. 2035=20.6")
    return int(match[1]), float(match[2]) * KT_PER_MT


def _solved_rows(found: Found, levers: Levers, reach: str) -> list[dict[str, Any]]:
    """Return a row for every lever that the best solution uses: what it is set to, and what refusing it costs."""
    from hkzero.model.goal_problem import settings

    refusals = {one.lever_id: one for one in found.refusals}
    rows = []
    for lever_id, one in settings(levers, found.best, reach).items():
        refusal = refusals.get(lever_id)
        extra = refusal.extra_cost_million_hkd if refusal else None
        rows.append({"lever_id": lever_id, "value": _rounded(one.value), "unit": levers.find(lever_id).unit,
                     "strength": _rounded(found.best.strengths[lever_id]), "start_year": one.start_year,
                     "end_year": one.end_year, "shape": one.shape,
                     "refusal_costs_million_hkd": None if extra is None else _rounded(extra),
                     "can_be_refused": bool(refusal and refusal.solution)})
    return rows


def _solution(solution: Solution | None, levers: Levers, reach: str) -> dict[str, Any] | None:
    from hkzero.model.goal_problem import settings

    if solution is None:
        return None
    return {"cost_million_hkd": _rounded(solution.cost_million_hkd),
            "emissions_kt": {year: _rounded(value) for year, value in solution.emissions_kt.items()},
            "levers": {lever: _rounded(one.value) for lever, one in settings(levers, solution, reach).items()}}


def _say(found: Found) -> None:
    """Tell the figures of the solutions beside the table, on the other channel."""
    for name, solution in (("best", found.best), ("runner-up", found.runner_up), ("merit order", found.merit_order)):
        if solution is None:
            print(f"{name}: none", file=sys.stderr)
            continue
        levels = ", ".join(f"{year}: {round(kt / KT_PER_MT, 2) + 0.0:.2f} Mt"
                           for year, kt in solution.emissions_kt.items())
        print(f"{name}: HK$ {solution.cost_million_hkd:,.0f} million, {levels}", file=sys.stderr)


def _not_reached(found: Infeasible, levers: Levers, meta: dict[str, Any], chosen: argparse.Namespace) -> int:
    """Write the limits that bind, and say what is missed."""
    missed = {year: kt for year, kt in found.shortfall_kt.items() if kt > 0}
    for year, kt in missed.items():
        print(f"hkzero: {year} cannot be met: {kt / KT_PER_MT:.3f} Mt too much; the lowest found for that year alone "
              f"is {found.lowest_kt[year] / KT_PER_MT:.3f} Mt", file=sys.stderr)
    rows = [{"lever_id": limit.lever_id, "limit": levers.find(limit.lever_id).level(chosen.within),
             "unit": levers.find(limit.lever_id).unit, "is_refused": limit.is_refused,
             **{f"effect_{year}_kt": _rounded(kt) for year, kt in limit.effect_kt.items()}} for limit in found.limits]
    if chosen.format == "json":
        nearest = {"lowest_kt": found.lowest_kt, "shortfall_kt": found.shortfall_kt,
                   "nearest": _solution(found.nearest, levers, chosen.within)}
        _deliver_json({**meta, **nearest}, rows, chosen)
    else:
        _deliver(frame_of(rows), chosen)
    return NOT_REACHED


def _progress(share: float) -> None:
    print(f"\r{share:4.0%}", end="\n" if share == 1 else "", file=sys.stderr, flush=True)


def _meta(base: Base, store: Store) -> dict[str, Any]:
    from hkzero.model import engine

    return {"engine": engine.ENGINE_VERSION, "base_year": base.base_year,
            "calibration": dict(zip(engine.SECTORS, base.calibration.round(6), strict=True)),
            "sources": [source_fields(source) for source in store.sources(base.evidence.sources)],
            "content_sha256": store.content}


def _iamc_rows(ready: Prepared) -> list[Any]:
    from hkzero.model import engine, iamc

    outcome = ready.outcome
    return [*iamc.emissions(outcome, ready.name, engine.SECTORS), *iamc.energy(outcome, ready.name)]


def _model() -> str:
    from hkzero.model import engine

    return f"HKZero {__version__} engine {engine.ENGINE_VERSION}"


def _deliver(frame: Any, chosen: argparse.Namespace) -> int:
    return write(csv_text(frame).encode(), chosen.output)


def _deliver_json(meta: dict[str, Any], rows: list[dict[str, Any]], chosen: argparse.Namespace) -> int:
    return write(json_text({"meta": meta, "data": rows}).encode(), chosen.output)


def _rounded(value: float) -> float:
    # Differences of large numbers leave dust, and minus nothing is nothing.
    return round(float(value), DIGITS) + 0.0


def _scenarios(store: Store) -> tuple[Levers, dict[str, Any]]:
    """Return the levers, and the scenarios that come with the data by id."""
    from hkzero.model.levers import levers
    from hkzero.model.scenario import read

    known = levers(store.ask("levers"))
    frame = store.ask("scenarios").frame
    return known, {name: read(text, known) for name, text in zip(frame["scenario_id"], frame["text"], strict=True)}


def prepared(store: Store, names: Sequence[str | Path]) -> list[Prepared]:
    """Return scenarios, named or in files, ready to run on one base. NotUnderstood where one cannot be used."""
    from hkzero.model import engine
    from hkzero.model.levers import schedules

    known, named = _scenarios(store)
    resolved = [(_short(name, named), *_resolved(name, _found(name, named, known), named, known)) for name in names]
    base = engine.base({question: store.ask(question) for question in engine.QUESTIONS}, known)
    return [Prepared(name, known, base, schedules(known, [settings], base.years), rule)
            for name, settings, rule in resolved]


def _short(name: str | Path, named: Mapping[str, Scenario]) -> str:
    """Return the name by which a scenario stands in tables: its own, or that of its file."""
    return str(name) if name in named else Path(name).stem


def _found(name: str | Path, named: Mapping[str, Scenario], known: Levers) -> Scenario:
    """Return a scenario by its name or from a file; a path is never taken for a name."""
    from hkzero.model.scenario import ENGINE, read

    if name in named:
        return named[name]
    if not Path(name).is_file():
        raise NotUnderstood(f"no file is called {str(name)!r}" if isinstance(name, Path) else
                            f"no scenario and no file is called {name!r}; known scenarios: {', '.join(named)}")
    with _faults_said(name):
        scenario = read(_text_of(Path(name)), known)
    if scenario.engine != ENGINE:
        print(f"hkzero: {name} was written for engine {scenario.engine}, this is {ENGINE}", file=sys.stderr)
    return scenario


def _text_of(path: Path) -> str:
    """Return the text of a file, of which no more is read than a scenario may have."""
    from hkzero.model.scenario_text import LARGEST_BYTES, Problem, ScenarioError

    with path.open("rb") as file:
        contents = file.read(LARGEST_BYTES + 1)
    if len(contents) > LARGEST_BYTES:
        raise ScenarioError([Problem("", "too_large", str(path.stat().st_size), (LARGEST_BYTES,))])
    return contents.decode("utf-8")


def _resolved(name: str | Path, scenario: Scenario, named: Mapping[str, Scenario],
              known: Levers) -> tuple[dict[str, Any], str]:
    """Return the settings and the rule for imports of one scenario."""
    from hkzero.model.scenario import attribution, resolve

    with _faults_said(name):
        return resolve(scenario, named, known), attribution(scenario, named)


@contextmanager
def _faults_said(name: str | Path) -> Iterator[None]:
    """Say every fault of a scenario in a sentence; NotUnderstood ends the command before anything is written."""
    from hkzero.model.scenario_text import ScenarioError
    from hkzero.text.problems import problem

    try:
        yield
    except ScenarioError as error:
        sentences = [problem(*fault, "en") for fault in error.problems]
        raise NotUnderstood("\n".join([f"{name} cannot be used:", *sentences])) from error
    except (OSError, UnicodeDecodeError) as error:
        raise NotUnderstood(f"{name} cannot be read: {error}") from error
