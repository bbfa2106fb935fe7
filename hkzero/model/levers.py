"""The levers of a scenario: what can be set, between which ends, and the value of each in every year.

A lever has five levels (data/levers.csv): `frozen` (today, no effect), `current`, `announced`, `ambitious`, and
`limit`, the other end of its scale. A setting says which value it reaches and when; `schedules` turns settings into
values by year, which the engine takes. The S-curve is the cubic Hermite step 3t² - 2t³ (smoothstep): it starts and ends
level, needs no parameter of its own, and stays between its ends. Nothing here reads a file or a database.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hkzero.measure import Answer

Array = NDArray[np.float64]
LANGUAGES = ("en", "zh_hant", "zh_hans")
LEVELS = ("frozen", "current", "announced", "ambitious", "limit")
LINEAR, S_CURVE, STEP = SHAPES = ("linear", "s_curve", "step")
GROUPS = ("buildings", "transport", "electricity", "waste_and_other", "removals")
# A lever in this unit is a date itself: its value holds in every year, whenever the change is said to begin.
DATE_UNIT = "year"


class UnknownLever(LookupError):
    """No lever of this name; the message names the closest."""

    def __str__(self) -> str:
        return str(self.args[0])


@dataclass(frozen=True, slots=True)
class Setting:
    """What a scenario sets one lever to: `value` in the lever's unit, reached from `start_year` to `end_year`.

    ValueError for a value that is no finite number, an end before the start, or an unknown shape.
    """

    value: float
    start_year: int
    end_year: int
    shape: str = LINEAR

    def __post_init__(self) -> None:
        if not math.isfinite(self.value):
            raise ValueError(f"a lever is set to a finite number, not {self.value}")
        if self.end_year < self.start_year:
            raise ValueError(f"the change ends in {self.end_year}, before it starts in {self.start_year}")
        if self.shape not in SHAPES:
            raise ValueError(f"unknown shape {self.shape!r}: one of {', '.join(SHAPES)}")


@dataclass(frozen=True, slots=True)
class Lever:
    """One row of data/levers.csv. Levels are in `unit`; `limit` may be lower than `frozen`.

    `basis` is "source" when at least one level is published, else "judgement"; `level_sources` has the publication of
    each level ("" for a judgement), `source_id` all of them joined by ";". `cost_basis` is a series, "judgement" or
    "none" (not counted); `cost_item` the row of that series or the assumption; `cost_assumption` the one a run uses.
    """

    lever_id: str
    group: str
    unit: str
    title: Mapping[str, str]
    guidance: Mapping[str, str]
    frozen: float
    current: float
    announced: float
    ambitious: float
    limit: float
    start_year: int
    end_year: int
    shape: str
    cost_basis: str
    basis: str
    source_id: str
    note: str
    cost_item: str = ""
    cost_assumption: str = ""
    level_sources: Mapping[str, str] | None = None

    @property
    def range(self) -> tuple[float, float]:
        """The lowest and the highest value that can be set."""
        return min(self.frozen, self.limit), max(self.frozen, self.limit)

    @property
    def is_date(self) -> bool:
        """Whether the value is itself a year."""
        return self.unit == DATE_UNIT

    def level(self, name: str) -> float:
        """Return the value of a level; ValueError for a name that is no level."""
        if name not in LEVELS:
            raise ValueError(f"unknown level {name!r}: one of {', '.join(LEVELS)}")
        return float(getattr(self, name))

    def at(self, level: str | float) -> Setting:
        """Return the setting of a level (by name) or value, at the lever's own years and shape.

        ValueError for an unknown level or a value outside the lever's range.
        """
        value = self.level(level) if isinstance(level, str) else float(level)
        low, high = self.range
        if not low <= value <= high:
            raise ValueError(f"{self.lever_id} is set between {low:g} and {high:g}, not to {value:g}")
        return Setting(value, self.start_year, self.end_year, self.shape)


class Levers(tuple[Lever, ...]):
    """The levers in the order of the list, found by id as well as by place."""

    def __new__(cls, items: Iterable[Lever]) -> Levers:
        """Make the tuple; ValueError when an id stands twice."""
        levers = super().__new__(cls, items)
        if len(levers.places) != len(levers):
            raise ValueError("a lever_id stands twice")
        return levers

    @cached_property
    def places(self) -> Mapping[str, int]:
        """Place of each lever by its id: the second axis of a schedule."""
        return {lever.lever_id: place for place, lever in enumerate(self)}

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids in order."""
        return tuple(self.places)

    def place(self, lever_id: str) -> int:
        """Return the place of a lever on the second axis of a schedule; UnknownLever naming the closest id."""
        if lever_id not in self.places:
            closest = self.closest(lever_id)
            hint = f"; did you mean {closest}?" if closest else ""
            raise UnknownLever(f"no lever is called {lever_id!r}{hint}")
        return self.places[lever_id]

    def find(self, lever_id: str) -> Lever:
        """Return a lever by its id; UnknownLever naming the closest id."""
        return self[self.place(lever_id)]

    def closest(self, lever_id: str) -> str:
        """Return the id most like this one; "" when none is."""
        return next(iter(get_close_matches(lever_id, self.places, n=1, cutoff=0.5)), "")

    def in_group(self, group: str) -> Iterator[Lever]:
        """Yield the levers of a group in order."""
        return (lever for lever in self if lever.group == group)


