"""The letters of the briefs: which font shows a text in which language, in running text and in drawings.

All letters of our texts and data are in the fonts of hkzero/fonts, which are embedded, so that a brief is printed as it
is seen. A text may hold anything (titles are a stranger's): a letter outside goes to the fonts for Chinese that PDF
readers bring along, and what no font has becomes a question mark.
"""

from __future__ import annotations

from functools import cache
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from unicodedata import normalize
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from reportlab.graphics.shapes import Group

FONTS = Path(__file__).resolve().parent / "fonts"
LATIN, BOLD = "HKZero-Latin", "HKZero-Latin-Bold"
OWN_TRADITIONAL, OWN_SIMPLIFIED = "HKZero-Traditional", "HKZero-Simplified"
EMBEDDED = {LATIN: "latin", BOLD: "latin_bold", OWN_TRADITIONAL: "traditional", OWN_SIMPLIFIED: "simplified"}
TRADITIONAL, SIMPLIFIED = "MSung-Light", "STSong-Light"
CHARACTERS = {TRADITIONAL: "big5hkscs", SIMPLIFIED: "gbk"}  # the character set that a font is sure to cover
ENCODINGS = {TRADITIONAL: "UniCNS-UCS2-H", SIMPLIFIED: "UniGB-UCS2-H"}
_TRADITIONAL_FIRST = (OWN_TRADITIONAL, OWN_SIMPLIFIED, TRADITIONAL, SIMPLIFIED)
HAN = {"en": _TRADITIONAL_FIRST, "zh_hant": _TRADITIONAL_FIRST,
       "zh_hans": (OWN_SIMPLIFIED, OWN_TRADITIONAL, SIMPLIFIED, TRADITIONAL)}
WIDE = set("“”‘’…—")  # as wide as a character where the text is Chinese
LOWERED = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
UNSEEN = dict.fromkeys(map(ord, "\u200b\u2060"))  # where a line may or may not break: paper has no use for them
UNKNOWN = "?"
LOWERED_SIZE, LOWERED_DROP = 0.7, 0.15


class Piece(NamedTuple):
    """A part of a text in one font; `lowered` for the figures of a chemical formula."""

    font: str
    text: str
    lowered: bool


@cache
def register() -> None:
    """Tell the PDF library of the fonts, once a process."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfbase.ttfonts import TTFont

    for name, file in EMBEDDED.items():
        pdfmetrics.registerFont(TTFont(name, str(FONTS / f"{file}.ttf")))
    for name, encoding in ENCODINGS.items():
        font = UnicodeCIDFont(name)
        # The library writes Traditional Chinese in the encoding of the Simplified: half of the readers show nonsense.
        font.encodingName = encoding
        pdfmetrics.registerFont(font)


def pieces(text: str, lang: str, *, bold: bool = False) -> tuple[Piece, ...]:
    """Return the text cut where the font changes, in order."""
    shown = normalize("NFC", " ".join(text.translate(UNSEEN).split()))
    found = (_letter(letter, lang, BOLD if bold else LATIN) for letter in shown)
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
    if not letter.isprintable():
        return Piece(latin, " " if _encoded(letter, "cp1252") else UNKNOWN, False)
    own = () if lang != "en" and letter in WIDE else (latin,)
    font = next((font for font in (*own, *HAN[lang]) if _has(letter, font)), None)
    return Piece(font, letter, False) if font else Piece(latin, UNKNOWN, False)


def _has(letter: str, font: str) -> bool:
    """Return whether a font has a letter; of the readers' fonts, whether it is sure to have it."""
    from reportlab.pdfbase.pdfmetrics import getFont

    if font in CHARACTERS:
        return letter <= "\uffff" and _encoded(letter, CHARACTERS[font])
    register()
    return ord(letter) in getFont(font).face.charToGlyph


def _encoded(letter: str, characters: str) -> bool:
    try:
        letter.encode(characters)
    except UnicodeEncodeError:
        return False
    return True
