"""Make the fonts of hkzero/fonts again: the letters of texts and data, out of the collections of Noto Sans CJK.

    python bench/make_fonts.py FOLDER      the folder that has NotoSansCJK-Regular.ttc and NotoSansCJK-Bold.ttc

Run it when tests/test_city_brief.py names letters that no font of ours has.
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools import subset
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTCollection, TTFont, newTable

ROOT = Path(__file__).resolve().parent.parent
FONTS = ROOT / "hkzero" / "fonts"
KOREAN, SIMPLIFIED, HONG_KONG = 1, 2, 4  # places in the collections
LATIN = {*range(0x20, 0x7F), *range(0xA0, 0x180), *map(ord, "–—‘’“”•…−≤≥→≈€")}
FARTHEST = 1.0  # units of 1000 an em that a quadratic curve may lie beside the cubic one
DROPPED = ("GPOS", "GSUB", "GDEF", "BASE", "VORG", "vhea", "vmtx", "STAT", "DSIG")


def main(folder: Path) -> None:
    """Write the four fonts."""
    made = (("latin", "Regular", KOREAN, LATIN), ("latin_bold", "Bold", KOREAN, LATIN),
            ("traditional", "Regular", HONG_KONG, letters("zh_hant")),
            ("simplified", "Regular", SIMPLIFIED, letters("zh_hans")))
    for name, weight, place, wanted in made:
        with TTCollection(folder / f"NotoSansCJK-{weight}.ttc") as collection:
            font = collection.fonts[place]
            font.recalcTimestamp = False  # so that the same letters give the same bytes
            reduce(font, wanted)
            to_quadratic(font)
            font.save(FONTS / f"{name}.ttf")
        print(f"{name}: {(FONTS / f'{name}.ttf').stat().st_size / 1024:.0f} kB")


def letters(lang: str) -> set[int]:
    """Return the code points of the texts of a language and of the data."""
    files = [*(ROOT / "hkzero" / "text" / lang).glob("*.toml"), *(ROOT / "data").glob("*.csv"),
             *(ROOT / "data" / "scenarios").iterdir()]
    return LATIN | {ord(letter) for file in files for letter in file.read_text(encoding="utf-8") if letter >= " "}


def reduce(font: TTFont, wanted: set[int]) -> None:
    """Leave in a font what these letters need."""
    options = subset.Options(layout_features=[], drop_tables=list(DROPPED), hinting=False, desubroutinize=True,
                             notdef_outline=True, name_IDs=[0, 1, 2, 3, 4, 5, 6, 13, 14])
    worker = subset.Subsetter(options)
    worker.populate(unicodes=wanted)
    worker.subset(font)


def to_quadratic(font: TTFont) -> None:
    """Turn a font with cubic outlines into one with quadratic outlines."""
    drawn, order = font.getGlyphSet(), font.getGlyphOrder()
    glyphs = {}
    for name in order:
        pen = TTGlyphPen(drawn)
        drawn[name].draw(Cu2QuPen(pen, FARTHEST, reverse_direction=True))
        glyphs[name] = pen.glyph()
    font["loca"], font["glyf"] = newTable("loca"), newTable("glyf")
    font["glyf"].glyphOrder, font["glyf"].glyphs = order, glyphs
    font["maxp"] = maximum(font["maxp"])
    for name in ("CFF ", "VORG"):
        if name in font:
            del font[name]
    font["post"].formatType, font.sfntVersion = 3.0, "\x00\x01\x00\x00"


def maximum(table: object) -> object:
    """Return the table of maxima in the form of TrueType outlines; the numbers are filled in on saving."""
    table.tableVersion = 0x00010000
    for name in ("maxZones", "maxTwilightPoints", "maxStorage", "maxFunctionDefs", "maxInstructionDefs",
                 "maxStackElements", "maxSizeOfInstructions", "maxComponentElements", "maxPoints", "maxContours",
                 "maxCompositePoints", "maxCompositeContours", "maxComponentDepth"):
        setattr(table, name, 1 if name == "maxZones" else 0)
    return table


if __name__ == "__main__":
    main(Path(sys.argv[1]))
