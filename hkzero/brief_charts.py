"""The charts of the brief as vector drawings: lines and areas over years, from the numbers of the run.

Colours are those of the pages, by code; where a page would take the theme's ink and paper, print is black on white.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hkzero.brief_type import width, written
from hkzero.charts import palette
from hkzero.text import number

if TYPE_CHECKING:
    from reportlab.graphics.shapes import Drawing
    from reportlab.lib.colors import Color

INK, PAPER, GRID = "#1A1A1A", "#FFFFFF", "#DDDDDD"
SIZE, LEGEND_SIZE = 7.0, 7.0
LEFT, RIGHT, BOTTOM = 26.0, 12.0, 14.0
LEGEND_LINE = 10.0
SWATCH = 8.0
UNIT_LINE = 16.0
TICKS = 5
SHORT_SPAN = 25  # years up to which every fifth is named, beyond it every tenth
TINT = 0.75  # how far a band is mixed with the paper
PRINTED = {palette.INK: INK, palette.INK_IN_BROWSER: INK, palette.PAPER: PAPER}


@dataclass(frozen=True, slots=True)
class Line:
    """A line over years; `dashes` in points, none for a solid one."""

    name: str
    points: Sequence[tuple[float, float]]
    colour: str
    thickness: float = 1.2
    dashes: tuple[float, ...] | None = None


@dataclass(frozen=True, slots=True)
class Area:
    """A band or one layer of a stack: its values by year, above zero stacked upwards and below zero downwards."""

    name: str
    values: Sequence[float]
    colour: str


@dataclass(frozen=True, slots=True)
class Band:
    """What lies between low and high by year."""

    name: str
    years: Sequence[float]
    low: Sequence[float]
    high: Sequence[float]
    colour: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A target: a year and a value, written beside it."""

    year: float
    value: float
    text: str


def printed(colour: str) -> Color:
    """Return the colour of a page as a colour of print: theme placeholders become ink and paper."""
    from reportlab.lib.colors import HexColor

    return HexColor(PRINTED.get(colour, colour))


def fan(lines: Sequence[Line], band: Band | None, marks: Sequence[Mark], mark_name: str, unit: str, lang: str,
        size: tuple[float, float]) -> Drawing:
    """Return lines over years with a band beneath and targets as diamonds; `size` is width and height in points."""
    years = [year for line in lines for year, _ in line.points] + [mark.year for mark in marks]
    values = [value for line in lines for _, value in line.points] + [mark.value for mark in marks]
    values += [*band.low, *band.high] if band else []
    entries = [(line.name, line.colour, "line", line.dashes) for line in lines]
    entries += [(band.name, band.colour, "band", None)] if band else []
    entries += [(mark_name, palette.TARGET, "mark", None)] if marks else []
    plane = _Plane(size, (min(years), max(years)), (min(values), max(values)), entries, unit, lang)
    if band:
        plane.area(band.years, band.low, band.high, _tint(band.colour))
    for line in lines:
        plane.line(line.points, line.colour, line.thickness, line.dashes)
    for mark in marks:
        plane.mark(mark)
    return plane.drawing


def stack(years: Sequence[float], areas: Sequence[Area], total: Line | None, unit: str, lang: str,
          size: tuple[float, float]) -> Drawing:
    """Return areas stacked over years, what is below zero under the axis, and the line of their sum."""
    up, down = [0.0] * len(years), [0.0] * len(years)
    layers = []
    for area in areas:
        upper = [start + max(value, 0.0) for start, value in zip(up, area.values, strict=True)]
        lower = [start + min(value, 0.0) for start, value in zip(down, area.values, strict=True)]
        layers += [(area, up, upper)] if max(area.values) > 0 else []
        layers += [(area, lower, down)] if min(area.values) < 0 else []
        up, down = upper, lower
    entries = [(area.name, area.colour, "area", None) for area in areas]
    entries += [(total.name, total.colour, "line", total.dashes)] if total else []
    plane = _Plane(size, (min(years), max(years)), (min(down), max(up)), entries, unit, lang)
    for area, lower, upper in layers:
        plane.area(years, lower, upper, printed(area.colour))
    if total:
        plane.line(total.points, total.colour, total.thickness, total.dashes)
    return plane.drawing


def ticks(low: float, high: float) -> list[float]:
    """Return round values from at or below `low` to at or above `high`, zero among them."""
    low, high = min(low, 0.0), max(high, 0.0)
    span = (high - low) or 1.0
    rough = span / TICKS
    power = 10 ** math.floor(math.log10(rough))
    step = next(factor * power for factor in (1, 2, 2.5, 5, 10) if factor * power >= rough * 0.999)
    # A last tick just short of the end is moved on only when much is beyond it.
    first, last = math.floor(low / step + 0.05), math.ceil(high / step - 0.05)
    return [count * step for count in range(first, max(last, first + 1) + 1)]


def _tint(colour: str) -> Color:
    from reportlab.lib.colors import Color

    solid = printed(colour)
    return Color(*(part + (1 - part) * TINT for part in solid.rgb()))


