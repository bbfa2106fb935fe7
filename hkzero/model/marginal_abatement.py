"""The marginal abatement cost curve of a scenario in one year: what each lever avoids and what a tonne of it costs.

Every lever is the difference between two runs of the engine, in kt CO2e and HK$ million of the year (capital as the
annuity of the discount rate, operation, fuel; no carbon price). Levers overlap, so what one brings hangs on what is
there already. Three rules deal with that:

- `alone`: each by itself on today's levels. Overlaps are counted several times: the bars do not add up to the whole.
- `sequential`: each on top of those before it, the cheapest first; the order is worked out again from its own costs
  until it stands. Where none stands still (a lever may get cheaper by those that follow), each next lever is the one
  that is cheapest on top of those before. The bars add up to the whole exactly.
- `shapley`: the mean of what a lever adds over all orders (Shapley, "A value for n-person games", 1953). Exact where at
  most ten levers move, else the mean over drawn orders, each with its reverse (antithetic: Mitchell et al., "Sampling
  permutations for Shapley value estimation", Journal of Machine Learning Research 23, 2022). Every order closes, so
  their mean does; the standard error of each bar is told.

The last unit is the last tenth of a lever's move, with everything else as the scenario has it. Ranges are the 5th to
the 95th percentile over draws of the assumptions, the discount rate held where it was set. In the draws, the order of
`sequential` stays; `shapley` moves by what one order and its reverse move, which is exact where levers interact in
pairs.

Bars below zero are put in the order of what they save, the greatest first: among levers that save money a cost per
tonne ranks nothing, for fewer tonnes make it look better (Taylor, "The ranking of negative-cost emissions reduction
measures", Energy Policy 48, 2012). What such curves leave out: Kesicki and Strachan, "Marginal abatement cost (MAC)
curves: confronting theory and practice", Environmental Science & Policy 14, 2011.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from hkzero.model.abatement_cost import HKD_PER_TONNE
from hkzero.model.projects import BadInput
from hkzero.model.runs import Array, Outcome, Run, evaluate, system_cost, total_kt
from hkzero.model.wedges import MOST_GROUPS, coalitions, divided

LEAST_KT = 1.0  # a year: a lever that avoids less has no cost per tonne
LAST_PART = 0.1  # of a lever's move: the last unit
LEAST_RATE, MOST_RATE = 0.001, 0.2  # an annuity needs a rate above zero
INTERVAL = (5, 95)
PAIRS, SEED = 32, 1  # orders drawn, each with its reverse
MOST_ROUNDS = 30
PERCENT = 100.0
DIGITS = 6
THREADS = 2


class Overlap(StrEnum):
    """What is done about levers that overlap."""

    ALONE = "alone"
    SEQUENTIAL = "sequential"
    SHAPLEY = "shapley"


@dataclass(frozen=True, slots=True)
class Ground:
    """What a curve is made from: two schedules (levers × years) and assumptions, the central ones in the first row.

    `moved` are the places of the levers that stand differently in the two.
    """

    run: Run
    before: Array
    after: Array
    lever_ids: tuple[str, ...]
    years: Array
    assumptions: Array
    moved: tuple[int, ...]

    @property
    def moved_ids(self) -> tuple[str, ...]:
        """The levers that move, in their order."""
        return tuple(self.lever_ids[place] for place in self.moved)


@dataclass(frozen=True, slots=True)
class Effects:
    """What each lever that moves brings: rows of assumptions × levers × years.

    The errors are those of drawn orders at central assumptions (levers × years), None where nothing was drawn.
    """

    avoided_kt: Array
    cost_million_hkd: Array
    error_kt: Array | None = None
    error_million_hkd: Array | None = None


@dataclass(frozen=True, slots=True)
class Ends:
    """The 5th and the 95th percentile over the draws. Without end (±inf) where a draw avoids nothing for its money."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Bar:
    """One lever in the year of the curve. `hkd_per_tonne` is None where nothing is avoided, never 0.

    `last_unit_hkd_per_tonne` is None where the last tenth of the move avoids nothing in this year; the ranges are None
    without draws, the errors where nothing was sampled.
    """

    lever_id: str
    avoided_kt: float
    cost_million_hkd: float
    hkd_per_tonne: float | None
    last_unit_hkd_per_tonne: float | None
    avoided_range: Ends | None = None
    price_range: Ends | None = None
    error_kt: float | None = None
    error_million_hkd: float | None = None


