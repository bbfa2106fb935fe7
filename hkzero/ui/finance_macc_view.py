"""The curve that is asked for: what the controls stand at, and the curve that follows, worked out once."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace

import numpy as np
import streamlit as st

from hkzero.charts import finance_macc_findings as words
from hkzero.model import engine, workshop
from hkzero.model import marginal_abatement as model
from hkzero.model.marginal_abatement import Curve, Effects, Ground, Overlap
from hkzero.ui import cached, controls, scenario_view, scenario_words
from hkzero.ui.cached import known
from hkzero.ui.kept import Kept
from hkzero.ui.scenario_view import Bench
from hkzero.ui.state import asked, remember, say

MINE, DEFAULT = "mine", "announced_targets"
YEARS, DEFAULT_YEAR = (2030, 2035, 2040, 2045, 2050, 2055, 2060), 2035
LEAST_PERCENT, MOST_PERCENT, STEP_PERCENT, PERCENT = 1.0, 12.0, 0.5, 100.0
FORMS = ("curve", "ranked")
DRAWS = 48  # behind a range: so few that a slider does not wait for them
CARBON_PRICE = "ec_carbon_price"
# Every effect holds all years and draws, some 2 MB: few are kept, and the curves made of them stay (_curves).
_effects: Kept[Effects] = Kept(24)
_curves: Kept[Curve] = Kept(256)
_orders: Kept[tuple[tuple[int, ...], bool]] = Kept(256)


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the controls stand at. `scenario` is the title shown, `rate` a share (0.04 = 4 % a year).

    `has_remarks` where the scenario is that of this session, or was to be opened from the address: what has become of
    its link is to be said.
    """

    bench: Bench
    scenario: str
    year: int
    rate: float
    overlap: Overlap
    form: str
    has_remarks: bool


def choose() -> Chosen:
    """Draw the controls of the curve and return what they stand at."""
    is_first = st.session_state.get(scenario_view.BENCH) is None
    code, bench, title = _scenario()
    is_opened = is_first and st.session_state.get(scenario_view.BENCH) is not None
    year = controls.steps("macc_year", YEARS, {one: str(one) for one in YEARS}, DEFAULT_YEAR,
                          label=say("finance_macc.control.year"))
    rate = controls.slider("macc_rate", LEAST_PERCENT, MOST_PERCENT, scenario_view.rate_percent(), step=STEP_PERCENT,
                           format="%.1f", label=say("finance_macc.control.rate"),
                           help=say("finance_macc.control.rate_help"))
    rules = [str(rule) for rule in Overlap]
    overlap = controls.pills("macc_overlap", rules, {rule: say(f"finance_macc.overlap.{rule}") for rule in rules},
                               str(Overlap.SEQUENTIAL), label=say("finance_macc.control.overlap"))
    form = controls.pills("macc_form", FORMS, {one: say(f"finance_macc.form.{one}") for one in FORMS}, FORMS[0],
                            label=say("finance_macc.control.form"))
    return Chosen(bench, title, int(year), float(rate) / PERCENT, Overlap(overlap), form,
                  is_opened or code == MINE)


def _scenario() -> tuple[str, Bench, str]:
    """Draw the choice of the scenario: a named one, or the one of this session, whose code then stands in the address.
    """
    named, mine = scenario_view.ready().named, _own()
    offered = {**named, **({MINE: mine} if mine and scenario_view.is_changed(mine) else {})}
    titles = {code: scenario_words.name(bench) for code, bench in offered.items()}
    code = controls.menu("macc_scenario", list(offered), titles, DEFAULT, label=say("finance_macc.control.scenario"))
    remember(scenario_view.ADDRESS, scenario_view.link(offered[code]) if code == MINE else "", "")
    return code, offered[code], titles[code]


def _own() -> Bench | None:
    """Return the scenario of this session, opened from the address where that has one and the session none yet."""
    mine = st.session_state.get(scenario_view.BENCH)
    return scenario_view.on_bench() if mine is None and asked(scenario_view.ADDRESS) else mine


