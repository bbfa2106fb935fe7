"""Carbon prices and Hong Kong's green market: prices, trading volumes, milestones, debt. Topics of the Finance page."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from hkzero.charts import finance_market, palette
from hkzero.charts import finance_prices as charts
from hkzero.charts import finance_prices_findings as words
from hkzero.measure import Answer, Kind, Measured
from hkzero.model import carbon_price, currency
from hkzero.ui import cached, controls, show
from hkzero.ui.cached import ask
from hkzero.ui.state import language, say

SCHEMES = tuple(palette.SCHEME)
USUAL = ("china_national", "guangdong", "shenzhen", "eu", "uk", "korea", "singapore")
DETAILS, SCALES, QUANTITIES = ("both", "means", "days"), ("linear", "log"), ("volume", "turnover")


def prices() -> None:
    """Draw what a tonne cost in HK$ on one time axis, every published price as a list, and the paths of the page."""
    lang, table = language(), cached.known(_prices)
    for line in words.prices(table, lang):
        show.paragraph(line)
    names = {code: say(f"finance_prices.scheme.{code}") for code in SCHEMES}
    chosen = controls.several("price_schemes", SCHEMES, names.__getitem__, default=USUAL,
                              label=say("finance_prices.control.schemes"))
    with show.grid(240):
        detail = controls.buttons("price_detail", DETAILS,
                                  {code: say(f"finance_prices.detail.{code}") for code in DETAILS}, DETAILS[0],
                                  label=say("finance_prices.control.detail"))
        scale = controls.buttons("price_scale", SCALES, {code: say(f"finance_prices.scale.{code}") for code in SCALES},
                                 SCALES[0], label=say("finance_prices.control.scale"))
    evidence = _evidence(chosen, table)
    if chosen:
        shown = table[table["scheme"].isin(chosen)]
        show.figure(cached.figure(charts.prices, shown, chosen, detail, scale == "log", lang), *evidence,
                    key="finance_prices", title=say("finance_prices.prices.title"),
                    subtitle=say("finance_prices.prices.subtitle"), note=say("finance_prices.prices.note"),
                    alt=" ".join(words.prices(table, lang)), table=shown, folded=True, drawn=charts.UNIT)
        with show.more("price_list", say("finance_prices.table.title")) as opened:
            if opened:
                show.table(*evidence, key="finance_price_list", title=say("finance_prices.table.title"),
                           subtitle=say("finance_prices.table.subtitle"), static=True,
                           frame=words.prices_table(table, chosen, lang))
    else:
        show.empty(say("finance_prices.prices.none"))
    show.paragraph(say("finance_prices.prices.about"))
    known = cached.known(_paths)
    show.table(_rest_of(known), key="finance_price_paths",
               title=say("finance_prices.path.title"), subtitle=say("finance_prices.path.subtitle"),
               note=say("finance_prices.path.note"), static=True,
               frame=words.paths_table([(path, [carbon_price.price_at(path, year) for year in words.PATH_YEARS])
                                        for path in known.values()], lang))


def volumes() -> None:
    """Draw what China's carbon market traded, in the year and since it opened."""
    lang, answer = language(), ask("carbon_market_volumes")
    said = words.volumes(answer.frame, _rates_of_years("CNY"), lang)
    for line in said:
        show.paragraph(line)
    quantity = controls.buttons("volume_of", QUANTITIES,
                                {code: say(f"finance_prices.quantity.{code}") for code in QUANTITIES}, QUANTITIES[0],
                                label=say("finance_prices.control.quantity"))
    shown = answer.frame[answer.frame["quantity"] == quantity]
    show.figure(cached.figure(charts.volumes, shown, quantity, lang), _part(answer, shown),
                key="finance_volumes", title=say("finance_prices.volumes.title"),
                subtitle=say("finance_prices.volumes.subtitle"), note=say("finance_prices.volumes.note"),
                alt=" ".join(said), table=shown, folded=True)
    listed = answer.frame[answer.frame["quantity"].isin(("cap", "revenue"))]
    show.table(_part(answer, listed), key="finance_caps", title=say("finance_prices.volumes.table"),
               subtitle=say("finance_prices.volumes.table_subtitle"), frame=words.volumes_table(answer.frame, lang),
               static=True)


