"""A carbon price for Hong Kong: revenue, who pays, bills and the use of the money; and the account of credits."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from hkzero.charts import finance_policy as charts
from hkzero.charts import finance_policy_findings as words
from hkzero.measure import Answer, Kind, Measured
from hkzero.model import carbon_charge as charges
from hkzero.model import carbon_price
from hkzero.model.carbon_charge import SECTORS, Charge, Ground, Policy
from hkzero.model.districts import in_period
from hkzero.text import number, percent, quantity
from hkzero.ui import cached, controls, finance_credits, scenario_view, scenario_words, show
from hkzero.ui.cached import ask, computed, known
from hkzero.ui.show import KeyFigure
from hkzero.ui.state import language, say

PATHS = ("low", "central", "high", "singapore", "china_national", "guangdong", "shenzhen", "eu", "uk", "korea")
OWN, OFFICIAL = "own", "official"
FIRST_YEAR, LAST_YEAR, DEFAULT_YEAR = 2024, 2050, 2030
MOST_PRICE, USUAL_PRICE = 3000, 200
LEAST_KWH, MOST_KWH, KWH_STEP = 50, 1500, 10
PERIOD = "2024"  # the newest year in which emissions of the districts and their residents are known
HOMES, EVERYONE = "homes", "everyone"
ENDS = ("strong", "central", "weak")
PERCENT = 100


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the controls stand at."""

    policy: Policy
    price: tuple[float, ...]
    price_name: str
    price_sources: tuple[str, ...]
    ground: Ground
    place: int
    scenario_name: str
    kind: Kind
    users: str
    kwh: float
    responds: bool

    @property
    def year(self) -> int:
        """The year looked at."""
        return self.ground.years[self.place]


def charge() -> None:
    """Draw what a carbon price would raise, from whom, and for what."""
    show.paragraph(say("finance_policy.charge.about"))
    chosen = _choose()
    factor = _response(chosen, "central") if chosen.responds else None
    found = charges.charge(chosen.ground, chosen.price, chosen.policy, factor)
    bills = charges.bills(found, chosen.ground, chosen.policy, chosen.place, ask("charge_electricity"), chosen.kwh)
    _headline(chosen, found, bills)
    _revenue(chosen, found)
    _payers(chosen, found)
    _districts(chosen, found)
    _bills(chosen, bills)


def credit_account() -> None:
    """Draw the account of a project's credits and what they are worth in each market."""
    finance_credits.draw()


def _choose() -> Chosen:
    """Draw the controls and return what they stand at."""
    named = scenario_view.ready().named
    titles = {OFFICIAL: say("finance_policy.control.official", year=FIRST_YEAR)} | {
        code: scenario_words.name(bench) for code, bench in named.items()}
    with show.grid(230):
        path = controls.menu("charge_price", [*PATHS, OWN],
                             {code: say(f"finance_policy.price.{code}") for code in (*PATHS, OWN)}, "central",
                             label=say("finance_policy.control.price"), help=say("finance_policy.control.price_help"))
        scenario = controls.menu("charge_scenario", [OFFICIAL, *named], titles, scenario_view.DEFAULT,
                                 label=say("finance_policy.control.scenario"))
        own = controls.slider("charge_hkd", 0, MOST_PRICE, USUAL_PRICE, step=10,
                              label=say("finance_policy.control.hkd")) if path == OWN else None
        year = FIRST_YEAR if scenario == OFFICIAL else controls.slider(
            "charge_year", FIRST_YEAR, LAST_YEAR, DEFAULT_YEAR, step=1, format="%d",
            label=say("finance_policy.control.year"))
    policy = _policy()
    mean = charges.household_kwh(ask("charge_electricity"))
    with show.grid(230):
        users = controls.buttons("charge_users", (HOMES, EVERYONE),
                                 {code: say(f"finance_policy.control.{code}") for code in (HOMES, EVERYONE)}, HOMES,
                                 label=say("finance_policy.control.users"))
        kwh = controls.slider("charge_kwh", LEAST_KWH, MOST_KWH, KWH_STEP * round(mean / KWH_STEP), step=KWH_STEP,
                              label=say("finance_policy.control.kwh"),
                              help=say("finance_policy.control.kwh_help", mean=number(mean, language(), 0)))
        responds = controls.switch("charge_responds", label=say("finance_policy.control.responds"),
                                   help=say("finance_policy.control.responds_help"))
    ground = known(_official) if scenario == OFFICIAL else known(_scenario, scenario)
    price, sources = _price(path, own, ground.years)
    return Chosen(policy, price, say(f"finance_policy.price.{path}"), sources, ground,
                  ground.years.index(int(year)), titles[scenario],
                  Kind.ESTIMATED if scenario == OFFICIAL else Kind.SCENARIO, users, float(kwh), responds)


