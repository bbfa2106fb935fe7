"""Reconciliation: our account against the official inventory, editions and publications against each other."""

from __future__ import annotations

from hkzero.charts import district_compare as districts
from hkzero.charts import reconciliation as charts
from hkzero.model import reconciliation as model
from hkzero.ui import cached, controls, show
from hkzero.ui.state import language, say

SECTORS = ("total", "electricity", "transport", "other_fuel")
PUBLISHED = ("total", "electricity", "transport", "waste", "other_fuel", "industrial_processes", "agriculture")
FORMS = ("kt", "percent")
lang, ask, told = language(), cached.ask, cached.computed


def words(name):
    """Return title, subtitle and note of one picture."""
    return {part: say(f"reconciliation.{name}.{part}") for part in ("title", "subtitle", "note")}


def choose(key, options, named, draw=controls.buttons):
    """Draw a control and return the code chosen; the first option is the default."""
    return draw(key, options, lambda code: say(f"{named}.{code}"), options[0],
                label=say(f"reconciliation.control.{key}"))


comparison = ask("reconciliation")
gaps = told(model.gaps, comparison, SECTORS)
show.finding(page=say("common.menu.reconciliation"), **charts.headline(gaps, comparison, lang))
with show.part("reconciliation"):
    show.key_figures([show.KeyFigure(**card.as_dict()) for card in charts.key_cards(gaps, lang)],
                     least_width=175)

with show.part("gap", say("reconciliation.part.account"), anchor="account"):
    sector = choose("sector", SECTORS, "labels.sector")
    form = choose("gap", FORMS, "reconciliation.form")
    choices = (sector, form)
    show.figure(cached.figure(charts.gap, comparison, lang, *choices), comparison, key="gap",
                alt=told(charts.gap_alt, comparison, lang, *choices), **words("gap"))
    for sentence in told(charts.reasons, comparison, lang, sector):
        show.paragraph(sentence)
    show.table(comparison, key="gaps", frame=told(charts.gap_rows, comparison, lang, sector), static=True,
               **words("gaps"))

with show.part("inventory_vintages", say("reconciliation.part.editions"), anchor="editions"):
    published = choose("inventory", PUBLISHED, "labels.sector", controls.menu)
    editions = ask("inventory_vintages", sector=published)
    show.figure(cached.figure(charts.vintages, editions, lang), editions, key="vintages", drawn="%",
                alt=told(charts.vintages_alt, editions, lang), **words("vintages"))
    show.table(editions, key="revisions", frame=told(charts.vintage_rows, editions, lang), static=True,
               **words("revisions"))

with show.part("source_differences", say("reconciliation.part.publications"), anchor="publications"):
    every = ask("source_differences")
    show.figure(cached.figure(charts.differences, every, lang), every, key="differences",
                alt=told(charts.differences_alt, every, lang), **words("differences"))
    topic = choose("pair", ["all", *sorted(set(every.frame["topic"]))], "reconciliation.topic", controls.menu)
    chosen = ask("source_differences", topic=None if topic == "all" else topic)
    for sentence in charts.pair_reasons(chosen, lang) if topic != "all" else ():
        show.paragraph(sentence)
    show.table(chosen, key="pairs", frame=told(charts.difference_rows, chosen, lang), folded=True,
               **words("pairs"))

with show.part("district_validation", say("reconciliation.part.districts"), anchor="districts"):
    tests = ask("district_validation")
    show.table(tests, key="tried", frame=told(districts.tried, tests, lang), static=True,
               **words("districts"))
