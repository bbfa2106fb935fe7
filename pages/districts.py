"""Districts: the 18 districts on a map, metered where metered and allocated elsewhere, and what is in each."""

from __future__ import annotations

from hkzero.charts import district_compare as compare
from hkzero.charts import district_findings as findings
from hkzero.model import districts
from hkzero.text import label, period
from hkzero.ui import cached, controls, district_map, district_topics, show
from hkzero.ui.cached import ask, computed
from hkzero.ui.state import language, say

lang, newest = language(), district_map.newest


def draw_cards(cards, least_width):
    """Draw findings as key figures; nothing where there is none."""
    if cards:
        show.key_figures([show.KeyFigure(**card.as_dict()) for card in cards], least_width=least_width)


with show.part("district_electricity"):
    electricity, per_person = newest("electricity"), newest("electricity", per="person")
    tests = ask("district_validation")
    people = computed(districts.in_period, ask("district_profile", indicator="population"), electricity.data_to)
    show.finding(page=say("common.menu.districts"), **computed(findings.headline, electricity, people, tests, lang))
    draw_cards(computed(findings.key_cards, electricity, per_person, tests, lang), 180)
with show.part("controls"):
    view = district_map.choose()
    name = view.chosen and label("district", view.chosen, lang)
left, right = show.columns(7, 4)
with left, show.part("district_map"):
    district_map.draw(view)
with right, show.part("district_electricity"):
    if view.chosen:
        halves = ask("district_electricity", user_type=None)
        show.figure(cached.figure(compare.history, halves, lang, view.chosen), halves, key="history", title=name,
                    subtitle=say("districts.history.subtitle"), note=say("districts.history.note"),
                    alt=computed(compare.history_alt, halves, lang, view.chosen))
    else:
        district_topics.draw("ranking", view)
if view.chosen:
    with show.part("district_profile", say("districts.card.title", name=name), anchor="card"):
        figures = {"electricity": electricity, "per_person": per_person, "emissions": newest("emissions")}
        draw_cards(computed(findings.district_cards, view.chosen, figures, ask("district_profile"), lang), 190)
else:
    show.paragraph(say("districts.card.none"))
topics = district_topics.names(view.chosen)
topic = controls.buttons("topic", topics, lambda code: say(f"districts.topic.{code}"), district_topics.FIRST,
                         label=say("districts.control.topic"))
with show.part(topic):
    district_topics.draw(topic, view)
with show.part("district_table"):
    answer, profile = district_map.shown(view), ask("district_profile")
    show.table(answer, profile, key="table", frame=computed(districts.side_by_side, answer, profile), folded=True,
               title=say("districts.table.title"), note=say("districts.table.note"),
               subtitle=say("districts.table.subtitle", period=period(view.period, lang)))