@dataclass(frozen=True, slots=True)
class Curve:
    """The curve of one year: `bars` in the order drawn, and the levers that have none.

    `idle` avoid less than `LEAST_KT`, `raising` emit more. `whole_kt` and `whole_million_hkd` are the scenario against
    today's levels; `alone_kt` and `alone_million_hkd` the sums of every lever alone. `is_stable` is False where no
    order of `sequential` stands still: then some bars are lower than the one before them. `orders` is how many were
    drawn for `shapley`, 0 where nothing was.
    """

    year: int
    rate: float
    overlap: Overlap
    bars: tuple[Bar, ...]
    idle: tuple[Bar, ...]
    raising: tuple[Bar, ...]
    whole_kt: float
    whole_million_hkd: float
    alone_kt: float
    alone_million_hkd: float
    draws: int
    orders: int
    whole_range: Ends | None = None
    is_stable: bool = True

    @property
    def interaction_kt(self) -> float:
        """What the levers alone, added up, say too much (or, below zero, too little)."""
        return self.alone_kt - self.whole_kt

    @property
    def mean_hkd_per_tonne(self) -> float | None:
        """The cost of the whole over its tonnes; None where nothing is avoided."""
        return _price(self.whole_kt, self.whole_million_hkd)

    @property
    def saving_kt(self) -> float:
        """What is avoided by levers that save money."""
        return self.below(0.0)

    def below(self, hkd_per_tonne: float) -> float:
        """Return the kt CO2e of the bars that cost less than a price."""
        return sum(bar.avoided_kt for bar in self.bars if bar.hkd_per_tonne < hkd_per_tonne)


def ground(run: Run, before: Array, after: Array, lever_ids: Sequence[str], years: Array, assumptions: Array) -> Ground:
    """Return the ground of curves; ValueError when the schedules do not go together."""
    if before.shape != after.shape or before.shape != (len(lever_ids), len(years)):
        raise ValueError(f"schedules of {before.shape} and {after.shape}: {len(lever_ids)} levers, {len(years)} years")
    moved = tuple(place for place in range(len(before)) if not np.array_equal(before[place], after[place]))
    return Ground(run, before, after, tuple(lever_ids), np.asarray(years), np.atleast_2d(assumptions), moved)


def checked(rate: float) -> float:
    """Return a real discount rate (0.04 = 4 % a year). BadInput outside `LEAST_RATE` to `MOST_RATE`."""
    if not LEAST_RATE <= rate <= MOST_RATE:
        raise BadInput("rate", f"{rate:g}", f"a real rate from {LEAST_RATE:g} to {MOST_RATE:g} a year (0.04 is 4 %)")
    return rate


def at_rate(assumptions: Array, place: int, rate: float) -> Array:
    """Return assumptions with a real discount rate in every row; `place` is that of the rate. BadInput as `checked`."""
    replaced = np.array(np.atleast_2d(assumptions), dtype=float)
    replaced[:, place] = PERCENT * checked(rate)
    return replaced


# --- what levers bring, in every year ---


def alone(start: Ground) -> Effects:
    """Return what each lever brings by itself on today's levels."""
    schedules = np.repeat(start.before[None], len(start.moved) + 1, axis=0)
    for row, place in enumerate(start.moved, 1):
        schedules[row, place] = start.after[place]
    values = _values(start, schedules)
    return _effects(values[1:] - values[:1])


def in_order(start: Ground, order: Sequence[int]) -> Effects:
    """Return what each lever brings on top of those before it; `order` has places among the levers that move."""
    return _effects(_along(start, order))


def shapley(start: Ground, pairs: int = PAIRS, seed: int = SEED) -> Effects:
    """Return the Shapley value of each lever: exact for at most ten, else over `pairs` of an order and its reverse."""
    central = _central(start)
    if len(start.moved) <= MOST_GROUPS:
        exact, error = _exact(central), None
    else:
        exact, error = _sampled(central, pairs, seed)
    found = _effects(exact[:, None])
    if error is not None:
        found = Effects(found.avoided_kt, found.cost_million_hkd, error[:, 1], error[:, 0])
    if len(start.assumptions) == 1:
        return found
    order = np.random.default_rng(seed).permutation(len(start.moved))
    pair = (_along(start, order) + _along(start, order[::-1])) / 2
    spread = _effects(pair - pair[:, :1] + exact[:, None])
    return Effects(spread.avoided_kt, spread.cost_million_hkd, found.error_kt, found.error_million_hkd)


def last_unit(start: Ground) -> Effects:
    """Return what the last tenth of each lever's move brings, the others as the scenario has them; central values."""
    central = _central(start)
    schedules = np.repeat(start.after[None], len(start.moved) + 1, axis=0)
    for row, place in enumerate(start.moved, 1):
        schedules[row, place] -= LAST_PART * (start.after[place] - start.before[place])
    values = _values(central, schedules)
    return _effects(values[:1] - values[1:])


def whole(start: Ground) -> Effects:
    """Return what all levers bring together, as if they were one."""
    values = _values(start, np.stack([start.before, start.after]))
    return _effects(values[1:] - values[:1])


