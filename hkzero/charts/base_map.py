"""The Lands Department's map beneath the districts, for charts that MapLibre draws. Off unless the operator says."""

from __future__ import annotations

from html import escape
from typing import Any

from hkzero.text import t

DISCLAIMER = "https://api.portal.hkmapservice.gov.hk/disclaimer"
LOGO = "https://api.hkmapservice.gov.hk/mapapi/landsdlogo.jpg"
ATTRIBUTION = '<a href="{terms}" target="_blank" rel="noopener">{said}</a> <img src="{logo}" alt="{alt}" height="20">'
TILE_PIXELS = 256
DEEPEST_ZOOM = 19


def style(tiles: str, lang: str) -> dict[str, Any]:
    """Return the style for `layout.map.style` of a Choroplethmap or Scattermap figure.

    `tiles` is the address of the tiles with {z}, {x} and {y} in it. The attribution that the Lands Department
    requires, with the link to its terms and its logo, is part of the source: MapLibre shows it on the map.
    """
    said, logo = escape(t("common.base_map.attribution", lang)), escape(t("common.base_map.logo", lang))
    source = {"type": "raster", "tiles": [tiles], "tileSize": TILE_PIXELS, "maxzoom": DEEPEST_ZOOM,
              "attribution": ATTRIBUTION.format(terms=DISCLAIMER, said=said, logo=LOGO, alt=logo)}
    return {"version": 8, "sources": {"base_map": source},
            "layers": [{"id": "base_map", "type": "raster", "source": "base_map"}]}
