"""The hourly system in words and tables: what flexibility brings, against the same year without it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from hkzero.charts.findings import Card
from hkzero.measure import Measured
from hkzero.text import day, label, list_join, number, percent, quantity, t

GRAMS = MWH_PER_GWH = 1e3
PERCENT = 100.0
MILLIONS_PER_HUNDRED_MILLION = 100.0  # Chinese counts large sums in 億
SEASONS = ("winter", "spring", "summer", "autumn")
NOTHING_MW, NOTHING_MILLION, NOTHING_KT = 0.5, 0.5, 0.5


def headline(chosen: Any, after: Any, before: Any, lang: str) -> dict[str, str]:
    """Return the finding: what the flexibility chosen does to peak, cost and carbon (grid/comparison.Figures)."""
    note = t(f"flexibility.headline.note_{'own' if chosen.own_load else 'modelled'}", lang)
    if not chosen.is_flexible:
        return {"text": t("flexibility.headline.none", lang, scenario=chosen.scenario, year=chosen.year,
                          peak=quantity(before.station_peak_mw, "MW", lang, 0)), "note": note}
    spared = before.peak_cost_million_hkd - after.peak_cost_million_hkd
    if spared >= 1:
        note = t("flexibility.headline.spared", lang, amount=money(spared, lang), note=note)
    said = {name: _moved(name, delta, lang) for name, delta in (
        ("peak", after.station_peak_mw - before.station_peak_mw),
        ("cost", after.cost_million_hkd - before.cost_million_hkd),
        ("carbon", after.emissions_kt - before.emissions_kt))}
    if all(is_still for _, is_still in said.values()):
        return {"text": t("flexibility.headline.idle", lang, means=means(chosen.options, lang), year=chosen.year),
                "note": t("flexibility.headline.under", lang, scenario=chosen.scenario, note=note)}
    said = {name: sentence for name, (sentence, _) in said.items()}
    return {"text": t("flexibility.headline.joined", lang, means=means(chosen.options, lang), year=chosen.year, **said),
            "note": t("flexibility.headline.under", lang, scenario=chosen.scenario, note=note)}


def nothing(scenario: str, year: int, lang: str) -> str:
    """Return the headline where there is no result."""
    return t("flexibility.headline.nothing", lang, scenario=scenario, year=year)


def waiting(scenario: str, year: int, lang: str) -> str:
    """Return the headline while the first result is worked out."""
    return t("flexibility.headline.waiting", lang, scenario=scenario, year=year)


def means(options: Any, lang: str) -> str:
    """Return the flexibility chosen as a list in words."""
    found = []
    if options.battery_mw:
        found.append(t("flexibility.means.battery", lang, power=quantity(options.battery_mw, "MW", lang, 0),
                       hours=number(options.battery_hours, lang)))
    if options.managed_charging_share:
        found.append(t("flexibility.means.managed", lang,
                       share=percent(PERCENT * options.managed_charging_share, lang, 0)))
    if options.vehicle_to_grid_share:
        found.append(t("flexibility.means.vehicles", lang,
                       share=percent(PERCENT * options.vehicle_to_grid_share, lang, 0)))
    if options.demand_response_mw:
        found.append(t("flexibility.means.response", lang, power=quantity(options.demand_response_mw, "MW", lang, 0)))
    return list_join(found, lang)


def money(millions: float, lang: str, *, signed: bool = False) -> str:
    """Return HK$ million as people write it: HK$150 million, 1.5億港元."""
    chinese = lang.startswith("zh")
    amount = millions / MILLIONS_PER_HUNDRED_MILLION if chinese else millions
    digits = 0 if not chinese else 1 if abs(amount) >= 10 else 2
    shown = round(amount, digits)
    sign = number(np.sign(shown), lang, 0, signed=True)[0] if signed and shown else ""
    return t("flexibility.money", lang, sign=sign, amount=number(abs(shown), lang, digits))


def _moved(name: str, delta: float, lang: str) -> tuple[str, bool]:
    """Return what happens to a figure in words, and whether that is nothing."""
    size = abs(delta)
    least = {"peak": NOTHING_MW, "cost": NOTHING_MILLION, "carbon": NOTHING_KT}[name]
    way = "same" if size < least else "fall" if delta < 0 else "rise"
    said = {"peak": lambda: quantity(size, "MW", lang, 0), "cost": lambda: money(size, lang),
            "carbon": lambda: quantity(size, "kt CO2e", lang, 0)}[name]()
    return t(f"flexibility.headline.{name}_{way}", lang, amount=said), way == "same"


def key_cards(after: Any, before: Any, evidence: Callable[[float, str], Measured], lang: str) -> list[Card]:
    """Return the key figures, each against the same year without flexibility."""
    def card(name: str, unit: str, value: float, former: float, digits: int) -> Card:
        delta = round(value - former, digits) + 0.0
        shown = quantity(round(value, digits) + 0.0, unit, lang, digits)
        return Card(t(f"flexibility.key.{name}", lang), shown, evidence(value, unit),
                    change=t("flexibility.key.change", lang, change=quantity(delta, unit, lang, digits, signed=True)),
                    better=None if delta == 0 else delta < 0, help=t(f"flexibility.key.{name}_help", lang))

    grams = [GRAMS * value for value in (after.intensity_low, after.intensity_high)]
    change = round(GRAMS * (after.intensity_mean - before.intensity_mean)) + 0.0
    saving = after.cost_million_hkd - before.cost_million_hkd
    return [
        card("peak", "MW", after.station_peak_mw, before.station_peak_mw, 0),
        card("unserved", "GWh", after.unserved_gwh, before.unserved_gwh, 1),
        card("curtailed", "GWh", after.curtailed_gwh, before.curtailed_gwh, 0),
        Card(t("flexibility.key.cost", lang), money(after.cost_million_hkd, lang),
             evidence(after.cost_million_hkd, "HK$ million"),
             change=t("flexibility.key.change", lang, change=money(saving, lang, signed=True)),
             better=None if round(saving) == 0 else saving < 0, help=t("flexibility.key.cost_help", lang)),
        card("emissions", "kt CO2e", after.emissions_kt, before.emissions_kt, 0),
        Card(t("flexibility.key.intensity", lang), t("flexibility.key.range", lang, low=number(grams[0], lang, 0),
                                                     high=quantity(grams[1], "g CO2e/kWh", lang, 0)),
             evidence(GRAMS * after.intensity_mean, "g CO2e/kWh"),
             change=t("flexibility.key.mean", lang, mean=number(GRAMS * after.intensity_mean, lang, 0),
                      change=number(change, lang, 0, signed=True)),
             better=None if change == 0 else change < 0, help=t("flexibility.key.intensity_help", lang)),
    ]


def week(starts: Sequence[Any], is_peak: bool, lang: str) -> str:
    """Return how a week is called: its season or that it has the peak, and its first day."""
    month = int(str(starts[len(starts) // 2])[5:7])
    name = "peak" if is_peak else SEASONS[month % 12 // 3]
    return t("flexibility.week.name", lang, week=t(f"flexibility.season.{name}", lang),
             start=day(str(starts[0])[:10], lang))


def week_alt(starts: Sequence[str], parts: Mapping[str, Sequence[float]], load: Sequence[float], lang: str) -> str:
    """Return a week in words: its highest and lowest load, and what gave most."""
    most = sorted(parts, key=lambda code: -float(np.sum(parts[code])))[:3]
    top = int(np.argmax(load))
    return t("flexibility.week.alt", lang, start=day(starts[0][:10], lang),
             peak=quantity(float(load[top]), "MW", lang, 0), day=day(starts[top][:10], lang), hour=starts[top][11:13],
             low=quantity(float(np.min(load)), "MW", lang, 0),
             most=list_join((t(f"flexibility.part.{code}", lang) for code in most), lang))


def week_table(starts: Sequence[str], parts: Mapping[str, Sequence[float]], charging: Sequence[float],
               load: Sequence[float], planned: Sequence[float], intensity: Sequence[float], price: Sequence[float],
               lang: str) -> pd.DataFrame:
    """Return a row an hour: what served it in MW, carbon in g/kWh, the price in HK$/MWh."""
    named = {t(f"flexibility.part.{code}", lang): values for code, values in parts.items()}
    return pd.DataFrame({
        t("flexibility.column.hour", lang): [f"{start[:10]} {start[11:13]}:00" for start in starts],
        **{name: _rounded(values) for name, values in named.items()},
        t("flexibility.part.charging", lang): _rounded(charging), t("flexibility.week.load", lang): _rounded(load),
        t("flexibility.week.planned", lang): _rounded(planned),
        t("flexibility.column.intensity", lang): _rounded(GRAMS * np.asarray(intensity)),
        t("flexibility.column.price", lang): _rounded(price)})


def series_table(name: str, places: Sequence[Any], parts: Mapping[str, Sequence[float]],
                 digits: int = 1) -> pd.DataFrame:
    """Return a row a place and a column a series, names as shown."""
    return pd.DataFrame({name: list(places), **{part: _rounded(values, digits) for part, values in parts.items()}})


def charge_alt(levels: Mapping[str, Sequence[float]], sizes: Mapping[str, float], lang: str) -> str:
    """Return how full each store gets, in words."""
    return t("flexibility.charge.alt", lang, stores=list_join(
        (t("flexibility.charge.store", lang, store=name, most=quantity(float(np.max(values)), "MWh", lang, 0),
           size=quantity(sizes[name], "MWh", lang, 0)) for name, values in levels.items()), lang))


def duration_alt(curves: Mapping[str, Sequence[float]], lang: str) -> str:
    """Return both ends of the duration curves in words."""
    ends = {f"{code}_{end}": quantity(float(values[place]), "MW", lang, 0)
            for code, values in curves.items() for end, place in (("top", 0), ("bottom", -1))}
    return t("flexibility.duration.alt", lang, **ends)


def day_by_month_alt(values: Any, lang: str) -> str:
    """Return the cleanest and the dirtiest hour of the days by month, in words."""
    said = {}
    for name, place in (("clean", np.nanargmin(values)), ("dirty", np.nanargmax(values))):
        month, hour = divmod(int(place), 24)
        said |= {f"{name}_month": t(f"flexibility.month.m{month + 1}", lang), f"{name}_hour": hour,
                 f"{name}_value": quantity(GRAMS * float(values[month, hour]), "g CO2e/kWh", lang, 0)}
    return t("flexibility.day_by_month.alt", lang, **said)


def day_by_month_table(values: Any, lang: str) -> pd.DataFrame:
    """Return a row a month and a column an hour, g/kWh; blank where nothing is modelled."""
    return pd.DataFrame({t("flexibility.column.month", lang): [t(f"flexibility.month.m{place + 1}", lang)
                                                               for place in range(12)],
                         **{f"{hour}:00": [None if np.isnan(one) else round(GRAMS * float(one))
                                           for one in values[:, hour]] for hour in range(24)}})


def marginal(hours: Mapping[str, float], lang: str) -> str:
    """Return what sets the price of the hours, the most first, in words."""
    total = sum(hours.values())
    parts = [t("flexibility.marginal.part", lang, fuel=t(f"flexibility.part.{code}", lang),
               share=percent(PERCENT * value / total, lang, 0)) for code, value in hours.items()
             if value / total >= 0.005]
    return t("flexibility.marginal.said", lang, parts=list_join(parts, lang))


def hours(value: float, lang: str) -> str:
    """Return hours as they are written."""
    return number(value, lang, 1)


def account_table(rows: Sequence[Mapping[str, Any]], lang: str) -> pd.DataFrame:
    """Return a row a fuel: the scenario's yearly account, the dispatch, the difference (grid/dispatch.account_gap)."""
    names = [t(f"flexibility.column.{name}", lang) for name in ("fuel", "account", "dispatch", "gap", "gap_share")]
    return pd.DataFrame([[t(f"flexibility.part.{row['fuel']}", lang), round(row["account_gwh"], 1),
                          round(row["dispatch_gwh"], 1), round(row["gap_gwh"], 1),
                          round(PERCENT * row["gap_share_of_total"], 2)] for row in rows], columns=names)


