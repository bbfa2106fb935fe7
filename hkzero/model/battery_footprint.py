"""Cradle-to-gate carbon footprint of batteries, as studies found it, and what the grid of the factory does to it.

Another grid: footprint + (new grid − the study's grid) × electricity of making 1 kWh of cells. This moves the
electricity of the cell factory only; mines, refineries and cathode plants stay on the grids that the study gave them.
Electricity of making cells: 50 to 65 kWh/kWh in two large factories (Davidsson Kurland 2020, Environ. Res. Commun. 2
012001), energy of any form from 20.3 kWh/kWh (Degen et al. 2023, Nature Energy 8).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

from hkzero.measure import Answer, Kind, weakest

QUESTIONS = ("battery_footprints", "battery_parameters")
DEFAULT_STUDY = "peiseler_et_al_2024_eth"
WHOLE_SCOPE = "cradle_to_gate"
PARAMETER_OF_REGION = {"china": "cell_grid_china", "global_announced_production": "cell_grid_world"}
FALL_FROM, FALL_TO = 2023, 2050  # years between which a study sees footprints fall as grids are cleaned
MOST_GRID_KG_PER_KWH = 2.0
PERCENT = 100.0


@dataclass(frozen=True, slots=True)
class Footprint:
    """kg CO2e per kWh of capacity (never per kWh delivered): one study, chemistry, place, scope. A blank end is None.

    Footprints of different `scope` are never averaged.
    """

    footprint_id: str
    study: str
    chemistry: str
    region: str
    scope: str
    period: str
    low: float | None
    central: float | None
    high: float | None
    kind: Kind
    source_id: str
    note: str


@dataclass(frozen=True, slots=True)
class Range:
    """Low, central and high of one parameter of data/battery_parameters.csv, in `unit`."""

    low: float
    central: float
    high: float
    unit: str

    @property
    def ends(self) -> tuple[float, float, float]:
        """Low, central and high."""
        return self.low, self.central, self.high


@dataclass(frozen=True, slots=True)
class Making:
    """How cells are made: electricity in kWh per kWh of capacity, and by region the grid its studies had (kg/kWh)."""

    electricity: Range
    own_grid: Mapping[str, Range]


@dataclass(frozen=True, slots=True)
class Embodied:
    """kg CO2e that a kWh of capacity brings with it, and the study that says so."""

    low: float
    central: float
    high: float
    chemistry: str
    study: str
    scope: str
    source_id: str
    kind: Kind

    @property
    def ends(self) -> tuple[float, float, float]:
        """Low, central and high."""
        return self.low, self.central, self.high


def footprints(answer: Answer) -> tuple[Footprint, ...]:
    """Return the footprints per kWh of capacity of `battery_footprints`; those per kilogram or pack are left out."""
    frame = answer.frame[answer.frame["basis"] == "capacity"]
    return tuple(Footprint(row.footprint_id, row.study, row.chemistry, row.region, row.scope, row.period,
                           _known(row.low), _known(row.value), _known(row.high), Kind(row.kind), row.source_id,
                           row.note if isinstance(row.note, str) else "")
                 for row in frame.itertuples())


def _known(value: float) -> float | None:
    return None if value is None or value != value else float(value)


def parameters(answer: Answer) -> dict[str, Range]:
    """Return the parameters of `battery_parameters` by id."""
    return {row.parameter_id: Range(float(row.low), float(row.value), float(row.high), row.unit)
            for row in answer.frame.itertuples()}


def making(answer: Answer) -> Making:
    """Return how cells are made, from the answer to `battery_parameters`. KeyError names a parameter not there."""
    known = parameters(answer)
    return Making(known["cell_electricity"], {region: known[name] for region, name in PARAMETER_OF_REGION.items()})


def extent(footprint: Footprint) -> tuple[float, float]:
    """Return the least and the most that a footprint says, kg CO2e per kWh of capacity. ValueError if it has none."""
    ends = [value for value in (footprint.low, footprint.central, footprint.high) if value is not None]
    if not ends:
        raise ValueError(f"{footprint.footprint_id} has no figure")
    return min(ends), max(ends)


def with_grid(footprint: Footprint, grid_kg_per_kwh: float, known: Making) -> Footprint | None:
    """Return what a footprint would be if the cells were made with electricity of this carbon intensity.

    None where nothing can be said: the study's own grid is not known, or its range is that of the grids. Low and high
    are the least and the most over the ranges of the footprint, of the electricity and of the study's own grid; no
    footprint falls below 0. The result is assumed at best. ValueError unless the intensity is 0 to 2 kg/kWh.
    """
    if not 0 <= grid_kg_per_kwh <= MOST_GRID_KG_PER_KWH:
        raise ValueError(f"grid_kg_per_kwh = {grid_kg_per_kwh:g}: from 0 to {MOST_GRID_KG_PER_KWH:g}")
    # What a maker states may rest on a factory with its own supply, so only whole studies are moved.
    own = known.own_grid.get(footprint.region) if footprint.scope == WHOLE_SCOPE else None
    if own is None or footprint.kind == Kind.SCENARIO:
        return None
    shifts = [(grid_kg_per_kwh - grid) * electricity
              for grid, electricity in product(own.ends, known.electricity.ends)]
    least, most = extent(footprint)
    central = None if footprint.central is None else max(
        footprint.central + (grid_kg_per_kwh - own.central) * known.electricity.central, 0.0)
    return replace(footprint, low=max(least + min(shifts), 0.0), central=central, high=max(most + max(shifts), 0.0),
                   kind=weakest((footprint.kind, Kind.ASSUMED)))


def embodied(found: Iterable[Footprint], chemistry: str, *, year: int | None = None, fall_by_2050: float = 0.0,
             study: str = DEFAULT_STUDY) -> Embodied:
    """Return what a kWh of capacity of a chemistry brings with it, by one study with all of low, central and high.

    `fall_by_2050` is the share (0 to 1) by which footprints fall from 2023 to 2050, in a straight line; it takes effect
    with `year`. ValueError names the chemistries that the study has, or a share that is none.
    """
    if not 0 <= fall_by_2050 <= 1:
        raise ValueError(f"fall_by_2050 = {fall_by_2050:g}: from 0 to 1")
    whole = {one.chemistry: one for one in found
             if one.study == study and None not in (one.low, one.central, one.high)}
    if chemistry not in whole:
        raise ValueError(f"chemistry = {chemistry}: {study} has {', '.join(sorted(whole)) or 'no whole range'}")
    one = whole[chemistry]
    left = 1.0 if year is None else 1 - fall_by_2050 * fallen(year)
    kind = weakest((one.kind, Kind.SCENARIO)) if left < 1 else one.kind
    low, central, high = (left * float(value) for value in (one.low, one.central, one.high) if value is not None)
    return Embodied(low, central, high, chemistry, study, one.scope, one.source_id, kind)


def fallen(year: float) -> float:
    """Return how much (0 to 1) of the fall of footprints has come by a year: none by 2023, all from 2050 on."""
    return min(max((year - FALL_FROM) / (FALL_TO - FALL_FROM), 0.0), 1.0)


def scopes(found: Sequence[Footprint]) -> tuple[str, ...]:
    """Return the scopes in the order of how many footprints they have, most first."""
    counts: dict[str, int] = {}
    for one in found:
        counts[one.scope] = counts.get(one.scope, 0) + 1
    return tuple(sorted(counts, key=lambda scope: (-counts[scope], scope)))
