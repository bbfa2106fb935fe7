"""Carbon per kilowatt-hour that a battery delivers over its service life, step by step and with its range.

Functional unit of Regulation (EU) 2023/1542: kg CO2e per kWh of the total energy provided over the expected service
life. Vehicles follow the draft method Ares(2024)3131389: usable capacity × full equivalent cycles a year × years of
warranty (kilometres turned into years, the shorter counts). Stationary batteries follow cycles, depth, fade and
efficiency. Use is no part of the footprint; the losses of use are a memorandum.

The range: every assumption goes at once to the end that makes least carbon per kWh (low), to its central value, and to
the end that makes most (high). What somebody chose has one value in all three.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hkzero.measure import Answer
from hkzero.model import battery_footprint
from hkzero.model.battery_sharing import RULES, first_share, recycling_credit
from hkzero.model.battery_units import magnitude, quantity

METHOD_ID, METHOD_VERSION = "hkzero_battery_service", "1.0"
QUESTIONS = ("battery_parameters", "battery_rule_cycles", "battery_footprints")
ENDS = ("low", "central", "high")
CHEMISTRIES = ("lfp", "nmc811")  # those whose footprint one study gives with both ends
STATIONARY = "stationary"
# Use → the category of vehicle whose cycles a year the draft method sets.
CATEGORIES = {"car": "m1_and_n1", "van": "m1_and_n1", "two_wheeler": "l", "bus": "m2_m3_n2_n3", "truck": "m2_m3_n2_n3"}
USES = (*CATEGORIES, STATIONARY)
SECOND_LIVES = ("none", *RULES)

# Field → least, most, unit. Where the least is 0, `ABOVE` says whether 0 itself will do.
LIMITS: dict[str, tuple[float, float, str]] = {
    "capacity": (0, 1e7, "kWh of capacity"), "embodied": (0, 5000, "kg CO2e/kWh of capacity"),
    "usable_share": (0, 100, "%"), "warranty_years": (0, 50, "years"), "warranty_km": (0, 5e6, "km"),
    "energy_per_km": (0, 20, "kWh/km"), "cycles_per_year": (0, 5000, "cycles/year"), "depth": (0, 100, "%"),
    "efficiency": (0, 100, "%"), "fade_per_year": (0, 50, "%/year"), "fade_per_cycle": (0, 5, "% per cycle"),
    "end_health": (1, 99, "%"), "cycle_life": (0, 1e6, "cycles"), "calendar_years": (0, 60, "years"),
    "distribution": (0, 500, "kg CO2e/kWh of capacity"), "end_of_life": (0, 500, "kg CO2e/kWh of capacity"),
    "recycled_share": (0, 100, "%"), "recycling_saving": (0, 100, "%"), "cff_a": (0, 1, "fraction"),
    "remaining": (0, 100, "%"), "second_years": (0, 50, "years"), "second_cycles": (0, 5000, "cycles/year"),
    "repurposing": (0, 500, "kg CO2e/kWh of capacity"), "price_ratio": (0, 10, "fraction"),
}
ABOVE = frozenset({"capacity", "embodied", "usable_share", "warranty_years", "warranty_km", "energy_per_km",
                   "cycles_per_year", "depth", "efficiency", "cycle_life", "calendar_years", "remaining",
                   "second_years", "second_cycles"})
# A higher value of these makes less carbon per kWh of the first life; of all others more.
MORE_IS_LESS = frozenset({"usable_share", "warranty_years", "warranty_km", "energy_per_km", "cycles_per_year", "depth",
                          "efficiency", "cycle_life", "calendar_years", "recycled_share", "recycling_saving",
                          "remaining", "second_years", "second_cycles", "price_ratio"})

COMMON = ("capacity", "embodied", "distribution", "end_of_life", "recycled_share", "recycling_saving", "cff_a")
OF_VEHICLES = ("usable_share", "cycles_per_year", "warranty_years", "warranty_km", "energy_per_km")
OF_STORES = ("depth", "efficiency", "fade_per_year", "fade_per_cycle")
OF_STATIONARY = ("cycles_per_year", *OF_STORES, "end_health", "cycle_life", "calendar_years")
OF_SECOND_LIFE = ("second_years", "second_cycles", "repurposing", "price_ratio")
# What the table of parameters has under another name, because the fleet of the city needs it too.
ALSO_KNOWN_AS = {"remaining": "fleet_remaining_capacity", "second_years": "fleet_second_life_years"}


class BadBattery(ValueError):
    """An input that makes no sense: `field`, `value`, `expected` say which, what was given and what would do."""

    def __init__(self, field: str, value: object, expected: str) -> None:
        super().__init__(f"{field} = {value}: {expected}")
        self.field, self.value, self.expected = field, value, expected


@dataclass(frozen=True, slots=True)
class Given:
    """One number that goes in, with its range. `basis` is source, derived, judgement, or entered (no range)."""

    field: str
    low: float
    central: float
    high: float
    unit: str
    basis: str
    source_id: str | None = None
    note: str = ""

    def __post_init__(self) -> None:
        for value in (self.low, self.central, self.high):
            _check(self.field, value)
        if not self.low <= self.central <= self.high:
            raise BadBattery(self.field, (self.low, self.central, self.high), "low ≤ central ≤ high")

    def at(self, end: str) -> float:
        """Return the value at the end of the range that makes least (`low`) or most (`high`) carbon per kWh."""
        if end == "central":
            return self.central
        return self.low if (end == "low") != (self.field in MORE_IS_LESS) else self.high


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the calculation: formula, unit, and its value in the case of least carbon, central, and of most."""

    step_id: str
    formula: str
    unit: str
    low: float
    central: float
    high: float