def _policy() -> Policy:
    names = {code: say(f"finance_policy.covers.{code}") for code in SECTORS}
    covered = controls.several("charge_covers", SECTORS, names.__getitem__, default=SECTORS,
                               label=say("finance_policy.control.covers"))
    with show.grid(230):
        share = controls.slider("charge_share", 0, PERCENT, PERCENT, step=5, label=say("finance_policy.control.share"),
                                help=say("finance_policy.control.share_help"))
        passed_on = controls.slider("charge_passed_on", 0, PERCENT, PERCENT, step=5,
                                    label=say("finance_policy.control.passed_on"),
                                    help=say("finance_policy.control.passed_on_help"))
        rebate, above = controls.years("charge_use", 0, PERCENT, (PERCENT, PERCENT),
                                       label=say("finance_policy.control.use"),
                                       help=say("finance_policy.control.use_help"))
    return Policy(tuple(covered), share / PERCENT, passed_on / PERCENT, rebate / PERCENT, (above - rebate) / PERCENT)


def _official() -> Ground:
    supply = ask("charge_electricity").frame.set_index(["measure", "supplier"])["value"]
    return charges.official(ask("scenario_inventory"), ask("scenario_delivered"),
                            float(supply["intensity", "hong_kong"]))


def _scenario(code: str) -> Ground:
    bench = scenario_view.ready().named[code]
    outcome = scenario_view.runner(bench.attribution)(scenario_view.schedule(bench), None)
    return charges.until(charges.of_scenario(outcome), LAST_YEAR)


def _price(path: str, own: float | None, years: tuple[int, ...]) -> tuple[tuple[float, ...], tuple[str, ...]]:
    """Return the price of each year, HK$ a tonne, and its sources; one's own has none."""
    if own is not None:
        return (float(own),) * len(years), ()
    found = carbon_price.find_path(finance_credits.paths(), path)
    return tuple(carbon_price.price_at(found, year) for year in years), found.sources


def _response(chosen: Chosen, end: str) -> dict[str, np.ndarray]:
    prices = charges.read_prices(ask("charge_electricity"), ask("road_fuel_carbon_price"))
    return charges.response(chosen.ground, chosen.price, chosen.policy, prices,
                            charges.read_elasticities(ask("price_elasticities")), end)


def _rests_on(chosen: Chosen, values: tuple[float, ...], unit: str, *more: Answer) -> Measured:
    """Return values with everything they rest on: inventory, price, and what more was asked."""
    answers = (ask("scenario_inventory"), ask("scenario_delivered"), *more,
               *((ask("price_elasticities"), ask("road_fuel_carbon_price")) if chosen.responds else ()))
    sources = {source for answer in answers for source in answer.sources} | set(chosen.price_sources)
    return Measured(values, unit, tuple(sources), chosen.kind)


def _headline(chosen: Chosen, found: Charge, bills: tuple[charges.Bill, ...]) -> None:
    """Draw the finding, the key figures, what becomes of the money, and how demand responds where that is on."""
    lang, place = language(), chosen.place
    city, whole = bills[-1], float(found.total[place])
    show.remark(words.charge(found, place, city.percent, city.charge_cents, lang))
    spent = charges.uses(whole, chosen.policy)
    person = spent.rebate * charges.MILLION / sum(_residents().values())
    one = _rests_on(chosen, (whole,), words.MILLION_HKD)
    per_kwh = _rests_on(chosen, (city.charge_cents,), words.CENTS, ask("charge_electricity"))
    profile = _rests_on(chosen, (person,), words.PERSON, in_period(ask("district_profile"), PERIOD))
    show.key_figures([
        KeyFigure(say("finance_policy.key.revenue", year=chosen.year), words.money(whole, lang), one,
                  note=quantity(float(found.price_hkd[place]), words.TONNE_PRICE, lang, 0)),
        KeyFigure(say("finance_policy.key.cents"), quantity(city.charge_cents, words.CENTS, lang, 1), per_kwh,
                  note=say("finance_policy.key.tariff_share", share=percent(city.percent, lang, 1))),
        KeyFigure(say("finance_policy.key.rebate"), say("finance_policy.key.person", amount=number(person, lang, 0)),
                  profile),
        KeyFigure(say("finance_policy.key.covered"), words.covered(float(found.covered_share[place]), lang), one)])
    if whole > 0:
        show.paragraph(words.use(spent, person, city.relief_cents, lang))
    if not chosen.responds:
        return show.paragraph(say("finance_policy.charge.static"))
    _told_response(chosen)


