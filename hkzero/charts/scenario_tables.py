"""The tables of the workshop: what levers cost a tonne, what a search found, how the engine was tested."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from hkzero.charts.scenario_findings import lever_value, money
from hkzero.text import label, t

MILLION_PER_BILLION = KT_PER_MT = 1000.0


def _frame(rows: Sequence[Sequence[Any]], names: Sequence[str], lang: str) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=[t(f"scenarios.column.{name}", lang) for name in names])


def abatement(found: Mapping[str, Sequence[Any]], levers: Any, lang: str) -> pd.DataFrame:
    """Return a row a lever: cost a tonne alone and last in, tonnes and net present cost (both alone)."""
    last = {one.lever_id: one.hkd_per_tonne for one in found["last_in"]}
    rows = [[levers.find(one.lever_id).title[lang], _whole(one.hkd_per_tonne), _whole(last.get(one.lever_id)),
             round(one.avoided_kt / KT_PER_MT, 2), round(one.net_present_cost_million_hkd / MILLION_PER_BILLION, 1),
             "" if levers.find(one.lever_id).cost_assumption else t("scenarios.abatement.uncounted", lang)]
            for one in found["alone"]]
    return _frame(rows, ("lever", "alone", "last_in", "avoided", "present_cost", "remark"), lang)


def _whole(value: float | None) -> int | None:
    return None if value is None else round(value)


def tested(checks: Sequence[Any], calibration: Mapping[str, float], lang: str) -> pd.DataFrame:
    """Return a row a sector: modelled, published and error of the last year tested, the error before, the factor."""
    before, last = sorted({one.year for one in checks})[-2:]
    by = {(one.sector, one.year): one for one in checks}
    rows = []
    for sector in dict.fromkeys(one.sector for one in checks):
        now, factor = by[sector, last], calibration.get(sector)
        rows.append([label("sector", sector, lang), round(now.modelled_kt / KT_PER_MT, 2),
                     round(now.official_kt / KT_PER_MT, 2), round(now.error_percent, 1),
                     round(by[sector, before].error_percent, 1), None if factor is None else round(float(factor), 3)])
    names = [t(f"scenarios.column.{name}", lang, year=year)
             for name, year in (("modelled", last), ("official", last), ("error", last), ("error", before))]
    return pd.DataFrame(rows, columns=[t("scenarios.column.sector", lang), *names,
                                       t("scenarios.column.calibration", lang)])


def influences(found: Sequence[Any], titles: Mapping[str, str], lang: str) -> pd.DataFrame:
    """Return a row an assumption: the share of the variance and half its interval, in per cent."""
    rows = [[titles[one.assumption_id], round(100 * one.total_order, 1), round(100 * one.confidence, 1)]
            for one in found]
    return _frame(rows, ("assumption", "total_order", "confidence"), lang)


def solved(found: Any, best: Mapping[str, Any], other: Mapping[str, Any] | None, levers: Any, lang: str,
           ) -> pd.DataFrame:
    """Return a row a lever: where the best and the next best solution set it, and what refusing it costs."""
    refusals = {one.lever_id: one for one in found.refusals}
    rows = []
    for lever in levers:
        if lever.lever_id not in best and lever.lever_id not in (other or {}):
            continue
        rows.append([lever.title[lang], _set(lever, best, lang), _set(lever, other, lang),
                     _refusal(refusals.get(lever.lever_id), lang)])
    return _frame(rows, ("lever", "best", "runner_up", "refusal"), lang)


def _set(lever: Any, settings: Mapping[str, Any] | None, lang: str) -> str:
    one = (settings or {}).get(lever.lever_id)
    return lever_value(lever, round(one.value, 1 if lever.unit == "%" else 2), lang) if one else ""


def _refusal(one: Any, lang: str) -> str:
    if one is None:
        return ""
    if one.solution is None:
        return t("scenarios.goal.needed", lang)
    return money(one.extra_cost_million_hkd / MILLION_PER_BILLION, lang, 1, signed=True)
