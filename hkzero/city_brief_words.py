"""The city in words: sentences, rows and citations of the two pages, in one language.

Nothing of how they are laid out is known here. Sentences that a page says are taken from the page's own findings.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from hkzero import __version__
from hkzero.brief_words import MILLIONS, one_of
from hkzero.charts import buildings_findings, electricity_findings, findings, transport_findings
from hkzero.measure import Answer, Kind, Measured
from hkzero.model import engine, progress
from hkzero.model.city_brief import CASES, LAST_YEAR, City
from hkzero.model.scenario_run import SYSTEM, Result
from hkzero.model.trend import NoTrend
from hkzero.text import label, list_join, number, percent, period, quantity, t, unit_label

YEARS = (2035, 2050)
INTERVAL = 80
MT, KT_PER_MT = "Mt CO2e", 1000.0
COUNTED = {"published": (Kind.OBSERVED, Kind.REPORTED), "calculated": (Kind.DERIVED,), "modelled": (Kind.ESTIMATED,),
           "judged": (Kind.ASSUMED,), "planned": (Kind.SCENARIO,)}


class CityWords:
    """What is said of the city in one language. Each source cited gets the next number; `cited` has them in order."""

    def __init__(self, known: City, lang: str) -> None:
        self.known, self.lang = known, lang
        self.cited: list[str] = []
        self.kinds = {str(kind): label("kind", kind, lang) for kind in Kind}
        self.title = self.say("title")

    def say(self, key: str, **values: Any) -> str:
        """Return a sentence of the brief; the names of the kinds of figures can be used in all of them."""
        return t(f"city_brief.{key}", self.lang, **self.kinds | values)

    def cite(self, *of: Measured | Answer | str) -> str:
        """Return the numbers of the sources of figures, or of sources named by id, in brackets."""
        ids = [name for one in of for name in ([one] if isinstance(one, str) else one.sources)]
        self.cited += [name for name in dict.fromkeys(ids) if name not in self.cited]
        places = sorted(self.cited.index(name) + 1 for name in set(ids))
        return self.say("cited", number=list_of(places))

    def joined(self, *sentences: str) -> str:
        """Return sentences one after the other, as the language spaces them."""
        return (" " if self.lang == "en" else "").join(sentence for sentence in sentences if sentence)

    def finding(self) -> str:
        """Return whether the city is on track, as the Overview says it."""
        return findings.headline(self.known.city, self.lang)

    def key_figures(self) -> list[tuple[str, str, str]]:
        """Return name, value, and note with kind and sources of the figures on top."""
        people = self.known.answers["emissions_per_person"]
        rows = []
        for card in findings.key_cards(self.known.city, people, self.lang):
            evidence = people.measured(people.frame.tail(1)) if card.evidence is people else card.evidence
            rows.append((card.label, card.value, self.say(
                "marked", text=card.change or card.note, kind=self.kinds[evidence.kind],
                cited=self.cite(evidence)).strip()))
        return rows

    def mt(self, value: float) -> str:
        """Return an amount in Mt CO2e."""
        return quantity(value, MT, self.lang, 1)

    def plain(self, value: float) -> str:
        """Return a number as the language writes it."""
        return number(value, self.lang)

    def emissions_note(self) -> str:
        """Return what the curve of the total rests on, and where the trend leads."""
        totals = self.known.answers["emissions_total"]
        newest = totals.frame[totals.frame["is_newest"] & totals.frame["value"].notna()]
        named = {"cited": self.cite(totals.measured(newest)), "targets": self.cite(self.known.answers["city_targets"])}
        found = self.known.trend
        if isinstance(found, NoTrend):
            return self.say("emissions.no_trend", **named)
        at = found.position(LAST_YEAR)
        return self.say("emissions.note", year=LAST_YEAR, central=self.mt(found.central.values[at]),
                        low=number(found.low[INTERVAL].values[at], self.lang, 1),
                        high=number(found.high[INTERVAL].values[at], self.lang, 1), **named)

    def sector_year(self) -> int:
        """The newest year that is published by sector."""
        return int(self.sector_rows()["period"].max())

    def sector_rows(self):
        """Return the newest rows by sector, the largest first, without the total (a frame)."""
        frame = self.known.answers["emissions_by_sector"].frame
        parts = frame[(frame["sector"] != "total") & frame["value"].notna()]
        return parts[parts["period"] == parts["period"].max()].sort_values("value", ascending=False)

    def sector_note(self) -> str:
        """Return where the sectors come from and the rule of the verdicts."""
        answer = self.known.answers["emissions_by_sector"]
        return self.say("sectors.note", cited=self.cite(answer.measured(self.sector_rows())),
                        rule=findings.rule_in_words(progress.RULE, self.lang))

    def verdicts(self) -> list[list[str]]:
        """Return the heading and a row a sector: target, verdict, pace against the pace needed, kind and sources."""
        answers = self.known.answers
        evidence = {"buildings": answers["building_electricity"], "sector": answers["emissions_by_sector"]}
        rows = [[self.say(f"sectors.{name}") for name in ("target", "verdict", "pace")]]
        for card in findings.sector_cards(self.known.sectors, evidence, self.lang):
            based = card.evidence
            rows.append([card.label, card.value, self.say("marked", text=card.change, kind=self.kinds[based.kind],
                                                          cited=self.cite(based))])
        return rows

    def electricity(self) -> str:
        """Return the finding on electricity with its intensity."""
        distances, intensity = self.known.answers["electricity_target_distance"], self.known.power["intensity"]
        unit = unit_label(intensity.latest.unit, self.lang)
        change = "" if intensity.change is None else number(intensity.change.value, self.lang, 2, signed=True)
        return self.joined(
            self._sentence(electricity_findings.headline(distances, self.lang)["text"]),
            self.say("electricity.note", year=intensity.year, base_year=intensity.base_year, change=change or "–",
                     intensity=f"{number(intensity.latest.value, self.lang, 2)} {unit}",
                     cited=self.cite(distances, intensity.latest)))

    def buildings(self) -> str:
        """Return the finding on buildings."""
        targets = self.known.answers["building_targets"]
        return self._sentence(buildings_findings.headline(targets, self.lang)["text"]) + self._space() + \
            self.cite(targets)

    def transport(self) -> str:
        """Return the finding on transport."""
        falls, shares = self.known.answers["registration_fall"], self.known.answers["electric_share"]
        return self._sentence(transport_findings.headline(falls, shares, self.lang)["text"]) + self._space() + \
            self.cite(falls, shares)

    def _sentence(self, text: str) -> str:
        return self.say("sentence", text=text)

    def _space(self) -> str:
        return " " if self.lang == "en" else ""

    def ways(self) -> list[list[str]]:
        """Return the heading and a row a scenario: emissions in two years, targets met, what the system costs more."""
        rows = [[self.say("ways.scenario"), *(self.say("ways.emissions", year=year) for year in YEARS),
                 self.say("ways.met"), self.say("ways.cost")]]
        for name in CASES:
            found = self.known.results[name]
            met = self.say("ways.count", met=sum(one.is_met for one in found.standings), count=len(found.standings))
            rows.append([one_of(found.case.title, self.lang), *(self._emissions(found, year) for year in YEARS), met,
                         self._cost(found)])
        return rows

    def _emissions(self, found: Result, year: int) -> str:
        central, low, high = found.in_year(year)
        return self._ranged(self.mt(central / KT_PER_MT), *(
            None if end is None else number(end / KT_PER_MT, self.lang, 1) for end in (low, high)))

    def _cost(self, found: Result) -> str:
        cost = next(cost for cost in found.costs if cost.component == SYSTEM)
        bare = [None if value is None else number(value / MILLIONS[self.lang], self.lang, 0)
                for value in (cost.above_today_discounted, cost.low, cost.high)]
        return self._ranged(t("scenario_brief.cost.amount", self.lang, number=bare[0]), *bare[1:])

    def _ranged(self, central: str, low: str | None, high: str | None) -> str:
        return central if low is None or high is None else self.say("range", central=central, low=low, high=high)

    def ways_note(self) -> str:
        """Return what scenarios are, and what their costs hold."""
        found = self.known.results[CASES[0]]
        sources = {name for one in self.known.results.values() for name in one.every_source}
        return self.say("ways.note", draws=number(found.draws, self.lang, 0), from_year=found.years[0],
                        to_year=found.years[-1], rate=percent(100 * found.ground.discount_rate, self.lang),
                        engine=engine.ENGINE_VERSION, count=len(sources))

    def levers(self) -> str:
        """Return the levers that weigh most."""
        named = [self.say("ways.lever", title=one_of(one.title, self.lang), amount=self.mt(one.avoided_mt))
                 for one in self.known.weights]
        return self.say("ways.levers", year=self.known.weights[0].year, levers=list_join(named, self.lang)) \
            if named else ""

    def certainty(self) -> list[str]:
        """Return how sure this is: kinds of figures, the gap of account and inventory, editions, the form of pace."""
        by_kind = self.known.answers["figures_by_kind"].frame.groupby("kind")["value"].sum()
        counts = {name: number(sum(int(by_kind.get(str(kind), 0)) for kind in kinds), self.lang, 0)
                  for name, kinds in COUNTED.items()}
        gap = self.known.gap
        return [self.say("sure.kinds", count=number(int(by_kind.sum()), self.lang, 0), **counts),
                self.say("sure.gap", gap=percent(gap.absolute.value, self.lang, 1), year=gap.worst_year,
                         worst=percent(gap.worst.value, self.lang, 1, signed=True)),
                findings.caution(self.known.city, self.lang)]

    def made(self, address: str) -> list[str]:
        """Return version, date and hash of the data, licence and, if given, where the dashboard is."""
        lines = [self.say("made.data", version=__version__, content=self.known.content,
                          data_to=period(self.known.data_to, self.lang)), self.say("made.licence")]
        return lines + ([self.say("made.address", address=address)] if address else [])


def list_of(places: Sequence[int]) -> str:
    """Return numbers in order, three or more that follow one another as a span: 1–3, 7."""
    spans: list[list[int]] = []
    for place in places:
        if spans and place == spans[-1][-1] + 1:
            spans[-1].append(place)
        else:
            spans.append([place])
    return ", ".join(part for span in spans for part in _span(span))


def _span(span: Sequence[int]) -> Iterable[str]:
    return [f"{span[0]}–{span[-1]}"] if len(span) > 2 else map(str, span)