def adequacy_table(found: Any, lang: str) -> pd.DataFrame:
    """Return a row without and with flexibility (grid/adequacy.Comparison): each expectation with its error."""
    rows = []
    for code, one in (("without", found.without), ("with", found.with_flexibility)):
        rows.append([t(f"flexibility.case.{code}", lang), *(
            t("flexibility.adequacy.value", lang, value=number(value, lang, digits), error=number(error, lang, digits))
            for value, error, digits in (
                (one.loss_of_load_hours, one.loss_of_load_hours_error, 3),
                (one.loss_of_load_days, one.loss_of_load_days_error, 3),
                (one.unserved_mwh, one.unserved_mwh_error, 1))),
            number(one.worst_shortage_mw, lang, 0), number(one.years_with_shortage, lang, 0)])
    return pd.DataFrame(rows, columns=[t(f"flexibility.column.{name}", lang) for name in (
        "case", "loss_hours", "loss_days", "unserved", "worst", "years_short")])


def adequacy(found: Any, lang: str) -> list[str]:
    """Return what the years played through say."""
    without, flexible = found.without, found.with_flexibility
    said = [t("flexibility.adequacy.said", lang, years=number(without.years, lang, 0),
              hours=number(without.loss_of_load_hours, lang, 3),
              hours_with=number(flexible.loss_of_load_hours, lang, 3),
              unserved=quantity(without.unserved_mwh, "MWh", lang, 1),
              unserved_with=quantity(flexible.unserved_mwh, "MWh", lang, 1))]
    if flexible.years_with_shortage == 0:
        said.append(t("flexibility.adequacy.never", lang, years=number(flexible.years, lang, 0)))
    way = "short" if found.capacity_needed_mw > 0 else "spare"
    said.append(t(f"flexibility.adequacy.{way}", lang, power=quantity(abs(found.capacity_needed_mw), "MW", lang, 0)))
    return said


