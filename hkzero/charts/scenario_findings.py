"""The workshop in words: what a scenario comes to, what differs, what is hard to believe, what a link has become."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from hkzero.charts.findings import Card
from hkzero.charts.outlook import chance_text
from hkzero.measure import Measured
from hkzero.text import label, list_join, number, percent, problems, quantity, t, unit_label

MEGATONNES, BILLIONS = "Mt CO2e", "HK$ billion"
MARKED = ("current", "announced", "ambitious", "limit")
KT_PER_MT = 1000.0
LAST_YEAR = 2060
MOST_LIMITS = 5
HUNDRED_MILLIONS = 10  # in a billion: Chinese counts large sums in 億


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
    return {"text": t(f"scenarios.headline.{case}", lang, scenario=name, first=_amount(first, lang),
                      target=_amount(target, lang), last=_amount(last, lang)),
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
        low, high = (money(value, lang, places, signed=True) if signed else number(_still(value, places), lang, places)
                     for value in (spread.low, spread.high))
        goal = targets.get(name)
        cards.append(Card(
            t(f"scenarios.key.{name}", lang),
            money(spread.central, lang, places, signed=True) if signed else
            quantity(_still(spread.central, places), unit, lang, places),
            evidence[name], note=t("scenarios.key.range", lang, low=low, high=high),
            change=t("scenarios.key.target", lang, target=quantity(goal.near.amount.value, MEGATONNES, lang, 1))
            if goal else "",
            better=round(spread.central, 1) <= goal.near.amount.value if goal else None,
            help=t(f"scenarios.key.{name}_help", lang, rate=percent(rate, lang))))
    return cards


def live(summary: Any, goals: Sequence[Any], lang: str) -> str:
    """Return where a scenario stands in 2035 and 2050, in one line."""
    first, last = (_amount(summary.figures[f"total_{year}"].central, lang) for year in (2035, 2050))
    target = next((goal.near.amount.value for goal in goals if goal.near.year == 2035), None)
    return t("scenarios.live.now", lang, first=first, target=number(target, lang, 1), last=last)


def money(billions: float, lang: str, digits: int = 0, *, signed: bool = False) -> str:
    """Return HK$ billion as people write it: HK$498 billion, 4,980億港元. What is written as zero has no sign."""
    amount = _still(billions * (HUNDRED_MILLIONS if lang.startswith("zh") else 1), digits)
    has_sign = amount != 0 and (signed or amount < 0)
    sign = number(math.copysign(1, amount), lang, 0, signed=True)[0] if has_sign else ""
    return t("scenarios.money", lang, sign=sign, amount=number(abs(amount), lang, digits))


def rate(percent_a_year: float, lang: str) -> str:
    """Return a yearly rate as it is written."""
    return percent(percent_a_year, lang)


def lever_value(lever: Any, value: float, lang: str) -> str:
    """Return a lever's value with its unit; a year after the last of the run is never."""
    if lever.is_date:
        return t("scenarios.lever.never", lang) if value > LAST_YEAR else f"{value:.0f}"
    return quantity(value, lever.unit, lang)


def markers(lever: Any, lang: str) -> str:
    """Return where the levels of a lever stand, in one line; levels of one value share it, the unit stands once."""
    places: dict[float, list[str]] = {}
    for name in ("frozen", *MARKED):
        places.setdefault(lever.level(name), []).append(t(f"scenarios.level.{name}", lang))
    has_unit = not lever.is_date and lever.unit != "%"
    line = t("scenarios.lever.separator", lang).join(
        t("scenarios.lever.marker", lang, levels=t("scenarios.lever.comma", lang).join(names),
          value=number(at, lang) if has_unit else lever_value(lever, at, lang)) for at, names in places.items())
    return t("scenarios.lever.in_unit", lang, markers=line, unit=unit_label(lever.unit, lang)) if has_unit else line


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
    said = problems.warning(found, lang)
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


def interaction(years: Sequence[float], difference: Sequence[float], overlap: Sequence[float], lang: str) -> list[str]:
    """Return what all measures come to in 2035 and 2050, and what they would if each acted alone, in Mt CO2e."""
    whole = [int(year) for year in years]
    said = []
    for year in (2035, 2050):
        both, alone = difference[whole.index(year)], difference[whole.index(year)] + overlap[whole.index(year)]
        said.append(t("scenarios.wedges.said", lang, year=year, both=_amount(both, lang), alone=_amount(alone, lang),
                      overlap=_amount(abs(alone - both), lang)))
    return said


def _amount(value: float, lang: str, digits: int = 1) -> str:
    return quantity(_still(float(value), digits), MEGATONNES, lang, digits)