class _Plane:
    """A drawing with axes and a legend, onto which areas, lines and marks are put."""

    def __init__(self, size: tuple[float, float], years: tuple[float, float], values: tuple[float, float],
                 legend: Sequence[tuple[str, str, str, tuple[float, ...] | None]], unit: str, lang: str) -> None:
        from reportlab.graphics.shapes import Drawing

        self.lang, (self.width, self.height) = lang, size
        self.drawing = Drawing(*size)
        lines = list(_broken(legend, lang, self.width))
        self.top = self.height - LEGEND_LINE * len(lines) - UNIT_LINE
        self.years, self.ticks = years, ticks(*values)
        self._legend(lines)
        self._axes(unit)

    def x(self, year: float) -> float:
        """The place of a year."""
        return LEFT + (year - self.years[0]) / (self.years[1] - self.years[0]) * (self.width - LEFT - RIGHT)

    def y(self, value: float) -> float:
        """The place of a value."""
        low, high = self.ticks[0], self.ticks[-1]
        return BOTTOM + (value - low) / (high - low) * (self.top - BOTTOM)

    def area(self, years: Iterable[float], low: Sequence[float], high: Sequence[float], colour: Color) -> None:
        """Fill what lies between two lines."""
        from reportlab.graphics.shapes import Polygon

        at = [self.x(year) for year in years]
        there = [part for x, value in zip(at, high, strict=True) for part in (x, self.y(value))]
        back = [part for x, value in reversed(list(zip(at, low, strict=True))) for part in (x, self.y(value))]
        self.drawing.add(Polygon(there + back, fillColor=colour, strokeColor=printed(PAPER), strokeWidth=0.3))

    def line(self, points: Sequence[tuple[float, float]], colour: str, thickness: float,
             dashes: tuple[float, ...] | None) -> None:
        """Draw a line through points."""
        from reportlab.graphics.shapes import PolyLine

        self.drawing.add(PolyLine([part for year, value in points for part in (self.x(year), self.y(value))],
                                  strokeColor=printed(colour), strokeWidth=thickness,
                                  strokeDashArray=list(dashes) if dashes else None, strokeLineJoin=1))

    def mark(self, mark: Mark) -> None:
        """Draw a diamond with its value above and to the right, or to the left where there is no room."""
        x, y = self.x(mark.year), self.y(mark.value)
        self._diamond(x, y, 3.2)
        place, anchor = (x + 5, "start") if x + 5 + width(mark.text, self.lang, SIZE) <= self.width else (x, "end")
        self.drawing.add(written(place, y + 5, mark.text, self.lang, SIZE, printed(palette.TARGET), anchor))

    def _diamond(self, x: float, y: float, reach: float) -> None:
        from reportlab.graphics.shapes import Polygon

        self.drawing.add(Polygon([x - reach, y, x, y + reach, x + reach, y, x, y - reach],
                                 fillColor=printed(palette.TARGET), strokeColor=printed(PAPER), strokeWidth=0.5))

    def _axes(self, unit: str) -> None:
        from reportlab.graphics.shapes import Line as Stroke

        for tick in self.ticks:
            y = self.y(tick)
            self.drawing.add(Stroke(LEFT, y, self.width - RIGHT, y, strokeWidth=0.8 if tick == 0 else 0.4,
                                    strokeColor=printed(palette.NEUTRAL if tick == 0 else GRID)))
            self.drawing.add(written(LEFT - 4, y - 2.4, number(tick, self.lang), self.lang, SIZE, printed(INK), "end"))
        step = 10 if self.years[1] - self.years[0] > SHORT_SPAN else 5
        for year in range(math.ceil(self.years[0] / step) * step, int(self.years[1]) + 1, step):
            x = self.x(year)
            self.drawing.add(Stroke(x, BOTTOM, x, BOTTOM - 2, strokeWidth=0.4, strokeColor=printed(palette.NEUTRAL)))
            anchor = "end" if year == self.years[1] else "middle"
            self.drawing.add(written(x, BOTTOM - 10, str(year), self.lang, SIZE, printed(INK), anchor))
        self.drawing.add(written(0, self.top + 5, unit, self.lang, SIZE, printed(palette.NEUTRAL)))

    def _legend(self, lines: Sequence[Sequence[tuple]]) -> None:
        from reportlab.graphics.shapes import Line as Stroke
        from reportlab.graphics.shapes import Rect

        for place, line in enumerate(lines):
            x, y = 0.0, self.height - LEGEND_LINE * (place + 1) + 2
            for name, colour, form, dashes in line:
                if form == "line":
                    self.drawing.add(Stroke(x, y + 2.5, x + SWATCH, y + 2.5, strokeColor=printed(colour),
                                            strokeWidth=1.4, strokeDashArray=list(dashes) if dashes else None))
                elif form == "mark":
                    self._diamond(x + SWATCH / 2, y + 2.5, 3)
                else:
                    fill = _tint(colour) if form == "band" else printed(colour)
                    self.drawing.add(Rect(x, y - 0.5, SWATCH, 6, fillColor=fill, strokeColor=None))
                self.drawing.add(written(x + SWATCH + 3, y, name, self.lang, LEGEND_SIZE, printed(INK)))
                x += _entry_width(name, self.lang)


def _entry_width(name: str, lang: str) -> float:
    return SWATCH + 3 + width(name, lang, LEGEND_SIZE) + 9


def _broken(legend: Sequence[tuple], lang: str, room: float) -> Iterable[list[tuple]]:
    """Yield the entries of a legend line by line, as many as have room."""
    line: list[tuple] = []
    used = 0.0
    for entry in legend:
        wanted = _entry_width(entry[0], lang)
        if line and used + wanted > room:
            yield line
            line, used = [], 0.0
        line.append(entry)
        used += wanted
    if line:
        yield line