@dataclass(frozen=True, slots=True)
class Service:
    """One calculation: what went in, every step, and what comes out (`step("per_kwh")`)."""

    use: str
    chemistry: str
    second_life: str
    inputs: tuple[Given, ...]
    steps: tuple[Step, ...]

    def step(self, step_id: str) -> Step:
        """Return a step; KeyError where this calculation has none of that name."""
        for one in self.steps:
            if one.step_id == step_id:
                return one
        raise KeyError(step_id)

    def has(self, step_id: str) -> bool:
        """Return whether the calculation has this step."""
        return any(one.step_id == step_id for one in self.steps)

    @property
    def sources(self) -> tuple[str, ...]:
        """The publications that the inputs rest on."""
        return tuple(sorted({one.source_id for one in self.inputs if one.source_id}))


def entered(field: str, value: float) -> Given:
    """Return a number that somebody chose. BadBattery where it makes no sense."""
    if field not in LIMITS:
        raise BadBattery(field, value, f"one of {', '.join(LIMITS)}")
    _check(field, value)
    return Given(field, value, value, value, LIMITS[field][2], "entered")


def _check(field: str, value: float) -> None:
    least, most, unit = LIMITS[field]
    is_number = isinstance(value, int | float) and value == value
    if not is_number or value > most or value < least or (value == least and field in ABOVE):
        lower = f"above {least:g}" if field in ABOVE else f"{least:g} or more"
        raise BadBattery(field, value, f"a number {lower} and at most {most:g}, in {unit}")


def family(chemistry: str) -> str:
    """Return whose wear and recycling a chemistry shares: `lfp`, or `nmc` for every other."""
    return "lfp" if "lfp" in chemistry else "nmc"


def fields_of(use: str, second_life: str = "none") -> tuple[str, ...]:
    """Return the fields that a use needs. BadBattery for a use or a rule that is not known."""
    if use not in USES:
        raise BadBattery("use", use, f"one of {', '.join(USES)}")
    if second_life not in SECOND_LIVES:
        raise BadBattery("second_life", second_life, f"one of {', '.join(SECOND_LIVES)}")
    fields = COMMON + (OF_STATIONARY if use == STATIONARY else OF_VEHICLES)
    if second_life != "none":
        # A stationary battery's own wear says what is left of it; a vehicle's draft method knows no wear.
        fields += OF_SECOND_LIFE + (() if use == STATIONARY else ("remaining", *OF_STORES))
    return fields


@dataclass(frozen=True, slots=True)
class Known:
    """What calculations start from: parameters by id, cycles a year by category of vehicle, carbon by chemistry."""

    parameters: Mapping[str, Given]
    cycles: Mapping[str, Given]
    embodied: Mapping[str, Given]


