"""The brief: one scenario on two to four pages to print or send on, as a PDF with its settings, limits and sources.

Everything comes from a `Result`: nothing is asked, no file is read or written, and the same input gives the same bytes.
The library that writes PDF is imported inside, so that whoever only looks at a page does not wait for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from hkzero import __version__, brief_charts
from hkzero.brief_layout import GUTTER, WIDTH, Brief, document
from hkzero.brief_words import Words, publication
from hkzero.charts import palette
from hkzero.measure import Source
from hkzero.model import engine
from hkzero.model.scenario_run import Result
from hkzero.text import unit_label

if TYPE_CHECKING:
    from reportlab.platypus import Flowable

MOST_PAGES = 4
FAN_SIZE = (WIDTH, 240.0)
STACK_SIZE = ((WIDTH - GUTTER) / 2, 210.0)
DASHES = (3.0, 2.0)
# What electricity comes from, bottom first: its name, and the series less its unit, which has the colour too.
FUELS = (("coal", "generation_coal"), ("oil", "generation_oil"), ("natural_gas", "generation_gas"),
         ("nuclear_import", "import_nuclear"), ("clean_imports", "import_clean"), ("waste_power", "generation_waste"),
         ("wind", "generation_wind"), ("solar", "generation_solar"))
KT_PER_MT, GWH_PER_TWH = 1000.0, 1000.0


def pdf(found: Result, sources: Sequence[Source], lang: str, today: date, address: str = "") -> bytes:
    """Return the brief of a result in a language, with the day it was made and, if given, the page's address.

    `sources` are the publications of `found.sources`. Where the levers are so many that five pages would be needed, the
    sentence on what each means is left out, and the brief says so. ValueError for an unknown language.
    """
    contents, pages = _written(_Brief(found, sources, lang, today, address, explains=True))
    if pages > MOST_PAGES:
        contents, _ = _written(_Brief(found, sources, lang, today, address, explains=False))
    return contents


def _written(brief: _Brief) -> tuple[bytes, int]:
    return document(brief.story, brief.words.lang, brief.words.title, brief.words.say)


class _Brief(Brief):
    """The parts of one brief in the order in which they are read."""

    def __init__(self, found: Result, sources: Sequence[Source], lang: str, today: date, address: str, *,
                 explains: bool) -> None:
        super().__init__(Words(found, lang), lang, near=not explains)  # where room is short, rows stand closer
        self.found, self.sources, self.today, self.address = found, sources, today, address
        self.explains = explains

    def story(self) -> Iterable[Flowable]:
        """Yield everything that is printed."""
        yield from self._opening(self.words.joined(self.words.definition(), self.words.say("finding.definition")))
        yield self._fan()
        yield from self._stacks()
        yield from self._targets()
        yield from self._costs()
        yield from self._warnings()
        yield from self._settings()
        yield from self._matters()
        yield from self._backtest()
        yield from self._made()

    def _fan(self) -> Flowable:
        from reportlab.platypus import KeepTogether

        found, words = self.found, self.words
        central = [(year, value / KT_PER_MT) for year, value in zip(found.years, found.total_kt, strict=True)]
        base = [(year, value / KT_PER_MT) for year, value in zip(found.years, found.base_outcome.total_kt[0],
                                                                 strict=True)]
        lines = [brief_charts.Line(words.say("chart.history"),
                                   [(year, value / KT_PER_MT) for year, value in found.ground.history], palette.INK)]
        if found.differences:
            name = words.say("chart.base", base=words.base)
            lines.append(brief_charts.Line(name, base, palette.NEUTRAL, 1.0, DASHES))
        lines.append(brief_charts.Line(words.say("chart.central"), central, palette.BLUE, 1.8))
        percentiles = found.band_kt
        band = None if percentiles is None else brief_charts.Band(
            words.say("chart.band"), found.years, percentiles[0] / KT_PER_MT, percentiles[2] / KT_PER_MT, palette.BLUE)
        unit = unit_label("Mt CO2e", words.lang)
        marks = [brief_charts.Mark(target.year, target.near / KT_PER_MT, words.plain(target.near / KT_PER_MT))
                 for target in found.ground.targets if target.metric in ("total_emissions", "net_emissions")]
        drawing = brief_charts.fan(lines, band, marks, words.say("chart.target"), unit, words.lang, FAN_SIZE)
        return KeepTogether([self.sheet.text("heading", words.say("chart.total"), bold=True), drawing,
                             self.sheet.text("note", words.chart_source())])

    def _stacks(self) -> Iterable[Flowable]:
        from reportlab.platypus import KeepTogether, Table

        words = self.words
        drawings = [self._sectors(), self._power()]
        titles = [self.sheet.text("heading", words.say(f"chart.{name}"), bold=True) for name in ("sectors", "power")]
        yield KeepTogether([Table([titles, drawings], colWidths=[WIDTH / 2] * 2, style=[
            ("LEFTPADDING", (0, 0), (-1, -1), 0), ("RIGHTPADDING", (0, 0), (-1, -1), 0),
            ("VALIGN", (0, 0), (-1, -1), "TOP")])])

    def _sectors(self) -> Flowable:
        found, words = self.found, self.words
        areas = [brief_charts.Area(words.sector(name), list(values / KT_PER_MT), palette.SECTOR[name])
                 for name, values in zip(engine.SECTORS, found.central.emissions_kt[0], strict=True) if values.any()]
        total = brief_charts.Line(words.say("workbook.total"), [
            (year, value / KT_PER_MT) for year, value in zip(found.years, found.total_kt, strict=True)], palette.INK)
        return brief_charts.stack(found.years, areas, total, unit_label("Mt CO2e", words.lang), words.lang, STACK_SIZE)

    def _power(self) -> Flowable:
        found, words = self.found, self.words
        series = {name: (of, found.central.series[f"{of}_gwh"][0] / GWH_PER_TWH) for name, of in FUELS}
        areas = [brief_charts.Area(words.fuel(name), list(values), palette.SUPPLY[of])
                 for name, (of, values) in series.items() if values.any()]
        return brief_charts.stack(found.years, areas, None, unit_label("TWh", words.lang), words.lang, STACK_SIZE)

    def _targets(self) -> Iterable[Flowable]:
        rows = self.words.target_rows()
        yield from self._part("targets", rows, (40, 22, 26, 20), self.words.say("targets.note"))

    def _costs(self) -> Iterable[Flowable]:
        words = self.words
        note = words.joined(words.cost_range(), words.cost_note())
        yield from self._part("cost", words.cost_rows(), (38, 16, 16, 20, 20), note, right=4, **words.span())

    def _part(self, key: str, rows: Sequence[Sequence[Any]], shares: Sequence[float], note: str, *, right: int = 0,
              **values: Any) -> Iterable[Flowable]:
        from reportlab.platypus import KeepTogether

        yield KeepTogether([self._heading(key, **values), self.sheet.table(rows, shares, right=right),
                            self.sheet.text("note", note)])

    def _warnings(self) -> Iterable[Flowable]:
        from reportlab.platypus import KeepTogether

        names = {source.source_id: source for source in self.sources}
        lines = self.words.warnings(names)
        yield KeepTogether([self._heading("warnings"), *(self.sheet.text("body", line) for line in lines)])

    def _settings(self) -> Iterable[Flowable]:
        words = self.words
        yield self.sheet.text("heading", words.say("settings.heading", base=words.base), bold=True)
        yield self.sheet.text("note", words.settings_note(explains=self.explains))
        if not self.found.differences:
            yield self.sheet.text("body", words.say("settings.none", base=words.base))
            return
        rows: list[list[Any]] = [words.setting_heads()]
        for one in words.settings():
            explained = [self.sheet.text("tiny", one.meaning)] if self.explains and one.meaning else []
            rows.append([[self.sheet.text("cell", one.title), *explained], one.value, one.years, one.before,
                         one.years_before])
        yield self.sheet.table(rows, (50, 22, 11, 22, 11))

    def _matters(self) -> Iterable[Flowable]:
        rows = self.words.swing_rows()
        if len(rows) > 1:
            yield from self._part("matters", rows, (10, 50, 28, 24), self.words.say("matters.note"))

    def _backtest(self) -> Iterable[Flowable]:
        words = self.words
        yield from self._part("backtest", words.check_rows(), (34, 18, 18, 12, 12), words.check_note(), right=4)

    def _made(self) -> Iterable[Flowable]:
        words, found = self.words, self.found
        yield self._heading("made")
        lines = [words.say("made.engine", version=__version__, engine=engine.ENGINE_VERSION),
                 words.say("made.date", date=words.day(self.today)),
                 words.say("made.content", content=found.ground.content), words.say("made.link", code=found.link)]
        lines += [words.say("made.address", address=self.address)] if self.address else []
        yield from (self.sheet.anywhere("note", line) for line in lines)
        yield self.sheet.text("note", words.say("made.licence"))
        yield self.sheet.text("heading", words.say("made.sources"), bold=True)
        yield self.sheet.text("note", words.say("made.sources_note", count=len(found.every_source)))
        yield self.sheet.columns([
            self.sheet.anywhere("tiny", publication(one, words.lang), one.url or one.archive_url or "")
            for one in self.sources])
