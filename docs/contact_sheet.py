"""Take a picture of every page in every language, on a desk and on a phone, on one sheet a language.

    python -m docs.contact_sheet [--database FILE]

or `make contact-sheet`. Without a database one is built. The sheets are docs/images/contact_<language>.jpg, and
docs/images/contact_dark.jpg for the dark pages; together they stay below MOST_BYTES.
"""

from __future__ import annotations

import argparse
import io
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont
from playwright.sync_api import Browser, sync_playwright

from hkzero.facts.build import build
from hkzero.text import LANGUAGE_TAGS, LANGUAGES
from tests.browser import chromium
from tests.browser.server import ROOT, serve
from tests.browser.tour import PAGES
from tests.browser.visit import Visit

IMAGES = ROOT / "docs" / "images"
# Width and height of the screen, and the width of its picture on the sheet.
DESK = ({"width": 1280, "height": 1500}, 300)
PHONE = ({"width": 390, "height": 1500}, 91)
HEIGHT = 352  # of the taller picture
COLUMNS = 4
MARGIN, CAPTION = 14, 20
MOST_BYTES = 1_500_000
# What it computes in the background is there a minute after the first visit.
SLOW_PAGE = "flexibility"
# The sheet of a language, and the scheme it is taken in.
SHEETS = {**{lang: (lang, "light") for lang in LANGUAGES}, "dark": ("en", "dark")}


@contextmanager
def database(named: Path | None) -> Iterator[Path]:
    """Yield the database named, or one that is built for the occasion."""
    if named:
        yield named.resolve()
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "hongkong.duckdb"
        build(data=ROOT / "data", out=path)
        yield path


def taken(browser: Browser, url: str, lang: str, scheme: str, screen: dict, width: int) -> Iterator[Image.Image]:
    """Yield the picture of each page in the order of PAGES, `width` pixels wide, on one screen."""
    context = browser.new_context(viewport=screen, color_scheme=scheme)
    visited = Visit(context, url)
    visited.tab.set_default_timeout(180_000)
    for name in PAGES:
        visited.open(f"/{name}?lang={LANGUAGE_TAGS[lang]}")
        visited.tab.wait_for_timeout(1000)  # charts fade in
        picture = Image.open(io.BytesIO(visited.tab.screenshot())).convert("RGB")
        yield picture.resize((width, round(width * screen["height"] / screen["width"])), Image.Resampling.LANCZOS)
    assert visited.complaints() == [], visited.complaints()
    context.close()


def sheet(title: str, desks: list[Image.Image], phones: list[Image.Image], scheme: str) -> Image.Image:
    """Return the pictures of all pages in rows, the phone beside the desk, with the page's name above."""
    rows = -(-len(PAGES) // COLUMNS)
    wide, high = DESK[1] + PHONE[1] + 3 * MARGIN, HEIGHT + CAPTION + MARGIN
    ground, ink = ("#d9dedc", "#1e2624") if scheme == "light" else ("#39403e", "#f3f5f4")
    whole = Image.new("RGB", (COLUMNS * wide + MARGIN, rows * high + CAPTION + 2 * MARGIN), ground)
    write = ImageDraw.Draw(whole)
    font = ImageFont.load_default(15)
    write.text((MARGIN, MARGIN / 2), title, ink, font)
    for place, (name, desk, phone) in enumerate(zip(PAGES, desks, phones, strict=True)):
        left, top = MARGIN + place % COLUMNS * wide, CAPTION + MARGIN + place // COLUMNS * high
        write.text((left, top), name, ink, font)
        whole.paste(desk, (left, top + CAPTION))
        whole.paste(phone, (left + DESK[1] + MARGIN, top + CAPTION))
    return whole


def written(whole: Image.Image, path: Path, most_bytes: int) -> None:
    """Write a sheet as JPEG, as sharp as `most_bytes` allow. Raises ValueError where they do not suffice."""
    for quality in range(85, 20, -5):
        file = io.BytesIO()
        whole.save(file, "JPEG", quality=quality, optimize=True, progressive=True)
        if file.tell() <= most_bytes:
            path.write_bytes(file.getvalue())
            return
    raise ValueError(f"{path.name}: {most_bytes} bytes are too few for {whole.width} x {whole.height} pixels")


def main() -> None:
    """Take every picture and write the sheets to docs/images."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--database", type=Path, help="a database that is built already")
    parser.add_argument("--to", type=Path, default=IMAGES, help="folder of the sheets")
    asked = parser.parse_args()
    asked.to.mkdir(parents=True, exist_ok=True)
    with database(asked.database) as path, sync_playwright() as playwright, serve(path) as site:
        browser = playwright.chromium.launch(executable_path=chromium.require(), args=list(chromium.FLAGS))
        Visit(browser.new_context(), site.url).open(f"/{SLOW_PAGE}")
        for name, (lang, scheme) in SHEETS.items():
            phones, desks = (list(taken(browser, site.url, lang, scheme, *screen)) for screen in (PHONE, DESK))
            title = f"HKZero, {LANGUAGE_TAGS[lang]}, {scheme}; 1280 and 390 pixels wide"
            target = asked.to / f"contact_{name}.jpg"
            written(sheet(title, desks, phones, scheme), target, MOST_BYTES // len(SHEETS))
            print(f"{target.name}: {target.stat().st_size // 1000} kB", flush=True)
        browser.close()


if __name__ == "__main__":
    main()
