"""Many small optimisations at once: sequential linear programming in trust regions, all tasks in step.

A task seeks the least of one feature within bounds, others staying at or below ceilings. Near a point every feature is
taken to be linear; the linear programme (HiGHS, by `scipy.optimize.linprog`) is solved within a radius of the point,
and its answer is kept only if the true features bear it out, else the radius shrinks. What exceeds a ceiling is
charged for, more and more if need be, so a start may lie outside. Method: Fletcher and Sainz de la Maza, "Nonlinear
programming and nonsmooth optimization by successive linear programming", Mathematical Programming 43 (1989); Nocedal
and Wright, "Numerical optimization" (2006), chapter 18.

Slopes are differences of the features over a small step, upwards and downwards: where nothing is left to be cut a
feature has a kink, and the two differ. Three programmes are tried at each point: with the slopes of one side, of the
other, and with both (convex where they allow it). One call of the features serves all tasks, so it should be quick for
many points at once. What is found is a local optimum: start from several points.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import product

import numpy as np

from hkzero.model.runs import Array

Features = Callable[[Array], Array]
"""Points × coordinates → points × features."""

STEP = 0.02  # of a coordinate, for slopes: products of levers are straight along each, so it need not be tiny
RADII = (1.0, 0.25)  # tried at once, as shares of the radius: a run costs little, a round costs much
FIRST_RADIUS, LEAST_RADIUS = 0.5, 3e-4
BENT = 1e-6  # a smaller difference of the slopes on both sides, in units of the scale, is no kink
GAIN = 1e-7  # a smaller gain, in units of the scale, is none, unless the caller is content with less
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
    slopes: Array | None = field(default=None)  # up and down × coordinates × features
    idle: int = 0
    done: bool = False


def descend(features: Features, tasks: Sequence[Task], scale: Array, *, rounds: int = 40, least_gain: float = GAIN,
            after_round: Callable[[int], None] | None = None) -> list[Point]:
    """Return the point each task ends at, in their order; whether it keeps the ceilings is for the caller to see.

    `scale` is the usual size of each feature; a task is left where three rounds have each gained less than `least_gain`
    of it. `after_round` is called with the number of the round; what it raises ends the search.
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
        trials = _candidates(active, scale)
        found = features(np.array([at for _, _, at in trials])) if trials else []
        best: dict[int, tuple[float, float, Point]] = {}
        for (state, radius, at), values in zip(trials, found, strict=True):
            point = Point(at, values)
            merit = _merit(point, state, scale)
            if id(state) not in best or merit < best[id(state)][0]:
                best[id(state)] = merit, radius, point
        for state in active:
            _move(state, best.get(id(state)), scale, least_gain)
        if after_round:
            after_round(number)
    return [state.point for state in states]


def _measure_slopes(features: Features, states: Sequence[_State]) -> None:
    """Measure the slopes of each state upwards and downwards; at a bound, those of the side that there is."""
    points, places = [], []
    for state in states:
        state.slopes = np.full((2, len(state.point.at), len(state.point.features)), np.nan)
        for lever in np.flatnonzero(state.task.high > state.task.low):
            for side, room in enumerate((state.task.high[lever] - state.point.at[lever],
                                         state.point.at[lever] - state.task.low[lever])):
                if room > STEP / 10:
                    at = state.point.at.copy()
                    at[lever] += min(STEP, room) * (1 - 2 * side)
                    points.append(at)
                    places.append((state, side, lever))
    for at, values, (state, side, lever) in zip(points, features(np.array(points)) if points else (), places,
                                                strict=True):
        state.slopes[side, lever] = (values - state.point.features) / (at[lever] - state.point.at[lever])
    for state in states:
        other = state.slopes[::-1]
        state.slopes = np.nan_to_num(np.where(np.isnan(state.slopes), other, state.slopes))


