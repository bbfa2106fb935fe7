"""The text of docs/backtests.md: how well each method forecast each series, and what the chosen one says."""

from __future__ import annotations

from hkzero.measure import Answer
from hkzero.model.backtest import CANDIDATES, FEWEST_YEARS, HORIZON_YEARS, LEVELS, TRAINING_YEARS, Candidate, Score
from hkzero.model.standing import in_megatonnes
from hkzero.model.trend import TOTAL, NoTrend, Projection, chance, trends
from hkzero.store import Store

SHOWN_YEARS = (2035, 2050)
HEAD = f"""# Back-tests of the trends

No trend is shown without its back-test. From each year with at least {TRAINING_YEARS} figures behind it, every method
forecasts 1 to {HORIZON_YEARS} years ahead from the figures up to that year, and is held against what came. The method
of least mean absolute error is used; a series of fewer than {FEWEST_YEARS} figures gets no trend.
`hkzero/model/forecast.py` says how the methods work, `hkzero/model/backtest.py` how they are tested.

A constant that wins does not say that emissions will stay: it says that past changes told nothing about the next ones.
The errors are dominated by the steps in how electricity is supplied (1994 and 2020), and no trend knows of the next.
Errors of neighbouring years overlap, so there are fewer independent ones than forecasts.

- error: mean absolute error in Mt CO2e
- scaled: the error in mean absolute changes from figure to figure (Hyndman and Koehler 2006)
- relative: the error in errors of the random walk with drift
- bias: mean of forecast - figure in Mt CO2e
- inside: % of figures inside the 50, 80 and 95 % intervals of the model itself
- widening: the factor by which its standard deviation is multiplied, so that 80 and 95 % of these errors lie inside
- left out: `gaps` (cannot skip a year without a figure), `no_break` (no declared step inside the series),
  `not_positive` (no logarithm), `no_spread` (nothing to learn a spread from)

This file is written by `make docs`; a test fails when it is out of date.
"""
COLUMNS = ("| method | scale | error | scaled | relative | bias | inside 50 / 80 / 95 | widening |\n"
           "|---|---|---|---|---|---|---|---|\n")


def backtests(store: Store) -> str:
    """Return the text of docs/backtests.md for the figures in a database."""
    found = trends(store.ask("emissions_total"), store.ask("emissions_by_sector"), store.ask("emission_steps"),
                   max(SHOWN_YEARS))
    targets = in_megatonnes(store.ask("city_targets"))
    return HEAD + "".join(_section(name, trend, targets) for name, trend in found.items())


def _section(name: str, trend: Projection | NoTrend, targets: Answer) -> str:
    if isinstance(trend, NoTrend):
        return (f"\n## {name}\n\nNo trend: `{trend.reason}`; years with a figure: {trend.known_years}, "
                f"needed: {trend.needed_years}.\n")
    tested = trend.back_test
    scores = {score.candidate: score for score in tested.scores}
    rows = "".join(_row(scores[candidate], trend.score) for candidate in CANDIDATES if candidate in scores)
    left_out = ", ".join(f"{_name(candidate)} (`{reason}`)" for candidate, reason in tested.left_out.items()) or "none"
    return (
        f"\n## {name}\n\nFigures {tested.first_year}-{trend.last_year}, {trend.known_years} years; "
        f"{trend.score.forecasts} forecasts from {tested.origins[0]}-{tested.origins[-1]}.\n\n{COLUMNS}{rows}\n"
        f"Left out: {left_out}.\n\nThe chosen method says, in Mt CO2e:\n\n{_says(trend)}"
        f"{_chances(trend, targets) if name == TOTAL else ''}"
    )


def _row(score: Score, used: Score) -> str:
    mark = "**" if score is used else ""
    inside = " / ".join(f"{score.coverage[level]:.0f}" for level in LEVELS)
    return (f"| {mark}{score.candidate.method}{mark} | {score.candidate.scale} | {_short(score.mean_absolute_error)} "
            f"| {_short(score.scaled_error)} | {_short(score.relative_error)} | {_short(score.bias)} | {inside} "
            f"| {_short(score.widening)} |\n")


def _says(trend: Projection) -> str:
    lines = ["| year | median | " + " | ".join(f"{level} %" for level in LEVELS) + " | limits |",
             "|---" * (len(LEVELS) + 3) + "|"]
    for year in SHOWN_YEARS:
        position = trend.position(year)
        ends = " | ".join(f"{_level(trend.low[level].values[position])} to {_level(trend.high[level].values[position])}"
                          for level in LEVELS)
        limits = ", ".join(f"`{limit}`" for limit in trend.limits_at(year))
        lines.append(f"| {year} | {_level(trend.at(year))} | {ends} | {limits} |")
    return "\n".join(lines) + "\n"


def _chances(trend: Projection, targets: Answer) -> str:
    lines = []
    for row in targets.frame.to_dict("records"):
        one = targets.frame[targets.frame["target_id"] == row["target_id"]]
        low, high = (targets.measured(one, column if row[column] == row[column] else "value")
                     for column in ("low", "high"))
        met = chance(trend, int(row["target_year"]), low, high)
        shares = dict.fromkeys(_short(end.value * 100) for end in (met.far_end, met.near_end))
        lines.append(f"- `{row['target_id']}`, {_level(high.value)} Mt CO2e in {met.year}: {' to '.join(shares)} %\n")
    return "\nProbability of meeting a target by doing as before:\n\n" + "".join(lines)


def _name(candidate: Candidate) -> str:
    return f"{candidate.method} {candidate.scale}"


def _short(value: float, digits: int = 2) -> str:
    """Return a few significant digits: what another processor's rounding leaves the same."""
    if value == 0:
        return "0"
    return f"{value:#.{digits}g}".rstrip(".") if abs(value) < 10**digits else f"{value:.0f}"


def _level(value: float) -> str:
    return _short(value, digits=3)
