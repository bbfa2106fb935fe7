"""Electricity: where it comes from, what it emits, who uses it, what it costs, and how far the 2035 targets are."""

from __future__ import annotations

from datetime import date

from hkzero.charts import electricity_findings as findings
from hkzero.charts import intensity, mix, months, targets, tariffs, units, utilities
from hkzero.model.electricity import newest, shown, span
from hkzero.ui import cached, controls, show
from hkzero.ui.state import language, say

SECTIONS = ("supply", "carbon", "demand", "stations", "prices")
QUESTIONS = {"twh": "electricity_mix", "percent": "electricity_supply_shares"}
RULES, COMPANIES = ("territorial", "life_cycle", "grid_average"), ("all", "clp_power", "hk_electric")
lang, today = language(), date.today().isoformat()


def words(name):
    """Return title, subtitle and note of one picture."""
    return {part: say(f"electricity.{name}.{part}") for part in ("title", "subtitle", "note")}


def choose(key, options, name, draw=controls.buttons):
    """Draw a control and return the code chosen; the first option is the default."""
    return draw(key, options, name, options[0], label=say(f"electricity.control.{key}"))


def chart(name, draw, in_words, *questions, choices=(), told=None, **params):
    """Ask the questions and show one chart, or say in its place what failed; `params` go to the last question."""
    with show.part(name):
        answers = [shown(cached.ask(one, **(params if one == questions[-1] else {})), *choices) for one in questions]
        texts = words(name) | (cached.computed(told, *answers, lang) if told else {})
        show.figure(cached.figure(draw, *answers, lang, *choices), *answers, key=name, **texts,
                    alt=cached.computed(in_words, *answers, lang, *choices))


with show.part("electricity_target_distance"):
    finding = cached.computed(findings.headline, cached.ask("electricity_target_distance"), lang)
    show.finding(page=say("common.menu.electricity"), **finding)
with show.part("electricity_target_progress"):
    known = [cached.ask(f"electricity_{name}") for name in ("supply_shares", "target_progress", "intensity")]
    cards = cached.computed(findings.key_cards, cached.computed(newest, *known), lang)
    show.key_figures([show.KeyFigure(**card.as_dict()) for card in cards])
for place, name in zip(show.columns(1, 1), ("distance", "progress"), strict=True):
    with place:
        chart(name, getattr(targets, name), getattr(targets, f"{name}_alt"), f"electricity_target_{name}")
section, years = choose("section", SECTIONS, lambda code: say(f"electricity.section.{code}")), ()
if section in ("supply", "carbon"):
    with show.part("electricity_mix"):
        years = controls.years("years", *span(cached.ask("electricity_mix")), label=say("electricity.control.years"))
if section == "supply":
    unit = choose("unit", list(QUESTIONS), lambda code: say(f"electricity.unit_choice.{code}"))
    chart("supply", mix.supply, mix.supply_alt, QUESTIONS[unit], choices=years)
    chart("stake", targets.stake, targets.stake_alt, "electricity_target_distance", "import_at_stake",
          told=findings.stake)
    chart("published", mix.published_shares, mix.published_shares_alt, "electricity_mix_shares")
if section == "demand":
    chart("months", months.demand, months.demand_alt, "monthly_consumption")
    chart("change", months.change, months.change_alt, "monthly_change")
if section != "supply":
    company = choose("utility", COMPANIES, lambda code: say(f"labels.utility.{code}"))
if section == "carbon":
    rule = choose("rule", RULES, lambda code: say(f"labels.rule.{code}"), controls.menu)
    chart("emissions", mix.emissions, mix.emissions_alt, "electricity_emissions", "import_attribution",
          choices=years, rule=rule)
    chart("intensity", intensity.lines, intensity.lines_alt, "electricity_intensity", choices=(*years, company))
if section == "demand":
    chart("sales", utilities.sales, utilities.sales_alt, "utility_sales", choices=(company,))
    chart("customers", utilities.customers, utilities.customers_alt, "utility_customers", choices=(company,))
if section == "stations":
    chart("units", units.timeline, units.timeline_alt, "generating_units", choices=(today, company))
    for name, rows in (("electricity_milestones", units.milestones), ("generating_units", units.stock)):
        with show.part(name):
            answer, key = cached.ask(name), rows.__name__
            show.table(answer, key=key, frame=cached.computed(rows, answer, lang, company), **words(key))
if section == "prices":
    chart("tariffs", tariffs.levels, tariffs.levels_alt, "tariffs", choices=(company,))
    chart("feed_in", tariffs.feed_in, tariffs.feed_in_alt, "feed_in_tariff", choices=(today,))
    chart("uptake", tariffs.uptake, tariffs.uptake_alt, "feed_in_tariff_uptake", choices=(company,))
