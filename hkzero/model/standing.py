"""Where the city and its sectors stand against their targets, measured over a chosen window of years.

The choice of window decides the verdict as much as the emissions do, so every standing also names the window that
contradicts it most, and each level keeps the edition of the inventory it was read in.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from hkzero.measure import Answer, Kind, Measured, UnitError
from hkzero.model.pathways import Form, Level, Pathway, through
from hkzero.model.progress import Progress, Verdict, assess

MEGATONNES = "Mt CO2e"
# What readers are shown instead of the unit of the data: unit and exact factor.
SHOWN_IN = {"kt CO2e": (MEGATONNES, 1e-3), "TJ": ("TWh", 1 / 3600)}
PERCENT = 100.0
LEVEL_COLUMNS = ("period", "low", "value", "high", "unit", "kind", "series_id", "source_id", "vintage")
TARGET_COLUMNS = ("target_id", "target_year", "base_year", "low", "high", "source_id")
AMOUNT_COLUMNS = ("low", "value", "high", "from_value", "to_value", "base_value")
# A level rounded more coarsely than this ("40 million tonnes") is neither start nor end of a pace.
COARSEST_ROUNDING_SHARE = 0.10
PANDEMIC_YEAR = 2020
WINDOWS = ("ten", "five", "peak", "base", "pandemic")
SECTOR_TARGETS = {"electricity": "elec_netzero_2050", "transport": "tr_zev_2050", "waste": "city_neutral_2050"}
BUILDING_TARGETS = {"commercial": "bld_com_2035", "residential": "bld_res_2035"}


@dataclass(frozen=True, slots=True)
class CityStanding:
    """The latest total, how it moved, and its progress to each city target, the nearest first.

    `peak_range` is the lowest and highest level that the editions of the inventory have given for the peak year: how
    far a recalculation can move a number. The pace is measured from `start`. `contrast` is the progress to the nearest
    target from `contrast_start`, the window that contradicts the chosen one most (None where all windows agree);
    `other_form` is the progress to the nearest target when the same pace is carried on in the other form.
    """

    latest: Level
    previous: Level | None
    change: Measured | None
    change_percent: Measured | None
    peak: Level
    peak_range: tuple[float, float]
    since_peak: Measured
    start: Level
    form: Form
    progress: tuple[Progress, ...]
    target_path: Pathway
    other_form: Progress
    contrast_start: Level | None = None
    contrast: Progress | None = None

    @property
    def case(self) -> str:
        """Which finding is true: met, missed or rising, with `_but` where another window says otherwise."""
        found = {Verdict.ON_TRACK: "met", Verdict.WRONG_WAY: "rising"}.get(self.progress[0].verdict, "missed")
        return f"{found}_but" if self.contrast else found

    @property
    def evidence(self) -> tuple[Measured, ...]:
        """What the projections rest on."""
        return (*(item.path.amount for item in self.progress), self.target_path.amount)


@dataclass(frozen=True, slots=True)
class SectorStanding:
    """One sector against its own target; `progress` is None where a level it needs was not published."""

    sector: str
    latest: Level | None
    start: Level | None
    target_year: int
    progress: Progress | None

    @property
    def verdict(self) -> Verdict:
        """The verdict, no_data where there is nothing to compare."""
        return self.progress.verdict if self.progress else Verdict.NO_DATA


def in_megatonnes(answer: Answer) -> Answer:
    """Return an answer in kilotonnes with every amount in megatonnes, so that chart, table and download agree."""
    frame, (unit, factor) = answer.frame, SHOWN_IN["kt CO2e"]
    if set(frame["unit"].dropna()) - {"kt CO2e"}:
        raise UnitError(f"{answer.name or 'the answer'} is not in kt CO2e alone")
    scaled = {name: frame[name] * factor for name in AMOUNT_COLUMNS if name in frame}
    return replace(answer, frame=frame.assign(**scaled, unit=unit), unit=unit)


def levels(answer: Answer, sector: str | None = None) -> dict[int, Level]:
    """Return the level of each year on its newest edition, oldest year first, in Mt or TWh.

    Coarsely rounded figures are left out; so are years without a value.
    """
    newest: dict[int, dict] = {}
    for row in _rows(answer, sector):
        if _missing(row["value"]) or _coarse(row):
            continue
        year = int(row["period"])
        if year not in newest or str(row["vintage"]) > str(newest[year]["vintage"]):
            newest[year] = row
    return {year: _level(newest[year]) for year in sorted(newest)}


def windows(totals: Answer, targets: Answer) -> dict[str, int]:
    """Return the windows that can be measured, as code and start year; of two that start together the first stays."""
    return _windows(_known(totals), targets)


def city_standing(totals: Answer, targets: Answer, start_year: int, form: Form | str = Form.TONNES) -> CityStanding:
    """Return where the city stands, its pace measured from `start_year` to the newest year.

    ValueError when there is no level of that year (ask `windows` first) or no total at all.
    """
    known = _known(totals)
    latest, start, peak = known[max(known)], known.get(start_year), _peak(known)
    if start is None:
        raise ValueError(f"no level of total emissions for {start_year}")
    goals = [_goal(row | {"question": targets.name})
             for row in targets.frame.sort_values("target_year").to_dict("records")]
    previous = known.get(latest.year - 1)
    change = latest.amount - previous.amount if previous else None
    others = [known[year] for year in _windows(known, targets).values() if year != start_year]
    progress = tuple(assess(start, latest, goal, Form(form)) for goal in goals)
    contrast_start, contrast = _contrast(progress[0], others, latest, goals[0], Form(form))
    return CityStanding(
        latest=latest, previous=previous, change=change,
        change_percent=_percent_of(change, previous.amount) if change else None,
        peak=peak, peak_range=_range(totals, peak.year),
        since_peak=_percent_of(latest.amount - peak.amount, peak.amount),
        start=start, form=Form(form), progress=progress, target_path=through([latest, *goals]),
        other_form=assess(start, latest, goals[0], Form.PERCENT if form == Form.TONNES else Form.TONNES),
        contrast_start=contrast_start, contrast=contrast)


def all_sectors(sectors: Answer, electricity: Answer, targets: Answer, start_year: int) -> tuple[SectorStanding, ...]:
    """Return electricity, transport, buildings and waste, each against its own target."""
    generation, transport, waste = sector_standings(sectors, targets, start_year)
    return generation, transport, building_standing(electricity, targets, start_year), waste


def sector_standings(sectors: Answer, targets: Answer, start_year: int) -> tuple[SectorStanding, ...]:
    """Return electricity, transport and waste against zero emissions in the year that the plan names for them."""
    found = []
    for sector, target_id in SECTOR_TARGETS.items():
        row = _target(targets, target_id)
        zero = Measured.one(0.0, MEGATONNES, row["source_id"].split(";"), Kind.SCENARIO, questions=(targets.name,))
        known = levels(sectors, sector)
        latest = known[max(known)] if known else None
        found.append(_standing(sector, latest, known.get(start_year), Level(int(row["target_year"]), zero)))
    return tuple(found)


def building_standing(electricity: Answer, targets: Answer, start_year: int) -> SectorStanding:
    """Return electricity used in buildings against the near end of its saving targets, homes and commerce together."""
    known = {sector: levels(electricity, sector) for sector in BUILDING_TARGETS}
    rows = {sector: _target(targets, target_id) for sector, target_id in BUILDING_TARGETS.items()}
    target_year = min(int(row["target_year"]) for row in rows.values())
    common = set.intersection(*(set(years) for years in known.values()))
    goal = _joined(_saving(known[sector], row) for sector, row in rows.items())
    if not common or goal is None:
        return SectorStanding("buildings", None, None, target_year, None)
    latest = _joined(years[max(common)] for years in known.values())
    start = _joined(years.get(start_year) for years in known.values())
    return _standing("buildings", latest, start, goal)


def _standing(sector: str, latest: Level | None, start: Level | None, goal: Level) -> SectorStanding:
    usable = latest is not None and start is not None and start.year < latest.year
    return SectorStanding(sector, latest, start, goal.year, assess(start, latest, goal) if usable else None)


def _saving(known: dict[int, Level], row: dict) -> Level | None:
    """Return the level a saving target asks for: base-year level × (1 + the smallest cut named)."""
    base = known.get(int(row["base_year"]))
    if base is None:
        return None
    change = max(value for value in (row["low"], row["high"]) if not _missing(value))
    share = Measured.one(1 + change / PERCENT, "1", row["source_id"].split(";"), Kind.SCENARIO)
    return Level(int(row["target_year"]), base.amount.times(share, base.amount.unit))


def _joined(parts: Iterable[Level | None]) -> Level | None:
    """Return the sum of levels of one year; None when one of them is missing."""
    known = list(parts)
    if any(level is None for level in known):
        return None
    total = known[0].amount
    for level in known[1:]:
        total = total + level.amount
    return Level(known[0].year, total)


def _contrast(chosen: Progress, others: list[Level], latest: Level, goal: Level,
              form: Form) -> tuple[Level | None, Progress | None]:
    """Return the other window that contradicts the chosen one most: met against missed, or missed against met."""
    met = chosen.verdict is Verdict.ON_TRACK
    found = [(start, assess(start, latest, goal, form)) for start in others]
    against = [pair for pair in found if (pair[1].verdict is Verdict.ON_TRACK) is not met]
    return (min if met else max)(against, key=lambda pair: pair[1].share, default=(None, None))


def _windows(known: dict[int, Level], targets: Answer) -> dict[str, int]:
    latest_year = max(known)
    base_years = [int(year) for year in targets.frame["base_year"].dropna()]
    starts = {"ten": latest_year - 10, "five": latest_year - 5, "peak": _peak(known).year,
              "base": min(base_years, default=latest_year), "pandemic": PANDEMIC_YEAR}
    found: dict[str, int] = {}
    for code in WINDOWS:
        year = starts[code]
        if year < latest_year and year in known and year not in found.values():
            found[code] = year
    return found


def _percent_of(change: Measured, origin: Measured) -> Measured:
    return change.over(origin, "1").scaled(PERCENT, "%")


def _range(totals: Answer, year: int) -> tuple[float, float]:
    """Return the lowest and highest level of a year among all editions, coarsely rounded figures left out."""
    found = [_level(row).amount.value for row in _rows(totals)
             if int(row["period"]) == year and not _missing(row["value"]) and not _coarse(row)]
    return min(found), max(found)


def _peak(known: dict[int, Level]) -> Level:
    return max(known.values(), key=lambda level: level.amount.value)


def _known(totals: Answer) -> dict[int, Level]:
    known = levels(totals)
    if not known:
        raise ValueError("no total emissions in the answer: nothing can be said")
    return known


def _target(targets: Answer, target_id: str) -> dict:
    for row in _cells(targets.frame, TARGET_COLUMNS):
        if row["target_id"] == target_id:
            return row
    raise LookupError(f"no target {target_id!r} among {', '.join(targets.frame['target_id'])}")


def _goal(row: dict) -> Level:
    return Level(int(row["target_year"]), _amount(row).as_kind(Kind.SCENARIO))


def _level(row: dict) -> Level:
    factor = SHOWN_IN.get(row["unit"], (row["unit"], 1.0))[1]
    bounds = (None if _missing(row.get(name)) else row[name] * factor for name in ("low", "high"))
    return Level(int(row["period"]), _amount(row), *bounds)


def _amount(row: dict) -> Measured:
    """Return the value of a row in the unit shown: kilotonnes as megatonnes, terajoules as terawatt-hours."""
    unit, factor = SHOWN_IN.get(row["unit"], (row["unit"], 1.0))
    split = (tuple(str(row[name]).split(";")) for name in ("source_id", "series_id", "vintage"))
    sources, series, vintages = split
    return Measured((float(row["value"]) * factor,), unit, sources, row["kind"], series, vintages,
                    questions=(row["question"],))


def _rows(answer: Answer, sector: str | None = None) -> list[dict]:
    frame = answer.frame if sector is None else answer.frame[answer.frame["sector"] == sector]
    return [row | {"question": answer.name} for row in _cells(frame, LEVEL_COLUMNS)]


def _cells(frame, columns: tuple[str, ...]) -> list[dict]:
    """Return some columns of a frame as one dict a row."""
    known = [name for name in columns if name in frame]
    cells = zip(*(frame[name].tolist() for name in known), strict=True)
    return [dict(zip(known, row, strict=True)) for row in cells]


def _coarse(row: dict) -> bool:
    low, high = row.get("low"), row.get("high")
    if _missing(low) or _missing(high):
        return False
    return high - low > 2 * COARSEST_ROUNDING_SHARE * abs(row["value"])


def _missing(value: float | None) -> bool:
    return value is None or value != value
