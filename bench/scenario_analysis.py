"""How long what stands on the scenario engine takes: wedges, draws, indices, goal seek.

    python -m bench.scenario_analysis
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from bench.figures import Figure, figure, milliseconds, seconds, table
from hkzero.model import engine
from hkzero.model.goal_problem import problem
from hkzero.model.goal_seek import seek
from hkzero.model.levers import levers, schedules
from hkzero.model.runs import evaluate, total_kt
from hkzero.model.sensitivity import bands, influences
from hkzero.model.wedges import wedges
from hkzero.store import open_store

TARGETS_KT = {2035: 20_600.0, 2050: 0.0}
DISCOUNT_RATE = 0.04


def analysis_figures(database: Path | None = None) -> Iterator[Figure]:
    """Yield each figure; the database is the usual one where none is named."""
    store = open_store(database)
    known = levers(store.ask("levers"))
    base = engine.base({name: store.ask(name) for name in engine.QUESTIONS}, known)
    run = partial(engine.run, base)
    frozen = base.frozen_schedule[0]
    announced = schedules(known, [{lever.lever_id: lever.at("announced") for lever in known}], base.years)[0]
    tenths = [f"group_{place % 10}" for place in range(len(known))]
    drawn, ranges = engine.draw(base, 10_000, seed=1), engine.ranges(base)
    sought = problem(known, base.years, TARGETS_KT, DISCOUNT_RATE, base.base_year)
    quick = [("wedges of ten groups, 1,024 coalitions", lambda: wedges(run, frozen, announced, tenths), 5, 1_000.0),
             ("bands of 10,000 draws", lambda: bands(evaluate(run, announced[None], drawn, total_kt)), 3, 2_000.0)]
    for name, job, runs, target in quick:
        yield figure("scenario", name, "ms", milliseconds(job, runs), target=target)
    yield figure("scenario", "total-order indices of 2035", "s", seconds(lambda: influences(
        run, announced, ranges, lambda outcome: total_kt(outcome)[:, 11], seed=1), 1))
    yield figure("scenario", "goal seek: 20.6 Mt in 2035, 0 in 2050", "s", seconds(lambda: seek(run, sought), 3),
                 target=10.0)


def main() -> None:
    """Measure and print."""
    print(table(analysis_figures()))


if __name__ == "__main__":
    main()
