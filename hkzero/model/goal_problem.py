"""What a goal seek is asked and what it answers: the problem, a solution, what a refusal costs, and which limits bind.

The search itself is in model/goal_seek.py.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from numpy.typing import NDArray

from hkzero.model.levers import Lever, Levers, Setting, schedules
from hkzero.model.runs import Array

USED = 0.005  # a lever stronger than this is used
STEP_YEARS = 11


@dataclass(frozen=True, slots=True)
class Problem:
    """What may be done and what is to be reached.

    `none` and `full` are levers × years: the schedules of strength 0 and 1. `targets` are year → most kt CO2e. `steps`
    names levers that work by steps (a year of closure), with the strengths to try: slopes say nothing of them.
    `refused` levers stay at 0. `discount_rate` is a year's (0.04 = 4 %), costs are of `base_year`.
    """

    lever_ids: tuple[str, ...]
    groups: tuple[str, ...]
    none: Array
    full: Array
    targets: Mapping[int, float]
    discount_rate: float
    base_year: int
    steps: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    refused: Collection[str] = ()
    assumptions: Array | None = None

    def __post_init__(self) -> None:
        if not self.targets:
            raise ValueError("no target: name a year and the most that may be emitted in it")
        if not len(self.lever_ids) == len(self.groups) == len(self.none) == len(self.full):
            raise ValueError("levers, groups and schedules must be of one length")
        unknown = sorted({*self.refused, *self.steps} - set(self.lever_ids))
        if unknown:
            raise ValueError(f"no lever is called {', '.join(unknown)}")


def problem(levers: Levers, years: NDArray, targets: Mapping[int, float], discount_rate: float, base_year: int,
            refused: Collection[str] = (), assumptions: Array | None = None, reach: str = "limit") -> Problem:
    """Return the problem of the levers as they are listed: each from today's level to its `reach` at its own pace.

    `reach` is the level that is strength 1: what costs nothing in the engine (a set point, fewer cars) will go there.
    A lever that is a year is tried at its reach and in each of the `STEP_YEARS` years after it. ValueError where the
    targets are none, or a refused lever or the level is unknown.
    """
    full = schedules(levers, [{lever.lever_id: lever.at(reach) for lever in levers}], years)[0]
    none = schedules(levers, [{}], years)[0]
    steps = {lever.lever_id: tuple((lever.level(reach) + after - lever.frozen) / (lever.level(reach) - lever.frozen)
                                   for after in range(STEP_YEARS + 1))
             for lever in levers if lever.is_date and lever.level(reach) != lever.frozen}
    return Problem(levers.ids, tuple(lever.group for lever in levers), none, full, targets, discount_rate, base_year,
                   steps, refused, assumptions)


def settings(levers: Levers, solution: Solution, reach: str = "limit") -> dict[str, Setting]:
    """Return the settings of the levers that a solution moves at all, each in its unit and at its own pace.

    `reach` is the level that the problem had.
    """
    return {lever.lever_id: lever.at(_value(lever, solution.strengths[lever.lever_id], reach))
            for lever in levers if solution.strengths[lever.lever_id] > 0}


def _value(lever: Lever, strength: float, reach: str) -> float:
    low, high = lever.range
    value = min(max(lever.frozen + strength * (lever.level(reach) - lever.frozen), low), high)
    return float(round(value)) if lever.is_date else value


@dataclass(frozen=True, slots=True)
class Solution:
    """A setting: strengths by lever, cost in HK$ million discounted, emissions (kt CO2e) in each target year."""

    strengths: Mapping[str, float]
    cost_million_hkd: float
    emissions_kt: Mapping[int, float]

    @property
    def used(self) -> tuple[str, ...]:
        """The levers that are used, in their order."""
        return tuple(lever for lever, strength in self.strengths.items() if strength > USED)


@dataclass(frozen=True, slots=True)
class Refusal:
    """What refusing one chosen lever costs more, in HK$ million; None where the targets were not met without it.

    It is no less than the truth: a longer search may find a cheaper way round. `shortfall_kt` is what is then missed in
    each target year, zero where the lever can be done without.
    """

    lever_id: str
    solution: Solution | None
    extra_cost_million_hkd: float | None
    shortfall_kt: Mapping[int, float]


@dataclass(frozen=True, slots=True)
class Found:
    """The cheapest solution found, the next best that is another one, and what each refusal costs, dearest first.

    `merit_order` is what the cost curve would do (None where it misses a target); `runs` counts runs of the engine.
    """

    best: Solution
    runner_up: Solution | None
    refusals: tuple[Refusal, ...]
    merit_order: Solution | None
    runs: int


@dataclass(frozen=True, slots=True)
class Limit:
    """A lever that can do no more: what as much again would cut (kt CO2e by target year), and whether it is refused."""

    lever_id: str
    effect_kt: Mapping[int, float]
    is_refused: bool


@dataclass(frozen=True, slots=True)
class Infeasible:
    """No setting was found that meets the targets: the nearest one, what it misses, and the limits that bind.

    `lowest_kt` is the least found for each target year taken by itself. `limits` are those that would help in the years
    missed, the most helpful first.
    """

    nearest: Solution
    shortfall_kt: Mapping[int, float]
    lowest_kt: Mapping[int, float]
    limits: tuple[Limit, ...]
    runs: int
