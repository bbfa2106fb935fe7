"""Make the icon font of hkzero/ui/browser again: those icons of Streamlit's that something here may show.

    python bench/make_icons.py

The whole font is a seventh of a first visit. Run it when tests/ui/test_http.py names icons that ours has not; it is
served in the place of the one it was made from, by that one's name, so that another Streamlit serves its own.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import streamlit
from fontTools import subset
from fontTools.ttLib import TTFont

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = Path(streamlit.__file__).resolve().parent
TARGET = ROOT / "hkzero" / "ui" / "browser"
LETTERS = set(map(ord, "abcdefghijklmnopqrstuvwxyz0123456789_"))  # what an icon's name is typed with
QUOTED = re.compile(r"""[`'"](?::material/)?([a-z0-9_]{2,40}):?[`'"]""")


def main() -> None:
    """Write the font."""
    path = original()
    font = TTFont(path, recalcTimestamp=False)  # so that the same icons give the same bytes
    worker = subset.Subsetter(subset.Options(layout_features=["rlig"], layout_closure=False, glyph_names=True,
                                             hinting=False, name_IDs=["*"]))
    worker.populate(glyphs=wanted(), unicodes=LETTERS)
    worker.subset(font)
    font.flavor = "woff2"
    font.save(TARGET / path.name)
    print(f"{path.name}: {len(font.getGlyphOrder())} icons, {(TARGET / path.name).stat().st_size / 1024:.0f} kB")


def original() -> Path:
    """Return the icon font in Streamlit's bundles. ValueError unless there is exactly one."""
    (found,) = (PACKAGE / "static" / "static" / "media").glob("MaterialSymbols-*.woff2")
    return found


@cache
def wanted() -> frozenset[str]:
    """Return the icons that are named in quotes by our code, by Streamlit's or by its bundles: rather too many."""
    ours = [*(ROOT / "hkzero").rglob("*.py"), *(ROOT / "hkzero").rglob("*.toml"), *(ROOT / "pages").glob("*.py")]
    theirs = [*(PACKAGE / "static").rglob("*.js"), *(PACKAGE / "elements").rglob("*.py")]
    named = {name for file in (*ours, *theirs) for name in QUOTED.findall(file.read_text(encoding="utf-8"))}
    with TTFont(original()) as font:
        return frozenset(named & set(font.getGlyphOrder()))


if __name__ == "__main__":
    main()
