"""A result in words: the sentences and table rows of the brief and the workbook, in one language.

Nothing of how they are laid out is known here, so that pages can say the same.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from hkzero.measure import Source
from hkzero.model import engine, hindcast
from hkzero.model.levers import LEVELS, Lever, Setting
from hkzero.model.scenario_run import SYSTEM, Cost, Result, Standing
from hkzero.model.sensitivity import Chance
from hkzero.text import label, number, percent, period, problems, quantity, t

FIRST_YEAR, LAST_YEAR = 2035, 2050
CHECKED_YEARS = (2023, 2024)
KT_PER_MT = 1000.0
# HK$ million in what people count money in: billions, and in Chinese hundreds of millions.
MILLIONS = {"en": 1000.0, "zh_hant": 100.0, "zh_hans": 100.0}
CLEAN_SHARE = "zero_carbon_share"
HARDLY, NEARLY = 0.01, 0.99
PURE = ("ratio", "1", "fraction")  # units that say nothing beside a number
OWN_FUELS = ("clean_imports", "waste_power")
SENTENCE = {"en": re.compile(r".+?[.](?=\s|$)", re.DOTALL), "zh_hant": re.compile(r".+?。"),
            "zh_hans": re.compile(r".+?。")}


@dataclass(frozen=True, slots=True)
class SettingWords:
    """One lever that is set otherwise than in the base, as it is printed."""

    title: str
    meaning: str
    value: str
    years: str
    before: str
    years_before: str


def level_name(lever: Lever, value: float) -> str:
    """Return the first level of a lever that has this value, "" when none has."""
    return next((name for name in LEVELS if abs(lever.level(name) - value) < 1e-9), "")


class Words:
    """What is said of one result in one language."""

    def __init__(self, found: Result, lang: str) -> None:
        self.found, self.lang = found, lang
        self.title = one_of(found.case.title, lang).strip() or found.case.name
        self.base = one_of(found.ground.named[found.case.base_name].title.words(), lang)

    def say(self, key: str, **values: Any) -> str:
        """Return a sentence of the brief."""
        return t(f"scenario_brief.{key}", self.lang, **values)

    def plain(self, value: float) -> str:
        """Return a number as the language writes it."""
        return number(value, self.lang)

    def day(self, today: date) -> str:
        """Return a day as people write it."""
        return period(today.isoformat(), self.lang)

    def amount(self, value: float, unit: str) -> str:
        """Return a value with its unit; kilotonnes as megatonnes."""
        value, unit = (value / KT_PER_MT, "Mt CO2e") if unit == "kt CO2e" else (value, unit)
        return quantity(value, unit, self.lang)

    def spread(self, low: float | None, high: float | None, unit: str) -> str:
        """Return a range with its unit, "" without one."""
        if low is None or high is None:
            return ""
        if unit == "kt CO2e":
            low, high = low / KT_PER_MT, high / KT_PER_MT
            unit = "Mt CO2e"
        return self.say("key.range", low=number(low, self.lang), high=quantity(high, unit, self.lang))

    def finding(self) -> str:
        """Return what the scenario comes to: emissions in three years, and how many targets are met."""
        found = self.found
        met = sum(one.is_met for one in found.standings)
        levels = self.say("finding.levels", base_year=found.years[0], first_year=FIRST_YEAR, last_year=LAST_YEAR,
                          now=self.amount(found.in_year(found.years[0])[0], "kt CO2e"),
                          first=self._ranged(FIRST_YEAR), last=self._ranged(LAST_YEAR))
        targets = self.say("finding.met", count=len(found.standings), met=met) if found.standings else \
            self.say("finding.none")
        return self.joined(levels, targets)

    def joined(self, *sentences: str) -> str:
        """Return sentences one after the other, as the language spaces them; empty ones are left out."""
        return (" " if self.lang == "en" else "").join(sentence for sentence in sentences if sentence)

    def _ranged(self, year: int) -> str:
        central, low, high = self.found.in_year(year)
        stated = self.amount(central, "kt CO2e")
        if low is None or high is None:
            return stated
        return self.say("finding.range", central=stated, low=self.plain(low / KT_PER_MT),
                        high=self.plain(high / KT_PER_MT))

    def definition(self) -> str:
        """Return what first figures and ranges are."""
        if self.found.draws:
            return self.say("finding.with_draws", draws=number(self.found.draws, self.lang), seed=self.found.seed)
        return self.say("finding.no_draws")

    def key_figures(self) -> list[tuple[str, str, str]]:
        """Return name, value and range of the figures on top."""
        found = self.found
        rows = []
        for year in (FIRST_YEAR, LAST_YEAR):
            central, low, high = found.in_year(year)
            rows.append((self.say("key.emissions", year=year), self.amount(central, "kt CO2e"),
                         self.spread(low, high, "kt CO2e")))
        share, low, high = found.series(CLEAN_SHARE, FIRST_YEAR)
        rows.append((self.say("key.clean", year=FIRST_YEAR), percent(100 * share, self.lang),
                     "" if low is None else self.spread(100 * low, 100 * high, "%")))
        system = self._system()
        above = self.say("cost.amount", number=self._bare(system.above_today_discounted))
        rows.append((self.say("key.cost", **self.span()), above,
                     self._money_range(system)))
        return rows

    def _system(self) -> Cost:
        return next(cost for cost in self.found.costs if cost.component == SYSTEM)

    def span(self) -> dict[str, int]:
        """Return the first and last year of the run, as placeholders."""
        return {"from_year": self.found.years[0], "to_year": self.found.years[-1]}

    def _bare(self, value_million: float) -> str:
        return number(value_million / MILLIONS[self.lang], self.lang)

    def _money_range(self, cost: Cost) -> str:
        if cost.low is None or cost.high is None:
            return ""
        return self.say("cost.between", low=self._bare(cost.low), high=self._bare(cost.high))

    def chart_source(self) -> str:
        """Return what a chart of the run rests on."""
        return self.say("chart.source", base_year=self.found.years[0], engine=engine.ENGINE_VERSION)

    def sector(self, code: str) -> str:
        """Return the name of a sector of the run."""
        return label("sector", code, self.lang)

    def fuel(self, code: str) -> str:
        """Return the name of a source of electricity."""
        return self.say(f"chart.{code}") if code in OWN_FUELS else label("fuel", code, self.lang)

    def target_rows(self) -> list[list[str]]:
        """Return the heading and a row a target: title, aim, value with its range, chance."""
        rows = [[self.say(f"targets.{name}") for name in ("target", "aim", "value", "chance")]]
        for one in self.found.standings:
            value = self.amount(one.value, one.target.unit)
            spread = self.spread(one.low, one.high, one.target.unit)
            rows.append([one_of(one.target.title, self.lang), self.aim(one),
                         self.say("finding.range", central=value, **self._ends(one)) if spread else value,
                         self.outcome(one)])
        return rows

    def _ends(self, one: Standing) -> dict[str, str]:
        scale = KT_PER_MT if one.target.unit == "kt CO2e" else 1
        return {"low": self.plain((one.low or 0) / scale), "high": self.plain((one.high or 0) / scale)}

    def aim(self, one: Standing) -> str:
        """Return what a target asks for."""
        near, far = self.amount(one.target.near, one.target.unit), self.amount(one.target.far, one.target.unit)
        if near == far:
            return self.say(f"targets.{one.target.aim}", value=near)
        return self.say("targets.between", near=near, far=far)

    def outcome(self, one: Standing) -> str:
        """Return whether a target is met, with its chance where there are draws."""
        if one.chance is None:
            return self.say("targets.met" if one.is_met else "targets.missed")
        near = self.chance(one.chance)
        if one.chance_of_far is None or one.target.near == one.target.far:
            return near
        return self.say("targets.chance_of_far", near=near, far=self.chance(one.chance_of_far))

    def chance(self, chance: Chance) -> str:
        """Return a chance in per cent; what is close to none or all is not given more exactly than it is known."""
        if chance.share < HARDLY:
            return self.say("targets.hardly")
        return self.say("targets.nearly") if chance.share > NEARLY else percent(100 * chance.share, self.lang, 0)

    def cost_rows(self) -> list[list[str]]:
        """Return the heading and a row a component: total, discounted, above today's levels, above them discounted."""
        heads = [self.say("cost.component"), self.say("cost.total"), self.say("cost.discounted"),
                 self.say("cost.above"), self.say("cost.above_discounted")]
        return [heads, *([self.say(f"cost.{one.component}"), *map(self._bare, (
            one.total, one.discounted, one.above_today, one.above_today_discounted))] for one in self.found.costs)]

    def cost_note(self) -> str:
        """Return what the costs are."""
        return self.say("cost.note", base_year=self.found.years[0],
                        rate=percent(100 * self.found.ground.discount_rate, self.lang))

    def cost_range(self) -> str:
        """Return the range of the system's cost over the draws, "" without draws."""
        between = self._money_range(self._system())
        return self.say("cost.range", range=between) if between else ""

    def warnings(self, sources: Mapping[str, Source]) -> list[str]:
        """Return a sentence for each warning with where its limit comes from, or that there is none."""
        lines = []
        for one in self.found.warnings:
            origin = [publication(sources[name], self.lang) for name in one.source_id.split(";") if name in sources]
            if one.assumption_id in self.found.ground.assumptions:
                origin.append(one_of(self.found.ground.assumptions[one.assumption_id].title, self.lang))
            named = self.say("warnings.source", source=self.say("separator").join(origin)) if origin else ""
            lines.append(self.joined(problems.warning(one, self.lang), named))
        return lines or [self.say("warnings.none")]

    def imports(self) -> str:
        """Return how further imports are counted."""
        return self.say("settings.imports", rule=self.say(f"imports.{self.found.case.attribution}"))

    def settings_note(self, *, explains: bool) -> str:
        """Return how the table of settings is read."""
        parts = [self.imports()]
        if self.found.differences:
            parts += [self.say("settings.note"), *([] if explains else [self.say("settings.more")])]
        return self.joined(*parts)

    def setting_heads(self) -> list[str]:
        """Return the heading of the table of settings."""
        years = self.say("settings.years")
        return [self.say("settings.lever"), self.say("settings.value"), years,
                self.say("settings.before", base=self.base), years]

    def settings(self) -> list[SettingWords]:
        """Return every lever that is set otherwise than in the base."""
        return [SettingWords(
            one_of(lever.title, self.lang), self.meaning(lever), self.level(lever, one.scenario),
            self.years(lever, one.scenario), self.level(lever, one.base), self.years(lever, one.base))
            for one in self.found.differences for lever in [self.found.ground.levers.find(one.lever_id)]]

    def meaning(self, lever: Lever) -> str:
        """Return the first sentence of a lever's guidance."""
        guidance = one_of(lever.guidance, self.lang)
        first = SENTENCE[self.lang].match(guidance)
        return first[0] if first else guidance

    def level(self, lever: Lever, setting: Setting | None) -> str:
        """Return the value a lever is set to, with the name of its level."""
        value = lever.frozen if setting is None else setting.value
        if lever.is_date and value == lever.frozen:
            return self.say("settings.no_coal_end")
        stated = f"{value:.0f}" if lever.is_date else quantity(value, lever.unit, self.lang)
        name = level_name(lever, value)
        return self.say("settings.at_level", value=stated, level=self.say(f"level.{name}")) if name else stated

    def years(self, lever: Lever, setting: Setting | None) -> str:
        """Return the first and last year of a change, "" for a lever that is itself a year or stays as today."""
        if setting is None or lever.is_date:
            return ""
        return self.say("settings.span", start=setting.start_year, end=setting.end_year)

    def swing_rows(self) -> list[list[str]]:
        """Return the heading and the assumptions that move emissions most, by year."""
        rows = [[self.say(f"matters.{name}") for name in ("year", "assumption", "range", "effect")]]
        for year, swings in self.found.swings.items():
            for one in swings:
                assumed = self.found.ground.assumptions[one.assumption_id]
                high = self.plain(assumed.high) if assumed.unit in PURE else \
                    quantity(assumed.high, assumed.unit, self.lang)
                rows.append([str(year), one_of(assumed.title, self.lang),
                             self.say("matters.span", low=self.plain(assumed.low), high=high),
                             self.say("matters.span", low=self.plain(one.at_low / KT_PER_MT),
                                      high=self.amount(one.at_high, "kt CO2e"))])
        return rows

    def check_rows(self) -> list[list[str]]:
        """Return the heading and the back-test by sector: engine and inventory of the last year, errors of two."""
        before, last = CHECKED_YEARS
        checks = {(one.sector, one.year): one for one in self.found.ground.checks}
        rows = [[self.say("backtest.sector"), self.say("backtest.modelled", year=last),
                 self.say("backtest.official", year=last), self.say("backtest.error", year=last),
                 self.say("backtest.error", year=before)]]
        for sector in (*engine.SECTORS[:-1], hindcast.TOTAL):
            if (sector, last) not in checks:
                continue
            now, then = checks[sector, last], checks.get((sector, before))
            rows.append([label("sector", sector, self.lang), self.amount(now.modelled_kt, "kt CO2e"),
                         self.amount(now.official_kt, "kt CO2e"), self._error(now), self._error(then)])
        return rows

    def _error(self, check: hindcast.Check | None) -> str:
        return self.say("missing") if check is None else percent(check.error_percent, self.lang, 1, signed=True)

    def check_note(self) -> str:
        """Return what the back-test is."""
        return self.say("backtest.note", first_year=hindcast.FIRST_YEAR)


def one_of(words: Mapping[str, str], lang: str) -> str:
    """Return a text in a language, or in another that it was written in; "" when there is none."""
    return words.get(lang) or next(iter(words.values()), "")


def publication(source: Source, lang: str) -> str:
    """Return a publication in one line: publisher, title (year)."""
    # Where no date was found, `published` says so in words of its own.
    if source.published and source.published[:4].isdigit():
        return t("show.footer.publication", lang, publisher=source.publisher, title=source.title,
                 year=source.published[:4])
    return t("show.footer.publication_undated", lang, publisher=source.publisher, title=source.title)
