"""The bars of the city brief as vector drawings: lying bars with their amounts, and columns of shares by year.

Each part says its name or its number, so that nothing hangs on colour; hatched is what is no observation.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hkzero.brief_charts import INK, PAPER, SIZE, printed
from hkzero.brief_type import width, written
from hkzero.charts import palette
from hkzero.text import number

if TYPE_CHECKING:
    from reportlab.graphics.shapes import Drawing

ROW, BAR = 15.0, 9.0
GAP = 6.0
HATCH = 4.0  # points between two strokes
LEAST_LABELLED = 7.0  # points of height that a number needs
SHARE_OF_COLUMN = 0.78
FOOT = 12.0
PERCENT = 100.0


@dataclass(frozen=True, slots=True)
class Bar:
    """One lying bar: its name, value, what is written at its end, and whether it is no observation."""

    name: str
    value: float
    text: str
    colour: str
    is_hatched: bool


class TooWide(ValueError):
    """A label has no room in its drawing; the message says which, and by how much."""


def lying(bars: Sequence[Bar], lang: str, room: float) -> Drawing:
    """Return bars below one another, `room` points wide in all. TooWide when a label would run out of the drawing."""
    from reportlab.graphics.shapes import Drawing

    drawing = Drawing(room, ROW * len(bars))
    left = max(width(bar.name, lang, SIZE) for bar in bars) + GAP
    right = max(width(bar.text, lang, SIZE) for bar in bars) + GAP
    if left + right > 0.8 * room:
        raise TooWide(f"labels of {left + right:.0f} points in a drawing of {room:.0f}")
    longest = max(bar.value for bar in bars)
    for place, bar in enumerate(bars, start=1):
        y = ROW * (len(bars) - place) + (ROW - BAR) / 2
        long = max(bar.value, 0) / longest * (room - left - right)
        drawing.add(written(0, y + 2, bar.name, lang, SIZE, printed(INK)))
        _box(drawing, left, y, long, BAR, bar.colour, hatched=bar.is_hatched)
        drawing.add(written(left + long + GAP, y + 2, bar.text, lang, SIZE, printed(INK)))
    return drawing


def shares(columns: Mapping[str, Mapping[str, float]], names: Mapping[str, str], colours: Mapping[str, str], lang: str,
           size: tuple[float, float]) -> Drawing:
    """Return a column a period with its parts in per cent, the names of the parts beside the last.

    `columns` is part and share in % by period, from the bottom up. TooWide when the names leave no room for columns.
    """
    from reportlab.graphics.shapes import Drawing

    drawing = Drawing(*size)
    right = max(width(name, lang, SIZE) for name in names.values()) + GAP
    if right > 0.5 * size[0]:
        raise TooWide(f"names of {right:.0f} points in a drawing of {size[0]:.0f}")
    step, tall = (size[0] - right) / len(columns), size[1] - FOOT - 2
    for place, (period, parts) in enumerate(columns.items()):
        x, wide, low = place * step, step * SHARE_OF_COLUMN, FOOT
        drawing.add(written(x + wide / 2, 2, period, lang, SIZE, printed(INK), "middle"))
        tops = {}
        for code, share in parts.items():
            high = share / PERCENT * tall
            _box(drawing, x, low, wide, high, colours[code])
            if high >= LEAST_LABELLED:
                drawing.add(written(x + wide / 2, low + high / 2 - 2.5, number(share, lang, 0), lang, SIZE,
                                    printed(PAPER), "middle"))
            tops[code] = low + high / 2 - 2.5
            low += high
        if place == len(columns) - 1:
            _names(drawing, {names[code]: y for code, y in tops.items()}, x + wide + GAP, lang)
    return drawing


def _names(drawing: Drawing, places: Mapping[str, float], x: float, lang: str) -> None:
    """Write names beside their parts; where parts are thin, each a line above the one before."""
    above = 0.0
    for name, y in places.items():
        above = max(y, above)
        drawing.add(written(x, above, name, lang, SIZE, printed(INK)))
        above += SIZE + 1


def _box(drawing: Drawing, x: float, y: float, wide: float, high: float, colour: str, *, hatched: bool = False) -> None:
    """Draw a filled rectangle; hatched, with slanting white strokes."""
    from reportlab.graphics.shapes import Line, Rect

    drawing.add(Rect(x, y, wide, high, fillColor=printed(colour), strokeColor=printed(PAPER), strokeWidth=0.5))
    start = x - high
    while hatched and start < x + wide:
        low, top = max(start, x), min(start + high, x + wide)
        drawing.add(Line(low, y + low - start, top, y + top - start, strokeColor=printed(PAPER), strokeWidth=0.7))
        start += HATCH


def hatch_key(text: str, lang: str, room: float) -> Drawing:
    """Return the key of hatching, in a line."""
    from reportlab.graphics.shapes import Drawing

    drawing = Drawing(room, BAR + 2)
    _box(drawing, 0, 1, 2 * BAR, BAR - 2, palette.NEUTRAL, hatched=True)
    drawing.add(written(2 * BAR + GAP, 2, text, lang, SIZE, printed(INK)))
    return drawing


