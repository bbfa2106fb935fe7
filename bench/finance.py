"""How long carbon finance and batteries take: the abatement cost curve by rule, a project, the payback of all vehicles.

    python -m bench.finance
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from bench.figures import Figure, figure, milliseconds, seconds, table
from hkzero.model import carbon_price, engine, project_study, projects, scenario_run, vehicle_payback
from hkzero.model import marginal_abatement as abatement
from hkzero.model.battery_footprint import embodied, footprints
from hkzero.model.levers import schedules
from hkzero.model.workshop import SEED
from hkzero.store import open_store

SCENARIO, YEAR, RATE, DRAWS = "announced_targets", 2035, 0.04, 48
QUESTIONS = ("project_inputs", "battery_footprints", vehicle_payback.QUESTION)


def finance_figures(database: Path | None = None) -> Iterator[Figure]:
    """Yield each figure; the database is the usual one where none is named."""
    store = open_store(database)
    names = dict.fromkeys((*scenario_run.QUESTIONS, *carbon_price.PATH_QUESTIONS, *QUESTIONS))
    answers = {name: store.ask(name) for name in names}
    shared = scenario_run.ground(answers)
    base, what = shared.base, scenario_run.case(shared.named[SCENARIO], shared)
    schedule = schedules(shared.levers, [what.settings], base.years)

    def run(levels, assumptions) -> engine.Outcome:
        return engine.run(base, levels, assumptions, what.attribution)

    drawn = np.concatenate([base.central[None], engine.draw(base, DRAWS, SEED)])
    start = abatement.ground(run, base.frozen_schedule[0], schedule[0], base.lever_ids, base.years,
                             abatement.at_rate(drawn, base.assumption_ids.index("ec_discount_rate"), RATE))
    for rule in abatement.Overlap:
        yield figure("finance", f"abatement cost curve, {rule}, {DRAWS} draws", "s", seconds(
            lambda rule=rule: abatement.curve(start, YEAR, RATE, rule), 3), target=2.0)
    outcome, paths = run(schedule, None), carbon_price.paths(answers)
    kinds = projects.kinds(answers["project_inputs"])
    studied = milliseconds(
        lambda: [project_study.study(kind, {}, outcome, paths["central"]) for kind in kinds.values()], 5)
    yield figure("finance", "a project with its tornado, mean of all kinds", "ms",
                 [one / len(kinds) for one in studied], target=50.0)
    known = vehicle_payback.pairs(answers[vehicle_payback.QUESTION])
    battery = embodied(footprints(answers["battery_footprints"]), "lfp")
    grid = vehicle_payback.Grid(outcome.years.astype(int), outcome.series["intensity_kg_per_kwh"][0])
    years = range(vehicle_payback.FIRST_YEAR, vehicle_payback.LAST_YEAR + 1)
    yield figure("batteries", "payback of every vehicle, 27 years of purchase, 1,000 draws", "ms", milliseconds(
        lambda: [vehicle_payback.compare(pair, battery, grid, years) for pair in known.values()], 5), target=100.0)


if __name__ == "__main__":
    print(table(finance_figures()))
