"""The cleanest window, an event and its baselines in words and tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from hkzero.text import day, number, percent, quantity, t

KILO = 1e3


def clock(hours: float) -> str:
    """Return hours after midnight as a clock shows them, of the day after too: 18.5 → 18:30, 26 → 02:00."""
    minutes = round(hours * 60) % (24 * 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def window(found: Any, energy_kwh: float, start: str, lang: str) -> str:
    """Return when to take the energy and what that saves (grid/cleanest_window.Window); `start` is the day's date."""
    key = "said" if found.saving_share >= 0 else "said_worse"
    return t(f"flexibility.window.{key}", lang, day=day(start, lang), start=clock(found.start), end=clock(found.end),
             energy=quantity(energy_kwh, "kWh", lang, 0), kg=quantity(found.kg, "kg CO2e", lang, 1),
             average=percent(abs(100 * found.saving_share), lang, 0),
             worst=quantity(found.kg_at_worst - found.kg, "kg CO2e", lang, 1))


def window_table(intensity: Sequence[float], energy: Sequence[float], lang: str) -> pd.DataFrame:
    """Return a row an hour: intensity and the energy taken."""
    return pd.DataFrame([[clock(hour), round(KILO * float(grams), 1), round(float(taken), 2)]
                         for hour, (grams, taken) in enumerate(zip(intensity, energy, strict=True))],
                        columns=[t("flexibility.column.hour", lang), t("flexibility.column.intensity", lang),
                                 t("flexibility.window.energy", lang)])


def event(found: Any, unit: str, scale: float, payment: Sequence[float], lang: str, *,
          is_staged: bool = False) -> list[str]:
    """Return what an event came to, a sentence each (grid/event.Event); powers are kW ÷ `scale` in `unit`.

    `payment` is low, central and high HK$ a kWh; `is_staged` where it is known, not found against a baseline.
    """
    digits = 1 if scale == 1 else 0

    def power(value: float) -> str:
        return quantity(value / scale, unit, lang, digits)

    energy = f"{unit}h"
    first = "staged" if is_staged else "reduced" if found.reduction_kw >= 0 else "more"
    lines = [t(f"flexibility.event.{first}", lang,
               power=power(abs(found.reduction_kw)),
               energy=quantity(abs(found.reduction_kwh) / scale, energy, lang, digits)),
             t("flexibility.event.rebound", lang,
               energy=quantity(max(found.rebound_kwh, 0) / scale, energy, lang, digits)),
             t("flexibility.event.at_peak", lang, hour=clock(found.peak_hour), power=power(found.at_peak_kw))
             if found.at_peak_kw is not None else t("flexibility.event.no_peak", lang)]
    if found.saved_kg is not None:
        tonnes = found.saved_kg / KILO
        lines.append(t("flexibility.event.carbon" if tonnes >= 0 else "flexibility.event.carbon_more", lang,
                       amount=quantity(abs(tonnes), "t CO2e", lang, 1 if abs(tonnes) >= 1 else 3)))
    low, central, high = (found.worth_hkd(one) for one in payment)
    if central > 0:
        lines.append(t("flexibility.event.worth", lang, central=number(central, lang, 0), low=number(low, lang, 0),
                       high=number(high, lang, 0)))
    return lines


def found(measured: Any, unit: str, scale: float, lang: str) -> str:
    """Return what a baseline makes of a staged event (grid/event.Event)."""
    return t("flexibility.event.found", lang, power=quantity(measured.reduction_kw / scale, unit, lang, 0),
             back=quantity(measured.rebound_kwh / scale, f"{unit}h", lang, 0))


def placebo(none: Any, unit: str, scale: float, lang: str) -> str:
    """Return how large an event looks on days without one (grid/event.Placebo)."""
    return t("flexibility.event.placebo", lang, days=number(none.days, lang, 0),
             power=quantity(none.reduction_kw / scale, unit, lang, 1 if scale == 1 else 0))


def portfolio(total: Any, four_hours: Any, check: Any, missions_mw: float, lang: str) -> list[str]:
    """Return what could take part, a sentence each (grid/virtual_power_plant: Range, Range, CrossCheck)."""
    def megawatts(value: float) -> str:
        return quantity(value, "MW", lang, 0)

    def ends(one: Any) -> dict[str, str]:
        return {name: megawatts(getattr(one, name)) for name in ("low", "central", "high")}

    return [t("flexibility.portfolio.said", lang, four=megawatts(four_hours.central), **ends(total)),
            t("flexibility.portfolio.check", lang, published=megawatts(check.published_mw), **ends(check.portfolio_mw)),
            t("flexibility.portfolio.missions", lang, power=megawatts(missions_mw))]


def portfolio_table(resources: Sequence[Any], megawatts: Mapping[str, Any], potential: Mapping[str, float],
                    lang: str) -> pd.DataFrame:
    """Return a row a resource: low, central and high MW, the potential, and hours (grid/virtual_power_plant)."""
    names = [t(f"flexibility.portfolio.{name}", lang) for name in ("resource", "low", "central", "high", "potential",
                                                                   "hours")]
    return pd.DataFrame([[one.titles[lang], *(round(getattr(megawatts[one.resource_id], end), 1)
                                              for end in ("low", "central", "high")),
                          round(potential[one.resource_id], 1), one.hours.central] for one in resources], columns=names)


def accuracy_table(found: Sequence[Any], lang: str) -> pd.DataFrame:
    """Return a row a method: days tried, bias and scatter in % (grid/baseline.Accuracy)."""
    return pd.DataFrame([[t(f"flexibility.method_of_baseline.{one.method_id}", lang), one.days,
                          round(one.bias_percent, 1) + 0.0, round(one.scatter_percent, 1)] for one in found],
                        columns=[t(f"flexibility.event.{name}", lang) for name in (
                            "method", "days_tried", "bias", "scatter")])


def no_baseline(code: str, fields: dict, lang: str) -> str:
    """Return why there is no baseline (grid/baseline.NoBaseline)."""
    shown = {name: clock(value) if name in ("start", "end") else value for name, value in fields.items()}
    return t(f"flexibility.event.error.{code}", lang, **shown)
