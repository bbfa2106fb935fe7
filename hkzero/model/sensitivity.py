"""How sure a scenario's result is, and which assumptions decide it: seeded draws from the ranges of the assumptions.

Each assumption has a low, a central and a high value; draws are taken from the triangle over them, independently of
each other. The ranges are ends a reader may check, not quantiles, so the bands say what follows if they hold, no more.

- Draws: Latin hypercube (McKay, Beckman and Conover, Technometrics 21, 1979) or a scrambled Sobol sequence, both by
  `scipy.stats.qmc`, through the inverse of the triangle's distribution function.
- Chance of a target: the share of draws that meet it, with the interval of Wilson (Journal of the American Statistical
  Association 22, 1927) for the error of sampling. It takes the draws for independent; evenly spread ones err less.
- Influence: Sobol's total-order index, the share of the variance that would go if all other assumptions were known:
  Saltelli et al., Computer Physics Communications 181 (2010), by `SALib`; its interval is by bootstrap.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from hkzero.model.runs import Array, Figures, Run, evaluate

PERCENTILES = (5, 10, 25, 50, 75, 90, 95)
Z_95 = 1.959963984540054  # the normal distribution's quantile of 97.5 %
STEADY = 1e-9  # an outcome that varies less than this share of itself does not vary


class Method(StrEnum):
    """How the draws are spread over the ranges."""

    LATIN_HYPERCUBE = "latin_hypercube"
    SOBOL = "sobol"


@dataclass(frozen=True, slots=True)
class Range:
    """The low, central and high value of one assumption, in its unit; ValueError unless they are in this order."""

    assumption_id: str
    low: float
    central: float
    high: float

    def __post_init__(self) -> None:
        if not self.low <= self.central <= self.high:
            raise ValueError(f"{self.assumption_id}: {self.low:g}, {self.central:g}, {self.high:g} do not rise")


@dataclass(frozen=True, slots=True)
class Chance:
    """The share of draws that meet a target, and its 95 % interval for the error of sampling; all 0 to 1."""

    share: float
    low: float
    high: float
    draws: int


@dataclass(frozen=True, slots=True)
class Influence:
    """The total-order index of one assumption and half the width of its 95 % interval, as shares of the variance."""

    assumption_id: str
    total_order: float
    confidence: float


@dataclass(frozen=True, slots=True)
class Swing:
    """What an outcome is with one assumption at its low and at its high value, all others central."""

    assumption_id: str
    at_low: float
    at_high: float

    @property
    def width(self) -> float:
        """How far apart both are, from low to high; negative where the outcome falls."""
        return self.at_high - self.at_low


def central(ranges: Sequence[Range]) -> Array:
    """Return the central values as one set of assumptions: 1 × assumptions."""
    return np.array([[one.central for one in ranges]], dtype=float)


def from_shares(shares: Array, ranges: Sequence[Range]) -> Array:
    """Return the values below which these shares (0 to 1, draws × assumptions) of each triangle lie.

    Inverse of the triangular distribution function, F(x) = (x - low)² / ((high - low)(central - low)) up to the central
    value and its mirror image beyond. A range without width gives its one value.
    """
    low, middle, high = (np.array([getattr(one, name) for one in ranges], dtype=float)
                         for name in ("low", "central", "high"))
    width = high - low
    below = np.divide(middle - low, width, out=np.zeros_like(width), where=width > 0)
    left = low + np.sqrt(shares * width * (middle - low))
    right = high - np.sqrt((1 - shares) * width * (high - middle))
    # Beside a wide range the last digit of its ends is lost: no draw may lie outside.
    return np.clip(np.where(shares < below, left, right), low, high)


def draw(ranges: Sequence[Range], draws: int, seed: int, method: Method | str = Method.LATIN_HYPERCUBE) -> Array:
    """Return draws × assumptions, the same for the same seed. ValueError for no draw, or Sobol with no power of two."""
    from scipy.stats import qmc

    if draws < 1 or Method(method) is Method.SOBOL and draws & (draws - 1):
        raise ValueError(f"{draws} draws: one at least, and a power of two for a Sobol sequence")
    if not ranges:
        return np.empty((draws, 0))
    sampler = {Method.LATIN_HYPERCUBE: qmc.LatinHypercube, Method.SOBOL: qmc.Sobol}[Method(method)]
    return from_shares(sampler(len(ranges), rng=np.random.default_rng(seed)).random(draws), ranges)


def bands(values: Array, percentiles: Sequence[float] = PERCENTILES) -> Array:
    """Return percentiles × years of draws × years."""
    return np.percentile(values, percentiles, axis=0)


def chance(values: Array, ceiling: float) -> Chance:
    """Return how likely a value is at or below a ceiling, from one value a draw; ValueError without a draw."""
    draws = len(values)
    if not draws:
        raise ValueError("no draw, no chance")
    share = float(np.mean(values <= ceiling))
    low, high = wilson(share, draws)
    return Chance(share, low, high, draws)


def wilson(share: float, draws: int, z: float = Z_95) -> tuple[float, float]:
    """Return Wilson's interval of a share seen in so many independent draws; 95 % unless z says otherwise."""
    spread = 1 + z**2 / draws
    middle = (share + z**2 / (2 * draws)) / spread
    half = z / spread * np.sqrt(share * (1 - share) / draws + z**2 / (4 * draws**2))
    return max(0.0, float(middle - half)), min(1.0, float(middle + half))