def _told_response(chosen: Chosen) -> None:
    """Draw by how much demand falls, with its range, and the elasticities behind it."""
    lang = language()
    by_end = {end: _response(chosen, end) for end in ENDS}
    fallen = {sector: {end: 100 * (1 - float(by_end[end][sector][chosen.place])) for end in ENDS}
              for sector in by_end["central"]}
    revenue = {end: float(charges.charge(chosen.ground, chosen.price, chosen.policy, by_end[end]).total[chosen.place])
               for end in ENDS}
    show.paragraph(words.response(fallen, revenue, lang))
    rows = charges.read_elasticities(ask("price_elasticities")).values()
    show.table(ask("price_elasticities"), key="finance_elasticities", title=say("finance_policy.response.table"),
               note=say("finance_policy.response.note"), static=True, folded=True, frame=pd.DataFrame(
                   [[say(f"finance_policy.response.{one.carrier}_carrier"), one.strong, one.central, one.weak]
                    for one in rows],
                   columns=[say(f"finance_policy.response.{name}") for name in ("carrier", *ENDS)]))


def _revenue(chosen: Chosen, found: Charge) -> None:
    lang = language()
    evidence = _rests_on(chosen, tuple(float(value) for value in found.total), words.MILLION_HKD)
    show.figure(cached.figure(charts.revenue, found.years, found.by_sector, str(chosen.kind), lang), evidence,
                key="finance_charge_revenue", title=say("finance_policy.revenue.title"),
                subtitle=say("finance_policy.revenue.subtitle", scenario=chosen.scenario_name, price=chosen.price_name),
                note=say("finance_policy.revenue.note"), table=words.revenue_table(found, lang), folded=True,
                alt=words.charge(found, chosen.place, None, 0.0, lang))


def _payers(chosen: Chosen, found: Charge) -> None:
    lang = language()
    now = {code: float(values[chosen.place]) for code, values in found.by_payer.items()}
    said = words.payers(now, lang)
    show.figure(cached.figure(charts.payers, now, str(chosen.kind), lang),
                _rests_on(chosen, tuple(now.values()), words.MILLION_HKD), key="finance_charge_payers",
                title=say("finance_policy.payer.title", year=chosen.year),
                subtitle=say("finance_policy.payer.subtitle"), note=say("finance_policy.payer.note"),
                alt=said, table=words.payer_table(now, lang), folded=True)
    show.paragraph(said)


def _residents() -> dict[str, float]:
    return charges.read_residents(ask("district_profile"), PERIOD)


def _districts(chosen: Chosen, found: Charge) -> None:
    """Draw what a resident pays in each district and what is left after the rebate."""
    lang = language()
    user_type = "residential" if chosen.users == HOMES else "all"
    emissions, kwh = (in_period(ask(name, user_type=user_type), PERIOD)
                      for name in ("district_emissions", "district_electricity"))
    rows = computed(charges.districts, found, chosen.ground, chosen.policy, chosen.place, emissions, kwh, _residents(),
                    chosen.users == HOMES)
    said = words.districts(rows, chosen.users, float(found.total[chosen.place]), lang)
    evidence = _rests_on(chosen, tuple(one.per_person for one in rows), words.PERSON, emissions, kwh,
                         in_period(ask("district_profile"), PERIOD))
    show.figure(cached.figure(charts.districts, rows, str(chosen.kind), lang), evidence,
                key="finance_charge_districts", title=say("finance_policy.district.title"),
                subtitle=say(f"finance_policy.district.subtitle_{chosen.users}", year=chosen.year, period=PERIOD),
                note=say("finance_policy.district.note"), alt=said, table=words.district_table(rows, lang), folded=True)
    show.paragraph(said)


def _bills(chosen: Chosen, rows: tuple[charges.Bill, ...]) -> None:
    lang = language()
    evidence = _rests_on(chosen, tuple(one.charge_cents for one in rows), words.CENTS, ask("charge_electricity"))
    said = words.bills(rows, chosen.kwh, lang)
    show.figure(cached.figure(charts.bills, rows, str(chosen.kind), lang), evidence, key="finance_charge_bills",
                title=say("finance_policy.bill.title"), subtitle=say("finance_policy.bill.subtitle", year=chosen.year),
                note=say("finance_policy.bill.note"), alt=said, table=words.bill_table(rows, lang), folded=True)
    show.paragraph(said)
    show.table(evidence, key="finance_charge_bill_table", title=say("finance_policy.bill.table"),
               frame=words.bill_table(rows, lang), static=True, folded=True)