def known(parameters: Answer, cycles: Answer, footprints: Answer) -> Known:
    """Return what calculations start from, of the questions `QUESTIONS` in their order.

    The carbon of a chemistry is that of the one study with low, central and high (battery_footprint.embodied).
    """
    read = battery_footprint.footprints(footprints)
    made = {name: battery_footprint.embodied(read, name) for name in CHEMISTRIES}
    return Known(
        {row["parameter_id"]: _given(row) for row in parameters.frame.to_dict("records")
         if _field(row["parameter_id"])},
        {row["scope"]: Given("cycles_per_year", row["value"], row["value"], row["value"], "cycles/year", "source",
                             row["source_id"]) for row in cycles.frame.to_dict("records")},
        {name: Given("embodied", *one.ends, LIMITS["embodied"][2], "source", one.source_id)
         for name, one in made.items()})


def _field(parameter_id: str) -> str | None:
    """Return which field a parameter is of, the longest that fits; None where it is of another calculation."""
    for field, name in ALSO_KNOWN_AS.items():
        if parameter_id == name:
            return field
    fits = [field for field in LIMITS if f"{parameter_id}_".startswith(f"service_{field}_")]
    return max(fits, key=len, default=None)


def _given(row: Mapping[str, Any]) -> Given:
    source, note = row["source_id"], row["note"]
    return Given(_field(row["parameter_id"]) or "", row["low"], row["value"], row["high"], row["unit"], row["basis"],
                 source if isinstance(source, str) else None, note if isinstance(note, str) else "")


def inputs_of(known: Known, use: str, chemistry: str, chosen: Mapping[str, float],
              second_life: str = "none") -> tuple[Given, ...]:
    """Return every input of a calculation: what was chosen, else the parameter of the use, of the chemistry or of all.

    BadBattery for what makes no sense, for a field that this use does not have, and for one that nobody knows; only the
    kilometres of a warranty can be done without.
    """
    fields = fields_of(use, second_life)
    for field in chosen:
        if field not in fields:
            raise BadBattery(field, chosen[field], f"for {use}, one of {', '.join(fields)}")
    if chemistry not in known.embodied:
        raise BadBattery("chemistry", chemistry, f"one of {', '.join(known.embodied)}")
    found = {field: entered(field, chosen[field]) if field in chosen else _usual(known, use, chemistry, field)
             for field in fields}
    if found.get("warranty_km") is None:
        found.pop("energy_per_km", None)  # needed for nothing but turning kilometres into years
    return tuple(one for one in found.values() if one is not None)


def _usual(known: Known, use: str, chemistry: str, field: str) -> Given | None:
    """Return what a field is where nobody chose it; None for kilometres of warranty that nobody states."""
    if field == "embodied":
        return known.embodied[chemistry]
    if field == "cycles_per_year" and use != STATIONARY:
        return known.cycles[CATEGORIES[use]]
    names = (f"service_{field}_{use}", f"service_{field}_{family(chemistry)}", f"service_{field}",
             f"service_{field}_{STATIONARY}", ALSO_KNOWN_AS.get(field, ""))
    name = next((name for name in names if name in known.parameters), None)
    if name is None and field != "warranty_km":
        raise BadBattery(field, None, f"a number in {LIMITS[field][2]}")
    return known.parameters[name] if name else None


def service(use: str, chemistry: str, inputs: Sequence[Given], second_life: str = "none") -> Service:
    """Return the footprint per kWh delivered with every step. BadBattery for what makes no sense or is missing.

    `second_life` is none or the rule by which the two lives share what the battery cost the climate
    (model/battery_sharing.py).
    """
    by_field = {one.field: one for one in inputs}
    spare = {"warranty_km"} if "warranty_km" in by_field else {"warranty_km", "energy_per_km"}
    missing = [field for field in fields_of(use, second_life) if field not in by_field and field not in spare]
    if missing:
        raise BadBattery(missing[0], None, f"a number in {LIMITS[missing[0]][2]}")
    runs = [_run(use, second_life, {one.field: quantity(one.at(end), one.unit) for one in inputs}) for end in ENDS]
    steps = tuple(Step(step_id, formula, unit, *(magnitude(run[step_id][2], unit) for run in runs))
                  for step_id, (formula, unit, _) in runs[1].items())
    return Service(use, chemistry, second_life, tuple(inputs), steps)


