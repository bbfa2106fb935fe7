from __future__ import annotations

import pytest

from hkzero.charts import palette
from hkzero.charts.changes import last_year_changes
from hkzero.model.standing import in_megatonnes
from hkzero.text import LANGUAGES, label
from tests import synthetic_overview as synthetic


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_sector_by_its_colour_with_the_total_last(lang):
    figure = last_year_changes(in_megatonnes(synthetic.changes()), lang)
    bars, = figure.data
    assert bars.customdata[0] == label("sector", "total", lang) and bars.x[0] == pytest.approx(-1.0)
    assert bars.customdata[-1] == label("sector", "electricity", lang) and bars.x[-1] == pytest.approx(-1.0)
    assert bars.marker.color[-1] == palette.SECTOR["electricity"]
    assert sum(bars.x[1:]) == pytest.approx(bars.x[0])
    assert figure.layout.xaxis.title.text and bars.text[0] in bars.y[0] and bars.text[0].startswith("−1.00")
