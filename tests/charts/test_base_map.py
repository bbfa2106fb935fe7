"""The style of the base map: one source of tiles, and the attribution that goes with it in every language."""

from __future__ import annotations

import plotly.graph_objects as go
import pytest

from hkzero.charts import base_map
from hkzero.text import LANGUAGES

TILES = "https://tiles.example/{z}/{x}/{y}.png"


def test_a_figure_takes_the_style() -> None:
    style = base_map.style(TILES, "en")
    figure = go.Figure(go.Scattermap(lon=[114.1], lat=[22.3]), layout={"map": {"style": style}})
    assert figure.layout.map.style == style
    # MapLibre loses an empty `sources` on the way and then draws nothing that can be clicked.
    assert style["version"] == 8 and style["sources"]["base_map"]["tiles"] == [TILES]
    assert (style["sources"]["base_map"]["tileSize"], style["sources"]["base_map"]["maxzoom"]) == (256, 19)
    assert [layer["source"] for layer in style["layers"]] == list(style["sources"])


WORDS = {"en": "© Map information from Lands Department", "zh_hant": "© 地圖資料由地政總署提供",
         "zh_hans": "© 地图资料由地政总署提供"}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_attribution_links_to_the_terms_and_shows_the_logo(lang: str) -> None:
    attribution = base_map.style(TILES, lang)["sources"]["base_map"]["attribution"]
    assert attribution.startswith('<a href="https://api.portal.hkmapservice.gov.hk/disclaimer" target="_blank"')
    assert f">{WORDS[lang]}</a>" in attribution
    assert 'src="https://api.hkmapservice.gov.hk/mapapi/landsdlogo.jpg"' in attribution and "alt=" in attribution
