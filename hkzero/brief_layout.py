"""What all briefs share on paper: the sheet of A4, its styles of text, paragraphs, tables, and numbered pages."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from threading import Lock
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote
from xml.sax.saxutils import quoteattr

from hkzero import brief_charts
from hkzero.brief_type import LATIN, markup, register
from hkzero.charts import palette
from hkzero.text import HTML_LANGUAGES, t

if TYPE_CHECKING:
    from reportlab.platypus import Flowable, Table

MILLIMETRE = 72 / 25.4
MARGIN = 16 * MILLIMETRE
PAGE_WIDTH, PAGE_HEIGHT = 210 * MILLIMETRE, 297 * MILLIMETRE
WIDTH = PAGE_WIDTH - 2 * MARGIN
GUTTER = 8.0
# Sizes of letter and line, and the space above, in points.
STYLES = {"kind": (8, 10, 0), "title": (19, 23, 2), "finding": (11.5, 15.5, 4), "heading": (11, 14, 9),
          "body": (8.5, 11.5, 2), "note": (7, 9, 2), "cell": (7.5, 9.2, 0), "tiny": (6.2, 7.6, 0),
          "figure": (12.5, 15, 0)}
LONGEST_TITLE = 60  # letters that are set large
MOST_COLUMNS = 6  # key figures that a row has room for
FAINT = ("kind", "note", "tiny")
DEFAULTS = ("Helvetica", "Times-Roman")  # what the library sets where nobody chose a font

# The library keeps what it knows of a font in one place for all documents.
_one_at_a_time = Lock()


def document(story: Callable[[], Iterable[Flowable]], lang: str, title: str, say: Callable[..., str]
             ) -> tuple[bytes, int]:
    """Return the document with these parts and its number of pages; `say` returns a text of the brief by its key."""
    from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate

    out = io.BytesIO()
    made = BaseDocTemplate(
        out, pagesize=(PAGE_WIDTH, PAGE_HEIGHT), title=title, author=t("common.app.name", lang),
        subject=say("subject"), lang=HTML_LANGUAGES[lang], invariant=1, pageCompression=1)
    frame = Frame(MARGIN, MARGIN, WIDTH, PAGE_HEIGHT - 2 * MARGIN, leftPadding=0, rightPadding=0, topPadding=0,
                  bottomPadding=0)
    made.addPageTemplates([PageTemplate(frames=[frame])])
    with _one_at_a_time:
        register()
        made.build(list(story()), canvasmaker=numbered(lang, title, partial(say, "page")))
    return out.getvalue(), made.page


def numbered(lang: str, foot: str, page_of: Any) -> type:
    """Return a canvas that writes on each page, after `foot`, which it is: `page_of(page=, pages=)` in words."""
    from reportlab.pdfgen.canvas import Canvas

    from hkzero.brief_type import pieces

    class Numbered(Canvas):
        def __init__(self, *given: Any, **named: Any) -> None:
            super().__init__(*given, **named | {"initialFontName": LATIN})
            self._kept: list[dict] = []

        def setFont(self, psfontname: str, *sizes: Any) -> None:
            # Drawings and tables name a font of the reader's before anything is set in it; ours are embedded.
            super().setFont(LATIN if psfontname in DEFAULTS else psfontname, *sizes)

        def showPage(self) -> None:
            self._kept.append(dict(self.__dict__))
            self._startPage()

        def save(self) -> None:
            for number, kept in enumerate(self._kept, start=1):
                self.__dict__.update(kept)
                self._foot(page_of(page=number, pages=len(self._kept)))
                super().showPage()
            super().save()

        def _foot(self, text: str) -> None:
            self.setFillColor(brief_charts.printed(palette.NEUTRAL))
            line = self.beginText(MARGIN, MARGIN / 2)
            for piece in pieces(f"HKZero · {foot} · {text}", lang):
                line.setFont(piece.font, 7)
                line.textOut(piece.text)
            self.drawText(line)

    return Numbered


class Brief:
    """What every brief has: texts by `words`, which it sets on `sheet`; headings, and an opening."""

    def __init__(self, words: Any, lang: str, *, near: bool) -> None:
        self.words, self.sheet = words, Sheet(lang, near=near)

    def _heading(self, key: str, **values: Any) -> Flowable:
        return self.sheet.text("heading", self.words.say(f"{key}.heading", **values), bold=True)

    def _opening(self, note: str, columns: int = MOST_COLUMNS) -> Iterable[Flowable]:
        """Yield kind, title, finding, key figures in rows of so many, and a note on them."""
        words = self.words
        yield self.sheet.text("kind", words.say("kind"))
        yield self.sheet.text("title" if len(words.title) <= LONGEST_TITLE else "finding", words.title, bold=True)
        yield self.sheet.text("finding", words.finding())
        figures = words.key_figures()
        for start in range(0, len(figures), columns):
            yield self.sheet.key_figures(figures[start:start + columns])
        yield self.sheet.text("note", note)


class Sheet:
    """Paragraphs and tables in one language; `near` sets the rows of tables closer."""

    def __init__(self, lang: str, *, near: bool = False) -> None:
        self.lang, self.near = lang, near
        self.styles = {name: _style(name, lang) for name in STYLES}

    def text(self, style: str, text: str, *, bold: bool = False) -> Flowable:
        """Return a paragraph."""
        from reportlab.platypus import Paragraph

        # The Chinese fonts have one weight: beside them, only the large figures stand out by bold digits.
        thick = bold and (self.lang == "en" or style == "figure")
        return Paragraph(markup(text, self.lang, STYLES[style][0], bold=thick), self.styles[style])

    def anywhere(self, style: str, text: str, address: str = "") -> Flowable:
        """Return a paragraph that may be broken anywhere, for codes and addresses are longer than a line."""
        from reportlab.lib.styles import ParagraphStyle
        from reportlab.platypus import Paragraph

        own, size = self.styles[style], STYLES[style][0]
        whole = markup(text, self.lang, size)
        if address:
            # Shown as people read it; a click goes to the address as published.
            shown = markup(unquote(address), self.lang, size)
            whole += f" <a href={quoteattr(address)}>{shown}</a>"
        return Paragraph(whole, ParagraphStyle(f"{own.name}_any", parent=own, wordWrap="CJK"))

    def table(self, rows: Sequence[Sequence[Any]], shares: Sequence[float], *, right: int = 0,
              width: float = WIDTH) -> Table:
        """Return a table with a heading row; columns take their shares of the width, the last `right` stand right."""
        from reportlab.platypus import Table

        cells = [[self.text("cell", cell, bold=True) for cell in rows[0]]]
        cells += [[self.text("cell", cell) if isinstance(cell, str) else cell for cell in row] for row in rows[1:]]
        rule = brief_charts.printed(brief_charts.GRID)
        whole = sum(shares)
        for row in cells:
            for cell in row[len(row) - right:]:
                if right:
                    cell.style = self._right(cell.style)
        above, below = (0.7, 1.2) if self.near else (1.4, 2)
        return Table(cells, colWidths=[width * share / whole for share in shares], repeatRows=1, style=[
            ("VALIGN", (0, 0), (-1, -1), "TOP"), ("LINEBELOW", (0, 0), (-1, 0), 0.8,
                                                  brief_charts.printed(palette.NEUTRAL)),
            ("LINEBELOW", (0, 1), (-1, -1), 0.4, rule), ("TOPPADDING", (0, 0), (-1, -1), above),
            ("BOTTOMPADDING", (0, 0), (-1, -1), below), ("LEFTPADDING", (0, 0), (-1, -1), 0),
            ("RIGHTPADDING", (0, 0), (-1, -1), 5)])

    def _right(self, style: Any) -> Any:
        from reportlab.lib.enums import TA_RIGHT
        from reportlab.lib.styles import ParagraphStyle

        return ParagraphStyle(f"{style.name}_right", parent=style, alignment=TA_RIGHT)

    def key_figures(self, figures: Sequence[tuple[str, str, str]]) -> Table:
        """Return a row of figures to be seen first: name, value, and what is said below it."""
        from reportlab.platypus import Table

        rows = [[self.text("tiny", name) for name, _, _ in figures],
                [self.text("figure", value, bold=True) for _, value, _ in figures],
                [self.text("note", spread) for _, _, spread in figures]]
        return Table(rows, colWidths=[WIDTH / len(figures)] * len(figures), spaceBefore=8, spaceAfter=4, style=[
            ("LINEABOVE", (0, 0), (-1, 0), 1.2, brief_charts.printed(palette.BLUE)), ("VALIGN", (0, 0), (-1, 0), "TOP"),
            ("LEFTPADDING", (0, 0), (-1, -1), 0), ("TOPPADDING", (0, 0), (-1, -1), 2),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 0)])

    def columns(self, cells: Sequence[Any], count: int = 2, gap: float = 0.6) -> Table:
        """Return paragraphs side by side in columns of equal width, row by row."""
        from reportlab.platypus import Table

        padded = [*cells, *[""] * (-len(cells) % count)] or [""] * count
        rows = [padded[at:at + count] for at in range(0, len(padded), count)]
        return Table(rows, colWidths=[WIDTH / count] * count, style=[
            ("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (-1, -1), 0),
            ("RIGHTPADDING", (0, 0), (-1, -1), GUTTER), ("TOPPADDING", (0, 0), (-1, -1), gap),
            ("BOTTOMPADDING", (0, 0), (-1, -1), gap)])


def _style(name: str, lang: str) -> Any:
    from reportlab.lib.styles import ParagraphStyle

    size, line, above = STYLES[name]
    colour = palette.NEUTRAL if name in FAINT else brief_charts.INK
    return ParagraphStyle(name, fontName=LATIN, fontSize=size, leading=line, spaceBefore=above, spaceAfter=2,
                          textColor=brief_charts.printed(colour), wordWrap=None if lang == "en" else "CJK",
                          keepWithNext=name == "heading", splitLongWords=1)

