"""How long the hourly system takes: the year, representative weeks here and in the background, adequacy.

    python -m bench.grid             representative weeks and adequacy
    python -m bench.grid --full      the full year as well
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from pathlib import Path

from bench.figures import Figure, figure, milliseconds, seconds, table
from hkzero.grid import adequacy, hourly_year, system, weeks
from hkzero.grid.background import Pool
from hkzero.grid.case import Case
from hkzero.grid.job import Job, Kind
from hkzero.model import engine, scenario_run
from hkzero.model.levers import schedules
from hkzero.store import open_store

SCENARIO, YEAR = "announced_targets", 2035
OPTIONS = {"managed_charging_share": 0.5, "vehicle_to_grid_share": 0.1, "demand_response_mw": 100.0}
WAIT = 1800.0


def grid_figures(database: Path | None = None, full: bool = False) -> Iterator[Figure]:
    """Yield each figure; the database is the usual one where none is named."""
    store = open_store(database)
    names = dict.fromkeys((*scenario_run.QUESTIONS, *hourly_year.QUESTIONS, *system.QUESTIONS))
    answers = {name: store.ask(name) for name in names}
    shared = scenario_run.ground(answers)
    what = scenario_run.case(shared.named[SCENARIO], shared)
    outcome = engine.run(shared.base, schedules(shared.levers, [what.settings], shared.base.years),
                         attribution=what.attribution)
    ground = hourly_year.ground(answers)
    account = hourly_year.account(outcome, answers["assumptions"], YEAR)
    year = hourly_year.hourly_year(ground, account, scenario=SCENARIO, year=YEAR)

    def case(battery_mw: float) -> Case:
        return system.case_of(year, outcome, answers, system.Options(battery_mw=battery_mw, **OPTIONS))

    yield figure("grid", "an hourly year, its ground known", "ms", milliseconds(
        lambda: hourly_year.hourly_year(ground, account, scenario=SCENARIO, year=YEAR), 10), target=50.0)
    yield figure("grid", "a case of the year", "ms", milliseconds(lambda: case(500.0), 5))
    yield figure("grid", "adequacy, 1,000 years", "s", seconds(lambda: adequacy.compare(case(500.0)), 3), target=2.0)
    weeks.solve_weeks(case(1.0))
    yield figure("grid", "four weeks in this process", "s", seconds(lambda: weeks.solve_weeks(case(500.0)), 3),
                 target=1.5)
    yield from _background_figures(case, full)


def _background_figures(case, full: bool) -> Iterator[Figure]:
    """Yield how long jobs take in processes of their own, and how long submitting one keeps the asker."""
    pool = Pool(folder=None)
    sizes = iter(range(100, 10_000))  # every job is another, so that none is known

    def asked(kind: Kind = Kind.LIVE) -> Job:
        return pool.submit("hkzero.grid.weeks:solve_weeks", made.pop(), kind=kind)

    try:
        made = [case(float(next(sizes))) for _ in range(12)]
        start = time.perf_counter()
        _done(asked())
        yield figure("grid", "four weeks, worker not started", "s", [time.perf_counter() - start])
        yield figure("grid", "four weeks, worker ready", "s", seconds(lambda: _done(asked()), 5), target=1.5)
        yield figure("grid", "two at once, until both are done", "s", seconds(
            lambda: [_done(job) for job in [asked(), asked()]], 2))
        known = case(float(next(sizes)))
        _done(pool.submit("hkzero.grid.weeks:solve_weeks", known))
        yield figure("grid", "asking for what is known", "ms", milliseconds(
            lambda: pool.submit("hkzero.grid.weeks:solve_weeks", known), 20), target=20.0)
        if full:
            yield figure("grid", "the full year", "s", seconds(
                lambda: _done(pool.submit("hkzero.grid.dispatch:solve", known, kind=Kind.LONG)), 1))
    finally:
        pool.close()


def _done(job: Job) -> None:
    if not job.wait(WAIT) or job.error:
        raise RuntimeError(f"a job did not end well: {job.state}") from job.error


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(prog="python -m bench.grid", description="measure the hourly system")
    options.add_argument("--full", action="store_true", help="the full year as well")
    print(table(grid_figures(full=options.parse_args().full)))


if __name__ == "__main__":
    main()