def _candidates(states: Sequence[_State], scale: Array) -> list[tuple[_State, float, Array]]:
    """Return where the linear programmes of all states lead within several radii: state, radius, coordinates."""
    programmes = [_Programme(state, model, state.radius * share, scale)
                  for state in states for share, model in product(RADII, _models(state, scale))]
    return [(one.state, one.radius, np.clip(one.state.point.at + move, one.state.task.low, one.state.task.high))
            for one, move in zip(programmes, _answers(programmes), strict=True) if np.abs(move).max() > 0]


def _models(state: _State, scale: Array) -> list[Array]:
    """Return the slopes to try, each up and down × coordinates × features, in units of the scale."""
    up, down = state.slopes / scale
    mean, bent = (up + down) / 2, np.abs(up - down) > BENT
    if not bent.any():
        return [np.stack([mean, mean])]
    # Taken together both sides would promise something for nothing where the feature bends down: there, their mean.
    folds = bent & (up < down)
    return [np.stack([up, up]), np.stack([down, down]), np.stack([np.where(folds, mean, side) for side in (up, down)])]


class _Programme:
    """The linear programme of one state within a radius: moves up, moves down and what is charged for are unknown."""

    def __init__(self, state: _State, slopes: Array, radius: float, scale: Array) -> None:
        self.state, self.radius = state, radius
        (up, down), task, at = slopes, state.task, state.point.at
        capped = np.flatnonzero(np.isfinite(task.ceilings))
        self.room = (task.ceilings - state.point.features)[capped] / scale[capped] - MARGIN
        self.rows = np.hstack([up[:, capped].T, -down[:, capped].T, -np.eye(len(capped))])
        self.most = np.concatenate([np.minimum(task.high - at, radius), np.minimum(at - task.low, radius),
                                    np.full(len(capped), np.inf)])
        self.costs = np.concatenate([up[:, task.objective], -down[:, task.objective],
                                     np.full(len(capped), state.penalty)])


def _answers(programmes: Sequence[_Programme]) -> list[Array]:
    """Return the best move of each programme: they are solved as one, side by side, for each call has its price."""
    from scipy.optimize import linprog
    from scipy.sparse import block_diag

    if not programmes:
        return []
    most = np.concatenate([one.most for one in programmes])
    answer = linprog(np.concatenate([one.costs for one in programmes]),
                     block_diag([one.rows for one in programmes], format="csr"),
                     np.concatenate([one.room for one in programmes]),
                     bounds=np.column_stack([np.zeros_like(most), most]), method="highs")
    if answer.status:
        return [np.zeros_like(one.state.point.at) for one in programmes]
    parts = np.split(answer.x, np.cumsum([len(one.most) for one in programmes])[:-1])
    counts = [len(one.state.point.at) for one in programmes]
    return [part[:count] - part[count:2 * count] for part, count in zip(parts, counts, strict=True)]


def _merit(point: Point, state: _State, scale: Array) -> float:
    charged = np.maximum((point.features - state.task.ceilings) / scale + MARGIN, 0.0).sum()
    return float(point.features[state.task.objective] / scale[state.task.objective] + state.penalty * charged)


def _move(state: _State, best: tuple[float, float, Point] | None, scale: Array,
          least_gain: float) -> None:
    """Go to the best point tried, if it is better; else look closer, then charge more, then stop."""
    gain = _merit(state.point, state, scale) - best[0] if best else 0.0
    if best and gain > 0:
        # The whole radius held: the features are straight hereabouts, and a longer step may be tried.
        state.radius = min(1.0, 2 * best[1]) if best[1] == state.radius else 1.5 * best[1]
        state.point, state.slopes = best[2], None
    else:
        state.radius *= RADII[-1] / 3
    state.idle = state.idle + 1 if gain < least_gain else 0
    if state.radius < LEAST_RADIUS or state.idle >= 3:
        over = (state.point.excess(state.task.ceilings) / scale).max() > 10 * MARGIN
        state.done = not over or state.penalty >= STIFFEST
        state.penalty, state.radius, state.idle = state.penalty * STIFFER, FIRST_RADIUS / 5, 0