def _central(start: Ground) -> Ground:
    return Ground(start.run, start.before, start.after, start.lever_ids, start.years, start.assumptions[:1],
                  start.moved)


def _values(start: Ground, schedules: Array) -> Array:
    """Return cost and emissions of every schedule: schedules × rows of assumptions × 2 × years."""
    if len(start.assumptions) == 1:
        return evaluate(start.run, schedules, start.assumptions, _figures)[:, None]
    # NumPy lets go of the interpreter while it calculates: two threads use two cores.
    with ThreadPoolExecutor(THREADS) as workers:
        return np.stack(list(workers.map(
            lambda row: evaluate(start.run, schedules, row[None], _figures), start.assumptions)), axis=1)


def _figures(outcome: Outcome) -> Array:
    return np.stack([system_cost(outcome), total_kt(outcome)], axis=1)


def _effects(changes: Array) -> Effects:
    """Return effects from changes of cost and emissions: levers × rows of assumptions × 2 × years."""
    by_row = np.moveaxis(changes, 1, 0)
    # Nothing is avoided, not minus nothing.
    return Effects(0.0 - by_row[:, :, 1], by_row[:, :, 0])


def _along(start: Ground, order: Sequence[int]) -> Array:
    """Return the changes along one order, the levers in their own order: levers × rows of assumptions × 2 × years."""
    steps = np.diff(_values(start, _chain(start, order)), axis=0)
    changes = np.empty_like(steps)
    changes[list(order)] = steps
    return changes


def _chain(start: Ground, order: Sequence[int]) -> Array:
    """Return the schedules on the way from today's levels to the scenario, one lever after the other."""
    schedules = np.repeat(start.before[None], len(order) + 1, axis=0)
    for row, lever in enumerate(order, 1):
        schedules[row:, start.moved[lever]] = start.after[start.moved[lever]]
    return schedules


def _exact(start: Ground) -> Array:
    present = np.zeros((2**len(start.moved), len(start.lever_ids)), dtype=bool)
    present[:, list(start.moved)] = coalitions(len(start.moved))
    values = evaluate(start.run, np.where(present[:, :, None], start.after, start.before), start.assumptions, _figures)
    return divided(values)["shapley"]


def _sampled(start: Ground, pairs: int, seed: int) -> tuple[Array, Array]:
    """Return mean and standard error over pairs of orders (levers × 2 × years). ValueError for fewer than two pairs."""
    if pairs < 2:
        raise ValueError(f"{pairs} pairs of orders: two at least, or there is no error to tell")
    rng = np.random.default_rng(seed)
    found = []
    for _ in range(pairs):
        order = rng.permutation(len(start.moved))
        found.append((_along(start, order) + _along(start, order[::-1]))[:, 0] / 2)
    return np.mean(found, axis=0), np.std(found, axis=0, ddof=1) / np.sqrt(pairs)


# --- the curve of one year ---


def order_of(avoided_kt: Array, cost_million_hkd: Array) -> tuple[int, ...]:
    """Return levers from the cheapest: those that save money by what they save, then by price, last without tonnes."""
    def rank(lever: int) -> tuple[int, float]:
        avoided, cost = float(avoided_kt[lever]), float(cost_million_hkd[lever])
        if avoided <= LEAST_KT:
            return 2, 0.0
        # Differences of large numbers leave dust, which must not part levers that cost the same.
        return (0, round(cost, DIGITS)) if cost < 0 else (1, round(cost / avoided, DIGITS))
    return tuple(sorted(range(len(avoided_kt)), key=rank))


def stable_order(start: Ground, year: int) -> tuple[tuple[int, ...], bool]:
    """Return the order in which each lever, on top of those before it, costs no less than they do; whether it stands.

    The first order is that of every lever alone; it is put in order again by what levers cost in it, until nothing
    moves. Where it goes round in a circle, each next lever is the cheapest on top of those before.
    """
    central, at = _central(start), _place(start.years, year)
    order, seen = _order_in(alone(central), at), set()
    while order not in seen and len(seen) < MOST_ROUNDS:
        seen.add(order)
        again = _order_in(in_order(central, order), at)
        if again == order:
            return order, True
        order = again
    order = _cheapest_next(central, at)
    return order, _order_in(in_order(central, order), at) == order


def _order_in(found: Effects, at: int) -> tuple[int, ...]:
    return order_of(found.avoided_kt[0, :, at], found.cost_million_hkd[0, :, at])


