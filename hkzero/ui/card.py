"""The picture that a shared link shows elsewhere: official emissions by year, the targets, and the newest total.

One picture for all languages: its few words are a name, years, numbers and a unit. It is drawn from the database in
use and kept until that changes.
"""

from __future__ import annotations

import io
import unicodedata
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont

from hkzero.measure import Kind
from hkzero.model import standing
from hkzero.store import Store
from hkzero.text import number, quantity, t

SIZE = (1200, 630)  # what readers of shared links expect
LEFT, RIGHT, TOP, BOTTOM = 80, 1120, 250, 540
HALF = 6  # half of a column's width, as all of these in pixels
GREEN, PALE, GOLD = "#0B6E5F", "#FFFFFF", "#F2B84B"
FIRM = (Kind.OBSERVED, Kind.REPORTED)
LANGUAGE = "en"  # of the name, the numbers and the unit; the built-in font has no Chinese


@lru_cache(maxsize=1)
def _drawn(content: str, store: Store) -> bytes:
    """Return the picture as PNG. `content` names the figures, so that newer ones are drawn anew."""
    totals = standing.in_megatonnes(store.ask("emissions_total"))
    rows = totals.frame[totals.frame["is_newest"]].dropna(subset=["value"]).sort_values("period")
    levels = [(int(row.period), float(row.value), row.kind in FIRM) for row in rows.itertuples()]
    city = standing.city_standing(totals, standing.in_megatonnes(store.ask("city_targets")), levels[0][0])
    aims = [(one.target.year, one.target.amount.value) for one in city.progress]
    return _picture(levels, aims)


def card(store: Store) -> bytes:
    """Return the picture of the figures in use as PNG, 1200 by 630 pixels. StoreError when they cannot be read."""
    return _drawn(store.content, store)


def _picture(levels: list[tuple[int, float, bool]], aims: list[tuple[int, float]]) -> bytes:
    """Draw yearly totals (Mt CO2e) and the targets as columns; a year without a figure leaves a gap.

    Columns and no line: the years come from several editions of the inventory. Those not published as such are hollow.
    """
    image = Image.new("RGB", SIZE, GREEN)
    draw = ImageDraw.Draw(image)
    first, last, most = levels[0][0], aims[-1][0], max(value for _, value, _ in levels)

    def column(year: int, value: float) -> tuple[float, float, float, float]:
        centre = LEFT + (year - first) / (last - first) * (RIGHT - LEFT)
        return (centre - HALF, BOTTOM - value / most * (BOTTOM - TOP), centre + HALF, BOTTOM)

    newest, total, _ = levels[-1]
    # The built-in font has no subscripts: CO2e.
    amount = unicodedata.normalize("NFKC", quantity(total, "Mt CO2e", LANGUAGE, 1))
    draw.text((LEFT - HALF, 50), t("common.app.name", LANGUAGE), fill=GOLD, font=_font(44))
    draw.text((LEFT - HALF, 110), amount, fill=PALE, font=_font(76))
    for year, value, is_firm in levels:
        draw.rectangle(column(year, value), outline=PALE, fill=PALE if is_firm else None, width=2)
    for year, value in aims:
        left, top, right, bottom = column(year, value)
        draw.rectangle((left, min(top, bottom - 4), right, bottom), fill=GOLD)
        draw.text(((left + right) / 2, top - 14), number(value, LANGUAGE), fill=GOLD, font=_font(34), anchor="mb")
    for year, colour in ((first, PALE), (newest, PALE), *((year, GOLD) for year, _ in aims)):
        left, _, right, bottom = column(year, 0)
        draw.text(((left + right) / 2, bottom + 16), str(year), fill=colour, font=_font(30), anchor="mt")
    written = io.BytesIO()
    image.save(written, "PNG", optimize=True)
    return written.getvalue()


def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.load_default(size)