def intensity(summary: Any, kg_per_kwh: Sequence[float], zero_carbon: Sequence[float], lang: str) -> list[str]:
    """Return emissions a kilowatt-hour and the zero-carbon share in the first year, 2035 and 2050."""
    places = (0, summary.at(2035), summary.at(2050))
    return [t("scenarios.power.said", lang, **{f"year_{order}": int(summary.years[place])
                                               for order, place in enumerate(places)},
              **{f"intensity_{order}": number(_still(float(kg_per_kwh[place]), 2), lang, 2)
                 for order, place in enumerate(places)},
              **{f"share_{order}": percent(float(zero_carbon[place]), lang, 0) for order, place in enumerate(places)},
              unit=unit_label("kg CO2e/kWh", lang))]


def tested(checks: Sequence[Any], lang: str) -> str:
    """Return how far the engine is off in total and in the sector that it misses most, in the last year tested."""
    last = max(one.year for one in checks)
    total = next(one for one in checks if one.year == last and one.sector == "total")
    worst = max((one for one in checks if one.year == last and one.sector != "total"),
                key=lambda one: abs(one.modelled_kt - one.official_kt))
    return t("scenarios.test.said", lang, year=last, error=percent(total.error_percent, lang, 1, signed=True),
             sector=label("sector", worst.sector, lang), worst=percent(worst.error_percent, lang, 1, signed=True))


def chance_cards(chances: Sequence[tuple[Any, Any]], evidence: Measured, lang: str) -> list[Card]:
    """Return the chance of each target with the error of sampling; pairs of goal and model/sensitivity.Chance."""
    return [Card(t("scenarios.chance.label", lang, year=goal.near.year,
                   target=quantity(goal.near.amount.value, MEGATONNES, lang, 1)),
                 chance_text(chance.share, lang), evidence, help=goal.title[lang],
                 note=t("scenarios.chance.note", lang, draws=chance.draws, low=percent(100 * chance.low, lang, 0),
                        high=percent(100 * chance.high, lang, 0)))
            for goal, chance in chances]


def foremost(found: Sequence[Any], titles: Mapping[str, str], year: int, lang: str) -> str:
    """Return the assumptions that decide most, in words."""
    if not found:
        return t("scenarios.influence.nothing", lang, year=year)
    parts = [t("scenarios.influence.part", lang, assumption=titles[one.assumption_id],
               share=percent(100 * one.total_order, lang, 0)) for one in found]
    return t("scenarios.influence.said", lang, year=year, parts=list_join(parts, lang))


def found(solution: Any, levers: Any, lang: str) -> list[str]:
    """Return what a search found: the best, the next best, the merit order, and what cannot be done without."""
    best = solution.best
    said = [t("scenarios.goal.best", lang, cost=money(best.cost_million_hkd / 1000, lang, 1, signed=True),
              levels=_levels(best.emissions_kt, lang), count=len(best.used))]
    for name, other in (("runner_up", solution.runner_up), ("merit_order", solution.merit_order)):
        if other:
            extra = (other.cost_million_hkd - best.cost_million_hkd) / 1000
            said.append(t(f"scenarios.goal.{name}", lang, extra=money(extra, lang, 1)))
    needed = [levers.find(one.lever_id).title[lang] for one in solution.refusals if one.solution is None]
    if needed:
        many = len(needed) > MOST_LIMITS
        said.append(t("scenarios.goal.must_many", lang, count=len(needed)) if many else
                    t("scenarios.goal.must", lang, levers=list_join(needed, lang)))
    return said


def _levels(emissions_kt: Mapping[int, float], lang: str) -> str:
    return list_join([t("scenarios.goal.level", lang, year=year, amount=_amount(kt / KT_PER_MT, lang, 2))
                      for year, kt in emissions_kt.items()], lang)


def infeasible(answer: Any, levers: Any, reach: str, lang: str) -> list[str]:
    """Return why no setting meets the targets: what is missed, the least that can be reached, the limits that bind."""
    said = [t("scenarios.goal.missed", lang, year=year, amount=_amount(kt / KT_PER_MT, lang, 2),
              lowest=_amount(answer.lowest_kt[year] / KT_PER_MT, lang, 2))
            for year, kt in answer.shortfall_kt.items() if kt > 0]
    bound = [t("scenarios.goal.refused" if one.is_refused else "scenarios.goal.bound", lang,
               lever=levers.find(one.lever_id).title[lang],
               value=lever_value(levers.find(one.lever_id), levers.find(one.lever_id).level(reach), lang))
             for one in answer.limits[:MOST_LIMITS]]
    if bound:
        said.append(t("scenarios.goal.binding", lang, limits=list_join(bound, lang)))
    return said
