"""The account of a project's carbon credits: entered, or one of the project desk's, by year and priced by market."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hkzero.charts import finance_policy as charts
from hkzero.charts import finance_policy_findings as words
from hkzero.charts.finance_prices_findings import milestones_table
from hkzero.measure import Kind, Measured
from hkzero.model import carbon_credits as credits
from hkzero.model import carbon_price
from hkzero.model.carbon_credits import Project, Year
from hkzero.model.currency import rates
from hkzero.model.parts import narrowed
from hkzero.model.projects import BadInput
from hkzero.text import quantity
from hkzero.text.projects import kind_name
from hkzero.ui import cached, controls, finance_project, show
from hkzero.ui import finance_project_inputs as desk
from hkzero.ui.cached import ask, known
from hkzero.ui.show import KeyFigure
from hkzero.ui.state import language, say

OWN, CCER, CORE_CLIMATE = "own", "ccer", "core_climate"
# Markets with a path of their own; CCER's price is that of its newest week, Core Climate publishes none.
PATHS = ("china_national", "guangdong", "shenzhen", "singapore", "eu", "uk", "korea")
MARKETS = (CCER, CORE_CLIMATE, *PATHS)
FIRST_YEAR, LAST_FIRST_YEAR, USUAL_FIRST_YEAR = 2024, 2045, 2026
MOST_YEARS, USUAL_YEARS = 20, 10
SHARES = {"additionality": 80.0, "leakage": 5.0, "buffer": 10.0}
# Kinds of project of the desk that avoid something at their defaults.
FROM_THE_DESK = ("chiller", "rooftop_solar", "retrofit", "electric_bus", "electric_taxi")
PERCENT = 100
# The desk's own start: the rate changes money, not tonnes.
RATE, SCENARIO = desk.USUAL_RATE / PERCENT, desk.DEFAULT_SCENARIO


@dataclass(frozen=True, slots=True)
class Market:
    """What a tonne costs in a market by year, HK$; empty where it publishes no price. `period` is that of the price."""

    market: str
    prices: dict[int, float]
    period: str | None
    sources: tuple[str, ...]


def draw() -> None:
    """Draw the account, or what is missing in or wrong with what was entered."""
    lang = language()
    show.paragraph(say("finance_policy.account.about"))
    try:
        project, sources = _entered()
    except BadInput as error:
        return show.listed([words.refused(error.field, error.value, lang)],
                           title=say("finance_policy.account.refused"))
    if project is None:
        return show.paragraph(say("finance_policy.account.waiting"))
    rows = credits.account(project)
    market = controls.menu("credit_market", MARKETS, {code: say(f"finance_policy.market.{code}") for code in MARKETS},
                           CCER, label=say("finance_policy.control.market"))
    _account(rows, _market(market, tuple(row.year for row in rows)), sources)
    _links(rows)


def _entered() -> tuple[Project | None, tuple[str, ...]]:
    """Draw the fields and return the project, None while its tonnes are missing, and what it rests on.

    BadInput when it cannot be one.
    """
    names = {code: kind_name(code, language()) for code in FROM_THE_DESK} | {OWN: say("finance_policy.example.own")}
    with show.grid(230):
        example = controls.menu("credit_example", [*names], names, FROM_THE_DESK[0],
                                label=say("finance_policy.control.example"))
        first = int(controls.slider("credit_first", FIRST_YEAR, LAST_FIRST_YEAR, USUAL_FIRST_YEAR, step=1, format="%d",
                                    label=say("finance_policy.control.first")))
        period = int(controls.slider("credit_period", 1, MOST_YEARS, USUAL_YEARS, step=1,
                                     label=say("finance_policy.control.period")))
        years = int(controls.slider("credit_years", 1, MOST_YEARS, USUAL_YEARS, step=1,
                                    label=say("finance_policy.control.years"))) if example == OWN else USUAL_YEARS
    typed = {}
    if example == OWN:
        with show.grid(280):
            typed = {name: controls.text(f"credit_{name}", label=say(f"finance_policy.control.{name}"),
                                         help=say("finance_policy.control.tonnes_help"))
                     for name in ("baseline", "project")}
    with show.grid(180):
        shares = {name: controls.number(f"credit_{name}", label=say(f"finance_policy.control.{name}"), default=default,
                                        help=say(f"finance_policy.control.{name}_help"))
                  for name, default in SHARES.items()}
        release = controls.switch("credit_release", label=say("finance_policy.control.release"),
                                  help=say("finance_policy.control.release_help"))
    if example == OWN and not all(typed.values()):
        return None, ()
    (baseline, emitted), sources = _of_the_desk(example, first) if example != OWN else (
        (credits.read_tonnes("baseline_t", typed["baseline"], years),
         credits.read_tonnes("project_t", typed["project"], years)), ())
    for name, value in shares.items():
        if value is None:
            raise BadInput(name, None, "a number")
    return Project(first, baseline, emitted, **{name: value / PERCENT for name, value in shares.items()},
                   credited_years=period, release=float(release)), sources


def _of_the_desk(kind_id: str, first_year: int) -> tuple[tuple[tuple[float, ...], tuple[float, ...]], tuple[str, ...]]:
    """Return what a project of the desk avoids at its defaults, as tonnes without and with it, and what that rests on.

    Only the difference is known, so one of the two is 0 in every year.
    """
    study = finance_project.worked_out(desk.Asked(desk.kinds()[kind_id], {}, first_year - 1, RATE, SCENARIO, "none",
                                                  None, ()))
    avoided = study.project.values["avoided_t"][1:MOST_YEARS + 1]
    tonnes = (tuple(float(max(one, 0.0)) for one in avoided), tuple(float(max(-one, 0.0)) for one in avoided))
    return tonnes, study.sources


def _market(market: str, years: tuple[int, ...]) -> Market:
    """Return the prices of a market for these years."""
    if market == CORE_CLIMATE:
        return Market(market, {}, None, ask("credit_acceptance").sources)
    if market == CCER:
        price = known(_ccer)
        return Market(market, dict.fromkeys(years, price.hkd()), price.period.rpartition("/")[2], price.sources)
    path = paths()[market]
    # A tax by law has a rate each year: the price shown is that of the first.
    since = str(years[0]) if len(path.years) > 1 else path.base_period
    return Market(market, {year: carbon_price.price_at(path, year) for year in years}, since, path.sources)


def paths() -> dict[str, carbon_price.PricePath]:
    """Return the price paths by id."""
    return known(_paths)


def _paths() -> dict[str, carbon_price.PricePath]:
    return carbon_price.paths({name: ask(name) for name in carbon_price.PATH_QUESTIONS})


def _ccer() -> carbon_price.Price:
    """Return the newest published price of a CCER that has a rate to HK$."""
    found = [one for one in carbon_price.published(ask("carbon_prices"), rates(ask("exchange_rates")))
             if one.scheme == CCER and one.hkd() is not None]
    return max(found, key=lambda one: one.period)


def _account(rows: tuple[Year, ...], market: Market, sources: tuple[str, ...]) -> None:
    """Draw the finding, the key figures, the years as a picture and as a table."""
    lang, whole = language(), credits.total(rows)
    earned = credits.revenue(rows, market.prices) if market.prices else None
    said = words.account(whole, rows, lang)
    show.remark(said)
    evidence = Measured(tuple(row.issued for row in rows), words.TONNES,
                        (*sources, *market.sources), Kind.ASSUMED)
    kept = whole.not_additional + whole.leakage + whole.buffer
    first = market.prices.get(rows[0].year)
    show.key_figures([
        KeyFigure(say("finance_policy.key.reduction"), quantity(whole.reduction, words.TONNES, lang, 0), evidence),
        KeyFigure(say("finance_policy.key.issued"), quantity(whole.issued + whole.released, words.TONNES, lang, 0),
                  evidence),
        KeyFigure(say("finance_policy.key.kept"), quantity(kept, words.TONNES, lang, 0), evidence),
        KeyFigure(say("finance_policy.key.worth", market=say(f"finance_policy.market.{market.market}")),
                  say("finance_policy.link.no_price") if earned is None else words.money(sum(earned) / 1e6, lang),
                  evidence, note="" if first is None else quantity(first, words.TONNE_PRICE, lang, 0))])
    show.paragraph(words.worth(market.market, first, None if earned is None else sum(earned), lang))
    if whole.shortfall:
        show.paragraph(words.shortfall(whole, rows[-1].owed, lang))
    table = words.account_table(rows, earned, lang)
    show.figure(cached.figure(charts.account, rows, lang), evidence, key="finance_credit_account",
                title=say("finance_policy.account.title"), subtitle=say("finance_policy.account.subtitle"),
                note=say("finance_policy.account.note"), alt=charts.described(rows, lang), table=table, folded=True)
    show.table(evidence, key="finance_credit_years", title=say("finance_policy.account.table"), frame=table,
               static=True, folded=True)


def _links(rows: tuple[Year, ...]) -> None:
    """Draw what the same credits would be worth in each market, and what each accepts."""
    lang, accepted = language(), ask("credit_acceptance").frame.set_index("market")
    markets = [_market(code, tuple(row.year for row in rows)) for code in MARKETS]
    sources = {source for one in markets for source in one.sources} | set(ask("credit_acceptance").sources)
    evidence = Measured(tuple(one.prices.get(rows[0].year) for one in markets), words.TONNE_PRICE, tuple(sources),
                        Kind.SCENARIO)
    show.table(evidence, key="finance_credit_links", title=say("finance_policy.link.title"),
               subtitle=say("finance_policy.link.subtitle"), note=say("finance_policy.link.note"), static=True,
               frame=words.link_table([_link(one, rows, accepted) for one in markets], lang))
    every = ask("market_milestones")
    # An event has no value, and so no unit to name below the table.
    events = narrowed(every, every.frame[every.frame["topic"] == "carbon_connect"].assign(unit=""))
    show.table(events, key="finance_credit_events", title=say("finance_policy.link.connect"),
               subtitle=say("finance_policy.link.connect_subtitle"), static=True,
               frame=milestones_table(events.frame, lang).iloc[:, :2])


def _link(market: Market, rows: tuple[Year, ...], accepted: Any) -> dict[str, Any]:
    """Return a market's row: price of the first year, worth of all credits, what it accepts."""
    rule = accepted.loc[market.market] if market.market in accepted.index else None
    limit = None if rule is None or rule["value"] != rule["value"] else float(rule["value"])
    return {"market": market.market, "price": market.prices.get(rows[0].year), "period": market.period,
            "worth": sum(credits.revenue(rows, market.prices)) if market.prices else None,
            "accepted": "is_credit" if market.market == CCER else None if rule is None else rule["accepted"],
            "limit": limit or None, "limit_of": None if rule is None else rule["limit_of"]}
