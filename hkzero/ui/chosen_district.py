"""The map and the district chosen on it: what stands beside the map, and what is in the district.

This part of the page runs alone when a district is chosen: at a click on the map nothing else is drawn again.
"""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from hkzero.charts import district_compare as compare
from hkzero.charts import district_findings as findings
from hkzero.text import label
from hkzero.ui import cached, district_map, district_topics, show
from hkzero.ui.cached import ask, known
from hkzero.ui.district_map import View, newest
from hkzero.ui.district_topics import Below
from hkzero.ui.state import language, say


@show.alone
def around_the_map(view: View, below: Below) -> View:
    """Draw the map, what stands beside it and the district's card; return the view with what is chosen there.

    Where a choice changes what stands `below` too, the whole page runs.
    """
    with show.part("controls"):
        view = district_map.choose_districts(view)
        if below.is_out_of_date(view):
            show.whole_page()
    left, right = show.columns(7, 4)
    with left, show.part("district_map"):
        district_map.draw(view)
    with right, show.part("district_electricity"):
        _beside(view)
    _card(view)
    return view


def _beside(view: View) -> None:
    if not view.chosen:
        return district_topics.draw("ranking", view)
    lang, halves = language(), ask("district_electricity", user_type=None)
    figure, alt = known(_history, view.chosen, lang)
    show.figure(figure, halves, key="history", title=label("district", view.chosen, lang), alt=alt,
                subtitle=say("districts.history.subtitle"), note=say("districts.history.note"))


def _history(code: str, lang: str) -> tuple[go.Figure, str]:
    halves = ask("district_electricity", user_type=None)
    return cached.figure(compare.history, halves, lang, code), compare.history_alt(halves, lang, code)


def _card(view: View) -> None:
    if not view.chosen:
        return show.paragraph(say("districts.card.none"))
    title = say("districts.card.title", name=label("district", view.chosen, language()))
    with show.part("district_profile", title, anchor="card"):
        cards(known(_profile, view.chosen, language()), 190)


def _profile(code: str, lang: str) -> tuple:
    """Return what is in a district, as findings."""
    figures = {"electricity": newest("electricity"), "per_person": newest("electricity", per="person"),
               "emissions": newest("emissions")}
    return findings.district_cards(code, figures, ask("district_profile"), lang)


def cards(found: Sequence, least_width: int) -> None:
    """Draw findings as key figures; nothing where there is none."""
    if found:
        show.key_figures([show.KeyFigure(**card.as_dict()) for card in found], least_width=least_width)
