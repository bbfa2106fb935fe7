"""The letters of the brief: which font shows a text in which language, in running text and in drawings.

Latin is set in Helvetica, Chinese in the fonts for Traditional and Simplified Chinese that PDF readers bring along, so
that no font is shipped. A text may hold anything (titles are a stranger's): each letter goes to the first font that
has it, and what no font has becomes a question mark.
"""

from __future__ import annotations

from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple
from unicodedata import normalize
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from reportlab.graphics.shapes import Group

LATIN, BOLD = "Helvetica", "Helvetica-Bold"
TRADITIONAL, SIMPLIFIED = "MSung-Light", "STSong-Light"
CHARACTERS = {TRADITIONAL: "big5hkscs", SIMPLIFIED: "gbk"}  # the character set that a font is sure to cover
ENCODINGS = {TRADITIONAL: "UniCNS-UCS2-H", SIMPLIFIED: "UniGB-UCS2-H"}
HAN = {"en": (TRADITIONAL, SIMPLIFIED), "zh_hant": (TRADITIONAL, SIMPLIFIED), "zh_hans": (SIMPLIFIED, TRADITIONAL)}
SYMBOLS = set("−≤≥→≈")  # not in the Latin set; the library takes them from its symbol font
WIDE = set("“”‘’…—")  # as wide as a character where the text is Chinese
LOWERED = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
UNKNOWN = "?"
LOWERED_SIZE, LOWERED_DROP = 0.7, 0.15


class Piece(NamedTuple):
    """A part of a text in one font; `lowered` for the figures of a chemical formula."""

    font: str
    text: str
    lowered: bool


@cache
def register() -> None:
    """Tell the PDF library of the two Chinese fonts, once a process."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont

    for name, encoding in ENCODINGS.items():
        font = UnicodeCIDFont(name)
        # The library writes Traditional Chinese in the encoding of the Simplified: half of the readers show nonsense.
        font.encodingName = encoding
        pdfmetrics.registerFont(font)


def pieces(text: str, lang: str, *, bold: bool = False) -> tuple[Piece, ...]:
    """Return the text cut where the font changes, in order."""
    found = (_letter(letter, lang, BOLD if bold else LATIN) for letter in normalize("NFC", " ".join(text.split())))
    return tuple(Piece(font, "".join(piece.text for piece in part), lowered)
                 for (font, lowered), part in groupby(found, key=lambda piece: (piece.font, piece.lowered)))


def markup(text: str, lang: str, size: float, *, bold: bool = False) -> str:
    """Return the text as markup of a paragraph of that size; what looks like markup in it is shown as it is."""
    lowered = f'<sub rise="{size * LOWERED_DROP:g}" size="{size * LOWERED_SIZE:g}">'
    return "".join(
        f"{lowered}{escape(piece.text)}</sub>" if piece.lowered else
        f'<font name="{piece.font}">{escape(piece.text)}</font>' for piece in pieces(text, lang, bold=bold))


def width(text: str, lang: str, size: float) -> float:
    """Return how wide a text is in a drawing, in points."""
    from reportlab.pdfbase.pdfmetrics import stringWidth

    register()
    return sum(stringWidth(piece.text, piece.font, size * (LOWERED_SIZE if piece.lowered else 1))
               for piece in pieces(text, lang))


def written(x: float, y: float, text: str, lang: str, size: float, colour: object, anchor: str = "start") -> Group:
    """Return a line of text for a drawing at its baseline; `anchor` is start, middle or end."""
    from reportlab.graphics.shapes import Group, String

    at = x - width(text, lang, size) * {"start": 0, "middle": 0.5, "end": 1}[anchor]
    group = Group()
    for piece in pieces(text, lang):
        own = size * (LOWERED_SIZE if piece.lowered else 1)
        down = size * LOWERED_DROP if piece.lowered else 0
        group.add(String(at, y - down, piece.text, fontName=piece.font, fontSize=own, fillColor=colour))
        at += _width_of(piece, own)
    return group


def _width_of(piece: Piece, size: float) -> float:
    from reportlab.pdfbase.pdfmetrics import stringWidth

    return stringWidth(piece.text, piece.font, size)


def _letter(letter: str, lang: str, latin: str) -> Piece:
    lowered = letter.translate(LOWERED)
    if lowered != letter:
        return Piece(LATIN, lowered, True)
    if letter in SYMBOLS or _has(letter, "cp1252") and not (lang != "en" and letter in WIDE):
        return Piece(latin, letter if letter.isprintable() else " ", False)
    fonts = (font for font in HAN[lang] if letter <= "\uffff" and _has(letter, CHARACTERS[font]))
    font = next(fonts, None)
    return Piece(font, letter, False) if font else Piece(latin, UNKNOWN, False)


def _has(letter: str, characters: str) -> bool:
    try:
        letter.encode(characters)
    except UnicodeEncodeError:
        return False
    return True
