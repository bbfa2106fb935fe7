"""The battery that makes a year cheapest: its power and energy, and what one more kilowatt is worth at each size.

Power and energy are two more variables of the linear programme of dispatch, each paid by its yearly cost: investment ×
(capital recovery factor + upkeep). The value of a battery here is what it saves in fuel, carbon (where it has a price),
curtailment and unserved energy of the modelled hours with all known beforehand: not the value of reserve against
outages, of frequency, or of a network that need not be built. A zero so means that these savings do not pay for it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from hkzero.grid import weeks
from hkzero.grid.case import Case, Dispatch, Storage
from hkzero.grid.dispatch import run, solve
from hkzero.grid.formulation import complete, network_of
from hkzero.grid.system import Operation, battery, operation
from hkzero.measure import Answer
from hkzero.model.system_cost import recovery

CANDIDATE = "sized_battery"
MOST_MW, MOST_HOURS = 10_000.0, 12.0
DEFAULT_HOURS = 4.0
CURVE_MW = (0.0, 250.0, 500.0, 1_000.0, 2_000.0, 4_000.0)


@dataclass(frozen=True, slots=True)
class Step:
    """Between two sizes: what one more kilowatt saves a year, and what it costs a year, HK$/kW."""

    from_mw: float
    to_mw: float
    value_hkd_per_kw: float
    cost_hkd_per_kw: float


@dataclass(frozen=True, slots=True)
class Sized:
    """The least-cost battery; `saving_million_hkd` a year net of its own cost; `dispatch` with it; the value curve."""

    power_mw: float
    energy_mwh: float
    saving_million_hkd: float
    dispatch: Dispatch
    curve: tuple[Step, ...]
    curve_hours: float

    @property
    def hours(self) -> float:
        """Energy over power; 0 where none pays."""
        return self.energy_mwh / self.power_mw if self.power_mw > 0 else 0.0


def yearly_cost(known: Operation) -> tuple[float, float]:
    """Return what a MW of power and a MWh of energy of a battery cost a year, HK$."""
    rate = known.assumed["ec_discount_rate"] / 100
    yearly = recovery(rate, known.of["battery", "life"]) + known.of["battery", "operation_share"]
    return (float(1e3 * known.of["battery", "power_investment"] * yearly),
            float(1e3 * known.of["battery", "energy_investment"] * yearly))


def least_cost_battery(case: Case, answers: Mapping[str, Answer], number: int = weeks.DEFAULT,
                       sizes_mw: Sequence[float] = CURVE_MW) -> Sized:
    """Return the least-cost battery of a case over representative weeks, from the answers to `system.QUESTIONS`.

    The case must be one of cost (ValueError otherwise). The curve is at the hours of the best battery, or 4.
    """
    known = operation(answers)
    chosen = weeks.choose(case.year, number)
    case = weeks.fitted(case, chosen)
    costs = yearly_cost(known)
    found = optimum(case, battery(known, MOST_MW, MOST_MW * MOST_HOURS, storage_id=CANDIDATE), costs, chosen)
    hours = found[1] / found[0] if found[0] > 1e-3 else DEFAULT_HOURS
    objectives = [solve(_with(case, battery(known, size, size * hours, storage_id=CANDIDATE)),
                        chosen.hours, chosen.weights).objective_hkd for size in sizes_mw]
    cost = (costs[0] + hours * costs[1]) / 1e3
    curve = tuple(Step(low, high, (before - after) / (high - low) / 1e3, cost) for low, high, before, after in
                  zip(sizes_mw, sizes_mw[1:], objectives, objectives[1:], strict=False))
    without = objectives[0] if sizes_mw[0] == 0 else solve(case, chosen.hours, chosen.weights).objective_hkd
    paid = found[0] * costs[0] + found[1] * costs[1]
    return Sized(*found[:2], (without - found[2].objective_hkd - paid) / 1e6, found[2], curve, hours)


def optimum(case: Case, candidate: Storage, costs: tuple[float, float],
            chosen: weeks.Weeks) -> tuple[float, float, Dispatch]:
    """Return power (MW) and energy (MWh) of the least-cost battery, and the dispatch with it.

    `candidate` has the efficiencies and, as its size, the most that may be built; `costs` HK$ a year by MW and MWh.
    """
    if case.objective != "cost":
        raise ValueError("a battery is sized for the least cost, not for the least carbon")
    bigger = _with(case, candidate)
    network = network_of(bigger, chosen.hours, chosen.weights)
    model = complete(network, bigger, chosen.hours, chosen.weights)
    power = model.add_variables(lower=0, upper=candidate.power_mw, name="power")
    energy = model.add_variables(lower=0, upper=candidate.energy_mwh, name="energy")
    name = candidate.storage_id
    for flow in ("p_store", "p_dispatch"):
        model.add_constraints(model[f"StorageUnit-{flow}"].sel(name=name, drop=True) - power <= 0, name=f"{flow} sized")
    level = model["StorageUnit-state_of_charge"].sel(name=name, drop=True)
    model.add_constraints(level - energy * (1 - candidate.least_charge) <= 0, name="level sized")
    model.objective = model.objective.expression + power * costs[0] + energy * costs[1]
    dispatch = run(network, bigger, chosen.hours, chosen.weights)
    built = float(power.solution), float(energy.solution)
    operating = dispatch.objective_hkd - built[0] * costs[0] - built[1] * costs[1]
    kept = replace(candidate, power_mw=built[0], energy_mwh=built[1])
    level = {**dispatch.state_of_charge_mwh}
    # The reader put on top what the largest candidate would never draw on; what is built keeps less.
    level[name] = level[name] - (candidate.energy_mwh - built[1]) * candidate.least_charge
    return *built, replace(dispatch, case=_with(case, kept), objective_hkd=operating, state_of_charge_mwh=level)


def _with(case: Case, store: Storage) -> Case:
    return replace(case, storages=(*(one for one in case.storages if one.storage_id != CANDIDATE), store))