Row = tuple[str, str, Any]


def _run(use: str, second_life: str, given: Mapping[str, Any]) -> dict[str, Row]:
    """Return the steps of one case in order: formula, unit, and amount as a Pint quantity, so units are checked."""
    steps = _of_a_store(given) if use == STATIONARY else _of_a_vehicle(given)
    steps |= _of_stages(given)
    delivered, total = steps["delivered"][2], steps["total"][2]
    if second_life != "none":
        if use == STATIONARY:
            left = quantity(1, "fraction") - steps["fade"][2] * steps["years"][2]
            steps |= _of_second_life(given, left, "1 - fade * years")
        else:
            steps |= _of_second_life(given, given["remaining"], "remaining")
        second = steps["second_delivered"][2]
        share = first_share(second_life, magnitude(delivered, "kWh delivered"), magnitude(second, "kWh delivered"),
                            magnitude(given["price_ratio"], "fraction"))
        steps["first_share"] = (RULES[second_life], "%", quantity(100 * share, "%"))
    shared = steps["first_share"][2] if second_life != "none" else quantity(100, "%")
    portion = " * first_share" if second_life != "none" else ""
    per_kwh = "kg CO2e/kWh delivered"
    for stage in ("production", "distribution", "end_of_life"):
        steps[f"{stage}_per_kwh"] = (f"{stage}_kg{portion} / delivered", per_kwh,
                                     steps[f"{stage}_kg"][2] * shared / delivered)
    steps["per_kwh"] = (f"total{portion} / delivered", per_kwh, total * shared / delivered)
    steps["credit_per_kwh"] = (f"credit{portion} / delivered", per_kwh, steps["credit"][2] * shared / delivered)
    steps["after_credit"] = ("per_kwh - credit_per_kwh", per_kwh, steps["per_kwh"][2] - steps["credit_per_kwh"][2])
    if second_life != "none":
        carried = total * (quantity(100, "%") - shared) + steps["repurposing_kg"][2]
        steps["second_per_kwh"] = ("(total * (1 - first_share) + repurposing_kg) / second_delivered", per_kwh,
                                   carried / second)
        steps["both_per_kwh"] = ("(total + repurposing_kg) / (delivered + second_delivered)", per_kwh,
                                 (total + steps["repurposing_kg"][2]) / (delivered + second))
    return steps


def _of_a_vehicle(given: Mapping[str, Any]) -> dict[str, Row]:
    """Return the steps of the draft method: usable capacity × cycles a year × years, the shorter warranty counting."""
    usable = given["capacity"] * given["usable_share"]
    yearly = usable * given["cycles_per_year"]
    steps = {"usable": ("capacity * usable_share", "kWh of capacity", usable)}
    years, formula = given["warranty_years"], "warranty_years"
    if "warranty_km" in given:
        by_km = given["warranty_km"] * given["energy_per_km"] / yearly
        steps["years_by_km"] = ("warranty_km * energy_per_km / (usable * cycles_per_year)", "years", by_km)
        years, formula = min(years, by_km), "min(warranty_years, years_by_km)"
    steps["years"] = (formula, "years", years)
    steps["delivered"] = ("usable * cycles_per_year * years", "kWh delivered", yearly * years)
    return steps


