"""Many small optimisations at once: sequential linear programming in trust regions, all tasks in step.

A task seeks the least of one feature within bounds, others staying at or below ceilings. Near a point every feature is
taken to be linear; the linear programme (HiGHS, by `scipy.optimize.linprog`) is solved within a radius of the point,
and its answer is kept only if the true features bear it out, else the radius shrinks. What exceeds a ceiling is
charged for, more and more if need be, so a start may lie outside. Method: Fletcher and Sainz de la Maza, "Nonlinear
programming and nonsmooth optimization by successive linear programming", Mathematical Programming 43 (1989); Nocedal
and Wright, "Numerical optimization" (2006), chapter 18.

Slopes are differences of the features over a small step. One call of the features serves all tasks, so it should be
quick for many points at once. What is found is a local optimum: start from several points.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from hkzero.model.runs import Array

Features = Callable[[Array], Array]
"""Points × coordinates → points × features."""

STEP = 0.02  # of a coordinate, for slopes: products of levers are straight along each, so it need not be tiny
RADII = (1.0, 0.3, 0.1)  # tried at once, as shares of the radius: a run costs little, a round costs much
FIRST_RADIUS, LEAST_RADIUS = 0.5, 1e-4
GAIN = 1e-7  # a smaller gain, in units of the scale, is none
PENALTY, STIFFER, STIFFEST = 10.0, 10.0, 1e5
MARGIN = 1e-7  # of the scale below a ceiling: what is found shall lie within, not on the last digit of it


@dataclass(frozen=True, slots=True)
class Task:
    """Where to start, the bounds, which feature to make small, and a ceiling for each feature (inf: none)."""

    start: Array
    low: Array
    high: Array
    objective: int
    ceilings: Array


@dataclass(frozen=True, slots=True)
class Point:
    """Coordinates and their features."""

    at: Array
    features: Array

    def excess(self, ceilings: Array) -> Array:
        """Return by how much each feature exceeds its ceiling; zero where it does not."""
        return np.maximum(self.features - ceilings, 0.0)

    def meets(self, ceilings: Array) -> bool:
        """Whether no feature exceeds its ceiling, not by the last digit."""
        return bool((self.features <= ceilings).all())


@dataclass(slots=True)
class _State:
    task: Task
    point: Point
    radius: float = FIRST_RADIUS
    penalty: float = PENALTY
    slopes: Array | None = field(default=None)  # coordinates × features
    idle: int = 0
    done: bool = False


def descend(features: Features, tasks: Sequence[Task], scale: Array, *, rounds: int = 40,
            after_round: Callable[[int], None] | None = None) -> list[Point]:
    """Return the point each task ends at, in their order; whether it keeps the ceilings is for the caller to see.

    `scale` is the usual size of each feature. `after_round` is called with the number of the round; what it raises
    ends the search.
    """
    if not tasks:
        return []
    starts = np.array([np.clip(task.start, task.low, task.high) for task in tasks])
    states = [_State(task, Point(at, found)) for task, at, found in zip(tasks, starts, features(starts), strict=True)]
    for number in range(rounds):
        active = [state for state in states if not state.done]
        if not active:
            break
        _measure_slopes(features, [state for state in active if state.slopes is None])
        trials = [(state, radius, at) for state in active
                  for radius, at in _candidates(state, scale)]
        found = features(np.array([at for _, _, at in trials])) if trials else []
        best: dict[int, tuple[float, float, Point]] = {}
        for (state, radius, at), values in zip(trials, found, strict=True):
            point = Point(at, values)
            merit = _merit(point, state, scale)
            if id(state) not in best or merit < best[id(state)][0]:
                best[id(state)] = merit, radius, point
        for state in active:
            _move(state, best.get(id(state)), scale)
        if after_round:
            after_round(number)
    return [state.point for state in states]


def _measure_slopes(features: Features, states: Sequence[_State]) -> None:
    points, places = [], []
    for state in states:
        state.slopes = np.zeros((len(state.point.at), len(state.point.features)))
        for lever in np.flatnonzero(state.task.high > state.task.low):
            at = state.point.at.copy()
            room = state.task.high[lever] - at[lever]
            at[lever] += min(STEP, room) if room >= STEP / 2 else -min(STEP, at[lever] - state.task.low[lever])
            points.append(at)
            places.append((state, lever))
    if not points:
        return
    for at, values, (state, lever) in zip(points, features(np.array(points)), places, strict=True):
        state.slopes[lever] = (values - state.point.features) / (at[lever] - state.point.at[lever])


def _candidates(state: _State, scale: Array) -> list[tuple[float, Array]]:
    """Return the answers of the linear programme within several radii, with their radius."""
    found = []
    for share in RADII:
        radius = state.radius * share
        low = np.maximum(state.task.low - state.point.at, -radius)
        high = np.minimum(state.task.high - state.point.at, radius)
        move = _linear(state, low, high, scale)
        if move is not None and np.abs(move).max() > 0:
            found.append((radius, np.clip(state.point.at + move, state.task.low, state.task.high)))
    return found


def _linear(state: _State, low: Array, high: Array, scale: Array) -> Array | None:
    from scipy.optimize import linprog

    slope = state.slopes[:, state.task.objective] / scale[state.task.objective]
    capped = np.flatnonzero(np.isfinite(state.task.ceilings))
    if not len(capped):
        return np.where(slope > 0, low, np.where(slope < 0, high, 0.0))
    room = (state.task.ceilings - state.point.features)[capped] / scale[capped] - MARGIN
    rows = np.hstack([state.slopes[:, capped].T / scale[capped, None], -np.eye(len(capped))])
    bounds = np.vstack([np.column_stack([low, high]), np.tile([0.0, np.inf], (len(capped), 1))])
    answer = linprog(np.concatenate([slope, np.full(len(capped), state.penalty)]), rows, room, bounds=bounds,
                     method="highs")
    return answer.x[:len(slope)] if answer.status == 0 else None


def _merit(point: Point, state: _State, scale: Array) -> float:
    charged = np.maximum((point.features - state.task.ceilings) / scale + MARGIN, 0.0).sum()
    return float(point.features[state.task.objective] / scale[state.task.objective] + state.penalty * charged)


def _move(state: _State, best: tuple[float, float, Point] | None, scale: Array) -> None:
    """Go to the best point tried, if it is better; else look closer, then charge more, then stop."""
    gain = _merit(state.point, state, scale) - best[0] if best else 0.0
    if best and gain > 0:
        # The whole radius held: the features are straight hereabouts, and a longer step may be tried.
        state.radius = min(1.0, 2 * best[1]) if best[1] == state.radius else 1.5 * best[1]
        state.point, state.slopes = best[2], None
    else:
        state.radius *= RADII[-1] * RADII[1]
    state.idle = state.idle + 1 if gain < GAIN else 0
    if state.radius < LEAST_RADIUS or state.idle >= 3:
        over = (state.point.excess(state.task.ceilings) / scale).max() > 10 * MARGIN
        state.done = not over or state.penalty >= STIFFEST
        state.penalty, state.radius, state.idle = state.penalty * STIFFER, FIRST_RADIUS / 5, 0