def milestones() -> None:
    """Draw the steps of Hong Kong's market on a time line and list them."""
    lang, answer = language(), ask("market_milestones")
    said = words.milestones(answer.frame, lang)
    show.paragraph(said)
    show.figure(cached.figure(finance_market.milestones, answer.frame, lang), answer, key="finance_milestones",
                title=say("finance_prices.milestones.title"), subtitle=say("finance_prices.milestones.subtitle"),
                note=say("finance_prices.milestones.note"), alt=said, folded=True)
    show.table(answer, key="finance_milestone_list", title=say("finance_prices.milestones.table"),
               subtitle=say("finance_prices.milestones.table_subtitle"), static=True,
               frame=words.milestones_table(answer.frame, lang))


def debt() -> None:
    """Draw green and sustainable debt by year and list the Government's green bonds."""
    lang, answer = language(), ask("green_debt")
    said = words.debt(answer.frame, _rates_of_years("USD"), lang)
    for line in said:
        show.paragraph(line)
    show.figure(cached.figure(finance_market.debt, answer.frame, lang), answer, key="finance_debt",
                title=say("finance_prices.debt.title"), subtitle=say("finance_prices.debt.subtitle"),
                note=say("finance_prices.debt.note"), alt=" ".join(said), folded=True)
    bonds = ask("government_green_bonds")
    show.table(bonds, _rates_behind(bonds.frame), key="finance_bonds", title=say("finance_prices.bond.title"),
               subtitle=say("finance_prices.bond.subtitle"), note=say("finance_prices.bond.note"), static=True,
               frame=words.bonds_table(bonds.frame, cached.known(_bonds_in_hkd), lang))


def _part(answer: Answer, frame: pd.DataFrame) -> Answer:
    """Return the answer with some of its rows and what these rest on; a plan's year is not how far the data reach."""
    rests = answer.measured(frame)
    past = frame[frame["kind"] != Kind.SCENARIO]["period"].map(lambda one: str(one).split("/")[-1])
    return replace(answer, frame=frame, kind=rests.kind, series=rests.series, sources=rests.sources,
                   vintages=rests.vintages, data_to=past.max() if len(past) else "")


def _evidence(schemes: tuple[str, ...], table: pd.DataFrame) -> list[Answer]:
    """Return what the prices of these schemes rest on: published prices, days, means of months, exchange rates."""
    shown = table[table["scheme"].isin(schemes)]
    found = []
    for name in ("carbon_prices", "carbon_prices_daily", "carbon_prices_monthly"):
        answer = ask(name)
        rows = answer.frame[answer.frame["scheme"].isin(schemes)]
        found += [_part(answer, rows)] if len(rows) else []
    return [*found, _rates_behind(shown)] if len(shown) else found


def _rates_behind(frame: pd.DataFrame) -> Answer:
    """Return the exchange rates of the currencies in the frame, and that of the HK$."""
    answer = ask("exchange_rates")
    # Every pair is against the US$, which is no reason to show them all.
    codes = {"hkd", *(code.lower() for code in frame["currency"].dropna().unique())} - {"usd"}
    is_needed = answer.frame["pair"].map(lambda pair: bool(codes & set(pair.split("_per_"))))
    return _part(answer, answer.frame[is_needed & answer.frame["averaging"].isin(("year", "month"))])


def _rest_of(paths: dict[str, carbon_price.PricePath]) -> Measured:
    """Return what the paths rest on; what they say of years ahead is a scenario."""
    prices = tuple(price for path in paths.values() for price in path.hkd_per_tonne)
    sources = tuple(source for path in paths.values() for source in path.sources)
    return Measured(prices, charts.UNIT, sources, Kind.SCENARIO)


def _prices() -> pd.DataFrame:
    return carbon_price.table(carbon_price.every_price({name: ask(name) for name in carbon_price.PRICE_QUESTIONS}))


def _paths() -> dict[str, carbon_price.PricePath]:
    return carbon_price.paths({name: ask(name) for name in carbon_price.PATH_QUESTIONS})


def _rates_of_years(code: str) -> dict[str, float]:
    """Return HK$ for one unit of a currency by year, for the years that have a published rate."""
    known = currency.rates(ask("exchange_rates"))
    return {period: known.at(code, period).hkd_per_unit for period in known.known(code) if len(period) == 4}


def _bonds_in_hkd() -> tuple[float, ...]:
    """Return the amount of each row of government_green_bonds in HK$ billion."""
    known = currency.rates(ask("exchange_rates"))
    return tuple(float(row["value"]) * known.at(currency.currency_of(row["unit"]), row["period"]).hkd_per_unit
                 for row in ask("government_green_bonds").frame.to_dict("records"))