def _of_a_store(given: Mapping[str, Any]) -> dict[str, Row]:
    """Return the steps of a stationary battery, up to what it delivers on the grid's side of its converter."""
    one = quantity(1, "fraction")
    fade = given["fade_per_year"] + given["fade_per_cycle"] * given["cycles_per_year"] * given["depth"]
    by_cycles = given["cycle_life"] / given["cycles_per_year"]
    years, formula = min(by_cycles, given["calendar_years"]), "min(years_by_cycles, calendar_years)"
    steps = {"fade": ("fade_per_year + fade_per_cycle * cycles_per_year * depth", "%/year", fade)}
    if fade.magnitude > 0:
        by_health = (one - given["end_health"]) / fade
        steps["years_by_health"] = ("(1 - end_health) / fade", "years", by_health)
        years, formula = min(years, by_health), "min(years_by_health, years_by_cycles, calendar_years)"
    mean_health = one - fade * years / 2
    out = given["efficiency"].to("") ** 0.5
    delivered = given["capacity"] * given["depth"] * given["cycles_per_year"] * years * mean_health * out
    return steps | {
        "years_by_cycles": ("cycle_life / cycles_per_year", "years", by_cycles),
        "years": (formula, "years", years),
        "mean_health": ("1 - fade * years / 2", "%", mean_health),
        "way_out": ("efficiency ** 0.5", "%", out),
        "delivered": ("capacity * depth * cycles_per_year * years * mean_health * way_out", "kWh delivered", delivered),
        "losses": ("delivered * (1 / efficiency - 1)", "kWh delivered", delivered * (1 / given["efficiency"] - one)),
    }


def _of_stages(given: Mapping[str, Any]) -> dict[str, Row]:
    """Return what each stage of Annex II costs the climate, and the credit of recycling, which is kept apart."""
    capacity = given["capacity"]
    stages = {name: (f"capacity * {field}", "kg CO2e", capacity * given[field])
              for name, field in (("production_kg", "embodied"), ("distribution_kg", "distribution"),
                                  ("end_of_life_kg", "end_of_life"))}
    total = stages["production_kg"][2] + stages["distribution_kg"][2] + stages["end_of_life_kg"][2]
    credit = recycling_credit(stages["production_kg"][2], given["cff_a"], given["recycled_share"],
                              given["recycling_saving"])
    return stages | {"total": ("production_kg + distribution_kg + end_of_life_kg", "kg CO2e", total),
                     "credit": ("(1 - cff_a) * recycled_share * recycling_saving * production_kg", "kg CO2e", credit)}


def _of_second_life(given: Mapping[str, Any], left: Any, formula: str) -> dict[str, Row]:
    """Return what a second, stationary life delivers: its years are set, not worked out from wear.

    `left` is the part of the capacity that the first life leaves, `formula` how it was come by.
    """
    one = quantity(1, "fraction")
    held = given["capacity"] * left
    fade = given["fade_per_year"] + given["fade_per_cycle"] * given["second_cycles"] * given["depth"]
    mean_health = max(one - fade * given["second_years"] / 2, quantity(0, "fraction"))
    delivered = (held * given["depth"] * given["second_cycles"] * given["second_years"] * mean_health
                 * given["efficiency"].to("") ** 0.5)
    if not delivered.magnitude > 0:
        raise BadBattery("second_years", magnitude(given["second_years"], "years"), "years that its fade leaves it")
    return {
        "second_capacity": (f"capacity * ({formula})", "kWh of capacity", held),
        "second_health": ("1 - (fade_per_year + fade_per_cycle * second_cycles * depth) * second_years / 2", "%",
                          mean_health),
        "second_delivered": ("second_capacity * depth * second_cycles * second_years * second_health "
                             "* efficiency ** 0.5", "kWh delivered", delivered),
        "repurposing_kg": ("second_capacity * repurposing", "kg CO2e", held * given["repurposing"]),
    }


def delivered_by_year(inputs: Sequence[Given]) -> tuple[float, ...]:
    """Return what a stationary battery delivers in each year of its life in the central case, kWh; the last is a part.

    The sum is the closed form of `service`, because health falls in a straight line.
    """
    value = {one.field: magnitude(quantity(one.central, one.unit), _plain(one.unit)) for one in inputs}
    steps = {one.step_id: one for one in service(STATIONARY, "", inputs).steps}
    fade, years = steps["fade"].central / 100, steps["years"].central
    full_year = value["capacity"] * value["depth"] * value["cycles_per_year"] * value["efficiency"] ** 0.5
    found, start = [], 0.0
    while start < years - 1e-12:
        end = min(start + 1, years)
        found.append(full_year * (end - start) * (1 - fade * (start + end) / 2))
        start = end
    return tuple(found)


def _plain(unit: str) -> str:
    """Return the unit in which a number goes into arithmetic: shares as fractions."""
    return "fraction" if unit == "%" else unit
