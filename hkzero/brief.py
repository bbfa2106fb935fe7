"""The brief: one scenario on two to four pages to print or send on, as a PDF with its settings, limits and sources.

Everything comes from a `Result`: nothing is asked, no file is read or written, and the same input gives the same bytes.
The library that writes PDF is imported inside, so that whoever only looks at a page does not wait for it.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import date
from threading import Lock
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote
from xml.sax.saxutils import quoteattr

from hkzero import __version__, brief_charts
from hkzero.brief_type import markup, register
from hkzero.brief_words import Words, publication
from hkzero.charts import palette
from hkzero.measure import Source
from hkzero.model import engine
from hkzero.model.scenario_run import Result
from hkzero.text import HTML_LANGUAGES, t, unit_label

if TYPE_CHECKING:
    from reportlab.platypus import Flowable, Table

MOST_PAGES = 4
LONGEST_TITLE = 60  # letters that are set large
MILLIMETRE = 72 / 25.4
MARGIN = 16 * MILLIMETRE
PAGE_WIDTH, PAGE_HEIGHT = 210 * MILLIMETRE, 297 * MILLIMETRE
WIDTH = PAGE_WIDTH - 2 * MARGIN
GUTTER = 8.0
FAN_SIZE = (WIDTH, 240.0)
STACK_SIZE = ((WIDTH - GUTTER) / 2, 210.0)
DASHES = (3.0, 2.0)
# Sizes of letter and line, and the space above, in points.
STYLES = {"kind": (8, 10, 0), "title": (19, 23, 2), "finding": (11.5, 15.5, 4), "heading": (11, 14, 9),
          "body": (8.5, 11.5, 2), "note": (7, 9, 2), "cell": (7.5, 9.2, 0), "tiny": (6.2, 7.6, 0),
          "figure": (12.5, 15, 0)}
FAINT = ("kind", "note", "tiny")
# What electricity comes from, bottom first: its name, and the series less its unit, which has the colour too.
FUELS = (("coal", "generation_coal"), ("oil", "generation_oil"), ("natural_gas", "generation_gas"),
         ("nuclear_import", "import_nuclear"), ("clean_imports", "import_clean"), ("waste_power", "generation_waste"),
         ("wind", "generation_wind"), ("solar", "generation_solar"))
KT_PER_MT, GWH_PER_TWH = 1000.0, 1000.0
# The library keeps what it knows of a font in one place for all documents.
_one_at_a_time = Lock()


def pdf(found: Result, sources: Sequence[Source], lang: str, today: date, address: str = "") -> bytes:
    """Return the brief of a result in a language, with the day it was made and, if given, the page's address.

    `sources` are the publications of `found.sources`. Where the levers are so many that five pages would be needed, the
    sentence on what each means is left out, and the brief says so. ValueError for an unknown language.
    """
    with _one_at_a_time:
        register()
        contents, pages = _written(_Brief(found, sources, lang, today, address, explains=True))
        if pages > MOST_PAGES:
            contents, _ = _written(_Brief(found, sources, lang, today, address, explains=False))
    return contents


def _written(brief: _Brief) -> tuple[bytes, int]:
    """Return the document and its number of pages."""
    from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate

    out = io.BytesIO()
    words = brief.words
    document = BaseDocTemplate(
        out, pagesize=(PAGE_WIDTH, PAGE_HEIGHT), title=words.title, author=t("common.app.name", words.lang),
        subject=words.say("subject"), lang=HTML_LANGUAGES[words.lang], invariant=1, pageCompression=1)
    frame = Frame(MARGIN, MARGIN, WIDTH, PAGE_HEIGHT - 2 * MARGIN, leftPadding=0, rightPadding=0, topPadding=0,
                  bottomPadding=0)
    document.addPageTemplates([PageTemplate(frames=[frame])])
    document.build(list(brief.story()), canvasmaker=_numbering(words))
    return out.getvalue(), document.page


def _numbering(words: Words) -> type:
    """Return a canvas that writes on each page which it is of how many."""
    from reportlab.pdfgen.canvas import Canvas

    from hkzero.brief_type import pieces

    class Numbered(Canvas):
        def __init__(self, *given: Any, **named: Any) -> None:
            super().__init__(*given, **named)
            self._kept: list[dict] = []

        def showPage(self) -> None:
            self._kept.append(dict(self.__dict__))
            self._startPage()

        def save(self) -> None:
            for number, kept in enumerate(self._kept, start=1):
                self.__dict__.update(kept)
                self._foot(words.say("page", page=number, pages=len(self._kept)))
                super().showPage()
            super().save()

        def _foot(self, text: str) -> None:
            self.setFillColor(brief_charts.printed(palette.NEUTRAL))
            line = self.beginText(MARGIN, MARGIN / 2)
            for piece in pieces(f"HKZero · {words.title} · {text}", words.lang):
                line.setFont(piece.font, 7)
                line.textOut(piece.text)
            self.drawText(line)

    return Numbered


class _Brief:
    """The parts of one brief in the order in which they are read."""

    def __init__(self, found: Result, sources: Sequence[Source], lang: str, today: date, address: str, *,
                 explains: bool) -> None:
        self.found, self.sources, self.today, self.address = found, sources, today, address
        self.words = Words(found, lang)
        self.explains = explains
        self.styles = {name: _style(name, lang) for name in STYLES}

    def story(self) -> Iterable[Flowable]:
        """Yield everything that is printed."""
        yield from self._opening()
        yield self._fan()
        yield from self._stacks()
        yield from self._targets()
        yield from self._costs()
        yield from self._warnings()
        yield from self._settings()
        yield from self._matters()
        yield from self._backtest()
        yield from self._made()

    def _text(self, style: str, text: str, *, bold: bool = False) -> Flowable:
        from reportlab.platypus import Paragraph

        # The Chinese fonts have one weight: beside them, only the large figures stand out by bold digits.
        thick = bold and (self.words.lang == "en" or style == "figure")
        return Paragraph(markup(text, self.words.lang, STYLES[style][0], bold=thick), self.styles[style])

    def _heading(self, key: str, **values: Any) -> Flowable:
        return self._text("heading", self.words.say(f"{key}.heading", **values), bold=True)

    def _table(self, rows: Sequence[Sequence[Any]], shares: Sequence[float], *, right: int = 0) -> Table:
        """Return a table with a heading row; columns take their shares of the width, the last `right` stand right."""
        from reportlab.platypus import Table

        bold = ["cell"] * len(rows[0])
        cells = [[self._text(style, cell, bold=True) for style, cell in zip(bold, rows[0], strict=True)]]
        cells += [[self._text("cell", cell) if isinstance(cell, str) else cell for cell in row] for row in rows[1:]]
        rule = brief_charts.printed(brief_charts.GRID)
        whole = sum(shares)
        for row in cells:
            for cell in row[len(row) - right:]:
                if right:
                    cell.style = self._right(cell.style)
        above, below = (1.4, 2) if self.explains else (0.7, 1.2)  # where room is short, rows stand closer
        return Table(cells, colWidths=[WIDTH * share / whole for share in shares], repeatRows=1, style=[
            ("VALIGN", (0, 0), (-1, -1), "TOP"), ("LINEBELOW", (0, 0), (-1, 0), 0.8,
                                                  brief_charts.printed(palette.NEUTRAL)),
            ("LINEBELOW", (0, 1), (-1, -1), 0.4, rule), ("TOPPADDING", (0, 0), (-1, -1), above),
            ("BOTTOMPADDING", (0, 0), (-1, -1), below), ("LEFTPADDING", (0, 0), (-1, -1), 0),
            ("RIGHTPADDING", (0, 0), (-1, -1), 5)])

    def _right(self, style: Any) -> Any:
        from reportlab.lib.enums import TA_RIGHT
        from reportlab.lib.styles import ParagraphStyle

        return ParagraphStyle(f"{style.name}_right", parent=style, alignment=TA_RIGHT)

    def _opening(self) -> Iterable[Flowable]:
        words = self.words
        yield self._text("kind", words.say("kind"))
        yield self._text("title" if len(words.title) <= LONGEST_TITLE else "finding", words.title, bold=True)
        yield self._text("finding", words.finding())
        yield self._key_figures()
        yield self._text("note", words.joined(words.definition(), words.say("finding.definition")))

    def _key_figures(self) -> Table:
        from reportlab.platypus import Table

        figures = self.words.key_figures()
        rows = [[self._text("tiny", name) for name, _, _ in figures],
                [self._text("figure", value, bold=True) for _, value, _ in figures],
                [self._text("note", spread) for _, _, spread in figures]]
        return Table(rows, colWidths=[WIDTH / len(figures)] * len(figures), spaceBefore=8, spaceAfter=4, style=[
            ("LINEABOVE", (0, 0), (-1, 0), 1.2, brief_charts.printed(palette.BLUE)), ("VALIGN", (0, 0), (-1, 0), "TOP"),
            ("LEFTPADDING", (0, 0), (-1, -1), 0), ("TOPPADDING", (0, 0), (-1, -1), 2),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 0)])

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
        return KeepTogether([self._text("heading", words.say("chart.total"), bold=True), drawing,
                             self._text("note", words.chart_source())])

    def _stacks(self) -> Iterable[Flowable]:
        from reportlab.platypus import KeepTogether, Table

        words = self.words
        drawings = [self._sectors(), self._power()]
        titles = [self._text("heading", words.say(f"chart.{name}"), bold=True) for name in ("sectors", "power")]
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

        yield KeepTogether([self._heading(key, **values), self._table(rows, shares, right=right),
                            self._text("note", note)])

    def _warnings(self) -> Iterable[Flowable]:
        from reportlab.platypus import KeepTogether

        names = {source.source_id: source for source in self.sources}
        lines = self.words.warnings(names)
        yield KeepTogether([self._heading("warnings"), *(self._text("body", line) for line in lines)])

    def _settings(self) -> Iterable[Flowable]:
        words = self.words
        yield self._text("heading", words.say("settings.heading", base=words.base), bold=True)
        yield self._text("note", words.settings_note(explains=self.explains))
        if not self.found.differences:
            yield self._text("body", words.say("settings.none", base=words.base))
            return
        rows: list[list[Any]] = [words.setting_heads()]
        for one in words.settings():
            explained = [self._text("tiny", one.meaning)] if self.explains and one.meaning else []
            rows.append([[self._text("cell", one.title), *explained], one.value, one.years, one.before,
                         one.years_before])
        yield self._table(rows, (50, 22, 11, 22, 11))

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
        yield from (self._anywhere("note", line) for line in lines)
        yield self._text("note", words.say("made.licence"))
        yield self._text("heading", words.say("made.sources"), bold=True)
        yield self._text("note", words.say("made.sources_note", count=len(found.every_source)))
        yield self._source_table()

    def _anywhere(self, style: str, text: str, address: str = "") -> Flowable:
        """Return a paragraph that may be broken anywhere, for codes and addresses are longer than a line."""
        from reportlab.lib.styles import ParagraphStyle
        from reportlab.platypus import Paragraph

        own, size = self.styles[style], STYLES[style][0]
        whole = markup(text, self.words.lang, size)
        if address:
            # Shown as people read it; a click goes to the address as published.
            shown = markup(unquote(address), self.words.lang, size)
            whole += f" <a href={quoteattr(address)}>{shown}</a>"
        return Paragraph(whole, ParagraphStyle(f"{own.name}_any", parent=own, wordWrap="CJK"))

    def _source_table(self) -> Table:
        from reportlab.platypus import Table

        cells = [self._anywhere("tiny", publication(one, self.words.lang), one.url or one.archive_url or "")
                 for one in self.sources]
        cells += [""] * (-len(cells) % 2) if cells else ["", ""]
        return Table(list(zip(cells[::2], cells[1::2], strict=True)), colWidths=[WIDTH / 2] * 2, style=[
            ("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (-1, -1), 0),
            ("RIGHTPADDING", (0, 0), (-1, -1), GUTTER), ("TOPPADDING", (0, 0), (-1, -1), 0.6),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 0.6)])


def _style(name: str, lang: str) -> Any:
    from reportlab.lib.styles import ParagraphStyle

    size, line, above = STYLES[name]
    colour = palette.NEUTRAL if name in FAINT else brief_charts.INK
    return ParagraphStyle(name, fontName="Helvetica", fontSize=size, leading=line, spaceBefore=above, spaceAfter=2,
                          textColor=brief_charts.printed(colour), wordWrap=None if lang == "en" else "CJK",
                          keepWithNext=name == "heading", splitLongWords=1)