def levers(answer: Answer) -> Levers:
    """Return the levers of the answer to the question `levers`, in its order."""
    return Levers(_lever(row) for row in answer.frame.to_dict("records"))


def schedules(levers: Levers, settings: Sequence[Mapping[str, Setting]], years: ArrayLike) -> Array:
    """Return the value of every lever in every year, (n_settings, n_levers, n_years), each in the lever's unit.

    Each element of `settings` is one scenario; a lever it does not name stays frozen. Before its start a lever is
    frozen, from its end on it has its value; a step is made in its start year, and a lever that is itself a year has
    its value throughout. UnknownLever for an id that is not among the levers.
    """
    when = np.asarray(years, dtype=float)
    frozen = np.array([lever.frozen for lever in levers])
    value = np.tile(frozen, (len(settings), 1))
    start, end = (np.full(value.shape, np.inf) for _ in range(2))
    shape = np.zeros(value.shape, dtype=int)
    for scenario, set_levers in enumerate(settings):
        for lever_id, setting in set_levers.items():
            place = levers.place(lever_id)
            value[scenario, place] = setting.value
            start[scenario, place] = -np.inf if levers[place].is_date else setting.start_year
            end[scenario, place] = -np.inf if levers[place].is_date else setting.end_year
            shape[scenario, place] = SHAPES.index(setting.shape)
    part = _progress(when, start[..., np.newaxis], end[..., np.newaxis], shape[..., np.newaxis])
    mixed = frozen[:, np.newaxis] * (1 - part) + value[..., np.newaxis] * part
    # Rounding must not carry a value past either of its ends.
    ends = np.broadcast_arrays(frozen[:, np.newaxis], value[..., np.newaxis])
    return np.clip(mixed, np.minimum(*ends), np.maximum(*ends))


def _progress(when: Array, start: Array, end: Array, shape: NDArray[np.int_]) -> Array:
    """Return how much of a change is made in each year, 0 to 1."""
    lasting = np.isfinite(start) & (end > start)
    gone = np.where(lasting, when - np.where(lasting, start, 0), 0)
    linear = np.clip(gone / np.where(lasting, end - np.where(lasting, start, 0), 1), 0, 1)
    curved = linear * linear * (3 - 2 * linear)
    gradual = np.where(shape == SHAPES.index(S_CURVE), curved, linear)
    at_once = ~lasting | (shape == SHAPES.index(STEP))
    return np.where(at_once, when >= start, gradual).astype(float)


def _lever(row: Mapping) -> Lever:
    languages = {kind: {lang: _text(row[f"{kind}_{lang}"]) for lang in LANGUAGES} for kind in ("title", "guidance")}
    return Lever(
        lever_id=row["lever_id"], group=row["lever_group"], unit=row["unit"], **languages,
        **{level: float(row[level]) for level in LEVELS},
        start_year=int(row["start_year"]), end_year=int(row["end_year"]), shape=row["shape"],
        cost_basis=row["cost_basis"], cost_item=_text(row["cost_item"]),
        cost_assumption=_text(row["cost_assumption"]), basis=row["basis"],
        source_id=_text(row["source_id"]), note=row["note"],
        level_sources={level: _text(row[f"{level}_source_id"]) for level in LEVELS},
    )


def _text(cell: object) -> str:
    return cell if isinstance(cell, str) else ""
