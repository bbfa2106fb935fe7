"""The trajectories page in words: will the targets be met, how is it known, how sure is it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from hkzero.charts.findings import Card
from hkzero.charts.outlook import chance_text
from hkzero.measure import Answer, Measured
from hkzero.text import label, list_join, number, percent, period, quantity, t, unit_label


def headline(chances: Sequence[tuple[Any, Any]], trend: Any, needed: Any, lang: str) -> dict[str, str]:
    """Return the finding: where the trend leads in the year of the nearest target and the chance of meeting it.

    `chances` are pairs of goal and chance (model.trajectories.Goal, model.trend.Chance), the nearest first; `needed`
    is what that target requires (model.delay.Requirement): the pace achieved is told beside the chance, since a pace
    that would do and a small chance are both true.
    """
    goal, chance = chances[0]
    place = trend.years.index(goal.near.year)
    unit = trend.central.unit
    return {"text": t("trajectories.headline.text", lang, year=goal.near.year,
                      target=quantity(goal.near.amount.value, unit, lang, 1),
                      chance=chance_text(chance.near_end.value, lang),
                      low=number(trend.low[80].values[place], lang, 0),
                      high=quantity(trend.high[80].values[place], unit, lang, 0)),
            "note": _with_pace(t("trajectories.headline.note", lang), needed, lang)}


def _with_pace(note: str, needed: Any, lang: str) -> str:
    pace = needed.achieved.get(10)
    if pace is None:
        return note
    case = "enough" if pace.per_year.value <= needed.required.per_year.value else "short"
    said = t(f"trajectories.headline.pace_{case}", lang, year=needed.target.year,
             achieved=number(pace.per_year.value, lang, 2, signed=True),
             required=quantity(needed.required.per_year.value, needed.required.per_year.unit, lang, 2, signed=True))
    return t("trajectories.sentences", lang, first=note, second=said)


def key_cards(latest: Any, chances: Sequence[tuple[Any, Any]], needed: Any,
              spread: Mapping[int, tuple[float, float]], lang: str) -> list[Card]:
    """Return the key figures: the latest level, the chance of each target with its spread, and the pace required."""
    cards = [Card(t("trajectories.key.latest", lang, year=latest.year),
                  quantity(latest.amount.value, latest.amount.unit, lang, 1), latest.amount)]
    for goal, chance in chances:
        low, high = spread[goal.near.year]
        cards.append(Card(t("trajectories.key.chance", lang, year=goal.near.year),
                          chance_text(chance.near_end.value, lang), chance.near_end, help=goal.title[lang],
                          note=t("trajectories.key.spread", lang, low=chance_text(low, lang),
                                 high=chance_text(high, lang))))
    pace = needed.achieved.get(10)
    cards.append(Card(t("trajectories.key.required", lang, year=needed.target.year),
                      quantity(needed.required.per_year.value, needed.required.per_year.unit, lang, 2, signed=True),
                      needed.required.per_year,
                      note=t("trajectories.key.achieved", lang, value=number(pace.per_year.value, lang, 2, signed=True))
                      if pace else ""))
    return cards


def limits(codes: Sequence[str], lang: str) -> list[str]:
    """Return what has to be known before a projection is believed, a sentence a code."""
    return [t(f"trajectories.limit.{code}", lang) for code in codes]


def refusal(found: Any, lang: str) -> str:
    """Return why there is no trend (model.trend.NoTrend)."""
    return t(f"trajectories.refused.{found.reason}", lang, known=found.known_years, needed=found.needed_years)


def backtest_table(tested: Any, unit: str, lang: str) -> pd.DataFrame:
    """Return every method with its error, its bias and how often its intervals held, as a table for people."""
    shown = unit_label(unit, lang)
    rows = [[method_name(score.candidate, lang),
             t(f"trajectories.backtest.{'yes' if score is tested.chosen else 'no'}", lang),
             round(score.mean_absolute_error, 3), round(score.relative_error, 2), round(score.bias, 3),
             *(round(score.coverage[level]) for level in (50, 80, 95)), round(score.widening, 2)]
            for score in tested.scores]
    names = ("method", "kept", "error", "relative", "bias", "coverage_50", "coverage_80", "coverage_95", "widening")
    return pd.DataFrame(rows, columns=[t(f"trajectories.backtest.column.{name}", lang, unit=shown) for name in names])


def backtest_words(found: Any, lang: str) -> str:
    """Return how the method shown did in its back-test: error, coverage, number of forecasts, years left out."""
    score, tested = found.score, found.back_test
    return t("trajectories.backtest.said", lang, method=method_name(score.candidate, lang), forecasts=score.forecasts,
             origins=len(tested.origins), horizon=tested.horizon,
             error=quantity(score.mean_absolute_error, found.central.unit, lang, 2),
             coverage=percent(score.coverage[80], lang, 0),
             relative=percent(100 * score.relative_error, lang, 0), widening=number(score.widening, lang, 2))


def left_out(tested: Any, lang: str) -> str | None:
    """Return which methods were not tested and why, None where all were."""
    if not tested.left_out:
        return None
    said = [t("trajectories.backtest.left_out_one", lang, method=method_name(candidate, lang),
              reason=t(f"trajectories.left_out.{reason}", lang)) for candidate, reason in tested.left_out.items()]
    return t("trajectories.backtest.left_out", lang, methods=list_join(said, lang))


def method_name(candidate: Any, lang: str) -> str:
    """Return the name of a method on its scale."""
    name = t(f"trajectories.method.{candidate.method}", lang)
    return t("trajectories.method.on_log", lang, method=name) if candidate.scale == "log" else name


def exhaustion(found: Any, lang: str) -> str:
    """Return when a budget is used up (model.budget.Exhaustion)."""
    if found.already:
        return t("trajectories.budget.already", lang)
    if found.year is None:
        return t("trajectories.budget.never", lang)
    return t("trajectories.budget.in_year", lang, year=found.year)


def budget_cards(share: Measured, spent: Any, left: Measured, ends: Mapping[str, Any], lang: str) -> list[Card]:
    """Return the key figures of a budget: the share, what was spent of it, what is left, and when it is used up."""
    cards = [Card(t("trajectories.budget.share", lang), quantity(share.value, share.unit, lang, 0), share)]
    if spent:
        bridged = t("trajectories.budget.bridged", lang, years=list_join(map(str, spent.bridged), lang))
        cards.append(Card(t("trajectories.budget.spent", lang, first=spent.first_year, last=spent.last_year),
                          quantity(spent.amount.value, spent.amount.unit, lang, 0), spent.amount,
                          note=bridged if spent.bridged else ""))
        cards.append(Card(t("trajectories.budget.left", lang), quantity(left.value, left.unit, lang, 0), left))
    return cards + [Card(t(f"trajectories.budget.used_up.{name}", lang), exhaustion(found, lang), left)
                    for name, found in ends.items()]


def budget_alt(left: Measured, ends: Mapping[str, Any], lang: str) -> str:
    """Return what is left of a budget and when it is used up on each way of going on, as a sentence."""
    said = [t("trajectories.budget.point", lang, way=t(f"trajectories.budget.on.{name}", lang),
              when=exhaustion(found, lang)) for name, found in ends.items()]
    return t("trajectories.budget.alt", lang, left=quantity(left.value, left.unit, lang, 0), ways=list_join(said, lang))


def remarks(trend: Any, path: Any, lang: str) -> list[str]:
    """Return what has to be known of the picture: the limits of the trend or why there is none, and of the path."""
    said = [refusal(trend, lang)] if hasattr(trend, "needed_years") else limits(trend.limits, lang)
    if hasattr(path, "reason"):
        said.append(t(f"trajectories.path.{path.reason}", lang))
    return said


def board(every: Sequence[Any], targets: Answer, bases: Mapping[str, Any], lang: str, older: bool,
          addresses: Mapping[str, str]) -> pd.DataFrame:
    """Return every target with its verdict and the figures behind it (model.verdicts), as a table for people.

    `targets` is the question target_levels, which has their titles; `bases` are the levels of their base years
    (model.trajectories.bases); `older` keeps those no longer in force; `addresses` are those of the publications, by
    code.
    """
    known = {row["target_id"]: row for row in targets.frame.to_dict("records")}
    shown = [(item, known[item.target_id]) for item in every if item.is_current or older]
    rows = [[*_board_row(item, row[f"title_{lang}"], lang),
             *_origin(row, bases.get(item.target_id), lang, addresses)] for item, row in shown]
    names = ("area", "target", "verdict", "year", "latest", "asked", "target_year", "gap", "share", "far", "unit",
             "base", "status", "source")
    return pd.DataFrame(rows, columns=[t(f"trajectories.board.column.{name}", lang) for name in names])


def _origin(row: Mapping, base: Any, lang: str, addresses: Mapping[str, str]) -> list:
    """Return the base-year level with the edition it was taken from, the status, and where the target is published."""
    written = ""
    if base:
        edition, amount = row["base_vintage"], _base_amount(base.amount, lang)
        written = t("trajectories.board.base", lang, year=base.year, edition=period(edition, lang), amount=amount) \
            if edition[:4].isdigit() else t("trajectories.board.base_unknown", lang, year=base.year, amount=amount)
    found = [addresses[code] for code in row["source_id"].split(";") if addresses.get(code)]
    return [written, label("target_status", row["status"], lang), found[0] if found else None]


def _base_amount(amount: Any, lang: str) -> str:
    """Return a level of a base year; a whole number, such as a count, without a decimal that nobody published."""
    digits = 0 if amount.value == round(amount.value) else 1 if amount.value >= 1 else 3
    return quantity(amount.value, amount.unit, lang, digits)


def _board_row(item: Any, title: str, lang: str) -> list:
    known, near = item.latest, item.near
    unit = known.amount.unit if known else near.amount.unit if near else ""
    gap = None if item.gap is None else round(item.gap.value, 3)
    return [t(f"trajectories.area.{item.area}", lang), title, verdict_text(item, lang),
            str(known.year) if known else "", round(known.amount.value, 3) if known else None,
            round(near.amount.value, 3) if near else None, str(near.year) if near else "", gap,
            percent(100 * item.share, lang, 0) if item.share is not None else "",
            t(f"trajectories.verdict.{item.far_verdict}", lang) if item.far_verdict else "", unit_label(unit, lang)]


def verdict_text(item: Any, lang: str) -> str:
    """Return a verdict in words, or why there is none."""
    if item.basis is None:
        return t("trajectories.verdict.none", lang, reason=t(f"trajectories.reason.{item.reason}", lang))
    if item.basis == "outcome":
        return t(f"trajectories.verdict.{'met' if item.verdict == 'on_track' else 'missed'}", lang)
    return t(f"trajectories.verdict.{item.verdict}", lang)


def counts(found: Mapping[str, int], lang: str) -> str:
    """Return how many targets in force have each verdict, as a sentence."""
    parts = [t("trajectories.board.count", lang, count=count, verdict=t(f"trajectories.verdict.{verdict}", lang))
             for verdict, count in found.items() if count and verdict != "no_data"]
    return t("trajectories.board.counts", lang, parts=list_join(parts, lang), none=found["no_data"])


def sector_name(code: str, lang: str) -> str:
    """Return the name of a series: a sector of the inventory."""
    return label("sector", code, lang)
