"""Take the pictures of the README from the running app: `make screenshots`.

    python -m docs.screenshots batteries data    these two alone
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from hkzero.facts.build import build
from tests.browser import chromium
from tests.browser.server import ROOT, serve
from tests.browser.visit import Visit

IMAGES = ROOT / "docs" / "images"
# Name of the picture: address, width, height and colour scheme.
PICTURES = {
    "overview": ("/overview?lang=en", 1280, 1420, "light"),
    "electricity_dark": ("/electricity?lang=zh-Hant", 1280, 1420, "dark"),
    "buildings": ("/buildings?lang=en", 1280, 1420, "light"),
    "transport": ("/transport?lang=en", 1280, 1620, "light"),
    "districts": ("/districts?lang=en", 1280, 1640, "light"),
    "trajectories": ("/trajectories?lang=en", 1280, 1500, "light"),
    "scenarios": ("/scenarios?lang=en", 1280, 1640, "light"),
    "finance": ("/finance?lang=en", 1280, 1640, "light"),
    "batteries": ("/batteries?lang=en", 1280, 1640, "light"),
    "data": ("/data?lang=en", 1280, 1420, "light"),
    "phone": ("/overview?lang=zh-Hans", 390, 844, "light"),
}


def main(names: list[str]) -> None:
    """Build the database, start the app, and write the pictures of these names, or all, to docs/images."""
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        database = Path(folder) / "hongkong.duckdb"
        build(data=ROOT / "data", out=database)
        browser = playwright.chromium.launch(executable_path=chromium.require(), args=list(chromium.FLAGS))
        with serve(database) as site:
            for name in names or PICTURES:
                address, width, height, scheme = PICTURES[name]
                context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
                tab = Visit(context, site.url).open(address)
                tab.wait_for_timeout(1000)  # charts fade in
                tab.screenshot(path=IMAGES / f"{name}.png")
                context.close()
                print(f"docs/images/{name}.png")
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
