"""The text of docs/engine.md: what the scenario engine works out, its calibration, and its back-test."""

from __future__ import annotations

from hkzero.model import engine, hindcast
from hkzero.model.levers import levers
from hkzero.store import Store

SHOWN_YEARS = (2015, 2019, 2020, 2023, 2024)
HEAD = """# The scenario engine

From lever values by year to emissions, energy and cost of Hong Kong to 2060. `hkzero/model/engine.py` puts the sectors
together; each module says its method and where it comes from. Every number is a row of `data/facts/` (the questions
`scenario_*`) or of `data/assumptions.csv`.

| module | what it works out |
|---|---|
| `activity` | people, homes, GDP: as published, then as projected or assumed; floor, visitors, degree-days: assumed |
| `buildings_demand` | electricity, gas and oil by sector and end use; savings, codes, electrification |
| `transport_fleet` | vehicles by class, age and fuel; what they burn; railways, vessels, mode shift |
| `power_system` | imports, renewables, coal, gas for the rest, hydrogen, capture; peak, capacity, what is not served |
| `other_sectors` | landfills with their delay, sewage, fluorinated gases, other fuel, removals |
| `system_cost` | annuities, operation, fuel and imports, price of carbon |
| `plausibility` | what is hard to believe in a run |
| `hindcast` | the back-test below |

What it leaves out, knowingly: hours (a yearly balance, not a dispatch), learning of technologies, the
weather of single years, prices that change demand, visitors on ferries and buses, vehicles of the Government and for
special purposes (their fuel is in the modes they are printed with), and aviation (a memo item). Coal keeps its share of
fossil generation until it is phased out, so what is saved or added meets coal and gas alike. Switching from gas to
electricity hardly cuts emissions while the grid is as it is; on a clean grid it does.

## Calibration

Each sector is scaled so that {base_year} is the official inventory. A factor far from 1 means that the bottom-up
account and the inventory draw their boundary differently or that the energy is of an earlier year: fuel is that of
{fuel_year} by mode and of {gas_year} by sector, end uses are those of {use_year}.

| sector | official {base_year} (kt CO2e) | official ÷ modelled |
|---|---|---|
"""
TEST_HEAD = """
## Back-test

Run from {first} with what is known since: {told}
Error, modelled less official in per cent of official:

"""
TOLD = """population, households, GDP, the number of vehicles, the electric share of cars,
the fuel mix, imports and losses. What it does not know: the epidemic, newer gas-fired units, changes of landfills and
of how the inventory is made. Floor space and visitors grow at their assumed rates, degree-days stay as they were. The
elasticity and efficiency of commercial demand and the decline of fuel per vehicle and per home were chosen with these
years in view, so those parts are no blind test."""
FOOT = """
This file is written by `make docs`; a test fails when it is out of date.
"""


def engine_text(store: Store) -> str:
    """Return the text of docs/engine.md for the database as it is now."""
    known = levers(store.ask("levers"))
    answers = {name: store.ask(name) for name in hindcast.QUESTIONS}
    base = engine.base(answers, known)
    head = HEAD.format(base_year=base.base_year, fuel_year=base.fleet.fuel_year, gas_year=base.buildings.fuel_year,
                       use_year=base.buildings.end_use_year)
    factors = "".join(f"| {sector} | {official:,.0f} | {factor:.3f} |\n" for sector, official, factor in zip(
        engine.SECTORS[:-1], base.inventory_kt, base.calibration, strict=False))
    return head + factors + TEST_HEAD.format(first=hindcast.FIRST_YEAR, told=TOLD) + _errors(answers, known) + FOOT


def _errors(answers: dict, known) -> str:
    checks = {(check.sector, check.year): check for check in hindcast.backtest(answers, known)}
    sectors = (*engine.SECTORS[:-1], hindcast.TOTAL)
    lines = [f"| sector | {' | '.join(map(str, SHOWN_YEARS))} | modelled {SHOWN_YEARS[-1]} | official |",
             "|---" * (len(SHOWN_YEARS) + 3) + "|"]
    for sector in sectors:
        last = checks[sector, SHOWN_YEARS[-1]]
        cells = [f"{checks[sector, year].error_percent:+.1f}" for year in SHOWN_YEARS]
        lines.append(f"| {sector} | {' | '.join(cells)} | {last.modelled_kt:,.0f} | {last.official_kt:,.0f} |")
    return "\n".join(lines) + "\n"
