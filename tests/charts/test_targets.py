from __future__ import annotations

import pytest

from hkzero.charts import palette, targets
from hkzero.text import LANGUAGES, t
from tests import synthetic_electricity as synthetic
from tests.synthetic_electricity import is_sound, traces


@pytest.mark.parametrize("lang", LANGUAGES)
def test_distance_shows_share_range_and_points_to_go(lang):
    figure = targets.distance(synthetic.distances(), lang)
    is_sound(figure)
    assert figure.layout.xaxis.title.text == "%"
    zero, = traces(figure, t("electricity.target.elec_zc_2035", lang))
    assert list(zero.x) == [24] and zero.marker.pattern.shape == ("/",)
    band, = traces(figure, t("electricity.distance.range", lang))
    assert list(band.base) == [0, 60, 7.5] and list(band.x) == [0.8, 10, 2.5]
    texts = " ".join(note.text for note in figure.layout.annotations)
    assert "36.0" in texts and "25.0" in texts and "6.5" in texts


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_target_that_is_reached_says_so(lang):
    words = targets.distance_alt(synthetic.distances(zero=65.0), lang)
    assert t("electricity.distance.reached", lang, now="65.0%") in words and "-5" not in words


@pytest.mark.parametrize("lang", LANGUAGES)
def test_progress_ends_at_the_newest_year_and_marks_the_target_in_its_own(lang):
    figure = targets.progress(synthetic.progress(), lang)
    is_sound(figure)
    name = t("electricity.target.elec_zc_2035", lang)
    assert not [trace for trace in traces(figure, name) if trace.mode == "lines"], "2016-2023 are a gap"
    goal, = traces(figure, t("electricity.progress.target", lang, target=name))
    assert list(goal.x) == [2035, 2035] and list(goal.y) == [60, 70]
    assert goal.line.color == targets.COLOUR["elec_zc_2035"]
    assert "22.0%" in targets.progress_alt(synthetic.progress(), lang)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_stake_takes_the_imports_away(lang):
    figure = targets.stake(synthetic.distances(), synthetic.stake(), lang)
    is_sound(figure)
    imports, = traces(figure, t("electricity.stake.imports", lang))
    local, = traces(figure, t("electricity.stake.local", lang))
    assert list(imports.x) == [23] and len(local.y) == 2 and imports.y[0] == local.y[0]
    assert imports.marker.color == palette.FUEL["net_imports"] and figure.layout.yaxis.type == "category"
    words = targets.stake_alt(synthetic.distances(), synthetic.stake(), lang)
    assert "23.0%" in words and "24.0%" in words and "1.0%" in words
