"""Trajectories: will the targets be met, how do we know, how sure are we, and what pace is needed from today?"""

from __future__ import annotations

from hkzero.charts import outlook
from hkzero.charts import trajectory_findings as findings
from hkzero.model import trajectories, trend
from hkzero.ui import cached, show, trajectory_topics, trajectory_view
from hkzero.ui.cached import computed
from hkzero.ui.state import language, say

lang = language()
CITY = trajectory_view.View("total", "absolute", "territorial", None, trajectory_view.Shape.STRAIGHT_LINE, False)

with show.part("trajectories"):
    with show.loading():
        city = trajectory_view.assembled(CITY)
        stops = computed(trajectories.ahead, city.goals, city.latest.year)
        chances = [(goal, computed(trend.chance, city.trend, goal.near.year, goal.near.amount)) for goal in stops]
        spread = {goal.near.year: computed(trajectories.spread, city.trend, goal.near.year, goal.near.amount)
                  for goal in stops}
    needed = trajectory_topics.needed_for(city)
    show.finding(page=say("common.menu.trajectories"), **findings.headline(chances, city.trend, needed, lang))
    cards = findings.key_cards(city.latest, chances, needed, spread, lang)
    show.key_figures([show.KeyFigure(**card.as_dict()) for card in cards], least_width=190)
with show.part("controls"):
    view = trajectory_view.choose()
shown = None
with show.part("outlook"):
    shown = trajectory_view.assembled(view)
    if shown:
        path, projected = shown.drawn_path, shown.projected
        figure = cached.figure(outlook.outlook, shown.levels, shown.goals, path, projected, lang,
                               say(f"trajectories.shape.{view.shape}"), view.older)
        evidence = [item.amount if item is path else item.central for item in (path, projected) if item]
        show.figure(figure, shown.answer, *evidence, key="outlook", title=say("trajectories.outlook.title"),
                    subtitle=say("trajectories.outlook.subtitle"), note=say("trajectories.outlook.note"),
                    table=computed(outlook.outlook_table, shown.levels, projected, lang),
                    alt=computed(outlook.outlook_alt, shown.levels, shown.goals, projected, lang))
        for sentence in findings.remarks(shown.trend, shown.path, lang):
            show.paragraph(sentence)
    else:
        show.empty(say(f"trajectories.unavailable.{view.boundary}"))
trajectory_topics.closer(view, shown)