def curve(chosen: Chosen, *, may_be_bare: bool = False) -> Curve:
    """Return the curve of what was chosen; where it `may_be_bare`, without its ranges while those are not known yet."""
    key = (chosen.bench, chosen.year, chosen.rate, chosen.overlap, cached.build_info()["content_sha256"])
    if may_be_bare and _curves.find(key) is None:
        return _curve(chosen, has_ranges=False)
    return _curves.get(key, lambda: _curve(chosen, has_ranges=True))


def _curve(chosen: Chosen, *, has_ranges: bool) -> Curve:
    bench, rate, rule = chosen.bench, chosen.rate, chosen.overlap
    whole = ground(bench, rate)
    central = model.Ground(whole.run, whole.before, whole.after, whole.lever_ids, whole.years, whole.assumptions[:1],
                           whole.moved)
    start = whole if has_ranges else central
    order, is_stable = _order(chosen, central) if rule is Overlap.SEQUENTIAL else ((), True)
    work: Callable[[], Effects] = {
        Overlap.ALONE: lambda: model.alone(start), Overlap.SEQUENTIAL: lambda: model.in_order(start, order),
        Overlap.SHAPLEY: lambda: model.shapley(start)}[rule]
    effects = _kept(("effects", bench, rate, rule, order, has_ranges), work)
    return model.drawn(
        start, chosen.year, rate, rule, effects, _kept(("alone", bench, rate), lambda: model.alone(central)),
        _kept(("last", bench, rate), lambda: model.last_unit(central)),
        _kept(("whole", bench, rate), lambda: model.whole(whole)), order=order, is_stable=is_stable,
        orders=2 * model.PAIRS if effects.error_kt is not None else 0)


def _order(chosen: Chosen, central: Ground) -> tuple[tuple[int, ...], bool]:
    key = (chosen.bench, chosen.rate, chosen.year, cached.build_info()["content_sha256"])
    return _orders.get(key, lambda: model.stable_order(central, chosen.year))


def _kept(question: tuple[Hashable, ...], work: Callable[[], Effects]) -> Effects:
    return _effects.get((*question, cached.build_info()["content_sha256"]), work)


def ground(bench: Bench, rate: float) -> Ground:
    """Return what curves of a scenario are made from, at a real discount rate (0.04 = 4 % a year)."""
    base = scenario_view.ready().base
    place = base.assumption_ids.index(scenario_view.DISCOUNT_RATE)
    return model.ground(scenario_view.runner(bench.attribution), base.frozen_schedule[0],
                        scenario_view.schedule(bench)[0], base.lever_ids, base.years,
                        model.at_rate(known(_drawn), place, rate))


def _drawn() -> np.ndarray:
    base = scenario_view.ready().base
    return np.concatenate([base.central[None], engine.draw(base, DRAWS, workshop.SEED)])


def carbon_price() -> float:
    """Return the price of carbon that the curve is held against, HK$ a tonne."""
    base = scenario_view.ready().base
    return float(base.central[base.assumption_ids.index(CARBON_PRICE)])


def uncounted_kt(found: Curve, below: float) -> float:
    """Return what is avoided for less than a price by levers whose own cost is not known, kt CO2e."""
    every = scenario_view.ready().levers
    return sum(bar.avoided_kt for bar in found.bars
               if bar.hkd_per_tonne < below and not every.find(bar.lever_id).cost_assumption)


def titles(lang: str) -> dict[str, str]:
    """Return the titles of the levers by id."""
    return {lever.lever_id: lever.title[lang] for lever in scenario_view.ready().levers}


def groups() -> dict[str, str]:
    """Return the groups of the levers by id, in the order of the list."""
    return {lever.lever_id: lever.group for lever in scenario_view.ready().levers}


def measured(found: Curve, *answers: object) -> dict:
    """Return the key figures with what they rest on, by name (charts/finance_macc_findings.key_cards)."""
    rests_on = scenario_view.resting_on
    mean = rests_on(found.mean_hkd_per_tonne or 0.0, "HK$/t CO2e", *answers)
    if found.mean_hkd_per_tonne is None:
        mean = replace(mean, values=(None,))
    return {"whole": rests_on(found.whole_kt / words.KT_PER_MT, words.MEGATONNES, *answers),
            "saving": rests_on(found.saving_kt / words.KT_PER_MT, words.MEGATONNES, *answers),
            "mean": mean,
            "interaction": rests_on(found.interaction_kt / words.KT_PER_MT, words.MEGATONNES, *answers)}
