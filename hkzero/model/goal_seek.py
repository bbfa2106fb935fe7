"""The cheapest setting of the levers that keeps emissions within targets, what comes next, and what a refusal costs.

Every lever has a strength: 0 is today's level, 1 its limit. Cost is the discounted cost of the system against all
levers at 0. The search starts from several points (nothing, everything, the merit order, chance), improves all of them
by sequential linear programming (see model/trust_region.py), then moves single levers as far as it pays. Every figure
that is returned is what the engine gives for the setting. The optimum is local: no better one was found from any start,
which is no proof that there is none.

The merit order stands beside it: levers one after the other, cheapest per tonne first, until the targets are met. It is
what a cost curve seems to say, and it neglects that levers help and hinder each other: Kesicki and Strachan, "Marginal
abatement cost (MAC) curves: confronting theory and practice", Environmental Science & Policy 14 (2011).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from hkzero.model.goal_problem import USED, Found, Infeasible, Limit, Problem, Refusal, Solution
from hkzero.model.runs import (
    Array,
    Cancelled,
    Outcome,
    Run,
    discount_factors,
    evaluate,
    system_cost,
    total_kt,
)
from hkzero.model.trust_region import GAIN, Point, Task, descend

MATTERS = 0.01  # of the cut a target needs: a lever that brings less makes no other solution by its absence
AT_LIMIT = 0.999
TRIES = (-0.1, -0.02, -0.004, 0.004, 0.02, 0.1)  # moves of one lever that the last polish tries
POLISHES = 12
FRACTIONS = np.linspace(0, 1, 65)
RANDOM_STARTS = 2
DEAREST = 6  # refusals that are looked into once more
ROUNDS, ROUGH_ROUNDS = 40, 16
ROUGH = 1e-4  # gains of the cost, in its scale, that do when many points are compared
COST = 0  # the first feature; then the emissions of each target year, then their sum


def seek(run: Run, problem: Problem, *, seed: int = 1, progress: Callable[[float], None] | None = None,
         cancelled: Callable[[], bool] | None = None) -> Found | Infeasible:
    """Return the cheapest solution, or why there is none; the same for the same seed.

    `progress` is told the share that is done, rising from 0 to 1. Cancelled when `cancelled()` says so. ValueError for
    a target year outside the engine's years, unknown levers, or lengths that differ.
    """
    return _Search(run, problem, seed, progress, cancelled).result()


class _Search:
    """One search: the problem in features, the bounds, and the steps of the way to the answer."""

    def __init__(self, run: Run, problem: Problem, seed: int, progress: Callable[[float], None] | None,
                 cancelled: Callable[[], bool] | None) -> None:
        self.run, self.problem, self.cancelled, self.progress = run, problem, cancelled, progress
        self.random = np.random.default_rng(seed)
        self.runs, self.share = 0, 0.0
        self.years = tuple(problem.targets)
        count = len(problem.lever_ids)
        self.low = np.zeros(count)
        self.high = np.array([lever not in problem.refused for lever in problem.lever_ids], dtype=float)
        self.stepped = np.array([lever in problem.steps for lever in problem.lever_ids])
        self.ceilings = np.array([np.inf, *problem.targets.values(), np.inf])
        self.reference = 0.0
        ends = self.features(np.array([self.low, self.high]))
        self.reference = ends[0, COST]
        ends[:, COST] -= self.reference
        self.start = Point(self.low, ends[0])
        self.scale = np.maximum(np.abs(ends).max(axis=0), 1.0)

    def features(self, points: Array) -> Array:
        """Return cost, emissions of each target year and their sum: points × features."""
        self.runs += len(points)
        problem = self.problem
        found = []
        for part in np.array_split(points, max(1, len(points) // 256)):
            schedules = problem.none + part[:, :, None] * (problem.full - problem.none)
            found.append(evaluate(self.run, schedules, problem.assumptions, self._figures, cancelled=self.cancelled))
        return np.concatenate(found)

    def _figures(self, outcome: Outcome) -> Array:
        years = np.asarray(outcome.years)
        missing = [year for year in self.years if year not in years]
        if missing:
            raise ValueError(f"a target in {missing[0]}: the engine runs from {years[0]:.0f} to {years[-1]:.0f}")
        kept = total_kt(outcome)[:, np.searchsorted(years, self.years)]
        worth = discount_factors(years, self.problem.discount_rate, self.problem.base_year)
        return np.column_stack([system_cost(outcome) @ worth - self.reference, kept, kept.sum(axis=1)])

    def result(self) -> Found | Infeasible:
        lowest, havens = self._lowest()
        haven = min(havens, key=self._excess)
        if self._excess(haven) > 0:
            return self._infeasible(haven, lowest)
        self._tell(0.1)
        merit = self._merit_order()
        random = self.random.uniform(self.low, self.high, (RANDOM_STARTS, len(self.low)))
        found = self._solve([self.low, self.high, haven.at, *random, *([merit.at] if merit else [])], haven, until=0.3)
        best = min([*found, *([merit] if merit else [])], key=_cost)
        stepped = self._solve(self._other_steps(best, every=True), haven, until=0.35)
        best = self._improved(min([best, *stepped], key=_cost), haven, until=0.4)
        best, without = self._other_ways(best, haven)
        best, refused = self._refused(best, without, haven)
        self._tell(1.0)
        return Found(self._solution(best), self._runner_up(best, [*found, *without.values()], refused),
                     self._refusals(best, refused), self._solution(merit) if merit else None, self.runs)

    def _lowest(self) -> tuple[dict[int, float], list[Point]]:
        """Return the least emissions found for each target year, and points at which the targets may all be met."""
        nothing = np.full_like(self.ceilings, np.inf)
        starts = [self.high, *([self.low] if self.stepped.any() else [])]
        tasks = [self._task(start, self.high, feature, ceilings) for start in starts
                 for feature, ceilings in (*((number, nothing) for number in range(1, len(self.ceilings))),
                                           (len(self.ceilings) - 1, self.ceilings))]
        found = [*self._descend(tasks, until=0.1), self.start]
        lowest = {year: min(point.features[number] for point in found) for number, year in enumerate(self.years, 1)}
        return {year: float(value) for year, value in lowest.items()}, found

    def _solve(self, starts: list[Array], haven: Point, until: float, least_gain: float = ROUGH) -> list[Point]:
        """Return the cheapest points near the starts that meet the targets."""
        tasks = [self._task(start, self.high, COST, self.ceilings) for start in starts]
        ended = self._descend(tasks, until, least_gain)
        return [point for point in self._repaired(ended, [haven] * len(ended)) if point]

    def _improved(self, point: Point, haven: Point, until: float) -> Point:
        """Return the best there is near a point: at each step of the levers that work by steps, then to the last."""
        near = [point, *self._solve([point.at, *self._other_steps(point)], haven, until)]
        near += self._solve([min(near, key=_cost).at], haven, until, GAIN)
        return self._polished(min(near, key=_cost), self.high)

    def _other_ways(self, best: Point, haven: Point) -> tuple[Point, dict[int, Point]]:
        """Return the best point after ways without each lever that matters were tried too, and where those end.

        A search stays in the valley it starts in: imports or capture, say. Without the lever that a valley is built on
        it must find another.
        """
        without: dict[int, Point] = {}
        for _ in range(2):
            levers = sorted(self._mattering(best) - set(without))
            without |= self._from_haven(levers, haven, until=0.6)
            met = [point for point in without.values() if point.meets(self.ceilings)]
            other = self._improved(min([best, *met], key=_cost), haven, until=0.7)
            if not levers or _cost(other) >= _cost(best):
                break
            best = other
        return best, without

    def _task(self, start: Array, high: Array, objective: int, ceilings: Array) -> Task:
        """Return a task in which the levers that work by steps stay where they start."""
        at = np.minimum(start, high)
        for lever in np.flatnonzero(self.stepped):
            allowed = [value for value in (0.0, *self.problem.steps[self.problem.lever_ids[lever]])
                       if value <= high[lever]]
            at[lever] = min(allowed, key=lambda value, wanted=at[lever]: abs(value - wanted))
        return Task(at, np.where(self.stepped, at, self.low), np.where(self.stepped, at, high), objective, ceilings)

    def _descend(self, tasks: list[Task], until: float, least_gain: float = GAIN) -> list[Point]:
        begun, rounds = self.share, ROUNDS if least_gain == GAIN else ROUGH_ROUNDS
        return descend(self.features, tasks, self.scale, rounds=rounds, least_gain=least_gain,
                       after_round=lambda number: self._tell(begun + (until - begun) * (number + 1) / rounds))

    def _other_steps(self, best: Point, every: bool = False) -> list[Array]:
        """Return the best point with each lever that works by steps at the steps beside its own, or at every other."""
        found = []
        for lever in np.flatnonzero(self.stepped & (self.high > 0)):
            steps = sorted({0.0, *self.problem.steps[self.problem.lever_ids[lever]]})
            here = min(range(len(steps)), key=lambda place, at=best.at[lever]: abs(steps[place] - at))
            others = range(len(steps)) if every else {0, max(here - 1, 0), min(here + 1, len(steps) - 1)}
            found += [_with(best.at, lever, steps[place]) for place in sorted(others) if place != here]
        return found

    def _repaired(self, points: list[Point], havens: list[Point]) -> list[Point | None]:
        """Return each point that meets the targets; else the cheapest on its way to a haven; None if there is none."""
        wanting = [number for number, point in enumerate(points) if not point.meets(self.ceilings)]
        found: list[Point | None] = list(points)
        if wanting:
            # Close to the point the steps are small: the linear programme misses by next to nothing.
            shares = np.unique(np.concatenate([FRACTIONS, FRACTIONS**4, FRACTIONS**8]))
            ways = np.array([points[number].at + share * (havens[number].at - points[number].at)
                             for number in wanting for share in shares])
            values = self.features(ways).reshape(len(wanting), len(shares), -1)
            for number, way, along in zip(wanting, ways.reshape(*values.shape[:2], -1), values, strict=True):
                met = [Point(at, value) for at, value in zip(way, along, strict=True)]
                found[number] = min((point for point in met if point.meets(self.ceilings)), key=_cost, default=None)
        return found

    def _polished(self, point: Point, high: Array) -> Point:
        """Return the point after single levers were moved, each as long as it saves and the targets are met."""
        for _ in range(POLISHES):
            tried = []
            for lever in np.flatnonzero(high > self.low):
                steps = self.problem.steps.get(self.problem.lever_ids[lever])
                values = steps if steps else point.at[lever] + np.array(TRIES)
                tried += [_with(point.at, lever, np.clip(value, 0.0, high[lever])) for value in (0.0, *values)]
            better = self._cheapest(np.array(tried))
            if better is None or better.features[COST] >= point.features[COST] - 1e-7 * self.scale[COST]:
                break
            point = better
        return self._bare(point)

    def _bare(self, point: Point) -> Point:
        """Return the point without the levers that change neither cost nor emissions there."""
        levers = np.flatnonzero(point.at > 0)
        if not len(levers):
            return point
        without = self.features(np.array([_with(point.at, lever, 0.0) for lever in levers]))
        idle = (np.abs(without - point.features) <= 1e-9 * self.scale).all(axis=1)
        bare = point.at.copy()
        bare[levers[idle]] = 0.0
        return self._cheapest(bare[None]) or point

    def _cheapest(self, points: Array) -> Point | None:
        values = self.features(points)
        met = (values <= self.ceilings).all(axis=1)
        if not met.any():
            return None
        chosen = int(np.argmin(np.where(met, values[:, COST], np.inf)))
        return Point(points[chosen], values[chosen])

    def _refused(self, best: Point, without: Mapping[int, Point], haven: Point) -> tuple[Point, dict[int, Point]]:
        """Return the best point and, by lever that it uses, where the search ends without that lever.

        `without` are points without a lever that are known already. Where a refusal turns out cheaper, the search had
        missed it: it is the best from then on, and the levers that it uses besides are refused as well.
        """
        known, refused = dict(without), {}
        for last in (False, True):
            chosen = [int(lever) for lever in np.flatnonzero(best.at > USED)]
            known |= self._from_haven([lever for lever in chosen if lever not in known], haven, until=0.8, rough=True)
            new = [lever for lever in chosen if lever not in refused]
            tasks = [self._task(best.at, _with(self.high, lever, 0.0), COST, self.ceilings) for lever in new]
            mended = self._repaired(self._descend(tasks, 0.95, ROUGH), [known[lever] for lever in new])
            for lever, point in zip(new, mended, strict=True):
                met = [one for one in (point, known[lever]) if one and one.meets(self.ceilings)]
                known[lever] = min(met, key=_cost, default=known[lever])
            refused = {lever: known[lever] for lever in chosen}
            cheapest = min((point for point in refused.values() if point.meets(self.ceilings)), key=_cost, default=best)
            if _cost(cheapest) >= _cost(best):
                break
            best = cheapest if last else self._improved(cheapest, haven, until=0.85)
        refused = {lever: point for lever, point in refused.items() if best.at[lever] > USED}
        met = [lever for lever, point in refused.items() if point.meets(self.ceilings)]
        dearest = sorted(met, key=lambda lever: -_cost(refused[lever]))[:DEAREST]
        return best, refused | self._restepped({lever: refused[lever] for lever in dearest})

    def _restepped(self, refused: Mapping[int, Point]) -> dict[int, Point]:
        """Return the points without each lever after the levers that work by steps were tried at other steps too."""
        starts = [(lever, at) for lever, point in refused.items() for at in self._other_steps(point)]
        tasks = [self._task(at, _with(self.high, lever, 0.0), COST, self.ceilings) for lever, at in starts]
        mended = self._repaired(self._descend(tasks, 0.98, ROUGH), [refused[lever] for lever, _ in starts])
        found = dict(refused)
        for (lever, _), point in zip(starts, mended, strict=True):
            if point and _cost(point) < _cost(found[lever]):
                found[lever] = point
        return found

    def _from_haven(self, levers: list[int], haven: Point, until: float, rough: bool = False) -> dict[int, Point]:
        """Return where the search ends without each lever, from the haven on: the cheapest that meets the targets.

        Where none does, the point nearest to the targets. With `rough` one that meets them is good enough as it is.
        """
        if not levers:
            return {}
        starts = np.array([_with(haven.at, lever, 0.0) for lever in levers])
        highs = [_with(self.high, lever, 0.0) for lever in levers]
        havens = [Point(at, values) for at, values in zip(starts, self.features(starts), strict=True)]
        wanting = [number for number, point in enumerate(havens) if not point.meets(self.ceilings)]
        tasks = [self._task(starts[number], highs[number], len(self.ceilings) - 1, self.ceilings) for number in wanting]
        for number, point in zip(wanting, self._descend(tasks, until, ROUGH), strict=True):
            havens[number] = point
        met = [number for number, point in enumerate(havens) if point.meets(self.ceilings) and not rough]
        tasks = [self._task(havens[number].at, highs[number], COST, self.ceilings) for number in met]
        mended = self._repaired(self._descend(tasks, until, ROUGH), [havens[number] for number in met])
        for number, point in zip(met, mended, strict=True):
            havens[number] = point or havens[number]
        return dict(zip(levers, havens, strict=True))

    def _refusals(self, best: Point, refused: Mapping[int, Point]) -> tuple[Refusal, ...]:
        found = []
        for lever, point in refused.items():
            met = point.meets(self.ceilings)
            found.append(Refusal(self.problem.lever_ids[lever], self._solution(point) if met else None,
                                 _cost(point) - _cost(best) if met else None, self._shortfall(point)))
        return tuple(sorted(found, key=lambda one: (one.solution is not None, -(one.extra_cost_million_hkd or 0.0))))

    def _runner_up(self, best: Point, found: list[Point], refused: Mapping[int, Point]) -> Solution | None:
        """Return the cheapest solution without a lever that matters in the best, or with one more group that does."""
        mattering = self._mattering(best)
        others = [point for lever, point in refused.items() if lever in mattering and point.meets(self.ceilings)]
        for point in found:
            mine, theirs = ({self.problem.groups[lever] for lever in levers}
                            for levers in (mattering, self._mattering(point)))
            if mine != theirs and _cost(point) >= _cost(best) and point.meets(self.ceilings):
                others.append(point)
        return self._solution(min(others, key=_cost)) if others else None

    def _mattering(self, point: Point) -> set[int]:
        """Return the levers without which a target would be missed by a hundredth of the cut that it needs."""
        levers = np.flatnonzero(point.at > USED)
        if not len(levers):
            return set()
        without = self.features(np.array([_with(point.at, lever, 0.0) for lever in levers]))
        brought = (without - point.features)[:, 1:-1]
        needed = np.maximum(self.start.features - self.ceilings, 0.0)[1:-1]
        return {int(lever) for lever, cut in zip(levers, brought, strict=True) if (cut > MATTERS * needed + 1e-9).any()}

    def _merit_order(self) -> Point | None:
        """Return what levers taken one by one, cheapest per tonne first, come to; None if they miss a target."""
        at, point = self.low.copy(), self.start
        alone = np.array([_with(self.low, lever, self.high[lever]) for lever in range(len(self.low))])
        effects = self.features(alone) - self.start.features
        cuts = -effects[:, -1]
        order = sorted(np.flatnonzero(cuts > 0), key=lambda lever: effects[lever, COST] / cuts[lever])
        for lever in order:
            if point.meets(self.ceilings) and effects[lever, COST] >= 0:
                break
            steps = self.problem.steps.get(self.problem.lever_ids[lever])
            strengths = np.array([*steps]) if steps else FRACTIONS * self.high[lever]
            tried = np.array([_with(at, lever, strength) for strength in strengths])
            point = self._cheapest(tried) if effects[lever, COST] >= 0 else None
            if point is None:
                at = _with(at, lever, self.high[lever])
                point = Point(at, self.features(at[None])[0])
            at = point.at
        return point if point.meets(self.ceilings) else None

    def _infeasible(self, nearest: Point, lowest: Mapping[int, float]) -> Infeasible:
        """Return the limits at the nearest point: how much more each lever would bring if it went on as it goes."""
        missed = nearest.excess(self.ceilings)[1:-1] > 0
        stuck = [lever for lever in range(len(self.low)) if nearest.at[lever] >= AT_LIMIT or not self.high[lever]]
        nudge = [-0.05 if self.high[lever] else 0.05 for lever in stuck]
        tried = np.array([_with(nearest.at, lever, nearest.at[lever] + step)
                          for lever, step in zip(stuck, nudge, strict=True)])
        slopes = (self.features(tried) - nearest.features)[:, 1:-1] / np.array(nudge)[:, None] if stuck else []
        helpful = [(lever, slope) for lever, slope in zip(stuck, slopes, strict=True) if (slope[missed] < -1e-6).any()]
        helpful.sort(key=lambda one: one[1][missed].sum())
        limits = tuple(Limit(self.problem.lever_ids[lever], _by_year(self.years, -slope), not self.high[lever])
                       for lever, slope in helpful)
        self._tell(1.0)
        return Infeasible(self._solution(nearest), self._shortfall(nearest), lowest, limits, self.runs)

    def _solution(self, point: Point) -> Solution:
        strengths = dict(zip(self.problem.lever_ids, map(float, point.at), strict=True))
        return Solution(strengths, _cost(point), _by_year(self.years, point.features[1:-1]))

    def _shortfall(self, point: Point) -> dict[int, float]:
        return _by_year(self.years, point.excess(self.ceilings)[1:-1])

    def _excess(self, point: Point) -> float:
        return float((point.excess(self.ceilings) / self.scale)[1:-1].sum())

    def _tell(self, share: float) -> None:
        if self.cancelled and self.cancelled():
            raise Cancelled("the search was called off")
        self.share = max(self.share, share)
        if self.progress:
            self.progress(self.share)


def _cost(point: Point) -> float:
    return float(point.features[COST])


def _with(at: Array, lever: int, value: float) -> Array:
    changed = at.copy()
    changed[lever] = value
    return changed


def _by_year(years: tuple[int, ...], values: Array) -> dict[int, float]:
    return {year: float(value) for year, value in zip(years, values, strict=True)}
