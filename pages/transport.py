"""Transport: what is registered, what runs, what it emits, where it charges, and when the last fossil car goes."""

from __future__ import annotations

from hkzero.charts import transport, transport_outlook, transport_use
from hkzero.charts import transport_findings as findings
from hkzero.model import car_outlook, parts
from hkzero.model.electricity import shown
from hkzero.ui import cached, controls, show
from hkzero.ui.state import language, say

ASKED = ("registration_fall", "electric_share", "electric_car_targets", "chargers")
SECTIONS = ("cars", "fleet", "passengers", "emissions", "charging", "outlook")
GRAINS, SPLITS, GROUPS = ("month", "year"), ("mode", "fuel"), ("cars", "buses", "goods")
ENDS, SINCE, lang = (2030, 2045), 2010, language()


def choose(key, options, name=None):
    """Draw a control and return the code chosen; the first option is the default."""
    labels = name or (lambda code: say(f"transport.{key}.{code}"))
    return controls.buttons(key, list(options), labels, options[0], label=say(f"transport.control.{key}"))


def chart(name, draw, in_words, *answers, choices=(), **told):
    """Show one chart of these answers, or say in its place what failed; `told` replaces its usual texts."""
    with show.part(answers[0].name):
        usual = {part: say(f"transport.{name}.{part}") for part in ("title", "subtitle", "note") if part not in told}
        alt = cached.computed(in_words, *answers, lang, *choices)
        show.figure(cached.figure(draw, *answers, lang, *choices), *answers, key=name, alt=alt, **usual, **told)


with show.part("registration_fall"):
    falls, shares, targets, chargers = map(cached.ask, ASKED)
    inputs, official = [*map(cached.ask, car_outlook.QUESTIONS)], cached.ask("emissions_by_sector", since=SINCE)
    limits, years, outlook = car_outlook.ranges(inputs[-1]), transport.target_years(targets), car_outlook.outlook
    ahead = cached.computed(outlook, *inputs, **car_outlook.central(limits), end_year=years["sales"])
    show.finding(page=say("common.menu.transport"), **cached.computed(findings.headline, falls, shares, lang))
    cards = cached.computed(findings.key_cards, falls, shares, official, chargers, ahead, lang)
    show.key_figures([show.KeyFigure(**card.as_dict()) for card in cards])
with show.part("first_registrations"):
    new, caps = cached.ask("first_registrations"), cached.ask("car_tax_concession")
    chart("registrations", transport.registrations, transport.registrations_alt, new, caps)
section = choose("section", SECTIONS)
with show.part(section):
    if section == "cars":
        chart("fall", transport.fall, transport.fall_alt, falls, **findings.fall_in_words(falls, lang))
        chart("share", transport.share, transport.share_alt, shares, targets)
    if section == "fleet":
        fleet, name = cached.ask("vehicle_fleet"), lambda code: say("transport.edition.name", year=code)
        edition = choose("edition", cached.computed(transport.editions, fleet), name)
        chart("fleet", transport.fleet, transport.fleet_alt, parts.of_edition(fleet, edition), choices=(edition,))
        chart("fuels", transport.fuels, transport.fuels_alt, cached.ask("fleet_by_fuel"), drawn="%")
    if section == "passengers":
        grain = choose("grain", GRAINS)
        chart("ridership", transport_use.passengers, transport_use.passengers_alt, cached.ask("ridership", grain=grain),
              choices=(grain,), note=say(f"transport.ridership.note_{grain}"))
    if section == "emissions":
        split, bunkers = choose("split", SPLITS), controls.switch("bunkers", label=say("transport.control.bunkers"))
        account, compared = cached.ask("transport_emissions", bunkers=int(bunkers)), cached.ask("reconciliation")
        chart("emissions", transport_use.account, transport_use.account_alt, shown(account), shown(official),
              choices=(split, bunkers), subtitle=transport_use.gap_in_words(compared, lang))
        energy, kilometre = cached.ask("transport_energy"), cached.ask("fuel_economy")
        chart("energy", transport_use.energy, transport_use.energy_alt, energy, choices=(split,))
        chart("kilometre", transport_use.per_kilometre, transport_use.per_kilometre_alt, kilometre,
              choices=(choose("vehicle_group", GROUPS),))
    if section == "charging":
        goals, all_targets = cached.ask("charging_targets"), cached.ask("transport_targets")
        chart("charging", transport_outlook.charging, transport_outlook.charging_alt, chargers, goals)
        show.table(all_targets, key="targets", **transport_outlook.targets_table(all_targets, lang))
    if section == "outlook":
        lives, last = (car_outlook.dial(limits, code) for code in (car_outlook.LIFETIME, car_outlook.SHARE))
        life = controls.slider("lifetime", *lives, label=say("transport.control.lifetime"), step=0.5)
        share = controls.slider("last_share", *last, label=say("transport.control.last_share"), step=1)
        end = controls.slider("fossil_end", *ENDS, years["sales"], label=say("transport.control.fossil_end"), step=1)
        ahead = cached.computed(outlook, *inputs, lifetime_years=life, share_before_end=share, end_year=end)
        projected, told = cached.ask("electric_car_projection"), transport_outlook.in_words(ahead, years["stock"], lang)
        show.figure(cached.figure(transport_outlook.cars, ahead, projected, lang), ahead.evidence, projected,
                    key="outlook", table=transport_outlook.path(ahead), **told)
        for sentence in transport_outlook.assumed_in_words(ahead, limits, lang):
            show.paragraph(sentence)
