"""Districts: the 18 districts on a map, metered where metered and allocated elsewhere, and what is in each."""

from __future__ import annotations

from hkzero.charts import district_findings as findings
from hkzero.model import districts
from hkzero.text import period
from hkzero.ui import controls, district_map, district_topics, show
from hkzero.ui.cached import ask, computed
from hkzero.ui.chosen_district import around_the_map, cards
from hkzero.ui.state import language, say

lang, newest = language(), district_map.newest


with show.part("district_electricity"):
    electricity, per_person = newest("electricity"), newest("electricity", per="person")
    tests = ask("district_validation")
    people = computed(districts.in_period, ask("district_profile", indicator="population"), electricity.data_to)
    show.finding(page=say("common.menu.districts"), **computed(findings.headline, electricity, people, tests, lang))
    cards(computed(findings.key_cards, electricity, per_person, tests, lang), 180)
with show.part("controls"):
    view = district_map.choose()
below = district_topics.Below()
view = around_the_map(view, below)
topics = district_topics.names(view.chosen)
topic = controls.buttons("topic", topics, lambda code: say(f"districts.topic.{code}"), district_topics.FIRST,
                         label=say("districts.control.topic"))
with show.part(topic):
    district_topics.draw(topic, view)
below.topic, below.view = topic, view
with show.part("district_table"):
    answer, profile = district_map.shown(view), ask("district_profile")
    show.table(answer, profile, key="table", frame=computed(districts.side_by_side, answer, profile), folded=True,
               title=say("districts.table.title"), note=say("districts.table.note"),
               subtitle=say("districts.table.subtitle", period=period(view.period, lang)))
