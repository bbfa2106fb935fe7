"""What the electricity page says in numbers: a share or level in its newest year and its change since a base year."""

from __future__ import annotations

from dataclasses import dataclass

from hkzero.measure import Answer, Measured
from hkzero.model.parts import narrowed
from hkzero.model.standing import in_megatonnes

# The last year before the turn from coal to gas, and the base year of the Government's electricity-saving targets.
BASE_YEAR = 2015
COMPANIES, WHOLE_CITY = ("clp_power", "hk_electric"), "hong_kong"


@dataclass(frozen=True, slots=True)
class Trend:
    """The newest value of one series, and its change since a base year (None where the base year is not published)."""

    year: int
    latest: Measured
    base_year: int
    change: Measured | None


def newest(shares: Answer, progress: Answer, intensity: Answer, base_year: int = BASE_YEAR) -> dict[str, Trend]:
    """Return the key trends by code: shares of supply in %, intensity in kg CO2e per kWh consumed."""
    return {
        "zero_carbon": trend(progress, base_year, target_id="elec_zc_2035"),
        "coal": trend(shares, base_year, fuel="coal"),
        "natural_gas": trend(shares, base_year, fuel="natural_gas"),
        "renewables": trend(progress, base_year, target_id="elec_re_2035"),
        "intensity": trend(intensity, base_year, measure="consumed"),
    }


def trend(answer: Answer, base_year: int, **where: str) -> Trend:
    """Return the newest yearly value of the rows in which each named column has its value, and its change.

    The change is since `base_year`, and in the unit of the answer: percentage points where that is %.
    KeyError when no row matches.
    """
    part = answer.frame
    for column, value in where.items():
        part = part[part[column] == value]
    if not len(part):
        raise KeyError(f"{answer.name} has no row with {where}")
    year = int(part["period"].max())
    latest = answer.measured(part[part["period"] == year])
    base = part[part["period"] == base_year]
    change = latest - answer.measured(base) if len(base) == 1 and base_year < year else None
    return Trend(year, latest, base_year, change)


def span(answer: Answer) -> tuple[int, int]:
    """Return the first and the last year of an answer."""
    return int(answer.frame["period"].min()), int(answer.frame["period"].max())


def shown(answer: Answer, *choices: object) -> Answer:
    """Return the answer in the unit it is shown in: Mt CO2e where it is in kt CO2e, else as it is.

    Where one of the two companies is among the choices, only its rows and those of the whole city are kept, and with
    them only their publications.
    """
    chosen = set(COMPANIES) & set(choices)
    if chosen and "utility" in answer.frame:
        answer = narrowed(answer, answer.frame[answer.frame["utility"].isin(chosen | {WHOLE_CITY})])
    return in_megatonnes(answer) if answer.unit == "kt CO2e" else answer
