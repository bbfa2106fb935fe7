"""The workshop in words: what a scenario comes to, what differs, what is hard to believe, what a link has become."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from hkzero.charts.findings import Card
from hkzero.measure import Measured
from hkzero.text import label, list_join, number, percent, quantity, t, unit_label

MEGATONNES, BILLIONS = "Mt CO2e", "HK$ billion"
MARKED = ("current", "announced", "ambitious")
YEARLY = {"%": 0, "degC": 1, "GW": 2, "TWh/year": 1, "Mt CO2/year": 1}
KT_PER_MT = 1000.0
LAST_YEAR = 2060


def title(scenario: Any, lang: str) -> str:
    """Return the title of a scenario file in the language, or in the one that it has."""
    return _in_language(scenario.title.words(), lang)


def description(scenario: Any, lang: str) -> str:
    """Return what a scenario file says of itself, "" where it says nothing."""
    return _in_language(scenario.description.words(), lang) if scenario.description else ""


def _in_language(words: Mapping[str, str], lang: str) -> str:
    return words.get(lang) or next(iter(words.values()))


def name_of(base_title: str, changed: bool, lang: str) -> str:
    """Return how a scenario is called: its title, or that it is a changed one."""
    return t("scenarios.headline.changed", lang, scenario=base_title) if changed else base_title


def headline(summary: Any, goals: Sequence[Any], name: str, lang: str) -> dict[str, str]:
    """Return the finding: what is emitted in 2035 against the target, and in 2050."""
    first, last = (summary.figures[f"total_{year}"].central for year in (2035, 2050))
    targets = {goal.near.year: goal.near.amount.value for goal in goals}
    target = targets.get(2035, 0.0)
    case = "met" if round(first, 1) <= target else "missed"
    return {"text": t(f"scenarios.headline.{case}", lang, scenario=name, first=quantity(_still(first), MEGATONNES, lang, 1),
                      target=quantity(target, MEGATONNES, lang, 1), last=quantity(_still(last), MEGATONNES, lang, 1)),
            "note": t("scenarios.headline.note", lang)}


def _still(value: float, digits: int = 1) -> float:
    """Return a value without the minus of a nothing: −0.0 is written 0.0."""
    return round(value, digits) + 0.0


def key_cards(summary: Any, goals: Sequence[Any], evidence: Mapping[str, Measured], rate: float, lang: str,
              ) -> list[Card]:
    """Return the key figures, each with its range over the draws; `rate` is the discount rate in per cent."""
    targets = {f"total_{goal.near.year}": goal for goal in goals}
    units = {"cost": BILLIONS, "zero_carbon_share": "%"}
    digits = {"cost": 0, "cumulative": 0, "zero_carbon_share": 0}
    cards = []
    for name, spread in summary.figures.items():
        unit, places, signed = units.get(name, MEGATONNES), digits.get(name, 1), name == "cost"
        low, high = (number(_still(value, places), lang, places, signed=signed) for value in (spread.low, spread.high))
        goal = targets.get(name)
        cards.append(Card(
            t(f"scenarios.key.{name}", lang), quantity(_still(spread.central, places), unit, lang, places, signed=signed),
            evidence[name], note=t("scenarios.key.range", lang, low=low, high=high),
            change=t("scenarios.key.target", lang, target=quantity(goal.near.amount.value, MEGATONNES, lang, 1))
            if goal else "",
            better=round(spread.central, 1) <= goal.near.amount.value if goal else None,
            help=t(f"scenarios.key.{name}_help", lang, rate=percent(rate, lang))))
    return cards


def lever_value(lever: Any, value: float, lang: str) -> str:
    """Return a lever's value with its unit; a year after the last of the run is never."""
    if lever.is_date:
        return t("scenarios.lever.never", lang) if value > LAST_YEAR else f"{value:.0f}"
    return quantity(value, lever.unit, lang)


def markers(lever: Any, value: float, lang: str) -> str:
    """Return where the levels of a lever stand, in one line; levels of one value share it."""
    places: dict[float, list[str]] = {}
    for name in ("frozen", *MARKED):
        places.setdefault(lever.level(name), []).append(t(f"scenarios.level.{name}", lang))
    return t("scenarios.lever.separator", lang).join(
        t("scenarios.lever.marker", lang, levels=t("scenarios.lever.comma", lang).join(names),
          value=lever_value(lever, at, lang)) for at, names in places.items())


def difference_lines(found: Sequence[Any], levers: Any, lang: str) -> list[str]:
    """Return a line for every lever that stands differently: what it is set to and what it was."""
    return [_difference(one, levers.find(one.lever_id), lang) for one in found]


def _difference(one: Any, lever: Any, lang: str) -> str:
    now, before = (setting.value if setting else lever.frozen for setting in (one.scenario, one.base))
    values = {"lever": lever.title[lang], "now": lever_value(lever, now, lang),
              "before": lever_value(lever, before, lang)}
    if now != before:
        return t("scenarios.differences.value", lang, **values)
    setting, base = one.scenario, one.base
    return t("scenarios.differences.timing", lang, **values, start=setting.start_year, end=setting.end_year,
             shape=t(f"scenarios.shape.{setting.shape}", lang), start_before=base.start_year, end_before=base.end_year,
             shape_before=t(f"scenarios.shape.{base.shape}", lang))


def warning(found: Any, origin: str, lang: str) -> str:
    """Return one finding of model/plausibility in a sentence; `origin` says where its limit comes from."""
    digits = 2 if found.unit in ("GW", "GW/year") else 1
    said = t(f"scenarios.warning.{found.warning_id}", lang, year=found.year,
             value=quantity(found.value, found.unit, lang, digits), limit=quantity(found.limit, found.unit, lang, digits))
    return t("scenarios.warning.with_origin", lang, warning=said, origin=origin) if origin else said


def remark(what: str, values: Mapping[str, Any], levers: Any, lang: str) -> str:
    """Return what there is to say about a link or file that was opened."""
    if what in ("held_back", "dropped"):
        names = [levers.find(name).title[lang] if name in levers.places else name for name in values["levers"]]
        return t(f"scenarios.said.{what}", lang, levers=list_join(names, lang))
    if what == "drift":
        reasons = [t(f"scenarios.reason.{reason}", lang, engine=values["engine"], now=values["now"])
                   for reason in values["reasons"]]
        totals = [t("scenarios.said.drift_year", lang, year=year, before=number(_still(then / KT_PER_MT, 2), lang, 2),
                    after=quantity(_still(now / KT_PER_MT, 2), MEGATONNES, lang, 2))
                  for year, (then, now) in values["totals"].items()]
        return t("scenarios.said.drift", lang, totals=list_join(totals, lang), reasons=list_join(reasons, lang))
    return t(f"scenarios.said.{what}", lang, **values)


def sector_name(code: str, lang: str) -> str:
    """Return the name of a sector of the engine."""
    return label("sector", code, lang)


def unit(name: str, lang: str) -> str:
    """Return how a unit is written."""
    return unit_label(name, lang)