def _cheapest_next(start: Ground, at: int) -> tuple[int, ...]:
    """Return the order in which each next lever is the cheapest on top of those before it."""
    left, order, level = list(range(len(start.moved))), [], start.before.copy()
    while left:
        schedules = np.repeat(level[None], len(left) + 1, axis=0)
        for row, lever in enumerate(left, 1):
            schedules[row, start.moved[lever]] = start.after[start.moved[lever]]
        values = _values(start, schedules)[:, 0, :, at]
        changes = values[1:] - values[0]
        lever = left.pop(order_of(-changes[:, 1], changes[:, 0])[0])
        order.append(lever)
        level[start.moved[lever]] = start.after[start.moved[lever]]
    return tuple(order)


def curve(start: Ground, year: int, rate: float, overlap: Overlap | str = Overlap.SEQUENTIAL, *, pairs: int = PAIRS,
          seed: int = SEED) -> Curve:
    """Return the curve of a year. `rate` is told only: the assumptions of the ground hold it (`at_rate`).

    BadInput for a year that is not after the first year of the run; ValueError for an unknown rule.
    """
    rule = Overlap(overlap)
    by_themselves, order, is_stable = alone(_central(start)), (), True
    if rule is Overlap.ALONE:
        effects = alone(start)
    elif rule is Overlap.SEQUENTIAL:
        order, is_stable = stable_order(start, year)
        effects = in_order(start, order)
    else:
        effects = shapley(start, pairs, seed)
    return drawn(start, year, rate, rule, effects, by_themselves, last_unit(start), whole(start), order=order,
                 is_stable=is_stable, orders=2 * pairs if effects.error_kt is not None else 0)


def drawn(start: Ground, year: int, rate: float, overlap: Overlap, effects: Effects, by_themselves: Effects,
          last: Effects, together: Effects, *, order: Sequence[int] = (), is_stable: bool = True,
          orders: int = 0) -> Curve:
    """Return the curve of a year from effects that are known for every year (`order` where the bars keep one)."""
    at = _place(start.years, year)
    bars = [_bar(lever_id, effects, last, place, at) for place, lever_id in enumerate(start.moved_ids)]
    placed = order or _order_in(effects, at)
    in_place = [bars[place] for place in placed]
    without = [bar for bar in in_place if bar.hkd_per_tonne is None]
    avoided, cost = together.avoided_kt[:, 0, at], together.cost_million_hkd[:, 0, at]
    return Curve(
        year, rate, overlap, tuple(bar for bar in in_place if bar.hkd_per_tonne is not None),
        tuple(bar for bar in without if bar.avoided_kt >= -LEAST_KT),
        tuple(bar for bar in without if bar.avoided_kt < -LEAST_KT),
        float(avoided[0]), float(cost[0]), float(by_themselves.avoided_kt[0, :, at].sum()),
        float(by_themselves.cost_million_hkd[0, :, at].sum()), len(start.assumptions) - 1, orders, _ends(avoided),
        is_stable)


def _bar(lever_id: str, effects: Effects, last: Effects, place: int, at: int) -> Bar:
    avoided, cost = effects.avoided_kt[:, place, at], effects.cost_million_hkd[:, place, at]
    price = _price(float(avoided[0]), float(cost[0]))
    last_price = _price(float(last.avoided_kt[0, place, at]), float(last.cost_million_hkd[0, place, at]),
                        LAST_PART * LEAST_KT)
    errors = (float(error[place, at]) for error in (effects.error_kt, effects.error_million_hkd) if error is not None)
    return Bar(lever_id, float(avoided[0]), float(cost[0]), price, last_price, _ends(avoided),
               None if price is None else _ends(_prices(avoided, cost)), *errors)


def _price(avoided_kt: float, cost_million_hkd: float, least_kt: float = LEAST_KT) -> float | None:
    return cost_million_hkd / avoided_kt * HKD_PER_TONNE if avoided_kt > least_kt else None


def _prices(avoided_kt: Array, cost_million_hkd: Array) -> Array:
    """Return HK$ a tonne of each draw: without end where money buys no tonne, or is saved without one."""
    avoids = avoided_kt > LEAST_KT
    found = np.copysign(np.inf, cost_million_hkd)
    found[avoids] = cost_million_hkd[avoids] / avoided_kt[avoids] * HKD_PER_TONNE
    return found


def _ends(values: Array) -> Ends | None:
    """Return the interval over the draws, that is, over all rows but the first; None without draws."""
    if len(values) == 1:
        return None
    # A value that occurs, not one between two of them: between a number and no end there is nothing.
    low, high = np.percentile(values[1:], INTERVAL, method="nearest")
    return Ends(float(low), float(high))


def _place(years: Array, year: int) -> int:
    places = np.flatnonzero(np.asarray(years)[1:] == year)
    if not len(places):
        raise BadInput("year", year, f"a year from {int(years[1])} to {int(years[-1])}")
    return int(places[0]) + 1