def sized(found: Any, lang: str) -> str:
    """Return the least-cost battery in words (grid/sizing.Sized)."""
    if found.power_mw < 1:
        return t("flexibility.worth.none", lang)
    return t("flexibility.worth.said", lang, power=quantity(found.power_mw, "MW", lang, 0),
             energy=quantity(found.energy_mwh, "MWh", lang, 0), hours=number(found.hours, lang, 1),
             saving=money(found.saving_million_hkd, lang))


def load_file(found: Any, lang: str) -> str:
    """Return what the reader's own file holds (grid/load_file.LoadFile)."""
    return t("flexibility.load.said", lang, rows=number(len(found.starts), lang, 0), minutes=found.step_minutes,
             start=str(found.starts[0])[:10], end=str(found.starts[-1])[:10],
             energy=quantity(found.energy_mwh / MWH_PER_GWH, "GWh", lang, 1),
             peak=quantity(float(np.nanmax(found.load_mw)), "MW", lang, 1))


def worth_table(steps: Sequence[Any], lang: str) -> pd.DataFrame:
    """Return a row a step of size: what one more kilowatt saves and costs a year, HK$."""
    names = [t(f"flexibility.column.{name}", lang) for name in ("size", "saves", "costs")]
    return pd.DataFrame([[t("flexibility.worth.between", lang, low=number(one.from_mw, lang, 0),
                            high=number(one.to_mw, lang, 0)),
                          round(one.value_hkd_per_kw, 1), round(one.cost_hkd_per_kw, 1)] for one in steps],
                        columns=names)


