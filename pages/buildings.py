"""Buildings: what homes and commerce use and emit, how far the saving targets are, and how one building compares."""

from __future__ import annotations

from datetime import date

from hkzero.charts import buildings, savings, tariffs, weather
from hkzero.charts import buildings_findings as found
from hkzero.model.standing import in_megatonnes
from hkzero.model.weather import fit as fit_line
from hkzero.ui import cached, controls, premises, show
from hkzero.ui.state import language, say

TOPICS = ("energy", "emissions", "benchmark", "weather", "solar", "savings")
BOTH, SPLIT = ("electricity", "town_gas_lpg"), {"electricity": "electricity", "town_gas_lpg": "other_fuel"}
CARRIERS = {"2025": BOTH[:1], "2022": BOTH, "2018": BOTH}  # the newest edition was found for electricity only
USERS, BASES = ("all", "domestic", "commercial"), (18, 20, 22)
lang, today, ask, work = language(), date.today().isoformat(), cached.ask, cached.computed


def words(name, note="note"):
    """Return title, subtitle and note of one picture."""
    return {part: say(f"buildings.{name}.{note if part == 'note' else part}") for part in ("title", "subtitle", "note")}


def choose(key, options, named):
    """Draw a control and return the code chosen, the first by default; `named` is where its labels are."""
    return controls.buttons(key, options, lambda code: say(f"{named}.{code}"), options[0],
                            label=say(f"buildings.control.{key}"))


def chart(name, draw, in_words, *answers, choices=(), note="note", table=None, **told):
    """Show one chart of these answers; `told` replaces some of its words."""
    told = words(name, note) | {"alt": work(in_words, *answers, lang, *choices)} | told
    show.figure(cached.figure(draw, *answers, lang, *choices), *answers, key=name, table=table, **told)


with show.part("building_targets"):
    targets = ask("building_targets")
    show.finding(page=say("common.menu.buildings"), **work(found.headline, targets, lang))
    cards = work(found.key_cards, targets, ask("building_shares"), work(in_megatonnes, ask("building_emissions")), lang)
    show.key_figures([show.KeyFigure(**card.as_dict()) for card in cards])
with show.part("building_electricity"):
    chart("progress", buildings.progress, buildings.progress_alt, ask("building_electricity"), targets)
    show.table(targets, key="distances", frame=work(found.distances, targets, lang), static=True, **words("distances"))

topic = choose("topic", TOPICS, "buildings.topic")
with show.part(topic, say(f"buildings.topic.{topic}"), anchor="topic"):
    if topic == "energy":
        edition = choose("edition", list(CARRIERS), "buildings.edition")
        fuel, note = choose("carrier", CARRIERS[edition], "buildings.carrier"), f"note_{edition}"
        energy, split = ask("energy_end_use", edition=edition), ask("end_use_by_segment", carrier=SPLIT[fuel])
        chart("sectors", buildings.by_sector, buildings.by_sector_alt, energy, choices=(fuel,), note=note)
        if edition == "2018":
            for name, sector in (("housing", "residential"), ("trades", "commercial")):
                chart(name, buildings.segments, buildings.segments_alt, split, choices=(sector,))
        else:
            chart("end_uses", buildings.by_end_use, buildings.by_end_use_alt, energy, choices=(fuel,), note=note)
    if topic == "emissions":
        for name, question in (("emissions", "building_emissions"), ("end_use_emissions", "end_use_emissions")):
            chart(name, getattr(buildings, name), getattr(buildings, f"{name}_alt"), work(in_megatonnes, ask(question)))
    if topic == "benchmark":
        premises.compare(ask("benchmarks"), ask("benchmark_factors"), ask("building_targets"))
    if topic == "weather":
        user, base = choose("user", USERS, "labels.user_type"), choose("base", BASES, "buildings.base")
        months = ask("weather_months", base=base)
        fit = work(fit_line, months, user)
        show.key_figures([show.KeyFigure(**card.as_dict()) for card in weather.cards(fit, lang)])
        show.paragraph(weather.statement(fit, base, lang))
        show.remark(weather.caution(fit, lang))
        show.figure(cached.figure(weather.line, fit, lang), months, fit.slope, key="weather", **words("weather"),
                    alt=weather.line_alt(fit, lang), drawn=weather.PER_DAY)
    if topic == "solar":
        studies = ask("rooftop_solar")
        chart("rooftop", savings.rooftop, savings.rooftop_alt, studies, subtitle=savings.spread(studies, lang))
        chart("feed_in", tariffs.feed_in, tariffs.feed_in_alt, ask("feed_in_tariff"), choices=(today,))
    if topic == "savings":
        published, programmes = map(ask, ("building_savings", "building_programmes"))
        chart("savings", savings.ranked, savings.ranked_alt, published, table=work(savings.table, published, lang))
        show.table(programmes, key="programmes", frame=work(savings.table, programmes, lang), **words("programmes"))
