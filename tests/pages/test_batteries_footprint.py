"""The top of the Batteries page and its topic of stages: whole in every language at every setting."""

from __future__ import annotations

import pytest

from hkzero.text import LANGUAGE_TAGS, LANGUAGES
from tests.seen import assert_whole, figures, texts

CHARTS = 3  # footprints, stages, changes
CHOICES = [{}, {"made_scope": "all", "made_grid": "0"},
           {"made_chemistry": "lfp", "made_grid": "1", "made_scope": "all"},
           {"made_chemistry": "other", "made_scope": "cell_production"}, {"made_scope": "overall"},
           {"made_at": "hong_kong"}]
ABSURD = {"made_chemistry": "gold", "made_scope": "grave", "made_grid": "17", "made_at": "moon", "topic": "stages"}


def stages(open_page, lang: str = "en", **query: str):
    return open_page("batteries", lang, topic="stages", **query)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("query", CHOICES, ids=range(len(CHOICES)))
def test_every_choice_is_whole_in_every_language(open_page, lang, query):
    assert_whole(stages(open_page, LANGUAGE_TAGS[lang], **query), CHARTS)


def test_an_absurd_address_is_borne(open_page):
    assert_whole(open_page("batteries", "en", **ABSURD), CHARTS)


def test_where_no_study_fits_the_page_says_so(open_page):
    app = stages(open_page, made_chemistry="nickel", made_scope="overall")
    assert_whole(app, CHARTS - 1)
    assert any("No study has this chemistry" in text for text in texts(app))


def test_the_finding_names_range_and_study(open_page):
    """Peiseler et al. 2024: 54 to 69 for LFP, 59 to 115 for NMC 811."""
    app = stages(open_page)
    assert "54–69 kg" in app.title[0].value and "59–115" in app.title[0].value
    assert any("Peiseler 2024" in text for text in texts(app))


def test_the_slider_moves_the_second_mark(open_page):
    def second(grid: str) -> list:
        shown = figures(stages(open_page, made_grid=grid))[0]["data"]
        return next(trace["x"] for trace in shown if trace.get("legendgroup") == "moved" and trace["type"] == "scatter")

    assert second("0.9") != second("0.1")


def test_a_place_with_a_published_grid_can_be_chosen(open_page):
    """China's official average factor of 2024 is 0.5777 kg CO2e/kWh."""
    names = [trace["name"] for trace in figures(stages(open_page, made_at="china"))[0]["data"]]
    assert "Cells made at 0.58 kg CO₂e/kWh" in names


def test_no_figure_per_kilogram_is_in_the_chart(open_page):
    shown = figures(stages(open_page, made_scope="all"))[0]
    assert not any("Clemente" in name for name in shown["layout"]["yaxis"]["ticktext"])
    assert len(shown["layout"]["yaxis"]["ticktext"]) == 16