def calibration_table(checks: Sequence[Any], lang: str) -> pd.DataFrame:
    """Return a row a published figure: published, modelled with its range, error (grid/hourly_calibration.Check)."""
    rows = []
    for one in checks:
        value = float(one.published.values[0])
        digits = 0 if one.measure != "load_factor" else 3
        rows.append([one.period, _utility(one.utility, lang), t(f"flexibility.calibration.{one.measure}", lang),
                     round(value, digits), round(one.central, digits), round(min(one.low, one.high), digits),
                     round(max(one.low, one.high), digits),
                     round(one.error_percent, 1),
                     t("flexibility.calibration.fitted", lang) if one.is_fitted else ""])
    return pd.DataFrame(rows, columns=[t(f"flexibility.column.{name}", lang) for name in (
        "period", "utility", "measure", "published", "modelled", "flattest", "most_uneven", "error", "remark")])


def calibration(checks: Sequence[Any], lang: str) -> str:
    """Return how far the model is off where it was not fitted, by the mean of absolute errors."""
    errors = [abs(one.error_percent) for one in checks if not one.is_fitted]
    return t("flexibility.calibration.said", lang, count=len(errors),
             mean=percent(float(np.mean(errors)), lang, 1),
             worst=percent(float(np.max(errors)), lang, 1))


def _utility(code: str, lang: str) -> str:
    return label("utility", code, lang)


def _rounded(values: Any, digits: int = 1) -> list[float]:
    return [round(float(value), digits) + 0.0 for value in values]