def swings(run: Run, schedule: Array, ranges: Sequence[Range], figures: Figures) -> tuple[Swing, ...]:
    """Return what one outcome does between the ends of each range, the widest first: the bars of a tornado.

    `schedule` is levers × years; `figures` gives one value a run.
    """
    sets = np.repeat(central(ranges), 2 * len(ranges), axis=0)
    for position, one in enumerate(ranges):
        sets[2 * position:2 * position + 2, position] = one.low, one.high
    if not len(sets):
        return ()
    found = evaluate(run, schedule[None], sets, figures).reshape(-1, 2)
    each = (Swing(one.assumption_id, float(low), float(high)) for one, (low, high) in zip(ranges, found, strict=True))
    return tuple(sorted(each, key=lambda swing: -abs(swing.width)))


def influences(run: Run, schedule: Array, ranges: Sequence[Range], figures: Figures, *, seed: int, base: int = 256,
               progress: Callable[[float], None] | None = None,
               cancelled: Callable[[], bool] | None = None) -> tuple[Influence, ...]:
    """Return the total-order index of every assumption with a range, the greatest first.

    `figures` gives one value a run, e.g. the total in 2035; `base` × (assumptions with a range + 2) runs are made.
    Nothing is returned where the outcome does not vary. ValueError unless `base` is a power of two; Cancelled when
    called off. Indices are not clipped: one near zero may come out slightly negative.
    """
    varied = [position for position, one in enumerate(ranges) if one.low < one.high]
    if base < 2 or base & (base - 1):
        raise ValueError(f"a base of {base} draws: it must be a power of two")
    if not varied:
        return ()
    # SALib takes a second to import: only who asks for indices waits for it.
    from SALib.analyze import sobol as analysis
    from SALib.sample import sobol as sampling

    problem = {"num_vars": len(varied), "names": [ranges[position].assumption_id for position in varied],
               "bounds": [[0.0, 1.0]] * len(varied)}
    shares = sampling.sample(problem, base, calc_second_order=False, seed=seed)
    sets = np.repeat(central(ranges), len(shares), axis=0)
    sets[:, varied] = from_shares(shares, [ranges[position] for position in varied])
    found = evaluate(run, schedule[None], sets, figures, progress=progress, cancelled=cancelled)
    if np.ptp(found) <= STEADY * np.abs(found).max():
        return ()
    result = analysis.analyze(problem, found, calc_second_order=False, seed=seed)
    each = (Influence(name, float(index), float(half))
            for name, index, half in zip(problem["names"], result["ST"], result["ST_conf"], strict=True))
    return tuple(sorted(each, key=lambda influence: -influence.total_order))


def foremost(found: Sequence[Influence], count: int = 3) -> tuple[Influence, ...]:
    """Return the assumptions that matter most: the first few whose index is above zero beyond its interval."""
    return tuple(one for one in found[:count] if one.total_order > one.confidence)
