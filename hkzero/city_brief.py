"""The city brief: two pages of A4 on where Hong Kong stands and what would bring it to its targets, as a PDF.

Everything comes from `model.city_brief.City`: nothing is asked, no file but the fonts is read, and the same data give
the same bytes. What does not fit on two pages raises `DoesNotFit`; nothing is ever cut off.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from hkzero import brief_bars, brief_charts
from hkzero.brief_charts import Band, Line, Mark
from hkzero.brief_layout import GUTTER, WIDTH, Brief, document
from hkzero.brief_words import publication
from hkzero.charts import palette
from hkzero.city_brief_words import INTERVAL, CityWords
from hkzero.measure import MEASURED_KINDS, Source
from hkzero.model.city_brief import City
from hkzero.model.trend import NoTrend
from hkzero.text import label, percent, unit_label

if TYPE_CHECKING:
    from reportlab.platypus import Flowable

PAGES = 2
HALF = (WIDTH - GUTTER) / 2
CURVE_SIZE, SMALL_SIZE = (WIDTH, 228.0), (HALF, 104.0)
DASHES, DOTS = (4.0, 2.0), (1.0, 2.0)
KEY_COLUMNS, SOURCE_COLUMNS = 3, 3
MIX = ("coal", "oil", "natural_gas", "net_imports", "renewables")
RENEWABLES = ("bioenergy", "solar", "wind")  # too thin on paper to be told apart
MIX_EVERY, MIX_FROM = 5, 2000
TJ_PER_TWH = 3600.0


class DoesNotFit(ValueError):
    """The brief would need other than two pages; the message says how many."""


def pdf(known: City, sources: Callable[[Sequence[str]], Iterable[Source]], lang: str, address: str = "") -> bytes:
    """Return the two pages in a language, with the address of the dashboard if given.

    `sources` returns the publications with these ids. DoesNotFit when two pages are too few; KeyError for a source
    cited that is not known; ValueError for an unknown language.
    """
    from reportlab.platypus.doctemplate import LayoutError

    made = _CityBrief(known, sources, lang, address)
    try:
        contents, pages = document(made.story, lang, made.words.title, made.words.say)
    except LayoutError as error:
        raise DoesNotFit(f"a part of the city brief in {lang} is larger than a page: {error}") from error
    if pages != PAGES:
        raise DoesNotFit(f"the city brief in {lang} needs {pages} pages, not {PAGES}: shorten its texts")
    return contents


class _CityBrief(Brief):
    """The parts of the brief in the order in which they are read."""

    def __init__(self, known: City, sources: Callable[[Sequence[str]], Iterable[Source]], lang: str,
                 address: str) -> None:
        super().__init__(CityWords(known, lang), lang, near=True)
        self.known, self.sources, self.lang, self.address = known, sources, lang, address

    def story(self) -> Iterable[Flowable]:
        """Yield everything that is printed."""
        from reportlab.platypus import PageBreak

        yield from self._opening(self.words.say("kinds"), KEY_COLUMNS)
        yield from self._emissions()
        yield from self._sectors()
        yield from self._certainty()
        yield PageBreak()
        yield from self._electricity()
        yield from self._use()
        yield from self._ways()
        yield from self._made()

    def _emissions(self) -> Iterable[Flowable]:
        words, found, city = self.words, self.known.trend, self.known.city
        frame = self.known.answers["emissions_total"].frame
        newest = frame[frame["is_newest"] & frame["value"].notna()].sort_values("period")
        lines = [Line(words.say("emissions.history"),
                      [*zip(newest["period"].astype(int), newest["value"], strict=True)], palette.INK, 1.6)]
        band, latest = None, (city.latest.year, city.latest.amount.value)
        if not isinstance(found, NoTrend):
            lines.append(Line(words.say("emissions.trend"),
                              [latest, *zip(found.years, found.central.values, strict=True)], palette.NEUTRAL, 1.0,
                              DOTS))
            band = Band(words.say("emissions.band"), found.years, found.low[INTERVAL].values,
                        found.high[INTERVAL].values, palette.NEUTRAL)
        lines.append(Line(words.say("emissions.path"),
                          [*zip(city.target_path.years, city.target_path.amount.values, strict=True)], palette.TARGET,
                          1.3, DASHES))
        marks = [Mark(item.target.year, item.target.amount.value, words.plain(item.target.amount.value))
                 for item in city.progress]
        yield self._heading("emissions")
        yield brief_charts.fan(lines, band, marks, words.say("emissions.target"), unit_label("Mt CO2e", self.lang),
                               self.lang, CURVE_SIZE)
        yield self.sheet.text("note", words.emissions_note())

    def _sectors(self) -> Iterable[Flowable]:
        words, rows = self.words, self.words.sector_rows()
        whole = float(rows["value"].sum())
        bars = [brief_bars.Bar(label("sector", row.sector, self.lang), row.value,
                               words.say("range_of_share", amount=words.mt(row.value),
                                         share=percent(100 * row.value / whole, self.lang, 0)),
                               palette.SECTOR[row.sector], row.kind not in MEASURED_KINDS)
                for row in rows.itertuples()]
        yield self._heading("sectors", year=words.sector_year())
        yield brief_bars.lying(bars, self.lang, WIDTH)
        if any(bar.is_hatched for bar in bars):
            yield brief_bars.hatch_key(words.say("sectors.hatched"), self.lang, WIDTH)
        yield self.sheet.table(words.verdicts(), (30, 15, 55))
        yield self.sheet.text("note", words.sector_note())

    def _pair(self, titles: Sequence[str], drawings: Sequence[Flowable]) -> Flowable:
        """Return two charts side by side under what they show."""
        from reportlab.platypus import Table

        cells = [[self.sheet.text("note", title) for title in titles], list(drawings)]
        return Table(cells, colWidths=[HALF + GUTTER, HALF], style=[
            ("LEFTPADDING", (0, 0), (-1, -1), 0), ("RIGHTPADDING", (0, 0), (-1, -1), 0), ("VALIGN", (0, 0), (-1, -1),
                                                                                         "TOP"),
            ("TOPPADDING", (0, 0), (-1, -1), 0), ("BOTTOMPADDING", (0, 0), (-1, -1), 0)])

    def _electricity(self) -> Iterable[Flowable]:
        words = self.words
        yield self._heading("electricity")
        yield self.sheet.text("body", words.electricity())
        frame = self.known.answers["electricity_supply_shares"].frame
        last = int(frame["period"].max())
        years = sorted({*range(MIX_FROM, last, MIX_EVERY), last})
        columns = {}
        for year in years:
            parts = frame[frame["period"] == year].set_index("fuel")["value"]
            parts["renewables"] = sum(parts.get(fuel, 0.0) for fuel in RENEWABLES)
            columns[str(year)] = {fuel: float(parts[fuel]) for fuel in MIX if parts.get(fuel, 0.0) > 0}
        fuels = [fuel for fuel in MIX if any(fuel in column for column in columns.values())]
        mix = brief_bars.shares(columns, {fuel: label("fuel", fuel, self.lang) for fuel in fuels}, palette.FUEL,
                                self.lang, SMALL_SIZE)
        known = self.known.answers["electricity_intensity"].frame
        used = known[known["measure"] == "consumed"].sort_values("period")
        points = [*zip(used["period"].astype(int), used["value"], strict=True)]
        line = Line(words.say("electricity.intensity_name"), points, palette.SECTOR["electricity"], 1.4, DASHES)
        yield self._pair([words.say("electricity.mix"), words.say("electricity.intensity")],
                         [mix, self._lines([line], [], "kg CO2e/kWh")])

    def _lines(self, lines: Sequence[Line], marks: Sequence[Mark], unit: str, mark_name: str = "") -> Flowable:
        return brief_charts.fan(lines, None, marks, mark_name, unit_label(unit, self.lang), self.lang, SMALL_SIZE)

    def _use(self) -> Iterable[Flowable]:
        from reportlab.platypus import Table

        words = self.words
        texts = [[self.sheet.text("heading", words.say(f"{name}.heading"), bold=True)
                  for name in ("buildings", "transport")],
                 [self.sheet.text("body", words.buildings()), self.sheet.text("body", words.transport())],
                 [self._buildings(), self._transport()]]
        yield Table(texts, colWidths=[HALF + GUTTER, HALF], spaceBefore=9, style=[
            ("LEFTPADDING", (0, 0), (-1, -1), 0), ("RIGHTPADDING", (0, 0), (0, -1), GUTTER),
            ("RIGHTPADDING", (1, 0), (1, -1), 0), ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("TOPPADDING", (0, 0), (-1, -1), 1), ("BOTTOMPADDING", (0, 0), (-1, -1), 1)])

    def _buildings(self) -> Flowable:
        words, frame = self.words, self.known.answers["building_electricity"].frame
        styles = {"commercial": (palette.SECTOR["buildings"], None), "residential": (palette.ORANGE, DASHES)}
        lines = []
        for sector, (colour, dashes) in styles.items():
            rows = frame[frame["sector"] == sector].sort_values("period")
            lines.append(Line(words.say("buildings.name", sector=label("sector", sector, self.lang)),
                              [*zip(rows["period"].astype(int), rows["value"] / TJ_PER_TWH, strict=True)], colour, 1.4,
                              dashes))
        targets = self.known.answers["building_targets"].frame
        near = targets[targets["target_year"] == targets["target_year"].min()]
        marks = [Mark(int(row.target_year), row.target_high / TJ_PER_TWH, words.plain(row.target_high / TJ_PER_TWH))
                 for row in near.itertuples()]
        return self._lines(lines, marks, "TWh", words.say("buildings.target", year=int(near["target_year"].iloc[0])))

    def _transport(self) -> Flowable:
        words, frame = self.words, self.known.answers["electric_share"].frame
        lines = []
        for measure, name, dashes in (("new_cars", "new", None), ("stock", "stock", DASHES)):
            rows = frame[frame["measure"] == measure].sort_values("period")
            lines.append(Line(words.say(f"transport.{name}"),
                              [(_year(when), value) for when, value in zip(rows["period"], rows["value"], strict=True)],
                              palette.SECTOR["transport"] if dashes is None else palette.INK, 1.3, dashes))
        return self._lines(lines, [], "%")

    def _ways(self) -> Iterable[Flowable]:
        words = self.words
        yield self._heading("ways")
        yield self.sheet.table(words.ways(), (21, 28, 28, 13, 30))
        yield self.sheet.text("body", words.levers())
        yield self.sheet.text("note", words.ways_note())

    def _certainty(self) -> Iterable[Flowable]:
        yield self._heading("sure")
        yield self.sheet.text("note", self.words.joined(*self.words.certainty()))

    def _made(self) -> Iterable[Flowable]:
        words = self.words
        yield self.sheet.text("heading", words.say("made.sources"), bold=True)
        named = {source.source_id: source for source in self.sources(tuple(words.cited))}
        listed = [self.sheet.anywhere("tiny", words.joined(words.say("cited", number=place),
                                                           publication(named[source_id], self.lang)))
                  for place, source_id in enumerate(words.cited, start=1)]
        long = -(-len(listed) // SOURCE_COLUMNS)
        # One below the other in each column: side by side, each row would be as high as its longest.
        yield self.sheet.columns([listed[start:start + long] for start in range(0, len(listed), long)],
                                 SOURCE_COLUMNS, 0)
        yield self.sheet.anywhere("tiny", words.joined(*words.made(self.address)))


def _year(when: str) -> float:
    """Return a month as a place on an axis of years: the middle of the month."""
    year, month = when.split("-")
    return int(year) + (int(month) - 0.5) / 12
